"""How much each ballot weighs, and that nobody is found out by it. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Literal, get_args

# An organisation's share of the room time: the same for each, one for each person who voted, or their square root.
Weighting = Literal["organisation", "person", "square root"]
WEIGHTINGS: tuple[Weighting, ...] = get_args(Weighting)

POOLED = "pooled"
# Fewer ballots than this are never told apart from others.
FEWEST = 3

# Nine decimals, rounded down: a fraction that is the same everywhere, and exact for 1, 4, 9, 16 people.
_ROOT_PARTS = 10**9

# What a voter is told beforehand: see `before_voting`.
Secrecy = Literal["own", "pooled", "too few"]


@dataclass(frozen=True)
class Share:
    """What a ballot is part of (an organisation's id, or `pooled`), and its part of that."""

    group: str
    weight: Fraction


def shares(voters: Mapping[str, str], weighting: Weighting = "organisation") -> dict[str, Share]:
    """The share of each voter, from the organisation that each votes for (ids).

    An organisation's share is split equally among those of it who voted. Organisations with fewer than three ballots
    are pooled: their shares are added up and split equally. A pool that would itself hold fewer than three ballots
    takes in the smallest other organisations, since a weight of its own would show whose ballot it is.
    """
    sizes: dict[str, int] = {}
    for organisation in voters.values():
        sizes[organisation] = sizes.get(organisation, 0) + 1
    pooled = _pooled(sizes)
    in_pool = Share(POOLED, _weight([sizes[organisation] for organisation in pooled], weighting))
    own = {
        organisation: Share(organisation, _weight([size], weighting))
        for organisation, size in sizes.items()
        if organisation not in pooled
    }
    return {voter: own.get(organisation, in_pool) for voter, organisation in voters.items()}


def before_voting(sizes: Mapping[str, int], organisation: str) -> Secrecy:
    """How the ballots of this organisation (id) will be counted if everybody votes who may.

    `sizes` says how many people of each organisation may vote. `own`: as a group of its own. `pooled`: together with
    others. `too few`: so few may vote in all that even together somebody could be found out. Fewer may come than may
    vote, so an organisation that is told `own` can still be pooled.
    """
    if sum(sizes.values()) < FEWEST:
        return "too few"
    return "pooled" if organisation not in sizes or organisation in _pooled(sizes) else "own"


def _pooled(sizes: Mapping[str, int]) -> set[str]:
    smallest_first = sorted(sizes, key=lambda organisation: (sizes[organisation], organisation))
    pooled = {organisation for organisation in sizes if sizes[organisation] < FEWEST}
    for organisation in smallest_first:
        if not pooled or sum(sizes[one] for one in pooled) >= FEWEST:
            break
        pooled.add(organisation)
    return pooled


def _weight(sizes: Collection[int], weighting: Weighting) -> Fraction:
    """What each ballot of these organisations weighs when their shares are added up."""
    together = sum((_share(size, weighting) for size in sizes), Fraction(0))
    return together / (sum(sizes) or 1)


def _share(size: int, weighting: Weighting) -> Fraction:
    match weighting:
        case "organisation":
            return Fraction(1)
        case "person":
            return Fraction(size)
        case "square root":
            return Fraction(isqrt(size * _ROOT_PARTS**2), _ROOT_PARTS)
