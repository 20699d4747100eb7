"""What people do with one of their own bookings: come with others, swap it, give it back, take it back again."""

from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp import clock
from eventapp.booking.actions import book_places, cancel_booking, change_places, swap_booking, take_swap
from eventapp.booking.day import Item, day_of
from eventapp.booking.decide import BOOKED, CANCELLED, Booked, Clash, Full, NotBookable, Outcome, Waiting
from eventapp.booking.known import facts_of
from eventapp.booking.own_forms import SwapForm, offer_swaps
from eventapp.booking.pages.shared import attendee_or_404, patiently, personal
from eventapp.booking.reading import session_at
from eventapp.booking.swapping import could_come_to
from eventapp.booking.tables import Attendee, Booking
from eventapp.event.tables import Event
from eventapp.numbers import whole_number
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, page, posted, say


@get("/{slug:str}/my/{token:str}/bookings/{booking_id:str}")
async def show_change(request: Asked, slug: FromPath[str], token: FromPath[str], booking_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await attendee_or_404(event, token)
    return await _change_page(request, event, attendee, booking_id, token)


@post("/{slug:str}/my/{token:str}/bookings/{booking_id:str}/places")
async def save_places(request: Asked, slug: FromPath[str], token: FromPath[str], booking_id: FromPath[str]) -> Answer:
    """`numbers` are the places and how many of them are supporters': sent twice, they are what they were."""
    event = await event_or_404(slug)
    booking = await _booking_or_404(await attendee_or_404(event, token), booking_id)
    places, supporters = _numbers((await posted(request)).getlist("numbers"))
    reply = await patiently(change_places(event, booking, places=places, supporters=supporters))
    answer = go(f"/{event.slug}/my/{token}/bookings/{booking.id}")
    if isinstance(reply.outcome, Booked | Waiting):
        return say(answer, _("Saved."))
    return say(answer, await _refusal_words(event, reply.outcome), "warning")


def _numbers(sent: list[Any]) -> tuple[int, int]:
    """Raises 404 for what no button of ours sends."""
    match [whole_number(part, digits=2) for part in (str(sent[0]).split() if sent else [])]:
        case [int(places), int(supporters)] if supporters < places:
            return places, supporters
    raise NotFoundException


@post("/{slug:str}/my/{token:str}/bookings/{booking_id:str}/swap")
async def swap(request: Asked, slug: FromPath[str], token: FromPath[str], booking_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await attendee_or_404(event, token)
    booking = await _booking_or_404(attendee, booking_id)
    form = SwapForm(await posted(request))
    choices = await could_come_to(event, await day_of(attendee), booking)
    offer_swaps(form, event, choices)
    chosen = next((choice for choice in choices if choice.key == form.session.data), None)
    if not form.validate() or chosen is None:
        return await _change_page(request, event, attendee, booking_id, token, form=form, status=422)
    reply = await patiently(swap_booking(event, booking, chosen.session, slot=chosen.slot))
    if isinstance(reply.outcome, Booked):
        return say(go(f"/{event.slug}/my/{token}"), _("Swapped. This is your day now."))
    form.session.errors = [await _refusal_words(event, reply.outcome)]
    return await _change_page(request, event, attendee, booking_id, token, form=form, status=409)


@post("/{slug:str}/my/{token:str}/bookings/{booking_id:str}/offer")
async def take_offer(slug: FromPath[str], token: FromPath[str], booking_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    waiting = await _booking_or_404(await attendee_or_404(event, token), booking_id)
    answer = go(f"/{event.slug}/my/{token}")
    if waiting.state == CANCELLED:
        return say(answer, _("You no longer wait there. Nothing was changed."), "warning")
    reply = await patiently(take_swap(event, waiting))
    if isinstance(reply.outcome, Booked):
        return say(answer, _("You have the place. This is your day now."))
    return say(answer, _("This place has gone to somebody else. You keep what you have."), "warning")


@post("/{slug:str}/my/{token:str}/bookings/{booking_id:str}/cancellation")
async def cancel_mine(slug: FromPath[str], token: FromPath[str], booking_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    booking = await _booking_or_404(await attendee_or_404(event, token), booking_id)
    await patiently(cancel_booking(event, booking))
    if booking.state == BOOKED:
        text = _("Your booking is cancelled. Thank you for telling us.")
    else:
        text = _("You are off the waiting list.")
    return say(go(f"/{event.slug}/my/{token}?given-back={booking.id}"), text)


@post("/{slug:str}/my/{token:str}/bookings/{booking_id:str}/return")
async def take_back(slug: FromPath[str], token: FromPath[str], booking_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await attendee_or_404(event, token)
    booking = await _booking_or_404(attendee, booking_id)
    reply = await patiently(
        book_places(
            event,
            str(booking.session),
            attendee,
            places=booking.places,
            supporters=booking.supporters,
            slot=booking.slot_start,
        )
    )
    if isinstance(reply.outcome, Booked):
        return say(go(f"/{event.slug}/my/{token}"), _("You have your place again."))
    # That page says why, and what else there is to do.
    answer = go(f"/{event.slug}/sessions/{booking.session}/booking")
    return say(answer, _("You could not have this place again."), "warning")


async def _booking_or_404(attendee: Attendee, booking_id: str) -> Booking:
    booking = await Booking.objects().where((Booking.id == booking_id) & (Booking.attendee == attendee.id)).first()
    if booking is None:
        raise NotFoundException
    return booking


async def _change_page(
    request: Asked,
    event: Event,
    attendee: Attendee,
    booking_id: str,
    token: str,
    *,
    form: SwapForm | None = None,
    status: int = 200,
) -> Answer:
    items = await day_of(attendee)
    item = _live_or_404(items, booking_id)
    choices = await could_come_to(event, items, item.booking) if item.state == BOOKED else []
    form = form or SwapForm()
    offer_swaps(form, event, choices)
    answer = await page(
        request,
        "booking/change.html",
        event=event,
        status=status,
        item=item,
        form=form,
        choices=choices,
        rules=(await facts_of([str(item.session.session)], clock.now()))[0],
        root=f"/{event.slug}/my/{token}",
    )
    return personal(answer)


def _live_or_404(items: list[Item], booking_id: str) -> Item:
    for item in items:
        if item.booking.id == booking_id and item.state != CANCELLED:
            return item
    raise NotFoundException


async def _refusal_words(event: Event, outcome: Outcome) -> str:
    if isinstance(outcome, Full):
        return _("There are not enough places left. Nothing was changed.")
    if isinstance(outcome, Clash):
        other = await session_at(event.id, outcome.session)
        return _("You have a place in another session at the same time: %(title)s.") % {
            "title": other.title if other else ""
        }
    if isinstance(outcome, NotBookable) and outcome.why == "group":
        return _("More of you than that cannot come together here. Nothing was changed.")
    return _("This is not booked now. Nothing was changed. You can ask us.")


handlers = [
    show_change,
    save_places,
    swap,
    take_offer,
    cancel_mine,
    take_back,
]
