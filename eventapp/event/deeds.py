"""What most deeds need: one at a time where it must be, and a line in the log."""

from eventapp import db
from eventapp.event.tables import Event
from eventapp.log.actions import record
from eventapp.people.tables import Person
from eventapp.texts import _


async def hold(event: Event) -> None:
    """One change of the event's rooms and people at a time: others wait until this transaction ends."""
    await db.locked(Event.objects().where(Event.id == event.id)).first()


async def note(did: str, what: str, event_id: str, by: Person | None) -> None:
    """Writes the deed into the log. `by` is None for the command line; `did` and `what` are as `record` takes them."""
    who = by.name if by else _("the command line")
    await record(did, what, who=who, person=by.id if by else None, event=event_id)
