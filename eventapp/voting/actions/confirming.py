"""Making the result final."""

from collections.abc import Collection, Mapping

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.people.tables import Person
from eventapp.proposals.actions import decide_proposals
from eventapp.proposals.tables import Proposal
from eventapp.texts import _, marked
from eventapp.voting.actions.parts import change_facts, locked_round
from eventapp.voting.decision import decide, tell_proposers
from eventapp.voting.tables import Candidate, Round


async def confirm_result(round_: Round, by: Person, chosen: Collection[str], reasons_given: Mapping[str, str]) -> Round:
    """Makes the result final: tells the proposals, and each person who proposed one.

    `chosen` are the ids of the candidates that are in. Where that differs from the count, `reasons_given` holds by
    candidate a reason that everybody may read. Confirming twice changes nothing more. Raises `Refused`.
    """
    async with db.transaction():
        now = await locked_round(round_)
        if now.confirmed_at is not None:
            return now
        if now.counted_at is None:
            raise Refused(_("The votes have not been counted yet."))
        candidates = await _with_proposals_held(now)
        if not set(chosen) <= {candidate.id for candidate in candidates}:
            raise Refused(_("Choose from the proposals in this vote."))
        for candidate in candidates:
            reason = reasons_given.get(candidate.id, "").strip()
            await decide(candidate, chosen=candidate.id in chosen, reason=reason)
        selected = {str(candidate.proposal.id) for candidate in candidates if candidate.id in chosen}
        others = {str(candidate.proposal.id) for candidate in candidates} - selected
        decided = await decide_proposals(now.event, selected, others, by=by)
        await tell_proposers(now.event, decided, selected)
        facts = {"confirmed_at": clock.now(), "confirmed_by": by.id}
        return await change_facts(now, marked("confirmed the result of a vote"), by, **facts)


async def _with_proposals_held(round_: Round) -> list[Candidate]:
    """The candidates; until the transaction ends nobody withdraws one."""
    voted_on = Candidate.select(Candidate.proposal).where(Candidate.round == round_.id)
    await db.locked(Proposal.select(Proposal.id).where(Proposal.id.is_in(voted_on)).order_by(Proposal.id))
    return await Candidate.objects(Candidate.proposal).where(Candidate.round == round_.id)
