"""Asks the solver what a plan is for, and says what it found in the words of plans."""

from collections.abc import Callable

from eventapp.timetable.asking import Question
from eventapp.timetable.plans import Asked, Found, Rule
from eventapp.timetable.solver.answers import NamedRule, Proof
from eventapp.timetable.solver.instance import Plan
from eventapp.timetable.solver.quality import moves
from eventapp.timetable.solver.solving import Solved, repair, solve, why_not


async def search(purpose: str, asked: Asked, *, seconds: float, seed: int, on_plan: Callable[[Plan], None]) -> Found:
    """Searches for so long; `on_plan` hears of each better plan, and of the last. Raises `SolverStopped`."""

    def hear(solved: Solved) -> None:
        on_plan(solved.plan)

    instance = asked.question.instance
    if purpose in ("why", "fit"):
        proof = await why_not(instance, seconds=seconds, seed=seed)
        if proof.plan:
            on_plan(proof.plan)
        return _of_proof(asked.question, proof)
    if purpose == "repair":
        before = asked.question.before
        repaired = await repair(instance, before, seconds=seconds, seed=seed, on_plan=hear)
        on_plan(repaired.plan)
        return Found(proven=repaired.proven, moved=moves(repaired.plan, before))
    solved = await solve(instance, seed=seed, seconds=seconds, on_plan=hear)
    on_plan(solved.plan)
    return Found(priced=solved.priced)


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
