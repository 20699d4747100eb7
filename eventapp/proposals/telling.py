"""Owing messages to those whom news about a proposal concerns."""

from collections.abc import Collection
from typing import Any

from eventapp.event.tables import Event
from eventapp.notices.actions import owe
from eventapp.people.tables import Membership, Organisation, Person
from eventapp.proposals.reading import organisations_of
from eventapp.proposals.tables import Proposal
from eventapp.templating import render
from eventapp.texts import _


async def people_of(organisations: Collection[str]) -> list[Person]:
    """Everybody who belongs to one of these organisations (ids)."""
    members = Membership.select(Membership.person).where(Membership.organisation.is_in([*organisations, ""]))
    return await Person.objects().where(Person.id.is_in(members)).order_by(Person.id)


async def people_of_proposal(proposal: Proposal) -> list[Person]:
    """Whom to ask about a proposal: who proposed it, or, when they have left, everybody of its organisations."""
    everybody = await people_of([one.id for one in (await organisations_of([proposal.id]))[proposal.id]])
    return [person for person in everybody if person.id == proposal.proposed_by] or everybody


async def tell(
    proposal: Proposal,
    people: Collection[Person],
    what: str,
    organisation: Organisation | None = None,
    *,
    about: str | None = None,
    **more: Any,
) -> None:
    """Owes each of these people a message about this proposal; `what` has happened (see `proposals/news.txt`)."""
    event = await Event.objects().get(Event.id == proposal.event)
    if event is None:
        return
    for person in people:
        body = render(
            "proposals/news.txt",
            event=event,
            name=person.name,
            what=what,
            proposal=proposal,
            organisation=organisation.name if organisation else "",
            **more,
        )
        subject = _("About a proposal for %(event)s") % {"event": event.name}
        await owe("proposal", person.email, subject, body, event=event.id, about=about)
