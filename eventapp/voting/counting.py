"""Runs the count in a process of its own: exact fractions take seconds of pure Python.

Run as a program it reads what to count from standard input, and writes how far it is, in percent, a line each; the last
line is the result.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import msgspec

from eventapp.voting.tally import (
    BallotValue,
    Candidate,
    Enough,
    Outcome,
    Rules,
    Tally,
    ejr_plus_violations,
    enough,
    tally,
)

# How much of the time goes into the tally itself, in percent; the rest into what would have been enough.
_TALLY_PERCENT = 40
# What would have been enough is found by counting again, about so often for each; beyond this much work (candidates
# times ballots times runs) it is left out for the less supported. Not a limit of time: every machine gives the same.
_TALLIES_FOR_EACH = 16
_MOST_WORK = 100_000_000


class CountStopped(Exception):
    """The counting process ended without a result. Nothing is stored; counting again is safe."""


@dataclass(frozen=True)
class Counted:
    """All that is found out in a count: the result, what most votes would have chosen, and what explains it.

    `ejr_plus` are the candidates left out although their supporters' own share would have paid for them (none, by the
    rule). `enough` holds, for those of the others that most people wanted, what would have been enough; it is empty
    while that is not `explained` yet.
    """

    tally: Tally
    most_votes: Tally
    ejr_plus: list[str]
    enough: dict[str, Enough]
    explained: bool = True


@dataclass(frozen=True)
class _Asked:
    candidates: list[Candidate]
    ballots: list[BallotValue]
    rules: Rules
    explained: bool


async def count(
    candidates: Sequence[Candidate],
    ballots: Sequence[BallotValue],
    rules: Rules,
    *,
    explained: bool = True,
    on_percent: Callable[[int], None] = lambda _percent: None,
) -> Counted:
    """Counts, the same to the last byte whatever the order of candidates and ballots.

    Not `explained`, nothing is found out about what would have been enough, which takes longer than the rest.
    `on_percent` hears how far it is, again and again. Raises `CountStopped`. When cancelled it stops the process.
    """
    # The program that counts does without: what this needs takes longer to import than all else.
    from eventapp.calculating import calculate  # noqa: PLC0415

    asked = _Asked(
        sorted(candidates, key=lambda one: one.id), sorted(ballots, key=_in_order), rules, explained=explained
    )
    last = b""

    def hear(line: bytes) -> None:
        nonlocal last
        last = line
        if line.isdigit():
            on_percent(int(line))

    ended, complaint = await calculate("eventapp.voting.counting", encode(asked), hear)
    if ended or not last or last.isdigit():
        raise CountStopped(f"counting ended with {ended}: {complaint}")
    return decode(last)


def _in_order(ballot: BallotValue) -> tuple[str, list[str], list[str], Fraction]:
    return ballot.group, sorted(ballot.marks), sorted(ballot.stars), ballot.weight


# JSON


def encode(value: Any) -> bytes:
    """JSON, with fractions written as text such as `1/3`. Equal values give equal bytes."""
    return msgspec.json.encode(value, enc_hook=_write, order="deterministic")


def decode(stored: bytes | str) -> Counted:
    """What was encoded."""
    return msgspec.json.decode(stored, type=Counted, dec_hook=_read)


def read_result(round_: Any) -> Counted:
    """What the count of a counted round found out."""
    return decode(round_.result)


def _write(value: Any) -> str:
    if isinstance(value, Fraction):
        return str(value)
    raise NotImplementedError


def _read(kind: type, value: Any) -> Any:
    if kind is Fraction:
        return Fraction(value)
    raise NotImplementedError


# The process


def counted(
    candidates: Sequence[Candidate],
    ballots: Sequence[BallotValue],
    rules: Rules,
    *,
    explained: bool = True,
    on_percent: Callable[[int], None] = lambda _percent: None,
) -> Counted:
    """What `count` finds out, here and now."""
    of_tally = _TALLY_PERCENT if explained else 100
    found = tally(candidates, ballots, rules, lambda part: on_percent(int(part * of_tally)))
    others = _to_explain(found, len(candidates) * len(ballots)) if explained else []
    would_be: dict[str, Enough] = {}
    for number, outcome in enumerate(others):
        on_percent(of_tally + (100 - of_tally) * number // len(others))
        would_be[outcome.id] = enough(candidates, ballots, rules, outcome.id, found)
    return Counted(
        tally=_told(found),
        most_votes=_told(tally(candidates, ballots, replace(rules, rule="most votes"))),
        ejr_plus=ejr_plus_violations(candidates, ballots, rules.budget, found.chosen, rules.limits),
        enough=would_be,
        explained=explained,
    )


def _to_explain(found: Tally, size: int) -> Sequence[Outcome]:
    """Those not chosen whom somebody wanted, by support, as many as there is time for."""
    others = [one for one in found.outcomes if not one.chosen and one.people]
    return others[: _MOST_WORK // (_TALLIES_FOR_EACH * size * max(found.runs, 1) or 1)]


def _told(found: Tally) -> Tally:
    # In a round nothing but this makes a candidate ineligible.
    return replace(
        found,
        outcomes=tuple(
            replace(one, why="few from elsewhere") if one.why == "not eligible" else one for one in found.outcomes
        ),
    )


def main() -> None:
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=_Asked, dec_hook=_read)
    told = -1

    def tell(percent: int) -> None:
        nonlocal told
        if percent > told:
            told = percent
            print(percent, flush=True)  # noqa: T201 (how the two processes talk)

    found = counted(asked.candidates, asked.ballots, asked.rules, explained=asked.explained, on_percent=tell)
    sys.stdout.buffer.write(encode(found) + b"\n")


if __name__ == "__main__":
    main()
