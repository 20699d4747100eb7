"""Whether everything can be placed: a short search, then CP-SAT."""

from ortools.sat.python import cp_model

from eventapp.timetable.solver.answers import Proof
from eventapp.timetable.solver.checking import broken_rules
from eventapp.timetable.solver.cooling import STAGES
from eventapp.timetable.solver.drafting import draft
from eventapp.timetable.solver.instance import Instance, Plan
from eventapp.timetable.solver.proving.limits import Effort, plan_of
from eventapp.timetable.solver.proving.model import model_of
from eventapp.timetable.solver.proving.task import Task

# The search finds most plans in its first second; where there is none it would never end.
SEARCH_SECONDS, SEARCH_SHARE = 2.0, 0.2


class _Enough(Exception):
    """There is a plan with everything."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


def drafted(instance: Instance, effort: Effort) -> Plan | None:
    """A plan with everything, where a short search finds one."""

    def look(plan: Plan, *_more: object) -> None:
        if None not in plan and not broken_rules(instance, plan):
            raise _Enough(plan)

    try:
        if effort.repeatable:
            found = draft(instance, seed=effort.seed, steps=(10,) * STAGES, on_plan=look)
        else:
            seconds = min(SEARCH_SECONDS, SEARCH_SHARE * effort.seconds)
            found = draft(instance, seed=effort.seed, seconds=seconds, on_plan=look)
        look(found.plan)
    except _Enough as enough:
        return enough.plan
    return None


def ask(instance: Instance, task: Task, effort: Effort, until: float = 1.0) -> Proof:
    """What CP-SAT says of a task. Its plan is checked where the task has all rules, as others need not hold then."""
    model = model_of(instance, task)
    if model is None:
        return Proof("cannot")
    solver = effort.solver(until)
    status = solver.solve(model.cp)
    if status == cp_model.INFEASIBLE:
        return Proof("cannot")
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Proof("fits", tuple(plan_of(model, solver)))
    return Proof("not proven")
