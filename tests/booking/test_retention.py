import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from eventapp.booking import refreshing, retention
from eventapp.booking.actions import book_places
from eventapp.booking.arrivals import note_arrival
from eventapp.booking.attendees import Newcomer
from eventapp.booking.retention import forget_after_events
from eventapp.booking.tables import AccessNeed, Attendee, Booking, CodeTry
from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from eventapp.notices.actions import owe
from eventapp.notices.tables import Notice
from tests.cast import a_published_session, an_event, an_organiser
from tests.conftest import Clock

BEFORE = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
async def event(db: None, clock: Clock) -> Any:
    clock.set(BEFORE)
    event = await an_event()
    soup = await a_published_session(event)
    await book_places(event, soup.session, Newcomer("Jo", email="jo@example.org", needs=("bsl",)), places=2)
    ray = await book_places(event, soup.session, Newcomer("Ray", needs=("wheelchair",)))
    assert ray.who
    await note_arrival(event, ray.who, await an_organiser(event))
    await owe("need", "ray@example.org", "Your booking", "We have arranged it.", event=event.id, attendee=ray.who.id)
    yield event
    await refreshing.finish()


async def what_is_left() -> list[int]:
    return [await table.count() for table in (AccessNeed, Attendee, Booking, Notice)]


async def test_until_7_days_after_everything_is_kept(event: Event, clock: Clock) -> None:
    clock.set(datetime(2026, 12, 4, 23, 59, tzinfo=UTC))

    await forget_after_events()

    assert await what_is_left() == [2, 2, 2, 2]


async def test_7_days_after_what_would_help_is_deleted(event: Event, clock: Clock) -> None:
    clock.set(datetime(2026, 12, 5, 0, 1, tzinfo=UTC))

    await forget_after_events()

    assert await what_is_left() == [0, 2, 2, 1]
    assert {booking.held_for for booking in await Booking.objects()} == {""}


async def test_30_days_after_people_are_deleted_and_the_log_keeps_the_totals(event: Event, clock: Clock) -> None:
    clock.set(datetime(2026, 12, 28, 0, 1, tzinfo=UTC))

    await forget_after_events()
    await forget_after_events()

    assert await what_is_left() == [0, 0, 0, 0]
    lines = await LogEntry.select(LogEntry.what).where(LogEntry.who == "eventapp")
    assert {line["what"] for line in lines} == {
        "2 people, 3 places, 1 noted as here, 0 without a booking",
        "Soup and a chat: 3 places",
    }
    assert len(lines) == 2


async def test_a_later_event_keeps_its_people(event: Event, clock: Clock) -> None:
    clock.set(datetime(2026, 12, 20, tzinfo=UTC))
    later = await an_event("later", starts_on=date(2027, 1, 9), ends_on=date(2027, 1, 9))
    soup = await a_published_session(later)
    await book_places(later, soup.session, Newcomer("Sam", needs=("bsl",)))
    clock.set(datetime(2026, 12, 29, tzinfo=UTC))

    await forget_after_events()

    assert [attendee.name for attendee in await Attendee.objects()] == ["Sam"]
    assert await AccessNeed.count() == 1


async def test_tries_of_codes_are_kept_for_an_hour(event: Event, clock: Clock) -> None:
    await CodeTry.insert(CodeTry(event=event.id, address_hash="x", tried_at=clock()))
    clock.advance(timedelta(minutes=59))
    await forget_after_events()
    kept = await CodeTry.count()
    clock.advance(timedelta(minutes=2))

    await forget_after_events()

    assert (kept, await CodeTry.count()) == (1, 0)


async def test_the_program_looks_again_after_a_fault_until_it_is_cancelled(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks: list[str] = []
    all_done = asyncio.Event()

    async def after_events() -> None:
        looks.append("people")
        if len(looks) == 1:
            raise OSError("the disk is full")

    async def old() -> None:
        looks.append("sign-ins")
        all_done.set()

    monkeypatch.setattr(retention, "LOOK_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(retention, "forget_after_events", after_events)
    monkeypatch.setattr(retention, "forget_old", old)
    task = asyncio.create_task(retention.forget_for_ever())
    await all_done.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert looks[:3] == ["people", "people", "sign-ins"]
    assert task.cancelled()
    assert "deleting what is not needed any more" in caplog.text
