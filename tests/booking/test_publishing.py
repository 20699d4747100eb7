from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eventapp.booking import refreshing
from eventapp.booking.actions import Decided, book_places, cancel_booking, set_session_rules
from eventapp.booking.attendees import Newcomer, personal_token
from eventapp.booking.invariants import broken_promises
from eventapp.booking.publishing import publish, who_would_be_told
from eventapp.booking.tables import Attendee, Booking
from eventapp.event.tables import Event, Room
from eventapp.notices.tables import Notice
from eventapp.people.tables import Person
from eventapp.programme.publishing import next_edition, refresh_every_event
from eventapp.programme.tables import PublishedSession
from eventapp.timetable.planned import planned_sessions
from eventapp.timetable.tables import Placement, Session
from tests.cast import a_room, a_session, an_event
from tests.conftest import Clock

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)


@pytest.fixture
async def event(refreshed_at_once: None, clock: Clock) -> Event:
    clock.set(TEN - timedelta(days=7))
    return await an_event()


@pytest.fixture
async def room(event: Event) -> Room:
    return await a_room(event)


async def book(event: Event, session: Session, name: str, *, wait: bool = False, slot: int | None = None) -> None:
    known = await Attendee.objects().where(Attendee.name == name).first()
    who = known or Newcomer(name, email=f"{name}@example.org" if name != "Nobody" else None)
    await book_places(event, session.id, who, wait=wait, slot=slot)


async def states() -> set[tuple[str, str]]:
    rows = await Booking.select(Booking.attendee.name.as_alias("name"), Booking.state)
    return {(row["name"], row["state"]) for row in rows}


async def changed_notices() -> list[tuple[str, str]]:
    rows = await Notice.select(Notice.email, Notice.body).where(Notice.kind == "changed").order_by(Notice.email)
    return [(row["email"], row["body"]) for row in rows]


async def test_a_cancelled_session_cancels_its_bookings_and_lets_people_book_another(
    event: Event, mo: Person, room: Room, clock: Clock
) -> None:
    soup = await a_session(event, "Soup", room=room, starts_at=TEN, places=1)
    film = await a_session(event, "Film", room=await a_room(event, "Room 2"), starts_at=TEN, places=1)
    await publish(event, mo)
    await book(event, film, "Ray")
    await book(event, soup, "Jo")
    await book(event, film, "Jo", wait=True)
    await book(event, soup, "Sam", wait=True)
    clock.advance(timedelta(hours=1))
    await Session.update({Session.cancelled_at: clock(), Session.cancelled_reason: "The cook is ill."}).where(
        Session.id == soup.id
    )

    await publish(event, mo)

    assert await states() == {("Ray", "booked"), ("Jo", "cancelled"), ("Jo", "waiting"), ("Sam", "cancelled")}
    told = await changed_notices()
    assert [email for email, _ in told] == ["Jo@example.org", "Sam@example.org"]
    assert "Soup\nCancelled. The cook is ill.\n" in told[0][1]
    assert await broken_promises(event.id) == []


async def test_more_places_go_to_those_who_wait_once_and_in_order(
    event: Event, mo: Person, room: Room, clock: Clock
) -> None:
    soup = await a_session(event, "Soup", room=room, starts_at=TEN, places=1)
    await publish(event, mo)
    for name in ("Jo", "Ray", "Sam"):
        await book(event, soup, name, wait=True)
    clock.advance(timedelta(hours=1))
    await Session.update({Session.places: 2}).where(Session.id == soup.id)

    await publish(event, mo)

    assert await states() == {("Jo", "booked"), ("Ray", "booked"), ("Sam", "waiting")}
    [(email, body)] = await changed_notices()
    assert email == "Ray@example.org"
    assert "Soup\nA place has become free, and it is yours.\n" in body
    assert await broken_promises(event.id) == []


async def test_a_smaller_room_throws_nobody_out(event: Event, mo: Person, room: Room, clock: Clock) -> None:
    soup = await a_session(event, "Soup", room=room, starts_at=TEN, places=3)
    await publish(event, mo)
    for name in ("Jo", "Ray"):
        await book(event, soup, name)
    clock.advance(timedelta(hours=1))
    await Session.update({Session.places: 1}).where(Session.id == soup.id)

    await publish(event, mo)

    assert await states() == {("Jo", "booked"), ("Ray", "booked")}
    assert await changed_notices() == []
    assert await broken_promises(event.id) == ["Soup: 2 places are booked of 1"]


