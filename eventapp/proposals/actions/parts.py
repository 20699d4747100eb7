"""What several deeds have in common: a proposal held still, changed, and given its organisations."""

from collections.abc import Collection
from typing import Any

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.tables import Event, Participation
from eventapp.proposals.states import may_be_revised
from eventapp.proposals.tables import Proposal
from eventapp.texts import _


class Stale(Refused):
    """Somebody else changed the proposal since the form was opened."""


async def locked_proposal(proposal_id: str) -> Proposal:
    """The proposal as it is now; nobody else changes it until the transaction ends. Raises `Refused`."""
    found: Proposal | None = await db.locked(Proposal.objects().where(Proposal.id == proposal_id).first())
    if found is None:
        raise Refused(_("This proposal is no longer here."))
    return found


async def change_proposal(proposal: Proposal, **changes: Any) -> None:
    changes["changed_at"] = clock.now()
    columns: Any = changes
    await Proposal.update(columns).where(Proposal.id == proposal.id)
    for name, value in changes.items():
        setattr(proposal, name, value)


async def check_open(event_id: str) -> None:
    if not await Event.exists().where((Event.id == event_id) & Event.proposals_open.eq(True)):
        raise Refused(_("Proposals are closed. Talk to an organiser if you have an idea."))


async def check_may_be_revised(proposal: Proposal) -> None:
    if not may_be_revised(proposal.state, proposals_open=True):
        raise Refused(_("This cannot be changed now."))
    if not may_be_revised(proposal.state, proposals_open=False):
        await check_open(str(proposal.event))


async def check_taking_part(event_id: str, organisations: Collection[str]) -> None:
    taking_part = await Participation.count().where(
        (Participation.event == event_id) & Participation.organisation.is_in([*organisations, ""])
    )
    if not organisations or taking_part != len(set(organisations)):
        raise Refused(_("Choose at least one organisation, and only those that take part."))
