"""What cannot be in a timetable, and what organisers should know about it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from eventapp.timetable.clashes import clash_words, clashes, clashes_of, warning_words, warnings
from eventapp.timetable.days import Hours
from eventapp.timetable.planned import PlannedSession, RoomFacts

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)
HOURS = Hours("Europe/London", date(2026, 11, 28), date(2026, 11, 29), time(10), time(16))
LIBRARY = RoomFacts("r1", "Library", "Ground floor", 12, ("quiet", "step-free"), "")
KITCHEN = RoomFacts("r2", "Kitchen", "Ground floor", 0, ("sink",), "")


def a_plan(title: str, starts: timedelta | None = timedelta(), **changes: Any) -> PlannedSession:
    """An hour in the Library, `starts` after 10am."""
    facts: dict[str, Any] = {
        "id": title,
        "uid": title,
        "title": title,
        "what_happens": "",
        "kind": "workshop",
        "minutes": 60,
        "places": None,
        "attendance": "book",
        "language": "en-GB",
        "content_notes": "",
        "access_notes": "",
        "hosts": (),
        "organisations": (),
        "needs": (),
        "room": LIBRARY,
        "starts_at": None if starts is None else TEN + starts,
        "locked": False,
        "proposal": title,
        "from_survey": False,
        "created_at": TEN,
        "cancelled_at": None,
        "cancelled_reason": "",
    }
    return PlannedSession(**(facts | changes))


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


JO, RAY = ("h1", "Jo"), ("h2", "Ray")


@pytest.mark.parametrize(
    ("second", "clash"),
    [
        (a_plan("B"), True),
        (a_plan("B", minutes(59)), True),
        (a_plan("B", minutes(-59)), True),
        (a_plan("B", minutes(15), minutes=5), True),
        (a_plan("B", minutes(60)), False),
        (a_plan("B", minutes(-60)), False),
        (a_plan("B", room=KITCHEN), False),
        (a_plan("B", room=None), False),
        (a_plan("B", None), False),
        (a_plan("B", cancelled_at=TEN), False),
    ],
    ids=str,
)
def test_two_sessions_clash_when_they_share_a_room_and_overlap(second: PlannedSession, *, clash: bool) -> None:
    found = clashes([a_plan("A"), second])

    assert [(one.kind, one.name) for one in found] == [("room", "Library")] * clash


def test_a_host_in_two_rooms_at_once_is_a_clash_for_each_host() -> None:
    found = clashes([a_plan("A", hosts=(JO, RAY)), a_plan("B", room=KITCHEN, hosts=(RAY, JO))])

    assert [(one.kind, one.name, one.first.title, one.second.title) for one in found] == [
        ("host", "Jo", "A", "B"),
        ("host", "Ray", "A", "B"),
    ]


def test_two_hosts_of_one_name_are_two_people() -> None:
    assert clashes([a_plan("A", hosts=(JO,)), a_plan("B", room=KITCHEN, hosts=(("h9", "Jo"),))]) == []


def test_a_long_session_clashes_with_everything_it_covers() -> None:
    found = clashes(
        [a_plan("Day", minutes=300), *(a_plan(name, minutes(hour * 60)) for hour, name in enumerate("BCD"))]
    )

    assert [{one.first.title, one.second.title} for one in found] == [{"Day", "B"}, {"Day", "C"}, {"Day", "D"}]


def test_a_wish_is_checked_in_place_of_what_the_plan_says() -> None:
    plan = [a_plan("A"), a_plan("B", minutes(60)), a_plan("C", minutes(120))]

    found = clashes_of(a_plan("A", minutes(90)), plan)

    assert [{one.first.title, one.second.title} for one in found] == [{"A", "B"}, {"A", "C"}]


sessions = some.lists(
    some.builds(
        lambda number, start, length, room, host: a_plan(
            f"S{number}",
            minutes(start),
            minutes=length,
            room=(LIBRARY, KITCHEN, None)[room],
            hosts=((f"h{host}", "Jo"),),
        ),
        some.integers(0, 10_000),
        some.integers(0, 20),
        some.integers(1, 10),
        some.integers(0, 2),
        some.integers(0, 3),
    ),
    max_size=8,
    unique_by=lambda session: session.id,
)


@given(sessions)
def test_every_pair_is_found_once_as_comparing_each_with_each_finds_it(planned: list[PlannedSession]) -> None:
    expected = set()
    for one in planned:
        for two in planned:
            if one.id < two.id and one.starts_at and two.starts_at and one.ends_at and two.ends_at:
                overlap = one.starts_at < two.ends_at and two.starts_at < one.ends_at
                if overlap and one.room and one.room == two.room:
                    expected.add(("room", frozenset({one.id, two.id})))
                if overlap and one.hosts == two.hosts:
                    expected.add(("host", frozenset({one.id, two.id})))

    found = [(clash.kind, frozenset({clash.first.id, clash.second.id})) for clash in clashes(planned)]

    assert set(found) == expected
    assert len(found) == len(expected)
    assert clashes(planned) == clashes(list(reversed(planned)))


def test_a_clash_says_what_where_and_when_on_the_events_clocks() -> None:
    [in_room] = clashes([a_plan("A"), a_plan("B", minutes(30))])
    [of_host] = clashes([a_plan("A", hosts=(JO,)), a_plan("B", room=KITCHEN, hosts=(JO,))])

    assert clash_words(in_room, "Europe/London") == (
        "“A” (10am to 11am) and “B” (10:30am to 11:30am) are both in Library."
    )
    assert (
        clash_words(of_host, "Europe/Berlin")
        == "Jo hosts both “A” (11am to 12\N{NO-BREAK SPACE}noon) and “B” (11am to 12\N{NO-BREAK SPACE}noon)."
    )


@pytest.mark.parametrize(
    ("planned", "words"),
    [
        ([a_plan("A", places=12)], []),
        ([a_plan("A", places=13)], ["“A” has 13 places, and Library holds 12 people."]),
        ([a_plan("A", places=500, room=KITCHEN)], []),
        ([a_plan("A", places=500, cancelled_at=TEN)], []),
        ([a_plan("A", needs=("quiet",))], []),
        (
            [a_plan("A", needs=("hearing-loop", "quiet", "sink"))],
            ["“A” needs something that Library does not have: Hearing loop and Sink."],
        ),
        ([a_plan("A", minutes(-5))], ["“A” (9:55am to 10:55am) is outside the opening hours."]),
        ([a_plan("A", minutes(300))], []),
        ([a_plan("A", minutes(301))], ["“A” (3:01pm to 4:01pm) is outside the opening hours."]),
        ([a_plan("A", timedelta(days=1))], []),
        ([a_plan("A", timedelta(days=2))], ["“A” (10am to 11am) is outside the opening hours."]),
        ([a_plan("A", hosts=(JO,)), a_plan("B", minutes(75), hosts=(JO,))], []),
        (
            [a_plan("A", hosts=(JO,)), a_plan("B", minutes(65), hosts=(JO,))],
            ["Jo has 5 minutes between “A” and “B”."],
        ),
        (
            [a_plan("A", hosts=(JO,)), a_plan("B", minutes(60), hosts=(JO,))],
            ["Jo goes from “A” to “B” without a rest."],
        ),
        ([a_plan("A", hosts=(JO,)), a_plan("B", minutes(30), room=KITCHEN, hosts=(JO,))], []),
    ],
)
def test_what_organisers_should_look_at_is_said_in_words(planned: list[PlannedSession], words: list[str]) -> None:
    assert [warning_words(warning, HOURS.zone) for warning in warnings(planned, HOURS)] == words
