"""The second part of the search: single moves and exchanges that never clash, priced by what people can attend."""

import math
import random
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from eventapp.timetable.solver.cooling import Clock, Stages, cool
from eventapp.timetable.solver.instance import Instance, Place, Plan, mates_of
from eventapp.timetable.solver.quality import most_attended

# Temperatures, as parts of an average wish.
HOT, COLD = 0.25, 0.02
# A further room of a track costs this part of an average wish.
TRACK = 0.05
# How often better plans are told, at most.
TELL_EVERY = 0.02

Change = Mapping[int, Place]


class Exchange:
    """Plans that keep every hard rule, one after the other. Sessions without a place stay without."""

    def __init__(
        self, instance: Instance, chance: random.Random, plan: Plan, soft: Sequence[NDArray[np.float64]]
    ) -> None:
        self._chance = chance
        self._rest = instance.rest
        self._lengths = [session.slots for session in instance.sessions]
        self._tracks = [session.track for session in instance.sessions]
        self._mates = [sorted(mates) for mates in mates_of(instance)]
        self._plan = list(plan)
        self._places = {number: place for number, place in enumerate(plan) if place is not None}
        self._soft = soft
        self._options = [
            [Place(int(start), int(room)) for room, start in zip(*np.nonzero(np.isfinite(prices)), strict=True)]
            for prices in soft
        ]
        self._free = [number for number in self._places if len(self._options[number]) > 1]
        # Each room's slots as bits of a number, and who is in it.
        self._busy = [0 for _room in instance.rooms]
        self._in_room: list[set[int]] = [set() for _room in instance.rooms]
        self._track_rooms: dict[tuple[str, int], int] = {}
        self._times: list[tuple[int, int] | None] = [None for _session in instance.sessions]
        for number, place in self._places.items():
            self._put(number, place)
        self._wants = [sorted(voter.wants) for voter in instance.voters]
        self._wanting: list[list[int]] = [[] for _session in instance.sessions]
        for voter, wants in enumerate(self._wants):
            for number in wants:
                self._wanting[number].append(voter)
        self._weight = [voter.weight for voter in instance.voters]
        self._wish = sum(self._weight) / max(1, len(self._weight)) or 1.0
        self._attended = [self._attended_by(voter) for voter in range(len(instance.voters))]
        self.priced = 0

    def run(
        self, clock: Clock, begin: float, given: Stages | None, on_plan: Callable[[Plan, float], None]
    ) -> tuple[Plan, Stages]:
        """The best plan from this share of the time on, and the steps that it took."""
        best, lowest, cost, told = self._now(), 0.0, 0.0, 0.0

        def step(cooled: float) -> None:
            nonlocal best, lowest, cost, told
            cost += self._try(self._wish * HOT * (COLD / HOT) ** cooled)
            if cost < lowest - 1e-9:
                best, lowest = self._now(), cost
                if clock.share - told > TELL_EVERY:
                    told = clock.share
                    on_plan(best, told)

        if not self._free or not self._wants:
            return best, ()
        return best, cool(clock, begin, 1, given, step)

    def _now(self) -> list[Place | None]:
        return [self._places.get(number) for number in range(len(self._lengths))]

    def _try(self, temperature: float) -> float:
        """One change, kept or not. Returns by how much the cost has changed."""
        number = self._free[self._chance.randrange(len(self._free))]
        options = self._options[number]
        place = options[self._chance.randrange(len(options))]
        if place == self._places[number]:
            return 0.0
        self.priced += 1
        change = self._change_for(number, place)
        if change is None or not all(self._rested(moved, change) for moved in change):
            return 0.0
        back = {moved: self._places[moved] for moved in change}
        gained = self._apply(change)
        if gained <= 0 or self._chance.random() < math.exp(-gained / temperature):
            return gained
        self._apply(back)
        return 0.0

    def _change_for(self, number: int, place: Place) -> Change | None:
        """The new places when this session goes there: its own, and that of the one that it changes places with."""
        old, bits = self._places[number], self._bits(number, place.start)
        there = [
            other
            for other in (self._in_room[place.room] if self._busy[place.room] & bits else ())
            if other != number and self._bits(other, self._places[other].start) & bits
        ]
        if not there:
            return {number: place}
        if len(there) > 1 or not np.isfinite(self._soft[there[0]][old.room, old.start]):
            return None
        change = {number: place, there[0]: old}
        return change if self._fits(change) else None

    def _fits(self, change: Change) -> bool:
        """Whether all find their slots free once all have left theirs."""
        busy = list(self._busy)
        for moved in change:
            busy[self._places[moved].room] &= ~self._bits(moved, self._places[moved].start)
        for moved, place in change.items():
            bits = self._bits(moved, place.start)
            if busy[place.room] & bits:
                return False
            busy[place.room] |= bits
        return True

    def _rested(self, number: int, change: Change) -> bool:
        """Whether its hosts are nowhere else then."""
        start = change[number].start
        end = start + self._lengths[number] + self._rest
        return not any(
            start < its.start + self._lengths[mate] + self._rest and its.start < end
            for mate in self._mates[number]
            if (its := change.get(mate) or self._places.get(mate)) is not None
        )

    def _bits(self, number: int, start: int) -> int:
        return ((1 << self._lengths[number]) - 1) << start

    # Changing the plan, and what it costs

    def _apply(self, change: Change) -> float:
        """Moves sessions. Returns by how much the cost rises."""
        tracks = len(self._track_rooms)
        gained = -sum(self._alone(number) for number in change)
        for number in change:
            self._lift(number)
        for number, place in change.items():
            self._put(number, place)
        gained += sum(self._alone(number) for number in change)
        gained += (len(self._track_rooms) - tracks) * TRACK * self._wish
        for voter in {voter for number in change for voter in self._wanting[number]}:
            attended = self._attended_by(voter)
            gained += self._weight[voter] * (self._attended[voter] - attended)
            self._attended[voter] = attended
        return gained

    def _alone(self, number: int) -> float:
        place = self._places[number]
        return float(self._soft[number][place.room, place.start])

    def _attended_by(self, voter: int) -> int:
        return most_attended([times for number in self._wants[voter] if (times := self._times[number])])

    def _put(self, number: int, place: Place) -> None:
        self._places[number] = place
        self._times[number] = (place.start + self._lengths[number], place.start)
        self._busy[place.room] |= self._bits(number, place.start)
        self._in_room[place.room].add(number)
        if track := self._tracks[number]:
            self._track_rooms[track, place.room] = self._track_rooms.get((track, place.room), 0) + 1

    def _lift(self, number: int) -> None:
        place = self._places[number]
        self._busy[place.room] &= ~self._bits(number, place.start)
        self._in_room[place.room].discard(number)
        if track := self._tracks[number]:
            self._track_rooms[track, place.room] -= 1
            if not self._track_rooms[track, place.room]:
                del self._track_rooms[track, place.room]
