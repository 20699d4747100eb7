"""Where a session could be, and what stands against each place."""

from dataclasses import replace
from datetime import date, time

from hypothesis import given, settings

from eventapp.timetable.checks.places import grid_starts, places_for
from eventapp.timetable.checks.problems import problems_of
from eventapp.timetable.planned import Rules, Timetable
from eventapp.venue.days import Hours
from tests.timetable.checks.test_problems import timetables
from tests.timetable.plain import HOURS, KITCHEN, LIBRARY, TEN, a_lunch, a_plan, a_timetable, minutes

SATURDAY = date(2026, 11, 28)


def test_a_place_is_free_or_possible_or_impossible() -> None:
    hours = Hours("Europe/London", SATURDAY, SATURDAY, time(10), time(12))
    session = a_plan("A", None, needs=("step-free",))
    timetable = a_timetable([session, a_plan("B")], hours=hours, rules=Rules(grid_minutes=15))

    places = places_for(session, timetable)

    told = {room: "".join(one.state[0] for one in places if one.room == room) for room in (LIBRARY, KITCHEN)}
    # The last hour does not end before the venue closes.
    assert told == {LIBRARY: "iiiifwww", KITCHEN: "wwwwwwww"}
    assert [problem.kind for problem in places[0].problems] == ["room"]
    assert [place.room for place in places[:3]] == [LIBRARY, KITCHEN, LIBRARY]


def test_where_it_is_now_and_that_it_is_locked_make_no_difference() -> None:
    session = a_plan("A", locked=True, cancelled_at=TEN)
    timetable = a_timetable([session, a_plan("B", minutes(60))])

    states = [(place.room, place.starts_at, place.state) for place in places_for(session, timetable, SATURDAY)]

    assert states[:2] == [(LIBRARY, TEN, "free"), (KITCHEN, TEN, "free")]


def test_only_a_break_can_do_without_a_room() -> None:
    timetable = a_timetable([a_plan("A")])

    assert {place.room for place in places_for(a_lunch(minutes(0)), timetable)} == {None, LIBRARY, KITCHEN}
    assert {place.room for place in places_for(a_plan("B"), timetable)} == {LIBRARY, KITCHEN}


def test_starts_are_on_the_grid_of_the_clock_while_the_venue_is_open() -> None:
    hours = replace(
        HOURS, opens_at=time(10, 10), closes_at=time(11), by_day=((date(2026, 11, 29), time(9), time(9, 20)),)
    )

    assert [f"{at:%d %H:%M}" for at in grid_starts(hours, 15)] == [
        "28 10:15",
        "28 10:30",
        "28 10:45",
        "29 09:00",
        "29 09:15",
    ]
    assert [f"{at:%H:%M}" for at in grid_starts(hours, 5, date(2026, 11, 29))] == ["09:00", "09:05", "09:10", "09:15"]
    assert list(grid_starts(hours, 15, date(2026, 12, 1))) == []


@settings(max_examples=15)
@given(timetables())
def test_each_place_has_the_problems_that_the_session_would_have_there(timetable: Timetable) -> None:
    hours = Hours("Europe/London", SATURDAY, SATURDAY, time(10), time(12))
    timetable = replace(timetable, hours=hours)

    for session in timetable.sessions[:2]:
        for place in places_for(session, timetable):
            placed = replace(session, room=place.room, starts_at=place.starts_at)
            assert list(place.problems) == problems_of(placed, timetable)
