"""What organisers do with the event itself: make it, change it, switch its parts on and off.

`by` is the person who does it; None is the command line.
"""

from datetime import date, time
from typing import Any, TypedDict, Unpack

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event import rules
from eventapp.event.deeds import note
from eventapp.event.page_actions import copy_pages
from eventapp.event.tables import Event, Organiser, Participation
from eventapp.people.tables import Person
from eventapp.texts import _, marked


class EventWords(TypedDict, total=False):
    """What may be said of an event besides its slug, its name and its days. What is left out is empty or usual."""

    intro: str
    opens_at: time
    closes_at: time
    time_zone: str
    venue_name: str
    venue_address: str
    cost: str
    contact_email: str
    contact_phone: str
    is_sample: bool


class EventChanges(EventWords, total=False):
    """What may be changed of an event. Its slug may not: addresses and calendars hold it."""

    name: str
    starts_on: date
    ends_on: date


_USUAL = EventWords(
    intro="",
    opens_at=time(10),
    closes_at=time(16),
    time_zone="Europe/London",
    venue_name="",
    venue_address="",
    cost="",
    contact_email="",
    contact_phone="",
    is_sample=False,
)
# A copy of a sample is no sample.
_COPIED = [name for name in _USUAL if name != "is_sample"]


async def new_event(
    by: Person | None,
    *,
    slug: str,
    name: str,
    starts_on: date,
    ends_on: date,
    copy_of: Event | None = None,
    **words: Unpack[EventWords],
) -> Event:
    """A new event, closed for proposals and bookings, with `by` as its organiser.

    With `copy_of` it takes over that event's words (where none are given), pages and organisations. Raises `Refused`.
    """
    copied = {word: getattr(copy_of, word) for word in _COPIED} if copy_of else {}
    said: dict[str, Any] = {**_USUAL, **copied, **words}
    event = Event(slug=slug, name=name, starts_on=starts_on, ends_on=ends_on, created_at=clock.now(), **said)
    _refuse(rules.slug_problem(slug) or _problem(event))
    async with db.transaction():
        try:
            async with db.broken_rule():
                await Event.insert(event)
        except db.Broken:
            raise Refused(_("Another event has this address. Choose a different one.")) from None
        if copy_of:
            await _copy_organisations(copy_of, event)
            await copy_pages(copy_of, event)
        if by:
            await Organiser.insert(Organiser(event=event.id, person=by.id, created_at=clock.now()))
        await note(marked("made the event"), name, event.id, by)
    return event


async def _copy_organisations(source: Event, event: Event) -> None:
    rows = await Participation.objects().where(Participation.event == source.id)
    now = clock.now()
    if rows:
        await Participation.insert(
            *(Participation(event=event.id, organisation=row.organisation, created_at=now) for row in rows)
        )


async def change_event(event: Event, by: Person | None, **changes: Unpack[EventChanges]) -> None:
    """Changes what is said of the event, in the row and in `event`. Raises `Refused`."""
    new: dict[str, Any] = {name: value for name, value in changes.items() if getattr(event, name) != value}
    if not new:
        return
    changed = Event(**{**event.to_dict(), **new})
    _refuse(_problem(changed))
    async with db.transaction():
        await _write(event, new)
        await note(marked("changed what is said of the event"), ", ".join(sorted(new)), event.id, by)


async def set_proposals_open(event: Event, by: Person | None, is_open: bool) -> None:  # noqa: FBT001 (said by the name)
    """Opens the event for proposals, or closes it for them."""
    did = marked("opened proposals of") if is_open else marked("closed proposals of")
    await _switch(event, by, {"proposals_open": is_open}, did)


async def set_bookings_open(event: Event, by: Person | None, is_open: bool) -> None:  # noqa: FBT001 (said by the name)
    """Opens the event for bookings, or closes it for new ones."""
    did = marked("opened bookings of") if is_open else marked("closed bookings of")
    await _switch(event, by, {"bookings_open": is_open}, did)


async def set_over(event: Event, by: Person | None, is_over: bool) -> None:  # noqa: FBT001 (said by the name)
    """Says that the event is over, which closes proposals and bookings; or that it is not over after all."""
    if is_over == (event.over_at is not None):
        return
    if is_over:
        closed: dict[str, Any] = {"over_at": clock.now(), "proposals_open": False, "bookings_open": False}
        await _switch(event, by, closed, marked("said that it is over:"))
    else:
        await _switch(event, by, {"over_at": None}, marked("said that it is not over:"))


async def _switch(event: Event, by: Person | None, values: dict[str, Any], did: str) -> None:
    if all(getattr(event, name) == value for name, value in values.items()):
        return
    async with db.transaction():
        await _write(event, values)
        await note(did, event.name, event.id, by)


async def _write(event: Event, values: dict[str, Any]) -> None:
    await Event.update(**values).where(Event.id == event.id)
    for name, value in values.items():
        setattr(event, name, value)


def _problem(event: Event) -> str:
    return (
        ("" if event.name else _("Give the event a name."))
        or rules.days_problem(event.starts_on, event.ends_on)
        or rules.hours_problem(event.opens_at, event.closes_at)
        or rules.zone_problem(event.time_zone)
    )


def _refuse(problem: str) -> None:
    if problem:
        raise Refused(problem)
