"""Storing sessions as they are wished."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.people.tables import Person
from eventapp.texts import _
from eventapp.timetable.decided import Decided
from eventapp.timetable.planned import PlannedSession, Rules
from eventapp.timetable.tables import AccessWork, Placement, Session, TimetableRules

_IN_ITS_ROW = ("title", "minutes", "places", "attendance", "setup", "sensitive", "cancelled")


async def store(
    event_id: str,
    by: Person | None,
    wished: Mapping[str, PlannedSession | None],
    before: Mapping[str, Decided | None],
    after: Mapping[str, Decided | None],
) -> None:
    """Makes the rows of the sessions in `after` as they are wished; None removes one."""
    await _remove([session_id for session_id in after if wished[session_id] is None])
    new_rows, placing, working = [], [], []
    for session_id in after:
        session, old, new = wished[session_id], before[session_id], after[session_id]
        if session is None or new is None:
            continue
        if old is None:
            new_rows.append(_new_row(event_id, session))
        elif _differ(old, new, _IN_ITS_ROW):
            await Session.update(_columns(session)).where(Session.id == session.id)
        if old is None or _differ(old, new, ("place", "locked")):
            placing.append(session)
        if old is None or _differ(old, new, ("workers",)):
            working.append(session)
    await db.insert_all(Session, new_rows)
    await _place(placing, by)
    await _give_workers(working)


async def store_rules(event_id: str, rules: Rules) -> None:
    """Sets what holds for every session."""
    await TimetableRules.delete().where(TimetableRules.event == event_id)
    await TimetableRules.insert(TimetableRules(event=event_id, **asdict(rules)))


def _differ(old: Decided, new: Decided, names: Iterable[str]) -> bool:
    return any(old[name] != new[name] for name in names)


async def _remove(session_ids: Sequence[str]) -> None:
    if not session_ids:
        return
    try:
        async with db.broken_rule():
            await Session.delete().where(Session.id.is_in(list(session_ids)))
    except db.Broken as problem:
        raise Refused(_("It was in a published programme. Cancel it, so that people hear of it.")) from problem


def _new_row(event_id: str, session: PlannedSession) -> Session:
    known: dict[str, Any] = {
        "id": session.id,
        "event": event_id,
        "uid": session.uid,
        "proposal": session.proposal,
        "created_at": session.created_at,
    }
    return Session(**known, **_columns(session))


def _columns(session: PlannedSession) -> dict[Any, Any]:
    return {
        "title": session.title if session.proposal is None else None,
        "minutes": session.minutes,
        "places": session.places,
        "attendance": session.attendance,
        "setup": session.setup,
        "sensitive": session.sensitive,
        "cancelled_at": session.cancelled_at,
        "cancelled_reason": session.cancelled_reason,
    }


async def _place(sessions: Sequence[PlannedSession], by: Person | None) -> None:
    """All at once, since a plan that is taken moves hundreds."""
    if not sessions:
        return
    await Placement.delete().where(Placement.session.is_in([session.id for session in sessions]))
    facts: dict[str, Any] = {"placed_by": by.id if by else None, "placed_at": clock.now()}
    rows = [
        Placement(
            session=session.id,
            room=session.room.id if session.room else None,
            starts_at=session.starts_at,
            locked=session.locked,
            **facts,
        )
        for session in sessions
        if session.starts_at is not None
    ]
    await db.insert_all(Placement, rows)


async def _give_workers(sessions: Sequence[PlannedSession]) -> None:
    if not sessions:
        return
    await AccessWork.delete().where(AccessWork.session.is_in([session.id for session in sessions]))
    rows = [
        AccessWork(session=session.id, worker=worker)
        for session in sessions
        for worker, _name in session.access_workers
    ]
    await db.insert_all(AccessWork, rows)
