"""How long proofs take, in seconds of CPU: what fits, smallest repairs, reasons why not, best blocks.

Beside each stands CP-SAT without what was added: no search before it, no plan to begin with, no rules that follow.

python -m benchmarks.bench_proving
"""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import TypeVar

from ortools.sat.python import cp_model

from benchmarks.bench_timetable import drawn
from benchmarks.drawn_blocks import in_blocks
from eventapp.timetable.solver.answers import MOVED_ROOM, MOVED_TIME
from eventapp.timetable.solver.checking import broken_rules
from eventapp.timetable.solver.drafting import draft
from eventapp.timetable.solver.instance import Instance, Plan
from eventapp.timetable.solver.proving.blocks import best_blocks
from eventapp.timetable.solver.proving.explaining import why_not
from eventapp.timetable.solver.proving.model import model_of
from eventapp.timetable.solver.proving.repairing import repair
from eventapp.timetable.solver.proving.task import task_of

# Sessions, rooms, days, minutes of a day; and the seconds in which a repair is to be proven.
SIZES = {(60, 6, 2, 300): 10, (150, 8, 3, 360): 30}
SEEDS = (11, 12)
# Plain CP-SAT is not waited for longer.
PLAIN_SECONDS = 5
BLOCKS_SECONDS = 15

Found = TypeVar("Found")


def timed(work: Callable[[], Found]) -> tuple[Found, float]:
    """What came of it, and the seconds of CPU that it took."""
    begun = time.process_time()
    found = work()
    return found, time.process_time() - begun


def damaged(instance: Instance, seed: int) -> Instance:
    """The event after three hosts lost half a day, and a room too."""
    chance = random.Random(seed)
    half = instance.slots // 6
    away = dict(instance.away)
    for host in chance.sample(sorted({host for session in instance.sessions for host in session.hosts}), 3):
        away[host] = away.get(host, frozenset()) | _part(chance, instance.slots, half)
    rooms = list(instance.rooms)
    closed = chance.randrange(len(rooms))
    rooms[closed] = replace(rooms[closed], open=rooms[closed].open - _part(chance, instance.slots, half))
    return replace(instance, away=away, rooms=tuple(rooms))


