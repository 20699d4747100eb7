"""The timetable as tables."""

from datetime import UTC, date, datetime

import pytest

from eventapp.timetable.grid import ROOMS_IN_A_TABLE, grids
from eventapp.timetable.planned import planned_sessions, rooms_of
from tests.cast import a_room, an_event
from tests.timetable.some import a_session, placed

pytestmark = pytest.mark.anyio

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)


async def test_each_start_is_a_row_and_each_room_in_use_a_column(db: None) -> None:
    event = await an_event()
    library, kitchen, _empty = [await a_room(event, name) for name in ("Library", "Kitchen", "Empty")]
    await placed(await a_session(event, title="Choir"), library, TEN)
    await placed(await a_session(event, title="Film"), library, TEN.replace(hour=11))
    await placed(await a_session(event, title="Soup"), kitchen, TEN.replace(hour=11))
    await placed(await a_session(event, title="Break"), None, TEN.replace(hour=12))
    await a_session(event, title="Not placed")

    [grid] = grids(await planned_sessions(event.id), await rooms_of(event), "Europe/London")

    assert grid.day == date(2026, 11, 28)
    assert [room and room.name for room in grid.rooms] == ["Kitchen", "Library", None]
    assert [[[session.title for session in cell] for cell in row.cells] for row in grid.rows] == [
        [[], ["Choir"], []],
        [["Soup"], ["Film"], []],
        [[], [], ["Break"]],
    ]


async def test_what_starts_after_midnight_stands_under_the_day_before(db: None) -> None:
    event = await an_event()
    await placed(await a_session(event, title="Late"), None, datetime(2026, 11, 29, 1, tzinfo=UTC))
    await placed(await a_session(event, title="Early"), None, datetime(2026, 11, 29, 6, tzinfo=UTC))

    found = grids(await planned_sessions(event.id), [], "Europe/London")

    assert [grid.day for grid in found] == [date(2026, 11, 28), date(2026, 11, 29)]


async def test_many_rooms_are_several_tables_that_lose_nothing(db: None) -> None:
    event = await an_event()
    for number in range(ROOMS_IN_A_TABLE + 2):
        await placed(await a_session(event, title=f"S{number}"), await a_room(event, f"Room {number}"), TEN)

    found = grids(await planned_sessions(event.id), await rooms_of(event), "Europe/London")

    assert [len(grid.rooms) for grid in found] == [ROOMS_IN_A_TABLE, 2]
    shown = [session.title for grid in found for row in grid.rows for cell in row.cells for session in cell]
    assert shown == [f"S{number}" for number in range(ROOMS_IN_A_TABLE + 2)]
