"""What people do with one of their own bookings: give it back, and take it back again."""

from litestar import post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.booking.actions import book_places, cancel_booking
from eventapp.booking.decide import BOOKED, Booked
from eventapp.booking.pages.shared import attendee_or_404, patiently
from eventapp.booking.tables import Attendee, Booking
from eventapp.texts import _
from eventapp.web import Answer, event_or_404, go, say


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
    reply = await patiently(book_places(event, str(booking.session), attendee, places=booking.places))
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


handlers = [
    cancel_mine,
    take_back,
]
