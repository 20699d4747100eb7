"""The solver's own process: reads a question from standard input, and writes better plans and its answer as JSON lines.

numpy and ortools are for this process alone: nothing imports it, `solving.py` starts it.
"""

import sys
from collections.abc import Callable

import msgspec

from eventapp.timetable.solver.drafting import draft
from eventapp.timetable.solver.instance import Plan
from eventapp.timetable.solver.solving import Asked, Purpose, Solved, Told


def _draft(asked: Asked) -> Told:
    def on_plan(plan: Plan, share: float, cost: float, steps: tuple[int, ...]) -> None:
        _tell(Told(plan=Solved(tuple(plan), share, cost, asked.seed, steps)))

    found = draft(
        asked.instance,
        seed=asked.seed,
        seconds=asked.seconds,
        steps=asked.steps or None,
        weights=asked.weights,
        on_plan=on_plan,
    )
    return Told(plan=Solved(found.plan, 1.0, found.cost, asked.seed, found.steps, found.priced))


def _why_not(asked: Asked) -> Told:
    from eventapp.timetable.solver.proving.explaining import why_not  # noqa: PLC0415 (ortools takes a second to import)

    return Told(proof=why_not(asked.instance, asked.seconds, seed=asked.seed))


def _repair(asked: Asked) -> Told:
    from eventapp.timetable.solver.proving.repairing import repair  # noqa: PLC0415

    return Told(repair=repair(asked.instance, asked.before, asked.seconds, seed=asked.seed, on_plan=_on_plan))


def _blocks(asked: Asked) -> Told:
    from eventapp.timetable.solver.proving.blocks import best_blocks  # noqa: PLC0415

    return Told(blocks=best_blocks(asked.instance, asked.seconds, seed=asked.seed, on_plan=_on_plan))


WORK: dict[Purpose, Callable[[Asked], Told]] = {
    "draft": _draft,
    "why not": _why_not,
    "repair": _repair,
    "blocks": _blocks,
}


def _on_plan(plan: Plan, share: float) -> None:
    _tell(Told(plan=Solved(tuple(plan), share)))


def _tell(told: Told) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
    sys.stdout.buffer.flush()


def main() -> None:
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Asked)
    _tell(WORK[asked.purpose](asked))


if __name__ == "__main__":
    main()
