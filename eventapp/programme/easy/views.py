"""What the pages of Easy Read show."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from eventapp.event.tables import Event
from eventapp.programme.cards import action
from eventapp.programme.easy.lines import Line, facts_of, feature_lines, in_list, lines_of, picture_of
from eventapp.programme.easy.pictures import PICTURES
from eventapp.programme.easy.texts import ACCESS, easy_texts
from eventapp.programme.edition import EditionSession
from eventapp.programme.finding import Wanted, find
from eventapp.programme.published import Published
from eventapp.programme.rendering import found_parts
from eventapp.texts import _
from eventapp.venue.days import day_of
from eventapp.venue.reading import RoomFacts, rooms_of


@dataclass(frozen=True)
class InList:
    """A session in the list, with its picture and what is said of it."""

    session: EditionSession
    picture: str
    said: list[str]


def programme_view(shown: Published, wanted: Wanted | None) -> dict[str, Any]:
    """What the programme in Easy Read shows, day by day; with `wanted` only the sessions that are wanted."""
    content = shown.content
    found = find(content.sessions, wanted or Wanted(), full=shown.full, zone=content.time_zone)
    days = groupby(found, lambda session: day_of(session.starts_at, content.time_zone))
    return {
        "lines": lines_of(content.easy),
        "days": [(day, [_in_list(session, shown) for session in sessions]) for day, sessions in days],
        "pictures": PICTURES,
        "several_days": content.ends_on > content.starts_on,
        **found_parts(found, wanted),
    }


def _in_list(session: EditionSession, shown: Published) -> InList:
    said = in_list(session, shown.event, is_full=session.id in shown.full)
    return InList(session, picture_of(session), said)


def session_view(session: EditionSession, shown: Published) -> dict[str, Any]:
    """What a session's page in Easy Read shows."""
    is_full = session.id in shown.full
    return {
        "session": session,
        "picture": picture_of(session),
        "pictures": PICTURES,
        "lines": lines_of(session.easy),
        "facts": facts_of(session, shown.event, is_full=is_full),
        "action": action(session, shown.event, is_full=is_full),
    }


async def access_view(event: Event) -> dict[str, Any]:
    """What the access page in Easy Read shows, as it is now. No edition holds it: the page itself is in none."""
    rooms = await rooms_of(event)
    return {
        "lines": lines_of((await easy_texts(event.id)).pages.get(ACCESS, ())),
        "facts": _facts_of_event(event),
        "rooms": _offers(rooms),
    }


def _facts_of_event(event: Event) -> list[Line]:
    found = []
    if event.venue_name:
        found.append(Line("room", _("The day is at %(venue)s.") % {"venue": event.venue_name}))
    if event.contact_phone:
        found.append(Line("help", _("You can phone us: %(phone)s.") % {"phone": event.contact_phone}))
    return found


def _offers(rooms: Sequence[RoomFacts]) -> list[tuple[RoomFacts, list[Line]]]:
    return [(room, feature_lines(room.features)) for room in rooms]
