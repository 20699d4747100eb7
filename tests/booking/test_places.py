import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest

from eventapp.booking import refreshing, writer
from eventapp.booking.actions import book_places, cancel_booking, forget_attendee
from eventapp.booking.attendees import Newcomer
from eventapp.booking.decide import Booked, Clash, Full, NotBookable, Waiting
from eventapp.booking.invariants import broken_promises
from eventapp.booking.tables import AccessNeed, Attendee, Booking
from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from eventapp.notices.tables import Notice
from eventapp.programme.tables import PublishedSession
from tests.cast import a_published_session, an_event, an_organiser
from tests.conftest import Clock

BEFORE = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
async def event(refreshed_at_once: None, clock: Clock) -> Event:
    clock.set(BEFORE)
    return await an_event()


async def states() -> list[tuple[str, str]]:
    rows = await Booking.select(Booking.attendee.name.as_alias("name"), Booking.state).order_by(Booking.turn)
    return [(row["name"], row["state"]) for row in rows]


async def test_somebody_new_is_stored_with_their_booking(event: Event) -> None:
    soup = await a_published_session(event)
    jo = Newcomer("Jo", email="jo@example.org", needs=("quiet-space",), own_words="No strong smells")

    reply = await book_places(event, soup.session, jo, places=2)

    assert isinstance(reply.outcome, Booked)
    [attendee] = await Attendee.objects()
    [booking] = await Booking.objects()
    assert (attendee.id, attendee.name, len(attendee.code)) == (reply.attendee, "Jo", 6)
    assert (booking.attendee, booking.state, booking.places, booking.turn) == (attendee.id, "booked", 2, 1)
    assert booking.uid.startswith("booking-")
    needs = {need.need: need.own_words for need in await AccessNeed.objects()}
    assert needs == {"quiet-space": "", "own-words": "No strong smells"}


async def test_somebody_new_who_gets_no_place_leaves_no_trace(event: Event) -> None:
    soup = await a_published_session(event, places=1)
    await book_places(event, soup.session, Newcomer("Ray"))

    reply = await book_places(event, soup.session, Newcomer("Jo", email="jo@example.org", needs=("bsl",)))

    assert reply.outcome == Full(free=0)
    assert await Attendee.count() == 1
    assert await AccessNeed.count() == 0
    assert await Notice.count() == 0


async def test_the_same_form_sent_twice_makes_one_attendee_and_one_booking(event: Event) -> None:
    soup = await a_published_session(event)

    first, second = await asyncio.gather(
        book_places(event, soup.session, Newcomer("Jo", email="jo@example.org", form_key="k1")),
        book_places(event, soup.session, Newcomer("Jo", email="jo@example.org", form_key="k1")),
    )
    third = await book_places(event, soup.session, Newcomer("Jo", email="jo@example.org", form_key="k1"))

    assert first.attendee == second.attendee == third.attendee
    assert isinstance(third.outcome, Booked)
    assert third.outcome.again
    assert await Booking.count() == 1
    assert await Notice.count() == 1


async def test_a_form_sent_twice_at_once_may_first_be_refused_and_then_wait(event: Event) -> None:
    soup = await a_published_session(event, places=1)
    await book_places(event, soup.session, Newcomer("Ray"))

    refused, waiting = await asyncio.gather(
        book_places(event, soup.session, Newcomer("Jo", form_key="k1")),
        book_places(event, soup.session, Newcomer("Jo", form_key="k1"), wait=True),
    )

    assert refused.outcome == Full(free=0)
    assert isinstance(waiting.outcome, Waiting)
    assert await states() == [("Ray", "booked"), ("Jo", "waiting")]


async def test_many_who_ask_at_once_fill_a_session_exactly(event: Event) -> None:
    soup = await a_published_session(event, places=7)

    replies = await asyncio.gather(*(book_places(event, soup.session, Newcomer(f"P{n}")) for n in range(30)))

    assert sum(isinstance(reply.outcome, Booked) for reply in replies) == 7
    assert await broken_promises(event.id) == []


