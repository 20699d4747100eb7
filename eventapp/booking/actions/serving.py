"""Serving those who wait, in the transaction that changed the rules by which they are served."""

from collections.abc import Iterable

from eventapp.booking.carrying_out import carry_out
from eventapp.booking.decide import Promote, decide
from eventapp.booking.known import known_about
from eventapp.booking.tables import Attendee
from eventapp.event.tables import Event
from eventapp.programme.tables import PublishedSession


async def serve_lists(event: Event, sessions: Iterable[str]) -> None:
    """Gives free places of these sessions (ids) to those who wait for them, and has pages say what is free.

    To be called in a transaction that holds the event, as the writer does: so a server that is killed in between has
    changed the rules and served everybody, or neither.
    """
    ids = list(sessions)
    if not ids:
        return
    decision = decide([Promote(id_) for id_ in ids], await known_about(ids, asking=(), giving_back=()))
    published = {
        str(row.session): row for row in await PublishedSession.objects().where(PublishedSession.session.is_in(ids))
    }
    served = list({step.entry.attendee for step in decision.steps})
    people = await Attendee.objects().where(Attendee.id.is_in(served)) if served else []
    await carry_out(
        decision, {person.id: person for person in people}, published, {event.id: event}, doer=lambda _step: None
    )
