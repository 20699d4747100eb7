"""What people do with places: book, wait, cancel, leave no trace. Each goes through the writer."""

from eventapp.booking.attendees import Newcomer
from eventapp.booking.decide import Book, Cancel, CancelAll
from eventapp.booking.tables import Attendee, Booking
from eventapp.booking.writer import Reply, Wish, ask
from eventapp.event.tables import Event
from eventapp.ids import new_id
from eventapp.people.tables import Person


async def book_places(
    event: Event,
    session_id: str,
    who: Attendee | Newcomer,
    *,
    places: int = 1,
    wait: bool = False,
    by: Person | None = None,
) -> Reply:
    """Books places for somebody who has booked before, or for somebody new. `wait`: joins the list where it is full.

    The outcome is one of `decide`'s `Booked`, `Waiting`, `Full`, `Clash` or `NotBookable`; somebody new is stored with
    the first two only. Raises `writer.Busy`.
    """
    request = Book(entry=new_id(), session=session_id, attendee=who.id, places=places, wait=wait)
    return await ask(Wish(event.id, request, newcomer=who if isinstance(who, Newcomer) else None, by=by))


async def cancel_booking(event: Event, booking: Booking, *, by: Person | None = None) -> None:
    """Gives the places of this booking to whoever waits. Cancelling twice does nothing more. Raises `writer.Busy`."""
    request = Cancel(entry=booking.id, session=str(booking.session), attendee=str(booking.attendee))
    await ask(Wish(event.id, request, by=by))


async def forget_attendee(event: Event, attendee: Attendee, *, by: Person | None = None) -> None:
    """Deletes everything about this attendee, messages too; their places go to whoever waits. Raises `writer.Busy`."""
    await ask(Wish(event.id, CancelAll(attendee.id), by=by, forget=True))
