"""Voting."""

from collections.abc import Collection

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.people.tables import Person
from eventapp.texts import _
from eventapp.voting.actions.parts import candidate_ids, locked_round
from eventapp.voting.reading import organisations_of_voters
from eventapp.voting.rows import insert
from eventapp.voting.secrecy import ballot_id
from eventapp.voting.states import is_over, state_of
from eventapp.voting.tables import Ballot, BallotMark, Round


async def cast_ballot(round_: Round, person: Person, marks: Collection[str]) -> None:
    """This person's ballot, in place of an earlier one. `marks` are the ids of candidates; none takes the vote back.

    Nothing is logged, and no time is kept. Raises `Refused` when the round is not open or its time has passed, for
    people who may not vote, and for ids that are not in this round.
    """
    async with db.transaction():
        now = await locked_round(round_)
        if state_of(now) != "open" or is_over(now, clock.now()):
            raise Refused(_("Voting is closed. What you saved before counts, and this change does not."))
        if not await organisations_of_voters(now.event, person):
            raise Refused(_("To vote you need to belong to an organisation that takes part."))
        if not set(marks) <= await candidate_ids(now):
            raise Refused(_("Choose from the proposals in this vote."))
        mine = ballot_id(now.ballot_key, person.id)
        await Ballot.delete().where(Ballot.id == mine)
        # A ballot without a tick says nothing, and would only make the ballots of its organisation weigh less.
        if marks:
            await Ballot.insert(Ballot(id=mine, round=now.id, weight_group="", weight=""))
            await insert(BallotMark, [BallotMark(ballot=mine, candidate=id_) for id_ in sorted(set(marks))])
