"""A task as CP-SAT sees it: a start for each session, and an optional interval of it in each room it could be in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from ortools.sat.python import cp_model

from eventapp.timetable.solver.instance import Instance, joined_with, rest_between
from eventapp.timetable.solver.proving.task import Task

Literal = cp_model.IntVar


@dataclass
class Model:
    """The variables of a task. Where sessions may be left out, `placed` says which are not."""

    cp: cp_model.CpModel
    start: dict[int, cp_model.IntVar]
    room: dict[int, dict[int, cp_model.IntVar]]
    placed: dict[int, cp_model.IntVar]
    count: int
    hints: dict[int, tuple[cp_model.IntVar, int]] = field(default_factory=dict)


def model_of(instance: Instance, task: Task, *, may_be_left_out: bool = False) -> Model | None:
    """The model; None where a session has no place even alone."""
    if not may_be_left_out and not all(task.starts.values()):
        return None
    cp = cp_model.CpModel()
    model = Model(cp, {}, {}, {}, len(instance.sessions))
    for number, rooms in task.starts.items():
        _add_session(model, number, rooms, may_be_left_out=may_be_left_out)
    _add_rooms(instance, task, model)
    _add_hosts(instance, task, model)
    return model


def _add_session(model: Model, number: int, rooms: Mapping[int, frozenset[int]], *, may_be_left_out: bool) -> None:
    cp = model.cp
    every = frozenset().union(*rooms.values()) or frozenset([0])
    model.start[number] = start = cp.new_int_var_from_domain(cp_model.Domain.from_values(sorted(every)), "")
    model.room[number] = chosen = {room: cp.new_bool_var("") for room in rooms}
    if may_be_left_out:
        model.placed[number] = placed = cp.new_bool_var("")
        cp.add_exactly_one([*chosen.values(), placed.negated()])
    else:
        cp.add_exactly_one(chosen.values())
    for room, starts in rooms.items():
        if starts != every:
            domain = cp_model.Domain.from_values(sorted(starts))
            cp.add_linear_expression_in_domain(start, domain).only_enforce_if(chosen[room])


def _add_rooms(instance: Instance, task: Task, model: Model) -> None:
    """One at a time in each room and in rooms that are joined; and never more at once than there are rooms for."""
    cp = model.cp
    inside: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
    for number, rooms in model.room.items():
        begins, size = model.start[number] - task.before[number], task.taken[number] + task.changeover
        for room, chosen in rooms.items():
            inside[room].append(cp.new_optional_fixed_size_interval_var(begins, size, chosen, ""))
    for room, intervals in sorted(inside.items()):
        joined = [other for other in sorted(joined_with(instance, room)) if other in inside]
        for other in joined:
            if room < other:
                cp.add_no_overlap([*intervals, *inside[other]])
        if not joined:
            cp.add_no_overlap(intervals)
    # What follows from the above, but is seen sooner.
    for few in {frozenset(rooms) for rooms in model.room.values()} | {frozenset(inside)}:
        among = [number for number, rooms in model.room.items() if few >= rooms.keys() and rooms]
        if len(among) > len(few):
            cp.add_cumulative([_anywhere(task, model, number) for number in among], [1] * len(among), len(few))


def _anywhere(task: Task, model: Model, number: int) -> cp_model.IntervalVar:
    """The time in which the session takes up whichever room it is in."""
    begins, size = model.start[number] - task.before[number], task.taken[number] + task.changeover
    return _interval(model, number, begins, size)


def _interval(model: Model, number: int, begins: cp_model.LinearExprT, size: int) -> cp_model.IntervalVar:
    if number in model.placed:
        return model.cp.new_optional_fixed_size_interval_var(begins, size, model.placed[number], "")
    return model.cp.new_fixed_size_interval_var(begins, size, "")


def _add_hosts(instance: Instance, task: Task, model: Model) -> None:
    def one_at_a_time(numbers: Iterable[int], rest: int) -> None:
        model.cp.add_no_overlap(
            [
                _interval(model, number, model.start[number], instance.sessions[number].slots + rest)
                for number in numbers
            ]
        )

    for numbers in task.hosts.values():
        pairs = list(combinations(numbers, 2))
        rested = [pair for pair in pairs if task.rest and rest_between(instance, *pair)]
        one_at_a_time(numbers, task.rest if rested == pairs else 0)
        # What asks for a rest only of some is not as strong.
        for pair in rested if rested != pairs else ():
            one_at_a_time(pair, task.rest)
