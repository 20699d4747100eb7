"""Who takes part in the event: its organisations, their people, and who organises it.

`by` is the person who does it; None is the command line.
"""

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import hold, note
from eventapp.event.tables import Event, Organiser, Participation
from eventapp.notices.actions import owe
from eventapp.people.actions import (
    find_or_add_organisation,
    find_or_add_person,
    join_organisation,
    leave_organisation,
    rename_organisation,
)
from eventapp.people.sign_in import make_way_in
from eventapp.people.tables import Membership, Organisation, Person
from eventapp.settings import settings
from eventapp.templating import render
from eventapp.texts import _, marked


async def take_in_organisation(event: Event, by: Person | None, name: str, other_names: str = "") -> Organisation:
    """From now on this organisation takes part; one that is known by this name is not made again.

    `other_names` stand one a line. Taking in twice is taking in once.
    """
    async with db.transaction():
        organisation = await find_or_add_organisation(name, other_names)
        await hold(event)
        if not await _takes_part(organisation, event):
            await Participation.insert(
                Participation(event=event.id, organisation=organisation.id, created_at=clock.now())
            )
            await note(marked("took in the organisation"), organisation.name, event.id, by)
    return organisation


async def change_organisation(
    event: Event, by: Person | None, organisation: Organisation, *, name: str, other_names: str
) -> None:
    """Changes how an organisation is called. Raises `Refused` when another one is called that."""
    async with db.transaction():
        await rename_organisation(organisation, name=name, other_names=other_names)
        await note(marked("changed the name of the organisation"), name, event.id, by)


async def let_organisation_go(event: Event, by: Person | None, organisation: Organisation) -> None:
    """From now on this organisation takes no part in the event. Raises `Refused` while people belong to it."""
    async with db.transaction():
        if await Membership.exists().where(Membership.organisation == organisation.id):
            raise Refused(_("People belong to %(name)s. First remove them from it.") % {"name": organisation.name})
        await Participation.delete().where(
            (Participation.event == event.id) & (Participation.organisation == organisation.id)
        )
        await note(marked("let the organisation go:"), organisation.name, event.id, by)


async def invite(
    event: Event,
    by: Person | None,
    email: str,
    name: str,
    *,
    organisation: Organisation | None,
    organiser: bool,
) -> Person:
    """Makes somebody a member of an organisation that takes part, or an organiser, or both, and owes them a message.

    Somebody who is known keeps the name they have. Raises `Refused`.
    """
    if organisation is None and not organiser:
        raise Refused(_("Choose an organisation, or make the person an organiser."))
    async with db.transaction():
        if organisation is not None and not await _takes_part(organisation, event):
            raise Refused(_("%(name)s does not take part in this event.") % {"name": organisation.name})
        person = await find_or_add_person(email, name)
        if organisation is not None:
            await join_organisation(person, organisation)
            await note(marked("invited to an organisation:"), f"{person.name}, {organisation.name}", event.id, by)
        if organiser:
            await _make_organiser(person, event)
            await note(marked("invited as organiser:"), person.name, event.id, by)
        await _owe_invitation(event, by, person, organisation)
    return person


async def _make_organiser(person: Person, event: Event) -> None:
    await hold(event)
    if not await Organiser.exists().where((Organiser.event == event.id) & (Organiser.person == person.id)):
        await Organiser.insert(Organiser(event=event.id, person=person.id, created_at=clock.now()))


async def _owe_invitation(event: Event, by: Person | None, person: Person, organisation: Organisation | None) -> None:
    path = f"/{event.slug}/plan"
    body = render(
        "event/invitation.txt",
        event=event,
        name=person.name,
        by=by.name if by else "",
        organisation=organisation.name if organisation else "",
        way=await make_way_in(person, path),
        later=f"{settings().base_url}/sign-in?next={path}",
    )
    await owe("invitation", person.email, _("You are invited to plan with us"), body, event=event.id)


async def remove_from_organisation(event: Event, by: Person | None, person: Person, organisation: Organisation) -> None:
    """From now on this person does not belong to this organisation, at any event."""
    async with db.transaction():
        await leave_organisation(person, organisation)
        what = f"{person.name}, {organisation.name}"
        await note(marked("removed from an organisation:"), what, event.id, by)


async def remove_organiser(event: Event, by: Person | None, person: Person) -> None:
    """From now on this person does not organise the event. Raises `Refused` for the last organiser."""
    async with db.transaction():
        await hold(event)
        organisers = await Organiser.objects().where(Organiser.event == event.id)
        if not any(row.person == person.id for row in organisers):
            return
        if len(organisers) == 1:
            raise Refused(_("%(name)s is the last organiser. First invite another one.") % {"name": person.name})
        await Organiser.delete().where((Organiser.event == event.id) & (Organiser.person == person.id))
        await note(marked("removed as organiser:"), person.name, event.id, by)


async def access_leads(event: Event) -> list[Person]:
    """The organisers who see who needs what, by name. Nobody is until one is chosen."""
    leading = Organiser.select(Organiser.person).where((Organiser.event == event.id) & Organiser.access_lead.eq(True))
    return await Person.objects().where(Person.id.is_in(leading)).order_by(Person.name)


async def set_access_lead(event: Event, by: Person | None, person: Person, *, is_lead: bool) -> None:
    """Says whether this organiser sees who needs what, and gets it ready."""
    did = marked("chose as access lead:") if is_lead else marked("is no access lead any more:")
    theirs = (Organiser.event == event.id) & (Organiser.person == person.id)
    async with db.transaction():
        await Organiser.update({Organiser.access_lead: is_lead}).where(theirs)
        await note(did, person.name, event.id, by)


async def _takes_part(organisation: Organisation, event: Event) -> bool:
    return await Participation.exists().where(
        (Participation.event == event.id) & (Participation.organisation == organisation.id)
    )
