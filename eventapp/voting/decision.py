"""What a confirmed result means for each candidate, and telling those who proposed it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from piccolo.columns import Column

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.notices.actions import owe
from eventapp.people.tables import Person
from eventapp.proposals.tables import Proposal
from eventapp.templating import render
from eventapp.texts import _
from eventapp.voting import reasons
from eventapp.voting.offers import OFFERED, OFFERS
from eventapp.voting.reasons import Reason
from eventapp.voting.tables import Candidate


@dataclass(frozen=True)
class Decision:
    """What was decided about a proposal, in words. `why` is the count's reason, `changed` an organiser's own."""

    chosen: bool
    why: str
    changed: str = ""
    offer: str = ""


async def decide(candidate: Candidate, *, chosen: bool, reason: str, offer: str = "") -> Reason:
    """Stores what an organiser decided, and returns the reason that everybody reads.

    `reason` is theirs, needed where that differs from the count. `offer` is one of `OFFERS`, for what is not chosen.
    Raises `Refused` without that reason, and for choosing what was withdrawn. The proposal must be prefetched.
    """
    counted, proposal = reasons.read(candidate.reason), candidate.proposal
    withdrawn = proposal.state != "submitted"
    if chosen and withdrawn:
        raise Refused(_("“%(title)s” was withdrawn. Take it off the list.") % {"title": proposal.title})
    differs = chosen != counted.counted_in
    if differs and not reason and not withdrawn:
        raise Refused(_("Say why you decide differently about “%(title)s”.") % {"title": proposal.title})
    if offer not in {"", *OFFERS}:
        raise Refused(_("Choose one of the answers offered."))
    told = msgspec.structs.replace(counted, changed=reason if differs else "")
    facts: dict[Column | str, Any] = {
        Candidate.chosen: chosen,
        Candidate.reason: reasons.stored(told),
        Candidate.offer: "" if chosen or withdrawn else offer,
    }
    await Candidate.update(facts).where(Candidate.id == candidate.id)
    return told


async def tell_proposers(event_id: str, decided: Collection[str], decisions: Mapping[str, Decision]) -> None:
    """Owes a message to each person whose proposal was decided on. `decided` are ids of proposals."""
    event = await Event.objects().get(Event.id == event_id)
    for proposal in await _with_their_people(decided):
        decision = decisions[proposal.id]
        await _tell(event, proposal, "voting/decision.txt", f"decision {proposal.id}", decision)


async def tell_of_offer(event_id: str, proposal_id: str, offer: str) -> None:
    """Owes a message to the person who proposed this, about what is offered now."""
    event = await Event.objects().get(Event.id == event_id)
    for proposal in await _with_their_people([proposal_id]):
        decision = Decision(chosen=False, why="", offer=offer)
        await _tell(event, proposal, "voting/decision_offer.txt", f"offer {offer} {proposal_id}", decision)


async def _tell(event: Event | None, proposal: Proposal, template: str, about: str, decision: Decision) -> None:
    person: Person = proposal.proposed_by
    await owe(
        "decision",
        person.email,
        _("What you proposed for %(event)s") % {"event": event.name if event else ""},
        render(
            template,
            event=event,
            name=person.name,
            title=proposal.title,
            decision=decision,
            offered=OFFERED.get(decision.offer, ""),
        ),
        event=event.id if event else None,
        about=about,
    )


async def _with_their_people(proposal_ids: Collection[str]) -> Sequence[Proposal]:
    if not proposal_ids:
        return []
    return await Proposal.objects(Proposal.proposed_by).where(
        Proposal.id.is_in(list(proposal_ids)) & Proposal.proposed_by.is_not_null()
    )
