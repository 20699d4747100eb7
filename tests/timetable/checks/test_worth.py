"""What a timetable is worth to those who come."""

from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as some

from eventapp.timetable.checks.worth import places_now, worth
from eventapp.timetable.planned import PlannedSession, Timetable, Voter
from tests.timetable.checks.test_problems import timetables
from tests.timetable.plain import KITCHEN, LIBRARY, TEN, a_plan, a_timetable, minutes, voters

AT_ONCE = [a_plan("A"), a_plan("B", room=KITCHEN), a_plan("C", minutes(60))]


def a_voter(*titles: str, weight: float = 1, group: str = "") -> Voter:
    return Voter(frozenset(titles), weight, group)


def test_of_two_at_once_one_person_attends_one() -> None:
    found = worth(a_timetable(AT_ONCE, wishes=(a_voter("A", "B", "C"), a_voter("A", "C"))))

    assert (found.attainable, found.worst_voter, found.voters) == (4 / 5, 0.65, 2)


def test_of_one_person_only_a_rough_share_is_told() -> None:
    on = [a_plan(f"S{number}", minutes(60 * number)) for number in range(30)]
    found = [
        worth(a_timetable([*on, a_plan("Not on", None)], wishes=(a_voter(*wanted, "Not on"),)))
        for wanted in ([f"S{number}" for number in range(count)] for count in (24, 29))
    ]

    assert [each.worst_voter for each in found] == [0.95, 0.95]


def test_a_ballot_counts_by_its_weight() -> None:
    found = worth(a_timetable(AT_ONCE, wishes=(a_voter("A", "B", weight=3), a_voter("C"))))

    assert found.attainable == (3 * 1 + 1) / (3 * 2 + 1)


def test_what_has_no_place_cannot_be_attended_and_what_is_cancelled_is_no_wish() -> None:
    sessions = [a_plan("A"), a_plan("B", None), a_plan("C", minutes(60), cancelled_at=TEN)]

    assert worth(a_timetable(sessions, wishes=(a_voter("A", "B", "C"),))).attainable == 1 / 2
    assert worth(a_timetable(sessions, wishes=(a_voter("C"),))).voters == 0


def test_what_people_come_to_and_leave_as_they_like_takes_nothing_from_others() -> None:
    sessions = [a_plan("A"), a_plan("B", room=KITCHEN, kind="stall", minutes=300)]

    assert worth(a_timetable(sessions, wishes=(a_voter("A", "B"),))).attainable == 1


def test_without_ballots_everybody_gets_all() -> None:
    found = worth(a_timetable(AT_ONCE))

    assert (found.attainable, found.worst_voter, found.voters, found.by_group) == (1, 1, 0, {})


def test_an_organisation_is_told_apart_from_3_ballots_on() -> None:
    wishes = (a_voter("A", "B", group="Mind"),) * 3 + (a_voter("A", group="Sew"),) * 2 + (a_voter("C"),) * 4

    found = worth(a_timetable(AT_ONCE, wishes=wishes))

    assert found.by_group == {"Mind": 1 / 2}


def test_a_ballot_that_wants_nothing_of_it_does_not_make_an_organisation_large_enough() -> None:
    wishes = (a_voter("A", group="Mind"),) * 2 + (a_voter("Z", group="Mind"),)

    assert worth(a_timetable(AT_ONCE, wishes=wishes)).by_group == {}


def test_seats_are_short_where_more_people_may_come_than_the_room_holds() -> None:
    def short(**facts: object) -> int:
        return worth(a_timetable([replace(a_plan("A"), **facts)])).seats_short  # type: ignore[arg-type]

    assert short(places=15) == 3
    assert short(people_expected=20) == 8
    assert short(people_expected=20, places=12) == 0
    assert short(places=15, setup="circle", room=replace(LIBRARY, setups=(("circle", 10),))) == 5
    assert short(places=15, room=KITCHEN) == 0
    assert short(places=15, starts_at=None) == 0
    assert short(places=15, cancelled_at=TEN) == 0
    assert short() == 0


def test_what_left_its_place_has_moved() -> None:
    before = places_now([a_plan("A"), a_plan("B", minutes(60)), a_plan("C", minutes(120)), a_plan("D", minutes(180))])
    now = [a_plan("A"), a_plan("B", minutes(75)), a_plan("C", minutes(120), room=KITCHEN), a_plan("E", minutes(300))]

    assert worth(a_timetable(now), before).moved == 3
    assert worth(a_timetable(now), places_now(now)).moved == 0
    assert worth(a_timetable(now)).moved == 0


def test_only_what_is_on_has_a_place() -> None:
    sessions = [a_plan("A"), a_plan("B", None), a_plan("C", cancelled_at=TEN), a_plan("D", room=None)]

    assert places_now(sessions) == {"A": ("r1", TEN), "D": (None, TEN)}


@settings(max_examples=25)
@given(timetables(), some.sets(some.sampled_from(["S0", "S1", "S2", "S3", "S4"]), min_size=1))
def test_the_share_is_that_of_the_largest_choice_without_overlap(timetable: Timetable, wants: set[str]) -> None:
    sessions = [replace(one, kind="talk") for one in timetable.sessions]
    wanted = [one for one in sessions if one.id in wants]

    found = worth(replace(timetable, sessions=tuple(sessions), wishes=voters(1, *wants)))

    assert found.attainable == (_most(wanted) / len(wanted) if wanted else 1)


def _most(wanted: list[PlannedSession]) -> int:
    """The size of the largest part of these in which no two share any minute."""
    return max(
        size
        for size in range(len(wanted) + 1)
        for chosen in combinations(wanted, size)
        if not any(_minutes(one) & _minutes(two) for one, two in combinations(chosen, 2))
    )


def _minutes(session: PlannedSession) -> set[int]:
    assert session.starts_at is not None
    first = (session.starts_at - TEN) // minutes(1)
    return set(range(first, first + session.minutes))
