"""The time that a search has, and its temperature.

Steps are counted, and never timed where they decide something: as many steps in each stage give the same plan again.
"""

import time
from collections.abc import Callable

# It cools in so many stages.
STAGES = 50
# Steps between looks at the clock.
LOOK_EVERY = 16

# How many steps were taken in each stage; of a search that is not at its end in the stages until now.
Stages = tuple[int, ...]


class Clock:
    """How much of the time has gone."""

    def __init__(self, seconds: float) -> None:
        self._started = time.perf_counter()
        self._seconds = seconds

    @property
    def share(self) -> float:
        return (time.perf_counter() - self._started) / self._seconds if self._seconds else 1.0


def cool(clock: Clock, given: Stages | None, taken: list[int], step: Callable[[float], None]) -> None:
    """Takes steps, each told how far the cooling is (0 to 1), and counts in `taken` how many it took in each stage.

    A stage lasts as many steps as `given`, and the last of these is the end; else each has its part of the time.
    """
    for stage in range(len(given) if given else STAGES):
        ends, cooled, steps = (stage + 1) / STAGES, stage / (STAGES - 1), 0
        taken.append(0)
        while steps < given[stage] if given else steps % LOOK_EVERY or clock.share < ends:
            steps = taken[-1] = steps + 1
            step(cooled)
