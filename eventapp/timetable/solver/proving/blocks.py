"""Sessions that are all as long as each other and begin together, as in a barcamp: here the best plan can be proven.

Two rules that follow from the others make that possible. How many share a block with a session is known where blocks
are full; and if two sessions each share a block with a third, they share one with each other.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from ortools.sat.python import cp_model

from eventapp.timetable.solver.answers import Blocks
from eventapp.timetable.solver.instance import Instance, Place, Plan, joined_with, mates_of, starts_in
from eventapp.timetable.solver.proving.limits import Effort

# Weights are whole numbers to CP-SAT.
FINENESS = 1000
Pair = tuple[int, int]
NOTHING = Blocks((), 0, 0, proven=False)


def best_blocks(
    instance: Instance,
    seconds: float,
    *,
    seed: int = 1,
    repeatable: bool = False,
    on_plan: Callable[[Plan, float], None] = lambda _plan, _share: None,
) -> Blocks:
    """The plan in blocks in which the fewest people miss something.

    It is empty where none was found; and where there can be none, that is proven.
    """
    effort = Effort(seconds, seed, repeatable=repeatable)
    begins = blocks_of(instance)
    model = _Model(instance, begins)
    if not begins or not model.has_places:
        return NOTHING
    solver = effort.solver()
    # The triangles are strong only all together, as a linear programme.
    solver.parameters.linearization_level = 2
    status = solver.solve(model.cp, _Watch(lambda found: on_plan(model.plan(found), effort.share)))
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Blocks((), 0, 0, proven=status == cp_model.INFEASIBLE)
    cost, bound = solver.objective_value / FINENESS, solver.best_objective_bound / FINENESS
    return Blocks(tuple(model.plan(solver)), cost, bound, proven=status == cp_model.OPTIMAL)


def blocks_of(instance: Instance) -> list[int]:
    """The slots in which the blocks begin; none where sessions are not as long as each other."""
    sizes = {(session.slots, session.before, session.after) for session in instance.sessions}
    if len(sizes) != 1:
        return []
    [(slots, before, after)] = sizes
    step = slots + max(instance.rest, before + after + instance.changeover)
    begins: list[int] = []
    for start in sorted({start for starts in _starts(instance).values() for start in starts}):
        if not begins or start >= begins[-1] + step:
            begins.append(start)
    return begins


def _starts(instance: Instance) -> dict[Pair, list[int]]:
    """By session and room."""
    return {
        (number, room): starts_in(instance, session, room)
        for number, session in enumerate(instance.sessions)
        for room in range(len(instance.rooms))
    }


class _Watch(cp_model.CpSolverSolutionCallback):
    """Tells each better plan."""

    def __init__(self, better: Callable[[cp_model.CpSolverSolutionCallback], None]) -> None:
        super().__init__()
        self._better = better

    def on_solution_callback(self) -> None:
        self._better(self)


class _Model:
    """Which session is in which block and room, and which two share a block."""

    def __init__(self, instance: Instance, begins: Sequence[int]) -> None:
        self._instance, self._begins, self.cp = instance, begins, cp_model.CpModel()
        self._count, self._blocks = len(instance.sessions), range(len(begins))
        possible = {
            (number, block, room)
            for (number, room), starts in _starts(instance).items()
            for block in self._blocks
            if begins[block] in starts
        }
        self.has_places = {number for number, _block, _room in possible} == set(range(self._count))
        self._block = [[self.cp.new_bool_var("") for _block in self._blocks] for _session in range(self._count)]
        self._room_for = [len({room for _number, other, room in possible if other == block}) for block in self._blocks]
        # Where every session could be anywhere, rooms are only counted.
        joined = any(joined_with(instance, room) for room in range(len(instance.rooms)))
        self._alike = len(possible) == self._count * len(self._blocks) * len(instance.rooms) and not joined
        self._place = {} if self._alike else {place: self.cp.new_bool_var("") for place in sorted(possible)}
        for blocks in self._block:
            self.cp.add_exactly_one(blocks)
        self._add_rooms()
        together = self._together()
        self._add_what_follows(together)
        weights = _weights(instance)
        self.cp.minimize(sum(round(FINENESS * weight) * together[pair] for pair, weight in weights.items()))

    def plan(self, value: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> Plan:
        plan: list[Place | None] = [None] * self._count
        for block, begins in enumerate(self._begins):
            inside = [number for number in range(self._count) if value.boolean_value(self._block[number][block])]
            for room, number in enumerate(inside):
                plan[number] = Place(begins, room)
        for (number, block, room), chosen in self._place.items():
            if value.boolean_value(chosen):
                plan[number] = Place(self._begins[block], room)
        return plan

    def _add_rooms(self) -> None:
        if self._alike:
            for block in self._blocks:
                self.cp.add(sum(blocks[block] for blocks in self._block) <= self._room_for[block])
            # Blocks are numbered in the order of their first sessions.
            for number, blocks in enumerate(self._block):
                for later in blocks[number + 1 :]:
                    self.cp.add(later == 0)
        else:
            self._add_places()

    def _add_places(self) -> None:
        inside: dict[Pair, list[cp_model.IntVar]] = defaultdict(list)
        there: dict[Pair, list[cp_model.IntVar]] = defaultdict(list)
        for (number, block, room), place in self._place.items():
            inside[block, room].append(place)
            there[number, block].append(place)
        for number, blocks in enumerate(self._block):
            for block, chosen in enumerate(blocks):
                self.cp.add(sum(there[number, block]) == chosen)
        for (block, room), places in inside.items():
            self.cp.add_at_most_one(places)
            for other in joined_with(self._instance, room):
                if room < other and (block, other) in inside:
                    self.cp.add_at_most_one(places + inside[block, other])

    def _together(self) -> dict[Pair, cp_model.IntVar]:
        """For each two sessions whether they share a block; never where they share a host."""
        mates = mates_of(self._instance)
        together = {}
        for pair in combinations(range(self._count), 2):
            together[pair] = shared = self.cp.new_bool_var("")
            if pair[1] in mates[pair[0]]:
                self.cp.add(shared == 0)
            for first, second in zip(self._block[pair[0]], self._block[pair[1]], strict=True):
                self.cp.add_bool_or(shared, first.negated(), second.negated())
                self.cp.add_bool_or(shared.negated(), first.negated(), second)
                self.cp.add_bool_or(shared.negated(), first, second.negated())
        return together

    def _add_what_follows(self, together: Mapping[Pair, cp_model.IntVar]) -> None:
        full = sum(self._room_for) == self._count
        for number, blocks in enumerate(self._block):
            beside = sum(shared for pair, shared in together.items() if number in pair)
            room_for = sum(count * chosen for count, chosen in zip(self._room_for, blocks, strict=True)) - 1
            self.cp.add(beside == room_for if full else beside <= room_for)
        for one, two, three in combinations(range(self._count), 3):
            pairs = together[one, two], together[one, three], together[two, three]
            for odd in range(3):
                self.cp.add(sum(pairs) - 2 * pairs[odd] <= 1)
        self.cp.add(sum(together.values()) >= _fewest_pairs(self._count, self._room_for))


def _fewest_pairs(count: int, room_for: list[int]) -> int:
    """How many pairs share a block when the sessions are spread as evenly as there is room."""
    inside = [0] * len(room_for)
    for _session in range(count):
        free = [block for block, there in enumerate(room_for) if inside[block] < there]
        if free:
            inside[min(free, key=lambda block: inside[block])] += 1
    return sum(math.comb(sessions, 2) for sessions in inside)


def _weights(instance: Instance) -> dict[Pair, float]:
    weights: dict[Pair, float] = defaultdict(float)
    for voter in instance.voters:
        for pair in combinations(sorted(voter.wants), 2):
            weights[pair] += voter.weight
    return weights
