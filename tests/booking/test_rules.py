"""What organisers decide about bookings, as people meet it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from eventapp.booking import carrying_out
from eventapp.booking.actions import (
    Decided,
    book_over_limit,
    book_places,
    cancel_booking,
    change_places,
    free_held_places,
    rules_of_event,
    set_booking_rules,
    set_session_rules,
    swap_booking,
    take_swap,
)
from eventapp.booking.attendees import Newcomer
from eventapp.booking.decide import Booked, Clash, Full, NotBookable, Waiting
from eventapp.booking.freeing import free_what_is_due
from eventapp.booking.invariants import broken_promises
from eventapp.booking.tables import Attendee, Booking, SessionRules
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from eventapp.people.tables import Person
from eventapp.programme.tables import PublishedSession
from tests.cast import a_published_session, an_event, sign_in
from tests.conftest import Clock

BEFORE = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
async def event(refreshed_at_once: None, clock: Clock) -> Event:
    clock.set(BEFORE)
    return await an_event()


async def somebody(event: Event, session: PublishedSession, name: str, **how: Any) -> tuple[Attendee, Booking]:
    """Who has booked or waits, and their booking."""
    reply = await book_places(event, session.session, Newcomer(name), **how)
    assert isinstance(reply.outcome, Booked | Waiting)
    booking = await Booking.objects().get(Booking.id == reply.outcome.entry.id)
    assert booking
    assert reply.who
    return reply.who, booking


async def states() -> dict[str, str]:
    rows = await Booking.select(Booking.attendee.name.as_alias("name"), Booking.state)
    return {row["name"]: row["state"] for row in rows}


async def deeds() -> list[tuple[str, str]]:
    rows = await LogEntry.select(LogEntry.did, LogEntry.what).order_by(LogEntry.at)
    return [(row["did"], row["what"]) for row in rows]


async def test_held_places_are_for_whom_they_are_held_until_they_are_freed(event: Event, mo: Person) -> None:
    soup = await a_published_session(event, places=2)
    await set_session_rules(event, soup, Decided(held_wheelchair=1), mo)

    jo = await book_places(event, soup.session, Newcomer("Jo"))
    ray = await book_places(event, soup.session, Newcomer("Ray"), wait=True)
    shown_full = (await soup.refresh(), soup.is_full)[1]
    dee = await book_places(event, soup.session, Newcomer("Dee", needs=("wheelchair",)))

    assert [type(reply.outcome) for reply in (jo, ray, dee)] == [Booked, Waiting, Booked]
    assert shown_full
    assert dee.who
    dees = await Booking.objects().get(Booking.attendee == dee.who.id)
    assert dees
    assert dees.held_for == "wheelchair"
    await cancel_booking(event, dees)
    assert await states() == {"Jo": "booked", "Ray": "waiting", "Dee": "cancelled"}
    await free_held_places(event, soup, mo)
    assert await states() == {"Jo": "booked", "Ray": "booked", "Dee": "cancelled"}


async def test_somebody_known_uses_the_places_held_for_what_they_told_us(event: Event, mo: Person) -> None:
    soup, film = await a_published_session(event, places=1), await a_published_session(event, "Film", hour=15)
    await set_session_rules(event, soup, Decided(held_interpreter=1), mo)
    karl = await book_places(event, film.session, Newcomer("Karl", needs=("bsl",)))
    jo, _booking = await somebody(event, film, "Jo")
    assert karl.who

    replies = [await book_places(event, soup.session, who) for who in (jo, karl.who)]

    assert [type(reply.outcome) for reply in replies] == [Full, Booked]


async def test_held_places_are_freed_at_their_time_and_the_list_is_served(
    event: Event, mo: Person, clock: Clock
) -> None:
    soup = await a_published_session(event, places=1)
    await set_session_rules(event, soup, Decided(held_supporter=1, held_until=BEFORE + timedelta(days=1)), mo)
    await book_places(event, soup.session, Newcomer("Ray"), wait=True)

    await free_what_is_due()
    before = await states()
    clock.set(BEFORE + timedelta(days=1))
    await free_what_is_due()
    await free_what_is_due()

    assert (before, await states()) == ({"Ray": "waiting"}, {"Ray": "booked"})
    assert await SessionRules.exists().where(SessionRules.freed_at.is_not_null())
    assert await broken_promises(event.id) == []


async def test_bookings_open_and_close_by_time_and_by_switch(event: Event, mo: Person, clock: Clock) -> None:
    soup, film = await a_published_session(event), await a_published_session(event, "Film", hour=15)
    opens, closes = BEFORE + timedelta(hours=1), BEFORE + timedelta(hours=3)
    await set_booking_rules(event, opens_at=opens, closes_at=closes, most_sessions=None, by=mo)
    await set_session_rules(event, film, Decided(bookings_stopped=True), mo)

    found = []
    for hours in (0, 1, 3):
        clock.set(BEFORE + timedelta(hours=hours))
        found.append((await book_places(event, soup.session, Newcomer("Jo"))).outcome)

    assert (found[0], type(found[1]), found[2]) == (NotBookable("closed"), Booked, NotBookable("closed"))
    clock.set(opens)
    assert (await book_places(event, film.session, Newcomer("Jo"))).outcome == NotBookable("closed")


async def test_one_person_books_so_many_sessions_and_a_group_has_so_many_places(event: Event, mo: Person) -> None:
    soup, film = await a_published_session(event), await a_published_session(event, "Film", hour=15)
    await set_booking_rules(event, opens_at=None, closes_at=None, most_sessions=1, by=mo)
    await set_session_rules(event, soup, Decided(most_together=2), mo)
    jo, _booking = await somebody(event, soup, "Jo")

    second = await book_places(event, film.session, jo)
    group = await book_places(event, soup.session, Newcomer("Amina"), places=3)

    assert (second.outcome, group.outcome) == (NotBookable("limit"), NotBookable("group"))


async def test_rules_and_everybody_whom_they_let_in_change_together_or_not_at_all(
    event: Event, mo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    soup, *full = [await a_published_session(event, f"Talk {n}", hour=10 + n, places=1) for n in range(3)]
    jo, _booking = await somebody(event, soup, "Jo")
    others = [(await somebody(event, session, session.title))[1] for session in full]
    for session in full:
        await book_places(event, session.session, jo, wait=True)
    await set_booking_rules(event, opens_at=None, closes_at=None, most_sessions=1, by=mo)
    for other in others:
        await cancel_booking(event, other)

    async def killed(*_args: Any) -> None:
        raise RuntimeError("killed")

    async def found() -> tuple[int | None, list[str]]:
        rows = await Booking.select(Booking.state).where(Booking.attendee == jo.id).order_by(Booking.state)
        return (await rules_of_event(event.id)).most_sessions, [row["state"] for row in rows]

    with monkeypatch.context() as server:
        server.setattr(carrying_out, "log_steps", killed)
        with pytest.raises(RuntimeError, match="killed"):
            await set_booking_rules(event, opens_at=None, closes_at=None, most_sessions=None, by=mo)
    after_the_kill = await found()
    await set_booking_rules(event, opens_at=None, closes_at=None, most_sessions=None, by=mo)

    assert after_the_kill == (1, ["booked", "waiting", "waiting"])
    assert await found() == (None, ["booked", "booked", "booked"])
    assert await broken_promises(event.id) == []


async def test_a_paused_list_gives_nobody_a_place_until_it_goes_on(event: Event, mo: Person) -> None:
    soup = await a_published_session(event, places=1)
    _ray, rays = await somebody(event, soup, "Ray")
    await somebody(event, soup, "Jo", wait=True)
    await set_session_rules(event, soup, Decided(promotion_paused=True), mo)

    await cancel_booking(event, rays)
    late = await book_places(event, soup.session, Newcomer("Late"))
    paused = await states()
    await set_session_rules(event, soup, Decided(), mo)

    assert (late.outcome, paused["Jo"]) == (Full(0), "waiting")
    assert (await states())["Jo"] == "booked"


async def test_an_organiser_adds_somebody_over_the_limit_and_the_log_says_why(event: Event, mo: Person) -> None:
    soup = await a_published_session(event, places=1)
    await somebody(event, soup, "Ray")
    jo, _waiting = await somebody(event, soup, "Jo", wait=True)

    reply = await book_over_limit(event, soup.session, jo, by=mo, reason="She hosts it")

    assert isinstance(reply.outcome, Booked)
    booking = await Booking.objects().get(Booking.attendee == jo.id)
    assert booking
    assert (booking.over_limit_reason, booking.over_limit_by) == ("She hosts it", mo.id)
    assert ("gave places beyond the rules in", f"{soup.title}: She hosts it") in await deeds()


async def test_a_supporter_is_added_when_there_is_a_place_and_removing_one_frees_it(event: Event) -> None:
    soup = await a_published_session(event, places=3)
    sam, sams = await somebody(event, soup, "Sam")
    _ray, rays = await somebody(event, soup, "Ray")

    added = await change_places(event, sams, places=2, supporters=1)
    await somebody(event, soup, "Jo", wait=True)
    refused = await change_places(event, rays, places=2, supporters=1)
    removed = await change_places(event, sams, places=1, supporters=0)

    assert [type(reply.outcome) for reply in (added, refused, removed)] == [Booked, Full, Booked]
    row = await Booking.objects().get(Booking.attendee == sam.id)
    assert row
    assert (row.places, row.supporters, row.sequence) == (1, 0, 2)
    assert (await states())["Jo"] == "booked"


async def test_a_swap_is_all_or_nothing_and_frees_what_is_given_up(event: Event) -> None:
    soup, film = await a_published_session(event, places=1), await a_published_session(event, "Film", places=1)
    jo, jos = await somebody(event, soup, "Jo")
    _ray, rays = await somebody(event, film, "Ray")
    await somebody(event, soup, "Sam", wait=True)

    full = await swap_booking(event, jos, film.session)
    await cancel_booking(event, rays)
    swapped = await swap_booking(event, jos, film.session)
    again = await swap_booking(event, jos, film.session)

    assert [type(reply.outcome) for reply in (full, swapped, again)] == [Full, Booked, Booked]
    rows = await Booking.select(Booking.session, Booking.state).where(Booking.attendee == jo.id)
    assert {row["session"]: row["state"] for row in rows} == {soup.session: "cancelled", film.session: "booked"}
    assert (await states())["Sam"] == "booked"
    assert await broken_promises(event.id) == []


async def test_an_offer_to_swap_is_taken_while_there_is_a_place_and_made_again_when_not(event: Event) -> None:
    soup, film = await a_published_session(event, places=1), await a_published_session(event, "Film", places=9)
    _ray, rays = await somebody(event, soup, "Ray")
    jo, _waiting = await somebody(event, soup, "Jo", wait=True)
    await book_places(event, film.session, jo)

    await cancel_booking(event, rays)
    waiting = await Booking.objects().get((Booking.attendee == jo.id) & (Booking.session == soup.session))
    assert waiting
    offered = waiting.swap_offered_at
    _sam, sams = await somebody(event, soup, "Sam")
    too_late = await take_swap(event, waiting)
    await cancel_booking(event, sams)
    taken = await take_swap(event, waiting)

    assert offered == BEFORE
    assert [type(reply.outcome) for reply in (too_late, taken)] == [Full, Booked]
    rows = await Booking.select(Booking.session, Booking.state).where(Booking.attendee == jo.id)
    assert {row["session"]: row["state"] for row in rows} == {soup.session: "booked", film.session: "cancelled"}


async def test_one_to_one_time_is_booked_in_short_slots(event: Event, mo: Person) -> None:
    talk, film = await a_published_session(event, places=1), await a_published_session(event, "Film")
    await set_session_rules(event, talk, Decided(slot_minutes=20), mo)

    jo, first = await somebody(event, talk, "Jo", places=2, supporters=1)
    _ray, third = await somebody(event, talk, "Ray", slot=40)
    taken = await book_places(event, talk.session, Newcomer("Sam"), slot=40)
    clash = await book_places(event, film.session, jo)

    assert [(b.slot_start, b.slot_minutes) for b in (first, third)] == [(0, 20), (40, 20)]
    assert (taken.outcome, clash.outcome) == (Full(1), Clash(talk.session))
    with pytest.raises(Refused, match="People have booked already"):
        await set_session_rules(event, talk, Decided(slot_minutes=None), mo)


async def test_organisers_set_the_rules_on_a_page_and_others_do_not(
    event: Event, mo: Person, client: httpx.AsyncClient
) -> None:
    soup = await a_published_session(event, places=4)
    address = f"/day/bookings/rules/{soup.session}"
    assert [(await client.get(path)).status_code for path in (address, "/day/bookings/rules")] == [303, 303]
    await sign_in(client, mo)
    good = {"most_together": "3", "held_wheelchair": "1", "held_until": "2026-11-27 10:00", "slot_minutes": ""}

    wrong = await client.post(address, data=good | {"held_supporter": "9", "closes_at": "yesterday"})
    too_many = await client.post(address, data=good | {"held_supporter": "9"})
    saved = await client.post(address, data=good)
    shown = await client.get(address)
    all_ = await client.post("/day/bookings/rules", data={"opens_at": "2026-11-22 10:00", "most_sessions": "3"})
    listed = await client.get("/day/bookings/rules")
    freed = await client.post(f"{address}/freeing")

    assert [answer.status_code for answer in (wrong, too_many, saved, all_, freed)] == [422, 422, 303, 303, 303]
    # Everything that is to be mended is said at once.
    assert ["The session has 4 places in all." in answer.text for answer in (wrong, too_many)] == [True, True]
    assert 'value="2026-11-27 10:00"' in shown.text
    assert "1 place held, not open now" in listed.text
    rules = await SessionRules.objects().get(SessionRules.session == soup.session)
    assert rules
    assert (rules.most_together, rules.held_until, rules.freed_at) == (
        3,
        datetime(2026, 11, 27, 10, tzinfo=UTC),
        BEFORE,
    )


async def test_the_form_says_when_bookings_open_and_which_slots_are_free(
    event: Event, mo: Person, client: httpx.AsyncClient
) -> None:
    talk = await a_published_session(event, places=1)
    await set_session_rules(event, talk, Decided(slot_minutes=20), mo)
    await somebody(event, talk, "Ray", slot=20)
    address = f"/day/sessions/{talk.session}/booking"
    jo = {"form_key": "k", "name": "Jo", "places": "1"}

    shown = await client.get(address)
    taken = await client.post(address, data=jo | {"slot": "20"})
    booked = await client.post(address, data=jo | {"slot": "40"})
    client.cookies.clear()
    await somebody(event, talk, "Sam", slot=0)
    full = await client.get(address)
    waiting = await client.post(address, data=jo | {"form_key": "other", "wait": "yes"})
    client.cookies.clear()
    await set_booking_rules(event, opens_at=BEFORE + timedelta(days=1), closes_at=None, most_sessions=None, by=mo)
    closed = await client.get(address)

    slots = [value for value in ("", "0", "20", "40") if f'name="slot" type="radio" value="{value}"' in shown.text]
    assert slots == ["", "0", "40"]
    assert ('name="slot"' in full.text, "Ask for a place" in full.text) == (False, True)
    assert "waiting list" in (await client.get(waiting.headers["location"])).text
    assert (taken.status_code, "Somebody took this time a moment ago." in taken.text) == (409, True)
    assert "10:40am to 11am" in (await client.get(booked.headers["location"])).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Bookings open on Sunday 22 November, 12 noon." in closed.text.replace("\N{NO-BREAK SPACE}", " ")


async def test_the_form_counts_supporters_and_sends_reminders_only_to_an_address(
    event: Event, mo: Person, client: httpx.AsyncClient
) -> None:
    soup = await a_published_session(event, places=4)
    await set_session_rules(event, soup, Decided(most_together=3), mo)
    address = f"/day/sessions/{soup.session}/booking"
    sam = {"form_key": "k", "name": "Sam", "places": "2"}

    wrong = await client.post(address, data=sam | {"supporters": "2", "reminders": "y"})
    group = await client.post(address, data=sam | {"places": "4"})
    booked = await client.post(
        address, data=sam | {"supporters": "1", "reminders": "y", "email": "sam@example.org", "needs": "wheelchair"}
    )

    assert "Count everyone under “places”, those who support somebody too." in wrong.text
    assert "Write your email address too, or leave this empty." in wrong.text
    assert "At most 3 places can be booked together here." in group.text
    assert [answer.status_code for answer in (wrong, group, booked)] == [422, 409, 303]
    [attendee], [booking] = await Attendee.objects(), await Booking.objects()
    assert (attendee.reminders, booking.places, booking.supporters) == (True, 2, 1)


async def test_somebody_comes_here_instead_of_what_is_at_the_same_time(event: Event, client: httpx.AsyncClient) -> None:
    soup, film = await a_published_session(event), await a_published_session(event, "Film")
    await client.post(f"/day/sessions/{soup.session}/booking", data={"form_key": "k", "name": "Jo", "places": "1"})
    [booking] = await Booking.objects()
    address = f"/day/sessions/{film.session}/booking"

    asked = await client.get(address)
    swapped = await client.post(address, data={"instead-of": booking.id})

    assert f'value="{booking.id}" name="instead-of"' in asked.text
    assert swapped.status_code == 303
    rows = await Booking.select(Booking.session, Booking.state)
    assert {row["session"]: row["state"] for row in rows} == {soup.session: "cancelled", film.session: "booked"}


async def test_booking_for_somebody_offers_the_short_slots_that_are_free(
    event: Event, mo: Person, client: httpx.AsyncClient
) -> None:
    talk = await a_published_session(event, places=1)
    await set_session_rules(event, talk, Decided(slot_minutes=20), mo)
    await somebody(event, talk, "Ray", slot=20)
    await sign_in(client, mo)
    jo = {"form_key": "k", "session": f"{talk.session} 40", "name": "Jo", "places": "1", "supporters": "0"}

    offered = await client.get("/day/bookings/new")
    booked = await client.post("/day/bookings/new", data=jo)
    card = await client.get(booked.headers["location"])
    door = await client.get(f"/day/bookings/doors/{talk.session}")
    desk = await client.get("/day/bookings/desk")

    slots = [slot for slot in (0, 20, 40) if f'value="{talk.session} {slot}"' in offered.text]
    assert slots == [0, 40]
    assert "10:40am to 11am" in card.text.replace("\N{NO-BREAK SPACE}", " ")
    # In order of time, each with their own.
    for page in (door.text, desk.text):
        said = page.replace("\N{NO-BREAK SPACE}", " ")
        assert [time in said for time in ("10:20am", "10:40am")] == [True, True]


async def test_booking_for_somebody_goes_beyond_the_rules_only_with_a_reason(
    event: Event, mo: Person, client: httpx.AsyncClient
) -> None:
    soup = await a_published_session(event, places=1)
    await somebody(event, soup, "Ray")
    await sign_in(client, mo)
    jo = {"form_key": "k", "session": soup.session, "name": "Jo", "places": "2", "supporters": "1"}

    refused = await client.post("/day/bookings/new", data=jo)
    booked = await client.post("/day/bookings/new", data=jo | {"reason": "She hosts it"})

    assert [answer.status_code for answer in (refused, booked)] == [409, 303]
    assert await states() == {"Ray": "booked", "Jo": "booked"}
    assert ("gave places beyond the rules in", f"{soup.title}: She hosts it") in await deeds()
