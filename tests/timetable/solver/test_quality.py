"""What a plan is worth to those who come."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from eventapp.timetable.solver.instance import Instance, Place, Room, Session, Voter
from eventapp.timetable.solver.quality import most_attended, moves, quality
from tests.timetable.solver.instances import an_instance

TIMES = st.lists(
    st.tuples(st.integers(0, 8), st.integers(1, 4)).map(lambda time: (time[0] + time[1], time[0])), max_size=7
)


@given(TIMES)
def test_most_attended_is_the_most_that_do_not_overlap(times: list[tuple[int, int]]) -> None:
    def can_all_be_attended(some: tuple[tuple[int, int], ...]) -> bool:
        return all(one[1] >= other[0] or other[1] >= one[0] for one, other in combinations(some, 2))

    most = max(size for size in range(len(times) + 1) if any(map(can_all_be_attended, combinations(times, size))))

    assert most_attended(times) == most


def test_wishes_that_overlap_are_not_attainable() -> None:
    sessions = [Session(name, 2, track="t", demand=25) for name in ("soup", "shed", "film")]
    voters = (
        Voter(frozenset({0, 1}), 1.0, "Soup Lunch"),
        Voter(frozenset({0, 2}), 2.0, "Riverside Shed"),
        Voter(frozenset()),
    )
    instance = an_instance(*sessions, voters=voters)

    found = quality(instance, [Place(0, 0), Place(0, 1), Place(2, 0)])

    assert found.attainable == (1 * 1 + 2 * 2) / (1 * 2 + 2 * 2)
    assert found.worst_voter == 0.5
    assert found.by_organisation == {"Riverside Shed": 1.0, "Soup Lunch": 0.5}
    assert found.seats_short == 3 * 5
    assert found.track_rooms == 2


def test_seats_are_counted_as_the_room_is_set_up() -> None:
    room = Room("Hall", 50, frozenset(), frozenset(range(4)), {"circle": 15})
    sessions = (Session("ring", 2, demand=20, setup="circle"), Session("rows", 2, demand=20, setup="rows"))

    assert quality(Instance(15, 4, sessions, (room,)), [Place(0, 0), Place(2, 0)]).seats_short == 5


def test_without_wishes_everybody_gets_all() -> None:
    found = quality(an_instance(Session("soup", 1)), [None])

    assert (found.attainable, found.worst_voter, found.by_organisation) == (1.0, 1.0, {})


def test_a_session_has_moved_when_its_time_or_room_is_another_or_gone() -> None:
    before = [Place(0, 0), Place(1, 0), Place(2, 0), None]

    assert moves([Place(0, 0), Place(1, 1), None, Place(3, 0)], before) == 2
