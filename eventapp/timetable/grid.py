"""The timetable as tables of rooms and starts, day by day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from eventapp.timetable.days import day_of
from eventapp.timetable.planned import PlannedSession, RoomFacts, in_order

# More columns than this are not read at a glance, and do not fit on a page.
ROOMS_IN_A_TABLE = 5


@dataclass(frozen=True)
class Row:
    """What starts at one moment: the sessions in each room of the table."""

    starts_at: datetime
    cells: tuple[tuple[PlannedSession, ...], ...]


@dataclass(frozen=True)
class Grid:
    """A table: some rooms, None for what has no room, and a row for each start."""

    day: date
    rooms: tuple[RoomFacts | None, ...]
    rows: tuple[Row, ...]


def grids(planned: Iterable[PlannedSession], rooms: Sequence[RoomFacts], zone: str) -> list[Grid]:
    """The tables of every day on which something is, with only the rooms that are used that day."""
    days: dict[date, list[PlannedSession]] = defaultdict(list)
    for session in sorted(planned, key=in_order):
        if session.starts_at is not None:
            days[day_of(session.starts_at, zone)].append(session)
    return [grid for day, sessions in days.items() for grid in _grids_of(day, sessions, rooms)]


def _grids_of(day: date, sessions: list[PlannedSession], rooms: Sequence[RoomFacts]) -> list[Grid]:
    used = {session.room and session.room.id for session in sessions}
    columns: list[RoomFacts | None] = [room for room in rooms if room.id in used]
    if None in used:
        columns.append(None)
    return [
        _grid(day, sessions, tuple(columns[first : first + ROOMS_IN_A_TABLE]))
        for first in range(0, len(columns), ROOMS_IN_A_TABLE)
    ]


def _grid(day: date, sessions: list[PlannedSession], rooms: tuple[RoomFacts | None, ...]) -> Grid:
    columns = {room and room.id: number for number, room in enumerate(rooms)}
    rows: dict[datetime, list[list[PlannedSession]]] = {}
    for session in sessions:
        column = columns.get(session.room and session.room.id)
        if session.starts_at is not None and column is not None:
            cells = rows.setdefault(session.starts_at, [[] for _room in rooms])
            cells[column].append(session)
    return Grid(
        day, rooms, tuple(Row(starts_at, tuple(tuple(cell) for cell in cells)) for starts_at, cells in rows.items())
    )
