"""Calendars of the venue: what they say of a room is read, and read again.

Nothing of what they are busy with is kept: that is about the venue's other guests.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from eventapp import clock, db
from eventapp.calculating import calculate
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.event.tables import Event, Room
from eventapp.fetching import NotFetched, fetch
from eventapp.people.tables import Person
from eventapp.texts import _, marked, ngettext
from eventapp.venue.spans import Span
from eventapp.venue.tables import BlockedTime, VenueCalendar

LARGEST = 5_000_000
FETCH_SECONDS = 15.0
WORK_SECONDS = 20.0
MOST_TIMES = 2000


@dataclass(frozen=True)
class _Found:
    """When the room is busy; what could not be understood, in words."""

    busy: tuple[Span, ...]
    problem: str = ""


class _Read(msgspec.Struct):
    # As `busy.Answer` writes it; that module is not imported, since its libraries belong into its own process.
    busy: tuple[Span, ...]
    unread: int
    is_calendar: bool


async def add_calendar(event: Event, room: Room, by: Person, address: str) -> VenueCalendar:
    """The calendar at this address says when the room is busy. Raises `Refused` where it cannot be read."""
    address = "https://" + address[len("webcal://") :] if address.lower().startswith("webcal://") else address
    calendar = VenueCalendar(room=room.id, address=address, file_name="", etag="", problem="")
    try:
        found = await _fetched(event, calendar)
    except NotFetched as problem:
        raise Refused(str(problem)) from None
    if found is None:
        raise Refused(_("The address gave no calendar."))
    return await _keep_new(event, room, by, calendar, found)


async def add_file(event: Event, room: Room, by: Person, name: str, file: bytes) -> VenueCalendar:
    """This file says when the room is busy. Raises `Refused` where it cannot be read."""
    if len(file) > LARGEST:
        raise Refused(_("This is larger than 5 megabytes."))
    found = await _busy_times(event, file)
    calendar = VenueCalendar(room=room.id, address="", file_name=name or "calendar.ics", etag="", problem="")
    return await _keep_new(event, room, by, calendar, found)


async def _keep_new(event: Event, room: Room, by: Person, calendar: VenueCalendar, found: _Found) -> VenueCalendar:
    async with db.transaction():
        await VenueCalendar.insert(calendar)
        await _store(calendar, found)
        await note(marked("added a calendar to the room"), room.name, event.id, by)
    return calendar


async def remove_calendar(room: Room, by: Person, calendar_id: str) -> None:
    """The calendar counts no more, and what it blocked is free. Does nothing where that is so already."""
    async with db.transaction():
        gone = await (
            VenueCalendar.delete()
            .where((VenueCalendar.id == calendar_id) & (VenueCalendar.room == room.id))
            .returning(VenueCalendar.id)
        )
        if gone:
            await note(marked("removed a calendar from the room"), room.name, room.event, by)


async def read_again(event: Event, calendar: VenueCalendar) -> str:
    """Asks for the calendar at its address, and takes what it says in place of what it said.

    Returns what went wrong, in a sentence; empty when nothing did. Then what was known stays as it was.
    """
    try:
        found = await _fetched(event, calendar)
    except (NotFetched, Refused) as problem:
        await VenueCalendar.update({VenueCalendar.problem: str(problem), VenueCalendar.tried_at: clock.now()}).where(
            VenueCalendar.id == calendar.id
        )
        return str(problem)
    now = clock.now()
    if found is None:
        await VenueCalendar.update(
            {VenueCalendar.problem: "", VenueCalendar.read_at: now, VenueCalendar.tried_at: now}
        ).where(VenueCalendar.id == calendar.id)
        return ""
    async with db.transaction():
        # It may have been removed meanwhile, or read by somebody else at the same time.
        if await db.locked(VenueCalendar.objects().where(VenueCalendar.id == calendar.id)).first():
            await _store(calendar, found)
    return found.problem


async def _store(calendar: VenueCalendar, found: _Found) -> None:
    now = clock.now()
    await BlockedTime.delete().where(BlockedTime.calendar == calendar.id)
    rows = [
        BlockedTime(room=calendar.room, calendar=calendar.id, starts_at=span.starts_at, ends_at=span.ends_at, why="")
        for span in found.busy
    ]
    await db.insert_all(BlockedTime, rows)
    await VenueCalendar.update(
        {
            VenueCalendar.etag: calendar.etag,
            VenueCalendar.read_at: now,
            VenueCalendar.tried_at: now,
            VenueCalendar.problem: found.problem,
        }
    ).where(VenueCalendar.id == calendar.id)


async def _fetched(event: Event, calendar: VenueCalendar) -> _Found | None:
    """What is at its address now, and its new etag in `calendar`; None where nothing has changed.

    Raises `NotFetched`, or `Refused` where it cannot be read.
    """
    # Nothing has changed only while the days that are asked for have not either.
    asked_for = f"{event.starts_on} {event.ends_on} {event.time_zone} "
    etag = calendar.etag.removeprefix(asked_for) if calendar.etag.startswith(asked_for) else ""
    fetched = await fetch(
        calendar.address, accept="text/calendar, */*;q=0.1", limit_bytes=LARGEST, seconds=FETCH_SECONDS, etag=etag
    )
    if fetched.body is None:
        return None
    found = await _busy_times(event, fetched.body)
    calendar.etag = asked_for + fetched.etag if fetched.etag and not found.problem else ""
    return found


async def _busy_times(event: Event, file: bytes) -> _Found:
    """What the file says of the days of the event. Raises `Refused` where it cannot be read."""
    zone = ZoneInfo(event.time_zone)
    # The last day goes into its night.
    starts_at = datetime.combine(event.starts_on, time(), zone).astimezone(UTC)
    ends_at = datetime.combine(event.ends_on + timedelta(days=2), time(), zone).astimezone(UTC)
    question = {"calendar": file, "starts_at": starts_at, "ends_at": ends_at, "zone": event.time_zone}
    heard: list[bytes] = []
    try:
        async with asyncio.timeout(WORK_SECONDS):
            ended, _complaint = await calculate("eventapp.venue.busy", msgspec.json.encode(question), heard.append)
    except TimeoutError:
        ended = -1
    if ended:
        raise Refused(_("This calendar is too large, or repeats something too often, to be read."))
    read = msgspec.json.decode(heard[-1], type=_Read)
    if not read.is_calendar:
        raise Refused(_("This is no calendar. A calendar begins with the words BEGIN:VCALENDAR."))
    if len(read.busy) > MOST_TIMES:
        raise Refused(_("This calendar has more than 2,000 busy times on the days of the event."))
    return _Found(read.busy, _unread_words(read.unread) if read.unread else "")


def _unread_words(count: int) -> str:
    return ngettext(
        "%(count)s entry of this calendar could not be understood. Ask the venue about it.",
        "%(count)s entries of this calendar could not be understood. Ask the venue about them.",
        count,
    ) % {"count": count}
