"""Sessions and proposals for tests of the timetable."""

from datetime import datetime
from typing import Any

from eventapp import clock
from eventapp.event.tables import Event, Room
from eventapp.ids import new_id
from eventapp.people.tables import Organisation
from eventapp.proposals.tables import Host, Proposal, ProposalHost, ProposalNeed, ProposalOrganisation
from eventapp.timetable.tables import Placement, Session


async def a_selected_proposal(
    event: Event,
    title: str = "Knitting",
    *,
    hosts: list[str] | None = None,
    organisations: list[Organisation] | None = None,
    needs: list[str] | None = None,
    **changes: Any,
) -> Proposal:
    """A proposal that was chosen. Hosts of the same name are the same host."""
    facts: dict[str, Any] = {
        "event": event.id,
        "state": "selected",
        "title": title,
        "what_happens": "We knit and talk.",
        "contact": "",
        "kind": "workshop",
        "minutes": 60,
        "places": 12,
        "content_notes": "",
        "access_notes": "",
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }
    proposal = Proposal(**(facts | changes))
    await proposal.save()
    for position, name in enumerate(hosts or []):
        await ProposalHost.insert(
            ProposalHost(proposal=proposal.id, host=(await _host(event, name)).id, position=position)
        )
    for organisation in organisations or []:
        await ProposalOrganisation.insert(ProposalOrganisation(proposal=proposal.id, organisation=organisation.id))
    for feature in needs or []:
        await ProposalNeed.insert(ProposalNeed(proposal=proposal.id, feature=feature))
    return proposal


async def _host(event: Event, name: str) -> Host:
    host = await Host.objects().where((Host.event == event.id) & (Host.name == name)).first()
    if host is None:
        host = Host(event=event.id, name=name, created_at=clock.now())
        await host.save()
    return host


async def a_session(event: Event, proposal: Proposal | None = None, **changes: Any) -> Session:
    """A session of this proposal, or a break when none is given. It has no place in the timetable yet."""
    facts: dict[str, Any] = {
        "event": event.id,
        "uid": f"slot-{new_id()}@test.example",
        "proposal": proposal and proposal.id,
        "title": None if proposal else "Soup",
        "minutes": 60,
        "places": proposal.places if proposal else None,
        "cancelled_reason": "",
        "created_at": clock.now(),
    }
    session = Session(**(facts | changes))
    await session.save()
    return session


async def placed(session: Session, room: Room | None, starts_at: datetime, *, locked: bool = False) -> Session:
    """The session at this place of the timetable, unchecked."""
    await Placement.insert(
        Placement(
            session=session.id,
            room=room and room.id,
            starts_at=starts_at,
            locked=locked,
            placed_at=clock.now(),
        )
    )
    return session
