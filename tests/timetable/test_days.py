"""Days and hours on the clocks of an event."""

from datetime import UTC, date, datetime, time

import pytest

from eventapp.timetable.days import Hours, day_of, instant, starts_within


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 28, 4, 59, tzinfo=UTC), date(2026, 11, 27)),
        (datetime(2026, 11, 28, 5, 0, tzinfo=UTC), date(2026, 11, 28)),
        (datetime(2026, 11, 29, 0, 30, tzinfo=UTC), date(2026, 11, 28)),
        (datetime(2026, 7, 1, 3, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 7, 1, 4, 0, tzinfo=UTC), date(2026, 7, 1)),
    ],
)
def test_what_starts_after_midnight_belongs_to_the_day_before(moment: datetime, day: date) -> None:
    assert day_of(moment, "Europe/London") == day


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2026, 11, 28), time(10), datetime(2026, 11, 28, 10, tzinfo=UTC)),
        (date(2026, 7, 1), time(10), datetime(2026, 7, 1, 9, tzinfo=UTC)),
        (date(2026, 3, 29), time(1, 30), None),
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_time_on_the_clocks_is_one_moment_or_none(day: date, at: time, moment: datetime | None) -> None:
    assert instant(day, at, "Europe/London") == moment


def test_starts_are_offered_every_quarter_of_an_hour_while_the_venue_is_open() -> None:
    hours = Hours("Europe/London", date(2026, 11, 28), date(2026, 11, 29), time(9, 30), time(10, 15))

    assert starts_within(hours) == [time(9, 30), time(9, 45), time(10, 0)]
    assert hours.days == [date(2026, 11, 28), date(2026, 11, 29)]
