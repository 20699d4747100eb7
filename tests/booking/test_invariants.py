"""Each fault that bookings could have, put into the database by hand: `eventapp doctor --bookings` finds it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eventapp import clock as the_clock
from eventapp.booking.actions import Decided, book_places, cancel_booking, set_booking_rules, set_session_rules
from eventapp.booking.attendees import Newcomer
from eventapp.booking.decide import Booked, Waiting
from eventapp.booking.invariants import broken_promises, look_for_broken
from eventapp.booking.tables import Arrival, Attendee, Booking
from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from eventapp.notices.tables import Notice
from eventapp.programme.tables import PublishedSession
from tests.booking.guards import indexes_dropped
from tests.cast import a_published_session, an_event, an_organiser
from tests.conftest import Clock


@dataclass
class Day:
    """Jo and Ray fill Soup, Sam waits for it. Kim is in Film at the same time, Jo in Late as well."""

    event: Event
    sessions: dict[str, PublishedSession]
    bookings: dict[str, Booking]

    async def change(self, who: str, **columns: Any) -> None:
        values: dict[Any, Any] = {**columns}
        await Booking.update(values).where(Booking.id == self.bookings[who].id)

    async def change_session(self, title: str, **columns: Any) -> None:
        values: dict[Any, Any] = {**columns}
        await PublishedSession.update(values).where(PublishedSession.id == self.sessions[title].id)


@pytest.fixture
async def day(refreshed_at_once: None, clock: Clock) -> Day:
    clock.set(datetime(2026, 11, 21, 12, tzinfo=UTC))
    event = await an_event()
    sessions = {
        title: await a_published_session(event, title, hour=hour, places=2)
        for title, hour in (("Soup", 10), ("Film", 10), ("Late", 15))
    }
    people: dict[str, Attendee] = {}
    bookings: dict[str, Booking] = {}
    for name, title in (("Jo", "Soup"), ("Ray", "Soup"), ("Sam", "Soup"), ("Kim", "Film"), ("Jo", "Late")):
        who = people.get(name) or Newcomer(name, email=f"{name}@example.org", form_key=name)
        reply = await book_places(event, sessions[title].session, who, wait=True)
        assert reply.who
        assert isinstance(reply.outcome, Booked | Waiting)
        booking = await Booking.objects().get(Booking.id == reply.outcome.entry.id)
        assert booking
        people[name] = reply.who
        bookings.setdefault(name, booking)
    return Day(event, sessions, bookings)


# The faults


async def one_more_than_places(day: Day) -> None:
    await day.change("Sam", state="booked")


async def in_two_at_once(day: Day) -> None:
    await day.change("Kim", attendee=day.bookings["Jo"].attendee)


async def more_than_one_may(day: Day) -> None:
    mo = await an_organiser(day.event)
    await set_booking_rules(day.event, opens_at=None, closes_at=None, most_sessions=1, by=mo)


async def twice_in_one(day: Day) -> None:
    await day.change("Ray", attendee=day.bookings["Jo"].attendee)


async def a_turn_twice(day: Day) -> None:
    await day.change("Ray", turn=1)


async def a_slot_twice(day: Day) -> None:
    mo, talk = await an_organiser(day.event), await a_published_session(day.event, "Talk", hour=13)
    await set_session_rules(day.event, talk, Decided(slot_minutes=20), mo)
    for name in ("Ann", "Bea"):
        await book_places(day.event, talk.session, Newcomer(name))
    await Booking.update({Booking.slot_start: 0}).where(Booking.session == talk.session)


async def a_time_that_is_gone(day: Day) -> None:
    mo, talk = await an_organiser(day.event), await a_published_session(day.event, "Talk", hour=13)
    await set_session_rules(day.event, talk, Decided(slot_minutes=20), mo)
    await book_places(day.event, talk.session, Newcomer("Ann"), slot=40)
    ends_at = talk.starts_at + timedelta(minutes=40)
    await PublishedSession.update({PublishedSession.ends_at: ends_at}).where(PublishedSession.id == talk.id)


async def room_and_a_list(day: Day) -> None:
    await day.change_session("Soup", places=3, is_full=False)


async def overtaken(day: Day) -> None:
    await day.change("Ray", turn=9)


async def not_said_to_be_full(day: Day) -> None:
    await day.change_session("Soup", is_full=False)


async def cancelled_with_bookings(day: Day) -> None:
    await day.change_session("Film", cancelled_at=the_clock.now())


async def a_form_twice(day: Day) -> None:
    await Attendee.update({Attendee.form_key: "Jo"}).where(Attendee.name == "Ray")


async def here_twice(day: Day) -> None:
    await Arrival.insert(*(Arrival(attendee=day.bookings["Jo"].attendee) for _n in range(2)))


async def not_in_the_log(day: Day) -> None:
    [first, *_others] = await LogEntry.objects()
    await LogEntry.delete().where(LogEntry.id == first.id)


async def not_told(day: Day) -> None:
    await cancel_booking(day.event, day.bookings["Ray"])
    await Notice.delete().where(Notice.kind == "cancelled")


async def told_twice(day: Day) -> None:
    told: dict[str, Any] = {
        "kind": "booked",
        "subject": "s",
        "body": "b",
        "email": "Ray@example.org",
        "event": day.event.id,
    }
    ray, now = day.bookings["Ray"], the_clock.now()
    await Notice.insert(
        Notice(**told, attendee=ray.attendee, about=f"booking {ray.id} 0 again", created_at=now, due_at=now)
    )


Fault = Callable[[Day], Awaitable[None]]
FAULTS: list[tuple[Fault, str, str, bool]] = [
    (one_more_than_places, "", "Soup: 3 places are booked of 2", True),
    (in_two_at_once, "", "Film: somebody is booked in Soup at the same time", True),
    (more_than_one_may, "", "Late: somebody has booked 2 sessions of 1", True),
    (a_time_that_is_gone, "", "Talk: somebody has a time that is gone", True),
    (overtaken, "", "Soup: whoever has turn 3 waits, and somebody behind them has a place", True),
    (twice_in_one, "booking_once", "Soup: somebody is booked twice", False),
    (a_turn_twice, "booking_turn", "Soup: turn 1 was given twice", False),
    (a_slot_twice, "booking_slot", "Talk: two people have the same slot", False),
    (room_and_a_list, "", "Soup: whoever has turn 3 waits although there is room", False),
    (not_said_to_be_full, "", "Soup: pages do not say that it is full", False),
    (cancelled_with_bookings, "", "Film: somebody is booked for what does not take place", False),
    (a_form_twice, "attendee_form", "People: one form made somebody twice", False),
    (here_twice, "arrival_once", "The desk: somebody is noted as here twice", False),
    (not_in_the_log, "", "The log: 1 changes of bookings are missing", False),
    (not_told, "", "Soup: somebody was not told of a change", False),
    (told_twice, "", "Soup: somebody was told of a change twice", False),
]


@pytest.mark.parametrize(("fault", "index", "words", "may_be_meant"), FAULTS)
async def test_a_fault_is_found_and_nothing_else(
    day: Day, fault: Fault, index: str, words: str, *, may_be_meant: bool
) -> None:
    fine = await broken_promises(day.event.id)

    async with indexes_dropped(*[index] if index else []):
        await fault(day)
        found = await look_for_broken(day.event.id)

    assert fine == []
    assert [(f"{one.session}: {one.words}", one.may_be_meant) for one in found] == [(words, may_be_meant)]
