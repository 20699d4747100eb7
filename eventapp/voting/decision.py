"""What a confirmed result means for each candidate, and telling those who proposed or host it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from piccolo.columns import Column

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.notices.actions import owe
from eventapp.people.tables import Person
from eventapp.proposals.tables import Proposal
from eventapp.proposals.telling import people_to_tell
from eventapp.templating import render
from eventapp.texts import _
from eventapp.voting import reasons
from eventapp.voting.offers import OFFERED, OFFERS
from eventapp.voting.reasons import Reason
from eventapp.voting.tables import Candidate, Round


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


async def tell_hosts(round_: Round, decided: Collection[str], decisions: Mapping[str, Decision]) -> None:
    """Owes a message to those who proposed or host what was decided on. `decided` are ids of proposals."""
    event, people = await Event.objects().get(Event.id == round_.event), await people_to_tell(decided)
    for proposal in await Proposal.objects().where(Proposal.id.is_in([*people, ""])):
        await _tell(round_, event, proposal, people[proposal.id], "decision", decisions[proposal.id])


async def tell_of_offer(round_: Round, proposal: Proposal, offer: str) -> None:
    """Owes a message to those who proposed or host this, about what is offered now."""
    event, people = await Event.objects().get(Event.id == round_.event), await people_to_tell([proposal.id])
    decision = Decision(chosen=False, why="", offer=offer)
    await _tell(round_, event, proposal, people[proposal.id], "decision_offer", decision)


async def _tell(
    round_: Round, event: Event | None, proposal: Proposal, people: Collection[Person], template: str, what: Decision
) -> None:
    for person in people:
        await owe(
            "decision",
            person.email,
            _("What you proposed for %(event)s") % {"event": event.name if event else ""},
            render(
                f"voting/{template}.txt",
                event=event,
                round_id=round_.id,
                name=person.name,
                title=proposal.title,
                decision=what,
                offered=OFFERED.get(what.offer, ""),
            ),
            event=event.id if event else None,
            about=f"{template} {what.offer} {proposal.id}",
        )
