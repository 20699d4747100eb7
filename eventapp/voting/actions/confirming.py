"""Making the result final, and offering something else to what is not in it."""

from collections.abc import Collection, Mapping

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.people.tables import Person
from eventapp.proposals.actions import decide_proposals
from eventapp.proposals.tables import Proposal
from eventapp.texts import _, marked
from eventapp.voting import reasons
from eventapp.voting.actions.parts import change_facts, locked_round
from eventapp.voting.decision import Decision, decide, tell_hosts, tell_of_offer
from eventapp.voting.offers import OFFERS
from eventapp.voting.reading import votes_cast
from eventapp.voting.shares import FEWEST
from eventapp.voting.tables import Candidate, Round

NO_OFFERS: Mapping[str, str] = {}


async def confirm_result(
    round_: Round,
    by: Person,
    chosen: Collection[str],
    reasons_given: Mapping[str, str],
    offers: Mapping[str, str] = NO_OFFERS,
) -> Round:
    """Makes the result final: tells the proposals, and those who proposed or host one.

    `chosen` are the ids of the candidates that are in. Where that differs from the count, `reasons_given` holds by
    candidate a reason that everybody may read. `offers` holds by candidate what those are offered that are not in.
    Confirming twice changes nothing more. Raises `Refused`.
    """
    async with db.transaction():
        now = await locked_round(round_)
        if now.confirmed_at is not None:
            return now
        if now.counted_at is None:
            raise Refused(_("The votes have not been counted yet."))
        candidates = await _with_proposals_held(now)
        if not {*chosen, *offers} <= {candidate.id for candidate in candidates}:
            raise Refused(_("Choose from the proposals in this vote."))
        decisions = await _decisions(now, candidates, chosen, reasons_given, offers)
        selected = {proposal for proposal, decision in decisions.items() if decision.chosen}
        decided = await decide_proposals(now.event, selected, set(decisions) - selected, by=by)
        await tell_hosts(now, decided, decisions)
        facts = {"confirmed_at": clock.now(), "confirmed_by": by.id}
        return await change_facts(now, marked("confirmed the result of a vote"), by, **facts)


async def _with_proposals_held(round_: Round) -> list[Candidate]:
    """The candidates; until the transaction ends nobody withdraws one."""
    voted_on = Candidate.select(Candidate.proposal).where(Candidate.round == round_.id)
    await db.locked(Proposal.select(Proposal.id).where(Proposal.id.is_in(voted_on)).order_by(Proposal.id))
    return await Candidate.objects(Candidate.proposal).where(Candidate.round == round_.id)


async def _decisions(
    round_: Round,
    candidates: Collection[Candidate],
    chosen: Collection[str],
    reasons_given: Mapping[str, str],
    offers: Mapping[str, str],
) -> dict[str, Decision]:
    """What is decided about each proposal (by its id), once that is stored."""
    titles = {candidate.id: candidate.proposal.title for candidate in candidates}
    numbers = await votes_cast(round_) >= FEWEST
    found = {}
    for candidate in candidates:
        is_in, offer = candidate.id in chosen, offers.get(candidate.id, "")
        given = reasons_given.get(candidate.id, "").strip()
        reason = await decide(candidate, chosen=is_in, reason=given, offer=offer)
        found[str(candidate.proposal.id)] = Decision(
            chosen=is_in,
            why=reasons.words(reason, candidate.minutes, titles, numbers=numbers),
            changed=reason.changed,
            offer="" if is_in else offer,
        )
    return found


async def offer_instead(round_: Round, by: Person, candidate_id: str, offer: str) -> None:
    """Offers something else to a proposal that is not in the confirmed result, and tells those who proposed or host it.

    Offering the same twice changes nothing. Raises `Refused`.
    """
    async with db.transaction():
        now = await locked_round(round_)
        if now.confirmed_at is None:
            raise Refused(_("Confirm the result first."))
        candidate = await Candidate.objects(Candidate.proposal).get(
            (Candidate.id == candidate_id) & (Candidate.round == now.id)
        )
        if candidate is None or offer not in OFFERS:
            raise Refused(_("Choose from the proposals in this vote."))
        if candidate.chosen or candidate.proposal.state != "not-this-time":
            raise Refused(_("“%(title)s” needs no other offer.") % {"title": candidate.proposal.title})
        if candidate.offer == offer:
            return
        await Candidate.update({Candidate.offer: offer}).where(Candidate.id == candidate.id)
        await tell_of_offer(now, candidate.proposal, offer)
        title = candidate.proposal.title
        await note(marked("offered something else for"), title, now.event, by)
