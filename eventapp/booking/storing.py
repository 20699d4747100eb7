"""Stores a decision: the bookings, the messages owed, the log, and what public pages say."""

from collections.abc import Callable, Mapping, Sequence

from eventapp import clock
from eventapp.booking.decide import BOOKED, CANCELLED, WAITING, Decision, Step
from eventapp.booking.tables import Attendee, Booking
from eventapp.booking.telling import tell_step
from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from eventapp.people.tables import Person
from eventapp.programme.tables import PublishedSession
from eventapp.settings import settings
from eventapp.texts import marked

_DEEDS = {
    "booked": marked("booked a place in"),
    "served": marked("gave a free place to the next who waited for"),
    "waiting": marked("asked for a place in"),
    "cancelled": marked("cancelled a booking for"),
}


async def store_bookings(decision: Decision) -> None:
    """Writes what became of each booking: at most three queries."""
    first = {step.entry.id: step.before for step in reversed(decision.steps)}
    last = {step.entry.id: step.entry for step in decision.steps}
    now = clock.now()
    # Cancelled ones first: the same person may have booked the same session again.
    for state in (CANCELLED, WAITING, BOOKED):
        changed = [id_ for id_, entry in last.items() if first[id_] is not None and entry.state == state]
        if changed:
            await Booking.update(
                {Booking.state: state, Booking.sequence: Booking.sequence + 1, Booking.changed_at: now}
            ).where(Booking.id.is_in(changed))
    new = [
        Booking(
            id=entry.id,
            session=entry.session,
            attendee=entry.attendee,
            state=entry.state,
            places=entry.places,
            turn=entry.turn,
            uid=f"booking-{entry.id}@{settings().host}",
            sequence=0,
            created_at=now,
            changed_at=now,
        )
        for id_, entry in last.items()
        if first[id_] is None
    ]
    if new:
        await Booking.insert(*new)


async def tell(
    steps: Sequence[Step],
    attendees: Mapping[str, Attendee],
    sessions: Mapping[str, PublishedSession],
    events: Mapping[str, Event],
) -> None:
    """Owes one message for each step to those who gave an address."""
    for step in steps:
        session = sessions[step.entry.session]
        await tell_step(step, attendees[step.entry.attendee], events[str(session.event)], session)


async def log_steps(
    steps: Sequence[Step], sessions: Mapping[str, PublishedSession], doer: Callable[[Step], Person | None]
) -> None:
    """Notes each step for organisers: what happened to which session, and never who comes."""
    now = clock.now()
    entries = []
    for step in steps:
        session, person = sessions[step.entry.session], doer(step)
        entries.append(
            LogEntry(
                event=session.event,
                person=person.id if person else None,
                who=person.name if person else marked("somebody who comes"),
                did=_DEEDS["served" if step.served else step.entry.state],
                what=session.title,
                at=now,
            )
        )
    if entries:
        await LogEntry.insert(*entries)


async def mark_full(full: Mapping[str, bool], sessions: Mapping[str, PublishedSession]) -> set[str]:
    """Keeps what pages say of each session. Returns the ids of the events whose pages are to be made again."""
    events = set()
    for is_full in (True, False):
        changed = [row for id_, row in sessions.items() if full.get(id_) is is_full and row.is_full is not is_full]
        if changed:
            await PublishedSession.update({PublishedSession.is_full: is_full}).where(
                PublishedSession.id.is_in([row.id for row in changed])
            )
            events |= {str(row.event) for row in changed}
    return events
