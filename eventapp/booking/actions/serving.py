"""Serving those who wait, in the transaction that changed the rules by which they are served."""

from collections.abc import Iterable

from eventapp.booking.carrying_out import attendees_by_id, carry_out, sessions_by_id
from eventapp.booking.decide import Promote, decide
from eventapp.booking.known import known_about
from eventapp.event.tables import Event


async def serve_lists(event: Event, sessions: Iterable[str]) -> None:
    """Gives free places of these sessions (ids) to those who wait for them, and has pages say what is free.

    To be called in a transaction that holds the event, as the writer does: so a server that is killed in between has
    changed the rules and served everybody, or neither.
    """
    ids = list(sessions)
    if not ids:
        return
    decision = decide([Promote(id_) for id_ in ids], await known_about(ids, asking=(), giving_back=()))
    people = await attendees_by_id({step.entry.attendee for step in decision.steps})
    await carry_out(decision, people, await sessions_by_id(ids), {event.id: event}, doer=lambda _step: None)
