"""A plan beside the timetable as it is now, or beside another plan."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eventapp.ids import fingerprint
from eventapp.timetable.checks.problem import Problem
from eventapp.timetable.checks.problems import problems
from eventapp.timetable.checks.worth import Worth, places_now, worth
from eventapp.timetable.planned import PlannedSession, RoomFacts, Timetable, in_order
from eventapp.timetable.plans.asking import Placed, with_placements
from eventapp.timetable.plans.stored import Best

Change = Literal["placed", "moved", "kept"]


@dataclass(frozen=True)
class Line:
    """A session as it is `now` and as it would be `then`. `kept`: organisers locked it, so it stays.

    `tick` names the session and where it was when the page was shown.
    """

    now: PlannedSession
    then: PlannedSession
    change: Change

    @property
    def tick(self) -> str:
        return f"{self.now.id}.{place_of(self.now)}"


def place_of(session: PlannedSession) -> str:
    """A few letters that are others when a session is moved, kept, cancelled or made longer."""
    decided: Collection[object] = (
        session.room and session.room.id,
        session.starts_at and session.starts_at.timestamp(),
        session.locked,
        session.minutes,
        session.cancelled_at is not None,
    )
    return fingerprint(repr(decided))[:8]


@dataclass(frozen=True)
class Beside:
    """What a plan would change, and what it is worth.

    `unplaced` have no place in it, `gone` says how many of its sessions or rooms are not there any more. `solved` are
    the problems that it mends and `new` those that it makes.
    """

    lines: tuple[Line, ...]
    same: int
    unplaced: tuple[PlannedSession, ...]
    gone: int
    solved: tuple[Problem, ...]
    new: tuple[Problem, ...]
    clashes_now: int
    clashes_then: int
    now: Worth
    then: Worth

    @property
    def moved(self) -> int:
        return sum(line.change == "moved" for line in self.lines)


def beside(timetable: Timetable, best: Best) -> Beside:
    """The plan beside the timetable as it is."""
    sessions = {session.id: session for session in timetable.sessions if session.cancelled_at is None}
    rooms = {room.id for room in timetable.rooms}
    can_be = {id_: place for id_, place in best.placed.items() if id_ in sessions and place.room in rooms}
    takeable = {id_: place for id_, place in can_be.items() if not sessions[id_].locked}
    after = with_placements(timetable, takeable)
    wished = {session.id: session for session in with_placements(timetable, can_be).sessions}
    lines = [
        Line(sessions[id_], wished[id_], _change(sessions[id_]))
        for id_ in can_be
        if _place(sessions[id_]) != _place(wished[id_])
    ]
    before, then = problems(timetable), problems(after)
    told = {_named(problem) for problem in before}
    still = {_named(problem) for problem in then}
    return Beside(
        lines=tuple(sorted(lines, key=lambda line: in_order(line.then))),
        same=len(can_be) - len(lines),
        unplaced=tuple(sessions[id_] for id_ in best.unplaced if id_ in sessions),
        gone=len(best.placed) - len(can_be),
        solved=tuple(problem for problem in before if _named(problem) not in still),
        new=tuple(problem for problem in then if _named(problem) not in told),
        clashes_now=sum(problem.stops for problem in before),
        clashes_then=sum(problem.stops for problem in then),
        now=worth(timetable),
        then=worth(after, places_now(timetable.sessions)),
    )


def _change(session: PlannedSession) -> Change:
    if session.locked:
        return "kept"
    return "placed" if session.starts_at is None else "moved"


def _place(session: PlannedSession) -> object:
    return session.starts_at, session.room and session.room.id


def _named(problem: Problem) -> object:
    """A problem is the same one wherever its sessions are."""
    return problem.kind, tuple(sorted(session.id for session in problem.sessions)), problem.names


@dataclass(frozen=True)
class Difference:
    """A session that two plans put in different places; None where a plan has none for it."""

    session: PlannedSession
    one: tuple[RoomFacts | None, Placed] | None
    other: tuple[RoomFacts | None, Placed] | None


def differences(timetable: Timetable, one: Best, other: Best) -> Sequence[Difference]:
    """What two plans do differently with sessions that are still there, in order of title."""
    rooms = {room.id: room for room in timetable.rooms}

    def found(placed: Mapping[str, Placed], session: PlannedSession) -> tuple[RoomFacts | None, Placed] | None:
        place = placed.get(session.id)
        return (rooms.get(place.room), place) if place else None

    return [
        Difference(session, found(one.placed, session), found(other.placed, session))
        for session in sorted(timetable.sessions, key=lambda session: (session.title.casefold(), session.id))
        if one.placed.get(session.id) != other.placed.get(session.id)
    ]
