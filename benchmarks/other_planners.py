"""Other ways to plan, as plain as they are mostly written: what `bench_timetable` stands beside."""

import importlib
import random
import time
from collections import defaultdict
from itertools import combinations
from typing import Any

from eventapp.timetable.solver.instance import Instance, Place, Plan, mates_of, starts_in
from eventapp.timetable.solver.quality import quality


def greedy(instance: Instance, seconds: float) -> Plan | None:
    """Sessions in any order, each in any free place; again and again, and the best of all."""
    chance = random.Random(1)
    mates = mates_of(instance)
    options = [
        [Place(start, room) for room in range(len(instance.rooms)) for start in starts_in(instance, session, room)]
        for session in instance.sessions
    ]
    numbers = list(range(len(instance.sessions)))
    best, most, until = None, -1.0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        chance.shuffle(numbers)
        # The longest and those with few places first: else hardly any order comes to its end.
        numbers.sort(key=lambda number: (-instance.sessions[number].slots, len(options[number])))
        plan = _in_order(instance, numbers, options, mates, chance)
        worth = quality(instance, plan).attainable if plan else -1.0
        if worth > most:
            best, most = plan, worth
    return best


def _in_order(
    instance: Instance, numbers: list[int], options: list[list[Place]], mates: list[set[int]], chance: random.Random
) -> Plan | None:
    plan: list[Place | None] = [None] * len(numbers)
    taken: set[tuple[int, int]] = set()
    busy: dict[int, set[int]] = defaultdict(set)
    for number in numbers:
        length = instance.sessions[number].slots
        away = set().union(*(busy[mate] for mate in mates[number]))
        free = [
            place
            for place in options[number]
            if not any((place.room, slot) in taken or slot in away for slot in range(place.start, place.start + length))
        ]
        if not free:
            return None
        place = plan[number] = chance.choice(free)
        busy[number] = set(range(place.start, place.start + length))
        taken |= {(place.room, slot) for slot in busy[number]}
    return plan


def cp_sat(instance: Instance, seconds: float) -> Plan | None:
    """Intervals in rooms; two sessions that the same people want cost their weight when they overlap."""
    cp_model: Any = importlib.import_module("ortools.sat.python.cp_model")
    model = cp_model.CpModel()
    rooms = range(len(instance.rooms))
    starts, intervals, in_rooms = [], [], []
    of_room: list[list[Any]] = [[] for _room in rooms]
    for session in instance.sessions:
        can = [starts_in(instance, session, room) for room in rooms]
        start = model.new_int_var_from_domain(cp_model.Domain.from_values(sorted(set().union(*can))), "")
        held = [model.new_bool_var("") for _room in rooms]
        model.add_exactly_one(held)
        for room in rooms:
            domain = cp_model.Domain.from_values(can[room])
            model.add_linear_expression_in_domain(start, domain).only_enforce_if(held[room])
            of_room[room].append(model.new_optional_fixed_size_interval_var(start, session.slots, held[room], ""))
        starts.append(start)
        in_rooms.append(held)
        intervals.append(model.new_fixed_size_interval_var(start, session.slots, ""))
    for together in of_room:
        model.add_no_overlap(together)
    for number, mates in enumerate(mates_of(instance)):
        for mate in mates:
            if number < mate:
                model.add_no_overlap([intervals[number], intervals[mate]])
    model.minimize(sum(_pair_costs(model, instance, starts)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [
        Place(solver.value(start), next(room for room in rooms if solver.value(held[room])))
        for start, held in zip(starts, in_rooms, strict=True)
    ]


def _pair_costs(model: Any, instance: Instance, starts: list[Any]) -> list[Any]:
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for voter in instance.voters:
        for pair in combinations(sorted(voter.wants), 2):
            weights[pair] += voter.weight
    costs = []
    for (one, other), weight in weights.items():
        overlap, before, after = (model.new_bool_var("") for _ in range(3))
        model.add(starts[one] + instance.sessions[one].slots <= starts[other]).only_enforce_if(before)
        model.add(starts[other] + instance.sessions[other].slots <= starts[one]).only_enforce_if(after)
        model.add_bool_or(overlap, before, after)
        costs.append(round(weight) * overlap)
    return costs
