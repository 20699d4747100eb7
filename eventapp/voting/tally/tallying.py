"""The count: shares that are spent, raised and spent again, then what is left filled by support."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from eventapp.voting.tally.buying import Run, buy
from eventapp.voting.tally.explaining import outcomes
from eventapp.voting.tally.field import Field, field_of
from eventapp.voting.tally.most_votes import Filling, fill, most_votes
from eventapp.voting.tally.values import BallotValue, Candidate, Rules, Tally

# Raising the shares: half a percent of the budget a step, until they are doubled.
STEPS_PER_BUDGET = 200
MOST_TIMES = 2
# With a step of one's own they may grow further, as in other programs, though not for ever.
MOST_TIMES_BY_STEP = 10


def tally(
    candidates: Sequence[Candidate],
    ballots: Sequence[BallotValue],
    rules: Rules,
    progress: Callable[[float], None] | None = None,
) -> Tally:
    """Spends the budget on candidates so that each weight decides about an equal share of it.

    The same ballots give the same tally in whatever order they and the candidates come. Marks for unknown ids are
    ignored. Ids must differ, costs and weights be above 0. `progress` hears from 0 to 1 how far it is.
    """
    field = field_of(candidates, ballots, rules)
    if rules.rule == "most votes":
        return _told(field, None, most_votes(field), Fraction(0), 0)
    shares, runs = _raise_shares(field, progress or (lambda _: None))
    run = buy(field, shares, log=True)
    filling = fill(field, run.bought) if rules.completion == "add1u" else Filling()
    return _told(field, run, filling, shares, runs)


def chosen(
    candidates: Sequence[Candidate], ballots: Sequence[BallotValue], rules: Rules, shares: Fraction | None = None
) -> set[str]:
    """What `tally` would choose by equal shares, and nothing about why, which is faster.

    With `shares` they are not raised from the budget but come to so much at once: nearly as true, and much faster.
    Where that would cost more than there is, nothing is chosen.
    """
    field = field_of(candidates, ballots, rules)
    run = buy(field, _raise_shares(field, lambda _: None)[0] if shares is None else shares, stop_above=rules.budget)
    if field.cost(run.bought) > rules.budget:
        return set()
    return {*run.bought, *(fill(field, run.bought).added if rules.completion == "add1u" else ())}


def _told(field: Field, run: Run | None, filling: Filling, shares: Fraction, runs: int) -> Tally:
    found = outcomes(field, run, filling)
    spent = sum(one.cost for one in found if one.chosen)
    return Tally(outcomes=found, budget=field.rules.budget, spent=spent, shares=shares, runs=runs)


def _raise_shares(field: Field, progress: Callable[[float], None]) -> tuple[Fraction, int]:
    """Equal shares of the budget, then of a little more each time, as long as what is bought fits the budget.

    Plain equal shares leave much of it unused, since money is left with people whose wishes cost more than they hold.
    Gives what all shares come to in the end, and how often it bought to find that out.
    """
    rules, money, runs = field.rules, Fraction(field.rules.budget), 1
    if rules.completion == "none":
        return money, runs
    step, most = Fraction(rules.budget, STEPS_PER_BUDGET), MOST_TIMES * rules.budget
    if rules.step is not None:
        step, most = rules.step * field.total / field.unit, MOST_TIMES_BY_STEP * rules.budget
    run = buy(field, money)
    while not _finished(field, run) and 0 < step <= most - money:
        run = buy(field, money + step, stop_above=rules.budget)
        runs += 1
        progress(float((money - rules.budget) / (most - rules.budget)))
        if field.cost(run.bought) > rules.budget:
            break
        money += step
    return money, runs


def _finished(field: Field, run: Run) -> bool:
    """Whether more money has nothing to buy."""
    others = set(field.wanted).difference(run.bought)
    if not field.rules.stop_when_exhausted:
        return run.free or not others
    left = field.rules.budget - field.cost(run.bought)
    return run.free or not any(field.candidates[id_].cost <= left for id_ in others)
