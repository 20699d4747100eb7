"""Days and hours on the clocks of an event."""

from datetime import UTC, date, datetime, time

import pytest

from eventapp.venue.days import Hours, day_of, instant, span_of
from eventapp.venue.spans import Span


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


def test_days_may_have_hours_of_their_own() -> None:
    first, second, third = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 29)
    hours = Hours("Europe/London", first, second, time(10), time(16), ((second, time(9), time(12)),))

    assert hours.days == [first, second]
    assert hours.on(second) == (time(9), time(12))
    assert hours.spans == (
        Span(datetime(2026, 11, 27, 10, tzinfo=UTC), datetime(2026, 11, 27, 16, tzinfo=UTC)),
        Span(datetime(2026, 11, 28, 9, tzinfo=UTC), datetime(2026, 11, 28, 12, tzinfo=UTC)),
    )
    assert hours.span(third) is None


@pytest.mark.parametrize(
    ("day", "opens_at", "closes_at", "span"),
    [
        # Closing after midnight is in the night after the day.
        (date(2026, 11, 28), time(20), time(2), ("2026-11-28 20:00", "2026-11-29 02:00")),
        (date(2026, 7, 1), time(10), time(0), ("2026-07-01 09:00", "2026-07-01 23:00")),
        # The night in which the clocks go forward is an hour shorter, the one in which they go back longer.
        (date(2026, 3, 28), time(22), time(3), ("2026-03-28 22:00", "2026-03-29 02:00")),
        (date(2026, 10, 24), time(22), time(3), ("2026-10-24 21:00", "2026-10-25 03:00")),
        (date(2026, 3, 29), time(1, 45), time(2), None),
    ],
)
def test_opening_hours_are_a_stretch_of_time(
    day: date, opens_at: time, closes_at: time, span: tuple[str, str] | None
) -> None:
    found = span_of(day, opens_at, closes_at, "Europe/London")

    assert (found and tuple(f"{moment:%Y-%m-%d %H:%M}" for moment in found)) == span
