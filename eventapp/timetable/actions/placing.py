"""Giving sessions rooms and times, and moving them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from eventapp import db
from eventapp.errors import Refused
from eventapp.event.tables import Room
from eventapp.people.tables import Person
from eventapp.texts import _, marked
from eventapp.timetable.actions.changing import apply, held
from eventapp.timetable.decided import state_of
from eventapp.timetable.planned import PlannedSession
from eventapp.timetable.tables import Session


class Stale(Refused):
    """Somebody else changed the session while this person had it before them."""


async def place_session(
    session: Session,
    by: Person | None,
    *,
    room: Room | None,
    starts_at: datetime,
    locked: bool | None = None,
    seen: str | None = None,
) -> PlannedSession:
    """Gives it a room and a start, and returns it. Refuses clashes, and says what is there and when.

    Only a session without a proposal may have no room. Without `locked` it stays kept at its place, or not, as it is.
    `seen` is as `plan_session` takes it; without it, whatever was changed meanwhile is moved.
    """
    async with db.transaction():
        now = await held(session.event)
        old = now.session(session.id)
        new = replace(old, room=now.room(room.id) if room else None, starts_at=starts_at)
        new = new if locked is None else replace(new, locked=locked)
        if seen is not None:
            _refuse_stale(seen, old, new)
        did = marked("gave a room and time to") if old.starts_at is None else marked("moved")
        await apply(now, by, did, None, {new.id: new})
        return new


@dataclass(frozen=True)
class Wish:
    """What an organiser decides about a session. Without `starts_at` it stays where it is, or without a place.

    `title` is for breaks only (a proposal's words are its own), `places` None means no limit, `room` is an id or
    empty, `setup` a key of `SETUPS` or empty; `workers` are pairs of id and name.
    """

    title: str | None
    minutes: int
    places: int | None
    attendance: str
    room: str
    starts_at: datetime | None
    locked: bool
    setup: str = ""
    sensitive: bool = False
    workers: tuple[tuple[str, str], ...] = ()


async def plan_session(session: Session, by: Person | None, wish: Wish, *, seen: str) -> None:
    """Changes and places it at once, with the same refusals.

    `seen` is the `state_of` the session that the person had before them: raises `Stale` when that is no longer so.
    """
    async with db.transaction():
        now = await held(session.event)
        old = now.session(session.id)
        new = replace(
            old,
            title=wish.title or old.title,
            minutes=wish.minutes,
            places=wish.places,
            attendance=wish.attendance,
            setup=wish.setup,
            sensitive=wish.sensitive,
            access_workers=wish.workers,
        )
        if wish.starts_at is not None:
            new = replace(new, room=now.room(wish.room) if wish.room else None, starts_at=wish.starts_at)
        # Without a place there is nothing to keep it at.
        new = replace(new, locked=wish.locked and new.starts_at is not None)
        _refuse_stale(seen, old, new)
        await apply(now, by, marked("planned"), None, {new.id: new})


def _refuse_stale(seen: str, old: PlannedSession, new: PlannedSession) -> None:
    # Somebody who sends the same form twice, or wants what somebody else just did, has nothing to decide.
    if state_of(old) not in (seen, state_of(new)):
        raise Stale(_("Somebody else changed this session while you had it open. Look at it again before you save."))


async def move_session(
    session: Session, by: Person | None, *, to: Callable[[PlannedSession], PlannedSession]
) -> PlannedSession:
    """Moves it to where `to` puts it, from where it is now. Refuses clashes, and to move what is locked."""
    async with db.transaction():
        now = await held(session.event)
        new = to(_placed(now.session(session.id)))
        await apply(now, by, marked("moved"), None, {new.id: new})
        return new


async def swap_sessions(one: Session, other: Session, by: Person | None) -> None:
    """Gives each the room and start of the other. Refuses as a move does."""
    async with db.transaction():
        now = await held(one.event)
        first, second = _placed(now.session(one.id)), _placed(now.session(other.id))
        wished = (
            replace(first, room=second.room, starts_at=second.starts_at),
            replace(second, room=first.room, starts_at=first.starts_at),
        )
        await apply(now, by, marked("swapped"), None, {session.id: session for session in wished})


def _placed(session: PlannedSession) -> PlannedSession:
    if session.starts_at is None:
        raise Refused(_("“%(title)s” is not in the timetable yet.") % {"title": session.title})
    return session


async def unplace_session(session: Session, by: Person | None) -> None:
    """Takes it off the timetable. It keeps its length and places, and can be placed again."""
    async with db.transaction():
        now = await held(session.event)
        new = replace(now.session(session.id), room=None, starts_at=None, locked=False)
        await apply(now, by, marked("took off the timetable"), None, {new.id: new})
