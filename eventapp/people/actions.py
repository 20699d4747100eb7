"""Adding organisations and people, and who belongs to what."""

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.people.names import all_names, same_for_all
from eventapp.people.tables import Membership, Organisation, Person
from eventapp.texts import _


async def find_or_add_organisation(name: str, other_names: str = "") -> Organisation:
    """The organisation known by this name, whatever case and spaces; a new one when there is none.

    `other_names`, one a line, are kept only where the organisation has none yet.
    """
    async with db.transaction():
        known = await _organisation_known_as(name)
        if known is None:
            try:
                async with db.broken_rule():
                    return await _add_organisation(name, other_names)
            except db.Broken:
                # Somebody else added it in the same moment.
                known = await _organisation_known_as(name)
                if known is None:
                    raise
        if other_names and not known.other_names:
            await Organisation.update({Organisation.other_names: other_names}).where(Organisation.id == known.id)
            known.other_names = other_names
        return known


async def _organisation_known_as(name: str) -> Organisation | None:
    # Compared here: the two databases disagree on what a small letter is outside of English.
    wanted = same_for_all(name)
    everyone = await Organisation.objects()
    return next((known for known in everyone if wanted in all_names(known.name, known.other_names)), None)


async def _add_organisation(name: str, other_names: str) -> Organisation:
    organisation = Organisation(name=name, other_names=other_names, created_at=clock.now())
    await Organisation.insert(organisation)
    return organisation


async def rename_organisation(organisation: Organisation, *, name: str, other_names: str) -> None:
    """Changes how an organisation is called, everywhere. Raises `Refused` when another one is called that."""
    async with db.transaction():
        other = await _organisation_known_as(name)
        if other is not None and other.id != organisation.id:
            raise Refused(_("Another organisation is known by that name."))
        await Organisation.update({Organisation.name: name, Organisation.other_names: other_names}).where(
            Organisation.id == organisation.id
        )


async def find_or_add_person(email: str, name: str) -> Person:
    """The person with this address, with the name they have; a new one when there is none."""
    email = email.strip().lower()
    async with db.transaction():
        known = await Person.objects().where(Person.email == email).first()
        if known is not None:
            return known
        person = Person(email=email, name=name, created_at=clock.now())
        try:
            async with db.broken_rule():
                await Person.insert(person)
        except db.Broken:
            known = await Person.objects().where(Person.email == email).first()
            if known is None:
                raise
            return known
        return person


async def join_organisation(person: Person, organisation: Organisation) -> None:
    """From now on this person belongs to this organisation. Joining twice is joining once."""
    async with db.transaction():
        belongs = (Membership.person == person.id) & (Membership.organisation == organisation.id)
        if await Membership.exists().where(belongs):
            return
        try:
            async with db.broken_rule():
                await Membership.insert(
                    Membership(person=person.id, organisation=organisation.id, created_at=clock.now())
                )
        except db.Broken:
            return


async def leave_organisation(person: Person, organisation: Organisation) -> None:
    """From now on this person does not belong to this organisation."""
    await Membership.delete().where((Membership.person == person.id) & (Membership.organisation == organisation.id))
