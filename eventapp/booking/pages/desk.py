"""For organisers: how full sessions are, who has come, and who came without a booking."""

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp import clock
from eventapp.booking import reading, who_comes
from eventapp.booking.arrivals import Sheet, note_arrival, note_sheet, undo_arrival, undo_walk_in, walk_in
from eventapp.booking.attendees import said_code
from eventapp.booking.decide import Booked
from eventapp.booking.desk_forms import SheetForm, WalkInForm
from eventapp.booking.forms import DeskForm
from eventapp.booking.needs import count_words, need_words
from eventapp.booking.pages.lists import taken_by
from eventapp.booking.pages.shared import patiently
from eventapp.booking.tables import Attendee
from eventapp.event.tables import Event
from eventapp.forms import offered
from eventapp.ids import new_id
from eventapp.texts import _, list_words, moment_words, ngettext
from eventapp.web import Answer, Asked, asked_for, event_or_404, go, organiser_or_404, page, posted, say

# As many names or codes as a sentence holds.
A_FEW = 10


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
        needs=[(need_words(need), count_words(count)) for need, count in await who_comes.need_counts(event.id)],
    )


@get("/{slug:str}/bookings/desk")
async def desk(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    form = DeskForm(asked_for(request))
    rows = await who_comes.desk_rows(event.id, form.words.data or "") if form.validate() else []
    came = request.query_params.get("came", "")
    return await page(
        request,
        "booking/desk.html",
        event=event,
        status=422 if form.errors else 200,
        form=form,
        rows=rows,
        # Who was noted a moment ago: with them stands how to undo it.
        came=next((row for row in rows if row.attendee.id == came and row.arrival), None),
        arrived=sum(row.arrival is not None for row in rows),
        taken_by=taken_by(event, mo),
        said_code=said_code,
    )


async def _attendee_or_404(event: Event, attendee_id: str) -> Attendee:
    attendee = await Attendee.objects().where((Attendee.id == attendee_id) & (Attendee.event == event.id)).first()
    if attendee is None:
        raise NotFoundException
    return attendee


@post("/{slug:str}/bookings/{attendee_id:str}/arrival")
async def arrive(request: Asked, slug: FromPath[str], attendee_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    attendee = await _attendee_or_404(event, attendee_id)
    await note_arrival(event, attendee, mo)
    return go(f"/{event.slug}/bookings/desk?came={attendee.id}")


@post("/{slug:str}/bookings/{attendee_id:str}/arrival/removal")
async def not_arrived(request: Asked, slug: FromPath[str], attendee_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    attendee = await _attendee_or_404(event, attendee_id)
    if attendee.walked_in:
        await patiently(undo_walk_in(event, attendee, mo))
    else:
        await undo_arrival(event, attendee)
    return say(
        go(f"/{event.slug}/bookings/desk"), _("%(name)s is not noted as here any more.") % {"name": attendee.name}
    )


# Without a booking


@get("/{slug:str}/bookings/walk-ins")
async def show_walk_ins(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await _walk_ins_page(request, event, WalkInForm())


async def _walk_ins_page(request: Asked, event: Event, form: WalkInForm) -> Answer:
    fills = await _still_to_come(event)
    _offer(form, fills, event)
    return await page(
        request, "booking/walk_ins.html", status=422 if form.errors else 200, event=event, form=form, fills=fills
    )


async def _still_to_come(event: Event) -> list[reading.Fill]:
    return [fill for fill in await reading.fills(event.id) if fill.session.ends_at > clock.now()]


def _offer(form: WalkInForm, fills: list[reading.Fill], event: Event) -> None:
    form.session.choices = offered(
        {
            str(fill.session.session): f"{moment_words(fill.session.starts_at, event.time_zone)}: {fill.session.title}"
            for fill in fills
        }
    )


@post("/{slug:str}/bookings/walk-ins")
async def add_walk_in(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    form = WalkInForm(await posted(request))
    _offer(form, await _still_to_come(event), event)
    if not form.validate():
        return await _walk_ins_page(request, event, form)
    reply = await patiently(walk_in(event, form.session.data, form.name.data or "", mo))
    if not isinstance(reply.outcome, Booked):
        full = _("No place is left there. On “Book for somebody” you can add them over the limit, with a reason.")
        return say(go(f"/{event.slug}/bookings/walk-ins"), full, "warning")
    return go(f"/{event.slug}/bookings/desk?came={reply.attendee}")


# From paper


@get("/{slug:str}/bookings/arrivals")
async def show_sheet(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await page(request, "booking/arrivals.html", event=event, form=SheetForm(data={"sheet": new_id()}))


@post("/{slug:str}/bookings/arrivals")
async def note_arrivals(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    form = SheetForm(await posted(request))
    if form.validate():
        told = await note_sheet(event, (form.codes.data or "").splitlines(), form.sheet.data or "", mo)
        if not told.unknown:
            return say(go(f"/{event.slug}/bookings/desk"), _sheet_words(told))
        nobody = _("Nobody has these codes: %(codes)s. Look at the list again. Nobody is noted yet.")
        form.codes.errors = [nobody % {"codes": list_words(told.unknown[:A_FEW])}]
    return await page(request, "booking/arrivals.html", status=422, event=event, form=form)


def _sheet_words(told: Sheet) -> str:
    count = len(told.noted)
    words = [
        ngettext("%(count)s person is noted as here.", "%(count)s people are noted as here.", count) % {"count": count}
    ]
    if told.before:
        before = _("Noted before, at the desk or from another list: %(names)s.")
        words.append(before % {"names": list_words(told.before[:A_FEW])})
    return " ".join(words)


handlers = [
    bookings,
    desk,
    arrive,
    not_arrived,
    show_walk_ins,
    add_walk_in,
    show_sheet,
    note_arrivals,
]
