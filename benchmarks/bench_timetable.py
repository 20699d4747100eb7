"""How soon there is a plan without a clash, and how much of what people want they can attend after ten seconds.

Beside it what plain CP-SAT finds in that time, what annealing as it is mostly written, and what the best of many greedy
plans is. conference-scheduler has a comparison of its own, since it knows only sessions of equal length.

python -m benchmarks.bench_timetable
"""

import asyncio
import random
import time

from benchmarks.compare_conference_scheduler import main as conference_scheduler
from benchmarks.other_planners import cp_sat, greedy
from benchmarks.plain_annealing import annealing
from eventapp.timetable.solver.checking import broken_rules
from eventapp.timetable.solver.cooling import Stages
from eventapp.timetable.solver.drafting import draft
from eventapp.timetable.solver.instance import Instance, Plan, Room, Session, Voter
from eventapp.timetable.solver.quality import quality
from eventapp.timetable.solver.solving import solve

# Sessions, rooms, days, minutes of a day.
SIZES = [(20, 4, 1, 300), (60, 6, 2, 300), (150, 8, 3, 360), (500, 20, 3, 480)]
SECONDS = 10
SEEDS = (3, 4)
# What a draw allows differs more than what one search finds beyond another: of this size more draws are looked at.
SIZE_OF_MORE, MORE_SEEDS = SIZES[1], range(3, 9)
GRID = 15
FEATURES = {"projector": 0.35, "hearing-loop": 0.1, "step-free": 0.2, "blackout": 0.05}
CAPACITIES = (300, 120, 80, 60, 50, 40, 30, 30, 25, 20)


def drawn(sessions: int, rooms: int, days: int, minutes: int, seed: int) -> Instance:
    """An event about five sixths full, with lunch, hosts of one or two sessions, some away, and groups with tastes."""
    chance = random.Random(seed)
    day, lunch = minutes // GRID + 4, minutes // GRID // 2
    slots = day * days
    closed = {number * day + lunch + slot for number in range(days) for slot in range(4)}
    there = [0.8, 0.5, 0.7, 0.25]
    found_rooms = tuple(
        Room(
            f"Room {number}",
            CAPACITIES[min(number, 9)],
            frozenset(
                name for name, often in zip(FEATURES, there, strict=True) if number < 2 or chance.random() < often
            ),
            frozenset(range(slots)) - closed,
        )
        for number in range(rooms)
    )
    tracks = [f"track {number}" for number in range(max(4, sessions // 12))]
    hosts = [f"host {number}" for number in range(int(sessions * 1.1))]
    room_time = rooms * days * minutes // GRID * 5 // 6
    lengths = _lengths(chance, sessions, room_time)
    own_tracks = [chance.choice(tracks) for _session in range(sessions)]
    voters = _voters(chance, own_tracks, tracks)
    away = {host: _half_a_day(chance, days, day) for host in chance.sample(hosts, len(hosts) // 7)}
    return Instance(
        GRID,
        slots,
        tuple(
            Session(
                f"session {number}",
                lengths[number],
                tuple(chance.sample(hosts, chance.choice([1, 1, 2]))),
                own_tracks[number],
                frozenset(name for name, often in FEATURES.items() if chance.random() < often),
                round(180 * sum(number in voter.wants for voter in voters) / len(voters)),
            )
            for number in range(sessions)
        ),
        found_rooms,
        voters,
        away,
    )


def _lengths(chance: random.Random, sessions: int, room_time: int) -> list[int]:
    """Slots of each session: from a quarter of an hour to an hour and a half, as much in all as there is room for."""
    lengths = chance.choices([1, 2, 3, 4, 6], [10, 25, 25, 25, 15], k=sessions)
    while sum(lengths) > room_time:
        longest = max(range(sessions), key=lambda number: lengths[number])
        lengths[longest] -= 1
    return lengths


def _voters(chance: random.Random, own_tracks: list[str], tracks: list[str]) -> tuple[Voter, ...]:
    popular = [chance.paretovariate(1.6) for _session in own_tracks]
    voters = []
    for _voter in range(max(60, 2 * len(own_tracks))):
        liked = chance.sample(tracks, 2)
        pull = [popular[number] * (5 if track in liked else 1) for number, track in enumerate(own_tracks)]
        wants = chance.choices(range(len(own_tracks)), pull, k=chance.randint(4, 14))
        voters.append(Voter(frozenset(wants), chance.choice([1.0, 2.0, 4.0])))
    return tuple(voters)


def _half_a_day(chance: random.Random, days: int, day: int) -> frozenset[int]:
    begin = chance.randrange(days) * day
    return frozenset(range(begin, begin + day // 2))


class _Enough(Exception):
    """There is a plan."""


def _first_plan(instance: Instance) -> float:
    """The seconds from the call of the search to its first plan, where everything is imported already."""

    def enough(_plan: Plan, _share: float, _cost: float, _steps: Stages) -> None:
        raise _Enough

    started = time.perf_counter()
    try:
        draft(instance, seed=1, seconds=60, on_plan=enough)
    except _Enough:
        return time.perf_counter() - started
    return float("inf")


def _told(instance: Instance, plan: Plan | None) -> str:
    if plan is None:
        return "    -"
    return f"{quality(instance, plan).attainable:5.3f}" + "!" * bool(broken_rules(instance, plan))


def _more_draws() -> None:
    shares = []
    for seed in MORE_SEEDS:
        instance = drawn(*SIZE_OF_MORE, seed)
        shares.append(quality(instance, asyncio.run(solve(instance, seed=1, seconds=SECONDS)).plan).attainable)
    sessions, rooms, *_more = SIZE_OF_MORE
    told = "  ".join(f"{share:.3f}" for share in shares)
    print(
        f"{sessions} x {rooms}, draws {MORE_SEEDS[0]} to {MORE_SEEDS[-1]}: {told}  mean {sum(shares) / len(shares):.3f}"
    )


def main() -> None:
    print(f"Attainable after {SECONDS} s on two cores; ! breaks a rule, - found nothing")
    print(
        "sessions x rooms  draw  first plan   here  worst  unplaced  places priced a second   CP-SAT  annealing  greedy"
    )
    for sessions, rooms, days, minutes in SIZES:
        for seed in SEEDS:
            instance = drawn(sessions, rooms, days, minutes, seed)
            found = asyncio.run(solve(instance, seed=1, seconds=SECONDS))
            worth = quality(instance, found.plan)
            clashes = [broken for broken in broken_rules(instance, found.plan) if broken.rule != "no place"]
            others = "  ".join(_told(instance, planner(instance, SECONDS)) for planner in (cp_sat, annealing, greedy))
            print(
                f"{sessions:8} x {rooms:<5} {seed:5} {_first_plan(instance):9.2f} s  {worth.attainable:.3f}  "
                f"{worth.worst_voter:5.2f}  {found.plan.count(None):8}  {found.priced / SECONDS:22,.0f}    {others}"
                + (" BROKEN" if clashes else ""),
                flush=True,
            )
    _more_draws()
    conference_scheduler()


if __name__ == "__main__":
    main()
