"""For organisers: booking for somebody, their card, and giving their bookings back."""

from datetime import datetime, timedelta
from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.booking import reading
from eventapp.booking.actions import book_over_limit, book_places, cancel_booking
from eventapp.booking.attendees import Newcomer
from eventapp.booking.decide import MOST_TOGETHER, Booked, Clash, Full, NotBookable, Outcome, Waiting
from eventapp.booking.forms import BookForForm, offer_places, offer_sessions
from eventapp.booking.pages.shared import card_context, newcomer, patiently, places_left
from eventapp.booking.tables import Attendee, Booking
from eventapp.booking.writer import Reply
from eventapp.event.tables import Event
from eventapp.ids import new_secret, plain_code
from eventapp.numbers import whole_number
from eventapp.people.tables import Person
from eventapp.texts import _, moment_words
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/bookings/new")
async def show_book_for(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    asked = request.query_params
    data = {"form_key": new_secret(), "session": asked.get("session", ""), "code": asked.get("code", "")}
    return await _book_for_page(request, event, BookForForm(data=data))


@post("/{slug:str}/bookings/new")
async def book_for(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    form = BookForForm(await posted(request))
    await _offer_sessions(event, form)
    who = await _who_is_meant(event, form) if form.validate() else None
    if who is None:
        return await _book_for_page(request, event, form, status=422)
    reply = await patiently(_booking(event, form, who, mo))
    if isinstance(reply.outcome, Booked | Waiting):
        return say(go(f"/{event.slug}/bookings/{reply.attendee}/card"), _done_words(reply.outcome))
    form.session.errors = [await _refusal_words(event, reply.outcome)]
    return await _book_for_page(request, event, form, status=409)


async def _booking(event: Event, form: BookForForm, who: Attendee | Newcomer, by: Person) -> Reply:
    session, _blank, slot = form.session.data.partition(" ")
    how: dict[str, Any] = {
        "places": form.places.data,
        "supporters": form.supporters.data,
        "slot": whole_number(slot, digits=4) if slot else None,
        "by": by,
    }
    if form.reason.data:
        return await book_over_limit(event, session, who, reason=form.reason.data, **how)
    return await book_places(event, session, who, wait=form.wait.data, **how)


async def _who_is_meant(event: Event, form: BookForForm) -> Attendee | Newcomer | None:
    code = plain_code(form.code.data or "")
    if not code and not form.name.data:
        form.name.errors = [_("Write a name, or the code of somebody who has booked before.")]
        return None
    if not code:
        return newcomer(form)
    found = await Attendee.objects().where((Attendee.event == event.id) & (Attendee.code == code)).first()
    if found is None:
        form.code.errors = [_("Nobody has this code. Look them up at the desk.")]
    return found


async def _book_for_page(request: Asked, event: Event, form: BookForForm, status: int = 200) -> Answer:
    await _offer_sessions(event, form)
    return await page(request, "booking/book_for.html", event=event, status=status, form=form)


async def _offer_sessions(event: Event, form: BookForForm) -> None:
    fills = await reading.fills(event.id)
    offer_sessions(form, [choice for fill in fills for choice in _choices(event, fill)])
    offer_places(form, MOST_TOGETHER)


def _choices(event: Event, fill: reading.Fill) -> list[tuple[str, str]]:
    """The session, and each of its short slots that is free: the id, followed by the slot, and words for it."""
    session = str(fill.session.session)
    if fill.session.is_full:
        free = _("full")
    else:
        free = _("the first time that is free") if fill.rules.slot_minutes else _("places left")
    slots = {slot: fill.session.starts_at + timedelta(minutes=slot) for slot in fill.taken.free_slots()}
    return [
        (session, f"{_when(event, fill.session.starts_at)}: {fill.session.title} ({free})"),
        *((f"{session} {slot}", f"{_when(event, start)}: {fill.session.title}") for slot, start in slots.items()),
    ]


def _when(event: Event, moment: datetime) -> str:
    return moment_words(moment, event.time_zone)


def _done_words(outcome: Booked | Waiting) -> str:
    if isinstance(outcome, Booked):
        return _("Their place is booked.")
    return _("They are number %(count)s on the waiting list.") % {"count": outcome.position}


async def _refusal_words(event: Event, outcome: Outcome) -> str:
    if isinstance(outcome, Full):
        return places_left(outcome.free) if outcome.free else _("This session is full.")
    if isinstance(outcome, Clash):
        other = await reading.session_at(event.id, outcome.session)
        title = other.title if other else ""
        return _("They have a place at the same time: %(title)s.") % {"title": title}
    why = outcome.why if isinstance(outcome, NotBookable) else ""
    return {
        "closed": _("Bookings are not open."),
        "over": _("This session is over."),
        "more": _("This session never has so many places."),
        "group": _("So many places cannot be booked together here. To book them all the same, say why below."),
        "limit": _("They have booked as many sessions as one person may. To book it all the same, say why below."),
    }.get(why, _("This session is not booked."))


@get("/{slug:str}/bookings/{attendee_id:str}/card")
async def card(request: Asked, slug: FromPath[str], attendee_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    attendee = await Attendee.objects().where((Attendee.id == attendee_id) & (Attendee.event == event.id)).first()
    if attendee is None:
        raise NotFoundException
    return await page(request, "booking/card.html", event=event, **await card_context(request, event, attendee))


@post("/{slug:str}/bookings/{booking_id:str}/cancellation")
async def cancel_for(request: Asked, slug: FromPath[str], booking_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    booking = await Booking.objects().where((Booking.id == booking_id) & (Booking.attendee.event == event.id)).first()
    if booking is None:
        raise NotFoundException
    await patiently(cancel_booking(event, booking, by=mo))
    return say(go(f"/{event.slug}/bookings/{booking.attendee}/card"), _("The booking is cancelled."))


handlers = [
    show_book_for,
    book_for,
    card,
    cancel_for,
]
