"""Compares the count with pabutools, another program for the same rule, and how long the two take.

EVENTAPP_REAL_DATA=FOLDER python -m benchmarks.compare_pabutools

Reads the Pabulib files in FOLDER/ballots, where given, besides elections made up here. pabutools is under the GPL and
no part of eventapp; to compare, make a virtual environment beside it: `pip install pabutools==1.2.3 gmpy2`, run there.
"""

import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm
from pathlib import Path

from eventapp.voting.files import pabulib
from eventapp.voting.tally import BallotValue, Candidate, Rules, ejr_plus_violations, tally
from eventapp.voting.tally.buying import buy
from eventapp.voting.tally.field import field_of

ELECTIONS = 400
# The least of several attempts, so that what else the machine does counts little.
ATTEMPTS = 15

Election = tuple[list[Candidate], list[BallotValue], int]


def main() -> int:
    """Returns how many disagree."""
    try:
        from pabutools.rules import method_of_equal_shares  # noqa: F401, PLC0415
    except ImportError:
        print("LEFT OUT: comparing with pabutools, which is not here (pip install pabutools==1.2.3 gmpy2)")
        return 0
    differ = sum(ours(election)[0] != theirs(election)[0] for election in map(tie_heavy, range(ELECTIONS)))
    print(f"{ELECTIONS} elections full of ties, in buying order: {differ} differ")
    print("file, candidates x ballots: plain rule here, in pabutools (exact), ratio; the same?")
    for file in files():
        election = read(file)
        (mine, took), (other, other_took) = ours(election), theirs(election)
        differ += mine != other
        candidates, ballots, budget = election
        print(
            f"{file.stem[:40]}, {len(candidates)} x {len(ballots)}: {took * 1000:.1f} ms, {other_took * 1000:.1f} ms, "
            f"{other_took / took:.1f} times; {'the same' if mine == other else 'ANOTHER'}; "
            f"left out wrongly: {len(ejr_plus_violations(candidates, ballots, budget, mine))}"
        )
    return differ


def files() -> list[Path]:
    """The Pabulib files to try; says so where there are none."""
    folder = os.environ.get("EVENTAPP_REAL_DATA")
    found = sorted((Path(folder) / "ballots").glob("*.pb")) if folder else []
    if not found:
        print("LEFT OUT: real ballots (set EVENTAPP_REAL_DATA to a folder with ballots/*.pb)")
    return found


def read(file: Path) -> Election:
    """A file's election in whole numbers, each ballot of the same weight."""
    found = pabulib.read(file.read_bytes())
    unit = lcm(found.budget.denominator, *(one.cost.denominator for one in found.projects))
    return (
        [Candidate(one.id, int(one.cost * unit)) for one in found.projects],
        [BallotValue(one.marks, Fraction(1), "all") for one in found.votes],
        int(found.budget * unit),
    )


def tie_heavy(seed: int) -> Election:
    """A few voters, few lengths: most purchases are ties."""
    chance = random.Random(seed)
    ids = [f"{number:02}" for number in range(chance.randint(2, 9))]
    candidates = [Candidate(id_, chance.choice([1, 2, 3, 4, 6])) for id_ in ids]
    ballots = [
        BallotValue(frozenset(id_ for id_ in ids if chance.random() < 0.5), Fraction(1), "all")
        for _ in range(chance.randint(2, 10))
    ]
    return candidates, ballots, chance.randint(3, 20)


def ours(election: Election) -> tuple[list[str], float]:
    """What the plain rule buys, in order, and the seconds of one run on ballots that are read and put together."""
    candidates, ballots, budget = election
    rules = Rules(budget, completion="none", ties="id")
    field = field_of(candidates, ballots, rules)
    bought, took = least_time(lambda: buy(field, Fraction(budget)).bought)
    assert bought == list(tally(candidates, ballots, rules).chosen)
    return bought, took


def theirs(election: Election) -> tuple[list[str], float]:
    """The same by pabutools, with exact numbers."""
    from pabutools import fractions  # noqa: PLC0415
    from pabutools.election import ApprovalBallot, ApprovalProfile, Cost_Sat, Instance, Project  # noqa: PLC0415
    from pabutools.rules import method_of_equal_shares  # noqa: PLC0415

    fractions.FRACTION = "gmpy2"
    candidates, ballots, budget = election
    projects = {one.id: Project(one.id, one.cost) for one in candidates}
    instance = Instance(projects.values(), budget_limit=budget)
    profile = ApprovalProfile(
        [ApprovalBallot(projects[id_] for id_ in ballot.marks if id_ in projects) for ballot in ballots]
    )
    return least_time(
        lambda: [project.name for project in method_of_equal_shares(instance, profile, sat_class=Cost_Sat)]
    )


def least_time(count: Callable[[], Sequence[str]], attempts: int = ATTEMPTS) -> tuple[list[str], float]:
    """What it gives, and the least seconds of some attempts."""
    least, found = float("inf"), list[str]()
    for _ in range(attempts):
        start = time.perf_counter()
        found = list(count())
        least = min(least, time.perf_counter() - start)
    return found, least


if __name__ == "__main__":
    sys.exit(min(main(), 1))
