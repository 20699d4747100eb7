"""Which places of a session are possible, and how many others are in their way in the rooms."""

import numpy as np
from numpy.typing import NDArray

from eventapp.timetable.solver.instance import Instance, Place, Session, joined_with

Floats = NDArray[np.float64]


class Openings:
    """For sessions, the cells (rooms by slots) that they can have, as prices: 0, or infinity where they cannot be."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._known: dict[object, Floats] = {}
        # How many closed slots come before each slot, in each room.
        self._closed = np.zeros((len(instance.rooms), instance.slots + 1), dtype=np.int64)
        for number, room in enumerate(instance.rooms):
            closed = np.ones(instance.slots, dtype=np.int64)
            closed[[slot for slot in room.open if 0 <= slot < instance.slots]] = 0
            np.cumsum(closed, out=self._closed[number, 1:])

    def of(self, session: Session) -> Floats:
        """What many sessions share is one array: it is not to be changed."""
        away = frozenset[int]().union(*(self._instance.away.get(host, frozenset()) for host in session.hosts))
        key = (session.slots, session.before, session.after, session.needs, session.starts, session.locked, away)
        if key not in self._known:
            self._known[key] = self._found(session, away)
        return self._known[key]

    def _found(self, session: Session, away: frozenset[int]) -> Floats:
        prices: Floats = np.full((len(self._instance.rooms), self._instance.slots), np.inf)
        if session.locked is not None:
            prices[session.locked.room, session.locked.start] = 0
            return prices
        slots = self._instance.slots
        begins = np.arange(session.before, slots - session.slots - session.after + 1)
        if session.starts is not None:
            begins = np.array([start for start in begins.tolist() if start in session.starts], dtype=np.int64)
        absent = np.zeros(slots + 1, dtype=np.int64)
        for slot in away:
            if 0 <= slot < slots:
                absent[slot + 1] = 1
        absent = np.cumsum(absent)
        begins = begins[absent[begins + session.slots] == absent[begins]]
        for number, room in enumerate(self._instance.rooms):
            if session.needs <= room.features:
                closed = self._closed[number]
                free = closed[begins + session.slots + session.after] == closed[begins - session.before]
                prices[number, begins[free]] = 0
        return prices


class Occupied:
    """How many sessions are in the way of each place: for each length that a room is taken for, rooms by slots."""

    def __init__(self, instance: Instance) -> None:
        self._rooms = [sorted({room} | joined_with(instance, room)) for room in range(len(instance.rooms))]
        # How long a room is taken from the start of a session, and from when before it.
        self._before = [session.before for session in instance.sessions]
        self._taken = [session.before + session.slots + session.after for session in instance.sessions]
        shapes = sorted(set(zip(self._before, self._taken, strict=True)))
        self._changeover = instance.changeover
        self._places: list[dict[int, Place]] = [{} for _room in instance.rooms]
        self._in_way = {shape: np.zeros((len(instance.rooms), instance.slots)) for shape in shapes}

    def in_way_of(self, number: int, place: Place | None) -> Floats:
        """For each place of this session how many others are in its way, while it is at this one."""
        shape = self._before[number], self._taken[number]
        found = self._in_way[shape].copy()
        if place is not None:
            begins, ends = self._begins(place.start - shape[0], shape[1], shape)
            for room in self._rooms[place.room]:
                found[room, begins:ends] -= 1
        return found

    def put(self, number: int, place: Place) -> None:
        self._places[place.room][number] = place
        self._count(number, place, 1)

    def lift(self, number: int, place: Place) -> None:
        del self._places[place.room][number]
        self._count(number, place, -1)

    def in_the_way(self, number: int, place: Place) -> set[int]:
        """The other sessions that use the room then, or one joined with it."""
        first = place.start - self._before[number]
        after = first + self._taken[number] + self._changeover
        return {
            other
            for room in self._rooms[place.room]
            for other, its in self._places[room].items()
            if other != number
            and first < (begins := its.start - self._before[other]) + self._taken[other] + self._changeover
            and begins < after
        }

    def _count(self, number: int, place: Place, times: int) -> None:
        first, taken = place.start - self._before[number], self._taken[number]
        for shape, counts in self._in_way.items():
            begins, ends = self._begins(first, taken, shape)
            for room in self._rooms[place.room]:
                counts[room, begins:ends] += times

    def _begins(self, first: int, taken: int, shape: tuple[int, int]) -> tuple[int, int]:
        """The starts of a session of this shape that a room taken from `first` on is in the way of."""
        before, its = shape
        begins = first - its - self._changeover + 1 + before
        return max(0, begins), first + taken + self._changeover + before
