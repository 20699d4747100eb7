"""Every message about bookings: neutral subjects, links that work, and what calendars take in and out."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from gettext import NullTranslations
from typing import Any

import httpx
import icalendar
import pytest

from eventapp import texts
from eventapp.booking import reminding
from eventapp.booking.actions import book_places, cancel_booking
from eventapp.booking.attendees import Newcomer
from eventapp.booking.invariants import broken_promises
from eventapp.booking.publishing import publish
from eventapp.booking.reminding import due_times, hand_out_reminders, keep_reminders, remind_for_ever
from eventapp.booking.tables import Attendee, Booking, Reminder
from eventapp.event.tables import Event
from eventapp.notices.delivery import message
from eventapp.notices.tables import Notice
from eventapp.people.tables import Person
from eventapp.programme.tables import PublishedSession
from eventapp.settings import settings
from eventapp.timetable.tables import Placement, Session
from tests.cast import a_published_session, a_room, a_session, an_event
from tests.conftest import Clock

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)


@pytest.fixture
async def event(refreshed_at_once: None, clock: Clock) -> Event:
    clock.set(TEN - timedelta(days=7))
    return await an_event()


def jo(name: str = "Jo", *, reminders: bool = True, **more: Any) -> Newcomer:
    return Newcomer(name, email=f"{name.lower()}@example.org", reminders=reminders, **more)


async def mails(kind: str = "") -> list[EmailMessage]:
    """What the outbox would send, oldest first."""
    every = await Notice.objects().order_by(Notice.created_at).order_by(Notice.kind)
    return [message(notice) for notice in every if kind in ("", notice.kind)]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    text: str = body.get_content()
    return text


def calendars_of(mail: EmailMessage) -> list[tuple[str, Any]]:
    """The calendar parts: the METHOD in the MIME header, and the object."""
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return [(part["Content-Type"].params["method"], icalendar.Calendar.from_ical(part.get_content())) for part in parts]


def versions_in(mail: EmailMessage) -> list[tuple[str, str, int, str]]:
    """Method, UID, SEQUENCE and STATUS of each calendar part, whose own METHOD is that of the header."""
    found = []
    for method, calendar in calendars_of(mail):
        [entry] = calendar.walk("VEVENT")
        assert calendar["METHOD"] == method
        found.append((method, str(entry["UID"]), int(entry["SEQUENCE"]), str(entry["STATUS"])))
    return found


# Calendar parts


async def test_a_booking_is_asked_into_the_calendar_and_taken_out_by_the_same_uid_with_a_later_sequence(
    event: Event,
) -> None:
    soup = await a_published_session(event, "Living with loss")
    await book_places(event, soup.session, jo())
    [booking] = await Booking.objects()
    await cancel_booking(event, booking)

    [booked], [cancelled] = await mails("booked"), await mails("cancelled")

    assert versions_in(booked) == [("REQUEST", booking.uid, 0, "CONFIRMED")]
    assert versions_in(cancelled) == [("CANCEL", booking.uid, 1, "CANCELLED")]
    assert booked.get_content_type() == "multipart/alternative"
    [(_method, calendar)] = calendars_of(booked)
    [entry] = calendar.walk("VEVENT")
    # Calendars are shared with employers and families: nothing in it says what somebody goes to.
    assert "loss" not in calendar.to_ical().decode()
    assert (str(entry["SUMMARY"]), str(entry["CLASS"])) == ("Peer Support Day, Room 1", "PRIVATE")
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (TEN, TEN + timedelta(hours=1))
    assert (str(entry["ORGANIZER"]), str(entry["ATTENDEE"])) == ("mailto:hello@example.org", "mailto:jo@example.org")


async def test_whoever_waits_has_nothing_in_the_calendar_until_a_place_is_theirs(event: Event) -> None:
    soup = await a_published_session(event, places=1)
    await book_places(event, soup.session, Newcomer("Ray"))
    await book_places(event, soup.session, jo(), wait=True)
    [rays] = await Booking.objects().where(Booking.state == "booked")
    await cancel_booking(event, rays)
    [mine] = await Booking.objects().where(Booking.state == "booked")

    [waiting], [freed] = await mails("waiting"), await mails("place-freed")

    assert (versions_in(waiting), waiting.get_content_type()) == ([], "text/plain")
    assert versions_in(freed) == [("REQUEST", mine.uid, 1, "CONFIRMED")]
    assert await broken_promises(event.id) == []


async def test_one_mail_about_an_edition_moves_one_entry_and_takes_out_another(
    event: Event, mo: Person, clock: Clock
) -> None:
    room = await a_room(event)
    soup = await a_session(event, "Soup", room=room, starts_at=TEN, places=9)
    film = await a_session(event, "Film", room=room, starts_at=TEN + timedelta(hours=2), places=9)
    await publish(event, mo)
    await book_places(event, soup.id, jo())
    [known] = await Attendee.objects()
    await book_places(event, film.id, known)
    uids = {booking.session: booking.uid for booking in await Booking.objects()}
    clock.advance(timedelta(hours=1))
    await Placement.update({Placement.starts_at: TEN + timedelta(hours=1)}).where(Placement.session == soup.id)
    await Session.update({Session.cancelled_at: clock(), Session.cancelled_reason: "No film."}).where(
        Session.id == film.id
    )

    await publish(event, mo)

    [mail] = await mails("changed")
    assert versions_in(mail) == [
        ("REQUEST", uids[soup.id], 1, "CONFIRMED"),
        # Once since the booking is cancelled, once since the session is.
        ("CANCEL", uids[film.id], 2, "CANCELLED"),
    ]
    assert await broken_promises(event.id) == []


# Reminders


def test_reminders_are_due_on_the_venues_clock_on_both_sides_of_a_clock_change() -> None:
    summer = due_times(date(2026, 10, 25), "Europe/London")

    assert summer == {
        "day-before": datetime(2026, 10, 24, 16, tzinfo=UTC),
        "morning": datetime(2026, 10, 25, 7, tzinfo=UTC),
    }


async def test_whoever_wished_it_is_reminded_once_the_day_before_and_once_on_the_morning(
    event: Event, clock: Clock
) -> None:
    soup, film = await a_published_session(event, "Soup"), await a_published_session(event, "Film", hour=14)
    await keep_reminders(event)
    await book_places(event, film.session, jo())
    [known] = await Attendee.objects()
    await book_places(event, soup.session, known)
    await book_places(event, soup.session, jo("Ray", reminders=False))
    await book_places(event, soup.session, Newcomer("Sam", reminders=True))
    handed = []
    for hours in (-18, -16, -16, -4, -2, -2):
        clock.set(TEN + timedelta(hours=hours))
        handed += [await hand_out_reminders() + await hand_out_reminders()]

    before, morning = await mails("reminder")

    assert handed == [0, 1, 0, 0, 1, 0]
    assert (before["Subject"], before["To"]) == ("Your booking for 28 November", "jo@example.org")
    assert re.findall(r"^\S+ (?:Soup|Film).*$", text_of(before), re.MULTILINE) == [
        "10am Soup, Room 1",
        "2pm Film, Room 1",
    ]
    assert "Tomorrow, Saturday 28 November," in text_of(before)
    assert "Today, Saturday 28 November," in text_of(morning)
    assert [version[0] for version in versions_in(morning)] == ["REQUEST", "REQUEST"]


async def test_a_session_that_moved_to_another_day_takes_its_reminders_along(
    event: Event, mo: Person, clock: Clock
) -> None:
    await Event.update({Event.ends_on: date(2026, 11, 29)}).where(Event.id == event.id)
    event = (await Event.objects())[0]
    soup = await a_session(event, "Soup", room=await a_room(event), starts_at=TEN, places=9)
    await publish(event, mo)
    await book_places(event, soup.id, jo())
    clock.advance(timedelta(hours=1))
    await Placement.update({Placement.starts_at: TEN + timedelta(days=1)}).where(Placement.session == soup.id)
    await publish(event, mo)
    clock.set(TEN - timedelta(hours=2))
    on_the_old_morning = await hand_out_reminders()
    clock.set(TEN + timedelta(hours=8))

    on_the_evening_before = await hand_out_reminders()

    assert (on_the_old_morning, on_the_evening_before) == (0, 1)
    assert {row.day for row in await Reminder.objects()} == {date(2026, 11, 29)}


async def test_a_server_that_was_off_reminds_of_nothing_that_is_over(event: Event, clock: Clock) -> None:
    soup = await a_published_session(event)
    await keep_reminders(event)
    await book_places(event, soup.session, jo())
    clock.set(TEN + timedelta(hours=1))

    assert await hand_out_reminders() == 0
    assert await mails("reminder") == []
    assert await Reminder.count().where(Reminder.handed_at.is_null()) == 0


async def test_looking_for_reminders_outlives_a_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks: list[int] = []
    done = asyncio.Event()

    async def hand_out() -> int:
        looks.append(1)
        if len(looks) == 1:
            raise OSError("the disk is full")
        done.set()
        return 0

    monkeypatch.setattr(reminding, "LOOK_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(reminding, "hand_out_reminders", hand_out)
    task = asyncio.create_task(remind_for_ever())
    await done.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert "looking for reminders that are due" in caplog.text


# Words and links


async def one_of_each(event: Event, mo: Person, clock: Clock) -> PublishedSession:
    """Has every kind of message owed that is about bookings."""
    room = await a_room(event)
    soup = await a_session(event, "Soup", room=room, starts_at=TEN, places=1)
    await publish(event, mo)
    await book_places(event, soup.id, jo("Ray"))
    await book_places(event, soup.id, jo(), wait=True)
    [rays] = await Booking.objects().where(Booking.state == "booked")
    await cancel_booking(event, rays)
    clock.advance(timedelta(hours=1))
    await Placement.update({Placement.starts_at: TEN + timedelta(hours=1)}).where(Placement.session == soup.id)
    await publish(event, mo)
    clock.set(TEN - timedelta(hours=16))
    await hand_out_reminders()
    session = await PublishedSession.objects().first()
    assert session
    return session


async def test_every_link_in_every_mail_leads_to_a_page_and_no_subject_says_more_than_the_day(
    event: Event, mo: Person, clock: Clock, client: httpx.AsyncClient
) -> None:
    await one_of_each(event, mo, clock)
    every = await Notice.objects().where(Notice.attendee.is_not_null())
    root = settings().base_url

    links = {link for notice in every for link in re.findall(rf"{re.escape(root)}\S+", notice.body + notice.calendar)}
    answers = {link: (await client.get(link.removeprefix(root))).status_code for link in links}

    assert {notice.kind for notice in every} == {
        "booked", "waiting", "cancelled", "place-freed", "changed", "reminder",
    }  # fmt: skip
    assert all(re.search(rf"{re.escape(root)}/day/my/\S+", notice.body) for notice in every)
    assert set(answers.values()) == {200}
    assert {notice.subject for notice in every} == {"Your booking for 28 November"}
    # A link is only opened, as mail scanners do: nothing was cancelled by it.
    assert await Booking.count().where(Booking.state == "booked") == 1


async def test_what_is_kept_of_a_message_is_kept_for_each_language(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Bracketed(NullTranslations):
        def gettext(self, message: str) -> str:
            return f"[{message}]"

    soup = await a_published_session(event, "Soup", places=9)
    await book_places(event, str(soup.session), jo("Jo"))
    bracketed = Bracketed()
    monkeypatch.setattr(texts, "_translations", ContextVar("translations", default=bracketed))
    await book_places(event, str(soup.session), jo("Ray"))

    subjects = {mail["To"]: mail["Subject"] for mail in await mails("booked")}

    assert subjects == {
        "jo@example.org": "Your booking for 28 November",
        "ray@example.org": "[Your booking for 28 November]",
    }


async def test_messages_for_many_who_book_at_once_are_owed_in_one_question(
    event: Event, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    soup = await a_published_session(event, places=9)
    asked = []
    for names in (("Ann",), ("Bea", "Cem", "Dee")):
        with queries() as counted:
            await asyncio.gather(*(book_places(event, soup.session, jo(name)) for name in names))
        asked.append(len([text for text in counted.texts if '"notice"' in text]))

    assert asked == [1, 1]
    assert await Notice.count() == 4
