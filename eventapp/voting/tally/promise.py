"""The promise of equal shares, checked on a result: it needs the ballots and what was chosen, not how."""

from collections.abc import Collection, Sequence
from fractions import Fraction

from eventapp.voting.tally.limits import Limits, blocked
from eventapp.voting.tally.values import BallotValue, Candidate


def ejr_plus_violations(
    candidates: Sequence[Candidate],
    ballots: Sequence[BallotValue],
    budget: int,
    chosen: Collection[str],
    limits: Limits | None = None,
) -> list[str]:
    """The candidates left out although their supporters' own share of the budget would have paid for them.

    Precisely: ids outside `chosen` with a group of supporters whose share of the budget is at least its cost plus
    what each of them got ("EJR+ up to any project"); whatever has a star counts twice, the voter too. Equal shares
    leave none among what the limits allow beside those chosen.
    """
    total = sum((ballot.weight for ballot in ballots), Fraction(0))
    known = {one.id: one for one in candidates}
    winners = [known[id_] for id_ in known if id_ in chosen]
    cost = {one.id: one.cost for one in winners}
    got = [
        sum(cost[id_] for id_ in ballot.marks if id_ in cost)
        + sum(cost[id_] for id_ in ballot.stars & ballot.marks if id_ in cost)
        for ballot in ballots
    ]
    wronged = []
    for id_, one in known.items():
        if id_ in chosen or blocked(limits or Limits(), winners, one):
            continue
        supporters = [number for number, ballot in enumerate(ballots) if id_ in ballot.marks]
        times = {number: 2 if id_ in ballots[number].stars else 1 for number in supporters}
        weight = Fraction(0)
        for number in sorted(supporters, key=lambda number: got[number] + times[number] * one.cost):
            weight += ballots[number].weight * times[number]
            if got[number] + times[number] * one.cost <= weight / total * budget:
                wronged.append(id_)
                break
    return wronged
