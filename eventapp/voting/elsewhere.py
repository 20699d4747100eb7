"""Whether enough people of other organisations want a proposal, found so that the answer gives nobody away. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping

from eventapp.voting.shares import FEWEST, POOLED


def enough_elsewhere(
    ticked_by: Collection[str], hosting: Collection[str], groups: Collection[str], people: Mapping[str, int], least: int
) -> bool:
    """Whether at least `least` of those who ticked a proposal are surely of another organisation than its host.

    Where several organisations host it, this must be so of each of them: nothing is chosen that one organisation wants
    alone, and what all of them put on together can be chosen.

    `ticked_by` is the weight group of each ballot that ticks it, `groups` are the weight groups of all ballots,
    `hosting` ids of organisations; `people` is how many may vote for each. A hosting organisation without a group of
    its own may have ballots in the pool: it is taken that its people ticked their own proposal, as many as it has, but
    no more than a pooled organisation can have. So the answer follows from what everybody may read, and tells neither
    whether the people of a small organisation voted nor for what.
    """
    ticked = Counter(ticked_by)
    return ticked.total() >= least and all(
        ticked.total() - _at_most_of(host, ticked, groups, people) >= least for host in hosting
    )


def _at_most_of(host: str, ticked: Counter[str], groups: Collection[str], people: Mapping[str, int]) -> int:
    """How many of those who ticked may be of this organisation."""
    return ticked[host] if host in groups else min(ticked[POOLED], people.get(host, 0), FEWEST - 1)
