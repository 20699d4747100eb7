"""Times of day to start at."""

from datetime import date, time

from eventapp.timetable.days import Hours, starts_within


def test_starts_are_offered_every_quarter_of_an_hour_while_the_venue_is_open() -> None:
    hours = Hours("Europe/London", date(2026, 11, 28), date(2026, 11, 29), time(9, 30), time(10, 15))

    assert starts_within(hours) == [time(9, 30), time(9, 45), time(10, 0)]
