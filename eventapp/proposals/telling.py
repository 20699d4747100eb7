"""Owing messages to those whom news about a proposal concerns."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from eventapp.event.tables import Event
from eventapp.notices.actions import owe
from eventapp.people.tables import Membership, Organisation, Person
from eventapp.proposals.reading import organisations_of
from eventapp.proposals.tables import CoHosting, Proposal
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


async def people_to_tell(proposals: Collection[str]) -> dict[str, list[Person]]:
    """Whom a decision on each of these proposals (ids) concerns, each person once. Five queries.

    That is who proposed it, and of every other organisation that hosts it who said so: those who asked to join, or
    said yes when asked. Where these have left it, everybody of that organisation.
    """
    ids = [*proposals, ""]
    rows = await Proposal.select(Proposal.id, Proposal.proposed_by).where(Proposal.id.is_in(ids))
    hosting = await organisations_of([row["id"] for row in rows])
    members: dict[str, set[str]] = defaultdict(set)
    hosts = {organisation.id for organisations in hosting.values() for organisation in organisations}
    for row in await Membership.select(Membership.organisation, Membership.person).where(
        Membership.organisation.is_in([*hosts, ""])
    ):
        members[row["organisation"]].add(row["person"])
    joined: dict[tuple[str, str], str] = {}
    for row in await CoHosting.select().where(CoHosting.proposal.is_in(ids) & (CoHosting.state == "accepted")):
        joined[row["proposal"], row["organisation"]] = row["answered_by"] if row["was_asked"] else row["asked_by"]
    told = {
        row["id"]: _to_tell(
            row["proposed_by"], {one.id: joined.get((row["id"], one.id)) for one in hosting[row["id"]]}, members
        )
        for row in rows
    }
    people = await Person.objects().where(Person.id.is_in([*set().union(*told.values()), ""])).order_by(Person.id)
    return {proposal: [person for person in people if person.id in ids] for proposal, ids in told.items()}


def _to_tell(proposed_by: str | None, hosts: Mapping[str, str | None], members: Mapping[str, set[str]]) -> set[str]:
    """The ids of people. `hosts` says of each organisation (ids) who spoke for it."""
    told = {proposed_by} if proposed_by else set()
    for organisation, spoke in hosts.items():
        theirs = members.get(organisation, set())
        if not theirs & told:
            told |= {spoke} if spoke in theirs else theirs
    return told


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
