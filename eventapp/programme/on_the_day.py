"""Small changes to a programme that people have already: later, in another room, not at all. Plain values only."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import timedelta

from eventapp.programme.edition import EditionContent, EditionSession, in_order, room_of
from eventapp.timetable.checks.problems import Problem, clashes
from eventapp.timetable.planned import PlannedSession, RoomFacts, Timetable


def later(session_id: str, minutes: int, sessions: Iterable[PlannedSession]) -> list[PlannedSession]:
    """This session so many minutes later, and those after it in its room that have to wait for that.

    Each that follows begins just late enough: free time in between is used up first. None stays locked.
    """
    on = sorted((one for one in sessions if one.is_on and one.room), key=lambda one: (one.starts_at, one.id))
    [late] = [one for one in on if one.id == session_id]
    moved = [_moved(late, timedelta(minutes=minutes))]
    for one in on[on.index(late) + 1 :]:
        until, starts_at = moved[-1].ends_at, one.starts_at
        if one.room and late.room and one.room.id == late.room.id and until and starts_at:
            if starts_at >= until or one.room.sessions_at_once > 1:
                break
            moved.append(_moved(one, until - starts_at))
    return moved


def _moved(session: PlannedSession, by: timedelta) -> PlannedSession:
    return replace(session, starts_at=session.starts_at and session.starts_at + by, locked=False)


def rooms_swapped(session: PlannedSession, room: RoomFacts, sessions: Iterable[PlannedSession]) -> list[PlannedSession]:
    """This session in that room, and what is there at the same time in this one's room."""
    there = [
        other
        for other in sessions
        if other.is_on and other.room and other.room.id == room.id and _overlap(session, other)
    ]
    swapped = [replace(other, room=session.room, locked=False) for other in there]
    return [replace(session, room=room, locked=False), *swapped]


def _overlap(one: PlannedSession, other: PlannedSession) -> bool:
    if one.starts_at is None or one.ends_at is None or other.starts_at is None or other.ends_at is None:
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def with_changed(content: EditionContent, changed: Iterable[PlannedSession]) -> EditionContent:
    """The edition with the times and rooms that these sessions have now, and whether they are on."""
    now = {session.id: session for session in changed}
    sessions = [_as_now(one, now[one.id]) if one.id in now else one for one in content.sessions]
    return replace(content, sessions=tuple(sorted(sessions, key=in_order)))


def _as_now(session: EditionSession, now: PlannedSession) -> EditionSession:
    if not now.is_on or now.starts_at is None or now.ends_at is None:
        return replace(session, cancelled=True, cancelled_reason=now.cancelled_reason)
    return replace(
        session,
        starts_at=now.starts_at,
        ends_at=now.ends_at,
        room=room_of(now),
        cancelled=False,
        cancelled_reason="",
    )


def as_published(content: EditionContent, timetable: Timetable) -> list[PlannedSession]:
    """The sessions where and when this edition has them: in the timetable they may be elsewhere already."""
    rooms = {room.id: room for room in timetable.rooms}
    there = {session.id: session for session in timetable.sessions}
    return [
        replace(
            there[one.id],
            starts_at=one.starts_at,
            minutes=(one.ends_at - one.starts_at) // timedelta(minutes=1),
            room=rooms.get(one.room.id) if one.room else None,
            cancelled_at=None,
            cancelled_reason="",
        )
        for one in content.running
        if one.id in there
    ]


def published_clashes(content: EditionContent, timetable: Timetable, touched: AbstractSet[str]) -> list[Problem]:
    """The clashes of these sessions (ids) among all as this edition has them."""
    found = clashes(as_published(content, timetable), timetable.rules)
    return [clash for clash in found if touched & {session.id for session in clash.sessions}]
