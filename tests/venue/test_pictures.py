"""Days of the venue as pictures."""

from datetime import UTC, date, datetime, time

from eventapp.venue.days import Hours
from eventapp.venue.pictures import day_pictures
from eventapp.venue.reading import Blocked, RoomFacts, open_times


def test_a_day_is_drawn_from_opening_to_closing() -> None:
    saturday, sunday = date(2026, 11, 28), date(2026, 11, 29)
    hours = Hours("Europe/London", saturday, sunday, time(10), time(16))
    choir = Blocked(datetime(2026, 11, 28, 9, tzinfo=UTC), datetime(2026, 11, 28, 11, tzinfo=UTC), "Choir")
    room = RoomFacts("r", "Hall", "", 40, (), "", open=open_times(hours, [], [choir]), blocked=(choir,))

    first, second = day_pictures(hours, [room])

    assert (first.day, first.minutes, second.day) == (saturday, 360, sunday)
    assert first.rooms[0].bars == (("open", 60, 300), ("blocked", 0, 60))
    # Only what is within the day is told.
    assert [(block.starts_at.hour, block.why) for block in first.rooms[0].blocked] == [(10, "Choir")]
    assert (second.rooms[0].bars, second.rooms[0].blocked) == ((("open", 0, 360),), ())
