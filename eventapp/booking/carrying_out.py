"""Carries a decision out: what it changes is stored, told, noted in the log, and shown on public pages."""

from collections.abc import Callable, Collection, Mapping

from eventapp import db
from eventapp.booking import refreshing
from eventapp.booking.decide import Decision, Step
from eventapp.booking.storing import log_steps, mark_full, store_bookings
from eventapp.booking.tables import Attendee
from eventapp.booking.telling import tell
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme.tables import PublishedSession


async def carry_out(
    decision: Decision,
    attendees: Mapping[str, Attendee],
    sessions: Mapping[str, PublishedSession],
    events: Mapping[str, Event],
    *,
    doer: Callable[[Step], Person | None],
    untold: Collection[str] = (),
) -> None:
    """To be called in the transaction that holds the events. The mappings have whom and what it is about, by id.

    `doer` says which organiser did a step, None where nobody did it for somebody else. The attendees (ids) in `untold`
    get no message.
    """
    over_limit_by = {step.entry.id: by.id for step in decision.steps if (by := doer(step))}
    await store_bookings(decision, over_limit_by)
    await tell([step for step in decision.steps if step.entry.attendee not in untold], attendees, sessions, events)
    await log_steps(decision.steps, sessions, doer)
    for event in await mark_full(decision.full, sessions):
        refreshing.refresh_after_commit(event)


async def attendees_by_id(ids: Collection[str]) -> dict[str, Attendee]:
    """Those who are stored, as `carry_out` wants them."""
    rows = await db.rows_with(Attendee, "id", ids) if ids else []
    return {row.id: row for row in rows}


async def sessions_by_id(ids: Collection[str]) -> dict[str, PublishedSession]:
    """Published sessions by the ids of sessions, as `carry_out` wants them."""
    rows = await db.rows_with(PublishedSession, "session", ids) if ids else []
    return {str(row.session): row for row in rows}
