"""Lists of people to take away: the desk's and the doors'. Each says who took it and when to destroy it."""

import csv
import io
from collections.abc import Iterable

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp import clock, db
from eventapp.booking import reading
from eventapp.booking.attendees import said_code
from eventapp.booking.decide import BOOKED
from eventapp.booking.who_comes import DeskRow, Door, desk_rows, door_of
from eventapp.event.deeds import note
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.texts import _, day_words, marked, moment_words
from eventapp.web import Answer, Asked, event_or_404, organiser_or_404, page


def taken_by(event: Event, by: Person) -> tuple[str, str]:
    """What stands on every list of names: who took it and when, and how long it may be kept."""
    when = moment_words(clock.now(), event.time_zone)
    return (
        _("Taken by %(name)s on %(when)s") % {"name": by.name, "when": when},
        _("Destroy after %(day)s") % {"day": day_words(event.ends_on)},
    )


@post("/{slug:str}/bookings/desk.csv")
async def desk_file(request: Asked, slug: FromPath[str]) -> Answer:
    """The desk list as a file. Asked for by a button, since taking it away is noted."""
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    rows = await desk_rows(event.id)
    await _note_taken(event, mo, _("Desk list"))
    heads = [_("Name"), _("Code"), _("Session"), _("When"), _("Room"), _("Places"), _("State"), _("Here")]
    return _file(f"{event.slug}-desk.csv", event, mo, [heads, *_desk_lines(event, rows)])


def _desk_lines(event: Event, rows: list[DeskRow]) -> Iterable[list[str]]:
    for row in rows:
        here = _("yes") if row.arrival else ""
        for seat in row.seats:
            state = _("Booked") if seat.booking.state == BOOKED else _("Waiting")
            when = moment_words(seat.starts_at, event.time_zone)
            facts = [row.attendee.name, row.attendee.code, seat.session.title, when, seat.session.room_name]
            yield [*facts, str(seat.booking.places), state, here]


@get("/{slug:str}/bookings/doors/{session_id:str}")
async def door(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    """Who may come in at one door, to print. Each look is noted: it says who goes to what."""
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    found = await _door_or_404(event, session_id)
    async with db.transaction():
        await note(marked("looked at the door list of"), found.session.title, event.id, mo)
    return await page(
        request, "booking/door.html", event=event, door=found, taken_by=taken_by(event, mo), said_code=said_code
    )


@post("/{slug:str}/bookings/doors/{session_id:str}/file")
async def door_file(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    found = await _door_or_404(event, session_id)
    await _note_taken(event, mo, found.session.title)
    lines = [
        [attendee.name, attendee.code, str(seat.booking.places), moment_words(seat.starts_at, event.time_zone)]
        for seat, attendee in found.booked
    ]
    heads = [_("Name"), _("Code"), _("Places"), _("When")]
    return _file(f"{event.slug}-door-{session_id}.csv", event, mo, [heads, *lines])


async def _door_or_404(event: Event, session_id: str) -> Door:
    session = await reading.session_at(event.id, session_id)
    if session is None or session.attendance != "book":
        raise NotFoundException
    return await door_of(session)


async def _note_taken(event: Event, by: Person, what: str) -> None:
    async with db.transaction():
        await note(marked("took away as a file"), what, event.id, by)


def _file(name: str, event: Event, by: Person, lines: Iterable[list[str]]) -> Answer:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([_safe(words) for words in taken_by(event, by)])
    writer.writerows([_safe(words) for words in line] for line in lines)
    return Response(
        "\ufeff" + written.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _safe(text: str) -> str:
    """Text that a spreadsheet shows instead of running it as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


handlers = [desk_file, door, door_file]
