"""The people and organisations that tests are about: one event, three organisations, an outsider."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import httpx
from PIL import Image
from playwright.async_api import BrowserContext

from eventapp import clock
from eventapp.event.tables import Event, Organiser, Participation, Room, RoomFeature
from eventapp.ids import fingerprint, new_secret
from eventapp.people.sign_in import OWN_DEVICE
from eventapp.people.tables import Membership, Organisation, Person, SignIn
from eventapp.programme.tables import PublishedSession
from eventapp.proposals.tables import Host, Proposal, ProposalHost, ProposalOrganisation
from eventapp.timetable.tables import Placement, Session


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
        await Participation.insert(Participation(event=event.id, organisation=organisation.id, created_at=clock.now()))
    return organisation


async def a_person(name: str = "Charlie", *organisations: Organisation) -> Person:
    """Somebody who can sign in, at name@example.org, belonging to these organisations; to none: an outsider."""
    person = Person(name=name, email=f"{name.lower().replace(' ', '.')}@example.org", created_at=clock.now())
    await person.save()
    for organisation in organisations:
        await Membership.insert(Membership(person=person.id, organisation=organisation.id, created_at=clock.now()))
    return person


async def an_organiser(event: Event, name: str = "Mo") -> Person:
    """An organiser of the event who belongs to no organisation."""
    person = await a_person(name)
    await Organiser.insert(Organiser(event=event.id, person=person.id, created_at=clock.now()))
    return person


async def a_room(
    event: Event, name: str = "Room 1", *features: str, capacity: int = 20, floor: str = "Ground floor"
) -> Room:
    """A room of the venue with these features (keys of `FEATURES`)."""
    room = Room(event=event.id, name=name, floor=floor, capacity=capacity, finding="", position=0)
    await room.save()
    for feature in features:
        await RoomFeature.insert(RoomFeature(room=room.id, feature=feature))
    return room


async def sign_in(client: httpx.AsyncClient, person: Person) -> None:
    """From now on this client is the person's own, signed-in device."""
    client.cookies.set("sid", await new_sign_in(person))


async def sign_in_browser(context: BrowserContext, url: str, person: Person) -> None:
    """The same for a browser, on the server at `url`."""
    await context.add_cookies([{"name": "sid", "value": await new_sign_in(person), "url": url}])


async def new_sign_in(person: Person) -> str:
    """What the cookie `sid` holds on one more device of this person."""
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
    return secret


async def a_session(
    event: Event,
    title: str = "Soup and talk",
    *,
    room: Room | None = None,
    starts_at: datetime | None = None,
    minutes: int = 60,
    places: int | None = None,
    hosts: Sequence[str] = (),
    organisations: Sequence[Organisation] = (),
    **words: Any,
) -> Session:
    """A session from a selected proposal (`words` are its columns), placed when `starts_at` is given."""
    said: dict[str, Any] = {
        "title": title,
        "what_happens": "",
        "contact": "",
        "kind": "talk",
        "minutes": minutes,
        "content_notes": "",
        "access_notes": "",
    }
    proposal = Proposal(event=event.id, state="selected", **(said | words))
    await proposal.save()
    for position, name in enumerate(hosts):
        host = await Host.objects().where((Host.event == event.id) & (Host.name == name)).first()
        if host is None:
            host = Host(event=event.id, name=name)
            await host.save()
        await ProposalHost.insert(ProposalHost(proposal=proposal.id, host=host.id, position=position))
    for organisation in organisations:
        await ProposalOrganisation.insert(ProposalOrganisation(proposal=proposal.id, organisation=organisation.id))
    return await _stored_session(
        event,
        room,
        starts_at,
        proposal=proposal.id,
        minutes=minutes,
        places=places,
        attendance=words.get("attendance", "book"),
    )


async def a_break(
    event: Event, title: str = "Lunch", *, starts_at: datetime | None = None, minutes: int = 45
) -> Session:
    """A session for everybody without a proposal or a room, placed when `starts_at` is given."""
    return await _stored_session(event, None, starts_at, title=title, minutes=minutes, attendance="drop-in")


async def _stored_session(event: Event, room: Room | None, starts_at: datetime | None, **facts: Any) -> Session:
    session = Session(event=event.id, uid=f"slot-{uuid4()}@test.example", cancelled_reason="", **facts)
    await session.save()
    if starts_at is not None:
        await Placement.insert(Placement(session=session.id, room=room.id if room else None, starts_at=starts_at))
    return session


async def a_published_session(
    event: Event, title: str = "Soup and a chat", *, hour: int = 10, places: int | None = 12, **changes: Any
) -> PublishedSession:
    """A session that people can book, on the event's first day: published, with neither proposal nor edition.

    `hour` is its start in UTC; it lasts an hour. People book `.session`.
    """
    session = await _stored_session(event, None, None, title=title, places=places)
    starts_at = datetime.combine(event.starts_on, time(hour), UTC)
    facts: dict[str, Any] = {
        "session": session.id,
        "event": event.id,
        "uid": session.uid,
        "title": title,
        "room_name": "Room 1",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "places": places,
        "attendance": "book",
        "is_full": False,
        "sequence": 0,
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }
    row = PublishedSession(**(facts | changes))
    await row.save()
    return row


def a_photo(kind: str = "JPEG") -> bytes:
    """The file of a small photo: `JPEG`, `PNG` or `WEBP`."""
    file = BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, kind)
    return file.getvalue()
