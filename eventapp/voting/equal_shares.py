"""The count: weighted Method of Equal Shares on minutes, exact, with a reason for each candidate.

Plain values in, plain values out. Why this method: `docs/decisions/2026-11-21-voting.md`.
"""

import hashlib
import heapq
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

# Raising the shares: half a percent of the budget a step, until they are doubled.
STEPS_PER_BUDGET = 200
MOST_STEPS = 200

Why = Literal["bought", "filled", "no support", "too long", "did not fit"]


@dataclass(frozen=True)
class Candidate:
    """Something to vote on, and how much of the budget it needs."""

    id: str
    minutes: int


@dataclass(frozen=True)
class BallotValue:
    """One ballot: the ids of the candidates ticked, how much it weighs, and whose share it is part of."""

    marks: frozenset[str]
    weight: Fraction
    group: str


@dataclass(frozen=True)
class Outcome:
    """What became of a candidate, in numbers that a sentence can be made of.

    `turn` counts from 1 in buying order. `weight` and `people` are its support. `held` is what its supporters' shares
    still came to, in minutes: before they bought it, else at the end. `left` is what the budget still held, in
    minutes, when its turn to be filled in came.
    """

    id: str
    minutes: int
    why: Why
    turn: int | None
    weight: Fraction
    people: int
    held: Fraction
    left: int

    @property
    def chosen(self) -> bool:
        return self.turn is not None


@dataclass(frozen=True)
class Tally:
    """The result: the chosen ones in buying order, then the others by support. `shares` is what all shares came to."""

    outcomes: tuple[Outcome, ...]
    budget: int
    spent: int
    shares: Fraction

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(outcome.id for outcome in self.outcomes if outcome.chosen)


def tally(candidates: Sequence[Candidate], ballots: Sequence[BallotValue], budget: int, seed: str) -> Tally:
    """Spends the budget (minutes) on candidates so that each weight decides about an equal share of it.

    The same ballots give the same tally in whatever order they and the candidates come. `seed` decides what nothing
    else does. Marks for unknown ids are ignored. Ids must differ, minutes and weights be above 0.
    """
    field = _field(candidates, ballots, budget, seed)
    shares, run = _raise_shares(field)
    bought = {purchase.id: purchase for purchase in run.purchases}
    filled, left_when = _fill(field, list(bought))
    turns = {id_: turn for turn, id_ in enumerate([*bought, *filled], 1)}

    def outcome(id_: str) -> Outcome:
        return Outcome(
            id=id_,
            minutes=field.minutes[id_],
            why=_why(field, id_, bought=id_ in bought, filled=id_ in turns),
            turn=turns.get(id_),
            weight=field.weight[id_],
            people=sum(id_ in ballot.marks for ballot in ballots),
            held=bought[id_].held if id_ in bought else _held(field, run.purses, id_),
            left=left_when.get(id_, 0),
        )

    others = sorted((id_ for id_ in field.minutes if id_ not in turns), key=field.rank)
    return Tally(
        outcomes=tuple(outcome(id_) for id_ in [*turns, *others]),
        budget=budget,
        spent=_cost(field, turns),
        shares=shares,
    )


def _why(field: "_Field", id_: str, *, bought: bool, filled: bool) -> Why:
    if bought:
        return "bought"
    if filled:
        return "filled"
    if not field.supporters[id_]:
        return "no support"
    return "too long" if field.minutes[id_] > field.budget else "did not fit"


# What is counted


@dataclass(frozen=True)
class _Field:
    """Candidates and ballots, ready to count. Equal ballots always hold equal money, so they are one bloc."""

    minutes: Mapping[str, int]
    blocs: Sequence[Fraction]
    supporters: Mapping[str, Sequence[int]]
    weight: Mapping[str, Fraction]
    budget: int
    rank: Callable[[str], tuple[Fraction, int, int, str]]


def _field(candidates: Sequence[Candidate], ballots: Sequence[BallotValue], budget: int, seed: str) -> _Field:
    minutes = {candidate.id: candidate.minutes for candidate in candidates}
    weights: dict[frozenset[str], Fraction] = {}
    groups: dict[str, set[str]] = {id_: set() for id_ in minutes}
    for ballot in ballots:
        marks = ballot.marks.intersection(minutes)
        weights[marks] = weights.get(marks, Fraction(0)) + ballot.weight
        for id_ in marks:
            groups[id_].add(ballot.group)
    supporters: dict[str, list[int]] = {id_: [] for id_ in minutes}
    for number, marks in enumerate(weights):
        for id_ in marks:
            supporters[id_].append(number)
    blocs = list(weights.values())
    weight = {id_: sum((blocs[number] for number in numbers), Fraction(0)) for id_, numbers in supporters.items()}

    def rank(id_: str) -> tuple[Fraction, int, int, str]:
        """Ties: more weight, more groups, shorter, then drawn by the seed. Never by id or time."""
        drawn = hashlib.sha256((seed + id_).encode()).hexdigest()
        return -weight[id_], -len(groups[id_]), minutes[id_], drawn

    return _Field(minutes, blocs, supporters, weight, budget, rank)


