"""The rooms of an event as plain values: all that rules, the timetable and votes need to know of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import starmap
from typing import Any, NamedTuple

from eventapp.event.tables import Event, Room, RoomFeature
from eventapp.texts import _, lazy
from eventapp.venue.days import Hours, span_of
from eventapp.venue.joined_rooms import contained, features_from_parts, sharing
from eventapp.venue.spans import Span as Span
from eventapp.venue.spans import both, without
from eventapp.venue.tables import BlockedTime, DayHours, RoomHours, RoomPart, RoomSetup, VenueCalendar

SETUPS = {
    "rows": lazy("Chairs in rows"),
    "circle": lazy("Chairs in a circle"),
    "tables": lazy("Chairs at tables"),
    "clear": lazy("Clear floor"),
}


class Blocked(NamedTuple):
    """A room cannot be used then. `why` is what organisers wrote, or that the venue's calendar says so."""

    starts_at: datetime
    ends_at: datetime
    why: str


@dataclass(frozen=True)
class RoomFacts:
    """A room with its features (keys of `FEATURES`, sorted) and when it can be used.

    Those `from_parts` it has only because the rooms that it is made of have them.

    `setups` are pairs of a key of `SETUPS` and how many people the room then holds. `used_with` are the ids of all
    other rooms that are used when this one is: its parts, and rooms that it is a part of. `open` is None where nobody
    looked. `blocked` holds what is blocked through those rooms too. One that `is_joined` is made of others.
    """

    id: str
    name: str
    floor: str
    capacity: int
    features: tuple[str, ...]
    finding: str
    setups: tuple[tuple[str, int], ...] = ()
    sessions_at_once: int = 1
    used_with: tuple[str, ...] = ()
    open: tuple[Span, ...] | None = None
    blocked: tuple[Blocked, ...] = ()
    is_joined: bool = False
    from_parts: tuple[str, ...] = ()

    def holds(self, setup: str = "") -> int:
        """How many people fit when it is set up like this; 0 where nobody wrote it down."""
        return dict(self.setups).get(setup, self.capacity)


async def hours_of(event: Event) -> Hours:
    """When the venue is open. One query."""
    rows = await DayHours.objects().where(DayHours.event == event.id).order_by(DayHours.day)
    by_day = tuple((row.day, row.opens_at, row.closes_at) for row in rows)
    return Hours(event.time_zone, event.starts_on, event.ends_on, event.opens_at, event.closes_at, by_day)


async def rooms_of(event: Event) -> list[RoomFacts]:
    """The event's rooms in the order that organisers gave them. Seven queries."""
    rooms = await Room.objects().where(Room.event == event.id)
    feature_rows = _by_room(await RoomFeature.select().where(RoomFeature.room.event == event.id))
    setups = _by_room(await RoomSetup.select().where(RoomSetup.room.event == event.id))
    parts = _by_room(await RoomPart.select().where(RoomPart.room.event == event.id))
    own_hours = _by_room(await RoomHours.select().where(RoomHours.room.event == event.id))
    blocked = _by_room(await BlockedTime.select().where(BlockedTime.room.event == event.id))
    hours = await hours_of(event)

    made_of = {room.id: {row["part"] for row in parts[room.id]} for room in rooms}
    sharing_with = sharing(made_of)
    own_features = {room.id: {row["feature"] for row in feature_rows[room.id]} for room in rooms}
    found = []
    for room in sorted(rooms, key=lambda room: (room.position, room.name.casefold())):
        used_with, own = sharing_with[room.id], own_features[room.id]
        from_parts = features_from_parts(room.id, made_of, own_features) - own
        busy = sorted(
            Blocked(row["starts_at"], row["ends_at"], why_words(row))
            for id_ in (room.id, *used_with)
            for row in blocked[id_]
        )
        limits = [_by_day(own_hours[id_]) for id_ in (room.id, *contained(room.id, made_of))]
        found.append(
            RoomFacts(
                room.id,
                room.name,
                room.floor,
                room.capacity,
                tuple(sorted(own | from_parts)),
                room.finding,
                setups=tuple(
                    (key, row["capacity"]) for key in SETUPS for row in setups[room.id] if row["setup"] == key
                ),
                sessions_at_once=room.sessions_at_once,
                used_with=used_with,
                open=open_times(hours, limits, busy),
                blocked=tuple(busy),
                is_joined=bool(made_of[room.id]),
                from_parts=tuple(sorted(from_parts)),
            )
        )
    return found


async def parts_of(room_id: str) -> list[str]:
    """The ids of the rooms that this one is said to be made of. One query."""
    return [row["part"] for row in await RoomPart.select(RoomPart.part).where(RoomPart.room == room_id)]


async def own_hours(room_id: str) -> dict[date, tuple[time, time]]:
    """The days on which this room has hours of its own. One query."""
    return _by_day(await RoomHours.select().where(RoomHours.room == room_id))


async def own_blocked(room_id: str) -> list[BlockedTime]:
    """What organisers blocked of this room, in order. One query."""
    own = (BlockedTime.room == room_id) & BlockedTime.calendar.is_null()
    return await BlockedTime.objects().where(own).order_by(BlockedTime.starts_at).order_by(BlockedTime.id)


async def calendars_of(room_id: str) -> list[tuple[VenueCalendar, int]]:
    """The venue's calendars of this room, and how many times each blocks. Two queries."""
    found = await VenueCalendar.objects().where(VenueCalendar.room == room_id).order_by(VenueCalendar.id)
    rows = await BlockedTime.select(BlockedTime.calendar).where(
        (BlockedTime.room == room_id) & BlockedTime.calendar.is_not_null()
    )
    times = Counter(row["calendar"] for row in rows)
    return [(calendar, times[calendar.id]) for calendar in found]


def why_words(blocked: Mapping[str, Any]) -> str:
    """Why a time is blocked; for a calendar of the venue only that it says so."""
    return _("Busy (venue’s calendar)") if blocked["calendar"] else blocked["why"]


def open_times(
    hours: Hours, limits: Iterable[Mapping[date, tuple[time, time]]], blocked: Iterable[Blocked]
) -> tuple[Span, ...]:
    """When a room can be used: while the venue is open, within each of these hours by day, and not blocked."""
    found = hours.spans
    for limit in limits:
        own = ((day, *(limit.get(day) or hours.on(day)), hours.zone) for day in hours.days)
        found = both(found, (span for span in starmap(span_of, own) if span))
    return without(found, (Span(block.starts_at, block.ends_at) for block in blocked))


def _by_day(rows: Iterable[dict[str, Any]]) -> dict[date, tuple[time, time]]:
    return {row["day"]: (row["opens_at"], row["closes_at"]) for row in rows}


def _by_room(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["room"]].append(row)
    return found
