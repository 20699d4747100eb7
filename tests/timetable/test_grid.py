"""A day of the timetable as tables."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from eventapp.timetable.decided import a_break
from eventapp.timetable.grid import ROOMS_IN_A_TABLE, Cell, Grid, days_shown, grids
from eventapp.timetable.planned import PlannedSession, RoomFacts
from eventapp.venue.days import Hours
from eventapp.venue.reading import Blocked
from eventapp.venue.spans import Span

DAY = date(2026, 11, 28)
TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)
HOURS = Hours("Europe/London", DAY, DAY, time(10), time(12))


def room(name: str) -> RoomFacts:
    return RoomFacts(name, name, "", 20, (), "")


LIBRARY, KITCHEN = room("Library"), room("Kitchen")


def on(title: str, where: RoomFacts | None, minutes_after_ten: int, minutes: int = 60) -> PlannedSession:
    plain = a_break(title, title, title=title, minutes=minutes, created_at=TEN)
    return replace(plain, room=where, starts_at=TEN + timedelta(minutes=minutes_after_ten))


def drawn(grid: Grid) -> list[str]:
    """Each row as its time and its cells: what is in them, or why nothing can be, and over how many rows."""
    return [
        " ".join(
            [
                f"{row.starts_at:%H:%M}",
                *(_drawn(cell) for cell in row.cells),
            ]
        )
        for row in grid.rows
    ]


def _drawn(cell: Cell) -> str:
    if cell.shut:
        return f"{'blocked' if cell.shut.is_blocked else 'shut'}:{cell.shut.why}*{cell.rows}"
    return "+".join(one.title for one in cell.sessions) + (f"*{cell.rows}" if cell.sessions else "-")


def test_each_quarter_of_an_hour_is_a_row_each_room_a_column_and_sessions_are_as_long_as_they_are() -> None:
    [grid] = grids([on("Choir", LIBRARY, 0), on("Film", KITCHEN, 30, 45)], [LIBRARY, KITCHEN], HOURS, DAY)

    assert grid.rooms == (LIBRARY, KITCHEN)
    assert drawn(grid) == [
        "10:00 Choir*4 -",
        "10:15 -",
        "10:30 Film*3",
        "10:45",
        "11:00 -",
        "11:15 - -",
        "11:30 - -",
        "11:45 - -",
    ]
    assert [row.is_free for row in grid.rows] == [False, True, False, True, True, True, True, True]


def test_what_starts_or_ends_between_two_quarters_has_rows_of_its_own() -> None:
    [grid] = grids([on("Choir", LIBRARY, 5, 20)], [LIBRARY], HOURS, DAY)

    assert drawn(grid)[:5] == ["10:00 -", "10:05 Choir*2", "10:15", "10:25 -", "10:30 -"]


def test_sessions_that_overlap_in_a_room_stand_in_one_cell() -> None:
    sessions = [on("Choir", LIBRARY, 0, 30), on("Film", LIBRARY, 15, 30), on("Tea", LIBRARY, 45, 15)]

    [grid] = grids(sessions, [LIBRARY], HOURS, DAY)

    assert drawn(grid)[:4] == ["10:00 Choir+Film*3", "10:15", "10:30", "10:45 Tea*1"]


def test_what_is_for_everybody_stands_before_the_rooms_of_every_table() -> None:
    rooms = [room(f"Room {number}") for number in range(ROOMS_IN_A_TABLE + 2)]

    found = grids([on("Soup", None, 0)], rooms, HOURS, DAY)

    assert [grid.rooms for grid in found] == [(None, *rooms[:ROOMS_IN_A_TABLE]), (None, *rooms[ROOMS_IN_A_TABLE:])]
    assert [drawn(grid)[0].split()[1] for grid in found] == ["Soup*4", "Soup*4"]


def test_many_rooms_are_several_tables_that_lose_nothing() -> None:
    rooms = [room(f"Room {number}") for number in range(ROOMS_IN_A_TABLE + 2)]
    sessions = [on(f"S{number}", one, 0) for number, one in enumerate(rooms)]

    found = grids(sessions, rooms, HOURS, DAY)

    assert [len(grid.rooms) for grid in found] == [ROOMS_IN_A_TABLE, 2]
    shown = [session for grid in found for row in grid.rows for cell in row.cells for session in cell.sessions]
    assert shown == sessions


def test_all_rooms_can_stand_in_one_table() -> None:
    rooms = [room(f"Room {number}") for number in range(ROOMS_IN_A_TABLE + 2)]

    [grid] = grids([], rooms, HOURS, DAY, rooms_in_a_table=len(rooms))

    assert grid.rooms == tuple(rooms)


def test_while_a_room_cannot_be_used_it_has_one_cell_that_says_why() -> None:
    open_ = Span(TEN, TEN + timedelta(minutes=30)), Span(TEN + timedelta(minutes=45), TEN + timedelta(minutes=75))
    lunch = Blocked(TEN + timedelta(minutes=30), TEN + timedelta(minutes=45), "Lunch")
    attic = replace(LIBRARY, open=open_, blocked=(lunch,))

    [grid] = grids([on("Choir", attic, 0, 15)], [attic], HOURS, DAY)

    assert drawn(grid) == [
        "10:00 Choir*1",
        "10:15 -",
        "10:30 blocked:Lunch*1",
        "10:45 -",
        "11:00 -",
        "11:15 shut:*3",
        "11:30",
        "11:45",
    ]


def test_what_is_on_in_a_part_of_a_room_stands_in_the_way_of_the_room() -> None:
    both = replace(room("Both"), used_with=("Kitchen", "Library"))

    [grid] = grids([on("Choir", LIBRARY, 0, 30)], [both, LIBRARY, KITCHEN], HOURS, DAY)

    assert drawn(grid)[:3] == ["10:00 shut:Choir*2 Choir*2 -", "10:15 -", "10:30 - - -"]


def test_what_starts_after_midnight_stands_under_the_day_before() -> None:
    late, early = on("Late", None, 15 * 60), on("Early", None, 20 * 60)

    assert days_shown([late, early], HOURS) == [DAY, DAY + timedelta(days=1)]
    [night] = grids([late, early], [], HOURS, DAY)
    assert [row.starts_at for row in night.rows if not row.is_free] == [late.starts_at]
    [morning] = grids([late, early], [], HOURS, DAY + timedelta(days=1))
    assert [row.starts_at for row in morning.rows if not row.is_free] == [early.starts_at]


def test_a_day_on_which_nothing_is_shows_when_the_venue_is_open() -> None:
    [grid] = grids([], [LIBRARY], HOURS, DAY)

    assert [row.starts_at for row in grid.rows] == [TEN + timedelta(minutes=15 * number) for number in range(8)]


def test_a_fine_grid_has_a_row_for_each_of_its_starts() -> None:
    [grid] = grids([on("Choir", LIBRARY, 5, 20)], [LIBRARY], HOURS, DAY, row_minutes=5)

    assert drawn(grid)[:7] == ["10:00 -", "10:05 Choir*4", "10:10", "10:15", "10:20", "10:25 -", "10:30 -"]
    assert len(grid.rows) == 24


def test_an_event_without_rooms_and_sessions_has_no_table() -> None:
    assert grids([], [], HOURS, DAY) == []
