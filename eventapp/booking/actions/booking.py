"""What people do with places: book, wait, change, swap, cancel, leave no trace. Each goes through the writer."""

from eventapp.booking.attendees import Newcomer
from eventapp.booking.decide import BOOKED, Book, Cancel, CancelAll, ChangePlaces, Swap, meet
from eventapp.booking.needs import HELD_FOR
from eventapp.booking.slots import times_of
from eventapp.booking.tables import Attendee, Booking
from eventapp.booking.writer import Reply, Wish, ask
from eventapp.event.tables import Event
from eventapp.ids import new_id
from eventapp.people.tables import Person
from eventapp.programme.tables import PublishedSession


async def book_places(
    event: Event | str,
    session_id: str,
    who: Attendee | Newcomer,
    *,
    places: int = 1,
    supporters: int = 0,
    slot: int | None = None,
    wait: bool = False,
    by: Person | None = None,
) -> Reply:
    """Books places for somebody who has booked before, or for somebody new. `wait`: joins the list where it is full.

    The event may be given by its slug. `places` counts the `supporters`. `slot` is when a short slot begins, in minutes
    after its session; None takes the first that suits. The outcome is one of `decide`'s `Booked`, `Waiting`, `Full`,
    `Clash` or `NotBookable`; somebody new is stored with the first two only. Raises `writer.Busy`.
    """
    request = Book(new_id(), session_id, who.id, places, wait, supporters, _held_for(who), slot)
    slug = event if isinstance(event, str) else event.slug
    return await ask(Wish(slug, request, newcomer=who if isinstance(who, Newcomer) else None, by=by))


async def book_over_limit(
    event: Event,
    session_id: str,
    who: Attendee | Newcomer,
    *,
    by: Person,
    reason: str,
    places: int = 1,
    supporters: int = 0,
    slot: int | None = None,
) -> Reply:
    """Books places though the session is full, closed, or whatever else the rules say; who did so and why is logged.

    Somebody who waits gets the places they wait for. The outcome is `Booked`, `Clash` (nobody is in two places) or
    `NotBookable` (cancelled, over). Raises `writer.Busy`.
    """
    request = Book(new_id(), session_id, who.id, places, False, supporters, _held_for(who), slot, reason)
    return await ask(Wish(event.slug, request, newcomer=who if isinstance(who, Newcomer) else None, by=by))


def _held_for(who: Attendee | Newcomer) -> str:
    """Whose held places somebody new may use. What others told us is looked up where it is decided."""
    needs = who.needs if isinstance(who, Newcomer) else ()
    return next((HELD_FOR[need] for need in needs if need in HELD_FOR), "")


async def change_places(
    event: Event, booking: Booking, *, places: int, supporters: int, by: Person | None = None
) -> Reply:
    """Has a booking hold so many places, of which so many are supporters': more of them are got whole or not at all.

    The outcome is `Booked`, `Waiting`, `Full` (nothing changed; `free` says how many more there are) or `NotBookable`.
    Raises `writer.Busy`.
    """
    request = ChangePlaces(booking.id, str(booking.session), str(booking.attendee), places, supporters)
    return await ask(Wish(event.slug, request, by=by))


async def swap_booking(
    event: Event, booking: Booking, session_id: str, *, slot: int | None = None, by: Person | None = None
) -> Reply:
    """Gives up a booking for as many places in another session, or in another slot of the same one.

    The outcome is `Booked`, or `Full`, `Clash` or `NotBookable`, and then nothing changed. Raises `writer.Busy`.
    """
    return await _swap(event, booking, session_id, (booking.id,), slot, by)


async def take_swap(event: Event, waiting: Booking, *, by: Person | None = None) -> Reply:
    """Gives up what somebody has booked at the time of a session for which they wait, if there is a place for them.

    Outcomes are those of `swap_booking`; where it is full they stay on the list and are offered the next free place.
    Where nothing is to be given up (any more): `Booked` or `Waiting`. Raises `writer.Busy`.
    """
    held = await Booking.objects().where((Booking.attendee == waiting.attendee) & (Booking.state == BOOKED))
    ids = [waiting.session, *(booking.session for booking in held)]
    sessions = {row.session: row for row in await PublishedSession.objects().where(PublishedSession.session.is_in(ids))}
    wanted = sessions[waiting.session]
    at_once = tuple(
        booking.id
        for booking in held
        if meet(times_of(booking, sessions[booking.session]), (wanted.starts_at, wanted.ends_at))
    )
    if not at_once:
        request = Book(new_id(), str(waiting.session), str(waiting.attendee), waiting.places, wait=True)
        return await ask(Wish(event.slug, request, by=by))
    return await _swap(event, waiting, str(waiting.session), at_once, None, by)


async def _swap(
    event: Event, like: Booking, session_id: str, gives_up: tuple[str, ...], slot: int | None, by: Person | None
) -> Reply:
    request = Swap(
        entry=new_id(),
        session=session_id,
        attendee=str(like.attendee),
        gives_up=gives_up,
        places=like.places,
        supporters=like.supporters,
        slot=slot,
    )
    return await ask(Wish(event.slug, request, by=by))


async def cancel_booking(event: Event, booking: Booking, *, by: Person | None = None) -> None:
    """Gives the places of this booking to whoever waits. Cancelling twice does nothing more. Raises `writer.Busy`."""
    request = Cancel(entry=booking.id, session=str(booking.session), attendee=str(booking.attendee))
    await ask(Wish(event.slug, request, by=by))


async def forget_attendee(event: Event, attendee: Attendee, *, by: Person | None = None) -> None:
    """Deletes everything about this attendee, messages too; their places go to whoever waits. Raises `writer.Busy`."""
    await ask(Wish(event.slug, CancelAll(attendee.id), by=by, forget=True))
