"""Makes plans in a process of its own, which can be killed at any moment: the best plan so far is kept.

Run as a program it reads a task from standard input and writes each better plan as a line of JSON; the last line is the
result.
"""

import asyncio
import contextlib
import sys
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from eventapp.calculating import calculate
from eventapp.timetable.solver.instance import Instance, Place, Plan

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
    found: Solved | None = None
    complaint = ""

    def hear(line: bytes) -> None:
        nonlocal found
        found = msgspec.json.decode(line, type=Solved)
        on_plan(found)

    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds + GRACE_SECONDS):
            asked = msgspec.json.encode(_Asked(instance, seed, seconds))
            _ended, complaint = await calculate("eventapp.timetable.solver.solving", asked, hear)
    if found is None:
        raise SolverStopped(complaint)
    return found


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
