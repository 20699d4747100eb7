"""A published schedule as a task for the planner: its days one after the other as slots."""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from eventapp.timetable.files.schedule_values import ReadSchedule, ReadSession
from eventapp.timetable.solver.checking import broken_rules
from eventapp.timetable.solver.instance import Instance, Place, Room, Session
from eventapp.venue.days import day_of

GRIDS = (15, 5)
# More would take the memory of the machine: coarser steps are taken then, if nobody asked for these.
MOST_SLOTS = 5000
# Where sessions overlap as they are published there is to be so much more room than they take.
_SPARE = 1.2


@dataclass(frozen=True)
class Task:
    """An instance, the plan that was published, and the moment (UTC) at which each slot begins.

    `overlap` says that two sessions were in a room at the same time.
    """

    schedule: ReadSchedule
    instance: Instance
    published: tuple[Place, ...]
    slots: tuple[datetime, ...]
    overlap: bool = False


def task_of(schedule: ReadSchedule, grid: int | None = None) -> Task:
    """The schedule as a task. Each room can be used from its first session of a day to its last.

    Where sessions overlap in a room each room can be used all day, and later, if that is not enough. `grid` is in
    minutes: without it 15 where that holds every start and length, else 5. What lies between takes whole slots.
    """
    task = _task(schedule, grid or _grid_of(schedule))
    if not grid and task.instance.slots > MOST_SLOTS:
        task = _task(schedule, GRIDS[0])
    if any(broken.rule == "room" for broken in broken_rules(task.instance, task.published)):
        return _task(schedule, task.instance.grid, roomy=True)
    return task


def _task(schedule: ReadSchedule, grid: int, *, roomy: bool = False) -> Task:
    step = timedelta(minutes=grid)
    days = _days(schedule, step)
    lengths = [_length(session, days, step) for session in schedule.sessions]
    if roomy:
        there = sum(day.slots for day in days) * len(schedule.rooms)
        more = math.ceil(max(0, sum(lengths) * _SPARE - there) / (len(days) * len(schedule.rooms)))
        days = [replace(day, slots=day.slots + more) for day in days]
    slots: list[datetime] = []
    begins: list[int] = []
    for day in days:
        begins.append(len(slots))
        # After each day a slot in which no room is open: nothing goes on from one day to the next.
        slots += [day.begins_at + number * step for number in range(day.slots + 1)]
    published = []
    for session in schedule.sessions:
        number = _day_with(session, days)
        start = begins[number] + (session.starts_at - days[number].begins_at) // step
        published.append(Place(start, schedule.rooms.index(session.room)))
    whole = frozenset(begin + number for begin, day in zip(begins, days, strict=True) for number in range(day.slots))
    instance = Instance(
        grid=grid,
        slots=len(slots),
        sessions=_sessions(schedule, lengths),
        rooms=tuple(
            Room(name, 0, frozenset(), whole if roomy else _open(number, published, lengths, begins))
            for number, name in enumerate(schedule.rooms)
        ),
    )
    return Task(schedule, instance, tuple(published), tuple(slots), roomy)


def _sessions(schedule: ReadSchedule, lengths: list[int]) -> tuple[Session, ...]:
    ids = Counter(session.id for session in schedule.sessions)
    # A person that the file once gives no id is known by the name, and so are all of that name.
    nameless = {key for session in schedule.sessions for key, name in session.persons if key == name.casefold()}
    return tuple(
        Session(
            # An id that the file gives to several is no id.
            id=session.id if ids[session.id] == 1 else f"{session.id} ({session.position + 1})",
            slots=length,
            hosts=tuple(
                sorted(
                    {key for key, _name in session.persons}
                    | {name.casefold() for _key, name in session.persons if name.casefold() in nameless}
                )
            ),
            track=session.track,
        )
        for session, length in zip(schedule.sessions, lengths, strict=True)
    )


@dataclass(frozen=True)
class _Day:
    begins_at: datetime
    slots: int


def _grid_of(schedule: ReadSchedule) -> int:
    zone = ZoneInfo(schedule.zone)
    fits = all(
        session.minutes % GRIDS[0] == 0 and session.starts_at.astimezone(zone).minute % GRIDS[0] == 0
        for session in schedule.sessions
    )
    return GRIDS[0] if fits else GRIDS[1]


def _days(schedule: ReadSchedule, step: timedelta) -> list[_Day]:
    """From the first start of each day to its last end, on the grid of its hours.

    A day that goes on until the next begins is one with it.
    """
    spans: dict[object, tuple[datetime, datetime]] = {}
    for session in schedule.sessions:
        day = day_of(session.starts_at, schedule.zone)
        first, last = spans.get(day, (session.starts_at, session.ends_at))
        spans[day] = min(first, session.starts_at), max(last, session.ends_at)
    grid = step // timedelta(minutes=1)
    days: list[_Day] = []
    for first, last in sorted(spans.values()):
        local = first.astimezone(ZoneInfo(schedule.zone))
        begin = first - timedelta(minutes=local.minute % grid, seconds=first.second)
        if days and begin < days[-1].begins_at + days[-1].slots * step:
            begin = days.pop().begins_at
        days.append(_Day(begin, math.ceil((last - begin) / step)))
    return days


def _day_with(session: ReadSession, days: list[_Day]) -> int:
    return bisect_right([day.begins_at for day in days], session.starts_at) - 1


def _length(session: ReadSession, days: list[_Day], step: timedelta) -> int:
    """As long as it is, on the grid, or as much as it takes in a place between two slots."""
    begin = days[_day_with(session, days)].begins_at
    return max(1, math.ceil((session.ends_at - begin) / step) - (session.starts_at - begin) // step)


def _open(room: int, published: list[Place], lengths: list[int], begins: list[int]) -> frozenset[int]:
    used: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place, length in zip(published, lengths, strict=True):
        if place.room == room:
            used[bisect_right(begins, place.start)].append((place.start, place.start + length))
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
