"""Why not everything can be placed: a smallest set of rules that cannot all hold.

Rules that are to blame come from counting, or from CP-SAT. They are then left out, many at a time and at last one by
one, as long as what is left is proven impossible, each time by a model of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain

from eventapp.timetable.solver.answers import NamedRule, Proof
from eventapp.timetable.solver.instance import Instance
from eventapp.timetable.solver.proving.blame import blamed
from eventapp.timetable.solver.proving.counting import TooMuch, too_much
from eventapp.timetable.solver.proving.feasibility import ask, drafted
from eventapp.timetable.solver.proving.limits import Effort
from eventapp.timetable.solver.proving.task import task_of

# By when, as shares of the time, it must be known that there is no plan, and what is to blame.
KNOWN, BLAMED = 0.4, 0.7


def why_not(instance: Instance, seconds: float, *, seed: int = 1, repeatable: bool = False) -> Proof:
    """Whether everything can be placed, and if not, why."""
    effort = Effort(seconds, seed, repeatable=repeatable)
    counted = too_much(instance)
    if counted is None:
        plan = drafted(instance, effort)
        if plan:
            return Proof("fits", tuple(plan))
        proof = ask(instance, task_of(instance), effort, KNOWN)
        if proof.answer == "fits":
            return proof
        rules = blamed(instance, effort, BLAMED)
        if not rules or _answer(instance, rules, effort) != "cannot":
            return proof
        counted = TooMuch(tuple(rules))
    few, minimal = _fewest(counted.rules, lambda rules: _answer(instance, rules, effort))
    told = tuple(_with_sessions(instance, rule, few) for rule in few)
    still = _still_counted(counted, few)
    return Proof("cannot", (), told, minimal, counted.needed * still, counted.there * still)


def _answer(instance: Instance, rules: Sequence[NamedRule], effort: Effort) -> str:
    """Whether these rules can all hold."""
    if effort.is_over:
        return "not proven"
    task = task_of(instance, rules)
    if not all(task.starts.values()):
        return "cannot"
    return ask(instance, task, effort).answer


def _fewest(rules: Sequence[NamedRule], answer: Callable[[Sequence[NamedRule]], str]) -> tuple[list[NamedRule], bool]:
    """A part of these that cannot hold, and whether it is known that no smaller part of it is one too."""
    few, minimal, size = list(rules), True, max(1, len(rules) // 2)
    while True:
        position = 0
        while position < len(few):
            less = [*few[:position], *few[position + size :]]
            said = answer(less) if less else "fits"
            if said == "cannot":
                few = less
            else:
                position += size
                minimal = minimal and (size > 1 or said == "fits")
        if size == 1:
            return few, minimal
        size //= 2


def _with_sessions(instance: Instance, rule: NamedRule, few: Sequence[NamedRule]) -> NamedRule:
    """The rule with the sessions of this explanation that it concerns."""
    if rule.sessions or not rule.host:
        return rule
    placed = set(chain.from_iterable(each.sessions for each in few if each.kind == "placed"))
    return replace(
        rule,
        sessions=tuple(
            session.id for session in instance.sessions if session.id in placed and rule.host in session.hosts
        ),
    )


def _still_counted(counted: TooMuch, few: Sequence[NamedRule]) -> bool:
    """Whether what was counted is what is told: the same sessions, and no less."""
    return {rule for rule in counted.rules if rule.kind == "placed"} == {rule for rule in few if rule.kind == "placed"}
