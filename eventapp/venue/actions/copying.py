"""A new event at the venue of an earlier one."""

from datetime import date
from typing import Unpack

from eventapp import db
from eventapp.event.actions import EventWords, new_event
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.venue.actions.rooms import copy_rooms


async def event_like(
    source: Event,
    by: Person | None,
    *,
    slug: str,
    name: str,
    starts_on: date,
    ends_on: date,
    **words: Unpack[EventWords],
) -> Event:
    """A new event with the words, organisations and rooms of an earlier one. Raises `Refused`."""
    async with db.transaction():
        event = await new_event(by, slug=slug, name=name, starts_on=starts_on, ends_on=ends_on, copy_of=source, **words)
        await copy_rooms(source, event)
    return event
