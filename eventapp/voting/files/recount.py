"""Counting a Pabulib file again: with the rules that it was published with, or with others.

For anybody who wants to check a result, so it needs no database and no settings.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Literal

import msgspec

from eventapp.voting.files.pabulib import (
    Election,
    NotReadable,
    Project,
    Vote,
    parse_amount,
    parse_fraction,
    plain,
    write,
)
from eventapp.voting.shares import Weighting, shares
from eventapp.voting.tally import BallotValue, Candidate, Limits, Rules, Tally, ejr_plus_violations, tally

Rule = Literal["equal shares", "most votes"]
Completion = Literal["none", "add1", "add1u"]
Ties = Literal["drawn", "id"]

# The fact in META that says how one of our own rounds was counted.
_OURS = "eventapp_rules"
# What `Rules.step` is when nothing is said, written as `--step` takes it.
_HALF_A_PERCENT = "0.5%"


class _Method(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a file is counted. These defaults are those for files of others."""

    rule: Rule = "equal shares"
    completion: Completion = "add1u"
    step: str = "1"
    stop_when_exhausted: bool = True
    ties: Ties = "id"
    seed: str = ""
    caps: dict[str, int] = {}
    exclusions: list[tuple[str, str]] = []


@dataclass(frozen=True)
class Asked:
    """What a person wants done differently. None: as the file says if it is one of ours, else as is usual.

    `step` is how much more each voter gets each time, on average, in the currency of the file; or, with `%`, how much
    of the budget all of them get together.
    """

    rule: Rule | None = None
    completion: Completion | None = None
    step: str | None = None
    stop_when_exhausted: bool | None = None
    ties: Ties | None = None
    seed: str | None = None
    weighting: Weighting | None = None


@dataclass(frozen=True)
class Recount:
    """What came out. Amounts of the tally are in parts of the file's currency, of which `unit` make one.

    `weighting` is empty where the file itself says what each vote weighs.
    """

    election: Election
    rules: Rules
    step: str
    weighting: Weighting | Literal[""]
    unit: int
    tally: Tally
    ejr_plus_violations: list[str]


def recount(election: Election, asked: Asked, progress: Callable[[float], None] | None = None) -> Recount:
    """Counts. Raises `NotReadable` where what is asked for needs what the file lacks."""
    method = _method(election, asked)
    unit = lcm(election.budget.denominator, *(project.cost.denominator for project in election.projects))
    candidates = [Candidate(project.id, int(project.cost * unit)) for project in election.projects]
    weighting = asked.weighting or ("" if election.votes[0].weight else "person")
    ballots = _ballots(election.votes, weighting)
    rules = Rules(
        budget=int(election.budget * unit),
        seed=method.seed,
        rule=method.rule,
        completion="none" if method.rule == "most votes" else method.completion,
        step=_step(method.step, election, ballots, unit),
        stop_when_exhausted=method.stop_when_exhausted,
        ties=method.ties,
        limits=Limits(
            kinds={project.id: project.kind for project in election.projects if project.kind},
            caps={kind: cap * unit for kind, cap in method.caps.items()},
            exclusions=frozenset(method.exclusions),
            ineligible=frozenset(project.id for project in election.projects if not project.eligible),
        ),
    )
    found = tally(candidates, ballots, rules, progress)
    wronged = ejr_plus_violations(candidates, ballots, rules.budget, found.chosen, rules.limits)
    return Recount(election, rules, method.step, weighting, unit, found, wronged)


def _method(election: Election, asked: Asked) -> _Method:
    try:
        method = msgspec.json.decode(election.facts.get(_OURS, "{}"), type=_Method)
    except msgspec.MsgspecError as problem:
        raise NotReadable(f"The rules of the count in META ({_OURS}) cannot be read: {problem}.") from problem
    changes = {
        "rule": asked.rule,
        "completion": asked.completion,
        "step": asked.step,
        "stop_when_exhausted": asked.stop_when_exhausted,
        "ties": asked.ties,
        "seed": asked.seed,
    }
    return msgspec.structs.replace(method, **{name: value for name, value in changes.items() if value is not None})


