"""The problems of one session, whatever else is on."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from eventapp.event.features import FEATURES, RIGHTS
from eventapp.timetable.checks.given import Given
from eventapp.timetable.checks.problem import Problem
from eventapp.timetable.checks.running import Run
from eventapp.timetable.planned import PlannedSession, RoomFacts
from eventapp.venue.spans import Span


def lacks(session: PlannedSession, room: RoomFacts) -> list[Problem]:
    """What this room lacks for the session whenever it is: features, or places."""
    found = list[Problem]()
    missing = [feature for feature in FEATURES if feature in session.needs and feature not in room.features]
    if rights := [feature for feature in missing if feature in RIGHTS]:
        found.append(Problem("rights", False, (session,), (room.name, *rights)))
    # What it holds is 0 where nobody wrote it down.
    holds = room.holds(session.setup)
    if 0 < holds < (session.people or 0):
        found.append(Problem("capacity", False, (session,), (room.name,), holds))
    if wishes := [feature for feature in missing if feature not in RIGHTS]:
        found.append(Problem("wishes", False, (session,), (room.name, *wishes)))
    return found


def problems_alone(run: Run, given: Given) -> Iterator[Problem]:
    session = run.session
    if run.room is not None:
        yield from lacks(session, run.room)
    is_open = _within(run.starts, run.ends, given.hours)
    if not is_open:
        yield Problem("hours", False, (session,))
    if run.room is not None:
        yield from _shut(run, run.room, told=not is_open)
    if session.can_start and not any(span.starts_at <= run.starts < span.ends_at for span in session.can_start):
        yield Problem("start", False, (session,))
    for host, name in session.hosts:
        spans = (given.can_come or {}).get(host)
        if spans is not None and not _within(run.starts, run.ends, spans):
            yield Problem("away", False, (session,), (name,))


def _shut(run: Run, room: RoomFacts, *, told: bool) -> Iterator[Problem]:
    """That the room cannot be used then. Without a reason of its own only where nothing else was `told`."""
    until = run.ends + timedelta(minutes=run.session.clearing_minutes)
    blocked = [block for block in room.blocked if block.starts_at < until and run.room_from < block.ends_at]
    if blocked:
        why = dict.fromkeys(block.why for block in blocked if block.why)
        yield Problem("blocked", False, (run.session,), (room.name, *why))
    elif not told and room.open is not None and not _within(run.room_from, until, room.open):
        yield Problem("closed", False, (run.session,), (room.name,))


def _within(starts: datetime, ends: datetime, spans: Sequence[Span]) -> bool:
    return any(span.starts_at <= starts and ends <= span.ends_at for span in spans)
