"""When somebody who booked is there: for all of the session, or for a short slot of it."""

from eventapp.booking.decide import times_within
from eventapp.booking.decide.facts import Times
from eventapp.booking.tables import Booking
from eventapp.programme.tables import PublishedSession


def times_of(booking: Booking, session: PublishedSession) -> Times:
    """When this booking of the session begins and ends, as aware instants."""
    return times_within((session.starts_at, session.ends_at), booking.slot_start, booking.slot_minutes)


def is_left_out(booking: Booking, session: PublishedSession) -> bool:
    """Whether the short slot of this booking is gone: the session has become shorter since."""
    # Where the whole session is booked, it ends when the session does.
    return times_of(booking, session)[1] > session.ends_at
