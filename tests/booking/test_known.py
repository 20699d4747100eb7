"""What is read for a decision grows with those who ask and wait, not with those who have booked."""

from datetime import UTC, datetime
from typing import Any

import pytest

from eventapp import clock
from eventapp.booking.actions import book_places
from eventapp.booking.attendees import Newcomer
from eventapp.booking.decide import BOOKED, WAITING, Sums
from eventapp.booking.known import known_about
from eventapp.booking.reading import fill_of, places_left
from eventapp.booking.tables import Attendee, Booking, SessionRules
from eventapp.event.tables import Event
from tests.cast import a_published_session, an_event
from tests.conftest import Clock

BEFORE = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
async def event(refreshed_at_once: None, clock: Clock) -> Event:
    clock.set(BEFORE)
    return await an_event()


async def booked(session: str, event: Event, *, state: str = BOOKED, turn: int, **values: Any) -> Attendee:
    now, name = clock.now(), f"P{turn}"
    person = Attendee(event=event.id, name=name, code=f"{session}{turn}", link_hash=f"{session}{turn}", created_at=now)
    await Attendee.insert(person)
    row = Booking(session=session, attendee=person.id, state=state, turn=turn, uid=f"{session}{turn}", **values)
    await Booking.insert(row)
    return person


async def test_of_those_who_ask_for_nothing_only_what_they_take_is_known(event: Event) -> None:
    soup = await a_published_session(event, places=9)
    film = await a_published_session(event, "Film", places=9, hour=12)
    jo = await booked(soup.session, event, turn=1, places=2, supporters=1)
    await booked(soup.session, event, turn=2, held_for="wheelchair")
    await booked(soup.session, event, turn=3, places=3, supporters=1, held_for="interpreter")
    await booked(soup.session, event, turn=4, state="cancelled")
    await booked(film.session, event, turn=5)
    sam = await booked(soup.session, event, turn=6, state=WAITING)
    await Booking.insert(Booking(session=film.session, attendee=sam.id, turn=7, uid="sams"))

    known = await known_about([soup.session], asking=[jo.id], giving_back=())
    closing = await known_about([soup.session], asking=(), giving_back=(), closing=[soup.session])

    [facts] = [session for session in known.sessions if session.whole]
    assert (facts.others, facts.last_turn) == (Sums(4, 1, 1, 1), 6)
    assert sorted((entry.attendee, entry.session) for entry in known.entries) == sorted(
        [(jo.id, soup.session), (sam.id, soup.session), (sam.id, film.session)]
    )
    assert {session.others for session in closing.sessions} == {Sums()}
    assert sorted(entry.turn for entry in closing.entries) == [1, 2, 3, 6, 7]
    fill = await fill_of(soup)
    assert (fill.booked, fill.free, fill.waiting, await places_left(soup.session)) == (6, 3, 1, 3)


async def test_where_short_slots_are_booked_each_is_known(event: Event) -> None:
    talk = await a_published_session(event, places=9)
    await booked(talk.session, event, turn=1, slot_start=20, slot_minutes=20)
    await SessionRules.insert(SessionRules(session=talk.session, slot_minutes=20))
    reply = await book_places(event, talk.session, Newcomer("Ray"))

    known = await known_about([talk.session], asking=(), giving_back=())

    assert reply.who
    assert {session.others for session in known.sessions} == {Sums()}
    assert sorted((entry.turn, entry.slot_start) for entry in known.entries) == [(1, 20), (2, 0)]
    fill = await fill_of(talk)
    assert (fill.booked, fill.free, await places_left(talk.session)) == (2, 1, 1)
