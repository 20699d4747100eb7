"""The count in a process of its own."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from eventapp.voting import counting
from eventapp.voting.counting import Counted, CountStopped, count, counted, decode, encode, read_result
from eventapp.voting.tally import BallotValue, Candidate, Enough, Limits, Rules, tally

CANDIDATES = [Candidate("a", 45), Candidate("b", 60), Candidate("c", 90), Candidate("d", 30), Candidate("e", 15)]
BALLOTS = [
    BallotValue(frozenset("ab"), Fraction(1, 3), "one", frozenset("b")),
    BallotValue(frozenset("ad"), Fraction(1, 3), "one"),
    BallotValue(frozenset("c"), Fraction(2, 3), "one"),
    BallotValue(frozenset("cd"), Fraction(1, 7), "two"),
    BallotValue(frozenset("bcd"), Fraction(1, 7), "two"),
]
RULES = Rules(
    120,
    "seed",
    limits=Limits(
        kinds={"a": "talk", "b": "talk"},
        caps={"talk": 60},
        exclusions=frozenset([("a", "d")]),
        ineligible=frozenset("e"),
    ),
)


async def test_it_gives_what_the_function_gives() -> None:
    found = await count(CANDIDATES, BALLOTS, RULES)

    assert found == counted(CANDIDATES, BALLOTS, RULES)
    assert found.tally.chosen == tally(CANDIDATES, BALLOTS, RULES).chosen
    assert set(found.enough) <= set("abcd") - set(found.tally.chosen)


async def test_a_quick_count_leaves_out_what_would_have_been_enough_and_nothing_else() -> None:
    whole, quick = await asyncio.gather(
        count(CANDIDATES, BALLOTS, RULES), count(CANDIDATES, BALLOTS, RULES, explained=False)
    )

    assert quick == Counted(whole.tally, whole.most_votes, whole.ejr_plus, {}, explained=False)
    assert whole.enough != {}


def test_what_others_did_not_support_is_called_so() -> None:
    found = counted(CANDIDATES, [*BALLOTS, BallotValue(frozenset("e"), Fraction(1), "one")], RULES)

    for result in (found.tally, found.most_votes):
        assert [one.id for one in result.outcomes if one.why == "few from elsewhere"] == ["e"]


def test_where_counting_again_would_take_too_long_it_is_done_for_the_most_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = counted(CANDIDATES, BALLOTS, RULES)
    monkeypatch.setattr(counting, "_MOST_WORK", 0)
    without = counted(CANDIDATES, BALLOTS, RULES)

    assert without.tally == whole.tally
    assert without.enough == {}


@pytest.mark.parametrize("seed", range(5))
def test_the_same_ballots_give_the_same_bytes_in_whatever_order(seed: int) -> None:
    chance = random.Random(seed)
    candidates, ballots = chance.sample(CANDIDATES, len(CANDIDATES)), chance.sample(BALLOTS, len(BALLOTS))

    found = encode(counted(candidates, ballots, RULES))

    assert found == encode(counted(CANDIDATES, BALLOTS, RULES))
    assert encode(decode(found)) == found


async def test_what_is_stored_is_read_again() -> None:
    found = Counted(tally(CANDIDATES, BALLOTS, RULES), tally(CANDIDATES, [], RULES), ["a"], {"a": Enough(30, None)})

    assert read_result(SimpleNamespace(result=encode(found).decode())) == found


async def test_it_says_how_far_it_is() -> None:
    told: list[int] = []

    await count(CANDIDATES, BALLOTS, RULES, on_percent=told.append)

    assert told == sorted(set(told))
    assert all(0 <= percent <= 100 for percent in told)
    assert told[-1] >= 40


async def test_very_many_ballots_pass_through_the_pipes() -> None:
    ballots = [BallotValue(frozenset("abcd"), Fraction(1, 5_000), f"group {number}") for number in range(5_000)]

    found = await count(CANDIDATES, ballots, Rules(120), explained=False)

    assert [one.people for one in found.tally.outcomes if one.id in "abcd"] == [5_000] * 4


@pytest.mark.parametrize(
    ("candidates", "said"),
    [([Candidate("a", 0)], "counting ended with 1"), ([Candidate("a", 1), Candidate("a", 2)], "counting ended")],
    ids=["impossible", "twice"],
)
async def test_a_process_that_ends_badly_is_told(candidates: list[Candidate], said: str) -> None:
    with pytest.raises(CountStopped, match=said):
        await count(candidates, [BallotValue(frozenset("a"), Fraction(1), "one")], RULES)


async def started(monkeypatch: pytest.MonkeyPatch, *command: str) -> Callable[[], Any]:
    """Counting starts this command instead. Returns a function that gives the process once there is one."""
    start = asyncio.create_subprocess_exec
    processes: list[Any] = []

    async def instead(*_command: str, **options: Any) -> Any:
        processes.append(await start(*command, **options))
        return processes[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", instead)
    return lambda: processes[-1] if processes else None


@pytest.mark.parametrize("said", ["", "12", "12\n40"], ids=["nothing", "a start", "some progress"])
async def test_a_process_that_ends_without_a_result_is_told(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    await started(monkeypatch, "echo", said)

    with pytest.raises(CountStopped, match="counting ended with 0"):
        await count(CANDIDATES, BALLOTS, RULES)


async def test_when_the_one_who_asked_goes_away_the_process_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    # Something that never ends by itself, and says that it began.
    process = await started(monkeypatch, "sh", "-c", "echo 1; exec sleep 1000")
    began = asyncio.Event()
    asking = asyncio.create_task(count(CANDIDATES, BALLOTS, RULES, on_percent=lambda _percent: began.set()))
    await began.wait()
    asking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asking

    assert asking.cancelled()
    assert process().returncode == -9
