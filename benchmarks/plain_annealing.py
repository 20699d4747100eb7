"""Annealing as it is mostly written: one session moves, or two swap, and what it costs is looked up pair by pair."""

import math
import random
import time
from collections import defaultdict
from itertools import combinations

from eventapp.timetable.solver.instance import Instance, Place, Plan, mates_of, starts_in

# Moves between looks at the clock.
LOOK_EVERY = 200
SWAPS = 0.4
COLD = 0.3


def annealing(instance: Instance, seconds: float) -> Plan | None:
    """The best plan without a clash; None where there was none."""
    search = _Search(instance)
    started = time.perf_counter()
    while (gone := (time.perf_counter() - started) / seconds) < 1:
        temperature = search.hot * math.pow(COLD / search.hot, gone)
        for _move in range(LOOK_EVERY):
            search.move(temperature)
    return search.best


class _Search:
    """Clashes are allowed at a price."""

    def __init__(self, instance: Instance) -> None:
        self._chance = random.Random(1)
        rooms = range(len(instance.rooms))
        self._options = [
            [Place(start, room) for room in rooms for start in starts_in(instance, session, room)]
            for session in instance.sessions
        ]
        self._can_be = [set(options) for options in self._options]
        self._lengths = [session.slots for session in instance.sessions]
        self._mates = mates_of(instance)
        self._pairs: list[dict[int, float]] = [defaultdict(float) for _session in instance.sessions]
        for voter in instance.voters:
            for one, other in combinations(voter.wants, 2):
                self._pairs[one][other] += voter.weight
                self._pairs[other][one] += voter.weight
        weights = sorted(weight for pairs in self._pairs for weight in pairs.values()) or [1.0]
        self.hot = 3 * weights[len(weights) // 2] + 5
        self._clash_price = max(60.0, 4 * weights[len(weights) * 9 // 10])
        self._on: list[set[int]] = [set() for _slot in range(instance.slots)]
        self._places = [self._chance.choice(options) for options in self._options]
        for number, place in enumerate(self._places):
            self._put(number, place)
        found = [self._local(number) for number in range(len(self._places))]
        self._cost, self._clashes = sum(cost for cost, _ in found) / 2, sum(clashes for _, clashes in found) // 2
        self.best: list[Place] | None = None
        self._lowest = math.inf

    def move(self, temperature: float) -> None:
        one = self._chance.randrange(len(self._places))
        if self._chance.random() >= SWAPS:
            self._try({one: self._chance.choice(self._options[one])}, temperature)
            return
        other = self._chance.randrange(len(self._places))
        if self._places[other] in self._can_be[one] and self._places[one] in self._can_be[other]:
            self._try({one: self._places[other], other: self._places[one]}, temperature)

    def _try(self, wished: dict[int, Place], temperature: float) -> None:
        before = {number: self._places[number] for number in wished}
        cost, clashes = self._cost, self._clashes
        for number, place in wished.items():
            old = self._local(number)
            self._put(number, place)
            new = self._local(number)
            cost, clashes = cost + new[0] - old[0], clashes + new[1] - old[1]
        worse = cost - self._cost + self._clash_price * (clashes - self._clashes)
        if worse > 0 and self._chance.random() >= math.exp(-worse / temperature):
            for number, place in before.items():
                self._put(number, place)
            return
        self._cost, self._clashes = cost, clashes
        if not clashes and cost < self._lowest:
            self.best, self._lowest = list(self._places), cost

    def _put(self, number: int, place: Place) -> None:
        length, old = self._lengths[number], self._places[number]
        for slot in range(old.start, old.start + length):
            self._on[slot].discard(number)
        for slot in range(place.start, place.start + length):
            self._on[slot].add(number)
        self._places[number] = place

    def _local(self, number: int) -> tuple[float, int]:
        """What this session costs beside the others, and with how many it clashes."""
        place = self._places[number]
        beside = set().union(*self._on[place.start : place.start + self._lengths[number]]) - {number}
        pairs, mates = self._pairs[number], self._mates[number]
        cost = sum(pairs.get(other, 0.0) for other in beside)
        return cost, sum((self._places[other].room == place.room) + (other in mates) for other in beside)