async def test_a_batch_asks_the_database_as_often_as_one_wish(
    event: Event, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    one, many = await a_published_session(event), await a_published_session(event, "Film", hour=12, places=50)

    with queries() as counted_one:
        await book_places(event, one.session, Newcomer("Jo", form_key="a"))
    with queries() as counted_many:
        await asyncio.gather(*(book_places(event, many.session, Newcomer(f"P{n}", form_key=f"k{n}")) for n in range(9)))

    assert counted_many.count == counted_one.count


async def test_a_freed_place_goes_to_the_first_who_waits_and_both_are_told_once(event: Event) -> None:
    soup = await a_published_session(event, places=1)
    await book_places(event, soup.session, Newcomer("Ray", email="ray@example.org"))
    for name in ("Jo", "Sam"):
        await book_places(event, soup.session, Newcomer(name, email=f"{name}@example.org"), wait=True)
    [rays] = await Booking.objects().where(Booking.state == "booked")

    await cancel_booking(event, rays)
    await cancel_booking(event, rays)

    assert await states() == [("Ray", "cancelled"), ("Jo", "booked"), ("Sam", "waiting")]
    told = await Notice.select(Notice.kind, Notice.email, Notice.subject).order_by(Notice.created_at, Notice.kind)
    assert sorted((notice["kind"], notice["email"]) for notice in told) == [
        ("booked", "ray@example.org"),
        ("cancelled", "ray@example.org"),
        ("place-freed", "Jo@example.org"),
        ("waiting", "Jo@example.org"),
        ("waiting", "Sam@example.org"),
    ]
    assert {notice["subject"] for notice in told} == {"Your booking for 28 November"}


async def test_each_change_of_a_booking_is_a_new_version_of_its_calendar_entry(event: Event) -> None:
    soup = await a_published_session(event, places=1)
    await book_places(event, soup.session, Newcomer("Jo"))
    [jos] = await Booking.objects()
    await book_places(event, soup.session, Newcomer("Ray"), wait=True)

    await cancel_booking(event, jos)

    rows = await Booking.select(Booking.state, Booking.sequence).order_by(Booking.state)
    assert rows == [{"state": "booked", "sequence": 1}, {"state": "cancelled", "sequence": 1}]


async def test_a_message_says_where_and_when_and_how_to_cancel(event: Event) -> None:
    soup = await a_published_session(event, "Death to knitting")

    await book_places(event, soup.session, Newcomer("Jo", email="jo@example.org"), places=2)

    [notice], [jo] = await Notice.objects(), await Attendee.objects()
    code = " ".join([jo.code[:2], jo.code[2:4], jo.code[4:]])
    assert notice.body.startswith("Hello Jo,\n\nYou have a place: Death to knitting\n")
    assert "Saturday 28 November, 10am, Room 1\n\n2 places are kept for you.\n" in notice.body
    assert f"Your code is {code}." in notice.body
    assert "http://test.example/day/my/" in notice.body


async def test_whoever_gives_no_address_gets_no_message(event: Event) -> None:
    soup = await a_published_session(event)

    await book_places(event, soup.session, Newcomer("Jo"))

    assert await Notice.count() == 0


async def test_two_sessions_at_once_asked_for_at_once_give_one_place(event: Event) -> None:
    soup, film = await a_published_session(event), await a_published_session(event, "Film")
    other = await a_published_session(event, "Later", hour=15)
    await book_places(event, other.session, Newcomer("Jo"))
    [jo] = await Attendee.objects()

    replies = await asyncio.gather(book_places(event, soup.session, jo), book_places(event, film.session, jo))

    assert [type(reply.outcome) for reply in replies] == [Booked, Clash]
    assert await broken_promises(event.id) == []


async def test_giving_up_one_session_gives_a_place_in_another_that_one_waits_for(event: Event) -> None:
    soup, film = await a_published_session(event, places=1), await a_published_session(event, "Film")
    await book_places(event, soup.session, Newcomer("Ray"))
    await book_places(event, film.session, Newcomer("Jo"))
    jo = await Attendee.objects().get(Attendee.name == "Jo")
    assert jo
    await book_places(event, soup.session, jo, wait=True)
    [rays] = await Booking.objects().where(Booking.attendee.name == "Ray")
    await cancel_booking(event, rays)
    film_booking = await Booking.objects().get((Booking.attendee == jo.id) & (Booking.session == film.session))
    assert film_booking

    await cancel_booking(event, film_booking)

    soup_booking = await Booking.objects().get((Booking.attendee == jo.id) & (Booking.session == soup.session))
    assert soup_booking
    assert soup_booking.state == "booked"
    assert await broken_promises(event.id) == []


async def test_booking_again_after_cancelling_is_a_new_booking(event: Event) -> None:
    soup = await a_published_session(event)
    await book_places(event, soup.session, Newcomer("Jo"))
    [first], [jo] = await Booking.objects(), await Attendee.objects()
    await cancel_booking(event, first)

    reply = await book_places(event, soup.session, jo)

    assert isinstance(reply.outcome, Booked)
    assert await states() == [("Jo", "cancelled"), ("Jo", "booked")]
    assert len({booking.uid for booking in await Booking.objects()}) == 2


async def test_pages_learn_that_a_session_is_full_and_free_again(event: Event) -> None:
    soup = await a_published_session(event, places=1)

    await book_places(event, soup.session, Newcomer("Jo"))
    full = await PublishedSession.objects().get(PublishedSession.id == soup.id)
    [booking] = await Booking.objects()
    await cancel_booking(event, booking)
    free = await PublishedSession.objects().get(PublishedSession.id == soup.id)

    assert full
    assert free
    assert (full.is_full, free.is_full) == (True, False)


async def test_public_pages_are_made_again_when_a_session_becomes_full(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    async def note(event_id: str) -> None:
        made.append(event_id)

    monkeypatch.setattr(refreshing, "refresh_pages", note)
    soup = await a_published_session(event, places=2)

    await book_places(event, soup.session, Newcomer("Jo"))
    await refreshing.finish()
    assert made == []
    await book_places(event, soup.session, Newcomer("Ray"))
    await refreshing.finish()

    assert made == [event.id]


async def test_deleting_everything_about_somebody_really_deletes_it_and_frees_places(event: Event) -> None:
    soup = await a_published_session(event, places=1)
    await book_places(event, soup.session, Newcomer("Jo", email="jo@example.org", needs=("bsl",)))
    await book_places(event, soup.session, Newcomer("Ray"), wait=True)
    jo = await Attendee.objects().get(Attendee.name == "Jo")
    assert jo

    await forget_attendee(event, jo)

    assert await states() == [("Ray", "booked")]
    assert [attendee.name for attendee in await Attendee.objects()] == ["Ray"]
    assert (await AccessNeed.count(), await Notice.count()) == (0, 0)
    assert await broken_promises(event.id) == []


async def test_somebody_who_has_cancelled_everything_can_be_deleted(event: Event) -> None:
    soup = await a_published_session(event)
    await book_places(event, soup.session, Newcomer("Jo"))
    [jo], [booking] = await Attendee.objects(), await Booking.objects()
    await cancel_booking(event, booking)

    await forget_attendee(event, jo)

    assert (await Attendee.count(), await Booking.count()) == (0, 0)


async def test_an_event_without_sessions_can_be_asked_for_one(event: Event) -> None:
    reply = await book_places(event, "nothing", Newcomer("Jo"))

    assert reply.outcome == NotBookable("unknown")


async def test_a_session_of_another_event_cannot_be_booked_in_the_name_of_this_one(event: Event) -> None:
    other = await an_event("other")
    film = await a_published_session(other, "Film")

    here, there = await asyncio.gather(
        book_places(event, film.session, Newcomer("Jo")), book_places(other, film.session, Newcomer("Ray"))
    )

    assert here.outcome == NotBookable("unknown")
    assert isinstance(there.outcome, Booked)
    assert [attendee.name for attendee in await Attendee.objects()] == ["Ray"]


async def test_somebody_who_was_deleted_books_nothing(event: Event) -> None:
    soup = await a_published_session(event)
    await book_places(event, soup.session, Newcomer("Jo"))
    [jo] = await Attendee.objects()
    await forget_attendee(event, jo)

    reply = await book_places(event, soup.session, jo)

    assert reply.outcome == NotBookable("unknown")
    assert await Booking.count() == 0


async def test_the_log_says_what_happened_and_never_who_comes(event: Event) -> None:
    soup = await a_published_session(event, "Soup", places=1)
    mo = await an_organiser(event)
    await book_places(event, soup.session, Newcomer("Jo"))
    await book_places(event, soup.session, Newcomer("Ray"), wait=True, by=mo)
    [booking] = await Booking.objects().where(Booking.state == "booked")

    await cancel_booking(event, booking)

    entries = await LogEntry.select(LogEntry.who, LogEntry.did, LogEntry.what)
    assert sorted((entry["who"], entry["did"], entry["what"]) for entry in entries) == [
        ("Mo", "asked for a place in", "Soup"),
        ("somebody who comes", "booked a place in", "Soup"),
        ("somebody who comes", "cancelled a booking for", "Soup"),
        ("somebody who comes", "gave a free place to the next who waited for", "Soup"),
    ]


async def test_bookings_open_and_close_with_the_event(event: Event) -> None:
    soup = await a_published_session(event)
    await Event.update({Event.bookings_open: False}).where(Event.id == event.id)

    reply = await book_places(event, soup.session, Newcomer("Jo"))

    assert reply.outcome == NotBookable("closed")


async def test_beyond_its_bound_the_queue_refuses_at_once(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    soup = await a_published_session(event)
    monkeypatch.setattr(writer, "LONGEST_QUEUE", 2)

    replies = await asyncio.gather(
        *(book_places(event, soup.session, Newcomer(f"P{n}")) for n in range(4)), return_exceptions=True
    )

    assert [type(reply) for reply in replies] == [writer.Reply, writer.Reply, writer.Busy, writer.Busy]


async def test_one_wish_that_cannot_be_stored_does_not_fail_the_others(event: Event) -> None:
    soup = await a_published_session(event)

    replies = await asyncio.gather(
        book_places(event, soup.session, Newcomer("Jo")),
        book_places(event, soup.session, Newcomer("")),
        book_places(event, soup.session, Newcomer("Ray")),
        return_exceptions=True,
    )

    assert [isinstance(reply, Exception) for reply in replies] == [False, True, False]
    assert await states() == [("Jo", "booked"), ("Ray", "booked")]


async def test_whoever_goes_away_while_asking_has_booked_all_the_same(event: Event) -> None:
    soup = await a_published_session(event)
    asking = asyncio.ensure_future(book_places(event, soup.session, Newcomer("Jo")))
    await asyncio.sleep(0)

    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await writer.finish()

    assert await states() == [("Jo", "booked")]


async def test_the_writer_does_not_inherit_a_transaction(event: Event) -> None:
    from eventapp import db

    soup = await a_published_session(event)
    async with db.transaction():
        asking = asyncio.ensure_future(book_places(event, soup.session, Newcomer("Jo")))
        await asyncio.sleep(0)

    reply = await asking

    assert isinstance(reply.outcome, Booked)
