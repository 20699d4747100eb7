"""What goes into a count and what comes out, as plain values. They travel between processes as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from eventapp.voting.tally.limits import Limits

Why = Literal[
    "bought",
    "filled",
    "no support",
    "too long",
    "did not fit",
    "cap",
    "excluded",
    "not eligible",
    "few from elsewhere",
]


@dataclass(frozen=True)
class Candidate:
    """Something to vote on, and how much of the budget it needs: minutes, or any unit that the budget is in."""

    id: str
    cost: int


@dataclass(frozen=True)
class BallotValue:
    """One ballot: the ids of the candidates ticked, how much it weighs, and whose share it is part of.

    What has a star is ticked too, and counts twice: it may cost this ballot twice as much as others.
    """

    marks: frozenset[str]
    weight: Fraction
    group: str
    stars: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rules:
    """How ballots are counted.

    `completion` says what happens to what equal shares leave unused: nothing, shares are raised while what is bought
    fits (`add1`), and what is then free is filled by support (`add1u`). A `step` is how much each unit of weight gets
    more each time; None gives half a percent of the budget to all together, until shares are doubled.
    With `stop_when_exhausted` shares are not raised once nothing more would fit.
    `ties` are drawn by the seed after more weight, more groups and the shorter; or go by id, as in Pabulib files.
    "Most votes" is for comparison: each ballot is one vote, whatever it weighs, and most votes go first.
    """

    budget: int
    seed: str = ""
    rule: Literal["equal shares", "most votes"] = "equal shares"
    completion: Literal["none", "add1", "add1u"] = "add1u"
    step: Fraction | None = None
    stop_when_exhausted: bool = False
    ties: Literal["drawn", "id"] = "drawn"
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Outcome:
    """What became of a candidate, in numbers that a sentence can be made of.

    `turn` counts from 1 in buying order. `weight` and `people` are its support. `held` is what its supporters' shares
    still came to: before they bought it, else at the end. `left` is what the budget still held when its turn to be
    filled in came. Bought ones tell the `price` for each unit of supporting weight, what each group `paid`, and with
    whom they were `tied_with` so that the tie rule chose them. The others tell which winners (ids) the money of their
    supporters was `spent_on`, most first. `blocked_by` is the kind whose cap was reached, or the id of the winner that
    excludes it. `why` is "few from elsewhere" only where a round says so of those that are not eligible.
    All in the unit of the budget; `held`, `price`, `paid` and `spent_on` are rounded to a millionth.
    """

    id: str
    cost: int
    why: Why
    turn: int | None
    weight: Fraction
    people: int
    held: Fraction
    left: int
    price: Fraction | None = None
    paid: Mapping[str, Fraction] = field(default_factory=dict)
    spent_on: tuple[tuple[str, Fraction], ...] = ()
    blocked_by: str = ""
    tied_with: tuple[str, ...] = ()

    @property
    def chosen(self) -> bool:
        return self.turn is not None


@dataclass(frozen=True)
class Tally:
    """The result: the chosen ones in buying order, then the others by support.

    `shares` is what all shares came to in the end, after so many `runs` of buying.
    """

    outcomes: tuple[Outcome, ...]
    budget: int
    spent: int
    shares: Fraction
    runs: int

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(outcome.id for outcome in self.outcomes if outcome.chosen)


@dataclass(frozen=True)
class Enough:
    """What would have been enough: this shorter length, or so many more people like those who ticked it.

    None where nothing shorter, or not even twice as many people as voted, would have been.
    """

    cost: int | None
    more_people: int | None
