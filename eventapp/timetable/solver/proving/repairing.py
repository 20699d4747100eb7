"""The smallest repair: a plan that keeps every rule and moves as little as possible."""

import math
from collections.abc import Callable

from ortools.sat.python import cp_model

from eventapp.timetable.solver.answers import MOVED_ROOM, MOVED_TIME, Repair, no_place_cost, repair_cost
from eventapp.timetable.solver.checking import broken_rules
from eventapp.timetable.solver.instance import Instance, Place, Plan, same_place
from eventapp.timetable.solver.proving.limits import Effort, plan_of
from eventapp.timetable.solver.proving.model import Model, model_of
from eventapp.timetable.solver.proving.task import Task, task_of

OnPlan = Callable[[Plan, float], None]


def _nobody(_plan: Plan, _share: float) -> None:
    """Nobody wants to hear of plans on the way."""


def repair(
    instance: Instance,
    before: Plan,
    seconds: float,
    *,
    seed: int = 1,
    repeatable: bool = False,
    on_plan: OnPlan = _nobody,
) -> Repair:
    """The plan nearest to the one before, as far as the time goes.

    What breaks no rule where it is makes the first plan; CP-SAT goes on from there.
    """
    effort = Effort(seconds, seed, repeatable=repeatable)
    best = kept(instance, before)
    on_plan(best, effort.share)
    task = task_of(instance)
    model = model_of(instance, task, may_be_left_out=True)
    if model is None:
        return Repair(tuple(best), repair_cost(instance, before, best), 0, proven=False)
    _add_cost(instance, task, model, before)
    _hint(model, task, best)

    def better(plan: Plan) -> None:
        nonlocal best
        best = plan
        on_plan(plan, effort.share)

    solver = effort.solver()
    status = solver.solve(model.cp, _Watch(model, better))
    if status == cp_model.OPTIMAL:
        best = plan_of(model, solver)
    bound = math.ceil(solver.best_objective_bound - 1e-6) if status in {cp_model.OPTIMAL, cp_model.FEASIBLE} else 0
    return Repair(tuple(best), repair_cost(instance, before, best), bound, proven=status == cp_model.OPTIMAL)


def kept(instance: Instance, before: Plan) -> Plan:
    """The plan before without what breaks rules in it: of two that clash one stays."""
    plan = list(before)
    numbers = {session.id: number for number, session in enumerate(instance.sessions)}
    while True:
        broken = [numbers[each.sessions[-1]] for each in broken_rules(instance, plan) if each.rule != "no place"]
        if not broken:
            return plan
        plan[broken[0]] = None


class _Watch(cp_model.CpSolverSolutionCallback):
    """Tells each better plan."""

    def __init__(self, model: Model, better: Callable[[Plan], None]) -> None:
        super().__init__()
        self._model, self._better = model, better

    def on_solution_callback(self) -> None:
        self._better(plan_of(self._model, self))


def _add_cost(instance: Instance, task: Task, model: Model, before: Plan) -> None:
    cp, terms = model.cp, []
    for number, placed in model.placed.items():
        terms.append(no_place_cost(instance) * (1 - placed))
        old = before[number]
        if old is None:
            continue
        terms.append(MOVED_TIME * _moved_time(task, model, number, old))
        terms += [
            MOVED_ROOM * chosen
            for room, chosen in model.room[number].items()
            if same_place(instance, room) != same_place(instance, old.room)
        ]
    cp.minimize(sum(terms))


def _moved_time(task: Task, model: Model, number: int, old: Place) -> cp_model.IntVar:
    """Whether the session has a place at another time."""
    cp, moved = model.cp, model.cp.new_bool_var("")
    model.hints[moved.index] = moved, 0
    if any(old.start in starts for starts in task.starts[number].values()):
        cp.add(model.start[number] == old.start).only_enforce_if(model.placed[number], moved.negated())
    else:
        cp.add_implication(model.placed[number], moved)
    return moved


def _hint(model: Model, task: Task, plan: Plan) -> None:
    """A whole plan to begin with: of a part of one CP-SAT makes nothing."""
    for number, placed in model.placed.items():
        place = plan[number]
        any_start = min((start for starts in task.starts[number].values() for start in starts), default=0)
        model.hints[placed.index] = placed, place is not None
        model.hints[model.start[number].index] = model.start[number], place.start if place else any_start
        for room, chosen in model.room[number].items():
            model.hints[chosen.index] = chosen, place is not None and place.room == room
    for variable, value in model.hints.values():
        model.cp.add_hint(variable, int(value))
