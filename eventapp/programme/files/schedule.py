"""The programme as frab, c3voc and the apps that read their schedules think of it: days, rooms, events, persons.

What these apps trip over is said where it is avoided. Whatever comes out the same after an import and another export
is made from what the files hold: so ids are made from words, not from our own ids.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from eventapp.letters import slug_of
from eventapp.programme.cards import kind_label
from eventapp.programme.edition import EditionContent, EditionSession
from eventapp.programme.forms import days_of
from eventapp.programme.published import Published
from eventapp.settings import settings
from eventapp.texts import _
from eventapp.timetable.apart import Use, apart
from eventapp.venue.days import NIGHT_ENDS, day_of

# Apps tell tracks apart by colour: all dark enough for white letters.
COLOURS = {
    "workshop": "#2f6149",
    "talk": "#1f4e79",
    "film": "#5b2a6e",
    "discussion": "#7a3b12",
    "drop-in": "#0f5f6b",
    "making": "#8a1f4b",
    "stall": "#6b5a00",
    "one-to-one": "#3f3f8f",
    "quiet": "#3d5a5a",
    "other": "#4d4d4d",
    "break": "#5c5148",
}

_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Person:
    guid: str
    name: str


@dataclass(frozen=True)
class Talk:
    """A session as the formats have it. `starts_at` is local; `number` fits 32 bits; `kind` is a key of `KINDS`."""

    guid: str
    number: int
    slug: str
    title: str
    words: str
    kind: str
    track: str
    language: str
    starts_at: datetime
    ends_at: datetime
    room: str
    persons: tuple[Person, ...]
    url: str

    @property
    def duration(self) -> str:
        """`HH:MM`. A day or longer would stop Giggity from reading the file: such a length is cut."""
        minutes = min(int((self.ends_at - self.starts_at).total_seconds()) // 60, _DAY_MINUTES - 1)
        return f"{minutes // 60:02}:{minutes % 60:02}"


@dataclass(frozen=True)
class Place:
    guid: str
    name: str
    talks: tuple[Talk, ...]


@dataclass(frozen=True)
class Day:
    """A day of the event, which lasts until the night is over. `index` counts from 1: apps want every number."""

    index: int
    date: date
    start: datetime
    end: datetime
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Track:
    name: str
    slug: str
    colour: str


@dataclass(frozen=True)
class Schedule:
    """A published programme without what is cancelled: the formats cannot say so. `version` is another each time."""

    version: str
    acronym: str
    title: str
    zone: str
    slot: str
    root: str
    days: tuple[Day, ...]
    tracks: tuple[Track, ...]

    @property
    def rooms(self) -> list[Place]:
        """Each room once, by name."""
        found = {place.name: place for day in self.days for place in day.places}
        return sorted(found.values(), key=lambda place: place.name.casefold())


def schedule(shown: Published) -> Schedule:
    """What the files say of this programme."""
    content = shown.content
    acronym = _acronym(shown.event.slug)
    sessions = content.running
    root = f"{settings().base_url}/{shown.event.slug}"
    talks = [
        _talk(session, shown, room, acronym, root)
        for session, room in zip(sessions, _rooms(sessions, content), strict=True)
    ]
    kinds = sorted({(talk.track, talk.kind) for talk in talks})
    return Schedule(
        version=str(shown.number),
        acronym=acronym,
        title=content.name,
        zone=content.time_zone,
        slot=_slot(talks),
        root=root,
        days=tuple(_days(content, talks)),
        tracks=tuple(Track(name, kind, COLOURS.get(kind, COLOURS["other"])) for name, kind in kinds),
    )


def _acronym(slug: str) -> str:
    """At least four of `a-z0-9_`: schedule.json allows no hyphen, schedule.xml nothing shorter."""
    acronym = slug.replace("-", "_")
    return acronym if len(acronym) >= 4 else f"{acronym}_event"


def _rooms(sessions: Sequence[EditionSession], content: EditionContent) -> list[str]:
    """The room of each session. Where several are on at once, each has a name of its own: EventFahrplan would cut one.

    What is for everybody is in the venue: every event of these formats has a room.
    """
    names = [session.room_name or content.venue_name or _("Everywhere") for session in sessions]
    uses = [Use(name, session.starts_at, session.ends_at) for name, session in zip(names, sessions, strict=True)]
    copies = [copy for copy, _in_the_way in apart(uses)]
    return [name if copy == 1 else f"{name} ({copy})" for name, copy in zip(names, copies, strict=True)]


def _talk(session: EditionSession, shown: Published, room: str, acronym: str, root: str) -> Talk:
    zone = ZoneInfo(shown.content.time_zone)
    number = shown.standing[session.id].number
    return Talk(
        guid=_guid(session.uid),
        number=number,
        slug=f"{acronym}-{number}-{slug_of(session.title) or 'session'}",
        title=session.title,
        words=session.words,
        kind=session.kind,
        track=kind_label(session.kind),
        language=session.language,
        starts_at=session.starts_at.astimezone(zone).replace(microsecond=0),
        ends_at=session.ends_at.astimezone(zone).replace(microsecond=0),
        room=room,
        persons=tuple(Person(_made_of(shown.content.name, "person", name), name) for name in session.hosts),
        url=f"{root}/sessions/{session.id}",
    )


def _guid(uid: str) -> str:
    """The UUID in a session's calendar id: favourites in apps are kept by it, and survive each move."""
    found = re.fullmatch(r"slot-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@.+", uid)
    return str(UUID(found[1])) if found else str(uuid5(NAMESPACE_URL, uid))


def _made_of(*words: str) -> str:
    return str(uuid5(NAMESPACE_URL, "\n".join(words)))


def _slot(talks: Iterable[Talk]) -> str:
    moments = [moment for talk in talks for moment in (talk.starts_at, talk.ends_at)]
    minutes = next(step for step in (15, 5, 1) if step == 1 or all(moment.minute % step == 0 for moment in moments))
    return f"00:{minutes:02}"


def _days(content: EditionContent, talks: Sequence[Talk]) -> Iterable[Day]:
    by_day: dict[date, dict[str, list[Talk]]] = defaultdict(lambda: defaultdict(list))
    for talk in talks:
        by_day[day_of(talk.starts_at, content.time_zone)][talk.room].append(talk)
    zone = ZoneInfo(content.time_zone)
    for index, day in enumerate(sorted({*days_of(content), *by_day}), 1):
        rooms = sorted(by_day[day].items(), key=lambda room: room[0].casefold())
        yield Day(
            index=index,
            date=day,
            # EventFahrplan reads from the day's end when the night is over.
            start=datetime.combine(day, time(NIGHT_ENDS.hour), zone),
            end=datetime.combine(day + timedelta(days=1), time(NIGHT_ENDS.hour), zone),
            places=tuple(Place(_made_of(content.name, "room", name), name, tuple(those)) for name, those in rooms),
        )
