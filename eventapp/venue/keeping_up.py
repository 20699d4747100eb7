"""Reads the venue's calendars again by itself while an event is being planned: what they say changes."""

import asyncio
import logging
from datetime import timedelta

from eventapp import clock
from eventapp.event.tables import Event
from eventapp.venue.actions import read_again
from eventapp.venue.tables import VenueCalendar

logger = logging.getLogger("eventapp")

LOOK_EVERY_SECONDS = 300.0
AT_MOST_EVERY = timedelta(hours=1)


async def keep_up_for_ever() -> None:
    """Looks every few minutes, beside requests, for calendars that were last read an hour ago. Ends when cancelled."""
    while True:
        try:
            await read_calendars_that_are_due()
        except Exception:
            # It must outlive any fault; a little later it looks again.
            logger.exception("reading the venue's calendars")
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def read_calendars_that_are_due() -> None:
    """Reads each calendar with an address that nobody asked for an hour, until its event is over."""
    now = clock.now()
    events = {
        event.id: event
        for event in await Event.objects().where(
            Event.over_at.is_null() & (Event.ends_on >= (now - timedelta(days=1)).date())
        )
    }
    due = (VenueCalendar.address != "") & (VenueCalendar.tried_at < now - AT_MOST_EVERY)
    for calendar in await VenueCalendar.objects(VenueCalendar.room).where(due):
        event = events.get(calendar.room.event)
        if event is None or not await _take(calendar):
            continue
        try:
            calendar.room = calendar.room.id
            await read_again(event, calendar)
        except Exception:
            # One calendar must not keep the others waiting.
            logger.exception("reading a calendar of the venue")


async def _take(calendar: VenueCalendar) -> bool:
    """Whether it is for us to read: of two processes that look at once only one asks the venue."""
    taken = (
        await VenueCalendar.update({VenueCalendar.tried_at: clock.now()})
        .where((VenueCalendar.id == calendar.id) & (VenueCalendar.tried_at == calendar.tried_at))
        .returning(VenueCalendar.id)
    )
    return bool(taken)
