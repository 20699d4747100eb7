"""Candidates and ballots, ready to count."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from eventapp.voting.limits import Block, blocked
from eventapp.voting.values import BallotValue, Candidate, Rules


@dataclass(frozen=True)
class Field:
    """Equal ballots always hold equal money, so they are one bloc, known by its number.

    Weights are whole numbers: `unit` of them are a weight of 1. `by_group` splits the weight of each bloc.
    """

    rules: Rules
    candidates: Mapping[str, Candidate]
    unit: int
    weights: Sequence[int]
    by_group: Sequence[Mapping[str, int]]
    supporters: Mapping[str, frozenset[int]]
    starring: Mapping[str, frozenset[int]]
    support: Mapping[str, int]
    people: Mapping[str, int]
    groups: Mapping[str, int]

    @property
    def weight(self) -> int:
        return sum(self.weights)

    def tie(self, id_: str) -> tuple[int, int, int, str]:
        """What decides between equals: more weight, more groups, shorter, then drawn by the seed; or the id alone."""
        if self.rules.ties == "id":
            return 0, 0, 0, id_
        drawn = hashlib.sha256((self.rules.seed + id_).encode()).hexdigest()
        return -self.support[id_], -self.groups[id_], self.candidates[id_].cost, drawn

    def cost(self, ids: Iterable[str]) -> int:
        return sum(self.candidates[id_].cost for id_ in ids)

    def wanted(self) -> list[str]:
        """What can be chosen at all: ticked by somebody, and no longer than the whole budget."""
        return [id_ for id_, one in self.candidates.items() if self.people[id_] and one.cost <= self.rules.budget]

    def blocked(self, chosen: Iterable[str], id_: str) -> Block | None:
        return blocked(self.rules.limits, [self.candidates[one] for one in chosen], self.candidates[id_])


def field_of(candidates: Sequence[Candidate], ballots: Sequence[BallotValue], rules: Rules) -> Field:
    """Marks for unknown ids are ignored. Raises `ValueError` where a cost or weight is not above 0."""
    known = {one.id: one for one in sorted(candidates, key=lambda one: one.id)}
    if len(known) < len(candidates):
        raise ValueError("Two candidates have the same id.")
    if any(one.cost <= 0 for one in candidates) or any(ballot.weight <= 0 for ballot in ballots):
        raise ValueError("Costs and weights must be above 0.")
    unit = lcm(*(ballot.weight.denominator for ballot in ballots))
    blocs: dict[tuple[frozenset[str], frozenset[str]], dict[str, int]] = {}
    people = dict.fromkeys(known, 0)
    groups: dict[str, set[str]] = {id_: set() for id_ in known}
    for ballot in ballots:
        marks = ballot.marks.intersection(known)
        shares = blocs.setdefault((marks, ballot.stars & marks), {})
        shares[ballot.group] = shares.get(ballot.group, 0) + int(ballot.weight * unit)
        for id_ in marks:
            people[id_] += 1
            groups[id_].add(ballot.group)
    supporters: dict[str, list[int]] = {id_: [] for id_ in known}
    starring: dict[str, list[int]] = {id_: [] for id_ in known}
    for number, (marks, stars) in enumerate(blocs):
        for id_ in marks:
            supporters[id_].append(number)
        for id_ in stars:
            starring[id_].append(number)
    weights = [sum(shares.values()) for shares in blocs.values()]
    return Field(
        rules=rules,
        candidates=known,
        unit=unit,
        weights=weights,
        by_group=list(blocs.values()),
        supporters={id_: frozenset(numbers) for id_, numbers in supporters.items()},
        starring={id_: frozenset(numbers) for id_, numbers in starring.items()},
        support={id_: sum(weights[number] for number in numbers) for id_, numbers in supporters.items()},
        people=people,
        groups={id_: len(found) for id_, found in groups.items()},
    )


def in_weight(field: Field, whole: int) -> Fraction:
    """A weight as ballots have it."""
    return Fraction(whole, field.unit)
