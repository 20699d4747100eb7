"""How much room time there is, from the rooms as they are."""

from datetime import UTC, datetime, time

import pytest

from eventapp.event.tables import Room
from eventapp.venue.actions import block, set_day_hours
from eventapp.venue.tables import RoomPart
from eventapp.voting.reading import room_time_of
from tests.cast import a_room, an_event

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_a_large_room_and_its_parts_count_once_and_an_open_space_for_each_of_its_corners() -> None:
    event = await an_event()
    left, right, hall, garden = [await a_room(event, name) for name in ("Left", "Right", "Hall", "Garden")]
    await RoomPart.insert(RoomPart(room=hall.id, part=left.id), RoomPart(room=hall.id, part=right.id))
    await Room.update({Room.sessions_at_once: 3}).where(Room.id == garden.id)

    found = await room_time_of(event, break_minutes=0, change_over_minutes=0)

    assert (found.rooms, found.minutes, found.open_minutes) == (5, 5 * 360, None)


async def test_hours_of_the_day_and_blocked_times_are_taken_into_account() -> None:
    event = await an_event()
    room, _other = await a_room(event, "Room 1"), await a_room(event, "Room 2")
    await set_day_hours(event, None, {event.starts_on: (time(9), time(16))})
    await block(room, None, datetime(2026, 11, 28, 8, tzinfo=UTC), datetime(2026, 11, 28, 10, tzinfo=UTC), "Choir")

    found = await room_time_of(event, break_minutes=0, change_over_minutes=0)

    assert (found.rooms, found.minutes) == (2, 2 * 420 - 60)
