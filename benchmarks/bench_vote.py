"""How long a count takes, for votes of the sizes that events have, and how well it uses the room time.

python -m benchmarks.bench_vote
"""

import asyncio
import random
import time

from eventapp.voting.counting import count
from eventapp.voting.equal_shares import BallotValue, Candidate, Rules, Tally, ejr_plus_violations, tally
from eventapp.voting.shares import shares

# Proposals, voters, organisations.
SIZES = [(32, 60, 9), (80, 200, 15), (150, 300, 15)]
# How much of all that is proposed there is room for.
ROOM = 0.45


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


async def main() -> None:
    print("proposals  voters  count     in a process  room time given  left out wrongly")
    for proposals, voters, organisations in SIZES:
        candidates, ballots, budget = drawn(proposals, voters, organisations)
        start = time.perf_counter()
        here = tally(candidates, ballots, Rules(budget, "seed"))
        took = time.perf_counter() - start
        start = time.perf_counter()
        there: Tally = await count(candidates, ballots, Rules(budget, "seed"))
        took_there = time.perf_counter() - start
        assert here == there
        wrong = len(ejr_plus_violations(candidates, ballots, budget, here.chosen))
        print(
            f"{proposals:9}  {voters:6}  {took:6.2f} s  {took_there:10.2f} s  {here.spent / budget:15.0%}  {wrong:16}"
        )


if __name__ == "__main__":
    asyncio.run(main())
