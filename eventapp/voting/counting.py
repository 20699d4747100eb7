"""Runs the count in a process of its own.

Exact fractions take seconds of pure Python. A thread would hold the interpreter meanwhile, and bookings would wait.
Run as a program it reads what to count from standard input and writes the tally to standard output.
"""

import asyncio
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec

from eventapp.voting.equal_shares import BallotValue, Candidate, Rules, Tally, tally

_CODE = Path(__file__).resolve().parents[2]


class CountStopped(Exception):
    """The counting process ended without a result. Nothing is stored; counting again is safe."""


async def count(candidates: Sequence[Candidate], ballots: Sequence[BallotValue], rules: Rules) -> Tally:
    """What `equal_shares.tally` gives. Raises `CountStopped`. When cancelled it stops the process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "eventapp.voting.counting",
        cwd=_CODE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        written, complaint = await process.communicate(encode((candidates, ballots, rules)))
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        raise CountStopped(f"counting ended with {process.returncode}: {complaint.decode(errors='replace')[-500:]}")
    return msgspec.json.decode(written, type=Tally, dec_hook=_read)


def encode(value: Any) -> bytes:
    """JSON, with fractions written as text such as `1/3`."""
    return msgspec.json.encode(value, enc_hook=_write)


def _write(value: Any) -> str:
    if isinstance(value, Fraction):
        return str(value)
    raise NotImplementedError


def _read(kind: type, value: Any) -> Any:
    if kind is Fraction:
        return Fraction(value)
    raise NotImplementedError


def main() -> None:
    asked = msgspec.json.decode(
        sys.stdin.buffer.read(), type=tuple[list[Candidate], list[BallotValue], Rules], dec_hook=_read
    )
    sys.stdout.buffer.write(encode(tally(*asked)))


if __name__ == "__main__":
    main()
