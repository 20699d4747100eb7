"""What would have been enough for a candidate that is not in: counted again with it shorter, or with more people."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import cycle, islice
from math import gcd

from eventapp.voting.tally.tallying import chosen
from eventapp.voting.tally.values import BallotValue, Candidate, Enough, Rules, Tally


def enough(
    candidates: Sequence[Candidate], ballots: Sequence[BallotValue], rules: Rules, id_: str, tally: Tally
) -> Enough:
    """What would have brought this candidate in, all else being as it was. Nothing for one that is in or is blocked.

    Found by halving, and counted by the whole rule: what is told would have been enough. It need not be the least,
    since shares that are raised in steps do not always favour the shorter or the more wanted. Lengths are tried as
    finely as those of all candidates differ: nobody plans for 39 minutes.
    """
    outcome = next(one for one in tally.outcomes if one.id == id_)
    if outcome.chosen or outcome.blocked_by or id_ in rules.limits.ineligible:
        return Enough(None, None)
    wanted = [one for one in ballots if id_ in one.marks]
    grain = gcd(*(one.cost for one in candidates))

    def shorter(less: int, shares: Fraction | None) -> bool:
        changed = [replace(one, cost=one.cost - less * grain) if one.id == id_ else one for one in candidates]
        return id_ in chosen(changed, ballots, rules, shares)

    def wider(more: int, shares: Fraction | None) -> bool:
        return id_ in chosen(candidates, [*ballots, *_more(wanted, ballots, id_, more)], rules, shares)

    less = _least_of(shorter, outcome.cost // grain - 1, tally.shares) if wanted else None
    more = _least_of(wider, len(ballots), tally.shares)
    return Enough(outcome.cost - less * grain if less else None, more)


def _least_of(is_enough: Callable[[int, Fraction | None], bool], most: int, shares: Fraction) -> int | None:
    """Found with the shares as they came to be in the end, and again by the whole rule where that is not so."""
    found = _least(lambda number: is_enough(number, shares), most)
    if found is None or is_enough(found, None):
        return found
    return _least(lambda number: is_enough(number, None), most)


def _more(wanted: Sequence[BallotValue], ballots: Sequence[BallotValue], id_: str, number: int) -> list[BallotValue]:
    """As many more ballots, like those who ticked it in turn; where nobody did, of middling weight."""
    if wanted:
        in_turn = sorted(wanted, key=lambda one: (one.group, one.weight, sorted(one.marks), sorted(one.stars)))
        return list(islice(cycle(in_turn), number))
    weight = sum((one.weight for one in ballots), Fraction(0)) / len(ballots)
    return [BallotValue(frozenset([id_]), weight, "more")] * number


def _least(is_enough: Callable[[int], bool], most: int) -> int | None:
    """A number from 1 to `most` that is enough while one less is not; None where none was found by doubling."""
    too_few, tried = 0, 1
    while not (most and is_enough(min(tried, most))):
        if tried >= most:
            return None
        too_few, tried = tried, tried * 2
    tried = min(tried, most)
    while tried - too_few > 1:
        middle = (too_few + tried) // 2
        if is_enough(middle):
            tried = middle
        else:
            too_few = middle
    return tried
