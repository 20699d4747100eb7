"""The public pages, the feeds and the files as bytes that are the same for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from eventapp.event.access import NOBODY
from eventapp.event.tables import Event
from eventapp.programme import ical
from eventapp.programme.by_room import by_room
from eventapp.programme.cards import by_day
from eventapp.programme.edition import EditionSession
from eventapp.programme.feed_names import ABOUT, NamedFeed, named_feeds
from eventapp.programme.feeds import calendars
from eventapp.programme.files import atom, schedule_json, schedule_xml
from eventapp.programme.files.schedule import schedule
from eventapp.programme.finding import Wanted, find
from eventapp.programme.forms import FindForm, find_form
from eventapp.programme.history import EditionChanges, history
from eventapp.programme.published import Published
from eventapp.settings import settings
from eventapp.templating import render

HTML = "text/html; charset=utf-8"

# Path to content type and bytes.
Pages = dict[str, tuple[str, bytes]]


@dataclass(frozen=True)
class Around:
    """What the pages and files tell beside the edition itself."""

    names: tuple[NamedFeed, ...]
    history: list[EditionChanges]


async def around(event_id: str) -> Around:
    """What there is to tell at this event. Two queries, and more after publishing."""
    return Around(await named_feeds(event_id), await history(event_id))


def public_pages(shown: Published, around: Around) -> Pages:
    """The pages that show whether there are places. Slow with many sessions: not for the event loop."""
    root = f"/{shown.event.slug}"
    programme = _page("programme/programme.html", shown.event, f"{root}/programme", **programme_parts(shown))
    subscribe = _page(
        "programme/calendar.html", shown.event, f"{root}/calendar", **calendar_parts(shown.event, around.names)
    )
    return {f"{root}/programme": (HTML, programme), f"{root}/calendar": (HTML, subscribe)}


def all_public(shown: Published, around: Around) -> Pages:
    """The pages, and the feeds and files, which an edition alone decides. Slow, likewise."""
    root = f"/{shown.event.slug}"
    told = schedule(shown)
    return {
        **public_pages(shown, around),
        **{path: (ical.CONTENT_TYPE, body) for path, body in calendars(shown, around.names)},
        f"{root}/schedule.xml": (schedule_xml.CONTENT_TYPE, schedule_xml.schedule_xml(told)),
        f"{root}/schedule.json": (schedule_json.CONTENT_TYPE, schedule_json.schedule_json(told)),
        f"{root}/changes.atom": (atom.CONTENT_TYPE, atom.changes_atom(shown, around.history)),
    }


def _page(template: str, event: Event, path: str, **context: Any) -> bytes:
    body = render(template, event=event, person=None, roles=NOBODY, path=path, messages=[], problem=False, **context)
    return body.encode()


def programme_parts(
    shown: Published, form: FindForm | None = None, wanted: Wanted | None = None, *, rooms: bool = False
) -> dict[str, Any]:
    """What the programme's template needs; with `wanted` only the sessions that are wanted, with `rooms` as tables."""
    content = shown.content
    found = find(content.sessions, wanted or Wanted(), full=shown.full, zone=content.time_zone)
    arranged = by_room if rooms else by_day
    return {
        "form": form or find_form(content),
        "rooms": rooms,
        "days": arranged(found, shown.event, full=shown.full, zone=content.time_zone),
        "several_days": content.ends_on > content.starts_on,
        "shown": shown,
        "opening": opening(shown.event),
        **found_parts(found, wanted),
    }


def found_parts(found: list[EditionSession], wanted: Wanted | None) -> dict[str, Any]:
    """Whether somebody looked for something, and how many sessions were found."""
    return {
        "filtered": wanted is not None and wanted != Wanted(),
        "running": _count(found, cancelled=False),
        "cancelled": _count(found, cancelled=True),
    }


def _count(sessions: list[EditionSession], *, cancelled: bool) -> int:
    return sum(session.cancelled == cancelled for session in sessions if not session.is_break)


def opening(event: Event) -> tuple[datetime, datetime]:
    """When the first day begins and ends."""
    zone = ZoneInfo(event.time_zone)
    return (
        datetime.combine(event.starts_on, event.opens_at, zone),
        datetime.combine(event.starts_on, event.closes_at, zone),
    )


def calendar_parts(event: Event, names: Sequence[NamedFeed]) -> dict[str, Any]:
    """The feeds that can be subscribed to: the whole programme in three ways, and the pages of the named ones."""
    groups = [(about, [name for name in names if name.about == about]) for about in ABOUT]
    return {
        "ways": ways_to(f"/{event.slug}/calendar.ics", event.name),
        "groups": [group for group in groups if group[1]],
    }


@dataclass(frozen=True)
class Ways:
    """How to subscribe to a feed: the address to copy, a link that opens a calendar, and two companies' pages."""

    address: str
    webcal: str
    google: str
    outlook: str


def ways_to(path: str, name: str) -> Ways:
    """The ways to subscribe to the feed at this path. Neither company says in writing how its page is addressed."""
    address = f"{settings().base_url}{path}"
    webcal = address.replace(urlsplit(address).scheme, "webcal", 1)
    return Ways(
        address=address,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook="https://outlook.live.com/calendar/0/addfromweb"
        f"?url={quote(address, safe='')}&name={quote(name, safe='')}",
    )
