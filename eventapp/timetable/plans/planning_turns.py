"""Makes plans beside requests, in processes of their own: the best plan so far is stored each second."""

import asyncio
import logging
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from eventapp import clock
from eventapp.timetable.plans.asking import placements
from eventapp.timetable.plans.overtaken import is_overtaken
from eventapp.timetable.plans.purposes import known_now
from eventapp.timetable.plans.searching import How, search
from eventapp.timetable.plans.stored import (
    MOST_STEPS,
    Asked,
    Best,
    Found,
    Step,
    asked_in,
    found_in,
    is_of_now,
    weights_of,
    write,
)
from eventapp.timetable.solver.instance import Plan as Numbers
from eventapp.timetable.solver.quality import quality
from eventapp.timetable.tables import Plan
from eventapp.turns import BEAT_SECONDS, TURN, Bell, Turns

logger = logging.getLogger("eventapp")

bell = Bell()
TURNS = Turns(Plan, Plan.id, Plan.turn, Plan.turn_until, Plan.ended_at.is_null())

Ended = Literal["done", "stopped", "replaced", "failed"]

# Two events may plan at once; others wait. Each search has a core.
AT_ONCE = 2
# How often it looks whether the timetable is still the one that it plans, in beats.
LOOK_AGAIN = 3


async def plan_for_ever() -> None:
    """Makes each plan that is asked for here, and notices those that broke off. Ends when cancelled."""
    free = asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as running:

        async def make(plan: Plan) -> None:
            async with free:
                try:
                    await make_plan(plan)
                except Exception:
                    # Whatever it was: the next plan is made. This one is soon told to have broken off.
                    logger.exception("making a plan")

        async def look() -> None:
            await end_broken_off()
            for plan in await Plan.objects().where(Plan.ended_at.is_null() & (Plan.turn == "")):
                running.create_task(make(plan))

        await bell.look_for_ever(look, every=TURN, what="making plans")


async def end_broken_off() -> None:
    """Ends the plans whose server was killed. The best so far can be taken; nothing of it was placed."""
    await Plan.update({Plan.ended: "killed", Plan.ended_at: clock.now()}).where(
        Plan.ended_at.is_null() & (Plan.turn != "") & (Plan.turn_until <= clock.now())
    )


async def make_plan(plan: Plan) -> None:
    """Makes this plan, unless another server does. It is stored as it gets better, and ends at once when it should."""
    turn = secrets.token_hex(8)
    if not await TURNS.take(plan.id, turn):
        return
    if not is_of_now(plan):
        # It waited while the program was renewed, and may be told in another way than is understood now.
        await TURNS.keep(plan.id, turn, {Plan.ended: "failed", Plan.ended_at: clock.now()})
        return
    # Until it finds something, what was taken from an earlier plan is still what makes it again.
    heard = _Heard(asked_in(plan), found=found_in(plan))
    known = await known_now(plan)
    # One that is made again may be told what is not so any more: only what changes from now on ends it.
    goes_by = None if await is_overtaken(plan) else known
    how = How(plan.seconds, heard.found.seed or plan.seed, weights_of(plan), heard.found.steps)
    searching = asyncio.create_task(search(plan.purpose, heard.asked, how, heard.plan))
    try:
        ended = await _watch(plan, turn, heard, searching, goes_by)
    finally:
        searching.cancel()
        await asyncio.gather(searching, return_exceptions=True)
    await TURNS.keep(plan.id, turn, {**heard.stored, Plan.ended: ended, Plan.ended_at: clock.now()})


async def _watch(
    plan: Plan, turn: str, heard: "_Heard", searching: asyncio.Task[Found], goes_by: object | None
) -> Ended:
    """Stores what was heard, again and again, until the search ends or is to end; says how it ended.

    `goes_by` is what was known when it began; None where it is to go on whatever changes.
    """
    beats = 0
    while not (await asyncio.wait({searching}, timeout=BEAT_SECONDS))[0]:
        beats += 1
        if not await TURNS.keep(plan.id, turn, heard.stored):
            return "replaced"
        now = await Plan.objects().where(Plan.id == plan.id).first()
        if now is None or now.stop_asked_at is not None:
            return "stopped"
        if goes_by is not None and beats % LOOK_AGAIN == 0:
            before, goes_by = goes_by, await known_now(plan)
            # A new title, say, is none of the solver's business.
            if goes_by != before and await is_overtaken(plan):
                return "replaced"
    try:
        heard.found = searching.result()
    except Exception:
        # Whatever it was: the plan says that it broke off, and the next one that waits is made.
        logger.exception("a plan broke off")
        return "failed"
    return "done"


@dataclass
class _Heard:
    """What the solver has told so far."""

    asked: Asked
    best: Best | None = None
    steps: list[Step] = field(default_factory=list)
    found: Found = field(default_factory=Found)
    started: float = field(default_factory=time.monotonic)

    def plan(self, plan: Numbers, found: Found) -> None:
        self.found = found
        instance = self.asked.question.instance
        placed = placements(self.asked.question, plan)
        free = [instance.sessions[number].id for number in self.asked.question.free]
        unplaced = tuple(id_ for id_ in free if id_ not in placed)
        self.best = Best(placed, unplaced, round(quality(instance, plan).attainable, 4))
        seconds = round(time.monotonic() - self.started, 1)
        self.steps.append(Step(seconds, self.best.attainable, len(placed)))

    @property
    def stored(self) -> dict[Any, Any]:
        picture = self.steps
        if len(picture) > MOST_STEPS:
            # The first, the last, and others evenly between them.
            picture = [picture[number * (len(picture) - 1) // (MOST_STEPS - 1)] for number in range(MOST_STEPS)]
        best = write(self.best) if self.best else ""
        return {Plan.best: best, Plan.progress: write(picture), Plan.found: write(self.found)}
