"""Days and times as organisers choose them in the form of a session."""

from datetime import UTC, date, datetime, time

import pytest

from eventapp.forms import Posted
from eventapp.timetable.decided import a_break
from eventapp.timetable.forms.session import session_form, shown_as
from eventapp.timetable.planned import Rules, Timetable
from eventapp.venue.days import Hours

DAY = date(2026, 11, 28)
UNTIL_FOUR = Hours("Europe/London", DAY, DAY, time(15), time(16))
UNTIL_NIGHT = Hours("Europe/London", DAY, DAY, time(23, 30), time(0, 30))
PARTY = a_break("party", "uid", title="Party", minutes=30, created_at=datetime(2026, 11, 1, tzinfo=UTC))


def timetable(hours: Hours, grid: int = 15) -> Timetable:
    return Timetable(hours.zone, hours, Rules(grid_minutes=grid), (PARTY,), (), {}, ())


def starts_offered(found: Timetable) -> list[str]:
    form = session_form(PARTY, found, {})
    return [value for value, *_rest in form.start.iter_choices() if value]


def test_starts_are_offered_on_the_grid_while_the_venue_is_open() -> None:
    assert starts_offered(timetable(UNTIL_FOUR)) == ["15:00", "15:15", "15:30", "15:45"]
    assert starts_offered(timetable(UNTIL_FOUR, grid=5))[:3] == ["15:00", "15:05", "15:10"]


def test_the_night_comes_last_and_belongs_to_the_day_before_it() -> None:
    night = timetable(UNTIL_NIGHT)

    assert starts_offered(night) == ["23:30", "23:45", "00:00", "00:15"]
    form = session_form(PARTY, night, {}, Posted({"day": ["2026-11-28"], "start": ["00:15"]}))
    assert form.starts_at(PARTY, UNTIL_NIGHT) == datetime(2026, 11, 29, 0, 15, tzinfo=UTC)


@pytest.mark.parametrize("hour", [0, 1, 4, 5, 12, 23])
def test_what_is_shown_is_chosen_again_whatever_the_hour(hour: int) -> None:
    moment = datetime(2026, 11, 29, hour, 5, tzinfo=UTC)
    day, at = shown_as(moment, UNTIL_NIGHT)

    typed = Posted({"day": [day.isoformat()], "other_start": [f"{at:%H:%M}"]})
    form = session_form(PARTY, timetable(UNTIL_NIGHT), {}, typed)

    assert form.starts_at(PARTY, UNTIL_NIGHT) == moment
