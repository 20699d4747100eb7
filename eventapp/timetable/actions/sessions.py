"""Making sessions, and giving them rooms and times."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.event.tables import Event, Room
from eventapp.people.tables import Person
from eventapp.proposals.tables import Proposal
from eventapp.settings import settings
from eventapp.texts import _, marked
from eventapp.timetable.clashes import clash_words, clashes_of
from eventapp.timetable.planned import BREAK, PlannedSession, RoomFacts, planned_sessions
from eventapp.timetable.tables import Placement, Session


class Stale(Refused):
    """Somebody else changed the session while this person had it before them."""


def new_uid() -> str:
    """A name for calendars, never used before or after."""
    return f"slot-{uuid4()}@{settings().host}"


async def make_sessions(event: Event, by: Person | None) -> int:
    """Makes a session of each selected proposal that has none, and returns how many were made."""
    async with db.transaction():
        proposals = await db.locked(
            Proposal.objects()
            .where((Proposal.event == event.id) & (Proposal.state == "selected"))
            .order_by(Proposal.id)
        )
        rows = await Session.select(Session.proposal).where(Session.event == event.id)
        known = {row["proposal"] for row in rows}
        made = [_session_of(proposal) for proposal in proposals if proposal.id not in known]
        if made:
            await Session.insert(*made)
            await note(marked("added chosen proposals to the timetable"), str(len(made)), event.id, by)
    return len(made)


def _session_of(proposal: Proposal) -> Session:
    return Session(
        event=proposal.event,
        uid=new_uid(),
        proposal=proposal.id,
        title=None,
        minutes=proposal.minutes,
        places=proposal.places,
        attendance=proposal.attendance,
        created_at=clock.now(),
        cancelled_reason="",
    )


async def add_break(event: Event, by: Person | None, *, title: str, minutes: int, places: int | None = None) -> Session:
    """Adds something without a proposal: a break, lunch, an opening. Nobody books it; it has no start yet."""
    session = Session(
        event=event.id,
        uid=new_uid(),
        proposal=None,
        title=title,
        minutes=minutes,
        places=places,
        attendance="drop-in",
        created_at=clock.now(),
        cancelled_reason="",
    )
    async with db.transaction():
        await Session.insert(session)
        await note(marked("added a break"), title, event.id, by)
    return session


async def change_session(
    session: Session, by: Person | None, *, minutes: int, places: int | None, attendance: str
) -> None:
    """Changes its length (minutes), places (None: no limit) and whether people book. Refuses a length that clashes."""
    await _change(
        session,
        by,
        marked("changed"),
        lambda now: replace(now, minutes=minutes, places=places, attendance=attendance),
    )


async def place_session(
    session: Session, by: Person | None, *, room: Room | None, starts_at: datetime, locked: bool = False
) -> None:
    """Gives it a room and a start. Refuses clashes of room and host, and says what is there and when.

    Only a session without a proposal may have no room. What `warnings` says of the place refuses nothing.
    """
    await _change(
        session,
        by,
        marked("gave a room and time to"),
        lambda now: replace(now, room=_facts(room), starts_at=starts_at, locked=locked),
    )


@dataclass(frozen=True)
class Wish:
    """What an organiser decides about a session. Without `starts_at` it stays where it is, or without a place.

    `title` is for breaks only (a proposal's words are its own), `places` None means no limit.
    """

    title: str | None
    minutes: int
    places: int | None
    attendance: str
    room: Room | None
    starts_at: datetime | None
    locked: bool


async def plan_session(session: Session, by: Person | None, wish: Wish, *, seen: str) -> None:
    """Changes and places it at once, with the same refusals.

    `seen` is the `state_of` the session that the person had before them: raises `Stale` when that is no longer so.
    """

    def as_wished(now: PlannedSession) -> PlannedSession:
        new = replace(
            now,
            title=wish.title or now.title,
            minutes=wish.minutes,
            places=wish.places,
            attendance=wish.attendance,
            locked=wish.locked,
        )
        if wish.starts_at is not None:
            new = replace(new, room=_facts(wish.room), starts_at=wish.starts_at)
        if state_of(now) not in (seen, state_of(new)):
            raise Stale(
                _("Somebody else changed this session while you had it open. Look at it again before you save.")
            )
        return new

    await _change(session, by, marked("planned"), as_wished)


async def move_session(session: Session, by: Person | None, *, to: Callable[[PlannedSession], PlannedSession]) -> None:
    """Moves it to where `to` puts it, from where it is now. Refuses clashes, and to move what is locked."""

    def moved(now: PlannedSession) -> PlannedSession:
        if now.starts_at is None:
            raise Refused(_("“%(title)s” is not in the timetable yet.") % {"title": now.title})
        if now.locked:
            raise Refused(_("“%(title)s” is kept at its place. Untick that before you move it.") % {"title": now.title})
        return to(now)

    await _change(session, by, marked("moved"), moved)


def state_of(session: PlannedSession) -> str:
    """What organisers decide about a session, as one text: two are equal when nothing was changed between them."""
    decided = (
        session.room and session.room.id,
        session.starts_at and session.starts_at.timestamp(),
        session.locked,
        session.minutes,
        session.places,
        session.attendance,
        session.title if session.proposal is None else "",
        session.cancelled_at is not None,
    )
    return "|".join("" if value is None else str(value) for value in decided)


async def unplace_session(session: Session, by: Person | None) -> None:
    """Takes it off the timetable. It keeps its length and places, and can be placed again."""
    async with db.transaction():
        now = await _locked_plan(session)
        if now[session.id].starts_at is not None:
            await Placement.delete().where(Placement.session == session.id)
            await note(marked("took off the timetable"), now[session.id].title, session.event, by)


async def cancel_session(session: Session, by: Person | None, reason: str) -> None:
    """Says that it will not happen. It stays in the programme as cancelled, with the reason, from the next edition."""
    async with db.transaction():
        now = await _locked_plan(session)
        if now[session.id].cancelled_at is None:
            await Session.update({Session.cancelled_at: clock.now(), Session.cancelled_reason: reason}).where(
                Session.id == session.id
            )
            await note(marked("cancelled"), now[session.id].title, session.event, by)


async def restore_session(session: Session, by: Person | None) -> None:
    """Says that it will happen after all. Refuses where its place was taken meanwhile: it can be moved first."""
    async with db.transaction():
        planned = await _locked_plan(session)
        now = planned[session.id]
        if now.cancelled_at is None:
            return
        await _refuse_clashes(session.event, replace(now, cancelled_at=None), planned)
        await Session.update({Session.cancelled_at: None, Session.cancelled_reason: ""}).where(Session.id == session.id)
        await note(marked("put back on"), now.title, session.event, by)


async def remove_break(session: Session, by: Person | None) -> None:
    """Removes a session without a proposal, as if it had never been. One that was published can only be cancelled."""
    if session.proposal is not None:
        raise Refused(_("A chosen proposal can be taken off the timetable or cancelled, not removed."))
    async with db.transaction():
        now = await _locked_plan(session)
        try:
            async with db.broken_rule():
                await Session.delete().where(Session.id == session.id)
        except db.Broken as problem:
            raise Refused(
                _("“%(title)s” was in a published programme. Cancel it, so that people hear of it.")
                % {"title": now[session.id].title}
            ) from problem
        await note(marked("removed a break"), now[session.id].title, session.event, by)


async def _change(
    session: Session, by: Person | None, did: str, change: Callable[[PlannedSession], PlannedSession]
) -> None:
    async with db.transaction():
        planned = await _locked_plan(session)
        old = planned[session.id]
        new = change(old)
        if state_of(new) == state_of(old):
            return
        if new.starts_at is not None and new.room is None and new.kind != BREAK:
            raise Refused(_("“%(title)s” needs a room. Only breaks can do without.") % {"title": new.title})
        await _refuse_clashes(session.event, replace(new, cancelled_at=None), planned)
        await _store(new, by)
        await note(did, new.title, session.event, by)


async def _locked_plan(session: Session) -> dict[str, PlannedSession]:
    """The event's sessions by id. Until the transaction ends nobody else places, changes or removes any of them."""
    # The event's row before any other, as everywhere: two organisers wait for one another, and neither for ever.
    await db.locked(Event.select(Event.id).where(Event.id == session.event))
    planned = {planned.id: planned for planned in await planned_sessions(session.event)}
    if session.id not in planned:
        raise Refused(_("Somebody removed this session a moment ago."))
    return planned


async def _refuse_clashes(event_id: str, wished: PlannedSession, planned: dict[str, PlannedSession]) -> None:
    found = clashes_of(wished, planned.values())
    if found:
        event = await Event.objects().get(Event.id == event_id)
        zone = event.time_zone if event else "UTC"
        raise Refused(" ".join(clash_words(clash, zone) for clash in found))


async def _store(new: PlannedSession, by: Person | None) -> None:
    await Session.update(
        minutes=new.minutes,
        places=new.places,
        attendance=new.attendance,
        title=new.title if new.proposal is None else None,
    ).where(Session.id == new.id)
    if new.starts_at is None:
        return
    where: dict[str, Any] = {
        "room": new.room.id if new.room else None,
        "starts_at": new.starts_at,
        "locked": new.locked,
        "placed_by": by.id if by else None,
        "placed_at": clock.now(),
    }
    if not await Placement.update(**where).where(Placement.session == new.id).returning(Placement.id):
        await Placement.insert(Placement(session=new.id, **where))


def _facts(room: Room | None) -> RoomFacts | None:
    """Enough of the room for a check of clashes: its features are not asked for."""
    return RoomFacts(room.id, room.name, room.floor, room.capacity, (), room.finding) if room else None
