"""A counted round as files that anybody can count again: JSON, and Pabulib for other programs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from eventapp.voting import reasons
from eventapp.voting.counting import Counted, encode
from eventapp.voting.election import Election
from eventapp.voting.files import recount
from eventapp.voting.reading import Contender
from eventapp.voting.shares import FEWEST
from eventapp.voting.tables import Round
from eventapp.voting.tally import BallotValue, Tally


def tells_ballots(round_: Round, election: Election) -> bool:
    """Whether the files hold each ballot: not those of very few, nor where the rules of the vote say otherwise."""
    return len(election.ballots) >= FEWEST and bool(round_.votes_published)


def as_json(round_: Round, contenders: Sequence[Contender], election: Election, counted: Counted) -> bytes:
    """Everything that the count went by, without names or times, and what came out.

    Groups of ballots are numbered, since their names tell nothing about the count. Without `tells_ballots` no ballot is
    told; with fewer than three, nothing else either from which more could be found out than what is chosen.
    """
    numbers = _numbered(election.ballots)
    told = [replace(one, group=numbers[one.group]) for one in election.ballots]
    facts: dict[str, Any] = {
        "title": round_.title,
        "method": "equal shares",
        "rules": replace(election.rules, limits=replace(election.rules.limits, ineligible=frozenset())),
        "weighting": round_.weighting,
        "stars": round_.stars,
        "supporters_elsewhere": round_.supporters_elsewhere,
        "ballots_cast": len(election.ballots),
        "ballots_without_a_tick": round_.abstained or 0,
        "confirmed": round_.confirmed_at is not None,
        "candidates": [_candidate(one, told=len(told) >= FEWEST) for one in _in_order(contenders)],
        "chosen": [*counted.tally.chosen],
        "most_votes_would_choose": [],
        "ejr_plus_violations": [],
        "groups": [],
        "ballots": [],
        "tally": None,
    }
    if len(told) >= FEWEST:
        facts |= {
            "rules": election.rules,
            "most_votes_would_choose": [*counted.most_votes.chosen],
            "ejr_plus_violations": counted.ejr_plus,
            "groups": _groups(told),
            "tally": _with_groups(counted.tally, numbers),
        }
    if tells_ballots(round_, election):
        facts["ballots"] = sorted(map(_ballot, told), key=lambda one: (one["group"], one["marks"], one["stars"]))
    return encode(facts)


def as_pabulib(round_: Round, contenders: Sequence[Contender], election: Election, counted: Counted) -> str:
    """The same for programs that read Pabulib files. Only where `tells_ballots` says so."""
    numbers = _numbered(election.ballots)
    return recount.published(
        {"description": round_.title, "currency": "minutes"},
        election.rules,
        election.candidates,
        [replace(one, group=numbers[one.group]) for one in election.ballots],
        names={one.candidate.id: one.proposal.title for one in contenders},
        chosen=counted.tally.chosen,
    )


def _numbered(ballots: Sequence[BallotValue]) -> dict[str, str]:
    return {group: str(number) for number, group in enumerate(sorted({one.group for one in ballots}), 1)}


def _groups(ballots: Sequence[BallotValue]) -> list[dict[str, object]]:
    weights = {one.group: one.weight for one in ballots}
    return [
        {"group": group, "ballots": sum(one.group == group for one in ballots), "weight_of_each": weights[group]}
        for group in sorted(weights, key=int)
    ]


def _ballot(one: BallotValue) -> dict[str, Any]:
    return {"group": one.group, "weight": one.weight, "marks": sorted(one.marks), "stars": sorted(one.stars)}


def _with_groups(tally: Tally, numbers: Mapping[str, str]) -> Tally:
    """The tally without the names of groups in it."""
    return replace(
        tally,
        outcomes=tuple(
            replace(one, paid={numbers[group]: paid for group, paid in one.paid.items()}) for one in tally.outcomes
        ),
    )


def _in_order(contenders: Sequence[Contender]) -> list[Contender]:
    return sorted(contenders, key=lambda one: (one.candidate.turn or 1_000_000, one.candidate.id))


def _candidate(one: Contender, *, told: bool) -> dict[str, object]:
    reason = reasons.read(one.candidate.reason)
    return {
        "id": one.candidate.id,
        "title": one.proposal.title,
        "minutes": one.candidate.minutes,
        "chosen": bool(one.candidate.chosen),
        "counted_in": reason.counted_in,
        "turn": one.candidate.turn,
        "why": reason.why if told else "",
        "changed": reason.changed,
        "offer": one.candidate.offer,
    }
