"""Cutting the link from ballots to people, for good."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from eventapp.ids import new_id
from eventapp.voting.reading import marks_by_ballot, organisations_of_voters
from eventapp.voting.rows import insert
from eventapp.voting.secrecy import ballot_id
from eventapp.voting.shares import Share, shares
from eventapp.voting.tables import Ballot, BallotMark, Round


@dataclass(frozen=True)
class _Anonymous:
    id: str
    share: Share
    marks: Sequence[str]


async def make_anonymous(round_: Round) -> None:
    """Gives each ballot its share, then stores all of them anew under random ids and in random order.

    For the transaction that closes the round. A ballot whose person no longer belongs to an organisation taking part
    falls away.
    """
    ballots = await _weighed(round_)
    secrets.SystemRandom().shuffle(ballots)
    await Ballot.delete().where(Ballot.round == round_.id)
    await insert(
        Ballot,
        [
            Ballot(id=one.id, round=round_.id, weight_group=one.share.group, weight=str(one.share.weight))
            for one in ballots
        ],
    )
    await insert(
        BallotMark, [BallotMark(ballot=one.id, candidate=candidate) for one in ballots for candidate in one.marks]
    )


async def _weighed(round_: Round) -> list[_Anonymous]:
    marks = await marks_by_ballot(round_)
    voters = {
        ballot: organisation
        for person, organisation in (await organisations_of_voters(round_.event)).items()
        if (ballot := ballot_id(round_.ballot_key, person)) in marks
    }
    return [_Anonymous(new_id(), share, marks[ballot]) for ballot, share in shares(voters).items()]
