"""One run of equal shares: everybody holds the same for each unit of weight, and it is spent until it is not enough.

Exact, and fast. Purses are kept as whole numbers that are too low by no more than `slack`, which decides nearly
everything. Where they cannot tell two candidates apart, whole numbers over one common denominator do.
"""

import dataclasses
import heapq
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import NamedTuple

from eventapp.voting.tally.field import Field
from eventapp.voting.tally.limits import Block

# What everybody's purse holds at first. Thousands of them still add up to what a machine adds fastest.
FULL = 1 << 48
# How finely what two candidates cost is told apart before exact numbers are asked.
FINE = 1 << 40


@dataclass(frozen=True)
class Purchase:
    """Who paid for a candidate, exactly, in parts of the run's `unit`.

    `price` is what each whole unit of weight pays: blocs in `in_full` do (twice with a star), those in `rest` pay all
    that they had left for each. `held` is what all its supporters held before. `tied_with` are ids that cost as little
    for each unit of the budget, so that the tie rule decided. `unit` is the run's at that time.
    """

    id: str
    price: int
    in_full: frozenset[int]
    rest: Mapping[int, int]
    held: int
    tied_with: tuple[str, ...]
    unit: int


class Price(NamedTuple):
    """`share` times what each whole unit of weight pays is `need`. Those in `poor` have less than that left."""

    need: int
    share: int
    poor: set[int]


class Look(NamedTuple):
    """How little a candidate costs its supporters for each unit of the budget: from `low` to `high`, after `turns`."""

    low: int
    high: int
    turns: int


@dataclass
class Run:
    """What has been bought, and what everybody has left.

    `purses` are estimates in which a full one is `FULL`: never too high, too low by at most the number of turns.
    Exact amounts are whole numbers, `unit` of them are 1: a `full` purse, and the `prices` of what was bought. `gone`
    are the blocs that have nothing left. `free` as long as nobody's purse mattered: then more money buys the same.
    """

    field: Field
    purses: list[int]
    full: int
    unit: int
    bought: list[str] = dataclasses.field(default_factory=list)
    prices: list[int] = dataclasses.field(default_factory=list)
    gone: set[int] = dataclasses.field(default_factory=set)
    blocks: dict[str, Block] = dataclasses.field(default_factory=dict)
    purchases: list[Purchase] = dataclasses.field(default_factory=list)
    needs: dict[str, int] = dataclasses.field(default_factory=dict)
    found: dict[str, tuple[int, int]] = dataclasses.field(default_factory=dict)
    free: bool = True


