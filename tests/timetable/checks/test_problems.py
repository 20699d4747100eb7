"""What cannot be in a timetable, and what organisers should know about it."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from eventapp.timetable.checks.problems import Problem, clashes, problem_words, problems, problems_of
from eventapp.timetable.planned import PlannedSession, RoomFacts, Rules, Timetable, Voter
from eventapp.venue.reading import Blocked
from tests.timetable.checks.brute import by_brute_force
from tests.timetable.plain import (
    JO,
    KITCHEN,
    LIBRARY,
    RAY,
    TEN,
    a_lunch,
    a_plan,
    a_timetable,
    minutes,
    open_at,
    span,
    voters,
)

DAY = span(0, 360)
BEN = ("w1", "Ben")
STAGE = RoomFacts("r3", "Stage", "", 100, (), "", used_with=("r4",))
HALL = RoomFacts("r4", "Hall", "", 200, (), "", used_with=("r3",))
FOYER = RoomFacts("r5", "Foyer", "", 0, (), "", sessions_at_once=2)
ROOMS = (LIBRARY, KITCHEN, STAGE, HALL, FOYER)


def concerns(timetable: Timetable) -> list[Problem]:
    """All problems but what there is nothing of, which has tests of its own."""
    return [problem for problem in problems(timetable) if problem.kind != "nothing"]


def short(found: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.kind, "".join(session.title for session in problem.sessions)) for problem in found]


# Clashes


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
    found = clashes([a_plan("A"), second], Rules())

    assert [(one.kind, one.names, one.stops) for one in found] == [("room", ("Library",), True)] * clash


@pytest.mark.parametrize(
    ("gap", "rules", "facts", "clash"),
    [
        (0, Rules(), {}, False),
        (14, Rules(changeover_minutes=15), {}, True),
        (15, Rules(changeover_minutes=15), {}, False),
        (29, Rules(), {"setup_minutes": 30}, True),
        (30, Rules(), {"setup_minutes": 30}, False),
        (29, Rules(), {"clearing_minutes": 30}, False),
        (44, Rules(changeover_minutes=15), {"setup_minutes": 30}, True),
        (45, Rules(changeover_minutes=15), {"setup_minutes": 30}, False),
    ],
)
@pytest.mark.parametrize("rooms", [(LIBRARY, LIBRARY), (STAGE, HALL), (HALL, STAGE)], ids=["same", "joined", "part"])
def test_a_room_is_needed_for_setting_up_clearing_and_changing_over(
    gap: int, rules: Rules, facts: dict[str, Any], *, clash: bool, rooms: tuple[RoomFacts, RoomFacts]
) -> None:
    found = clashes([a_plan("A", room=rooms[0]), a_plan("B", minutes(60 + gap), room=rooms[1], **facts)], rules)

    assert [problem.stops for problem in found] == [True] * clash


def test_what_has_to_be_cleared_keeps_its_room() -> None:
    assert short(clashes([a_plan("A", clearing_minutes=30), a_plan("B", minutes(89))], Rules())) == [("room", "AB")]
    assert clashes([a_plan("A", clearing_minutes=30), a_plan("B", minutes(90))], Rules()) == []


def test_sessions_that_overlap_are_not_only_too_close() -> None:
    [problem] = clashes([a_plan("A", clearing_minutes=20), a_plan("B", minutes(30))], Rules(changeover_minutes=15))

    assert problem.number == 0


def test_an_open_space_holds_as_many_as_it_can_at_once() -> None:
    together = [a_plan("A", room=FOYER), a_plan("B", minutes(30), room=FOYER), a_plan("C", minutes(60), room=FOYER)]

    assert clashes(together, Rules()) == []

    found = clashes([*together, a_plan("D", minutes(59), room=FOYER, minutes=2)], Rules())
    assert short(found) == [("crowd", "ABD"), ("crowd", "BDC")]
    assert [(crowd.names, crowd.number, crowd.stops) for crowd in found] == [(("Foyer",), 2, True)] * 2


def test_of_a_crowd_that_grows_only_the_largest_is_told_and_to_each_who_is_in_it() -> None:
    starts = {"A": 0, "B": 0, "C": 0, "D": 30, "E": 60}
    sessions = [a_plan(title, minutes(start), room=FOYER) for title, start in starts.items()]
    timetable = a_timetable(sessions, rooms=ROOMS)

    assert short(problems(timetable)) == [("crowd", "ABCD")]
    for session in sessions:
        found = problems_of(session, timetable)
        assert short(found) == [("crowd", "ABCD")] * (session.title != "E")


def test_a_host_in_two_rooms_at_once_is_a_clash_for_each_host() -> None:
    found = clashes([a_plan("A", hosts=(JO, RAY)), a_plan("B", room=KITCHEN, hosts=(RAY, JO))], Rules())

    assert [(one.kind, one.names[0], one.sessions[0].title) for one in found] == [
        ("host", "Jo", "A"),
        ("host", "Ray", "A"),
    ]


def test_two_hosts_of_one_name_are_two_people_and_so_are_a_host_and_an_access_worker() -> None:
    other = a_plan("B", room=KITCHEN, hosts=(("h9", "Jo"),), access_workers=(JO,))

    assert clashes([a_plan("A", hosts=(JO,)), other], Rules()) == []


def test_an_access_worker_cannot_be_at_two_sessions_at_once() -> None:
    sessions = [a_plan("A", access_workers=(BEN,)), a_plan("B", minutes(59), room=KITCHEN, access_workers=(BEN,))]

    assert short(clashes(sessions, Rules())) == [("worker", "AB")]
    assert clashes([sessions[0], replace(sessions[1], starts_at=TEN + minutes(60))], Rules()) == []


def test_a_wish_is_checked_in_place_of_what_the_timetable_says() -> None:
    timetable = a_timetable([a_plan("A"), a_plan("B", minutes(60)), a_plan("C", minutes(120))])

    found = problems_of(a_plan("A", minutes(90)), timetable)

    assert short(found) == [("room", "BA"), ("room", "AC")]
    assert problems_of(a_plan("A"), timetable) == []


def test_of_a_room_that_was_asked_for_all_is_known_that_the_timetable_knows() -> None:
    timetable = a_timetable([a_plan("A", room=HALL)], rooms=ROOMS)

    found = problems_of(a_plan("B", room=replace(STAGE, used_with=(), capacity=0)), timetable)

    assert short(found) == [("joined", "AB")]


# What may be meant


@pytest.mark.parametrize(
    ("session", "kinds"),
    [
        (a_plan("A", places=12), []),
        (a_plan("A", places=13), ["capacity"]),
        (a_plan("A", people_expected=13), ["capacity"]),
        (a_plan("A", people_expected=13, places=12), []),
        (a_plan("A", places=500, room=KITCHEN), []),
        (a_plan("A", places=500, cancelled_at=TEN), []),
        (a_plan("A", places=11, setup="circle", room=replace(LIBRARY, setups=(("circle", 10),))), ["capacity"]),
        (a_plan("A", places=11, setup="rows", room=replace(LIBRARY, setups=(("circle", 10),))), []),
        (a_plan("A", needs=("quiet",)), []),
        (a_plan("A", needs=("hearing-loop", "sink")), ["rights", "wishes"]),
        (a_plan("A", minutes(-5)), ["hours"]),
        (a_plan("A", minutes(300)), []),
        (a_plan("A", minutes(301)), ["hours"]),
        (a_plan("A", timedelta(days=1)), []),
        (a_plan("A", timedelta(days=2)), ["hours"]),
        (a_plan("A", can_start=(span(0, 1),)), []),
        (a_plan("A", minutes(1), can_start=(span(0, 1),)), ["start"]),
        (a_plan("A", can_start=(span(5, 10), span(20, 30))), ["start"]),
        (a_plan("A", minutes(25), can_start=(span(5, 10), span(20, 30))), []),
        (a_plan("A", hosts=(JO,)), []),
        (a_plan("A", minutes(29), hosts=(JO,)), ["away"]),
        (a_plan("A", minutes(30), hosts=(JO, RAY)), []),
        (a_plan("A", hosts=(("h1", "Jo"), ("h2", "Ray")), minutes=91), ["away"]),
    ],
    ids=lambda case: "" if isinstance(case, PlannedSession) else "-".join(case),
)
def test_a_session_alone_can_be_somewhere_that_organisers_should_look_at(
    session: PlannedSession, kinds: list[str]
) -> None:
    # The room as the session has it: of the timetable's own only the hours are asked.
    rooms = (session.room,) if session.room else ()
    timetable = a_timetable([session], rooms=rooms, can_come={"h1": (span(0, 80), span(30, 90))})

    found = problems(timetable)

    assert [problem.kind for problem in found] == kinds
    assert [problem.stops for problem in found] == [False] * len(kinds)


@pytest.mark.parametrize(
    ("facts", "kinds"),
    [
        ({"open": None}, []),
        ({"open": (DAY,)}, []),
        ({"open": (span(0, 60),)}, []),
        ({"open": (span(1, 360),)}, ["closed"]),
        ({"open": (span(0, 30), span(30, 360))}, ["closed"]),
        ({"open": (span(60, 360),), "blocked": (Blocked(*span(0, 60), "Piano tuning"),)}, ["blocked"]),
        ({"open": (span(0, 60),), "blocked": (Blocked(*span(60, 120), "Piano tuning"),)}, []),
    ],
)
def test_a_room_can_be_closed_or_blocked(facts: dict[str, Any], kinds: list[str]) -> None:
    room = replace(LIBRARY, **facts)

    assert [problem.kind for problem in problems(a_timetable([a_plan("A", room=room)], rooms=(room,)))] == kinds


def test_a_room_must_be_open_for_setting_up_and_clearing_but_not_for_changing_over() -> None:
    room = open_at(LIBRARY, span(0, 100))
    rules = Rules(changeover_minutes=60)

    def kinds(**facts: Any) -> list[str]:
        return [
            one.kind for one in problems(a_timetable([a_plan("A", minutes(20), **facts)], rooms=(room,), rules=rules))
        ]

    assert kinds(setup_minutes=20, clearing_minutes=20) == []
    assert kinds(setup_minutes=21) == ["closed"]
    assert kinds(clearing_minutes=21) == ["closed"]


def test_before_the_venue_opens_a_closed_room_is_not_told_as_well() -> None:
    room = open_at(LIBRARY, DAY)

    assert [one.kind for one in problems(a_timetable([a_plan("A", minutes(-30))], rooms=(room,)))] == ["hours"]


def test_hosts_and_access_workers_have_a_rest() -> None:
    def rests(gap: int, rules: Rules, **people: Any) -> list[int]:
        sessions = [a_plan("A", **people), a_plan("B", minutes(60 + gap), room=KITCHEN, **people)]
        return [problem.number for problem in problems(a_timetable(sessions, rules=rules)) if problem.kind == "rest"]

    assert rests(14, Rules(), hosts=(JO,)) == [14]
    assert rests(0, Rules(), access_workers=(BEN,)) == [0]
    assert rests(15, Rules(), hosts=(JO,)) == []
    assert rests(29, Rules(rest_minutes=30), hosts=(JO,)) == [29]
    assert rests(0, Rules(rest_minutes=0), hosts=(JO,)) == []
    assert rests(-1, Rules(), hosts=(JO,)) == []


def test_during_a_break_for_everybody_only_what_people_come_to_and_leave_goes_on() -> None:
    def during(**facts: Any) -> list[tuple[str, str]]:
        return short(problems(a_timetable([a_plan("A", **facts), a_lunch(minutes(45))])))

    assert during() == [("break", "ALunch")]
    assert during(minutes=45) == []
    assert during(kind="drop-in") == []
    assert during(kind="break") == []


def test_a_break_in_a_room_is_not_for_everybody() -> None:
    assert problems(a_timetable([a_plan("A"), a_lunch(minutes(0), room=KITCHEN)])) == []


# What ballots say


def test_how_many_people_want_two_sessions_at_once_is_told_from_3_on() -> None:
    sessions = [a_plan("A"), a_plan("B", minutes(59), room=KITCHEN), a_plan("C", minutes(119))]

    def told(count: int, *titles: str) -> list[tuple[str, int]]:
        found = concerns(a_timetable(sessions, wishes=voters(count, *titles)))
        return [("".join(session.title for session in problem.sessions), problem.number) for problem in found]

    assert told(2, "A", "B") == []
    assert told(3, "A", "B") == [("AB", 3)]
    assert told(3, "A", "C") == []
    assert told(3, "A") == []


@pytest.mark.parametrize(
    ("both", "only_one", "only_other", "neither", "told"),
    [
        (3, 0, 0, 0, True),
        (3, 0, 0, 147, True),
        (3, 0, 0, 148, False),
        # By chance a quarter of all want both.
        (4, 4, 4, 4, False),
        (5, 3, 3, 5, True),
        # A third of those who want the one.
        (5, 10, 10, 75, True),
        (5, 11, 11, 73, False),
        # Nearly everybody wants both.
        (9, 1, 1, 0, True),
        (20, 20, 20, 0, False),
    ],
)
def test_a_pair_is_told_when_the_same_people_want_it(
    both: int, only_one: int, only_other: int, neither: int, *, told: bool
) -> None:
    wishes = voters(both, "A", "B") + voters(only_one, "A") + voters(only_other, "B") + voters(neither, "Z")

    found = concerns(a_timetable([a_plan("A"), a_plan("B", room=KITCHEN)], wishes=wishes))

    assert [problem.number for problem in found] == [both] * told


def test_whoever_can_come_and_go_misses_nothing() -> None:
    sessions = [a_plan("A"), a_plan("B", room=KITCHEN, kind="stall")]

    assert problems(a_timetable(sessions, wishes=voters(9, "A", "B"))) == []


def test_at_one_time_what_most_people_miss_stands_first() -> None:
    sessions = [a_plan("A"), a_plan("B", room=KITCHEN), a_plan("C", room=STAGE)]
    wishes = voters(4, "A", "B") + voters(5, "A", "C") + voters(9, "Z")

    found = problems(a_timetable(sessions, wishes=wishes, rooms=ROOMS))

    assert [(one.kind, one.number) for one in found] == [("both", 5), ("both", 4)]


@pytest.mark.parametrize(
    ("one", "other", "wishes", "swap"),
    [
        ({}, {}, (6, 3), True),
        ({}, {}, (6, 4), False),
        ({}, {}, (5, 1), False),
        ({}, {}, (9, 0), False),
        ({"places": 12}, {}, (6, 3), False),
        ({"locked": True}, {}, (6, 3), False),
        ({}, {"locked": True}, (6, 3), False),
        ({"needs": ("quiet",)}, {}, (6, 3), False),
        ({}, {"places": 13}, (6, 3), False),
        ({}, {"starts_at": TEN + minutes(15)}, (6, 3), False),
        ({}, {"minutes": 45}, (6, 3), False),
        ({}, {"starts_at": TEN + minutes(15), "minutes": 45}, (6, 3), False),
        ({"room": FOYER}, {}, (6, 3), False),
        ({"room": HALL}, {"room": LIBRARY}, (6, 3), False),
    ],
)
def test_what_many_more_want_could_have_the_much_bigger_room(
    one: dict[str, Any], other: dict[str, Any], wishes: tuple[int, int], *, swap: bool
) -> None:
    sessions = [a_plan("A", **one), a_plan("B", **({"room": HALL} | other))]
    timetable = a_timetable(sessions, rooms=ROOMS, wishes=voters(wishes[0], "A") + voters(wishes[1], "B"))

    assert short(problems(timetable)) == [("popular", "AB")] * swap


# The order, and other ways to ask


def test_problems_stand_in_order_of_time_and_clashes_before_others() -> None:
    late = a_plan("C", minutes(120), places=13)
    first = [a_plan("A", places=13), a_plan("B", minutes(30), needs=("sink",))]

    found = problems(a_timetable([late, *first]))

    assert short(found) == [("room", "AB"), ("capacity", "A"), ("wishes", "B"), ("capacity", "C")]


slots = some.integers(-6, 30).map(lambda number: 5 * number)
rooms = some.sampled_from([LIBRARY, LIBRARY, KITCHEN, STAGE, HALL, FOYER, FOYER, None])


@some.composite
def timetables(draw: some.DrawFn) -> Timetable:
    """Few sessions in little time, in which all that can be wrong is likely. Everything in steps of 5 minutes."""
    sessions = [
        a_plan(
            f"S{number}",
            minutes(draw(slots)),
            minutes=5 * draw(some.integers(1, 9)),
            room=draw(rooms),
            kind=draw(some.sampled_from(["workshop", "workshop", "drop-in", "quiet", "break"])),
            attendance=draw(some.sampled_from(["book", "drop-in"])),
            hosts=draw(some.sampled_from([(), (JO,), (JO, RAY)])),
            access_workers=draw(some.sampled_from([(), (), (BEN,)])),
            access_work=draw(some.sampled_from([(), ("signing",)])),
            setup_minutes=5 * draw(some.integers(0, 2)),
            clearing_minutes=5 * draw(some.integers(0, 2)),
            can_start=draw(some.sampled_from([(), (span(0, 61),)])),
            needs=draw(some.sampled_from([(), ("quiet",), ("sink", "quiet")])),
            places=draw(some.sampled_from([None, 10, 20])),
        )
        for number in range(draw(some.integers(2, 7)))
    ]
    blocked = Blocked(*span(30, 50), "Piano tuning")
    library = open_at(LIBRARY, span(-20, 30), span(50, 90), blocked=(blocked,))
    ids = [session.id for session in sessions]
    return a_timetable(
        sessions,
        rooms=(library, *ROOMS[1:]),
        rules=Rules(changeover_minutes=5 * draw(some.integers(0, 2)), rest_minutes=5 * draw(some.integers(0, 3))),
        can_come={"h1": (span(-10, 40), span(60, 120))},
        wishes=tuple(
            Voter(frozenset(wants)) for wants in draw(some.lists(some.sets(some.sampled_from(ids)), max_size=8))
        ),
    )


@settings(max_examples=30)
@given(timetables())
def test_each_problem_is_found_as_looking_at_every_5_minutes_finds_it(timetable: Timetable) -> None:
    found = problems(timetable)

    assert Counter(
        (one.kind, frozenset(session.id for session in one.sessions), one.names)
        for one in found
        if one.kind not in {"nothing", "popular"}
    ) == by_brute_force(timetable)


@settings(max_examples=30)
@given(timetables())
def test_the_problems_of_a_session_are_those_of_all_that_it_takes_part_in(timetable: Timetable) -> None:
    found = problems(timetable)

    for session in timetable.sessions:
        taking_part = [problem for problem in found if any(one.id == session.id for one in problem.sessions)]
        assert problems_of(session, timetable) == taking_part
    stopping = [problem for problem in found if problem.stops]
    assert clashes(reversed(timetable.sessions), timetable.rules) == stopping


# In words


@pytest.mark.parametrize(
    ("timetable", "expected"),
    [
        (
            a_timetable([a_plan("A"), a_plan("B", minutes(30))]),
            "“A” (10am to 11am) and “B” (10:30am to 11:30am) are both in Library.",
        ),
        (
            a_timetable(
                [a_plan("A", clearing_minutes=20), a_plan("B", minutes(60))], rules=Rules(changeover_minutes=15)
            ),
            (
                "“A” (10am to 11am) and “B” (11am to 12 noon) are too close in Library. "
                "Clearing, changing over and setting up take 35 minutes."
            ),
        ),
        (
            a_timetable([a_plan("A", room=HALL), a_plan("B", room=STAGE)]),
            (
                "“A” (10am to 11am) is in Hall and “B” (10am to 11am) is in Stage. "
                "These rooms share space, so only one can be used."
            ),
        ),
        (
            a_timetable([a_plan("A", room=HALL), a_plan("B", minutes(60), room=STAGE, setup_minutes=5)]),
            (
                "“A” (10am to 11am) in Hall and “B” (11am to 12 noon) in Stage are too close. "
                "These rooms share space. Clearing, changing over and setting up take 5 minutes."
            ),
        ),
        (
            a_timetable([a_plan(title, room=FOYER) for title in "ABC"]),
            (
                "“A” (10am to 11am), “B” (10am to 11am) and “C” (10am to 11am) need Foyer at the same time, "
                "and only 2 can be there."
            ),
        ),
        (
            a_timetable([a_plan("A", hosts=(JO,)), a_plan("B", room=KITCHEN, hosts=(JO,))], zone="Europe/Berlin"),
            "Jo hosts both “A” (11am to 12 noon) and “B” (11am to 12 noon).",
        ),
        (
            a_timetable([a_plan("A", access_workers=(BEN,)), a_plan("B", room=KITCHEN, access_workers=(BEN,))]),
            "Ben works at both “A” (10am to 11am) and “B” (10am to 11am).",
        ),
        (
            a_timetable([a_plan("A", needs=("hearing-loop", "quiet", "lying-down"))]),
            (
                "“A” must have: Hearing loop and Space to lie down. Library does not have that, "
                "so some people could not take part. Choose another room."
            ),
        ),
        (
            a_timetable([a_plan("A", needs=("sink", "daylight"))]),
            "“A” would like: Sink and Daylight. Library does not have that.",
        ),
        (a_timetable([a_plan("A", places=13)]), "“A” has 13 places, and Library holds 12 people."),
        (
            a_timetable([a_plan("A", people_expected=13)]),
            "About 13 people may come to “A”, and Library holds 12 people.",
        ),
        (
            a_timetable(
                [a_plan("A", places=13, setup="circle", room=replace(LIBRARY, setups=(("circle", 1),)))], rooms=()
            ),
            "“A” has 13 places, and Library (Chairs in a circle) holds 1 person.",
        ),
        (a_timetable([a_plan("A", minutes(-5))]), "“A” (9:55am to 10:55am) is outside the opening hours."),
        (
            a_timetable(
                [a_plan("A")],
                rooms=(replace(LIBRARY, blocked=(Blocked(*span(0, 5), "Piano"), Blocked(*span(5, 10), "Paint"))),),
            ),
            "Library is blocked during “A” (10am to 11am): Piano and Paint.",
        ),
        (
            a_timetable([a_plan("A")], rooms=(replace(LIBRARY, blocked=(Blocked(*span(0, 5), ""),)),)),
            "Library is blocked during “A” (10am to 11am).",
        ),
        (
            a_timetable([a_plan("A")], rooms=(open_at(LIBRARY, span(30, 90)),)),
            "Library is closed during “A” (10am to 11am), or for a part of it.",
        ),
        (
            a_timetable([a_plan("A", setup_minutes=30)], rooms=(open_at(LIBRARY, DAY),)),
            "Library is closed for a part of when “A” needs it, with setting up and clearing 9:30am to 11am.",
        ),
        (
            a_timetable(
                [a_plan("A", clearing_minutes=15)],
                rooms=(replace(LIBRARY, blocked=(Blocked(*span(60, 65), "Piano"),)),),
            ),
            "Library is blocked while “A” needs it, with setting up and clearing 10am to 11:15am: Piano.",
        ),
        (
            a_timetable(
                [a_plan("A", clearing_minutes=15)],
                rooms=(replace(LIBRARY, blocked=(Blocked(*span(60, 65), ""),)),),
            ),
            "Library is blocked while “A” needs it, with setting up and clearing 10am to 11:15am.",
        ),
        (
            a_timetable([a_plan("A", can_start=(span(60, 121), span(1440, 1441)))]),
            (
                "“A” (10am to 11am) does not start when its people asked for: "
                "Saturday 28 November, 11am to 12 noon and Sunday 29 November, 10am."
            ),
        ),
        (
            a_timetable([a_plan("A", hosts=(JO,))], can_come={"h1": (span(60, 120),)}),
            "Jo cannot come for all of “A” (10am to 11am). Choose another time, or ask Jo.",
        ),
        (
            a_timetable([a_plan("A", hosts=(JO,)), a_plan("B", minutes(65), hosts=(JO,))]),
            "Jo has 5 minutes between “A” and “B”.",
        ),
        (
            a_timetable([a_plan("A", hosts=(JO,)), a_plan("B", minutes(60), hosts=(JO,))]),
            "Jo goes from “A” to “B” without a rest.",
        ),
        (
            a_timetable([a_plan("A"), a_lunch(minutes(30))]),
            "“A” (10am to 11am) goes on during “Lunch” (10:30am to 11am), which is for everybody.",
        ),
        (
            a_timetable([a_plan("A"), a_plan("B", room=HALL)], wishes=voters(6, "A") + voters(1, "B")),
            (
                "Many more people want “A” (10am to 11am) than “B” (10am to 11am), "
                "but Library is much smaller than Hall. Could they swap?"
            ),
        ),
        (
            a_timetable([a_plan("A"), a_plan("B", minutes(30), room=KITCHEN)], wishes=voters(3, "A", "B")),
            "3 people want both “A” (10am to 11am) and “B” (10:30am to 11:30am), and can see only one.",
        ),
    ],
)
def test_a_problem_is_said_in_words(timetable: Timetable, expected: str) -> None:
    [problem] = concerns(timetable)

    assert problem_words(problem, timetable.zone).replace("\N{NO-BREAK SPACE}", " ") == expected
