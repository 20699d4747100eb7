"""What somebody could go to instead of what they booked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventapp import clock
from eventapp.booking.day import Item
from eventapp.booking.decide import BOOKED, CANCELLED, meet
from eventapp.booking.reading import fill_of
from eventapp.booking.tables import Booking
from eventapp.event.tables import Event
from eventapp.programme.tables import PublishedSession


@dataclass(frozen=True)
class Choice:
    """Another session, or another short slot of the same one: `slot` is when it begins, in minutes after it."""

    session: str
    title: str
    starts_at: datetime
    slot: int | None = None

    @property
    def key(self) -> str:
        return self.session if self.slot is None else f"{self.session} {self.slot}"


async def could_come_to(event: Event, items: Iterable[Item], instead_of: Booking) -> list[Choice]:
    """What has places left and clashes with nothing else on somebody's day: other slots first, then by time.

    One query, and two more where short slots are booked.
    """
    items = list(items)
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
    own = next((item.session for item in items if item.booking.id == instead_of.id), None)
    slots = await _other_slots(own, busy) if own and instead_of.slot_start is not None else []
    sessions = [
        Choice(str(row.session), row.title, row.starts_at)
        for row in rows
        if row.session not in known and not any(meet((row.starts_at, row.ends_at), times) for times in busy)
    ]
    return [*slots, *sessions]


async def _other_slots(session: PublishedSession, busy: Iterable[tuple[datetime, datetime]]) -> list[Choice]:
    fill = await fill_of(session)
    length = timedelta(minutes=fill.rules.slot_minutes or 0)
    starts = {slot: session.starts_at + timedelta(minutes=slot) for slot in fill.taken.free_slots()}
    return [
        Choice(str(session.session), session.title, start, slot)
        for slot, start in starts.items()
        if not any(meet((start, start + length), times) for times in busy)
    ]