def _cost(field: _Field, ids: Collection[str]) -> int:
    return sum(field.minutes[id_] for id_ in ids)


def _affordable(field: _Field) -> list[str]:
    # One that is longer than the whole budget can never be in: it must not end the raising of shares early.
    return [id_ for id_, numbers in field.supporters.items() if numbers and field.minutes[id_] <= field.budget]


# Equal shares


@dataclass(frozen=True)
class _Purchase:
    id: str
    held: Fraction


@dataclass(frozen=True)
class _Run:
    """What was bought in order, and what one unit of weight of each bloc has left."""

    purchases: list[_Purchase]
    purses: list[Fraction]


def _raise_shares(field: _Field) -> tuple[Fraction, _Run]:
    """Equal shares of the budget, then of a little more each time, as long as what is bought fits the budget.

    Plain equal shares leave much of it unused, since money is left with people whose wishes cost more than they hold.
    """
    money, run = Fraction(field.budget), _equal_shares(field, Fraction(field.budget))
    possible = len(_affordable(field))
    for step in range(1, MOST_STEPS + 1):
        if len(run.purchases) == possible:
            break
        more = field.budget + Fraction(field.budget * step, STEPS_PER_BUDGET)
        next_run = _equal_shares(field, more)
        if _cost(field, [purchase.id for purchase in next_run.purchases]) > field.budget:
            break
        money, run = more, next_run
    return money, run


def _equal_shares(field: _Field, money: Fraction) -> _Run:
    """Buys, again and again, the candidate whose supporters pay least for each minute.

    A ballot of weight w stands for w people. All who pay for a candidate pay the same price, or all they have left.
    """
    total = sum(field.blocs, Fraction(0))
    purses = [money / total] * len(field.blocs) if total else []
    # Prices only rise, so a stale one is looked at again only when it comes up as the least.
    waiting = [(Fraction(0), field.rank(id_), id_) for id_ in _affordable(field)]
    heapq.heapify(waiting)
    purchases: list[_Purchase] = []
    looked_at: dict[str, int] = {}
    while waiting:
        per_minute, rank, id_ = heapq.heappop(waiting)
        if looked_at.get(id_) != len(purchases):
            price = _price(field, purses, id_)
            if price is not None:
                looked_at[id_] = len(purchases)
                heapq.heappush(waiting, (price / field.minutes[id_], rank, id_))
            continue
        purchases.append(_Purchase(id_, _held(field, purses, id_)))
        price = per_minute * field.minutes[id_]
        for number in field.supporters[id_]:
            purses[number] = max(purses[number] - price, Fraction(0))
    return _Run(purchases, purses)


def _price(field: _Field, purses: Sequence[Fraction], id_: str) -> Fraction | None:
    """The least that each unit of supporting weight has to pay, or None where they cannot pay together."""
    need = Fraction(field.minutes[id_])
    paying = sorted((purses[number], field.blocs[number]) for number in field.supporters[id_] if purses[number])
    weight = sum((weight for _, weight in paying), Fraction(0))
    for purse, bloc in paying:
        if purse * weight >= need:
            return need / weight
        need -= purse * bloc
        weight -= bloc
    return None


def _held(field: _Field, purses: Sequence[Fraction], id_: str) -> Fraction:
    return sum((purses[number] * field.blocs[number] for number in field.supporters[id_]), Fraction(0))


# What is left is filled by support


def _fill(field: _Field, bought: list[str]) -> tuple[list[str], dict[str, int]]:
    """Adds by support whatever still fits. Also says how much of the budget was left at each one's turn."""
    left = field.budget - _cost(field, bought)
    filled, left_when = [], {}
    for id_ in sorted(
        (id_ for id_, numbers in field.supporters.items() if numbers and id_ not in bought), key=field.rank
    ):
        left_when[id_] = left
        if field.minutes[id_] <= left:
            filled.append(id_)
            left -= field.minutes[id_]
    return filled, left_when


# The promise


def ejr_plus_violations(
    candidates: Sequence[Candidate], ballots: Sequence[BallotValue], budget: int, chosen: Collection[str]
) -> list[str]:
    """The candidates left out although their supporters' own share of the budget would have paid for them.

    Precisely: ids outside `chosen` with a group of supporters whose share of the budget is at least its minutes plus
    what each of them got ("EJR+ up to any project"). Equal shares leave none.
    """
    total = sum((ballot.weight for ballot in ballots), Fraction(0))
    minutes = {candidate.id: candidate.minutes for candidate in candidates}
    got = [sum(minutes[id_] for id_ in ballot.marks if id_ in minutes and id_ in chosen) for ballot in ballots]
    wronged = []
    for id_, needed in minutes.items():
        supporters = [number for number, ballot in enumerate(ballots) if id_ in ballot.marks]
        weight = Fraction(0)
        for number in sorted(supporters, key=lambda number: got[number]) if id_ not in chosen else ():
            weight += ballots[number].weight
            if needed + got[number] <= weight / total * budget:
                wronged.append(id_)
                break
    return wronged
