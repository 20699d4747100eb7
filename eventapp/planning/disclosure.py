"""Which numbers may be shown, so that nobody can be recognised by a small one. Pure.

Docs: docs/decisions/2026-11-22-planning.md.
"""

from collections.abc import Sequence

# Below this a count could tell who it was.
FEW = 5


def held_back(counts: Sequence[int]) -> frozenset[int] | None:
    """The places of counts to be shown as "5 or more", in counts whose sum people know or can guess.

    Those under 5 are shown as "fewer than 5" besides. Afterwards any of those could be anything from 0 to 4, as far as
    the sum and what is shown can tell. None where that cannot be reached: then show none of them.
    """
    small = [count for count in counts if count < FEW]
    hidden = sum(small)
    if not small or FEW - 1 <= hidden <= (FEW - 1) * (len(small) - 1):
        return frozenset()
    shown = sorted((count, place) for place, count in enumerate(counts) if count >= FEW)
    for count, place in shown:
        if hidden + count >= FEW + FEW - 1:
            return frozenset({place})
    if shown and hidden + sum(count for count, _place in shown) >= FEW * len(shown) + FEW - 1:
        return frozenset(place for _count, place in shown)
    return None
