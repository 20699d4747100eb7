"""Equal shares straight from the definition, one voter and one fraction at a time. Slow, and made to be believed."""

import hashlib
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from eventapp.voting.tally import BallotValue, Candidate, Rules


def equal_shares(
    candidates: Sequence[Candidate], ballots: Sequence[BallotValue], rules: Rules, money: Fraction
) -> list[str]:
    """What is bought, in order, when all shares together come to `money`."""
    weight = sum((ballot.weight for ballot in ballots), Fraction(0))
    purses = [money / weight for _ in ballots]
    open_to = [one for one in candidates if one.cost <= rules.budget and any(one.id in b.marks for b in ballots)]
    bought: list[Candidate] = []
    while True:
        rates = {}
        for one in open_to:
            price = _price(one, ballots, purses)
            if price is not None:
                rates[one.id] = price / one.cost
        if not rates:
            return [one.id for one in bought]
        least = min(rates.values())
        tied = [one for one in open_to if rates.get(one.id) == least]
        first = min(tied, key=lambda one: _tie(one, ballots, rules))
        open_to.remove(first)
        if not _may_join(first, bought, rules):
            continue
        bought.append(first)
        for number, ballot in enumerate(ballots):
            if first.id in ballot.marks:
                purses[number] -= min(purses[number], _utility(ballot, first.id) * least * first.cost)


def raised(candidates: Sequence[Candidate], ballots: Sequence[BallotValue], rules: Rules) -> tuple[list[str], Fraction]:
    """What is bought after shares were raised step by step, and what they come to then."""
    weight = sum((ballot.weight for ballot in ballots), Fraction(0))
    step = Fraction(rules.budget, 200) if rules.step is None else rules.step * weight
    wanted = {one.id for one in candidates if one.cost <= rules.budget and any(one.id in b.marks for b in ballots)}
    money = Fraction(rules.budget)
    bought = equal_shares(candidates, ballots, rules, money) if weight else []
    most = 200 if rules.step is None else int(9 * rules.budget / step)
    for _ in range(most if rules.completion != "none" and weight else 0):
        left = rules.budget - _cost(candidates, bought)
        others = [one for one in candidates if one.id in wanted and one.id not in bought]
        if not others or (rules.stop_when_exhausted and all(one.cost > left for one in others)):
            break
        more = equal_shares(candidates, ballots, rules, money + step)
        if _cost(candidates, more) > rules.budget:
            break
        bought, money = more, money + step
    return bought, money


def _price(one: Candidate, ballots: Sequence[BallotValue], purses: Sequence[Fraction]) -> Fraction | None:
    """The least q at which all w * min(purse, utility * q) come to the cost: between two places where somebody ends."""
    supporters = [
        (purse, ballot.weight, _utility(ballot, one.id))
        for ballot, purse in zip(ballots, purses, strict=True)
        if one.id in ballot.marks
    ]

    def paid(price: Fraction) -> Fraction:
        return sum((weight * min(purse, times * price) for purse, weight, times in supporters), Fraction(0))

    ends = sorted({Fraction(0), *(purse / times for purse, _, times in supporters)})
    if paid(ends[-1]) < one.cost:
        return None
    for low, high in pairwise(ends):
        if paid(high) >= one.cost:
            return low + (one.cost - paid(low)) * (high - low) / (paid(high) - paid(low))
    raise AssertionError


def _utility(ballot: BallotValue, id_: str) -> int:
    return 2 if id_ in ballot.stars else 1


def _may_join(one: Candidate, bought: Sequence[Candidate], rules: Rules) -> bool:
    limits = rules.limits
    kind = limits.kinds.get(one.id, "")
    used = sum(other.cost for other in bought if limits.kinds.get(other.id, "") == kind)
    return (
        one.id not in limits.ineligible
        and not any({one.id, other.id} == set(pair) for pair in limits.exclusions for other in bought)
        and used + one.cost <= limits.caps.get(kind, used + one.cost)
    )


def _tie(one: Candidate, ballots: Sequence[BallotValue], rules: Rules) -> tuple[Fraction, int, int, str]:
    if rules.ties == "id":
        return Fraction(0), 0, 0, one.id
    supporting = [ballot for ballot in ballots if one.id in ballot.marks]
    return (
        -sum((ballot.weight for ballot in supporting), Fraction(0)),
        -len({ballot.group for ballot in supporting}),
        one.cost,
        hashlib.sha256((rules.seed + one.id).encode()).hexdigest(),
    )


def _cost(candidates: Sequence[Candidate], ids: Sequence[str]) -> int:
    return sum(one.cost for one in candidates if one.id in ids)