async def test_whoever_is_in_a_moved_session_gets_one_message_that_names_the_clash_and_keeps_both(
    event: Event, mo: Person, room: Room, clock: Clock
) -> None:
    soup = await a_session(event, "Soup", room=room, starts_at=TEN, places=9)
    film = await a_session(
        event, "Film", room=await a_room(event, "Room 2"), starts_at=TEN + timedelta(hours=2), places=9
    )
    talk = await a_session(
        event, "Talk", room=await a_room(event, "Room 3"), starts_at=TEN + timedelta(hours=4), places=9
    )
    await publish(event, mo)
    for session in (soup, film, talk):
        await book(event, session, "Jo")
    await book(event, talk, "Ray")
    await book(event, film, "Nobody")
    clock.advance(timedelta(hours=1))
    await Placement.update({Placement.starts_at: TEN}).where(Placement.session == film.id)
    planned = await planned_sessions(event.id)
    expected = await who_would_be_told(event.id, (await next_edition(event, planned)).changes)

    await publish(event, mo)
    again = await publish(event, mo)

    [(email, body)] = await changed_notices()
    assert (expected, email, again.number) == (1, "Jo@example.org", 2)
    assert "Film\nMoved to 10am, from 12\N{NO-BREAK SPACE}noon.\n" in body
    assert "“Film” and “Soup” are at the same time now." in body
    assert "Talk" not in body
    assert await Booking.count().where(Booking.state == "booked") == 5


async def slots() -> dict[str, int]:
    """When the slots begin that people have, in minutes."""
    booked = Booking.state == "booked"
    rows = await Booking.select(Booking.attendee.name.as_alias("name"), Booking.slot_start).where(booked)
    return {row["name"]: row["slot_start"] for row in rows}


async def test_whoever_had_a_short_slot_that_is_gone_gets_another_one_or_keeps_what_they_have(
    event: Event, mo: Person, room: Room, clock: Clock, client: Any
) -> None:
    talk = await a_session(event, "Talk", room=room, starts_at=TEN, minutes=60, places=1)
    await publish(event, mo)
    [published] = await PublishedSession.objects()
    await set_session_rules(event, published, Decided(slot_minutes=20), mo)
    await book(event, talk, "Ray", slot=20)
    await book(event, talk, "Jo", slot=40)

    async def shorten(minutes: int) -> dict[str, str]:
        clock.advance(timedelta(hours=1))
        await Session.update({Session.minutes: minutes}).where(Session.id == talk.id)
        edition = await publish(event, mo)
        about = Notice.about.like(f"edition {edition.id} %")
        rows = await Notice.select(Notice.email, Notice.body).where(about)
        return {row["email"]: row["body"].replace("\N{NO-BREAK SPACE}", " ") for row in rows}

    told = await shorten(40)
    assert await slots() == {"Ray": 20, "Jo": 0}
    assert "Now 10am to 10:40am, not 10am to 11am. Your time: 10:20am to 10:40am.\n" in told["Ray@example.org"]
    assert "Your time is gone. You have another one now: 10am to 10:20am.\n" in told["Jo@example.org"]

    told = await shorten(20)
    assert await slots() == {"Ray": 20, "Jo": 0}
    assert "Your time, 10:20am to 10:40am, is gone, and no other time is free for you." in told["Ray@example.org"]

    ray = await Attendee.objects().get(Attendee.name == "Ray")
    assert ray
    root = f"/day/my/{personal_token(ray)}"
    [rays] = await Booking.objects().where(Booking.attendee == ray.id)
    pages = [await client.get(f"{root}{page}") for page in ("", "/card", f"/bookings/{rays.id}")]
    assert ["time is gone" in page.text for page in pages] == [True, True, True]

    [jos] = await Booking.objects().where((Booking.slot_start == 0) & (Booking.state == "booked"))
    await cancel_booking(event, jos)
    assert await slots() == {"Ray": 0}
    [body] = await Notice.select(Notice.body).where(Notice.kind == "places-changed").output(as_list=True)
    assert "Your booking has changed: Talk" in body
    assert await broken_promises(event.id) == []


async def test_new_words_on_a_page_are_told_to_nobody(event: Event, mo: Person, room: Room, clock: Clock) -> None:
    soup = await a_session(event, "Soup", room=room, starts_at=TEN, places=9)
    await publish(event, mo)
    await book(event, soup, "Jo")
    clock.advance(timedelta(hours=1))
    await Room.update({Room.finding: "Past the lift"}).where(Room.id == room.id)
    planned = await planned_sessions(event.id)

    expected = await who_would_be_told(event.id, (await next_edition(event, planned)).changes)
    await publish(event, mo)

    assert (expected, await changed_notices()) == (0, [])


async def test_public_pages_say_that_a_session_is_full(event: Event, mo: Person, room: Room, client: Any) -> None:
    soup = await a_session(event, "Soup", room=room, starts_at=TEN, places=1)
    await publish(event, mo)
    free = await client.get("/day/programme")

    await book(event, soup, "Jo")
    await refreshing.finish()
    full = await client.get("/day/programme")

    assert "Places left" in free.text
    assert "Full: ask for a place" in full.text


async def test_a_program_that_starts_shows_what_was_booked_just_before_it_was_killed(
    event: Event, mo: Person, room: Room, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    soup = await a_session(event, "Soup", room=room, starts_at=TEN, places=1)
    await publish(event, mo)
    with monkeypatch.context() as killed:
        killed.setattr(refreshing, "refresh_after_commit", lambda _event_id: None)
        await book(event, soup, "Jo")
    before = await client.get("/day/programme")

    await refresh_every_event()

    after = await client.get("/day/programme")
    shown = ["Full: ask for a place" in page.text for page in (before, after)]
    assert shown == [False, True]
