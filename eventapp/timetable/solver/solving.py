"""Makes plans in a process of its own, which can be killed at any moment: the best plan so far is kept.

Run as a program it reads a task from standard input and writes each better plan as a line of JSON; the last line is the
result.
"""

import asyncio
import contextlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from eventapp.timetable.solver.instance import Instance, Place, Plan

_CODE = Path(__file__).resolve().parents[3]
_LONGEST_LINE = 2**26
# What a process is given beyond its time before it is killed.
GRACE_SECONDS = 2.0


@dataclass(frozen=True)
class Solved:
    """A plan, and the share of the time that had gone.

    The result also has the steps of both parts, which make it again, and how many places were priced in all.
    """

    plan: tuple[Place | None, ...]
    share: float
    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    priced: int = 0


@dataclass(frozen=True)
class _Asked:
    instance: Instance
    seed: int
    seconds: float


class SolverStopped(Exception):
    """The process ended without any plan."""


async def solve(
    instance: Instance, *, seed: int, seconds: float, on_plan: Callable[[Solved], None] = lambda _solved: None
) -> Solved:
    """The best plan found in this time. Two seconds after it the process is killed, and what it told last is the best.

    Raises `SolverStopped` where there is no plan at all. When cancelled it stops the process.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "eventapp.timetable.solver.solving",
        cwd=_CODE,
        limit=_LONGEST_LINE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    heard: list[Solved] = []
    complaints: list[bytes] = []
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds + GRACE_SECONDS):
                await _talk(process, _Asked(instance, seed, seconds), heard, complaints, on_plan)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await process.wait()
    if not heard:
        raise SolverStopped(b"".join(complaints).decode(errors="replace")[-500:])
    return heard[-1]


async def _talk(
    process: asyncio.subprocess.Process,
    asked: _Asked,
    heard: list[Solved],
    complaints: list[bytes],
    on_plan: Callable[[Solved], None],
) -> None:
    to, answers, errors = process.stdin, process.stdout, process.stderr
    assert to is not None  # noqa: S101 (they are pipes, as asked for above)
    assert answers is not None  # noqa: S101
    assert errors is not None  # noqa: S101

    async def ask() -> None:
        # A process that ends at once reads nothing; what it complains about tells why.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            to.write(msgspec.json.encode(asked))
            await to.drain()
            to.close()

    async def listen() -> None:
        async for line in answers:
            heard[:] = [msgspec.json.decode(line, type=Solved)]
            on_plan(heard[-1])

    async def complain() -> None:
        complaints.append(await errors.read())

    await asyncio.gather(ask(), listen(), complain())


def main() -> None:
    # numpy is for this process alone.
    from eventapp.timetable.solver.drafting import draft  # noqa: PLC0415

    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=_Asked)

    def tell(solved: Solved) -> None:
        sys.stdout.buffer.write(msgspec.json.encode(solved) + b"\n")
        sys.stdout.buffer.flush()

    def on_plan(plan: Plan, share: float) -> None:
        tell(Solved(tuple(plan), share))

    found = draft(asked.instance, seed=asked.seed, seconds=asked.seconds, on_plan=on_plan)
    tell(Solved(found.plan, 1.0, found.effort.first, found.effort.last, found.priced))


if __name__ == "__main__":
    main()
