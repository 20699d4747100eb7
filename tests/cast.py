"""The people and organisations that tests are about: one event, three organisations, an outsider."""

from datetime import date, time
from typing import Any

import httpx

from eventapp import clock
from eventapp.event.tables import Event, Organiser, Participation, Room, RoomFeature
from eventapp.ids import fingerprint, new_secret
from eventapp.people.sign_in import OWN_DEVICE
from eventapp.people.tables import Membership, Organisation, Person, SignIn


async def an_event(slug: str = "day", **changes: Any) -> Event:
    """A day at The Forum, with proposals and bookings open."""
    facts: dict[str, Any] = {
        "slug": slug,
        "name": "Peer Support Day",
        "intro": "Workshops, talks, films and a cuppa.",
        "starts_on": date(2026, 11, 28),
        "ends_on": date(2026, 11, 28),
        "opens_at": time(10, 0),
        "closes_at": time(16, 0),
        "time_zone": "Europe/London",
        "venue_name": "The Forum",
        "venue_address": "Millennium Plain, Norwich",
        "cost": "Free",
        "access_text": "The way in is step-free.",
        "help_text": "Ask anybody with a green badge.",
        "contact_email": "hello@example.org",
        "contact_phone": "01603 000000",
        "proposals_open": True,
        "bookings_open": True,
        "created_at": clock.now(),
    }
    event = Event(**(facts | changes))
    await event.save()
    return event


async def an_organisation(event: Event | None = None, name: str = "Equal Lives") -> Organisation:
    """An organisation, taking part in the event when one is given."""
    organisation = Organisation(name=name, other_names="", created_at=clock.now())
    await organisation.save()
    if event is not None:
        await Participation.insert(
            Participation(event=event.id, organisation=organisation.id, created_at=clock.now())
        )
    return organisation


async def a_person(name: str = "Charlie", *organisations: Organisation) -> Person:
    """Somebody who can sign in, at name@example.org, belonging to these organisations; to none: an outsider."""
    person = Person(name=name, email=f"{name.lower().replace(' ', '.')}@example.org", created_at=clock.now())
    await person.save()
    for organisation in organisations:
        await Membership.insert(
            Membership(person=person.id, organisation=organisation.id, created_at=clock.now())
        )
    return person


async def an_organiser(event: Event, name: str = "Mo") -> Person:
    """An organiser of the event who belongs to no organisation."""
    person = await a_person(name)
    await Organiser.insert(Organiser(event=event.id, person=person.id, created_at=clock.now()))
    return person


async def a_room(event: Event, name: str = "Room 1", *features: str, capacity: int = 20, floor: str = "Ground floor") -> Room:
    """A room of the venue with these features (keys of `FEATURES`)."""
    room = Room(event=event.id, name=name, floor=floor, capacity=capacity, finding="", position=0)
    await room.save()
    for feature in features:
        await RoomFeature.insert(RoomFeature(room=room.id, feature=feature))
    return room


async def sign_in(client: httpx.AsyncClient, person: Person) -> None:
    """From now on this client is the person's own, signed-in device."""
    secret, now = new_secret(), clock.now()
    await SignIn.insert(
        SignIn(
            person=person.id,
            secret_hash=fingerprint(secret),
            own_device=True,
            created_at=now,
            seen_at=now,
            expires_at=now + OWN_DEVICE,
        )
    )
    client.cookies.set("sid", secret)
