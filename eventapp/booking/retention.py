"""Deletes by itself what is not needed any more after an event."""

import asyncio
import logging
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from eventapp import clock, db
from eventapp.booking.attendees import WRONG_CODES_WITHIN
from eventapp.booking.decide import BOOKED
from eventapp.booking.tables import AccessNeed, Attendee, Booking, CodeTry
from eventapp.event.tables import Event
from eventapp.log.actions import record
from eventapp.people.sign_in import forget_old
from eventapp.proposals.actions import forget_old_drafts
from eventapp.texts import _, marked
from eventapp.timetable.actions.plans import forget_old_plans

logger = logging.getLogger("eventapp")

NEEDS_KEPT = timedelta(days=7)
PEOPLE_KEPT = timedelta(days=30)
LOOK_EVERY_SECONDS = 3600.0


async def forget_for_ever() -> None:
    """Looks every hour, beside requests. Ends when cancelled."""
    while True:
        try:
            await forget_after_events()
            await forget_old()
            await forget_old_drafts()
            await forget_old_plans()
        except Exception:
            # It must outlive any fault; an hour later it looks again.
            logger.exception("deleting what is not needed any more")
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def forget_after_events() -> None:
    """Deletes what would help people 7 days after their event, and people with all they booked 30 days after it.

    What stays is one line in the event's log: how many people came to how many places.
    """
    await CodeTry.delete().where(CodeTry.tried_at < clock.now() - WRONG_CODES_WITHIN)
    # No event is later than its own day in the zone that is furthest behind.
    latest = (clock.now() - NEEDS_KEPT).date()
    for event in await Event.objects().where(Event.ends_on <= latest):
        days = _today(event) - event.ends_on
        if days >= PEOPLE_KEPT:
            await _forget_people(event)
        elif days >= NEEDS_KEPT:
            await _forget_needs(event)


def _today(event: Event) -> date:
    return clock.now().astimezone(ZoneInfo(event.time_zone)).date()


async def _forget_needs(event: Event) -> None:
    async with db.transaction():
        theirs = Attendee.select(Attendee.id).where(Attendee.event == event.id)
        await AccessNeed.delete().where(AccessNeed.attendee.is_in(theirs))


async def _forget_people(event: Event) -> None:
    async with db.transaction():
        # Two processes may look at the same moment: one deletes and writes the line.
        await db.locked(Event.objects().where(Event.id == event.id)).first()
        people = await Attendee.count().where(Attendee.event == event.id)
        if not people:
            return
        rows = await Booking.select(Booking.places).where(
            (Booking.attendee.event == event.id) & (Booking.state == BOOKED)
        )
        await record(
            marked("deleted everybody who had booked"),
            _("%(people)s people, %(places)s places")
            % {"people": people, "places": sum(row["places"] for row in rows)},
            who="eventapp",
            event=event.id,
        )
        # Their bookings and messages go with them.
        await Attendee.delete().where(Attendee.event == event.id)
