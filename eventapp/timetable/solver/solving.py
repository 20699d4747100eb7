"""Asks the solver, which runs in a process of its own: it can be killed at any moment, and the best plan is kept.

What that process does is in `working.py`. Each question has so many seconds; two more and its process is killed. When
cancelled, each of these functions kills it.
"""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from eventapp.calculating import calculate
from eventapp.timetable.solver.answers import Blocks, Proof, Repair, repair_cost
from eventapp.timetable.solver.instance import Instance, Place, Plan, Weights

# What a process is given beyond its time before it is killed.
GRACE_SECONDS = 2.0
# The seed of a second search beside the first is so much greater.
ANOTHER_SEED = 1_000_003
USUAL = Weights()

Purpose = Literal["draft", "why not", "repair", "blocks"]


@dataclass(frozen=True)
class Solved:
    """A plan, and the share of the time that had gone. The better of two drafts has the smaller `cost`.

    A draft has the steps that make it again with its `seed`, also one on the way. The result also has how many places
    that search priced in all. It `broke_off` where every search ended before its time, as when something killed it:
    then it is the best until then.
    """

    plan: tuple[Place | None, ...]
    share: float
    cost: float = 0
    seed: int = 0
    steps: tuple[int, ...] = ()
    priced: int = 0
    broke_off: bool = False


@dataclass(frozen=True)
class Asked:
    """What the process is told."""

    purpose: Purpose
    instance: Instance
    seconds: float
    seed: int
    before: tuple[Place | None, ...] = ()
    weights: Weights = USUAL
    steps: tuple[int, ...] = ()


@dataclass(frozen=True)
class Told:
    """A line that the process writes: a better plan, or its answer."""

    plan: Solved | None = None
    proof: Proof | None = None
    repair: Repair | None = None
    blocks: Blocks | None = None


class SolverStopped(Exception):
    """The process ended without any answer."""


OnPlan = Callable[[Solved], None]


def _nobody(_solved: Solved) -> None:
    """Nobody wants to hear of plans on the way."""


async def solve(
    instance: Instance,
    *,
    seed: int,
    seconds: float,
    weights: Weights = USUAL,
    steps: tuple[int, ...] = (),
    on_plan: OnPlan = _nobody,
) -> Solved:
    """The best plan found in this time. Raises `SolverStopped` where there is no plan at all.

    Where there are two cores two searches run side by side, and the better plan is the result. With the seed, weights
    and `steps` of a result there is one search, which finds that plan again, if the time is enough.
    """
    best: Solved | None = None

    def hear(found: Solved) -> None:
        nonlocal best
        if best is None or (found.cost, -found.priced) < (best.cost, -best.priced):
            best = found
            on_plan(found)

    async with asyncio.TaskGroup() as searches:
        asked = [
            searches.create_task(_ask(Asked("draft", instance, seconds, one, (), weights, steps), hear))
            for one in (seed, seed + ANOTHER_SEED)[: 1 if steps else os.cpu_count()]
        ]
    if best is None:
        raise SolverStopped(asked[0].result().complaint)
    return replace(best, broke_off=True) if all(one.result().complaint for one in asked) else best


async def why_not(instance: Instance, *, seconds: float, seed: int = 1) -> Proof:
    """Whether everything can be placed; if not, the fewest rules that cannot all hold. Raises `SolverStopped`."""
    told = await _ask(Asked("why not", instance, seconds, seed), _nobody)
    if told.proof is None and told.complaint:
        raise SolverStopped(told.complaint)
    return told.proof or Proof("not proven")


async def repair(
    instance: Instance, before: Plan, *, seconds: float, seed: int = 1, on_plan: OnPlan = _nobody
) -> Repair:
    """The plan that keeps every hard rule and is nearest to the one before.

    Sessions without a place before are to have one now. Raises `SolverStopped` where there is no plan at all, and where
    the process broke off: what `on_plan` heard last is the best then.
    """
    told = await _ask(Asked("repair", instance, seconds, seed, tuple(before)), on_plan)
    if told.repair is not None:
        return told.repair
    if told.plan is None or told.complaint:
        raise SolverStopped(told.complaint)
    return Repair(told.plan.plan, repair_cost(instance, before, told.plan.plan), 0, proven=False)


async def best_blocks(instance: Instance, *, seconds: float, seed: int = 1, on_plan: OnPlan = _nobody) -> Blocks:
    """The best plan of sessions that are all as long as each other and begin together.

    Without any plan where they are not, or where none was found. Raises `SolverStopped`.
    """
    told = await _ask(Asked("blocks", instance, seconds, seed), on_plan)
    if told.blocks is None:
        raise SolverStopped(told.complaint)
    return told.blocks


@dataclass
class _Heard:
    """The last of each that the process told, and what it complained about."""

    plan: Solved | None = None
    proof: Proof | None = None
    repair: Repair | None = None
    blocks: Blocks | None = None
    complaint: str = ""


async def _ask(asked: Asked, on_plan: OnPlan) -> _Heard:
    heard = _Heard()

    def hear(line: bytes) -> None:
        told = msgspec.json.decode(line, type=Told)
        heard.proof, heard.repair, heard.blocks = told.proof, told.repair, told.blocks
        if told.plan:
            heard.plan = told.plan
            on_plan(told.plan)

    try:
        async with asyncio.timeout(asked.seconds + GRACE_SECONDS):
            question = msgspec.json.encode(asked)
            ended, complaint = await calculate("eventapp.timetable.solver.working", question, hear)
            if ended:
                heard.complaint = complaint or f"it ended with {ended}"
    except TimeoutError:
        pass
    return heard
