"""How much each ballot weighs: one organisation, one share, and nobody found out by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

POOLED = "pooled"
# Fewer ballots than this are never told apart from others.
FEWEST = 3


@dataclass(frozen=True)
class Share:
    """What a ballot is part of (an organisation's id, or `pooled`), and its part of that."""

    group: str
    weight: Fraction


def shares(voters: Mapping[str, str]) -> dict[str, Share]:
    """The share of each voter, from the organisation that each votes for (ids).

    An organisation's one share is split equally among those of it who voted. Organisations with fewer than three
    ballots are pooled: their shares are added up and split equally. A pool that would itself hold fewer than three
    ballots takes in the smallest other organisations, since a weight of its own would show whose ballot it is.
    """
    sizes: dict[str, int] = {}
    for organisation in voters.values():
        sizes[organisation] = sizes.get(organisation, 0) + 1
    pooled = _pooled(sizes)
    in_pool = sum(sizes[organisation] for organisation in pooled)
    return {
        voter: Share(POOLED, Fraction(len(pooled), in_pool))
        if organisation in pooled
        else Share(organisation, Fraction(1, sizes[organisation]))
        for voter, organisation in voters.items()
    }


def _pooled(sizes: Mapping[str, int]) -> set[str]:
    smallest_first = sorted(sizes, key=lambda organisation: (sizes[organisation], organisation))
    pooled = {organisation for organisation in sizes if sizes[organisation] < FEWEST}
    for organisation in smallest_first:
        if not pooled or sum(sizes[one] for one in pooled) >= FEWEST:
            break
        pooled.add(organisation)
    return pooled
