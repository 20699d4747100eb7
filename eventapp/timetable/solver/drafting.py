"""Makes a plan. Sources and measurements: `docs/timetable.md`. Only the process that solves imports this."""

from collections.abc import Mapping
from dataclasses import dataclass

from eventapp.timetable.solver.cooling import Clock, Stages
from eventapp.timetable.solver.heat_bath import HeatBath, OnPlan
from eventapp.timetable.solver.instance import Instance, Place, Plan, Weights

USUAL = Weights()


@dataclass(frozen=True)
class Draft:
    """A plan without clashes. Sessions for which there was no place have none.

    `cost` is smaller for a better plan of the same instance. The `steps` taken in each stage, and the seed, make the
    plan again exactly.
    """

    plan: tuple[Place | None, ...]
    cost: float
    steps: Stages
    priced: int


def _nobody(_plan: Plan, _share: float, _cost: float, _steps: Stages) -> None:
    """Nobody wants to hear of plans on the way."""


def draft(
    instance: Instance,
    *,
    seed: int,
    seconds: float = 0,
    steps: Stages | None = None,
    before: Mapping[int, Place] | None = None,
    weights: Weights = USUAL,
    on_plan: OnPlan = _nobody,
) -> Draft:
    """The best plan found in so many `seconds`, or in these `steps`.

    `before` are places that it costs to leave. `on_plan` hears of better plans: the share of the time that has gone,
    the cost, and the steps that end with just this plan.
    """
    clock = Clock(seconds)
    search = HeatBath(instance, seed, before or {}, weights)
    plan, taken = search.run(clock, steps, on_plan)
    return Draft(tuple(plan), search.lowest, taken, search.priced)
