"""What cannot be for reasons that counting shows: nowhere to be, too few hours for a host, too little time in rooms."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from eventapp.timetable.solver.answers import NamedRule
from eventapp.timetable.solver.instance import Instance, rest_between
from eventapp.timetable.solver.proving.task import Task, rules_of, task_of


@dataclass(frozen=True)
class TooMuch:
    """These rules cannot all hold. Where time was counted: so many slots are needed, and so many there."""

    rules: tuple[NamedRule, ...]
    needed: int = 0
    there: int = 0


def too_much(instance: Instance) -> TooMuch | None:
    """The first reason that counting finds; None where it finds none, which proves nothing."""
    task = task_of(instance)
    for number, rooms in task.starts.items():
        if not rooms:
            return TooMuch(_about(instance, [number]))
    return _too_little_of_hosts(instance, task) or _too_little_of_rooms(instance, task)


def _too_little_of_hosts(instance: Instance, task: Task) -> TooMuch | None:
    for numbers in task.hosts.values():
        if any(rest_between(instance, *pair) < task.rest for pair in combinations(numbers, 2)):
            continue
        there = _with_gaps(
            {
                slot
                for number in numbers
                for starts in task.starts[number].values()
                for start in starts
                for slot in range(start, start + instance.sessions[number].slots)
            },
            task.rest,
        )
        few = _just_too_many({number: instance.sessions[number].slots + task.rest for number in numbers}, there)
        if few:
            return TooMuch(_about(instance, few))
    return None


def _too_little_of_rooms(instance: Instance, task: Task) -> TooMuch | None:
    choices = {frozenset(rooms) for rooms in task.starts.values()}
    for rooms in sorted(choices | {frozenset().union(*choices)}, key=lambda rooms: (len(rooms), sorted(rooms))):
        among = [number for number, where in task.starts.items() if rooms >= where.keys()]
        there = sum(_with_gaps(_used(task, among, room), task.changeover) for room in rooms)
        few = _just_too_many({number: task.taken[number] + task.changeover for number in among}, there)
        if few:
            needed = sum(task.taken[number] for number in few)
            return TooMuch(_about(instance, few), needed, min(there, needed - 1))
    return None


def _used(task: Task, among: Iterable[int], room: int) -> set[int]:
    """The slots of this room that one of these sessions could take."""
    slots: set[int] = set()
    for number in among:
        for start in task.starts[number].get(room, ()):
            begins = start - task.before[number]
            slots |= set(range(begins, begins + task.taken[number]))
    return slots


def _with_gaps(slots: set[int], gap: int) -> int:
    """How much fits into these slots when each use needs a gap after it, but for the last in a row."""
    return len(slots) + gap * sum(slot + 1 not in slots for slot in slots)


def _just_too_many(sizes: dict[int, int], there: int) -> list[int]:
    """So few of these that they are still too much: the largest."""
    few, total = [], 0
    for number in sorted(sizes, key=lambda number: -sizes[number]):
        few.append(number)
        total += sizes[number]
        if total > there:
            return sorted(few)
    return []


def _about(instance: Instance, numbers: Iterable[int]) -> tuple[NamedRule, ...]:
    """Every rule that could have to do with these sessions."""
    ids = {(instance.sessions[number].id,) for number in numbers}
    hosts = {host for number in numbers for host in instance.sessions[number].hosts}
    return tuple(
        rule
        for rule in rules_of(instance)
        if (rule.sessions in ids if rule.sessions else not rule.host or rule.host in hosts)
    )
