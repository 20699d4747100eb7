"""Cutting the link from ballots to people, for good."""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from eventapp import db
from eventapp.event.tables import Participation
from eventapp.ids import new_id
from eventapp.voting.elsewhere import enough_elsewhere
from eventapp.voting.paper import voters_by_organisation
from eventapp.voting.reading import hosting_of, organisations_of_voters
from eventapp.voting.secrecy import ballot_id, typed_ballot_id
from eventapp.voting.shares import WEIGHTINGS, Share, shares
from eventapp.voting.tables import Ballot, BallotMark, Candidate, PaperBallot, PaperVoter, Round

# What is deleted or written anew at closing, so that its old rows must not be readable any more.
SECRET_TABLES = (BallotMark, Ballot, PaperVoter, PaperBallot, Round)


@dataclass
class _Wishes:
    """What a ballot says: the candidates ticked (ids), each with whether it has a star."""

    abstains: bool
    marks: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class _Anonymous:
    id: str
    share: Share
    marks: Mapping[str, bool]


async def make_anonymous(round_: Round) -> dict[str, Any]:
    """Gives each ballot its share, then stores all of them anew under random ids and in random order.

    For the transaction that closes the round. A ballot of nobody who may still vote falls away; one that abstains is
    only counted. Who votes on paper is forgotten. Returns what is to be stored with the round.
    """
    wishes, voters = await _wishes_of(round_), await _voters_of(round_)
    cast = {ballot: organisation for ballot, organisation in voters.items() if ballot in wishes}
    ticking = {ballot: organisation for ballot, organisation in cast.items() if wishes[ballot].marks}
    by_weighting: dict[str, Mapping[str, Share]] = {weighting: shares(ticking, weighting) for weighting in WEIGHTINGS}
    ballots = [
        _Anonymous(new_id(), share, wishes[ballot].marks) for ballot, share in by_weighting[round_.weighting].items()
    ]
    await _judge_support_elsewhere(round_, ballots)
    await _store_anew(round_, ballots)
    for table in (PaperVoter, PaperBallot):
        await table.delete().where(table.round == round_.id)
    return {"abstained": len(cast) - len(ticking), "group_weights": _group_weights(by_weighting)}


async def _wishes_of(round_: Round) -> dict[str, _Wishes]:
    """What each ballot says, by its id."""
    rows = await Ballot.select(Ballot.id, Ballot.abstains).where(Ballot.round == round_.id)
    found = {str(row["id"]): _Wishes(row["abstains"]) for row in rows}
    of_round = Ballot.select(Ballot.id).where(Ballot.round == round_.id)
    for row in await BallotMark.select(BallotMark.ballot, BallotMark.candidate, BallotMark.star).where(
        BallotMark.ballot.is_in(of_round)
    ):
        found[str(row["ballot"])].marks[str(row["candidate"])] = row["star"]
    return found


async def _voters_of(round_: Round) -> dict[str, str]:
    """For each ballot that there can be, typed in from paper or not, the organisation that it is for (ids)."""
    key, found = round_.ballot_key, {}
    for person, organisation in (await organisations_of_voters(round_.event)).items():
        found[ballot_id(key, person)] = organisation
    taking_part = Participation.select(Participation.organisation).where(Participation.event == round_.event)
    for row in await PaperBallot.select(PaperBallot.id, PaperBallot.organisation).where(
        (PaperBallot.round == round_.id) & PaperBallot.organisation.is_in(taking_part)
    ):
        found[typed_ballot_id(key, row["id"])] = str(row["organisation"])
    return found


async def _judge_support_elsewhere(round_: Round, ballots: Sequence[_Anonymous]) -> None:
    rows = await Candidate.select(Candidate.id).where(Candidate.round == round_.id)
    hosting = await hosting_of([row["id"] for row in rows])
    people, groups = await voters_by_organisation(round_.event, round_), {one.share.group for one in ballots}
    ticked_by: dict[str, list[str]] = defaultdict(list)
    for ballot in ballots:
        for candidate in ballot.marks:
            ticked_by[candidate].append(ballot.share.group)
    enough: dict[bool, list[str]] = {True: [], False: []}
    for candidate, organisations in hosting.items():
        hosts = {organisation.id for organisation in organisations}
        answer = enough_elsewhere(ticked_by[candidate], hosts, groups, people, round_.supporters_elsewhere)
        enough[answer].append(candidate)
    for answer, candidates in enough.items():
        if candidates:
            await Candidate.update({Candidate.enough_elsewhere: answer}).where(Candidate.id.is_in(candidates))


async def _store_anew(round_: Round, ballots: list[_Anonymous]) -> None:
    secrets.SystemRandom().shuffle(ballots)
    await Ballot.delete().where(Ballot.round == round_.id)
    await db.insert_all(
        Ballot,
        [
            Ballot(id=one.id, round=round_.id, weight_group=one.share.group, weight=str(one.share.weight))
            for one in ballots
        ],
    )
    # In the order of their candidates' ids, not in that of the ticks.
    await db.insert_all(
        BallotMark,
        [
            BallotMark(ballot=one.id, candidate=candidate, star=star)
            for one in ballots
            for candidate, star in sorted(one.marks.items())
        ],
    )


def _group_weights(by_weighting: Mapping[str, Mapping[str, Share]]) -> str:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for weighting, shares_of in by_weighting.items():
        for share in shares_of.values():
            found[share.group][weighting] = str(share.weight)
    return msgspec.json.encode(found, order="deterministic").decode()
