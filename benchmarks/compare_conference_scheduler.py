"""What people can attend in plans of conference-scheduler, and how long it takes for them.

python -m benchmarks.compare_conference_scheduler

It knows only sessions of equal length and nothing of who wants two of them; what is most wanted together can be
forbidden to be at the same time, one pair after the other, as long as it finds a plan. It is no part of eventapp; to
compare, make a virtual environment beside it: `pip install conference-scheduler==3.0.1`, run there.
"""

import importlib
import importlib.util
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

from benchmarks.drawn_blocks import LENGTH, in_blocks
from eventapp.timetable.solver.drafting import draft
from eventapp.timetable.solver.instance import Instance, Place, Plan
from eventapp.timetable.solver.quality import quality

SECONDS = 10
SEEDS = (11, 12)
SIZES = ((16, 4, 4), (20, 4, 5))
_START = datetime(2026, 11, 28, tzinfo=UTC)


def theirs(instance: Instance, apart: int) -> Plan | None:
    """A plan by conference-scheduler in which the `apart` pairs that most people want are not at the same time."""
    resources: Any = importlib.import_module("conference_scheduler.resources")
    scheduler: Any = importlib.import_module("conference_scheduler.scheduler")
    places = {
        resources.Slot(room.name, _START + timedelta(hours=block), 60, 100, f"block {block}"): Place(
            block * LENGTH, number
        )
        for number, room in enumerate(instance.rooms)
        for block in range(instance.slots // LENGTH)
    }
    events = [resources.Event(session.id, 60, 0) for session in instance.sessions]
    wanted = Counter(pair for voter in instance.voters for pair in combinations(sorted(voter.wants), 2))
    for (one, other), _people in wanted.most_common(apart):
        events[one].add_unavailability(events[other])
    try:
        # Its usual solver, which would else tell how it goes.
        solver = importlib.import_module("pulp").PULP_CBC_CMD(msg=False, timeLimit=SECONDS)
        found = scheduler.schedule(events, list(places), solver=solver)
    except ValueError:
        return None
    where = {item.event.name: places[item.slot] for item in found or ()}
    return [where.get(session.id) for session in instance.sessions] if where else None


def best_of_theirs(instance: Instance) -> tuple[float, int, float]:
    """The best share in the time, how many pairs were kept apart in it, and the seconds of its first plan."""
    best, kept_apart, first, apart, started = 0.0, 0, 0.0, 0, time.perf_counter()
    while time.perf_counter() - started < SECONDS and (plan := theirs(instance, apart)) is not None:
        first = first or time.perf_counter() - started
        share = quality(instance, plan).attainable
        if share > best:
            best, kept_apart = share, apart
        apart += 4
    return best, kept_apart, first


def main() -> int:
    if importlib.util.find_spec("conference_scheduler") is None:
        print("LEFT OUT: conference-scheduler, which is not here (pip install conference-scheduler==3.0.1)")
        return 0
    print(f"Attainable after {SECONDS} s; sessions x rooms x blocks, seed: here, conference-scheduler")
    for sessions, rooms, blocks in SIZES:
        for seed in SEEDS:
            instance = in_blocks(sessions, rooms, blocks, seed)
            ours = quality(instance, draft(instance, seed=1, seconds=SECONDS).plan).attainable
            best, kept_apart, first = best_of_theirs(instance)
            print(
                f"{sessions} x {rooms} x {blocks}, {seed}: {ours:.3f}, {best:.3f} with {kept_apart} pairs kept apart "
                f"(first plan after {first:.1f} s)",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
