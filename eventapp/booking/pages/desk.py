"""For organisers: how full sessions are, the desk list, and what would help."""

import csv
import io

from litestar import Response, get, post
from litestar.params import FromPath

from eventapp import clock, db
from eventapp.booking import reading
from eventapp.booking.attendees import said_code
from eventapp.booking.decide import BOOKED
from eventapp.booking.forms import DeskForm
from eventapp.booking.needs import count_words, need_words
from eventapp.booking.tables import Attendee
from eventapp.event.deeds import note
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.texts import _, day_words, marked, moment_words
from eventapp.web import Answer, Asked, asked_for, event_or_404, organiser_or_404, page


@get("/{slug:str}/bookings")
async def bookings(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    people = await Attendee.count().where(Attendee.event == event.id)
    return await page(
        request,
        "booking/bookings.html",
        event=event,
        fills=await reading.fills(event.id),
        people=people,
        needs=[(need_words(need), count_words(count)) for need, count in await reading.need_counts(event.id)],
    )


@get("/{slug:str}/bookings/desk")
async def desk(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    form = DeskForm(asked_for(request))
    rows = await reading.desk_rows(event.id, form.words.data or "") if form.validate() else []
    status = 422 if form.errors else 200
    return await page(
        request, "booking/desk.html", event=event, status=status, form=form, rows=rows, said_code=said_code
    )


@post("/{slug:str}/bookings/desk.csv")
async def desk_file(request: Asked, slug: FromPath[str]) -> Answer:
    """The desk list as a file. Asked for by a button, since taking it away is noted."""
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    rows = await reading.desk_rows(event.id)
    async with db.transaction():
        await note(marked("took away as a file"), _("Desk list"), event.id, mo)
    text = _desk_csv(event, mo, rows)
    return Response(
        "\ufeff" + text,
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{event.slug}-desk.csv"',
            "Cache-Control": "no-store",
        },
    )


def _desk_csv(event: Event, by: Person, rows: list[reading.DeskRow]) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    zone = event.time_zone
    taken = _("Taken by %(name)s on %(when)s") % {"name": by.name, "when": moment_words(clock.now(), zone)}
    writer.writerow([_safe(taken), _("Destroy after %(day)s") % {"day": day_words(event.ends_on)}])
    writer.writerow([_("Name"), _("Code"), _("Session"), _("When"), _("Room"), _("Places"), _("State")])
    for row in rows:
        for booking, session in row.sessions:
            state = _("Booked") if booking.state == BOOKED else _("Waiting")
            when = moment_words(session.starts_at, zone)
            facts = [row.attendee.name, row.attendee.code, session.title, when, session.room_name]
            writer.writerow([*(_safe(fact) for fact in facts), booking.places, state])
    return written.getvalue()


def _safe(text: str) -> str:
    """Text that a spreadsheet shows instead of running it as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


@get("/{slug:str}/bookings/needs")
async def show_needs(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    people = await reading.needs_by_person(event.id)
    async with db.transaction():
        await note(marked("looked at"), _("Who needs what"), event.id, mo)
    return await page(request, "booking/needs.html", event=event, people=people, need_words=need_words)


handlers = [
    bookings,
    desk,
    desk_file,
    show_needs,
]
