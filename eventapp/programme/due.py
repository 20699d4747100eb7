"""Editions that the program is to publish by itself: setting the time, calling it off, telling organisers."""

import json
from collections.abc import Iterable
from datetime import datetime

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event import deeds
from eventapp.event.tables import Event, Organiser
from eventapp.notices.actions import owe
from eventapp.people.tables import Person
from eventapp.programme.tables import DueEdition
from eventapp.settings import settings
from eventapp.templating import render
from eventapp.texts import _, marked, moment_words

PUBLISHED, NOTHING_NEW, REFUSED, CALLED_OFF = "published", "nothing new", "refused", "called off"


async def due_of(event_id: str) -> DueEdition | None:
    """What this event's next set time is, if there is one."""
    is_open = (DueEdition.event == event_id) & DueEdition.ended_at.is_null()
    return await DueEdition.objects().where(is_open).first()


async def last_ended(event_id: str) -> DueEdition | None:
    """How the last set time of this event ended, if there was one."""
    has_ended = (DueEdition.event == event_id) & DueEdition.ended_at.is_not_null()
    return await DueEdition.objects().where(has_ended).order_by(DueEdition.ended_at, ascending=False).first()


async def publish_at(event: Event, by: Person, due_at: datetime, note: str, accepted: Iterable[str]) -> None:
    """Has the timetable published at this time, as it is then, and tells the organisers.

    `accepted` are the words of the warnings that may stay. Raises `Refused` where a time is set already.
    """
    async with db.transaction():
        await deeds.hold(event)
        if await due_of(event.id):
            raise Refused(_("A time is set already. Call it off first."))
        due = DueEdition(
            event=event.id,
            due_at=due_at,
            note=note,
            accepted=json.dumps(sorted(accepted)),
            asked_by=by.id,
            asked_at=clock.now(),
            ended="",
            why="",
        )
        await DueEdition.insert(due)
        when = moment_words(due_at, event.time_zone)
        await deeds.note(marked("set a time for publishing"), when, event.id, by)
        words = {"who": by.name, "when": when}
        await tell_organisers(event, due, [_("%(who)s set a time for the next edition: %(when)s.") % words])


async def call_off(event: Event, by: Person) -> None:
    """Ends the waiting for a set time; where nothing waits, that is so already."""
    async with db.transaction():
        await deeds.hold(event)
        due = await due_of(event.id)
        if due and await end(due, CALLED_OFF):
            when = moment_words(due.due_at, event.time_zone)
            await deeds.note(marked("called off publishing"), when, event.id, by)
            words = {"who": by.name, "when": when}
            await tell_organisers(event, due, [_("%(who)s called off the edition of %(when)s.") % words])


async def end(due: DueEdition, ended: str, why: str = "") -> bool:
    """Stores how it ended, and says whether nobody had done that before."""
    rows = (
        await DueEdition.update({DueEdition.ended_at: clock.now(), DueEdition.ended: ended, DueEdition.why: why})
        .where((DueEdition.id == due.id) & DueEdition.ended_at.is_null())
        .returning(DueEdition.id)
    )
    return bool(rows)


async def tell_organisers(event: Event, due: DueEdition, said: list[str]) -> None:
    """Owes each organiser of the event a message with these sentences, once, in the transaction of what they tell."""
    body = render("programme/due.txt", event=event, said=said, address=f"{settings().base_url}/{event.slug}/publish")
    organisers = Organiser.select(Organiser.person).where(Organiser.event == event.id)
    for person in await Person.objects().where(Person.id.is_in(organisers)).order_by(Person.id):
        await owe(
            "publishing",
            person.email,
            _("Publishing the programme"),
            body,
            event=event.id,
            about=f"due edition {due.id}: {' '.join(said)}"[:500],
        )
