"""What people can attend of what they want, and what each start of a session would change about that.

Somebody can attend one more session when it begins after the first `n` that they could attend have ended, and ends
before the last `all - n` begin, for some `n`. The earliest ends and the latest starts of each number of sessions say it
for all starts at once: they are a few windows for each voter, and the sum over the voters is kept while plans change.
"""

from array import array
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eventapp.timetable.solver.instance import Plan, Voter
from eventapp.timetable.solver.quality import most_attended

# Two slots as one number, to sort by the first.
_SHIFT = 20
_LAST = (1 << _SHIFT) - 1
# Ends after everything else; and as nobody's latest start, begins before everything.
_NOWHERE = _LAST << _SHIFT

Window = tuple[int, int]


class Attending:
    """Kept in step with a plan by `put`; sessions that were never put are nowhere."""

    def __init__(self, lengths: Sequence[int], voters: Sequence[Voter], slots: int) -> None:
        self._lengths, self._slots = lengths, slots
        alike: dict[tuple[int, ...], float] = defaultdict(float)
        for voter in voters:
            # A single wish is in nobody's way.
            if len(voter.wants) > 1:
                alike[tuple(sorted(voter.wants))] += voter.weight
        self._wants, self._weights = list(alike), list(alike.values())
        self._wanting: list[list[int]] = [[] for _session in lengths]
        for one, wants in enumerate(self._wants):
            for number in wants:
                self._wanting[number].append(one)
        self._by_end = [_NOWHERE] * len(lengths)
        self._by_start = [_LAST] * len(lengths)
        # Where the sum over the voters rises and falls, for each session; and whose part of it is not known any more.
        self._changes = [array("d", bytes(8 * (slots + 2))) for _session in lengths]
        self._views: list[NDArray[np.float64]] = [np.frombuffer(changes) for changes in self._changes]
        self._windows: dict[tuple[int, int], list[Window]] = {}
        self._others: dict[tuple[int, int], list[int]] = {}
        self._stale = [set(wanting) for wanting in self._wanting]

    def put(self, number: int, start: int | None) -> None:
        """This session begins then; None: it is nowhere."""
        by_end, by_start = _NOWHERE, _LAST
        if start is not None:
            end = start + self._lengths[number]
            by_end, by_start = end << _SHIFT | start, start << _SHIFT | end
        if by_end == self._by_end[number]:
            return
        self._by_end[number], self._by_start[number] = by_end, by_start
        for voter in self._wanting[number]:
            for other in self._wants[voter]:
                if other != number:
                    self._stale[other].add(voter)

    def gains(self, number: int) -> NDArray[np.float64]:
        """For each start of this session, the weight of those who could attend it beside what they can attend anyway.

        `slots` long; what is near the end counts as if there were more slots.
        """
        stale = self._stale[number]
        if stale:
            changes = self._changes[number]
            # In order of the voters: the same steps then give the same sums, to the last bit.
            for voter in sorted(stale):
                weight = self._weights[voter]
                for first, after in self._windows.get((voter, number), ()):
                    changes[first] -= weight
                    changes[after] += weight
                windows = self._windows[voter, number] = self._windows_for(voter, number)
                for first, after in windows:
                    changes[first] += weight
                    changes[after] -= weight
            stale.clear()
        return np.cumsum(self._views[number])[: self._slots]

    def attended(self, plan: Plan) -> float:
        """What all people together can attend in this plan, by weight, but for those with a single wish."""
        times = [
            (place.start + length, place.start) if place else None
            for place, length in zip(plan, self._lengths, strict=True)
        ]
        return sum(
            weight * most_attended([time for number in wants if (time := times[number]) is not None])
            for wants, weight in zip(self._wants, self._weights, strict=True)
        )

    def _windows_for(self, voter: int, number: int) -> list[Window]:
        """The starts (first, and the one after the last) at which this voter could attend this session, too."""
        others = self._others.get((voter, number))
        if others is None:
            others = self._others[voter, number] = [other for other in self._wants[voter] if other != number]
        # The earliest ends of one session, two sessions and so on, and the latest starts of as many.
        by_end, by_start = self._by_end, self._by_start
        ends, free = [0], 0
        for code in sorted([by_end[other] for other in others]):
            if code & _LAST >= free:
                free = code >> _SHIFT
                ends.append(free)
        starts, free = [self._slots], self._slots
        for code in sorted([by_start[other] for other in others], reverse=True):
            if code & _LAST <= free:
                free = code >> _SHIFT
                starts.append(free)
        ends.append(_LAST)
        starts.reverse()
        beyond = 1 - self._lengths[number]
        windows = []
        for count, start in enumerate(starts):
            first, after, more = ends[count], start + beyond, ends[count + 1]
            if after > more:  # noqa: PLR1730 (a third faster, and this is where the time goes)
                after = more
            if after > first:
                windows.append((first, after))
        return windows
