"""The search for a good plan: annealing over all places of a session at once.

Each step takes one session out and puts it back by heat-bath: all its rooms and starts are priced together, and one is
drawn with the probability that its price has at the present temperature (Gumbel's trick). Clashes are allowed at a
price, so full programmes do not lock up; a session that is pushed aside tends to move next.

Needs numpy: only the process that solves imports this.
"""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from eventapp.timetable.solver.cooling import Clock, Stages, cool
from eventapp.timetable.solver.instance import Instance, Place, Plan, Weights
from eventapp.timetable.solver.prices import Prices
from eventapp.timetable.solver.rooms import Floats


class Cooling(NamedTuple):
    """Temperatures, and the price of a clash, in wishes of one person, at the beginning and at the end."""

    hot: float
    cold: float
    clash_hot: float
    clash_cold: float


# While it is hot sessions get past one another at a low price; while it is cold a clash must not pay. Few sessions have
# more people each: a clash can be worth more to them, also at once.
FEW, COOLING_OF_FEW, COOLING = 40, Cooling(2.0, 0.15, 6.0, 6.0), Cooling(0.9, 0.15, 1.5, 3.0)
# How often the next to move is one that was pushed aside, and how many of these are known.
PUSHED_FIRST, PUSHED_KNOWN = 0.8, 20
# The temperature, in clashes, while any plan would do.
EASE = 0.2
# From this part of the cooling on sessions that clash are left out, where there is no plan of all.
LEAVE_OUT = 0.5
# Better plans are told after this share of the time, at the earliest.
TELL_EVERY = 0.02
_FIRM = 1e6

# Hears of a plan, the share of the time that has gone, what it costs, and the steps that make it again.
OnPlan = Callable[[Plan, float, float, Stages], None]


