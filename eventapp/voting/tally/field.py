"""Candidates and ballots, ready to count."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from operator import itemgetter

from eventapp.voting.tally.limits import Block, blocked
from eventapp.voting.tally.values import BallotValue, Candidate, Rules

Bloc = tuple[frozenset[str], frozenset[str], Mapping[str, int]]
Purses = Callable[[Sequence[int]], tuple[int, ...]]


@dataclass(frozen=True)
class Payers:
    """Supporters of a candidate that weigh the same: blocs that pay so many times what others do.

    `purses` picks theirs out of everybody's.
    """

    weight: int
    times: int
    numbers: tuple[int, ...]
    purses: Purses


@dataclass(frozen=True)
class Field:
    """Equal ballots always hold equal money, so where there are many they are one bloc, known by its number.

    What is `wanted` can be chosen: ticked by somebody, no longer than the budget. Weights are whole numbers: `unit` of
    them are a weight of 1, `total` is that of all. `by_group` splits the weight of each bloc. By candidate: `support`
    is the weight of its supporters, in `shares` those with a star count twice.
    """

    rules: Rules
    candidates: Mapping[str, Candidate]
    wanted: Sequence[str]
    unit: int
    total: int
    weights: Sequence[int]
    by_group: Sequence[Mapping[str, int]]
    supporters: Mapping[str, frozenset[int]]
    starring: Mapping[str, frozenset[int]]
    payers: Mapping[str, Sequence[Payers]]
    support: Mapping[str, int]
    shares: Mapping[str, int]
    people: Mapping[str, int]
    groups: Mapping[str, int]

    def weigh(self, numbers: Iterable[int]) -> int:
        return sum(map(self.weights.__getitem__, numbers))

    def share(self, id_: str, numbers: Collection[int]) -> int:
        """What those of these blocs weigh that support the candidate: with a star, twice."""
        starring = self.starring[id_]
        weight = self.weigh(self.supporters[id_].intersection(numbers))
        return weight + self.weigh(starring.intersection(numbers)) if starring else weight

    def tie(self, id_: str) -> tuple[int, int, int, str]:
        """What decides between equals: more weight, more groups, shorter, then drawn by the seed; or the id alone."""
        if self.rules.ties == "id":
            return 0, 0, 0, id_
        drawn = hashlib.sha256((self.rules.seed + id_).encode()).hexdigest()
        return -self.support[id_], -self.groups[id_], self.candidates[id_].cost, drawn

    def cost(self, ids: Iterable[str]) -> int:
        return sum(self.candidates[id_].cost for id_ in ids)

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
    groups: dict[str, set[str]] = {id_: set() for id_ in known}
    people = dict.fromkeys(known, 0)
    for ballot in ballots:
        for id_ in ballot.marks & known.keys():
            people[id_] += 1
            groups[id_].add(ballot.group)
    blocs = _blocs(ballots, known, unit)
    supporters: dict[str, list[int]] = {id_: [] for id_ in known}
    starring: dict[str, list[int]] = {id_: [] for id_ in known}
    for number, (marks, stars, _) in enumerate(blocs):
        for id_ in marks:
            supporters[id_].append(number)
        for id_ in stars:
            starring[id_].append(number)
    weights = [sum(shares.values()) for _, _, shares in blocs]
    support = {id_: sum(weights[number] for number in numbers) for id_, numbers in supporters.items()}
    return Field(
        rules=rules,
        candidates=known,
        wanted=[id_ for id_, one in known.items() if people[id_] and one.cost <= rules.budget],
        unit=unit,
        total=sum(weights),
        weights=weights,
        by_group=[shares for _, _, shares in blocs],
        supporters={id_: frozenset(numbers) for id_, numbers in supporters.items()},
        starring={id_: frozenset(numbers) for id_, numbers in starring.items()},
        payers={id_: _payers(numbers, set(starring[id_]), weights) for id_, numbers in supporters.items()},
        support=support,
        shares={id_: weight + sum(weights[number] for number in starring[id_]) for id_, weight in support.items()},
        people=people,
        groups={id_: len(found) for id_, found in groups.items()},
    )


def in_weight(field: Field, whole: int) -> Fraction:
    """A weight as ballots have it."""
    return Fraction(whole, field.unit)


def _blocs(ballots: Sequence[BallotValue], known: Collection[str], unit: int) -> list[Bloc]:
    """Marks and stars among the candidates, and the weight by group."""
    merged: dict[tuple[frozenset[str], frozenset[str]], dict[str, int]] = {}
    single: list[Bloc] = []
    for ballot in ballots:
        marks = ballot.marks.intersection(known)
        stars, weight = ballot.stars & marks, ballot.weight.numerator * (unit // ballot.weight.denominator)
        single.append((marks, stars, {ballot.group: weight}))
        shares = merged.setdefault((marks, stars), {})
        shares[ballot.group] = shares.get(ballot.group, 0) + weight
    # Blocs of many different weights are slower to add up than a few more ballots that weigh the same.
    if 2 * len(merged) > len(single):
        return single
    return [(marks, stars, shares) for (marks, stars), shares in merged.items()]


def _payers(supporters: Iterable[int], starring: Collection[int], weights: Sequence[int]) -> list[Payers]:
    alike: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number in supporters:
        alike[weights[number], 2 if number in starring else 1].append(number)
    return [
        Payers(weight, times, tuple(numbers), _picker(numbers)) for (weight, times), numbers in sorted(alike.items())
    ]


def _picker(numbers: Sequence[int]) -> Purses:
    if len(numbers) == 1:
        return lambda purses: (purses[numbers[0]],)
    return itemgetter(*numbers)
