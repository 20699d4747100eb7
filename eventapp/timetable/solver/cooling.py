"""The time that a search has, and its temperature.

Steps are counted, and never timed where they decide something: as many steps in each stage give the same plan again.
"""

import time
from collections.abc import Callable

# It cools in so many stages.
STAGES = 50
# Steps between looks at the clock.
LOOK_EVERY = 16

# How many steps were taken in each stage.
Stages = tuple[int, ...]


class Clock:
    """How much of the time has gone."""

    def __init__(self, seconds: float) -> None:
        self._started = time.perf_counter()
        self._seconds = seconds

    @property
    def share(self) -> float:
        return (time.perf_counter() - self._started) / self._seconds if self._seconds else 1.0


def cool(clock: Clock, begin: float, end: float, given: Stages | None, step: Callable[[float], None]) -> Stages:
    """Takes steps, each told how far the cooling is (0 to 1), and returns how many it took in each stage.

    A stage lasts as many steps as `given`, else its part of the time between `begin` and `end` (shares of the whole).
    """
    taken = []
    for stage in range(STAGES):
        ends, cooled, steps = begin + (end - begin) * (stage + 1) / STAGES, stage / (STAGES - 1), 0
        while steps < given[stage] if given else steps % LOOK_EVERY or clock.share < ends:
            step(cooled)
            steps += 1
        taken.append(steps)
    return tuple(taken)
