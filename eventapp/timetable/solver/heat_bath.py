"""The first part of the search: annealing over all places of a session at once.

Each step takes one session out and puts it back by heat-bath: all its rooms and starts are priced together, and one is
drawn with the probability that its price has at the present temperature (Gumbel's trick). Clashes are allowed at a
price, so full programmes do not lock up; a session that is pushed aside tends to move next. Two sessions that the same
people want cost the weight of these people when they overlap: cheap to know, though only a sign of what counts.

Needs numpy: only the process that solves imports this.
"""

import math
import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from eventapp.timetable.solver.cooling import Clock, Stages, cool
from eventapp.timetable.solver.instance import Instance, Place, Plan, mates_of, starts_in
from eventapp.timetable.solver.quality import shortage

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

# Temperatures, as parts of what all wishes of an average session weigh.
HOT, COLD = 0.05, 0.0015
# How often the next to move is one that was pushed aside.
PUSHED_FIRST = 0.7


@dataclass(frozen=True)
class Weights:
    """What things cost beside a wish that cannot be had: a person without a seat, a further room of a track, a move."""

    shortage: float = 2.0
    track: float = 3.0
    move: float = 5.0


def _pair_weights(instance: Instance) -> dict[tuple[int, int], float]:
    pairs: dict[tuple[int, int], float] = defaultdict(float)
    for voter in instance.voters:
        for pair in combinations(sorted(voter.wants), 2):
            pairs[pair] += voter.weight
    return pairs


