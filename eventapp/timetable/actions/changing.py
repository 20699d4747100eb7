"""The one way in which sessions are changed: one at a time, without a clash, and so that it can be undone."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from piccolo.query.functions import Max

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.texts import _, list_words, ngettext
from eventapp.timetable.actions.storing import store
from eventapp.timetable.checks.problems import Problem, clashes, problem_words
from eventapp.timetable.decided import Decided, decided
from eventapp.timetable.planned import BREAK, PlannedSession, RoomFacts, Timetable, read_timetable
from eventapp.timetable.tables import TimetableChange

Changes = Callable[[Timetable], Sequence[PlannedSession]]

# More titles than this are counted instead.
_TITLES_MOST = 3
# What decides who and what is in the way of a session. Changing anything else of it cannot cause a clash.
_IN_THE_WAY = ("minutes", "setup", "place", "cancelled", "workers")


async def change_placements(
    event: Event, by: Person | None, did: str, what: str | None, changes: Changes
) -> list[PlannedSession]:
    """Changes sessions all at once or not at all, as one deed that `by` can undo. Returns those that changed.

    `changes` is given the timetable as it is now, which stays so until the end, and returns sessions as they are to
    be: those of it, and new ones without a proposal; it may refuse. `did` is marked for translation; without `what`
    the deed is named by the titles. Refuses clashes, a session without the room that it needs, and to move what is
    locked.
    """
    async with db.transaction():
        now = await held(event.id)
        wished = {session.id: session for session in changes(now.timetable)}
        return await apply(now, by, did, what, wished)


@dataclass(frozen=True)
class Held:
    """An event and its timetable as they are now, and stay until the transaction ends."""

    event: Event
    timetable: Timetable

    def session(self, session_id: str) -> PlannedSession:
        """The session. Refuses where it is no longer there."""
        for session in self.timetable.sessions:
            if session.id == session_id:
                return session
        raise Refused(_("Somebody removed this session a moment ago."))

    def room(self, room_id: str) -> RoomFacts:
        """The room. Refuses where it is no longer there."""
        for room in self.timetable.rooms:
            if room.id == room_id:
                return room
        raise Refused(_("Somebody removed this room a moment ago."))


async def held(event_id: str) -> Held:
    """The timetable, without wishes. Until the transaction ends nobody else changes anything in it."""
    # The event's row before any other, as everywhere: two organisers wait for one another, and neither for ever.
    event = await db.locked(Event.objects().where(Event.id == event_id)).first()
    if event is None:
        raise Refused(_("This event is no longer there."))
    return Held(event, await read_timetable(event, with_wishes=False))


async def apply(
    now: Held, by: Person | None, did: str, what: str | None, wished: Mapping[str, PlannedSession | None]
) -> list[PlannedSession]:
    """Makes these sessions as they are wished (None: removed), as one deed. Returns those that changed."""
    before, after = await make_so(now, by, wished)
    if not after:
        return []
    changed = [session for session_id in after if (session := wished[session_id])]
    titles = [session.title for session in now.timetable.sessions if session.id in after and before[session.id]]
    what = what or titles_words(titles or [session.title for session in changed])
    await remember(now.event.id, by, did, what, before, after)
    await note(did, what, now.event.id, by)
    return changed


async def make_so(
    now: Held, by: Person | None, wished: Mapping[str, PlannedSession | None]
) -> tuple[dict[str, Decided | None], dict[str, Decided | None]]:
    """Stores what differs from the timetable, and returns what was decided about those sessions before and after."""
    there = {session.id: session for session in now.timetable.sessions}
    before = {session_id: decided(there[session_id]) if session_id in there else None for session_id in wished}
    after = {session_id: decided(session) if session else None for session_id, session in wished.items()}
    touched = [session_id for session_id in wished if before[session_id] != after[session_id]]
    before, after = _only(touched, before), _only(touched, after)
    if touched:
        _refuse_what_cannot_be(now.timetable, wished, before, after)
        await store(now.event.id, by, wished, before, after)
    return before, after


def _only(touched: Iterable[str], states: Mapping[str, Decided | None]) -> dict[str, Decided | None]:
    return {session_id: states[session_id] for session_id in touched}


def _refuse_what_cannot_be(
    timetable: Timetable,
    wished: Mapping[str, PlannedSession | None],
    before: Mapping[str, Decided | None],
    after: Mapping[str, Decided | None],
) -> None:
    moved = set()
    for session_id, new in after.items():
        session, old = wished[session_id], before[session_id]
        if session is None or new is None:
            continue
        if session.starts_at is not None and session.room is None and session.kind != BREAK:
            raise Refused(_("“%(title)s” needs a room. Only breaks can do without.") % {"title": session.title})
        if old and old["locked"] and new["locked"] and old["place"] != new["place"]:
            raise Refused(
                _("“%(title)s” is kept at its place. Untick that before you move it.") % {"title": session.title}
            )
        if old is None or any(old[name] != new[name] for name in _IN_THE_WAY):
            moved.add(session_id)
    _refuse_clashes(timetable, wished, moved)


def _refuse_clashes(timetable: Timetable, wished: Mapping[str, PlannedSession | None], moved: set[str]) -> None:
    as_wished = [session for session in timetable.sessions if session.id not in wished]
    as_wished += [session for session in wished.values() if session]
    # What clashes already, since a rule or a room was changed, must not stop whoever changes something else.
    known = {_told(clash) for clash in clashes(timetable.sessions, timetable.rules)}
    found = clashes(as_wished, timetable.rules)
    found = [clash for clash in found if _told(clash) not in known and moved & {one.id for one in clash.sessions}]
    if found:
        raise Refused(" ".join(problem_words(clash, timetable.zone) for clash in found))


def _told(clash: Problem) -> tuple[str, frozenset[str], tuple[str, ...], bool]:
    # To overlap is worse than to be too close, which has a number.
    return clash.kind, frozenset(session.id for session in clash.sessions), clash.names, clash.number > 0


async def remember(
    event_id: str,
    by: Person | None,
    did: str,
    what: str,
    before: Mapping[str, Decided | None],
    after: Mapping[str, Decided | None],
) -> None:
    """Writes down a deed for undo, with what was decided before and after it about sessions (ids) or `RULES`."""
    if by is not None:
        await TimetableChange.update({TimetableChange.forgotten: True}).where(
            (TimetableChange.event == event_id)
            & (TimetableChange.person == by.id)
            & TimetableChange.undone_at.is_not_null()
        )
    [latest] = await TimetableChange.select(Max(TimetableChange.number, alias="number")).where(
        TimetableChange.event == event_id
    )
    facts: dict[str, Any] = {
        "event": event_id,
        "number": (latest["number"] or 0) + 1,
        "person": by.id if by else None,
        "made_at": clock.now(),
        "did": did,
        "what": what,
        "before": json.dumps(before),
        "after": json.dumps(after),
    }
    await TimetableChange.insert(TimetableChange(**facts))


def titles_words(titles: Sequence[str]) -> str:
    """What a deed was done to: a few titles, or how many they are."""
    if len(titles) <= _TITLES_MOST:
        return list_words(list(titles))
    return ngettext("%(count)s session", "%(count)s sessions", len(titles)) % {"count": len(titles)}
