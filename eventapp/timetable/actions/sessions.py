"""Which sessions there are, and whether they happen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.ids import new_id
from eventapp.people.tables import Person
from eventapp.proposals.tables import Proposal
from eventapp.settings import settings
from eventapp.texts import _, marked
from eventapp.timetable.actions.changing import apply, held
from eventapp.timetable.decided import a_break
from eventapp.timetable.planned import PlannedSession
from eventapp.timetable.tables import Session


def new_uid() -> str:
    """A name for calendars, never used before or after."""
    return uid_of(str(uuid4()))


def uid_of(guid: str) -> str:
    """The name for calendars of the session that other programs know by this UUID."""
    return f"slot-{guid}@{settings().host}"


async def make_sessions(event: Event, by: Person | None) -> int:
    """Makes a session of each selected proposal that has none, as one deed, and returns how many were made."""
    async with db.transaction():
        now = await held(event.id)
        known = {session.proposal for session in now.timetable.sessions}
        proposals = await db.locked(
            Proposal.objects()
            .where((Proposal.event == event.id) & (Proposal.state == "selected"))
            .order_by(Proposal.id)
        )
        made = [_session_of(proposal) for proposal in proposals if proposal.id not in known]
        await apply(now, by, marked("added to the timetable"), None, {session.id: session for session in made})
    return len(made)


def _session_of(proposal: Proposal) -> PlannedSession:
    plain = a_break(new_id(), new_uid(), title=proposal.title, minutes=proposal.minutes, created_at=clock.now())
    return replace(
        plain, kind=proposal.kind, proposal=proposal.id, places=proposal.places, attendance=proposal.attendance
    )


async def add_break(event: Event, by: Person | None, *, title: str, minutes: int, places: int | None = None) -> Session:
    """Adds something without a proposal: a break, lunch, an opening. Nobody books it; it has no start yet."""
    [made] = await add_breaks(event, by, title=title, minutes=minutes, places=places, starts=[None])
    return made


async def add_breaks(
    event: Event,
    by: Person | None,
    *,
    title: str,
    minutes: int,
    places: int | None = None,
    starts: Sequence[datetime | None],
) -> list[Session]:
    """Adds a break for each of these starts (None: it has none yet), as one deed. They are for everybody: no room."""
    wished: dict[str, PlannedSession | None] = {}
    for starts_at in starts:
        plain = a_break(new_id(), new_uid(), title=title, minutes=minutes, created_at=clock.now())
        wished[plain.id] = replace(plain, places=places, starts_at=starts_at)
    async with db.transaction():
        await apply(await held(event.id), by, marked("added a break"), title, wished)
    rows = await Session.objects().where(Session.id.is_in(list(wished)))
    return sorted(rows, key=lambda row: list(wished).index(row.id))


async def cancel_session(session: Session, by: Person | None, reason: str) -> None:
    """Says that it will not happen. It stays in the programme as cancelled, with the reason, from the next edition."""
    async with db.transaction():
        now = await held(session.event)
        new = now.session(session.id)
        if new.cancelled_at is None:
            new = replace(new, cancelled_at=clock.now(), cancelled_reason=reason)
            await apply(now, by, marked("cancelled"), None, {new.id: new})


async def restore_session(session: Session, by: Person | None) -> None:
    """Says that it will happen after all. Refuses where its place was taken meanwhile: it can be moved first."""
    async with db.transaction():
        now = await held(session.event)
        new = replace(now.session(session.id), cancelled_at=None, cancelled_reason="")
        await apply(now, by, marked("put back on"), None, {new.id: new})


async def remove_break(session: Session, by: Person | None) -> None:
    """Removes a session without a proposal, as if it had never been. One that was published can only be cancelled."""
    if session.proposal is not None:
        raise Refused(_("A chosen proposal can be taken off the timetable or cancelled, not removed."))
    async with db.transaction():
        now = await held(session.event)
        gone: dict[str, PlannedSession | None] = {now.session(session.id).id: None}
        await apply(now, by, marked("removed a break"), None, gone)
