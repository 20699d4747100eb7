"""The count in a process of its own."""

import asyncio
import contextlib
from fractions import Fraction
from typing import Any

import pytest

from eventapp.voting import counting
from eventapp.voting.counting import CountStopped, count
from eventapp.voting.equal_shares import BallotValue, Candidate, Rules, tally

CANDIDATES = [Candidate("a", 45), Candidate("b", 60), Candidate("c", 90)]
BALLOTS = [
    BallotValue(frozenset("ab"), Fraction(1, 3), "one"),
    BallotValue(frozenset("c"), Fraction(2, 3), "one"),
    BallotValue(frozenset(), Fraction(1, 7), "two"),
]
RULES = Rules(100, "seed")


async def test_it_gives_what_the_function_gives() -> None:
    assert await count(CANDIDATES, BALLOTS, RULES) == tally(CANDIDATES, BALLOTS, RULES)


async def test_a_process_that_ends_badly_is_told() -> None:
    impossible = [Candidate("a", 0)]

    with pytest.raises(CountStopped, match="counting ended with 1"):
        await count(impossible, [BallotValue(frozenset("a"), Fraction(1), "one")], RULES)


async def test_when_the_one_who_asked_goes_away_the_process_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    started: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    start = asyncio.create_subprocess_exec

    async def watched(*_command: str, **options: Any) -> Any:
        # Something that never ends by itself.
        process = await start("sleep", "1000", **options)
        started.set_result(process)
        return process

    monkeypatch.setattr(counting.asyncio, "create_subprocess_exec", watched)  # type: ignore[attr-defined]
    asking = asyncio.create_task(count(CANDIDATES, BALLOTS, RULES))
    process = await started
    asking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asking

    assert asking.cancelled()
    assert process.returncode == -9
