"""What organisers do with the event itself: make it, change it, its organisations and its people.

`by` is the person who does it; None is the command line.
"""

from datetime import date, time
from typing import Any, TypedDict, Unpack

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event import rules
from eventapp.event.deeds import hold, note
from eventapp.event.rooms import copy_rooms
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


class EventWords(TypedDict, total=False):
    """What may be said of an event besides its slug, its name and its days. What is left out is empty or usual."""

    intro: str
    opens_at: time
    closes_at: time
    time_zone: str
    venue_name: str
    venue_address: str
    cost: str
    access_text: str
    help_text: str
    contact_email: str
    contact_phone: str
    is_sample: bool


class EventChanges(EventWords, total=False):
    """What may be changed of an event. Its slug may not: addresses and calendars hold it."""

    name: str
    starts_on: date
    ends_on: date


_USUAL = EventWords(
    intro="",
    opens_at=time(10),
    closes_at=time(16),
    time_zone="Europe/London",
    venue_name="",
    venue_address="",
    cost="",
    access_text="",
    help_text="",
    contact_email="",
    contact_phone="",
    is_sample=False,
)
# A copy of a sample is no sample.
_COPIED = [name for name in _USUAL if name != "is_sample"]


# The event


async def new_event(
    by: Person | None,
    *,
    slug: str,
    name: str,
    starts_on: date,
    ends_on: date,
    copy_of: Event | None = None,
    **words: Unpack[EventWords],
) -> Event:
    """A new event, closed for proposals and bookings, with `by` as its organiser.

    With `copy_of` it takes over that event's words (where none are given), rooms and organisations. Raises `Refused`.
    """
    copied = {word: getattr(copy_of, word) for word in _COPIED} if copy_of else {}
    said: dict[str, Any] = {**_USUAL, **copied, **words}
    event = Event(slug=slug, name=name, starts_on=starts_on, ends_on=ends_on, created_at=clock.now(), **said)
    _refuse(rules.slug_problem(slug) or _problem(event))
    async with db.transaction():
        try:
            async with db.broken_rule():
                await Event.insert(event)
        except db.Broken:
            raise Refused(_("Another event has this address. Choose a different one.")) from None
        if copy_of:
            await copy_rooms(copy_of, event)
            await _copy_organisations(copy_of, event)
        if by:
            await Organiser.insert(Organiser(event=event.id, person=by.id, created_at=clock.now()))
        await note(marked("made the event"), name, event.id, by)
    return event


async def _copy_organisations(source: Event, event: Event) -> None:
    rows = await Participation.objects().where(Participation.event == source.id)
    now = clock.now()
    if rows:
        await Participation.insert(
            *(Participation(event=event.id, organisation=row.organisation, created_at=now) for row in rows)
        )


async def change_event(event: Event, by: Person | None, **changes: Unpack[EventChanges]) -> None:
    """Changes what is said of the event, in the row and in `event`. Raises `Refused`."""
    new: dict[str, Any] = {name: value for name, value in changes.items() if getattr(event, name) != value}
    if not new:
        return
    changed = Event(**{**event.to_dict(), **new})
    _refuse(_problem(changed))
    async with db.transaction():
        await _write(event, new)
        await note(marked("changed what is said of the event"), ", ".join(sorted(new)), event.id, by)


async def set_proposals_open(event: Event, by: Person | None, is_open: bool) -> None:  # noqa: FBT001 (said by the name)
    """Opens the event for proposals, or closes it for them."""
    did = marked("opened proposals of") if is_open else marked("closed proposals of")
    await _switch(event, by, {"proposals_open": is_open}, did)


async def set_bookings_open(event: Event, by: Person | None, is_open: bool) -> None:  # noqa: FBT001 (said by the name)
    """Opens the event for bookings, or closes it for new ones."""
    did = marked("opened bookings of") if is_open else marked("closed bookings of")
    await _switch(event, by, {"bookings_open": is_open}, did)


async def set_over(event: Event, by: Person | None, is_over: bool) -> None:  # noqa: FBT001 (said by the name)
    """Says that the event is over, which closes proposals and bookings; or that it is not over after all."""
    if is_over == (event.over_at is not None):
        return
    if is_over:
        closed: dict[str, Any] = {"over_at": clock.now(), "proposals_open": False, "bookings_open": False}
        await _switch(event, by, closed, marked("said that it is over:"))
    else:
        await _switch(event, by, {"over_at": None}, marked("said that it is not over:"))


async def _switch(event: Event, by: Person | None, values: dict[str, Any], did: str) -> None:
    if all(getattr(event, name) == value for name, value in values.items()):
        return
    async with db.transaction():
        await _write(event, values)
        await note(did, event.name, event.id, by)


async def _write(event: Event, values: dict[str, Any]) -> None:
    await Event.update(**values).where(Event.id == event.id)
    for name, value in values.items():
        setattr(event, name, value)


def _problem(event: Event) -> str:
    return (
        ("" if event.name else _("Give the event a name."))
        or rules.days_problem(event.starts_on, event.ends_on)
        or rules.hours_problem(event.opens_at, event.closes_at)
        or rules.zone_problem(event.time_zone)
    )


def _refuse(problem: str) -> None:
    if problem:
        raise Refused(problem)


# Organisations and people


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


async def _takes_part(organisation: Organisation, event: Event) -> bool:
    return await Participation.exists().where(
        (Participation.event == event.id) & (Participation.organisation == organisation.id)
    )