class HeatBath:
    """One search. Sessions that can be nowhere stay without a place."""

    def __init__(self, instance: Instance, seed: int, before: Mapping[int, Place], weights: Weights) -> None:
        self._chance = random.Random(seed)  # noqa: S311 (nothing secret)
        self.prices = Prices(instance, before, weights)
        self._slots = instance.slots
        places = len(instance.rooms) * instance.slots
        self._noise = np.random.default_rng(seed).gumbel(size=max(1 << 19, 2 * places))
        self._number_of_places = [int(np.isfinite(cells).sum()) for cells in self.prices.openings]
        self._free = [number for number, many in enumerate(self._number_of_places) if many > 1]
        self._pushed: list[int] = []
        self._cooling = COOLING_OF_FEW if len(self._free) < FEW else COOLING
        self.cost, self.clashes = 0.0, 0
        self._left_out: set[int] = set()
        self._best: list[Place | None] | None = None
        self._lowest = (0, 0.0)
        self.priced = 0

    def run(self, clock: Clock, given: Stages | None, on_plan: OnPlan) -> tuple[Plan, Stages]:
        """The best plan without a clash, and the steps that it took.

        Where none was found the sessions that clash have no place; until one is found such plans are told.
        """
        told = -1.0
        fewest: float = math.inf
        taken: list[int] = []

        def look() -> None:
            nonlocal told, fewest
            if self._keep_if_better():
                if clock.share - told > TELL_EVERY:
                    told = clock.share
                    on_plan(self._best or [], told, self.lowest, _so_far(taken))
            elif self._best is None and self.clashes < fewest and clock.share - told > TELL_EVERY:
                told, fewest = clock.share, self.clashes
                out = self._most_clashing()
                partial = [None if number in out else place for number, place in enumerate(self.prices.places)]
                on_plan(partial, told, self.prices.of_all(partial) + len(out) * _FIRM, _so_far(taken))

        def step(cooled: float) -> None:
            if self._best is None and cooled <= LEAVE_OUT:
                self.ease()
                look()
                return
            if self._best is None:
                self.leave_clashing_out()
            if self.step(cooled):
                look()

        self.construct(None if given else clock)
        look()
        cool(clock, given if self._free else (0,), taken, step)
        if self._best is None:
            self.leave_clashing_out()
            self._keep_if_better()
        return self._best or [], _so_far(taken)

    def construct(self, clock: Clock | None = None) -> None:
        """Puts the most restricted first, each in its cheapest place. Once the time is over the others have none."""
        placeable = [number for number, many in enumerate(self._number_of_places) if many]
        for number in sorted(
            placeable,
            key=lambda number: (
                self.prices.is_free[number],
                -self.prices.lengths[number],
                self._number_of_places[number],
                number,
            ),
        ):
            if clock and clock.share >= 1:
                self._left_out.add(number)
                continue
            costs, clashes = self._priced(number)
            room, start = divmod(int(np.argmin(costs + _FIRM * clashes)), self._slots)
            self.cost += float(costs[room, start])
            if self.prices.is_free[number]:
                self.clashes += int(clashes[room, start])
            self.prices.put(number, Place(start, room))

    def ease(self) -> None:
        """Moves a session by clashes alone: towards any plan. What it costs is known again when there is one."""
        number = self._next()
        clashes = self.prices.clashes(number)
        place = self._drawn(self.prices.openings[number] + clashes, EASE)
        if place != self.prices.places[number]:
            self._move(number, place, clashes)
            if not self.clashes:
                self.cost = self.prices.of_all(self.prices.places)

    def step(self, cooled: float) -> bool:
        """Moves a session, or leaves it where it is; says whether it moved."""
        hot, cold, clash_hot, clash_cold = self._cooling
        temperature = self.prices.wish * hot * math.pow(cold / hot, cooled)
        number = self._next()
        old = self.prices.places[number]
        costs, clashes = self._priced(number)
        price = self.prices.wish * (clash_hot + (clash_cold - clash_hot) * cooled) if old else _FIRM
        place = self._drawn(costs + price * clashes, temperature)
        if place == old or (old is None and clashes[place.room, place.start]):
            return False
        self._left_out.discard(number)
        if old is not None:
            self.cost -= float(costs[old.room, old.start])
        self.cost += float(costs[place.room, place.start])
        self._move(number, place, clashes)
        return True

    def _drawn(self, prices: Floats, temperature: float) -> Place:
        """A place, by the probability that its price gives it."""
        begin = int(self._chance.random() * (len(self._noise) - prices.size))
        noise = self._noise[begin : begin + prices.size].reshape(prices.shape)
        room, start = divmod(int(np.argmin(prices - temperature * noise)), self._slots)
        return Place(start, room)

    def _move(self, number: int, place: Place, clashes: Floats) -> None:
        old, now = self.prices.places[number], int(clashes[place.room, place.start])
        self.clashes += now - (int(clashes[old.room, old.start]) if old else 0)
        self.prices.put(number, place)
        if now:
            self._pushed += self.prices.clashing_with(number)
            del self._pushed[:-PUSHED_KNOWN]

    def leave_clashing_out(self) -> None:
        """Takes out those with most clashes, until there are none."""
        for number in self._most_clashing():
            self.prices.leave_out(number)
            self._left_out.add(number)
        self.clashes, self.cost = 0, self.prices.of_all(self.prices.places)
        self._keep_if_better()

    def _most_clashing(self) -> list[int]:
        """Sessions without which there is no clash: again and again the one with most."""
        found = []
        clashing = {number: set(self.prices.clashing_with(number)) for number in range(len(self.prices.places))}
        while any(clashing.values()):
            worst = max(clashing, key=lambda number: (self.prices.is_free[number], len(clashing[number]), -number))
            for other in clashing.pop(worst):
                clashing[other].discard(worst)
            found.append(worst)
        return found

    def _priced(self, number: int) -> tuple[Floats, Floats]:
        costs = self.prices.costs(number)
        self.priced += costs.size
        return costs, self.prices.clashes(number)

    def _next(self) -> int:
        """Mostly one that was pushed aside, else any."""
        if self._pushed and self._chance.random() < PUSHED_FIRST:
            number = self._pushed.pop()
            if self.prices.is_free[number]:
                return number
        return self._free[int(self._chance.random() * len(self._free))]

    def _keep_if_better(self) -> bool:
        if self.clashes:
            return False
        now = (len(self._left_out), self.cost)
        if self._best is not None and now[0] >= self._lowest[0] and now >= (self._lowest[0], self._lowest[1] - 1e-9):
            return False
        self._best, self._lowest = list(self.prices.places), now
        return True

    @property
    def lowest(self) -> float:
        return self._lowest[1] + self._lowest[0] * _FIRM


def _so_far(taken: Sequence[int]) -> Stages:
    """The steps until now; none at all are told as a stage without any, since steps are given where there are some."""
    return tuple(taken) or (0,)
