"""What may not be chosen together, whatever the votes say: minutes by kind, and pairs that exclude each other."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol


class Costly(Protocol):
    """A candidate, as far as limits look at it."""

    @property
    def id(self) -> str: ...

    @property
    def cost(self) -> int: ...


@dataclass(frozen=True)
class Limits:
    """`kinds` tells the kind of a candidate (by id), `caps` how much of the budget a kind gets at most.

    Of two ids in `exclusions`, in whichever order, only one can be chosen. Ids in `ineligible` are never chosen.
    """

    kinds: Mapping[str, str] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)
    exclusions: frozenset[tuple[str, str]] = frozenset()
    ineligible: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Block:
    """Why a candidate cannot be chosen. `by` is the kind that has its cap, or the id of the one that excludes it."""

    why: Literal["cap", "excluded", "not eligible"]
    by: str = ""


def blocked(limits: Limits, chosen: Collection[Costly], candidate: Costly) -> Block | None:
    """What stands in the way of this candidate beside those chosen; None where nothing does.

    What is blocked stays blocked, however many more are chosen.
    """
    if candidate.id in limits.ineligible:
        return Block("not eligible")
    for one in chosen if limits.exclusions else ():
        if (one.id, candidate.id) in limits.exclusions or (candidate.id, one.id) in limits.exclusions:
            return Block("excluded", one.id)
    kind = limits.kinds.get(candidate.id)
    if kind is None or kind not in limits.caps:
        return None
    used = sum(one.cost for one in chosen if limits.kinds.get(one.id) == kind)
    return Block("cap", kind) if used + candidate.cost > limits.caps[kind] else None
