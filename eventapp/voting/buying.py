"""One run of equal shares: everybody holds the same for each unit of weight, and it is spent until it is not enough."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from eventapp.voting.field import Field
from eventapp.voting.limits import Block

Amounts = Mapping[int, Fraction]


@dataclass(frozen=True)
class Purchase:
    """`price` is for each whole unit of weight; `payments` what each bloc pays for each; `held` what they held in all.

    `tied_with` are the ids that cost as little for each unit of the budget, so that the tie rule decided.
    """

    id: str
    price: Fraction
    payments: Amounts
    held: Fraction
    tied_with: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """What was bought in order, what could have been but for the limits, and what each bloc has left for each unit."""

    purchases: Sequence[Purchase]
    blocks: Mapping[str, Block]
    purses: Sequence[Fraction]

    @property
    def bought(self) -> list[str]:
        return [purchase.id for purchase in self.purchases]


def buy(field: Field, money: Fraction) -> Run:
    """Buys, again and again, the candidate whose supporters pay least for each unit of the budget that it costs.

    A ballot of weight w stands for w people. All who pay for a candidate pay the same price, those with a star twice
    as much, or all they have left.
    """
    total = field.weight
    purses = [money / total] * len(field.weights) if total else []
    # Prices only rise, so a stale one is looked at again only when it comes up as the least.
    waiting = [(Fraction(0), field.tie(id_), id_) for id_ in field.wanted()]
    heapq.heapify(waiting)
    purchases: list[Purchase] = []
    blocks: dict[str, Block] = {}
    looked_at: dict[str, int] = {}
    while waiting:
        rate, tie, id_ = heapq.heappop(waiting)
        if looked_at.get(id_) != len(purchases):
            price = _price(field, purses, id_)
            if price is not None:
                looked_at[id_] = len(purchases)
                heapq.heappush(waiting, (price / field.candidates[id_].cost, tie, id_))
            continue
        block = field.blocked([purchase.id for purchase in purchases], id_)
        if block:
            blocks[id_] = block
            continue
        price = rate * field.candidates[id_].cost
        tied = sorted(other for rate_of, _, other in waiting if rate_of == rate and _rate(field, purses, other) == rate)
        payments = {
            number: min(purses[number], price * (2 if number in field.starring[id_] else 1))
            for number in sorted(field.supporters[id_])
        }
        purchases.append(Purchase(id_, price, payments, held(field, purses, id_), tuple(tied)))
        for number, paid in payments.items():
            purses[number] -= paid
    return Run(purchases, blocks, purses)


def _rate(field: Field, purses: Sequence[Fraction], id_: str) -> Fraction | None:
    price = _price(field, purses, id_)
    return None if price is None else price / field.candidates[id_].cost


def _price(field: Field, purses: Sequence[Fraction], id_: str) -> Fraction | None:
    """The least that each unit of supporting weight has to pay, or None where they cannot pay together."""
    need = Fraction(field.candidates[id_].cost)
    paying = []
    for number in field.supporters[id_]:
        times = 2 if number in field.starring[id_] else 1
        paying.append((purses[number] / times, field.weights[number] * times))
    paying.sort()
    weight = sum(weight for _, weight in paying)
    for purse, bloc in paying:
        if purse * weight >= need:
            return need / weight
        need -= purse * bloc
        weight -= bloc
    return None


def held(field: Field, purses: Sequence[Fraction], id_: str) -> Fraction:
    return sum((purses[number] * field.weights[number] for number in field.supporters[id_]), Fraction(0))
