"""Keeps apart what a published schedule puts on top of each other."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Use:
    """Somebody or something is used by a session from `starts_at` to `ends_at`."""

    of: Hashable
    starts_at: datetime
    ends_at: datetime


def apart(uses: Sequence[Use]) -> list[tuple[int, int | None]]:
    """For each use, which copy of its thing it gets, from 1, so that no copy is used twice at once.

    With it the position of a use of the first copy that stood in its way, or None. As few copies as can be.
    """
    last: dict[Hashable, list[int]] = defaultdict(list)
    found: list[tuple[int, int | None]] = [(1, None)] * len(uses)
    for number in sorted(range(len(uses)), key=lambda number: (uses[number].starts_at, number)):
        use = uses[number]
        copies = last[use.of]
        free = next((copy for copy, other in enumerate(copies) if uses[other].ends_at <= use.starts_at), len(copies))
        found[number] = (free + 1, copies[0] if free else None)
        copies[free : free + 1] = [number]
    return found
