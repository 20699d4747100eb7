"""A published schedule as a task for the planner, and the plan as that schedule with other rooms and times."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element, tostring
from zoneinfo import ZoneInfo

from defusedxml import ElementTree

from eventapp.timetable.days import NIGHT_ENDS, day_of
from eventapp.timetable.files.schedule_xml import ReadSchedule, ReadSession
from eventapp.timetable.solver.checking import broken_rules
from eventapp.timetable.solver.instance import Instance, Place, Plan, Room, Session

GRIDS = (15, 5)


@dataclass(frozen=True)
class Task:
    """An instance, the plan that was published, and the moment (UTC) at which each slot begins."""

    schedule: ReadSchedule
    instance: Instance
    published: tuple[Place, ...]
    slots: tuple[datetime, ...]


def task_of(schedule: ReadSchedule, grid: int | None = None) -> Task:
    """The schedule as a task. Each room can be used from its first session of a day to its last.

    `grid` is in minutes: without it 15 where that holds every start and length, else 5. What lies between takes whole
    slots.
    """
    grid = grid or _grid_of(schedule)
    days = _days(schedule, grid)
    slots = [moment for day in days for moment in day.moments]
    begins = {day.date: sum(len(other.moments) for other in days[:number]) for number, day in enumerate(days)}
    first = {day.date: day.moments[0] for day in days}
    published, lengths = [], []
    for session in schedule.sessions:
        day = day_of(session.starts_at, schedule.zone)
        start = _steps(session.starts_at - first[day], grid)
        lengths.append(max(1, math.ceil((session.ends_at - first[day]) / timedelta(minutes=grid)) - start))
        published.append(Place(begins[day] + start, schedule.rooms.index(session.room)))
    instance = Instance(
        grid=grid,
        slots=len(slots),
        sessions=tuple(
            Session(
                id=session.id,
                # As long as it is, on the grid, or as much as it took in a place between two slots.
                slots=length,
                hosts=tuple(key for key, _name in session.persons),
                track=session.track,
            )
            for session, length in zip(schedule.sessions, lengths, strict=True)
        ),
        rooms=tuple(Room(name, 0, frozenset(), _open(schedule, name, published, lengths)) for name in schedule.rooms),
    )
    return Task(schedule, instance, tuple(published), tuple(slots))


@dataclass(frozen=True)
class _Day:
    date: date
    moments: list[datetime]


def _grid_of(schedule: ReadSchedule) -> int:
    fits = all(
        session.minutes % GRIDS[0] == 0 and _minute(session, schedule.zone) % GRIDS[0] == 0
        for session in schedule.sessions
    )
    return GRIDS[0] if fits else GRIDS[1]


def _minute(session: ReadSession, zone: str) -> int:
    return session.starts_at.astimezone(ZoneInfo(zone)).minute


def _days(schedule: ReadSchedule, grid: int) -> list[_Day]:
    """From the first start of each day to its last end, on the grid of its hours."""
    spans: dict[date, tuple[datetime, datetime]] = {}
    for session in schedule.sessions:
        day = day_of(session.starts_at, schedule.zone)
        first, last = spans.get(day, (session.starts_at, session.ends_at))
        spans[day] = min(first, session.starts_at), max(last, session.ends_at)
    days = []
    for day, (first, last) in sorted(spans.items()):
        begin = first - timedelta(minutes=first.astimezone(ZoneInfo(schedule.zone)).minute % grid, seconds=first.second)
        count = math.ceil((last - begin) / timedelta(minutes=grid))
        days.append(_Day(day, [begin + timedelta(minutes=grid * number) for number in range(count)]))
    return days


def _steps(span: timedelta, grid: int) -> int:
    return span // timedelta(minutes=grid)


def _open(schedule: ReadSchedule, room: str, published: list[Place], lengths: list[int]) -> frozenset[int]:
    used: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for session, place, length in zip(schedule.sessions, published, lengths, strict=True):
        if session.room == room:
            used[day_of(session.starts_at, schedule.zone)].append((place.start, place.start + length))
    return frozenset(
        slot
        for times in used.values()
        for slot in range(min(start for start, _end in times), max(end for _start, end in times))
    )


def clashing(task: Task) -> list[tuple[str, str]]:
    """The pairs of ids that share a room or a host at the same time as published."""
    return [
        (broken.sessions[0], broken.sessions[1])
        for broken in broken_rules(task.instance, task.published)
        if broken.rule in {"room", "host"}
    ]


def kept_as_published(task: Task) -> Instance:
    """The task with every session locked to its published place, but for those that clash there."""
    moving = {id_ for pair in clashing(task) for id_ in pair}
    return replace(
        task.instance,
        sessions=tuple(
            session if session.id in moving else replace(session, locked=place)
            for session, place in zip(task.instance.sessions, task.published, strict=True)
        ),
    )


# The plan, told


def placements(task: Task, plan: Plan) -> list[dict[str, Any]]:
    """For programs: id, room, start (ISO 8601 with offset) and minutes of each session that has a place, in order."""
    zone = ZoneInfo(task.schedule.zone)
    told = [
        {
            "id": session.id,
            "title": session.title,
            "room": task.schedule.rooms[place.room],
            "start": task.slots[place.start].astimezone(zone).isoformat(),
            "minutes": session.minutes,
        }
        for session, place in zip(task.schedule.sessions, plan, strict=True)
        if place is not None
    ]
    return sorted(told, key=lambda one: (one["start"], one["room"], one["id"]))


def schedule_with(task: Task, plan: Plan, xml: bytes) -> bytes:
    """The file that the task was read from, with each placed session under its new day and room.

    Everything else about a session stays as it was written. Those without a place stand where they were.
    """
    root = ElementTree.fromstring(xml)
    days = root.findall("day")
    events = list(_events(days))
    moved = {session.position: place for session, place in zip(task.schedule.sessions, plan, strict=True) if place}
    zone = ZoneInfo(task.schedule.zone)
    for position, (parent, event) in enumerate(events):
        place = moved.get(position)
        if place is None:
            continue
        start = task.slots[place.start].astimezone(zone)
        room = task.schedule.rooms[place.room]
        parent.remove(event)
        _write(event, "date", start.isoformat())
        _write(event, "start", f"{start:%H:%M}")
        _write(event, "room", room)
        _room_of(_day_for(days, task, start), room).append(event)
    for day in days:
        for inside in day.findall("room"):
            inside[:] = sorted(inside, key=lambda event: event.findtext("date") or "")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _events(days: list[Element]) -> Iterator[tuple[Element, Element]]:
    """Each event with what holds it, in the order in which the reader counts them."""
    for day in days:
        for room in day.findall("room"):
            yield from ((room, event) for event in room.findall("event"))
        yield from ((day, event) for event in day.findall("event"))


def _write(event: Element, tag: str, text: str) -> None:
    found = event.find(tag)
    if found is None:
        found = Element(tag)
        event.append(found)
    found.text = text


def _day_for(days: list[Element], task: Task, start: datetime) -> Element:
    """The file's own day with sessions of that programme day, else the one of its date."""
    wanted = day_of(start, task.schedule.zone)
    for day in days:
        if day.get("date", "")[:10] == wanted.isoformat():
            return day
    return min(days, key=lambda day: abs(_date(day, wanted) - wanted))


def _date(day: Element, otherwise: date) -> date:
    text = day.get("start", "")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return otherwise + timedelta(days=366)
    return (moment - timedelta(hours=NIGHT_ENDS.hour)).date()


def _room_of(day: Element, name: str) -> Element:
    for room in day.findall("room"):
        if " ".join(room.get("name", "").split()).casefold() == name.casefold():
            return room
    room = Element("room", {"name": name})
    day.append(room)
    return room
