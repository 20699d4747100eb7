"""Choosing by support alone: to fill what equal shares leave, and for comparison."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from eventapp.voting.tally.field import Field
from eventapp.voting.tally.limits import Block


@dataclass(frozen=True)
class Filling:
    """What was added in order, what could have been but for the limits, and what was left at the turn of each."""

    added: list[str] = field(default_factory=list)
    blocks: dict[str, Block] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)


def fill(field: Field, chosen: Collection[str]) -> Filling:
    """Adds by supporting weight whatever still fits."""
    return _add(field, list(chosen), field.support)


def most_votes(field: Field) -> Filling:
    """Chooses by the number of ballots whatever fits, one after another."""
    return _add(field, [], field.people)


def _add(field: Field, chosen: list[str], votes: Mapping[str, int]) -> Filling:
    filling = Filling()
    left = field.rules.budget - field.cost(chosen)
    others = [id_ for id_ in field.candidates if field.people[id_] and id_ not in chosen]
    for id_ in sorted(others, key=lambda id_: (-votes[id_], field.tie(id_))):
        filling.left[id_] = left
        if field.candidates[id_].cost > left:
            continue
        block = field.blocked([*chosen, *filling.added], id_)
        if block:
            filling.blocks[id_] = block
        else:
            filling.added.append(id_)
            left -= field.candidates[id_].cost
    return filling
