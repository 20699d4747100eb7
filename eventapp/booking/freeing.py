"""Frees held places at their set time: those who wait are served then, and pages say that there are places."""

import asyncio
import logging

from eventapp import clock, db
from eventapp.booking.actions import serve_lists
from eventapp.booking.tables import SessionRules
from eventapp.event.deeds import hold
from eventapp.event.tables import Event

logger = logging.getLogger("eventapp")

LOOK_EVERY_SECONDS = 30.0


async def free_for_ever() -> None:
    """Looks twice a minute, beside requests. Ends when cancelled."""
    while True:
        try:
            await free_what_is_due()
        except Exception:
            # It must outlive any fault; a little later it looks again.
            logger.exception("freeing held places")
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def free_what_is_due() -> None:
    """Serves the list of each session whose held places are everybody's since a moment ago. Doing so twice is once."""
    now = clock.now()
    due = SessionRules.freed_at.is_null() & (SessionRules.held_until <= now)
    rows = await SessionRules.select(SessionRules.id, SessionRules.session, SessionRules.session.event).where(due)
    for row in rows:
        event = await Event.objects().get(Event.id == row["session.event"])
        if event is None:
            continue
        async with db.transaction():
            await hold(event)
            await SessionRules.update({SessionRules.freed_at: now}).where(SessionRules.id == row["id"])
            await serve_lists(event, [row["session"]])
