"""Two who decide at the same moment, as two processes do: with every guard all is well, without one it is not.

In `test_races` two real processes race, as fast as they can. Here the two meet after reading and before writing, so
that taking a guard away breaks its promise each time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eventapp.booking.actions import (
    Decided,
    book_places,
    cancel_booking,
    set_booking_rules,
    set_session_rules,
    swap_booking,
    take_swap,
)
from eventapp.booking.arrivals import note_sheet
from eventapp.booking.attendees import Newcomer
from eventapp.booking.invariants import broken_promises
from eventapp.booking.publishing import publish
from eventapp.booking.tables import Attendee, Booking
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme.tables import PublishedSession
from eventapp.timetable.tables import Session
from tests.booking import guards
from tests.booking.guards import Without
from tests.booking.serving import ROOT
from tests.cast import a_published_session, a_room, a_session, an_event
from tests.conftest import Clock

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)
# With its guard the second of two can only come when the first has gone: waiting for it longer teaches nothing.
NO_TIME = 0.02

Two = tuple[Awaitable[Any], Awaitable[Any]]


@pytest.fixture
async def event(refreshed_at_once: None, clock: Clock) -> Event:
    clock.set(TEN - timedelta(days=7))
    return await an_event()


async def comes(event: Event, session: PublishedSession | Session, name: str) -> tuple[Attendee, Booking]:
    """Somebody who has booked there, or waits, and their booking."""
    id_ = str(session.session) if isinstance(session, PublishedSession) else session.id
    reply = await book_places(event, id_, Newcomer(name, email=f"{name}@example.org"), wait=True)
    assert reply.who
    booking = await Booking.objects().get(Booking.attendee == reply.who.id)
    assert booking
    return reply.who, booking


# What two do at once. Nothing of it is done before both are awaited.


async def the_last_place(event: Event, _mo: Person) -> Two:
    soup = await a_published_session(event, "Soup", places=1)
    return book_places(event, soup.session, Newcomer("Jo")), book_places(event, soup.session, Newcomer("Ray"))


async def two_groups(event: Event, _mo: Person) -> Two:
    soup = await a_published_session(event, "Soup", places=5)
    return (
        book_places(event, soup.session, Newcomer("Jo"), places=3),
        book_places(event, soup.session, Newcomer("Ray"), places=3),
    )


async def two_sessions_of_one_person(event: Event, _mo: Person) -> Two:
    soup, film = await a_published_session(event, "Soup"), await a_published_session(event, "Film")
    jo, _booking = await comes(event, await a_published_session(event, "Late", hour=15), "Jo")
    return book_places(event, soup.session, jo), book_places(event, film.session, jo)


async def one_session_from_two_tabs(event: Event, _mo: Person) -> Two:
    soup = await a_published_session(event, "Soup")
    jo, _booking = await comes(event, await a_published_session(event, "Late", hour=15), "Jo")
    return book_places(event, soup.session, jo), book_places(event, soup.session, jo)


async def one_form_twice(event: Event, _mo: Person) -> Two:
    soup = await a_published_session(event, "Soup")
    sent = [Newcomer("Jo", form_key="key") for _press in range(2)]
    return book_places(event, soup.session, sent[0]), book_places(event, soup.session, sent[1])


async def one_slot(event: Event, mo: Person) -> Two:
    talk = await a_published_session(event, "Talk")
    await set_session_rules(event, talk, Decided(slot_minutes=20), mo)
    return (
        book_places(event, talk.session, Newcomer("Jo"), slot=0),
        book_places(event, talk.session, Newcomer("Ray"), slot=0),
    )


async def two_swaps(event: Event, _mo: Person) -> Two:
    soup, film = await a_published_session(event, "Soup", places=1), await a_published_session(event, "Film")
    (_jo, jos), (_ray, rays) = await comes(event, film, "Jo"), await comes(event, film, "Ray")
    return swap_booking(event, jos, soup.session), swap_booking(event, rays, soup.session)


async def an_offer_and_a_visitor(event: Event, _mo: Person) -> Two:
    soup, film = await a_published_session(event, "Soup", places=1), await a_published_session(event, "Film")
    (_holder, held), (jo, _booking) = await comes(event, soup, "Holder"), await comes(event, film, "Jo")
    await book_places(event, soup.session, jo, wait=True)
    await cancel_booking(event, held)
    [offered] = await Booking.objects().where((Booking.attendee == jo.id) & (Booking.state == "waiting"))
    return take_swap(event, offered), book_places(event, soup.session, Newcomer("Visitor"))


async def a_freed_place_and_a_visitor(event: Event, _mo: Person) -> Two:
    soup = await a_published_session(event, "Soup", places=1)
    (_holder, held), _first = await comes(event, soup, "Holder"), await comes(event, soup, "First")
    return cancel_booking(event, held), book_places(event, soup.session, Newcomer("Visitor"))


async def the_first_on_the_list_leaves(event: Event, _mo: Person) -> Two:
    soup = await a_published_session(event, "Soup", places=1)
    (_holder, held), (_first, waits) = await comes(event, soup, "Holder"), await comes(event, soup, "First")
    await comes(event, soup, "Second")
    return cancel_booking(event, held), cancel_booking(event, waits)


async def two_lists_and_one_who_may_have_one(event: Event, mo: Person) -> Two:
    soup = await a_published_session(event, "Soup", places=1)
    late = await a_published_session(event, "Late", hour=15, places=1)
    (_one, soups), (_other, lates) = await comes(event, soup, "Ann"), await comes(event, late, "Bea")
    jo, _waits = await comes(event, soup, "Jo")
    await book_places(event, late.session, jo, wait=True)
    await set_booking_rules(event, opens_at=None, closes_at=None, most_sessions=1, by=mo)
    return cancel_booking(event, soups), cancel_booking(event, lates)


async def more_places_and_a_freed_one(event: Event, mo: Person) -> Two:
    soup = await a_session(event, "Soup", room=await a_room(event), starts_at=TEN, places=1)
    await publish(event, mo)
    _holder, held = await comes(event, soup, "Holder")
    for name in ("First", "Second"):
        await comes(event, soup, name)
    await Session.update({Session.places: 2}).where(Session.id == soup.id)
    return publish(event, mo), cancel_booking(event, held)


async def a_session_is_cancelled(event: Event, mo: Person) -> Two:
    soup = await a_session(event, "Soup", room=await a_room(event), starts_at=TEN, places=8)
    await publish(event, mo)
    await Session.update({Session.cancelled_at: TEN - timedelta(days=7), Session.cancelled_reason: "Ill."}).where(
        Session.id == soup.id
    )
    return publish(event, mo), book_places(event, soup.id, Newcomer("Jo"))


async def two_doors(event: Event, mo: Person) -> Two:
    jo, _booking = await comes(event, await a_published_session(event, "Soup"), "Jo")
    return note_sheet(event, [jo.code], "door-1", mo), note_sheet(event, [jo.code], "door-2", mo)


Race = Callable[[Event, Person], Awaitable[Two]]


@dataclass(frozen=True)
class Control:
    """A race; a guard that it needs; what is `broken` without; indexes by which the database keeps the promise, too."""

    race: Race
    without: Without
    broken: str
    indexes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.race.__name__} without {self.without.__name__}"

    @property
    def patience(self) -> float:
        return guards.LONG_ENOUGH if self.without is guards.turns else NO_TIME


CONTROLS = [
    Control(the_last_place, guards.turns, "Soup: 2 places are booked of 1", ("booking_turn",)),
    Control(two_groups, guards.turns, "Soup: 6 places are booked of 5", ("booking_turn",)),
    Control(two_swaps, guards.turns, "Soup: 2 places are booked of 1", ("booking_turn",)),
    Control(an_offer_and_a_visitor, guards.turns, "Soup: 2 places are booked of 1"),
    Control(
        one_session_from_two_tabs, guards.turns, "Soup: somebody is booked twice", ("booking_turn", "booking_once")
    ),
    Control(one_form_twice, guards.turns, "People: one form made somebody twice", ("booking_turn", "attendee_form")),
    Control(one_form_twice, guards.keys, "People: one form made somebody twice", ("attendee_form",)),
    Control(one_slot, guards.turns, "Talk: two people have the same slot", ("booking_turn", "booking_slot")),
    Control(two_doors, guards.turns, "The desk: somebody is noted as here twice", ("arrival_once",)),
    Control(two_sessions_of_one_person, guards.turns, "Film: somebody is booked in Soup at the same time"),
    Control(the_first_on_the_list_leaves, guards.turns, "Soup: somebody was told of a change twice"),
    Control(a_freed_place_and_a_visitor, guards.lists, "Soup: whoever has turn 2 waits"),
    Control(two_lists_and_one_who_may_have_one, guards.turns, "Late: somebody has booked 2 sessions of 1"),
    Control(two_lists_and_one_who_may_have_one, guards.limit, "Late: somebody has booked 2 sessions of 1"),
    Control(more_places_and_a_freed_one, guards.turns, "Soup: whoever has turn 3 waits although there is room"),
    Control(a_session_is_cancelled, guards.turns, "Soup: somebody is booked for what does not take place"),
]
RACES = list(dict.fromkeys(control.race for control in CONTROLS))


async def both(two: Two) -> list[Any]:
    return list(await asyncio.gather(*two, return_exceptions=True))


@pytest.mark.parametrize("race", RACES)
async def test_two_at_the_same_moment_break_no_promise(
    event: Event, mo: Person, race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = await race(event, mo)
    guards.meet_before_deciding(monkeypatch, NO_TIME)

    answers = await both(two)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert await broken_promises(event.id) == []


@pytest.mark.parametrize("control", CONTROLS, ids=str)
async def test_without_a_guard_they_break_its_promise(
    event: Event, mo: Person, control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = await control.race(event, mo)
    async with guards.indexes_dropped(*control.indexes):
        with monkeypatch.context() as patched:
            guards.meet_before_deciding(patched, control.patience)
            control.without(patched)
            await both(two)
        found = await broken_promises(event.id)

    assert [words for words in found if words.startswith(control.broken)] != []


@pytest.mark.parametrize("control", [control for control in CONTROLS if control.indexes], ids=str)
async def test_without_it_the_database_itself_refuses_one_of_them(
    event: Event, mo: Person, control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = await control.race(event, mo)
    with monkeypatch.context() as patched:
        guards.meet_before_deciding(patched, control.patience)
        control.without(patched)
        answers = await both(two)

    found = await broken_promises(event.id)
    assert [isinstance(answer, Exception) for answer in answers].count(True) == 1
    assert [words for words in found if words.startswith(control.broken)] == []


def test_the_table_of_scenarios_names_each_race() -> None:
    table = (ROOT / "docs" / "booking.md").read_text()

    assert [race.__name__ for race in RACES if f"`{race.__name__}`" not in table] == []
