"""Asks the solver what a plan is for, and says what it found in the words of plans."""

from collections.abc import Callable
from dataclasses import dataclass

from eventapp.timetable.plans.asking import Question
from eventapp.timetable.plans.stored import Asked, Found, Rule
from eventapp.timetable.solver.answers import NamedRule, Proof
from eventapp.timetable.solver.instance import Plan, Weights
from eventapp.timetable.solver.quality import moves
from eventapp.timetable.solver.solving import USUAL, Solved, SolverStopped, best_blocks, repair, solve, why_not

# A search that takes the steps of an earlier one may take so many times as long.
LONGER_AGAIN = 3


@dataclass(frozen=True)
class How:
    """How long to search, in seconds, with which seed and weights; with `steps` as in a search before."""

    seconds: float
    seed: int = 1
    weights: Weights = USUAL
    steps: tuple[int, ...] = ()


OnPlan = Callable[[Plan, Found], None]


async def search(purpose: str, asked: Asked, how: How, on_plan: OnPlan) -> Found:
    """Searches for what the plan is for; `on_plan` hears of each better plan, and of the last.

    With a draft it hears what makes just that one again, however the search goes on. Raises `SolverStopped` where it
    broke off: what `on_plan` heard last is the best then.
    """

    def hear(solved: Solved) -> None:
        on_plan(solved.plan, Found(seed=solved.seed, steps=solved.steps))

    instance = asked.question.instance
    if purpose in ("why", "fit"):
        proof = await why_not(instance, seconds=how.seconds, seed=how.seed)
        if proof.plan:
            on_plan(proof.plan, Found())
        return _of_proof(asked.question, proof)
    if purpose == "repair":
        before = asked.question.before
        repaired = await repair(instance, before, seconds=how.seconds, seed=how.seed, on_plan=hear)
        on_plan(repaired.plan, Found())
        return Found(proven=repaired.proven, moved=moves(repaired.plan, before))
    if purpose == "blocks":
        blocks = await best_blocks(instance, seconds=how.seconds, seed=how.seed, on_plan=hear)
        if blocks.plan:
            on_plan(blocks.plan, Found())
        return Found(proven=blocks.proven)
    solved = await solve(
        instance,
        seed=how.seed,
        # Steps take as long as they take; the machine may have more to do than it had then.
        seconds=how.seconds * LONGER_AGAIN if how.steps else how.seconds,
        weights=how.weights,
        steps=how.steps,
        on_plan=hear,
    )
    hear(solved)
    if solved.broke_off:
        raise SolverStopped("every search broke off before its time")
    return Found(seed=solved.seed, steps=solved.steps)


def _of_proof(question: Question, proof: Proof) -> Found:
    return Found(
        verdict=proof.answer,
        rules=tuple(_rule(question, rule) for rule in proof.rules),
        minimal=proof.minimal,
        needed=proof.needed * question.slots.minutes,
        there=proof.there * question.slots.minutes,
    )


def _rule(question: Question, rule: NamedRule) -> Rule:
    room = question.rooms[rule.room] if rule.room >= 0 else ""
    return Rule(rule.kind, rule.sessions, room, rule.host, rule.feature)
