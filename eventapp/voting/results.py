"""The result of a round, in order and in words: everything that its page tells."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from eventapp.texts import _
from eventapp.voting import reasons
from eventapp.voting.counting import Counted
from eventapp.voting.fairness import OtherRule, Part, Ticks, beside, parts_by, parts_of_groups
from eventapp.voting.reading import Contender
from eventapp.voting.shares import FEWEST
from eventapp.voting.tally import Outcome, Tally


@dataclass(frozen=True)
class Line:
    """A candidate in the result, and why it is in or not.

    `people` is None where telling it could show who voted what. `payments` are minutes that the people of an
    organisation (by name) gave for it, most first. `more` are further sentences about the count.
    """

    contender: Contender
    chosen: bool
    people: int | None
    why: str
    changed: str
    payments: Sequence[tuple[str, int]] = ()
    more: Sequence[str] = ()


@dataclass(frozen=True)
class Account:
    """What people can read about a count.

    `shares` is what all shares came to once they were raised. `groups` are organisations by what their people ticked,
    `hosts` by what they proposed, `kinds` by kind of activity: minutes asked for and got. `other_rule` is what most
    votes would have chosen. `left_out` are the titles of those whose supporters' own share would have paid for them.
    `empty_handed` is how many people have nothing that they ticked, by this rule and by the other. `drawn` are titles,
    each with those that it came before by lot.
    """

    lines: Sequence[Line]
    votes: int
    budget: int
    shares: int
    groups: Sequence[Part]
    hosts: Sequence[Part]
    kinds: Sequence[Part]
    other_rule: OtherRule
    left_out: Sequence[str]
    empty_handed: tuple[int, int]
    drawn: Sequence[tuple[str, Sequence[str]]]
    titles: Mapping[str, str]

    @property
    def numbers_told(self) -> bool:
        """With very few votes, how many ticked what would show who did."""
        return self.votes >= FEWEST

    @property
    def chosen(self) -> list[Line]:
        return [line for line in self.lines if line.chosen]

    @property
    def others(self) -> list[Line]:
        return [line for line in self.lines if not line.chosen]

    @property
    def given(self) -> int:
        """The room time that the chosen ones take."""
        return sum(line.contender.candidate.minutes for line in self.chosen)


def account(
    budget: int,
    contenders: Sequence[Contender],
    counted: Counted,
    ticks: Ticks,
    empty_handed: tuple[int, int],
    name: Callable[[str], str],
) -> Account:
    """Puts a count into words. `name` gives the words for a weight group."""
    tally = counted.tally
    costs = {outcome.id: outcome.cost for outcome in tally.outcomes}
    standing = [one for one in contenders if one.candidate.id in costs]
    chosen = {one.candidate.id for one in standing if one.candidate.chosen}
    titles = {one.candidate.id: one.proposal.title for one in contenders}
    ties = {outcome.id: _tie(outcome, tally, ticks) for outcome in tally.outcomes if outcome.tied_with}
    return Account(
        lines=_lines(contenders, _Told(counted, ticks, ties, titles, name)),
        votes=ticks.everybody,
        budget=budget,
        shares=round(tally.shares),
        groups=parts_of_groups(ticks, costs, chosen, name),
        hosts=parts_by(
            ([one.name for one in each.organisations], costs[each.candidate.id], each.candidate.id in chosen)
            for each in standing
        ),
        kinds=parts_by(
            ([each.candidate.kind], costs[each.candidate.id], each.candidate.id in chosen) for each in standing
        ),
        other_rule=beside(tally.chosen, counted.most_votes.chosen, ticks, costs, name),
        left_out=[titles[id_] for id_ in counted.ejr_plus],
        empty_handed=empty_handed,
        drawn=[(titles[id_], [titles[one] for one in tie.others]) for id_, tie in ties.items() if tie.drawn],
        titles=titles,
    )


@dataclass(frozen=True)
class _Tie:
    """The others (ids) that a candidate came before, and whether only the draw told them apart."""

    others: Sequence[str]
    drawn: bool


def _tie(outcome: Outcome, tally: Tally, ticks: Ticks) -> _Tie:
    def ranked(one: Outcome) -> tuple[Fraction, int, int]:
        return one.weight, sum(one.id in marks for marks in ticks.marks.values()), one.cost

    others = [one for one in tally.outcomes if one.id in outcome.tied_with]
    drawn = [one.id for one in others if ranked(one) == ranked(outcome)]
    return _Tie(drawn or [one.id for one in others], drawn=bool(drawn))


@dataclass(frozen=True)
class _Told:
    """What all lines are made from."""

    counted: Counted
    ticks: Ticks
    ties: Mapping[str, _Tie]
    titles: Mapping[str, str]
    name: Callable[[str], str]


def _lines(contenders: Sequence[Contender], told: _Told) -> list[Line]:
    """The chosen ones in buying order, then those that an organiser added, then the others by support and title."""
    outcomes = {outcome.id: outcome for outcome in told.counted.tally.outcomes}
    return sorted((_line(one, outcomes.get(one.candidate.id), told) for one in contenders), key=_place)


def _line(one: Contender, outcome: Outcome | None, told: _Told) -> Line:
    candidate, reason = one.candidate, reasons.read(one.candidate.reason)
    numbers = told.ticks.everybody >= FEWEST
    why = reasons.words(reason, candidate.minutes, told.titles, numbers=numbers)
    if reason.counted_in and not candidate.chosen and not reason.changed:
        why = _("The people who proposed it took it back after the count.")
    line = Line(one, bool(candidate.chosen), None, why, reason.changed)
    if outcome is None or not numbers:
        return line
    return replace(line, people=outcome.people, payments=_payments(outcome, told.name), more=_more(outcome, told))


def _place(line: Line) -> tuple[bool, int, int, str, str]:
    candidate = line.contender.candidate
    bought_in_turn = candidate.turn or 1_000_000
    return (
        not line.chosen,
        bought_in_turn,
        -(line.people or 0),
        line.contender.proposal.title.casefold(),
        candidate.id,
    )


def _payments(outcome: Outcome, name: Callable[[str], str]) -> list[tuple[str, int]]:
    return [(name(group), minutes) for group, minutes in whole_minutes(outcome.paid).items() if minutes]


def _more(outcome: Outcome, told: _Told) -> list[str]:
    tie = told.ties.get(outcome.id, _Tie([], drawn=False))
    sentences = [reasons.came_first([told.titles[id_] for id_ in tie.others], drawn=tie.drawn)]
    if not outcome.chosen:
        spent = list(whole_minutes(dict(outcome.spent_on)).items())
        sentences += [
            reasons.spent_elsewhere(spent, told.titles),
            reasons.would_do(told.counted.enough.get(outcome.id)),
        ]
    return [sentence for sentence in sentences if sentence]


def whole_minutes(parts: Mapping[str, Fraction]) -> dict[str, int]:
    """The parts as whole minutes that add up as the parts do, rounded; most first."""
    whole = {key: math.floor(part) for key, part in parts.items()}
    missing = round(sum(parts.values(), Fraction(0))) - sum(whole.values())
    for key in sorted(parts, key=lambda key: (whole[key] - parts[key], key))[:missing]:
        whole[key] += 1
    return dict(sorted(whole.items(), key=lambda item: (-item[1], item[0])))


def with_nothing(ballots: Sequence[Collection[str]], chosen: Collection[str]) -> int:
    """How many of these ballots (ids ticked) have nothing that they tick."""
    return sum(set(chosen).isdisjoint(marks) for marks in ballots)
