"""How much room time there is."""

from datetime import date, time

import pytest

from eventapp.voting.budget import RoomTime, room_time


def test_room_time_is_rooms_by_open_minutes_by_days_less_a_quarter() -> None:
    found = room_time(7, time(10, 0), time(16, 30), date(2026, 11, 28), date(2026, 11, 29))

    assert found == RoomTime(rooms=7, minutes_a_day=390, days=2)
    assert (found.whole, found.change_over, found.minutes) == (5460, 1365, 4095)


@pytest.mark.parametrize(("rooms", "opens"), [(0, time(10, 0)), (3, time(17, 0))], ids=["no rooms", "never open"])
def test_without_rooms_or_opening_hours_there_is_none(rooms: int, opens: time) -> None:
    assert room_time(rooms, opens, time(16, 0), date(2026, 11, 28), date(2026, 11, 28)).minutes == 0