def _step(text: str, election: Election, ballots: Sequence[BallotValue], unit: int) -> Fraction | None:
    """What one unit of weight gets more each time."""
    if text == _HALF_A_PERCENT:
        return None
    weight = sum((ballot.weight for ballot in ballots), Fraction(0))
    number = text.removesuffix("%")
    amount = parse_amount(number) or parse_fraction(number)
    if amount is None:
        raise NotReadable(f"The step is “{text}”. It must be a number above 0, such as 1, or 0.5% of the budget.")
    together = election.budget * amount / 100 if text.endswith("%") else amount * len(ballots)
    return together * unit / weight


def _ballots(votes: Sequence[Vote], weighting: Weighting | Literal[""]) -> list[BallotValue]:
    sizes: dict[str, int] = {}
    for vote in votes:
        sizes[vote.organisation] = sizes.get(vote.organisation, 0) + 1
    if weighting in {"organisation", "square root"} and "" in sizes:
        nowhere = next(vote for vote in votes if not vote.organisation)
        raise NotReadable(f"Voter “{nowhere.voter}” has no organisation. VOTES needs a column organisation for this.")
    weights = {organisation: _weight(size, weighting or "person") for organisation, size in sizes.items()}
    return [
        BallotValue(
            marks=vote.marks,
            weight=weights[vote.organisation] if weighting or vote.weight is None else vote.weight,
            group=vote.group or vote.organisation,
            stars=vote.stars,
        )
        for vote in votes
    ]


def _weight(size: int, weighting: Weighting) -> Fraction:
    # An organisation by itself is pooled with nobody: who reads a published file could not be told more by its weights.
    alone = shares({str(number): "" for number in range(size)}, weighting)
    return alone["0"].weight


# Publishing


def published(
    facts: Mapping[str, str],
    rules: Rules,
    candidates: Sequence[Candidate],
    ballots: Sequence[BallotValue],
    *,
    names: Mapping[str, str],
    chosen: Collection[str],
) -> str:
    """A round as a Pabulib file that `recount` counts to the same tally.

    `facts` go to META as they are, such as `description` and `unit`. The ballots are sorted and numbered, so that their
    order tells nothing; their groups are written as they are.
    """
    method = _Method(
        rule=rules.rule,
        completion=rules.completion,
        step=_written_step(rules, ballots),
        stop_when_exhausted=rules.stop_when_exhausted,
        ties=rules.ties,
        seed=rules.seed,
        caps=dict(rules.limits.caps),
        exclusions=sorted(rules.limits.exclusions),
    )
    in_pabulib = "greedy" if rules.rule == "most votes" else f"equalshares/{rules.completion}".removesuffix("/none")
    projects = [
        Project(
            id=candidate.id,
            cost=Fraction(candidate.cost),
            name=names.get(candidate.id, ""),
            kind=rules.limits.kinds.get(candidate.id, ""),
            selected=candidate.id in chosen,
            eligible=candidate.id not in rules.limits.ineligible,
        )
        for candidate in candidates
    ]
    return write(
        Election(
            budget=Fraction(rules.budget),
            projects=tuple(projects),
            votes=tuple(
                Vote(str(number), ballot.marks, ballot.stars, group=ballot.group, weight=ballot.weight)
                for number, ballot in enumerate(sorted(ballots, key=_in_order), 1)
            ),
            facts={**facts, "rule": in_pabulib, _OURS: msgspec.json.encode(method).decode()},
        )
    )


def _written_step(rules: Rules, ballots: Sequence[BallotValue]) -> str:
    if rules.step is None:
        return _HALF_A_PERCENT
    weight = sum((ballot.weight for ballot in ballots), Fraction(0))
    return plain(rules.step * weight / len(ballots))


def _in_order(ballot: BallotValue) -> tuple[str, Fraction, list[str], list[str]]:
    return ballot.group, ballot.weight, sorted(ballot.marks), sorted(ballot.stars)
