"""The search finds plans that keep every rule, and what it counts on the way is right."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from eventapp.timetable.solver import heat_bath
from eventapp.timetable.solver.checking import broken_rules
from eventapp.timetable.solver.cooling import STAGES, Stages
from eventapp.timetable.solver.drafting import Draft, draft
from eventapp.timetable.solver.heat_bath import LEAVE_OUT, HeatBath
from eventapp.timetable.solver.instance import Instance, Place, Plan, Room, Session, Voter, Weights
from eventapp.timetable.solver.quality import quality
from tests.timetable.solver.instances import an_instance, drawn, every_plan, small_instances

LITTLE = (8,) * STAGES


def with_everything(seed: int) -> Instance:
    """A task with whatever a task can have: setting up, changing over, rests, joined rooms and copies, wishes."""
    instance = drawn(seed, sessions=14, rooms=4, slots=40)
    sessions = tuple(
        replace(
            session, before=number % 3, after=number % 2, wishes=frozenset({"daylight"}) if number % 4 else frozenset()
        )
        for number, session in enumerate(instance.sessions)
    )
    first, second, third, fourth = instance.rooms
    rooms = (
        replace(first, joined=frozenset({1})),
        replace(second, features=second.features | {"daylight"}),
        third,
        replace(fourth, copy_of=2),
    )
    return replace(instance, sessions=sessions, rooms=rooms, rest=1, changeover=1)


@pytest.mark.parametrize("seed", range(4))
def test_a_draft_keeps_every_hard_rule(seed: int) -> None:
    instance = drawn(seed)

    found = draft(instance, seed=seed, steps=LITTLE)

    assert broken_rules(instance, found.plan) == []


@pytest.mark.parametrize("seed", range(4))
def test_joined_rooms_setting_up_and_changing_over_are_kept_too(seed: int) -> None:
    instance = with_everything(seed)

    found = draft(instance, seed=seed, steps=LITTLE)

    assert [broken for broken in broken_rules(instance, found.plan) if broken.rule != "no place"] == []
    assert sum(place is not None for place in found.plan) >= 12


@given(small_instances())
@settings(max_examples=25)
def test_there_is_a_draft_of_everything_just_where_there_is_any(instance: Instance) -> None:
    found = draft(instance, seed=1, steps=LITTLE)

    assert (None not in found.plan) == bool(every_plan(instance))
    placed = [broken for broken in broken_rules(instance, found.plan) if broken.rule != "no place"]
    assert placed == []


def test_the_same_seed_and_steps_make_the_same_plan_again() -> None:
    timed = draft(drawn(1), seed=3, seconds=0.3)

    again = draft(drawn(1), seed=3, steps=timed.steps)

    assert again == timed


def test_locked_sessions_stay_where_they_are() -> None:
    sessions = [Session("locked", 2, locked=Place(3, 1)), *(Session(f"s{number}", 2) for number in range(6))]

    found = draft(an_instance(*sessions), seed=1, steps=LITTLE)

    assert found.plan[0] == Place(3, 1)
    assert None not in found.plan


def test_two_that_are_locked_on_top_of_each_other_both_stay_and_the_rest_is_placed() -> None:
    locked = [Session("one", 2, locked=Place(3, 1)), Session("two", 2, locked=Place(4, 1))]

    found = draft(an_instance(*locked, Session("free", 8)), seed=1, steps=LITTLE)

    assert found.plan == (Place(3, 1), Place(4, 1), Place(0, 0))


def test_what_the_same_people_want_is_put_one_after_the_other() -> None:
    sessions = [Session(name, 4) for name in ("soup", "shed", "film", "garden")]
    voters = (Voter(frozenset({0, 1})), Voter(frozenset({2, 3})))
    instance = an_instance(*sessions, voters=voters)

    found = draft(instance, seed=1, steps=LITTLE)

    assert quality(instance, found.plan).attainable == 1.0


def test_many_people_get_a_room_with_seats_and_wishes_about_rooms_are_met() -> None:
    rooms = (
        Room("big", 50, frozenset(), frozenset(range(8))),
        Room("light", 10, frozenset({"daylight"}), frozenset(range(8))),
    )
    sessions = (Session("many", 4, demand=40), Session("yoga", 4, wishes=frozenset({"daylight"}), demand=5))

    found = draft(Instance(15, 8, sessions, rooms), seed=1, steps=LITTLE)

    assert [place.room for place in found.plan if place] == [0, 1]


def test_places_that_it_costs_to_leave_are_kept() -> None:
    instance = drawn(2)
    before = {number: place for number, place in enumerate(draft(instance, seed=1, steps=LITTLE).plan) if place}

    again = draft(instance, seed=9, steps=LITTLE, before=before, weights=Weights(move=1000))

    assert dict(enumerate(again.plan)) == before


def test_where_no_plan_is_possible_as_many_as_can_have_a_place() -> None:
    found = draft(an_instance(*(Session(f"s{number}", 4) for number in range(5))), seed=1, steps=LITTLE)

    assert sum(place is None for place in found.plan) == 1


def test_when_the_time_is_over_at_once_what_could_be_placed_is() -> None:
    found = draft(drawn(1), seed=1, seconds=1e-9)

    assert [broken for broken in broken_rules(drawn(1), found.plan) if broken.rule != "no place"] == []


def test_where_not_everything_fits_plans_without_some_are_told_from_the_beginning() -> None:
    full = an_instance(*(Session(f"s{number}", 4) for number in range(5)))
    told: list[tuple[Plan, float]] = []

    def hear_the_first(plan: Plan, share: float, *_more: object) -> None:
        told.append((plan, share))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draft(full, seed=1, seconds=60, on_plan=hear_the_first)

    [(plan, share)] = told
    assert share < LEAVE_OUT
    assert {broken.rule for broken in broken_rules(full, plan)} == {"no place"}


def told_by(instance: Instance) -> list[Draft]:
    """What a search tells on its way."""
    told: list[Draft] = []

    def hear(plan: Plan, _share: float, cost: float, steps: Stages) -> None:
        told.append(Draft(tuple(plan), cost, steps, 0))

    draft(instance, seed=1, steps=(20,) * STAGES, on_plan=hear)
    return told


def test_better_plans_are_told_while_it_runs_each_with_the_steps_that_make_it_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(heat_bath, "TELL_EVERY", -1)
    instance = drawn(1)

    told = told_by(instance)

    assert all(broken_rules(instance, found.plan) == [] for found in told)
    assert [found.cost for found in told] == sorted((found.cost for found in told), reverse=True)
    assert len(told) > 3
    for found in (told[0], told[len(told) // 2], told[-1]):
        assert replace(draft(instance, seed=1, steps=found.steps), priced=0) == found


def test_a_plan_without_some_that_is_told_on_the_way_can_be_made_again() -> None:
    full = an_instance(*(Session(f"s{number}", 4) for number in range(5)))

    first = told_by(full)[0]

    assert first.plan.count(None) == 1
    assert draft(full, seed=1, steps=first.steps).plan == first.plan


@pytest.mark.parametrize("instance", [drawn(5, sessions=8), with_everything(1)], ids=["plain", "everything"])
def test_the_cost_that_is_kept_while_sessions_move_is_what_the_plan_is_worth(instance: Instance) -> None:
    before = {0: Place(3, 0), 1: Place(9, 1)}
    bath = HeatBath(instance, 1, before, Weights())
    bath.construct()
    start, cost, seen = list(bath.prices.places), bath.cost, 0

    for _step in range(400):
        bath.step(0.2)
        if bath.clashes == 0:
            seen += 1
            now = bath.prices.places
            assert broken_rules(instance, now) == []
            worth = _cost(instance, now, before) - _cost(instance, start, before)
            assert bath.cost - cost == pytest.approx(worth)
        else:
            assert broken_rules(instance, bath.prices.places) != []

    assert seen > 10


FULL, TOO_FULL = 19, 14


@pytest.mark.parametrize("slots", [FULL, TOO_FULL])
def test_what_drafts_say_they_cost_tells_which_is_better(slots: int) -> None:
    instance = drawn(1, slots=slots)

    found = [draft(instance, seed=seed, steps=LITTLE) for seed in (1, 2)]

    assert [None in one.plan for one in found] == [slots == TOO_FULL] * 2
    for one in found:
        out = one.plan.count(None)
        wishes = sum(voter.weight * len(voter.wants) for voter in instance.voters)
        assert one.cost - out * 1e6 == pytest.approx(_cost(instance, one.plan, {}) - wishes)


def _cost(instance: Instance, plan: Plan, before: dict[int, Place]) -> float:
    """What a plan costs, by other means than the search uses."""
    weights, worth = Weights(), quality(instance, plan)
    wish = float(np.mean([voter.weight for voter in instance.voters]))
    wishes = sum(voter.weight * len(voter.wants) for voter in instance.voters)
    seat = wishes / sum(session.demand for session in instance.sessions)
    placed = {number: place for number, place in enumerate(plan) if place}
    same = [number if room.copy_of is None else room.copy_of for number, room in enumerate(instance.rooms)]
    tracks = {(instance.sessions[number].track, same[place.room]) for number, place in placed.items()}
    unmet = sum(
        len(instance.sessions[number].wishes - instance.rooms[place.room].features) for number, place in placed.items()
    )
    halves = sum(
        (placed[number].start != place.start) + (same[placed[number].room] != same[place.room])
        for number, place in before.items()
    )
    return (
        wishes * (1 - worth.attainable)
        + seat * worth.seats_short
        + wish * (weights.feature * unmet + weights.track * len(tracks) + weights.move / 2 * halves)
    )
