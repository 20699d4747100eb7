"""How long a count takes, for votes of the sizes that events have and far larger, and how well it uses the room time.

python -m benchmarks.bench_vote
"""

import asyncio
import random
import sys
import time
from fractions import Fraction

from benchmarks import compare_pabutools
from eventapp.voting.counting import count
from eventapp.voting.shares import shares
from eventapp.voting.tally import BallotValue, Candidate, Rules, ejr_plus_violations, tally
from eventapp.voting.tally.buying import buy
from eventapp.voting.tally.field import field_of

# Proposals, voters, organisations, and the CPU seconds that the whole count may take.
SIZES = [(32, 60, 9, 1.0), (80, 200, 15, 3.0), (150, 300, 15, 10.0), (100, 1_000, 15, 10.0), (100, 10_000, 15, 30.0)]
# How much of all that is proposed there is room for.
ROOM = 0.45
# What would have been enough, and all that, in a process of its own: up to so many voters.
EXPLAINED = 60


def drawn(proposals: int, voters: int, organisations: int) -> tuple[list[Candidate], list[BallotValue], int]:
    """A vote in which each organisation has tastes of its own. The same numbers give the same vote."""
    chance = random.Random(proposals)
    candidates = [Candidate(f"proposal {number}", chance.choice([15, 30, 45, 60, 90])) for number in range(proposals)]
    taste = [{one.id: chance.random() ** 2 for one in candidates} for _organisation in range(organisations)]
    belongs = {f"voter {number}": chance.randrange(organisations) for number in range(voters)}
    parts = shares({voter: str(organisation) for voter, organisation in belongs.items()})
    ballots = [
        BallotValue(
            frozenset(one.id for one in candidates if chance.random() < taste[organisation][one.id]),
            parts[voter].weight,
            parts[voter].group,
        )
        for voter, organisation in belongs.items()
    ]
    return candidates, ballots, int(sum(one.cost for one in candidates) * ROOM)


async def main() -> int:
    """Returns how many counts took too long, or differ from pabutools where that is here."""
    bad = 0
    print("proposals  voters  one run   count with all runs  room time given  left out wrongly  with explanations")
    for proposals, voters, organisations, most in SIZES:
        candidates, ballots, budget = drawn(proposals, voters, organisations)
        rules = Rules(budget, "seed")
        field = field_of(candidates, ballots, rules)
        start = time.process_time()
        buy(field, Fraction(budget))
        one_run = time.process_time() - start
        start = time.process_time()
        found = tally(candidates, ballots, rules)
        took = time.process_time() - start
        wrong = ejr_plus_violations(candidates, ballots, budget, found.chosen)
        told = f"{proposals:9}  {voters:6}  {one_run:5.3f} s  {took:7.2f} s ({found.runs:3} runs)"
        told += f"  {found.spent / budget:15.0%}  {len(wrong):16}"
        if voters <= EXPLAINED:
            start = time.perf_counter()
            assert (await count(candidates, ballots, rules)).tally == found
            told += f"  {time.perf_counter() - start:15.2f} s"
        print(told + (f"  TOO SLOW, {most} s are allowed" if took > most else ""), flush=True)
        bad += took > most or bool(wrong)
    return bad + compare_pabutools.main()


if __name__ == "__main__":
    sys.exit(min(asyncio.run(main()), 1))
