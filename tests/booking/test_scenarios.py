"""What booking must survive, where no other test says it: see the table in docs/booking.md."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from eventapp import db
from eventapp.booking import writer
from eventapp.booking.actions import book_over_limit, book_places, cancel_booking, take_swap
from eventapp.booking.attendees import Newcomer
from eventapp.booking.decide import Book, Booked, Clash, Entry, Full, Known, SessionFacts, decide
from eventapp.booking.invariants import broken_promises
from eventapp.booking.publishing import publish
from eventapp.booking.reading import fill_of, session_at
from eventapp.booking.tables import Attendee, Booking, SessionRules
from eventapp.db.sqlite import PooledSQLiteEngine
from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from eventapp.notices.tables import Notice
from eventapp.people.tables import Person
from eventapp.programme.tables import PublishedSession
from eventapp.settings import settings
from eventapp.timetable.tables import Session
from tests.cast import a_published_session, a_room, a_session, an_event, sign_in
from tests.conftest import Clock

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)


@pytest.fixture
async def event(refreshed_at_once: None, clock: Clock) -> Event:
    clock.set(TEN - timedelta(days=7))
    return await an_event()


async def comes(event: Event, session: PublishedSession | Session, name: str, **more: Any) -> Attendee:
    id_ = str(session.session) if isinstance(session, PublishedSession) else session.id
    reply = await book_places(event, id_, Newcomer(name, email=f"{name}@example.org"), **more)
    assert reply.who
    return reply.who


async def states(session: str) -> list[tuple[str, str]]:
    rows = await Booking.select(Booking.attendee.name.as_alias("name"), Booking.state).where(Booking.session == session)
    return sorted((row["name"], row["state"]) for row in rows)


async def test_9_an_offer_is_taken_or_gone_and_never_both(event: Event) -> None:
    soup = await a_published_session(event, "Soup", places=1)
    film = await a_published_session(event, "Film", places=5)
    holder = await comes(event, soup, "Holder")
    jo = await comes(event, film, "Jo")
    await book_places(event, soup.session, jo, wait=True)
    [held] = await Booking.objects().where(Booking.attendee == holder.id)
    await cancel_booking(event, held)
    [offered] = await Booking.objects().where((Booking.attendee == jo.id) & (Booking.state == "waiting"))

    taken, visitor = await asyncio.gather(
        take_swap(event, offered), book_places(event, soup.session, Newcomer("Visitor"))
    )

    assert offered.swap_offered_at is not None
    assert [isinstance(reply.outcome, Booked) for reply in (taken, visitor)].count(True) == 1
    assert await broken_promises(event.id) == []


async def test_10_fewer_places_while_people_book_throw_nobody_out_and_sell_none_twice(event: Event, mo: Person) -> None:
    soup = await a_session(event, "Soup", room=await a_room(event), starts_at=TEN, places=8)
    await publish(event, mo)
    for n in range(4):
        await comes(event, soup, f"P{n}")
    await Session.update({Session.places: 3}).where(Session.id == soup.id)

    replies: list[Any] = await asyncio.gather(
        publish(event, mo), *(book_places(event, soup.id, Newcomer(f"Q{n}"), wait=True) for n in range(6))
    )

    booked = 4 + sum(isinstance(reply.outcome, Booked) for reply in replies[1:])
    assert [state for _name, state in await states(soup.id)].count("booked") == booked
    assert await broken_promises(event.id) == [f"Soup: {booked} places are booked of 3"]
    await Session.update({Session.places: 10}).where(Session.id == soup.id)
    await publish(event, mo)
    assert {state for _name, state in await states(soup.id)} == {"booked"}
    assert await broken_promises(event.id) == []


async def test_14_a_session_taken_off_while_somebody_books_leaves_nobody_in_it(
    event: Event, mo: Person, client: httpx.AsyncClient
) -> None:
    soup = await a_session(event, "Soup", room=await a_room(event), starts_at=TEN, places=8)
    await publish(event, mo)
    await Session.update({Session.cancelled_at: TEN - timedelta(days=7), Session.cancelled_reason: "Ill."}).where(
        Session.id == soup.id
    )

    form = {"name": "Jo", "places": "1", "supporters": "0", "form_key": "k"}
    published_and_asked: list[Any] = await asyncio.gather(
        publish(event, mo), *(client.post(f"/day/sessions/{soup.id}/booking", data=form) for _n in range(3))
    )
    answers = published_and_asked[1:]
    late = await client.post(f"/day/sessions/{soup.id}/booking", data=form)
    nothing = await client.post("/day/sessions/nothing/booking", data=form)

    assert {answer.status_code for answer in answers} <= {303, 409}
    assert (late.status_code, nothing.status_code) == (409, 404)
    assert {state for _name, state in await states(soup.id)} <= {"cancelled"}
    assert await broken_promises(event.id) == []


def test_16_sessions_in_the_night_of_the_clock_change_overlap_as_instants_do() -> None:
    # 25 October 2026: at 2am summer time the clocks in Britain show 1am again.
    first, second, third = (
        SessionFacts(id_, datetime.fromisoformat(start), datetime.fromisoformat(end), 9)
        for id_, start, end in (
            ("first", "2026-10-25T01:30:00+01:00", "2026-10-25T01:30:00+00:00"),
            ("second", "2026-10-25T01:45:00+01:00", "2026-10-25T03:30:00+00:00"),
            ("third", "2026-10-25T01:30:00+00:00", "2026-10-25T02:00:00+00:00"),
        )
    )
    there = Entry("e1", "first", "jo", "booked", 1, 1)
    asked = [Book("e2", "second", "jo"), Book("e3", "third", "jo")]

    decision = decide(asked, Known(datetime(2026, 10, 1, tzinfo=UTC), [first, second, third], [there]))

    assert decision.outcomes[0] == Clash("first")
    assert isinstance(decision.outcomes[1], Booked)


@asynccontextmanager
async def kept_busy() -> AsyncIterator[None]:
    """While the block lasts another process writes, for longer than anybody here is patient."""
    engine = db.engine()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(writer, "PATIENCE_SECONDS", 0.3)
        if isinstance(engine, PooledSQLiteEngine):
            patched.setattr(engine._writer, "_patience", 0.05)
            with closing(sqlite3.connect(engine.path, isolation_level=None)) as other_process:
                other_process.execute("BEGIN IMMEDIATE")
                yield
        else:
            other = await asyncpg.connect(settings().database_url)
            async with other.transaction():
                await other.execute("SELECT id FROM event FOR UPDATE")
                yield
            await other.close()


async def test_18_while_the_database_is_kept_busy_the_form_comes_back_as_it_was_and_books_once_afterwards(
    event: Event, client: httpx.AsyncClient
) -> None:
    soup = await a_published_session(event)
    form = {"name": "Zoë from Norwich", "places": "1", "supporters": "0", "form_key": "k", "email": "zoe@example.org"}

    async with kept_busy():
        refused = await client.post(f"/day/sessions/{soup.session}/booking", data=form)
        stored = await Attendee.count(), await Booking.count(), await Notice.count()
    answers = [await client.post(f"/day/sessions/{soup.session}/booking", data=form) for _press in range(2)]

    assert (refused.status_code, refused.headers["retry-after"], stored) == (503, "5", (0, 0, 0))
    for kept in ('value="Zoë from Norwich"', 'value="zoe@example.org"', 'value="k"', "Nothing you wrote is lost"):
        assert kept in refused.text
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (await Attendee.count(), await Booking.count(), await Notice.count()) == (1, 1, 1)
    assert await broken_promises(event.id) == []


async def test_21_places_held_until_an_instant_are_free_from_it_on_and_never_given_twice(
    event: Event, clock: Clock
) -> None:
    soup = await a_published_session(event, places=2)
    freed_at = TEN - timedelta(days=1)
    await SessionRules.insert(SessionRules(session=soup.session, held_wheelchair=1, held_until=freed_at))
    await comes(event, soup, "Ann")
    replies = []
    for name, moment in (("Bea", -1), ("Cem", 0), ("Dee", -1)):
        clock.set(freed_at + timedelta(microseconds=moment))
        replies.append(await book_places(event, soup.session, Newcomer(name)))

    assert [reply.outcome for reply in replies[::2]] == [Full(0), Full(0)]
    assert isinstance(replies[1].outcome, Booked)
    assert await broken_promises(event.id) == []


async def test_24_what_would_help_is_in_no_list_no_log_and_no_mail(
    event: Event, mo: Person, client: httpx.AsyncClient
) -> None:
    soup = await a_published_session(event)
    who = Newcomer("Jo", email="jo@example.org", needs=("bsl", "wheelchair"), own_words="Strobing lights harm me")
    await book_places(event, soup.session, who)
    await sign_in(client, mo)

    taken = [
        await client.post("/day/bookings/desk.csv"),
        await client.post(f"/day/bookings/doors/{soup.session}/file"),
        await client.get("/day/bookings/desk"),
        await client.get(f"/day/bookings/doors/{soup.session}"),
        await client.get("/day/log"),
    ]

    texts = [page.text for page in taken]
    texts += [notice.subject + notice.body + notice.calendar for notice in await Notice.objects()]
    texts += [line.did + line.what + line.who for line in await LogEntry.objects()]
    assert {page.status_code for page in taken} <= {200, 201}
    assert not [text for text in texts for word in ("Strobing", "interpreter", "wheelchair") if word in text.lower()]


async def test_28_places_over_the_limit_say_who_gave_them_and_why_and_no_number_is_below_0(
    event: Event, mo: Person, client: httpx.AsyncClient
) -> None:
    soup = await a_published_session(event, places=1)
    await comes(event, soup, "Jo")

    reply = await book_over_limit(event, soup.session, Newcomer("Ray"), by=mo, reason="Helps with the soup")
    page = await client.get(f"/day/sessions/{soup.session}/booking")

    assert isinstance(reply.outcome, Booked)
    lines = await LogEntry.select(LogEntry.who, LogEntry.what).where(LogEntry.person == mo.id)
    assert lines == [{"who": "Mo", "what": "Soup and a chat: Helps with the soup"}]
    session = await session_at(event.id, str(soup.session))
    assert session
    assert ((await fill_of(session)).free, session.is_full) == (0, True)
    assert "-1" not in page.text.split("<main")[1]
    assert await broken_promises(event.id) == []
