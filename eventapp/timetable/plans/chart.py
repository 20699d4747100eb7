"""The picture of a search: what part of their wishes people can attend, over time."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 280, 100


@dataclass(frozen=True)
class Chart:
    """The line as points of an SVG of `WIDTH` by `HEIGHT`, and the parts (0 to 1) at its lower and upper edge."""

    points: str
    lowest: float
    highest: float
    width: int = WIDTH
    height: int = HEIGHT


def chart(steps: Sequence[tuple[float, float]], seconds: float, gone: float = 0) -> Chart | None:
    """The picture of these (seconds, part) in a search of so many `seconds`, of which so many are `gone`.

    None where there is nothing to see yet.
    """
    if not steps:
        return None
    lowest = math.floor(min(part for _when, part in steps) * 10) / 10
    highest = min(1.0, lowest + math.ceil((max(part for _when, part in steps) - lowest) * 10 + 0.001) / 10)
    lowest = min(lowest, highest - 0.1)
    end = max(seconds, steps[-1][0])
    points: list[tuple[int, int]] = []
    level = HEIGHT
    for when, part in steps:
        across = round(WIDTH * when / end)
        # A plan stays the best until a better one is found.
        points += [(across, level)] if points else []
        level = round(HEIGHT * (highest - part) / (highest - lowest))
        points.append((across, level))
    # Nor is the last any less than a line while no better one is found.
    points.append((max(across, round(WIDTH * min(gone, end) / end)), level))
    return Chart(" ".join(f"{across},{up}" for across, up in points), lowest, highest)