def buy(field: Field, money: Fraction, *, log: bool = False, stop_above: int | None = None) -> Run:
    """Buys, again and again, the candidate whose supporters pay least for each unit of the budget that it costs.

    A ballot of weight w stands for w people. All who pay for a candidate pay the same price, those with a star twice
    as much, or all they have left. With `log` all `purchases` are written down. Ends early once what is bought costs
    more than `stop_above`.
    """
    run = _start(field, money)
    # Prices only rise, so an old look is a lower bound: a candidate is looked at again when it comes up as the least.
    waiting = [
        ((need - 1) * FINE // (field.shares[id_] * field.candidates[id_].cost), id_) for id_, need in run.needs.items()
    ]
    heapq.heapify(waiting)
    looks: dict[str, Look] = {}
    spent = 0
    while waiting and (stop_above is None or spent <= stop_above):
        prices = {id_: price for id_ in _cheapest_at_sight(run, waiting, looks) if (price := _price(run, id_))}
        if not prices:
            continue
        id_, tied = _cheapest(field, prices)
        for other in prices:
            if other != id_:
                heapq.heappush(waiting, (looks[other].low, other))
        if block := field.blocked(run.bought, id_):
            run.blocks[id_] = block
            continue
        _pay(run, id_, prices[id_], tied, log=log)
        spent += field.candidates[id_].cost
    return run


def _start(field: Field, money: Fraction) -> Run:
    each = money / field.total if field.total else Fraction(0)
    run = Run(field, purses=[FULL] * len(field.weights), full=each.numerator, unit=each.denominator)
    if each:
        run.needs |= {id_: _up(field.candidates[id_].cost * FULL * run.unit, run.full) for id_ in field.wanted}
    return run


# At sight: estimates


def _cheapest_at_sight(run: Run, waiting: list[tuple[int, str]], looks: dict[str, Look]) -> list[str]:
    """Takes out of `waiting` all that may be the cheapest, and those that their supporters can no longer pay."""
    found: list[str] = []
    least_high: int | None = None
    while waiting and (least_high is None or waiting[0][0] <= least_high):
        _, id_ = heapq.heappop(waiting)
        look = looks.get(id_)
        if look is None or look.turns < len(run.bought):
            look = _look(run, id_)
            if look is None:
                continue
            looks[id_] = look
            if (waiting and look.low > waiting[0][0]) or (least_high is not None and look.low > least_high):
                heapq.heappush(waiting, (look.low, id_))
                continue
        found.append(id_)
        least_high = look.high if least_high is None else min(least_high, look.high)
    return found


def _look(run: Run, id_: str) -> Look | None:
    """About what the candidate costs now; None where its supporters surely cannot pay for it together.

    What they pay at a price is concave in it. So from a price below, the tangent leads to a better one, still below,
    until nobody more is found poor. The purses are too low, so that price is too high, at most by what they lack
    divided by the weight of those who pay in full.
    """
    field, turns = run.field, len(run.bought)
    payers, cost = field.payers[id_], field.candidates[id_].cost
    purses = [some.purses(run.purses) for some in payers]
    need, share = run.found.get(id_) or (run.needs[id_], field.shares[id_])
    lacking = 1 + turns * field.support[id_]
    while True:
        still, rest = run.needs[id_], field.shares[id_]
        for some, held in zip(payers, purses, strict=True):
            limit = -(-some.times * need // share)
            poor = [purse for purse in held if purse < limit]
            if poor:
                still -= some.weight * sum(poor)
                rest -= some.weight * some.times * len(poor)
        if rest < field.shares[id_]:
            run.free = False
        if not rest:
            break
        if (still, rest) == (need, share):
            run.found[id_] = (need, share)
            return Look(max(need - lacking, 0) * FINE // (share * cost), _up(need * FINE, share * cost), turns)
        need, share = still, rest
    if still > lacking:
        return None
    # Their purses are just about enough: what was found before says nothing of that.
    run.found.pop(id_, None)
    if not (price := _price(run, id_)):
        return None
    least = price.need * FULL * FINE
    whole = price.share * run.full * cost
    return Look(least // whole, _up(least, whole), turns)


# Exactly


def _price(run: Run, id_: str) -> Price | None:
    """The least that each unit of supporting weight has to pay, or None where they cannot pay together."""
    field = run.field
    need, share = field.candidates[id_].cost * run.unit, field.shares[id_]
    more, doubtful = _surely_poor(run, id_)
    poor = more
    while True:
        if more:
            need -= sum_of_purses(run, more)
            share -= field.share(id_, more)
        if not share:
            return None
        more = _too_poor(run, id_, poor, need, share) if doubtful else set()
        if not more:
            return Price(need, share, poor)
        poor |= more


def _surely_poor(run: Run, id_: str) -> tuple[set[int], bool]:
    """Who has too little left by the last look, and whether there may be more."""
    if id_ not in run.found:
        return set(), True
    turns = len(run.bought)
    need, share = run.found[id_]
    if share == run.field.shares[id_]:
        return set(), False
    least = max(need - 1 - turns * run.field.support[id_], 0) // share
    poor: set[int] = set()
    doubtful = False
    for some in run.field.payers[id_]:
        sure, most = some.times * least - turns, _up(some.times * need, share)
        for number, purse in zip(some.numbers, some.purses(run.purses), strict=True):
            if purse < sure:
                poor.add(number)
            elif purse < most:
                doubtful = True
    return poor, doubtful


def _too_poor(run: Run, id_: str, poor: Collection[int], need: int, share: int) -> set[int]:
    """Who else has less left than `need / share` for each unit of weight."""
    turns = len(run.bought)
    least, most = need * FULL // (share * run.full), _up(need * FULL, share * run.full)
    return {
        number
        for some in run.field.payers[id_]
        for number, purse in zip(some.numbers, some.purses(run.purses), strict=True)
        if purse < some.times * most
        and number not in poor
        and (purse + turns < some.times * least or purse_of(run, number) * share < some.times * need)
    }


def purse_of(run: Run, number: int) -> int:
    """What a bloc has left for each whole unit of weight, exactly."""
    if number in run.gone:
        return 0
    field = run.field
    return run.full - sum(
        price * (2 if number in field.starring[id_] else 1)
        for id_, price in zip(run.bought, run.prices, strict=True)
        if number in field.supporters[id_]
    )


def sum_of_purses(run: Run, numbers: Collection[int]) -> int:
    """What these blocs have left together, exactly."""
    field, left = run.field, set(numbers) - run.gone
    spent = sum(price * field.share(id_, left) for id_, price in zip(run.bought, run.prices, strict=True))
    return run.full * field.weigh(left) - spent


def _cheapest(field: Field, prices: Mapping[str, Price]) -> tuple[str, tuple[str, ...]]:
    """The one that costs least for each unit of the budget, and those that cost as little."""
    if len(prices) == 1:
        return next(iter(prices)), ()
    tied: list[str] = []
    for id_, price in prices.items():
        if tied:
            best = prices[tied[0]]
            ours = price.need * best.share * field.candidates[tied[0]].cost
            theirs = best.need * price.share * field.candidates[id_].cost
            if ours > theirs:
                continue
            if ours < theirs:
                tied = []
        tied.append(id_)
    first = min(tied, key=field.tie)
    return first, tuple(sorted(other for other in tied if other != first))


def _pay(run: Run, id_: str, price: Price, tied: tuple[str, ...], *, log: bool) -> None:
    field = run.field
    common = gcd(price.need, price.share)
    each, times = price.need // common, price.share // common
    run.unit, run.full, run.prices = run.unit * times, run.full * times, [one * times for one in run.prices]
    if log:
        run.purchases.append(_purchase(run, id_, each, price.poor, tied))
    run.bought.append(id_)
    run.prices.append(each)
    purses = run.purses
    for some in field.payers[id_]:
        paid = _up(some.times * each * FULL, run.full)
        for number in some.numbers:
            purses[number] -= paid
    for number in price.poor:
        purses[number] = 0
    run.gone |= price.poor


def _purchase(run: Run, id_: str, each: int, poor: Collection[int], tied: tuple[str, ...]) -> Purchase:
    supporters = run.field.supporters[id_]
    return Purchase(
        id=id_,
        price=each,
        in_full=supporters.difference(poor),
        rest={number: purse_of(run, number) for number in sorted(poor) if number not in run.gone},
        held=sum_of_purses(run, supporters),
        tied_with=tied,
        unit=run.unit,
    )


def _up(whole: int, by: int) -> int:
    return -(-whole // by)
