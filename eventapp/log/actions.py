"""Writing the log."""

from eventapp import clock
from eventapp.log.tables import LogEntry


async def record(did: str, what: str, *, who: str, person: str | None = None, event: str | None = None) -> None:
    """Notes that somebody did something, inside the transaction of that deed.

    `did` is a phrase in the past tense, wrapped in `texts.marked` (`marked("published edition")`), translated when
    shown; `what` names the thing in its own words. `who` is the person's name, or the program's part that acted;
    `person` and `event` are ids.
    """
    await LogEntry.insert(LogEntry(did=did, what=what, who=who, person=person, event=event, at=clock.now()))
