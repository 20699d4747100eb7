"""Makes a plan in two parts: where everything may move at a price, then by what people can really attend.

Sources and measurements: `docs/timetable.md`. Needs numpy: only the process that solves imports this.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from eventapp.timetable.solver.cooling import Clock, Stages
from eventapp.timetable.solver.exchange import Exchange
from eventapp.timetable.solver.heat_bath import HeatBath, Weights
from eventapp.timetable.solver.instance import Instance, Place, Plan

# How much of the time goes into the first part.
FIRST_PART = 0.4
USUAL = Weights()


@dataclass(frozen=True)
class Effort:
    """How many steps each part of the search takes in each of its stages: what makes a plan again exactly."""

    first: Stages
    last: Stages


@dataclass(frozen=True)
class Draft:
    """A plan without clashes. Sessions for which there was no place have none. `effort` and seed make it again."""

    plan: tuple[Place | None, ...]
    effort: Effort
    priced: int


def draft(
    instance: Instance,
    *,
    seed: int,
    seconds: float = 0,
    effort: Effort | None = None,
    before: Mapping[int, Place] | None = None,
    weights: Weights = USUAL,
    on_plan: Callable[[Plan, float], None] = lambda _plan, _share: None,
) -> Draft:
    """The best plan found in so many `seconds`, or with a given `effort`.

    `before` are places that it costs to leave. `on_plan` hears of better plans, and of the share of the time that has
    gone.
    """
    clock = Clock(seconds)
    search = HeatBath(instance, random.Random(seed), np.random.default_rng(seed), before or {}, weights)  # noqa: S311
    plan, first = search.run(clock, FIRST_PART, effort.first if effort else None, on_plan)
    last = Exchange(instance, random.Random(seed), plan, search.soft)  # noqa: S311
    plan, then = last.run(clock, FIRST_PART, effort.last if effort else None, on_plan)
    return Draft(tuple(plan), Effort(first, then), search.priced + last.priced)
