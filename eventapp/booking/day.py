"""My day: what somebody has booked or waits for, in order, with the rests and the ways between."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from eventapp import clock
from eventapp.booking.decide import BOOKED, CANCELLED, WAITING
from eventapp.booking.reading import fill_of
from eventapp.booking.slots import times_of
from eventapp.booking.tables import Attendee, Booking
from eventapp.programme.tables import PublishedSession

# Between two sessions, a time as long as this is no rest: people go home.
NIGHT = timedelta(hours=8)


@dataclass(frozen=True)
class Item:
    """A booking on somebody's day. `state`: booked, waiting, or cancelled where the session is.

    `position` is for those who wait; `before` is the booked one before it, with no night between, and `rest_minutes`
    the time since; `at_once` holds titles of what else is booked at the same time.
    """

    booking: Booking
    session: PublishedSession
    state: str
    starts_at: datetime
    ends_at: datetime
    position: int = 0
    before: "Item | None" = None
    at_once: tuple[str, ...] = ()

    @property
    def rest_minutes(self) -> int | None:
        if self.before is None:
            return None
        return int((self.starts_at - self.before.ends_at).total_seconds() // 60)

    @property
    def is_left_out(self) -> bool:
        """Whether they had a short slot that is gone, since the session became shorter."""
        return self.state == BOOKED and self.ends_at > self.session.ends_at

    @property
    def is_offered(self) -> bool:
        """Whether they wait, and could have a place for what they booked at the same time."""
        return self.state == WAITING and self.booking.swap_offered_at is not None


async def day_of(attendee: Attendee) -> list[Item]:
    """What an attendee has booked or waits for, in order of time. At most three queries.

    What they cancelled themselves is gone; a session that was cancelled stays, so that nobody goes there.
    """
    bookings = await Booking.objects().where(Booking.attendee == attendee.id)
    ids = [booking.session for booking in bookings]
    rows = await PublishedSession.objects().where(PublishedSession.session.is_in(ids)) if ids else []
    sessions = {row.session: row for row in rows}
    waited_for = [booking.session for booking in bookings if booking.state == WAITING]
    queue = await _turns(waited_for) if waited_for else []
    shown = [
        booking
        for booking in bookings
        if is_shown(booking.state, booking.changed_at, sessions[booking.session].cancelled_at)
    ]
    items = sorted(
        (_item(booking, sessions[booking.session], queue) for booking in shown),
        key=lambda item: (item.starts_at, item.booking.created_at),
    )
    booked = [item for item in items if item.state == BOOKED]
    return [replace(item, before=_before(item, booked), at_once=_at_once(item, booked)) for item in items]


async def _turns(sessions: list[str]) -> list[tuple[str, int]]:
    rows = await Booking.select(Booking.session, Booking.turn).where(
        Booking.session.is_in(sessions) & (Booking.state == WAITING)
    )
    return [(row["session"], row["turn"]) for row in rows]


def _item(booking: Booking, session: PublishedSession, queue: Iterable[tuple[str, int]]) -> Item:
    starts_at, ends_at = times_of(booking, session)
    before = [turn for waited_for, turn in queue if waited_for == booking.session and turn < booking.turn]
    position = 1 + len(before) if booking.state == WAITING else 0
    return Item(booking, session, booking.state, starts_at, ends_at, position)


def is_shown(state: str, changed_at: datetime, cancelled_at: datetime | None) -> bool:
    """Whether a booking is on somebody's day: gone is what they cancelled, not what was cancelled for everybody."""
    if state != CANCELLED or cancelled_at is None:
        return state != CANCELLED
    return changed_at >= cancelled_at


def _before(item: Item, booked: Iterable[Item]) -> Item | None:
    if item.state != BOOKED:
        return None
    earlier = [other for other in booked if timedelta() <= item.starts_at - other.ends_at < NIGHT and other is not item]
    return max(earlier, key=lambda other: other.ends_at, default=None)


def _at_once(item: Item, booked: Iterable[Item]) -> tuple[str, ...]:
    """For what is waited for too: a place there means giving these up."""
    if item.state == CANCELLED:
        return ()
    return tuple(
        other.session.title
        for other in booked
        if other.booking.id != item.booking.id and other.starts_at < item.ends_at and item.starts_at < other.ends_at
    )


# What was given back


@dataclass(frozen=True)
class GivenBack:
    """A booking that somebody cancelled, and could have again."""

    booking: Booking
    session: PublishedSession


async def given_back(attendee: Attendee, booking_id: str) -> GivenBack | None:
    """The booking with this id, where the attendee cancelled it and its places are still free."""
    booking = await Booking.objects().where((Booking.id == booking_id) & (Booking.attendee == attendee.id)).first()
    if booking is None or booking.state != CANCELLED:
        return None
    session = await PublishedSession.objects().where(PublishedSession.session == booking.session).first()
    if session is None or session.cancelled_at is not None or session.ends_at <= clock.now():
        return None
    has_it_again = Booking.exists().where(
        (Booking.session == booking.session) & (Booking.attendee == attendee.id) & (Booking.state != CANCELLED)
    )
    free = (await fill_of(session)).free
    if (free is not None and free < booking.places) or await has_it_again:
        return None
    return GivenBack(booking, session)
