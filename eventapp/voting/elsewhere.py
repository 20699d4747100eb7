"""Whether enough people of other organisations want a proposal, found so that the answer gives nobody away. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping

from eventapp.voting.shares import FEWEST, POOLED


def enough_elsewhere(
    ticked_by: Collection[str], hosting: Collection[str], groups: Collection[str], people: Mapping[str, int], least: int
) -> bool:
    """Whether at least `least` of those who ticked a proposal are surely of organisations that do not host it.

    `ticked_by` is the weight group of each ballot that ticks it, `groups` are the weight groups of all ballots,
    `hosting` ids of organisations; `people` is how many may vote for each. A hosting organisation without a group of
    its own may have ballots in the pool: it is taken that its people ticked their own proposal, as many as it has, but
    no more than a pooled organisation can have. So the answer follows from what everybody may read, and tells neither
    whether the people of a small organisation voted nor for what.
    """
    ticked = Counter(ticked_by)
    of_others = sum(number for group, number in ticked.items() if group != POOLED and group not in hosting)
    own_in_pool = sum(min(people.get(one, 0), FEWEST - 1) for one in hosting if one not in groups)
    return of_others + max(ticked[POOLED] - own_in_pool, 0) >= least
