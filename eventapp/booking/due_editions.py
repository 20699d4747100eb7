"""Publishes editions at their set time: looks again at what stands against them, and tells organisers how it went."""

import asyncio
import json
import logging

from eventapp import clock, db
from eventapp.booking.publishing import publish
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme.due import NOTHING_NEW, PUBLISHED, REFUSED, end, tell_organisers
from eventapp.programme.tables import DueEdition, Edition
from eventapp.texts import _, moment_words

logger = logging.getLogger("eventapp")

LOOK_EVERY_SECONDS = 15.0


class _EndedMeanwhile(Exception):
    """Somebody called it off, or another server published it, a moment ago."""


async def publish_for_ever() -> None:
    """Looks a few times a minute, beside requests. Ends when cancelled."""
    while True:
        try:
            await publish_what_is_due()
        except Exception:
            # It must outlive any fault; a little later it looks again.
            logger.exception("looking for editions that are due")
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def publish_what_is_due() -> None:
    """Publishes each edition whose time has come. Two servers that do so at once publish it once."""
    is_due = DueEdition.ended_at.is_null() & (DueEdition.due_at <= clock.now())
    for due in await DueEdition.objects().where(is_due).order_by(DueEdition.due_at):
        try:
            await _publish(due)
        except _EndedMeanwhile:
            continue
        except Exception:
            # One event's trouble keeps nobody from the others.
            logger.exception("publishing an edition at its set time")


async def _publish(due: DueEdition) -> None:
    event = await Event.objects().where(Event.id == due.event).first()
    if event is None:
        return
    by = await Person.objects().where(Person.id == due.asked_by).first() if due.asked_by else None
    when = {"when": moment_words(due.due_at, event.time_zone)}

    async def note_it(edition: Edition) -> None:
        if not await end(due, PUBLISHED):
            raise _EndedMeanwhile
        await tell_organisers(event, due, [_("Edition %(number)s is published.") % {"number": edition.number}])

    try:
        await publish(event, by, due.note, accepted=json.loads(due.accepted), then=note_it)
    except Refused as refusal:
        said = [_("The edition of %(when)s could not be published.") % when, str(refusal)]
        await _end(event, due, REFUSED, str(refusal), said)
    else:
        # Where it was published, it has ended.
        await _end(event, due, NOTHING_NEW, "", [_("At %(when)s there was nothing new to publish.") % when])


async def _end(event: Event, due: DueEdition, ended: str, why: str, said: list[str]) -> None:
    async with db.transaction():
        if await end(due, ended, why):
            await tell_organisers(event, due, said)
