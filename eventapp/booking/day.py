"""My day: what somebody has booked or waits for, in order, with the rests and the ways between."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from eventapp.booking.decide import BOOKED, CANCELLED, WAITING
from eventapp.booking.tables import Attendee, Booking
from eventapp.programme.tables import PublishedSession


@dataclass(frozen=True)
class Item:
    """A booking on somebody's day. `state`: booked, waiting, or cancelled where the session is.

    `position` is for those who wait; `following` is the next booked session of the day, and `rest_minutes` the time
    until it; `at_once` holds titles of other booked sessions at the same time.
    """

    booking: Booking
    session: PublishedSession
    state: str
    position: int = 0
    following: PublishedSession | None = None
    at_once: tuple[str, ...] = ()

    @property
    def rest_minutes(self) -> int | None:
        if self.following is None:
            return None
        return int((self.following.starts_at - self.session.ends_at).total_seconds() // 60)


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
    shown.sort(key=lambda booking: (sessions[booking.session].starts_at, booking.created_at))
    booked = [sessions[booking.session] for booking in shown if booking.state == BOOKED]
    return [_item(booking, sessions[booking.session], booked, queue) for booking in shown]


async def _turns(sessions: list[str]) -> list[tuple[str, int]]:
    rows = await Booking.select(Booking.session, Booking.turn).where(
        Booking.session.is_in(sessions) & (Booking.state == WAITING)
    )
    return [(row["session"], row["turn"]) for row in rows]


def _item(
    booking: Booking, session: PublishedSession, booked: list[PublishedSession], queue: Iterable[tuple[str, int]]
) -> Item:
    if booking.state == WAITING:
        before = [turn for waited_for, turn in queue if waited_for == booking.session and turn < booking.turn]
        return Item(booking, session, WAITING, position=1 + len(before))
    if booking.state == CANCELLED:
        return Item(booking, session, CANCELLED)
    return Item(
        booking, session, BOOKED, following=_following(session, booked), at_once=tuple(_at_once(session, booked))
    )


def is_shown(state: str, changed_at: datetime, cancelled_at: datetime | None) -> bool:
    """Whether a booking is on somebody's day: gone is what they cancelled, not what was cancelled for everybody."""
    if state != CANCELLED or cancelled_at is None:
        return state != CANCELLED
    return changed_at >= cancelled_at


def _following(session: PublishedSession, booked: Iterable[PublishedSession]) -> PublishedSession | None:
    later = [
        other
        for other in booked
        if other.starts_at >= session.ends_at and other.starts_at.date() == session.ends_at.date()
    ]
    return min(later, key=lambda other: other.starts_at, default=None)


def _at_once(session: PublishedSession, booked: Iterable[PublishedSession]) -> Iterable[str]:
    for other in booked:
        if other.session != session.session and other.starts_at < session.ends_at and session.starts_at < other.ends_at:
            yield other.title