def _part(chance: random.Random, slots: int, length: int) -> frozenset[int]:
    begin = length * chance.randrange(slots // length)
    return frozenset(range(begin, begin + length))


def impossible(instance: Instance, seed: int) -> Instance:
    """The event when two sessions of one host are wished for at the same time."""
    chance = random.Random(seed)
    pairs = [
        pair
        for pair in combinations(range(len(instance.sessions)), 2)
        if set(instance.sessions[pair[0]].hosts) & set(instance.sessions[pair[1]].hosts)
    ]
    both = chance.choice(pairs)
    start = chance.choice(sorted(instance.rooms[0].open)[: instance.slots // 4])
    sessions = list(instance.sessions)
    for number in both:
        sessions[number] = replace(sessions[number], slots=2, starts=frozenset({start, start + 1}))
    return replace(instance, sessions=tuple(sessions))


# Plain CP-SAT


def _solved(cp: cp_model.CpModel, seconds: float) -> tuple[str, float]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_time_in_seconds = 1, seconds
    status = solver.solve(cp)
    return solver.status_name(status), solver.best_objective_bound


def plain_fit(instance: Instance) -> tuple[str, float]:
    model = model_of(instance, task_of(instance))
    return _solved(model.cp, PLAIN_SECONDS) if model else ("INFEASIBLE", 0)


def plain_repair(instance: Instance, before: Plan) -> tuple[str, float]:
    """A start for each session and room, as one choice among all."""
    cp, terms = cp_model.CpModel(), []
    in_room: dict[tuple[int, int], list[cp_model.IntVar]] = {}
    with_host: dict[tuple[str, int], list[cp_model.IntVar]] = {}
    for number, rooms in task_of(instance).starts.items():
        session, old = instance.sessions[number], before[number]
        choices = {(start, room): cp.new_bool_var("") for room, starts in rooms.items() for start in starts}
        cp.add_exactly_one(choices.values())
        for (start, room), chosen in choices.items():
            if old:
                terms.append((MOVED_TIME * (start != old.start) + MOVED_ROOM * (room != old.room)) * chosen)
            for slot in range(start, start + session.slots):
                in_room.setdefault((room, slot), []).append(chosen)
                for host in session.hosts:
                    with_host.setdefault((host, slot), []).append(chosen)
    for users in [*in_room.values(), *with_host.values()]:
        cp.add_at_most_one(users)
    cp.minimize(sum(terms))
    return _solved(cp, PLAIN_SECONDS)


def plain_blocks(instance: Instance, blocks: int) -> tuple[str, float]:
    """Which block each session is in, and a cost for each two in one."""
    cp, terms = cp_model.CpModel(), []
    inside = [[cp.new_bool_var("") for _block in range(blocks)] for _session in instance.sessions]
    for one in inside:
        cp.add_exactly_one(one)
    for block in range(blocks):
        cp.add(sum(one[block] for one in inside) <= len(instance.rooms))
    for pair in combinations(range(len(inside)), 2):
        weight = sum(voter.weight for voter in instance.voters if voter.wants.issuperset(pair))
        if weight:
            shared = cp.new_bool_var("")
            terms.append(round(weight) * shared)
            for first, second in zip(inside[pair[0]], inside[pair[1]], strict=True):
                cp.add_bool_or(shared, first.negated(), second.negated())
    cp.minimize(sum(terms))
    return _solved(cp, PLAIN_SECONDS)


def main() -> None:
    print("seconds of CPU (plain CP-SAT: - is no proof)")
    print("sessions x rooms  seed    fits  plain   repair  plain  target   cost  moved from   why not  rules")
    for size, target in SIZES.items():
        for seed in SEEDS:
            _tell_size(size, seed, target)
    print("sessions x rooms x blocks  seed   proven best  plain  target    cost")
    for seed in SEEDS:
        for sessions, rooms, blocks in ((16, 4, 4), (20, 4, 5)):
            instance = in_blocks(sessions, rooms, blocks, seed)
            best, took = timed(lambda instance=instance: best_blocks(instance, 60, seed=1))  # type: ignore[misc]
            plain, plain_took = timed(lambda: plain_blocks(instance, blocks))  # noqa: B023 (called at once)
            print(
                f"{sessions:10} x {rooms} x {blocks} {seed:13} {took:9.1f} {'' if best.proven else '(no proof)'}"
                f"{_plain(plain, plain_took):>10}  {BLOCKS_SECONDS:6} {best.cost:7.0f}"
            )


def _tell_size(size: tuple[int, int, int, int], seed: int, target: int) -> None:
    instance = drawn(*size, seed=seed)
    before = draft(instance, seed=seed, seconds=3).plan
    broken = damaged(instance, seed)
    fits, fit_took = timed(lambda: why_not(instance, 30))
    plain, plain_took = timed(lambda: plain_fit(instance))
    repaired, repair_took = timed(lambda: repair(broken, before, 2 * target))
    plainly, plainly_took = timed(lambda: plain_repair(broken, before))
    why, why_took = timed(lambda: why_not(impossible(instance, seed), 30))
    moved = sum(new != old for new, old in zip(repaired.plan, before, strict=True))
    print(
        f"{size[0]:8} x {size[1]:<5} {seed:5} {fit_took:7.1f} {_plain(plain, plain_took):>6}"
        f"  {repair_took:7.1f} {_plain(plainly, plainly_took):>6} {target:7} {repaired.cost:6}"
        f"  {moved:2} ({len(broken_rules(broken, before))} broken) {why_took:8.1f}  {len(why.rules):5}"
        + ("" if fits.answer == "fits" and repaired.proven and why.minimal else "  NOT PROVEN")
    )


def _plain(said: tuple[str, float], took: float) -> str:
    return f"{took:.1f}" if said[0] in {"OPTIMAL", "INFEASIBLE"} else "-"


if __name__ == "__main__":
    main()
