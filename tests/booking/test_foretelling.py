"""Organisers read what publishing would do to bookings, and then it does just that."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from eventapp.booking.actions import Decided, book_places, set_session_rules
from eventapp.booking.attendees import Newcomer
from eventapp.booking.foretelling import Foretold, foretold
from eventapp.booking.publishing import publish
from eventapp.booking.tables import Booking
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme.publishing import next_edition
from eventapp.programme.tables import PublishedSession
from eventapp.timetable.actions import cancel_session
from eventapp.timetable.planned import planned_sessions
from eventapp.timetable.tables import Session
from tests.cast import a_room, a_session, an_event, sign_in
from tests.conftest import Clock

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)


@pytest.fixture
async def event(refreshed_at_once: None, clock: Clock) -> Event:
    clock.set(TEN - timedelta(days=7))
    return await an_event()


async def test_what_is_foretold_is_what_happens(
    event: Event, mo: Person, clock: Clock, client: httpx.AsyncClient
) -> None:
    room = await a_room(event)
    film, soup, choir, talk = [
        await a_session(event, title, room=room, starts_at=TEN + timedelta(hours=number), minutes=60, places=places)
        for number, (title, places) in enumerate({"Film": 9, "Soup": 1, "Choir": 9, "Talk": 1}.items())
    ]
    await publish(event, mo)
    published = await PublishedSession.objects().get(PublishedSession.session == talk.id)
    assert published
    await set_session_rules(event, published, Decided(slot_minutes=20), mo)
    for session, names in (film, "Ada Bo"), (soup, "Cy Di Ed"), (choir, "Flo Gus Hal"):
        for name in names.split():
            await book_places(event, session.id, Newcomer(name), wait=True)
    for name, slot in {"Ida": 0, "Jo": 20, "Kit": 40}.items():
        await book_places(event, talk.id, Newcomer(name), slot=slot)
    nothing = await foretold((await next_edition(event, await planned_sessions(event.id))).content.sessions)

    clock.advance(timedelta(hours=1))
    await cancel_session(film, mo, "The projector broke.")
    await Session.update({Session.places: 2}).where(Session.id == soup.id)
    await Session.update({Session.places: 1}).where(Session.id == choir.id)
    await Session.update({Session.minutes: 40}).where(Session.id == talk.id)
    await Booking.update({Booking.state: "cancelled"}).where((Booking.session == talk.id) & (Booking.slot_start == 0))
    await sign_in(client, mo)
    page = await client.get("/day/publish")
    said = await foretold((await next_edition(event, await planned_sessions(event.id))).content.sessions)
    before = {row["id"]: row for row in await Booking.select()}
    await publish(event, mo)

    assert nothing == Foretold()
    assert said == Foretold(cancelled=2, other_slot=1, served=1, over=2)
    happened = Counter(
        (before[row["id"]]["state"], row["state"]) if before[row["id"]]["state"] != row["state"] else row["slot_start"]
        for row in await Booking.select()
        if row != before[row["id"]]
    )
    assert happened == {("booked", "cancelled"): 2, ("waiting", "booked"): 1, 0: 1}
    for words in (
        "Bookings that end with their session",
        "Have another short time, since theirs is gone",
        "Get a place for which they wait",
        "Places booked beyond those that there will be: nobody loses theirs",
    ):
        assert words in page.text


async def test_whose_time_is_gone_with_no_other_free_is_told_before(event: Event, mo: Person, clock: Clock) -> None:
    talk = await a_session(event, "Talk", room=await a_room(event), starts_at=TEN, minutes=60, places=1)
    await publish(event, mo)
    [published] = await PublishedSession.objects()
    await set_session_rules(event, published, Decided(slot_minutes=20), mo)
    for name, slot in {"Ida": 0, "Jo": 20, "Kit": 40}.items():
        await book_places(event, talk.id, Newcomer(name), slot=slot)
    clock.advance(timedelta(hours=1))
    await Session.update({Session.minutes: 40}).where(Session.id == talk.id)

    said = await foretold((await next_edition(event, await planned_sessions(event.id))).content.sessions)

    assert said == Foretold(left_out=1)
