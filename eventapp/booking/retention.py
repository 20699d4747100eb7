"""Deletes by itself what is not needed any more after an event."""

import asyncio
import dataclasses
import logging
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from eventapp import clock, db
from eventapp.booking.attendees import WRONG_CODES_WITHIN
from eventapp.booking.decide import BOOKED
from eventapp.booking.tables import AccessNeed, Arrival, Attendee, Booking, CodeTry
from eventapp.event.tables import Event
from eventapp.log.actions import record
from eventapp.notices.tables import Notice
from eventapp.people.sign_in import forget_old
from eventapp.programme.tables import PublishedSession
from eventapp.proposals.actions import forget_old_drafts
from eventapp.texts import _, marked, ngettext
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

    What stays are lines in the event's log: how many people had how many places, in all and in each session.
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
        # What else says who needed what: whose held places somebody used, and the messages about it.
        await Booking.update({Booking.held_for: ""}).where((Booking.held_for != "") & Booking.attendee.is_in(theirs))
        await Notice.delete().where((Notice.event == event.id) & (Notice.kind == "need"))


async def _forget_people(event: Event) -> None:
    async with db.transaction():
        # Two processes may look at the same moment: one deletes and writes the line.
        await db.locked(Event.objects().where(Event.id == event.id)).first()
        totals = await _totals(event)
        if not totals.people:
            return
        await record(
            marked("deleted everybody who had booked"),
            _("%(people)s people, %(places)s places, %(here)s noted as here, %(without)s without a booking")
            % dataclasses.asdict(totals),
            who="eventapp",
            event=event.id,
        )
        for title, places in await _places_by_session(event):
            await record(
                marked("kept the number of"),
                ngettext("%(title)s: %(count)s place", "%(title)s: %(count)s places", places)
                % {"title": title, "count": places},
                who="eventapp",
                event=event.id,
            )
        # Their bookings and messages go with them.
        await Attendee.delete().where(Attendee.event == event.id)


@dataclass(frozen=True)
class _Totals:
    """How many people booked, had places, were noted as here, and came without a booking."""

    people: int
    places: int
    here: int
    without: int


async def _totals(event: Event) -> _Totals:
    theirs = Attendee.event == event.id
    booked = await Booking.select(Booking.places).where(
        (Booking.attendee.event == event.id) & (Booking.state == BOOKED)
    )
    return _Totals(
        people=await Attendee.count().where(theirs),
        places=sum(row["places"] for row in booked),
        here=await Arrival.count().where(Arrival.attendee.event == event.id),
        without=await Attendee.count().where(theirs & Attendee.walked_in.eq(True)),
    )


async def _places_by_session(event: Event) -> list[tuple[str, int]]:
    sessions = await PublishedSession.objects().where(PublishedSession.event == event.id)
    places: Counter[str] = Counter()
    rows = await Booking.select(Booking.session, Booking.places).where(
        (Booking.attendee.event == event.id) & (Booking.state == BOOKED)
    )
    for row in rows:
        places[row["session"]] += row["places"]
    sessions.sort(key=lambda session: (session.starts_at, session.title))
    return [(session.title, places[session.session]) for session in sessions if places[session.session]]
