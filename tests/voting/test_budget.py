"""How much room time there is."""

from datetime import date, time

import pytest

from eventapp.voting.budget import RoomTime, read, room_time, stored


def test_room_time_is_rooms_by_open_minutes_by_days_less_a_quarter() -> None:
    found = room_time(7, time(10, 0), time(16, 30), date(2026, 11, 28), date(2026, 11, 29))

    assert found == RoomTime(rooms=7, minutes_a_day=390, days=2)
    assert (found.whole, found.breaks, found.change_over, found.minutes) == (5460, 0, 1365, 4095)


def test_breaks_come_off_first_and_changing_over_is_part_of_the_rest() -> None:
    found = RoomTime(rooms=2, minutes_a_day=360, days=2, break_minutes=60, change_over_minutes=10)

    assert (found.whole, found.breaks, found.change_over, found.minutes) == (1440, 240, 200, 1000)


@pytest.mark.parametrize(
    ("rooms", "opens", "breaks"),
    [(0, time(10, 0), 0), (3, time(17, 0), 0), (3, time(10, 0), 600)],
    ids=["no rooms", "never open", "breaks all day"],
)
def test_without_rooms_or_time_between_breaks_there_is_none(rooms: int, opens: time, breaks: int) -> None:
    day = date(2026, 11, 28)

    assert room_time(rooms, opens, time(16, 0), day, day, break_minutes=breaks).minutes == 0


def test_hours_of_rooms_and_blocked_times_count_where_they_differ() -> None:
    found = RoomTime(rooms=2, minutes_a_day=360, days=1, break_minutes=60, change_over_minutes=0, open_minutes=500)

    assert (found.whole, found.breaks, found.minutes, found.of_one_room.minutes) == (500, 120, 380, 190)
    # Rooms that are blocked nearly always have no more time to give than is open.
    assert RoomTime(rooms=2, minutes_a_day=360, days=1, break_minutes=60, open_minutes=90).minutes == 0


@pytest.mark.parametrize("found", [None, RoomTime(7, 390, 2, 45, 10), RoomTime(7, 390, 2, 45, 10, open_minutes=99)])
def test_the_steps_are_kept_as_they_are(found: RoomTime | None) -> None:
    assert read(stored(found)) == found
