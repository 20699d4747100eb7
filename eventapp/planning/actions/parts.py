"""What every deed of planning does."""

from eventapp.log.actions import record
from eventapp.people.tables import Person
from eventapp.texts import _


async def record_deed(did: str, what: str, event: str, by: Person | None) -> None:
    """A line in the log, in the transaction of the deed."""
    await record(did, what, who=by.name if by else _("the command line"), person=by.id if by else None, event=event)
