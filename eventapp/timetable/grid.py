"""A day of the timetable as tables of rooms and times."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple

from eventapp.timetable.clock_steps import step_after
from eventapp.timetable.planned import PlannedSession, RoomFacts, in_order
from eventapp.venue.days import Hours, day_of

# More columns than this are not read at a glance, and do not fit on a page.
ROOMS_IN_A_TABLE = 5
# A row for each so many minutes shows a day at a glance; what starts between two has a row of its own.
GLANCE_MINUTES = 15


class Shut(NamedTuple):
    """Why a room cannot be used: blocked, as `why` says; in use with another, by what `why` names; or closed."""

    why: str = ""
    is_blocked: bool = False


@dataclass(frozen=True)
class Cell:
    """What is in one room over some rows: sessions, several where they overlap; or nothing.

    Nothing is of one row, so that something can be put there, or `shut` as long as the room cannot be used.
    """

    room: RoomFacts | None
    sessions: tuple[PlannedSession, ...]
    rows: int = 1
    shut: Shut | None = None


@dataclass(frozen=True)
class Row:
    """A time of the day. `cells` leaves out what a cell of an earlier row covers."""

    starts_at: datetime
    cells: tuple[Cell, ...]

    @property
    def is_free(self) -> bool:
        """Whether nothing starts here."""
        return not any(cell.sessions for cell in self.cells)


@dataclass(frozen=True)
class Grid:
    """A table: some rooms, first None where something is for everybody, and a row for each time."""

    day: date
    rooms: tuple[RoomFacts | None, ...]
    rows: tuple[Row, ...]


def days_shown(sessions: Sequence[PlannedSession], hours: Hours) -> list[date]:
    """The days of the event, and those on which something is although they are none."""
    used = {day_of(session.starts_at, hours.zone) for session in sessions if session.starts_at is not None}
    return sorted({*hours.days, *used})


def by_start(
    sessions: Sequence[PlannedSession], hours: Hours, day: date
) -> list[tuple[datetime, list[PlannedSession]]]:
    """What is on this day as a list by time: each start with what starts then."""
    found: dict[datetime, list[PlannedSession]] = {}
    for session in sorted(sessions, key=in_order):
        if session.starts_at is not None and day_of(session.starts_at, hours.zone) == day:
            found.setdefault(session.starts_at, []).append(session)
    return list(found.items())


def grids(
    sessions: Sequence[PlannedSession],
    rooms: Sequence[RoomFacts],
    hours: Hours,
    day: date,
    *,
    rooms_in_a_table: int = ROOMS_IN_A_TABLE,
    row_minutes: int = GLANCE_MINUTES,
) -> list[Grid]:
    """The tables of this day: every room, a few to a table, from opening until closing or as long as anything is on."""
    on = [session for _start, together in by_start(sessions, hours, day) for session in together]
    times = _times(on, hours, day, row_minutes)
    everybody: list[RoomFacts | None] = [None] if any(session.room is None for session in on) else []
    tables = [rooms[first : first + rooms_in_a_table] for first in range(0, len(rooms), rooms_in_a_table)]
    if not tables and everybody:
        tables = [[]]
    return [_grid(day, [*everybody, *some], on, times) for some in tables]


def _times(sessions: Sequence[PlannedSession], hours: Hours, day: date, row_minutes: int) -> list[datetime]:
    """Where rows begin, and where the last one ends."""
    times = {moment for session in sessions for moment in (session.starts_at, session.ends_at) if moment is not None}
    if span := hours.span(day):
        times |= {span.starts_at, span.ends_at}
    if not times:
        return []
    step = timedelta(minutes=row_minutes)
    moment = step_after(min(times), row_minutes)
    while moment < max(times):
        times.add(moment)
        moment += step
    return sorted(times)


def _grid(
    day: date, rooms: Sequence[RoomFacts | None], sessions: Sequence[PlannedSession], times: Sequence[datetime]
) -> Grid:
    row_of = {moment: number for number, moment in enumerate(times)}
    cells: list[list[Cell]] = [[] for _moment in times[:-1]]
    for room in rooms:
        covered = 0
        shut = [_shut(room, start, end, sessions) for start, end in pairwise(times)]
        for together in _clusters(session for session in sessions if _is_in(session, room)):
            first, last = row_of[together[0].starts_at], row_of[max(session.ends_at for session in together)]  # type: ignore[index, type-var]
            _free(cells, room, shut, covered, first)
            cells[first].append(Cell(room, together, last - first))
            covered = last
        _free(cells, room, shut, covered, len(cells))
    return Grid(day, tuple(rooms), tuple(Row(moment, tuple(row)) for moment, row in zip(times, cells, strict=False)))


def _is_in(session: PlannedSession, room: RoomFacts | None) -> bool:
    return (session.room and session.room.id) == (room and room.id)


def _free(cells: list[list[Cell]], room: RoomFacts | None, shut: Sequence[Shut | None], first: int, last: int) -> None:
    for why, together in groupby(range(first, last), key=lambda row: shut[row]):
        rows = list(together)
        if why is not None:
            cells[rows[0]].append(Cell(room, (), len(rows), why))
            continue
        for row in rows:
            cells[row].append(Cell(room, ()))


def _shut(
    room: RoomFacts | None, starts_at: datetime, ends_at: datetime, sessions: Sequence[PlannedSession]
) -> Shut | None:
    if room is None:
        return None
    for block in room.blocked:
        if block.starts_at < ends_at and starts_at < block.ends_at:
            return Shut(block.why, is_blocked=True)
    if room.open is not None and not any(span.starts_at <= starts_at and ends_at <= span.ends_at for span in room.open):
        return Shut()
    used_with = [
        session.title
        for session in sessions
        if session.room is not None
        and session.room.id in room.used_with
        and session.starts_at < ends_at  # type: ignore[operator]
        and starts_at < session.ends_at  # type: ignore[operator]
    ]
    return Shut(used_with[0]) if used_with else None


def _clusters(sessions: Iterator[PlannedSession]) -> Iterator[tuple[PlannedSession, ...]]:
    """Sessions of one room in order of time, those together that overlap."""
    together: list[PlannedSession] = []
    for session in sessions:
        if together and session.starts_at >= max(other.ends_at for other in together):  # type: ignore[operator, type-var]
            yield tuple(together)
            together = []
        together.append(session)
    if together:
        yield tuple(together)
