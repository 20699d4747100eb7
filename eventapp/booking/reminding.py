"""Reminders: due for each day of an event, handed to the outbox once, one message for all that somebody booked.

Who is reminded of what is looked up when it is due. So whoever booked, cancelled or was moved since is told rightly.
"""

import asyncio
import logging
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventapp import clock, db
from eventapp.booking.attendees import said_code
from eventapp.booking.decide import BOOKED
from eventapp.booking.invitations import REQUEST, invitation, invited
from eventapp.booking.slots import times_of
from eventapp.booking.tables import Attendee, Booking, Reminder
from eventapp.booking.telling import neutral_subject, personal_address
from eventapp.event.tables import Event
from eventapp.notices.actions import owe_all
from eventapp.notices.tables import Notice
from eventapp.programme.tables import PublishedSession
from eventapp.templating import render

logger = logging.getLogger("eventapp")

LOOK_EVERY_SECONDS = 60.0
# As many as are written in a moment: whoever books just then waits for it.
BATCH = 100

DAY_BEFORE, MORNING = "day-before", "morning"

# On the venue's clock. Early enough in the evening to find somebody who comes along.
_TIMES = {DAY_BEFORE: (timedelta(days=-1), time(17)), MORNING: (timedelta(0), time(7))}

_Place = tuple[Booking, PublishedSession]


def due_times(day: date, zone: str) -> dict[str, datetime]:
    """When people are reminded of this day, by kind."""
    return {
        kind: datetime.combine(day + days, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for kind, (days, at) in _TIMES.items()
    }


async def keep_reminders(event: Event) -> None:
    """Has reminders due for the days on which something published happens, and for no other. Inside a transaction.

    A time that has passed is left out: whoever is booked by then has been told lately.
    """
    rows = await PublishedSession.objects().where(
        (PublishedSession.event == event.id) & PublishedSession.cancelled_at.is_null()
    )
    days = {_day(row.starts_at, event) for row in rows}
    kept = await Reminder.objects().where(Reminder.event == event.id)
    gone = [row.id for row in kept if row.day not in days]
    if gone:
        await Reminder.delete().where(Reminder.id.is_in(gone))
    there = {(row.day, row.kind) for row in kept}
    new = [
        Reminder(event=event.id, day=day, kind=kind, due_at=due)
        for day in sorted(days)
        for kind, due in due_times(day, event.time_zone).items()
        if due > clock.now() and (day, kind) not in there
    ]
    if new:
        await Reminder.insert(*new)


async def remind_for_ever() -> None:
    """Looks every minute, beside requests. Ends when cancelled."""
    while True:
        try:
            while await hand_out_reminders():
                pass
        except Exception:
            # It must outlive any fault; a minute later it looks again.
            logger.exception("looking for reminders that are due")
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def hand_out_reminders() -> int:
    """Reminds at most a hundred people of one day that is due. Returns how many; 0 when nothing is due any more.

    Two processes that do so at once take turns at the event's row, as bookings and publishing do.
    """
    is_due = Reminder.handed_at.is_null() & (Reminder.due_at <= clock.now())
    for due in await Reminder.objects().where(is_due).order_by(Reminder.due_at):
        if reminded := await _hand_out(due):
            return reminded
    return 0


async def _hand_out(due: Reminder) -> int:
    async with db.transaction():
        event = await db.locked(Event.objects().where(Event.id == due.event)).first()
        if event is None:
            return 0
        notices = await _notices(event, due)
        await owe_all(notices)
        if not notices:
            await Reminder.update({Reminder.handed_at: clock.now()}).where(Reminder.id == due.id)
    return len(notices)


async def _notices(event: Event, due: Reminder) -> list[Notice]:
    of_day = await _sessions(event, due)
    if not of_day:
        return []
    booked = await Booking.objects().where(Booking.session.is_in(list(of_day)) & (Booking.state == BOOKED))
    places: dict[str, list[_Place]] = defaultdict(list)
    for booking in booked:
        places[booking.attendee].append((booking, of_day[booking.session]))
    told = await Notice.select(Notice.attendee).where(Notice.about.like(f"{_about(due)}%"))
    waiting = sorted(set(places) - {row["attendee"] for row in told})
    wishing = Attendee.email.is_not_null() & Attendee.reminders.eq(True)
    people = await Attendee.objects().where(Attendee.id.is_in(waiting) & wishing).limit(BATCH) if waiting else []
    return [_notice(event, due, attendee, places[attendee.id]) for attendee in people]


async def _sessions(event: Event, due: Reminder) -> dict[str, PublishedSession]:
    """What is still to come of that day. Nothing once the server was off so long that the message would be wrong."""
    now = clock.now()
    if due.kind == DAY_BEFORE and _day(now, event) >= due.day:
        return {}
    rows = await PublishedSession.objects().where(
        (PublishedSession.event == event.id)
        & PublishedSession.cancelled_at.is_null()
        & (PublishedSession.starts_at > now)
    )
    return {str(row.session): row for row in rows if _day(row.starts_at, event) == due.day}


def _day(moment: datetime, event: Event) -> date:
    return moment.astimezone(ZoneInfo(event.time_zone)).date()


def _about(due: Reminder) -> str:
    return f"reminder {due.id} for "


def _notice(event: Event, due: Reminder, attendee: Attendee, places: list[_Place]) -> Notice:
    now = clock.now()
    places = sorted(places, key=lambda place: times_of(*place))
    return Notice(
        kind="reminder",
        email=attendee.email,
        subject=neutral_subject(due.day),
        body=render(
            "booking/reminder.txt",
            event=event,
            name=attendee.name,
            is_tomorrow=due.kind == DAY_BEFORE,
            day=due.day,
            places=[(times_of(booking, session)[0], session) for booking, session in places],
            said_code=said_code(attendee.code),
            address=personal_address(event, attendee),
        ),
        calendar="".join(
            invitation(REQUEST, event, session, invited(booking, session, attendee.email), now)
            for booking, session in places
        ),
        event=event.id,
        attendee=attendee.id,
        about=_about(due) + attendee.id,
        created_at=now,
        due_at=now,
    )
