"""What somebody could go to instead of what they booked."""

from collections.abc import Iterable

from eventapp import clock
from eventapp.booking.day import Item
from eventapp.booking.decide import BOOKED, CANCELLED, meet
from eventapp.booking.tables import Booking
from eventapp.event.tables import Event
from eventapp.programme.tables import PublishedSession


async def could_come_to(event: Event, items: Iterable[Item], instead_of: Booking) -> list[PublishedSession]:
    """Sessions with places left that clash with nothing else on somebody's day, in order of time. One query."""
    others = [item for item in items if item.state != CANCELLED and item.booking.id != instead_of.id]
    known = {instead_of.session, *(item.session.session for item in others)}
    busy = [(item.starts_at, item.ends_at) for item in others if item.state == BOOKED]
    rows = await (
        PublishedSession.objects()
        .where(
            (PublishedSession.event == event.id)
            & (PublishedSession.attendance == "book")
            & (PublishedSession.is_full == False)  # noqa: E712
            & (PublishedSession.ends_at > clock.now())
            & PublishedSession.cancelled_at.is_null()
        )
        .order_by(PublishedSession.starts_at, PublishedSession.title)
    )
    return [
        row
        for row in rows
        if row.session not in known and not any(meet((row.starts_at, row.ends_at), times) for times in busy)
    ]
