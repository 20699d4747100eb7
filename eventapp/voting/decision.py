"""What a confirmed result means for each candidate, and telling those who proposed it."""

from collections.abc import Collection, Sequence

import msgspec

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.notices.actions import owe
from eventapp.people.tables import Person
from eventapp.proposals.tables import Proposal
from eventapp.templating import render
from eventapp.texts import _
from eventapp.voting import reasons
from eventapp.voting.tables import Candidate


async def decide(candidate: Candidate, *, chosen: bool, reason: str) -> None:
    """Stores what an organiser decided. `reason` is theirs, needed where that differs from the count.

    Raises `Refused` without that reason, and for choosing what was withdrawn. The proposal must be prefetched.
    """
    counted, proposal = reasons.read(candidate.reason), candidate.proposal
    withdrawn = proposal.state != "submitted"
    if chosen and withdrawn:
        raise Refused(_("“%(title)s” was withdrawn. Take it off the list.") % {"title": proposal.title})
    differs = chosen != counted.counted_in
    if differs and not reason and not withdrawn:
        raise Refused(_("Say why you decide differently about “%(title)s”.") % {"title": proposal.title})
    told = msgspec.structs.replace(counted, changed=reason if differs else "")
    await Candidate.update({Candidate.chosen: chosen, Candidate.reason: reasons.stored(told)}).where(
        Candidate.id == candidate.id
    )


async def tell_proposers(event_id: str, decided: Collection[str], chosen: Collection[str]) -> None:
    """Owes a message to each person whose proposal was decided on. `decided` and `chosen` are ids of proposals."""
    event = await Event.objects().get(Event.id == event_id)
    for proposal in await _with_their_people(decided):
        person: Person = proposal.proposed_by
        await owe(
            "decision",
            person.email,
            _("What you proposed for %(event)s") % {"event": event.name if event else ""},
            render(
                "voting/decision.txt",
                event=event,
                name=person.name,
                title=proposal.title,
                chosen=proposal.id in chosen,
            ),
            event=event_id,
            about=f"decision {proposal.id}",
        )


async def _with_their_people(proposal_ids: Collection[str]) -> Sequence[Proposal]:
    if not proposal_ids:
        return []
    return await Proposal.objects(Proposal.proposed_by).where(
        Proposal.id.is_in(list(proposal_ids)) & Proposal.proposed_by.is_not_null()
    )