class HeatBath:
    """The first part. All places of a session are cells of a matrix, rooms by slots; what cannot be costs infinity."""

    def __init__(
        self,
        instance: Instance,
        chance: random.Random,
        drawn: np.random.Generator,
        before: Mapping[int, Place],
        weights: Weights,
    ) -> None:
        self._instance = instance
        self._chance = chance
        self._noise = drawn.gumbel(size=1 << 20)
        self._count, self._rooms, self._slots = len(instance.sessions), len(instance.rooms), instance.slots
        self._length: Whole = np.array([session.slots for session in instance.sessions], dtype=np.int64)
        self._track_cost = weights.track
        pairs = _pair_weights(instance)
        self._scale = 2 * sum(pairs.values()) / max(1, self._count) or 1.0
        self._mates = mates_of(instance)
        self._near = _Neighbours.of_pairs(pairs, self._count)
        self._hosting = [np.array(sorted(mates), dtype=np.int64) for mates in self._mates]
        self.soft = [self._soft(number, before.get(number), weights) for number in range(self._count)]
        self._free = [number for number in range(self._count) if np.isfinite(self.soft[number]).sum() > 1]
        self._start: Whole = np.zeros(self._count, dtype=np.int64)
        self._end: Whole = np.zeros(self._count, dtype=np.int64)
        self._room: Whole = np.zeros(self._count, dtype=np.int64)
        self._placed = np.zeros(self._count, dtype=bool)
        self._busy: Floats = np.zeros((self._rooms, self._slots))
        self._tracks: dict[tuple[str, int], int] = defaultdict(int)
        self._pushed: list[int] = []
        self.priced = 0

    def _soft(self, number: int, before: Place | None, weights: Weights) -> Floats:
        """What each place costs by itself; infinity where it cannot be."""
        prices: Floats = np.full((self._rooms, self._slots), np.inf)
        session = self._instance.sessions[number]
        for room in range(self._rooms):
            starts = starts_in(self._instance, session, room)
            if starts:
                prices[room, starts] = weights.shortage * shortage(self._instance, number, room)
        if before is not None:
            prices += weights.move
            prices[:, before.start] -= weights.move / 2
            prices[before.room, :] -= weights.move / 2
        return prices

    def run(
        self, clock: Clock, end: float, given: Stages | None, on_plan: Callable[[Plan, float], None]
    ) -> tuple[Plan, Stages]:
        """The best plan without a clash, by this share of the time, and the steps that it took.

        Where none was found the sessions that clash have no place.
        """
        for number in self._most_restricted_first():
            self._put(number, self._cheapest(number))
        best: list[Plan] = []
        lowest = math.inf
        every = max(20, self._count // 2)
        taken = 0

        def look() -> None:
            nonlocal lowest
            if self._has_clash():
                return
            cost = self._cost()
            if cost < lowest:
                lowest = cost
                best[:] = [self._plan()]
                on_plan(best[0], clock.share)

        def step(cooled: float) -> None:
            nonlocal taken
            if taken % every == 0:
                look()
            taken += 1
            self._move(self._scale * HOT * (COLD / HOT) ** cooled)

        look()
        stages = cool(clock, 0, end, given, step) if self._free else ()
        look()
        return best[0] if best else self._without_clashes(), stages

    def _most_restricted_first(self) -> list[int]:
        placeable = [number for number in range(self._count) if np.isfinite(self.soft[number]).any()]
        return sorted(
            placeable, key=lambda number: (-self._length[number], int(np.isfinite(self.soft[number]).sum()), number)
        )

    def _prices(self, number: int) -> Floats:
        """What each place of this session costs beside the others as they are placed now."""
        length = int(self._length[number])
        self.priced += self._rooms * self._slots
        prices = self.soft[number].copy()
        near, weights = self._near.of(number)
        prices += self._overlapping(near, weights, length, 0)
        mates = self._hosting[number]
        if len(mates):
            prices += self._overlapping(mates, np.full(len(mates), 2 * self._scale), length, self._instance.rest)
        # How many slots are taken in the window that begins in each slot.
        taken: Floats = np.zeros((self._rooms, self._slots + length + 1))
        np.cumsum(self._busy, axis=1, out=taken[:, 1 : self._slots + 1])
        taken[:, self._slots + 1 :] = taken[:, self._slots : self._slots + 1]
        prices += (taken[:, length : length + self._slots] - taken[:, : self._slots]) * (2 * self._scale)
        track = self._instance.sessions[number].track
        if track:
            prices += np.array(
                [0.0 if self._tracks.get((track, room), 0) else self._track_cost for room in range(self._rooms)]
            )[:, None]
        return prices

    def _overlapping(self, others: Whole, weights: Floats, length: int, rest: int) -> Floats:
        """For each start the weight of those others that would run at the same time."""
        there = self._placed[others]
        others, weights = others[there], weights[there]
        first = np.maximum(self._start[others] - length - rest + 1, 0)
        after = np.minimum(self._end[others] + rest, self._slots)
        change = np.bincount(first, weights, self._slots + 1) - np.bincount(after, weights, self._slots + 1)
        return np.cumsum(change)[: self._slots]

    def _cheapest(self, number: int) -> Place:
        room, start = divmod(int(np.argmin(self._prices(number))), self._slots)
        return Place(start, room)

    def _move(self, temperature: float) -> None:
        number = self._next()
        self._lift(number)
        prices = self._prices(number)
        begin = self._chance.randrange(len(self._noise) - prices.size)
        drawn = self._noise[begin : begin + prices.size].reshape(prices.shape)
        room, start = divmod(int(np.argmin(prices - temperature * drawn)), self._slots)
        self._put(number, Place(start, room))
        end = self._end[number]
        if self._busy[room, start:end].max() > 1:
            aside = np.nonzero((self._room == room) & (self._start < end) & (self._end > start) & self._placed)[0]
            self._pushed.extend(int(other) for other in aside if other != number)
            del self._pushed[:-20]

    def _next(self) -> int:
        """Mostly one that was pushed aside, else any."""
        if self._pushed and self._chance.random() < PUSHED_FIRST:
            number = self._pushed.pop()
            if self._instance.sessions[number].locked is None and self._placed[number]:
                return number
        return self._free[self._chance.randrange(len(self._free))]

    def _put(self, number: int, place: Place) -> None:
        start, room = place
        end = start + int(self._length[number])
        self._start[number], self._end[number], self._room[number] = start, end, room
        self._placed[number] = True
        self._busy[room, start:end] += 1
        self._tracks[self._instance.sessions[number].track, room] += 1

    def _lift(self, number: int) -> None:
        room = int(self._room[number])
        self._busy[room, self._start[number] : self._end[number]] -= 1
        self._placed[number] = False
        self._tracks[self._instance.sessions[number].track, room] -= 1

    def _has_clash(self) -> bool:
        if (self._busy > 1).any() or not self._placed.all():
            return True
        return any(
            self._start[number] < self._end[mate] + self._instance.rest
            and self._start[mate] < self._end[number] + self._instance.rest
            for number, mates in enumerate(self._mates)
            for mate in mates
            if number < mate
        )

    def _cost(self) -> float:
        wishes = self._near.cost(self._start, self._end)
        alone = sum(float(prices[self._room[number], self._start[number]]) for number, prices in enumerate(self.soft))
        tracks = sum(bool(count and track) for (track, _room), count in self._tracks.items())
        return wishes + alone + self._track_cost * tracks

    def _plan(self) -> list[Place | None]:
        return [
            Place(int(self._start[number]), int(self._room[number])) if self._placed[number] else None
            for number in range(self._count)
        ]

    def _without_clashes(self) -> Plan:
        """The present plan, with those sessions taken out that clash, the ones with most clashes first."""
        plan = self._plan()
        clashes = [self._clashes_of(number) if place else set[int]() for number, place in enumerate(plan)]
        while any(clashes):
            locked = [self._instance.sessions[number].locked is not None for number in range(self._count)]
            worst = max(
                range(self._count), key=lambda number: (bool(clashes[number]), not locked[number], len(clashes[number]))
            )
            plan[worst] = None
            for other in clashes[worst]:
                clashes[other].discard(worst)
            clashes[worst] = set()
        return plan

    def _clashes_of(self, number: int) -> set[int]:
        start, end, rest = self._start[number], self._end[number], self._instance.rest
        others = np.nonzero(
            (self._start < end) & (self._end > start) & (self._room == self._room[number]) & self._placed
        )[0]
        found = {int(other) for other in others} - {number}
        return found | {
            mate
            for mate in self._mates[number]
            if self._placed[mate] and start < self._end[mate] + rest and self._start[mate] < end + rest
        }


class _Neighbours:
    """The sessions that are wanted together with each session, and by how much."""

    def __init__(self, firsts: Whole, seconds: Whole, weights: Floats, count: int) -> None:
        self._firsts, self._seconds, self._weights = firsts, seconds, weights
        near: list[list[int]] = [[] for _session in range(count)]
        much: list[list[float]] = [[] for _session in range(count)]
        for first, second, weight in zip(firsts.tolist(), seconds.tolist(), weights.tolist(), strict=True):
            for one, other in ((first, second), (second, first)):
                near[one].append(other)
                much[one].append(weight)
        self._near = [
            (np.array(others, dtype=np.int64), np.array(weigh)) for others, weigh in zip(near, much, strict=True)
        ]

    @classmethod
    def of_pairs(cls, pairs: Mapping[tuple[int, int], float], count: int) -> "_Neighbours":
        order = sorted(pairs)
        return cls(
            np.array([first for first, _second in order], dtype=np.int64),
            np.array([second for _first, second in order], dtype=np.int64),
            np.array([pairs[pair] for pair in order]),
            count,
        )

    def of(self, number: int) -> tuple[Whole, Floats]:
        return self._near[number]

    def cost(self, start: Whole, end: Whole) -> float:
        """The weight of all pairs that overlap."""
        overlap = (start[self._firsts] < end[self._seconds]) & (start[self._seconds] < end[self._firsts])
        return float(self._weights[overlap].sum())
