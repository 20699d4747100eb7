"""The search finds plans that keep every rule, and what it counts on the way is right."""

import random

import numpy as np
import pytest
from hypothesis import given, settings

from eventapp.timetable.solver.checking import broken_rules
from eventapp.timetable.solver.cooling import STAGES
from eventapp.timetable.solver.drafting import Effort, draft
from eventapp.timetable.solver.exchange import TRACK, Exchange
from eventapp.timetable.solver.heat_bath import HeatBath, Weights
from eventapp.timetable.solver.instance import Instance, Place, Plan, Session, Voter
from eventapp.timetable.solver.quality import quality
from tests.timetable.solver.instances import an_instance, drawn, every_plan, small_instances

LITTLE = Effort((4,) * STAGES, (20,) * STAGES)


@pytest.mark.parametrize("seed", range(4))
def test_a_draft_keeps_every_hard_rule(seed: int) -> None:
    instance = drawn(seed)

    found = draft(instance, seed=seed, effort=LITTLE)

    assert broken_rules(instance, found.plan) == []


@given(small_instances())
@settings(max_examples=150)
def test_there_is_a_draft_of_everything_just_where_there_is_any(instance: Instance) -> None:
    found = draft(instance, seed=1, effort=LITTLE)

    assert (None not in found.plan) == bool(every_plan(instance))
    placed = [broken for broken in broken_rules(instance, found.plan) if broken.rule != "no place"]
    assert placed == []


def test_the_same_seed_and_effort_make_the_same_plan_again() -> None:
    timed = draft(drawn(1), seed=3, seconds=0.3)

    again = draft(drawn(1), seed=3, effort=timed.effort)

    assert (again.plan, again.effort, again.priced) == (timed.plan, timed.effort, timed.priced)


def test_locked_sessions_stay_where_they_are() -> None:
    sessions = [Session("locked", 2, locked=Place(3, 1)), *(Session(f"s{number}", 2) for number in range(6))]

    found = draft(an_instance(*sessions), seed=1, effort=LITTLE)

    assert found.plan[0] == Place(3, 1)
    assert None not in found.plan


def test_what_the_same_people_want_is_put_one_after_the_other() -> None:
    sessions = [Session(name, 4) for name in ("soup", "shed", "film", "garden")]
    voters = (Voter(frozenset({0, 1})), Voter(frozenset({2, 3})))
    instance = an_instance(*sessions, voters=voters)

    found = draft(instance, seed=1, effort=LITTLE)

    assert quality(instance, found.plan).attainable == 1.0


def test_places_that_it_costs_to_leave_are_kept() -> None:
    instance = drawn(2)
    before = {number: place for number, place in enumerate(draft(instance, seed=1, effort=LITTLE).plan) if place}

    again = draft(instance, seed=9, effort=LITTLE, before=before, weights=Weights(move=1000))

    assert dict(enumerate(again.plan)) == before


def test_where_no_plan_is_possible_as_many_as_can_have_a_place() -> None:
    found = draft(an_instance(*(Session(f"s{number}", 4) for number in range(5))), seed=1, effort=LITTLE)

    assert sum(place is None for place in found.plan) == 1


def test_better_plans_are_told_while_it_runs() -> None:
    told: list[Plan] = []

    found = draft(drawn(1), seed=1, effort=LITTLE, on_plan=lambda plan, _share: told.append(plan))

    assert all(broken_rules(drawn(1), plan) == [] for plan in told)
    assert told != []
    assert None not in found.plan


def test_prices_of_the_heat_bath_are_what_the_plan_would_cost_more() -> None:
    instance = drawn(5, sessions=8)
    bath = HeatBath(instance, random.Random(1), np.random.default_rng(1), {}, Weights())
    for number in range(8):
        bath._put(number, bath._cheapest(number))
    for number in range(8):
        bath._lift(number)
        prices = bath._prices(number)
        costs = {}
        for room, start in [*zip(*np.nonzero(np.isfinite(prices)), strict=True)][::7]:
            bath._put(number, Place(int(start), int(room)))
            if not bath._has_clash():
                costs[int(room), int(start)] = bath._cost()
            bath._lift(number)
        cheapest = min(costs, key=lambda cell: costs[cell])
        for (room, start), cost in costs.items():
            assert cost - costs[cheapest] == pytest.approx(prices[room, start] - prices[cheapest])
        bath._put(number, bath._cheapest(number))


@pytest.mark.parametrize("seed", range(3))
def test_the_cost_of_exchanges_is_what_the_plan_is_worth(seed: int) -> None:
    instance = drawn(seed)
    start = draft(instance, seed=seed, effort=Effort((4,) * STAGES, (0,) * STAGES)).plan
    bath = HeatBath(instance, random.Random(1), np.random.default_rng(1), {}, Weights())
    exchange = Exchange(instance, random.Random(seed), start, bath.soft)

    gained = sum(exchange._try(0.5) for _step in range(400))

    now = exchange._now()
    assert broken_rules(instance, now) == []
    assert now != list(start)
    assert gained == pytest.approx(_cost(instance, bath, exchange, now) - _cost(instance, bath, exchange, start))


def _cost(instance: Instance, bath: HeatBath, exchange: Exchange, plan: Plan) -> float:
    worth = quality(instance, plan)
    wishes = sum(voter.weight * len(voter.wants) for voter in instance.voters)
    alone = sum(float(bath.soft[number][place.room, place.start]) for number, place in enumerate(plan) if place)
    return wishes * (1 - worth.attainable) + alone + worth.track_rooms * TRACK * exchange._wish
