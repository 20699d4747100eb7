"""Why each candidate is in or not, from what was written down while counting."""

from collections.abc import Mapping
from fractions import Fraction

from eventapp.voting.tally.buying import Purchase, Run, sum_of_purses
from eventapp.voting.tally.field import Field, in_weight
from eventapp.voting.tally.limits import Block
from eventapp.voting.tally.most_votes import Filling
from eventapp.voting.tally.values import Outcome, Why

# What is told is rounded: the exact amounts have hundreds of digits.
MILLIONTH = 1_000_000


def outcomes(field: Field, run: Run | None, filling: Filling) -> tuple[Outcome, ...]:
    """The chosen ones in buying order, then those filled in, then the others by support."""
    purchases = {purchase.id: purchase for purchase in run.purchases} if run else {}
    turns = {id_: turn for turn, id_ in enumerate([*purchases, *filling.added], 1)}
    blocks = {**(run.blocks if run else {}), **filling.blocks}
    free = field.rules.budget - field.cost(turns)

    def outcome(id_: str) -> Outcome:
        purchase, block = purchases.get(id_), blocks.get(id_)
        return Outcome(
            id=id_,
            cost=field.candidates[id_].cost,
            why="bought" if purchase else "filled" if id_ in turns else _why_not(field, id_, block),
            turn=turns.get(id_),
            weight=in_weight(field, field.support[id_]),
            people=field.people[id_],
            held=_held(field, run, purchase, id_),
            left=0 if purchase else filling.left.get(id_, free),
            price=rounded(purchase.price * field.unit, purchase.unit) if purchase else None,
            paid=_paid(field, purchase) if purchase else {},
            spent_on=_spent_on(field, purchases, id_) if id_ not in turns else (),
            blocked_by=block.by if block and id_ not in turns else "",
            tied_with=purchase.tied_with if purchase else (),
        )

    others = sorted(
        (id_ for id_ in field.candidates if id_ not in turns), key=lambda id_: (-field.support[id_], field.tie(id_))
    )
    return tuple(outcome(id_) for id_ in [*turns, *others])


def _why_not(field: Field, id_: str, block: Block | None) -> Why:
    if id_ in field.rules.limits.ineligible:
        return "not eligible"
    if not field.people[id_]:
        return "no support"
    if field.candidates[id_].cost > field.rules.budget:
        return "too long"
    return block.why if block else "did not fit"


def _held(field: Field, run: Run | None, purchase: Purchase | None, id_: str) -> Fraction:
    if purchase:
        return rounded(purchase.held, purchase.unit)
    return rounded(sum_of_purses(run, field.supporters[id_]), run.unit) if run else Fraction(0)


def _paid(field: Field, purchase: Purchase) -> dict[str, Fraction]:
    weights: dict[str, int] = {}
    paid: dict[str, int] = {}
    for number in purchase.in_full:
        times = 2 if number in field.starring[purchase.id] else 1
        for group, weight in field.by_group[number].items():
            weights[group] = weights.get(group, 0) + weight * times
    for number, amount in purchase.rest.items():
        for group, weight in field.by_group[number].items():
            paid[group] = paid.get(group, 0) + weight * amount
    for group, weight in weights.items():
        paid[group] = paid.get(group, 0) + weight * purchase.price
    return {group: rounded(amount, purchase.unit) for group, amount in sorted(paid.items()) if amount}


def _spent_on(field: Field, purchases: Mapping[str, Purchase], id_: str) -> tuple[tuple[str, Fraction], ...]:
    supporters = field.supporters[id_]
    spent: list[tuple[str, Fraction]] = []
    for one in purchases.values():
        amount = one.price * field.share(one.id, supporters & one.in_full)
        amount += sum(field.weights[number] * one.rest[number] for number in supporters & one.rest.keys())
        if amount:
            spent.append((one.id, rounded(amount, one.unit)))
    # Sorting keeps the buying order of equals.
    return tuple(sorted(spent, key=lambda one: -one[1]))


def rounded(amount: int, unit: int) -> Fraction:
    """So many parts of a unit, to the nearest millionth."""
    return Fraction((2 * amount * MILLIONTH + unit) // (2 * unit), MILLIONTH)
