"""What cannot stay in a timetable (clashes), and what organisers should know about it.

One check for what is done by hand, for plans and for publishing. It shares nothing with the search for plans.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from eventapp.event.features import FEATURES, RIGHTS
from eventapp.timetable.checks.problem import KINDS
from eventapp.timetable.checks.problem import Problem as Problem
from eventapp.timetable.checks.problem import problem_words as problem_words
from eventapp.timetable.checks.running import Run, Running, run_of
from eventapp.timetable.checks.something_for_everyone import missing_offers
from eventapp.timetable.planned import BREAK, PlannedSession, RoomFacts, Rules, Timetable, in_order
from eventapp.timetable.wishes import supporters_of
from eventapp.venue.spans import Span, joined
from eventapp.voting.shares import FEWEST

# A pair is told of only when one in so many of all who voted want both, and one in so many of those who want the one.
_BOTH_OF_ALL = 50
_BOTH_OF_ONE = 3
# Ballots say what is wanted more, not how many will come: only a great difference is worth a question.
_MUCH_MORE = 2
_POPULAR_FEWEST = 6

_MINUTE = timedelta(minutes=1)


def problems(timetable: Timetable) -> list[Problem]:
    """All problems of the timetable, in order of time; at one time clashes first, and of a kind the biggest first.

    What is cancelled or has no start has none.
    """
    given = _given(timetable)
    running, found = Running(), list[Problem]()
    for run in _runs(timetable.sessions, given):
        found += [*_alone(run, given), *_clashes_with(run, running, given), *_concerns_with(run, running, given)]
        running.add(run)
    found += [*_crowds(running), *missing_offers(run.session for run in running.runs)]
    return sorted(found, key=_order)


def problems_of(wished: PlannedSession, timetable: Timetable) -> list[Problem]:
    """The problems that this session would take part in, whatever the timetable says of it now. In the same order.

    Those of no session, that at some time there is nothing for somebody, are not among them.
    """
    return problems_beside(wished.id, timetable)(wished)


def problems_beside(session_id: str, timetable: Timetable) -> Callable[[PlannedSession], list[Problem]]:
    """What asks for the `problems_of` one session, quickly: for many places of it, all else staying as it is."""
    given, running = _given(timetable), Running()
    for run in _runs((other for other in timetable.sessions if other.id != session_id), given):
        running.add(run)

    def check(wished: PlannedSession) -> list[Problem]:
        run = _run(wished, given)
        if run is None:
            return []
        found = [*_alone(run, given), *_clashes_with(run, running, given), *_concerns_with(run, running, given)]
        found += _crowds_with(run, running)
        return sorted(found, key=_order)

    return check


def clashes(planned: Iterable[PlannedSession], rules: Rules) -> list[Problem]:
    """Only what stops publishing, in the same order. It asks for no more than these."""
    planned = list(planned)
    rooms = {session.room.id: session.room for session in planned if session.room is not None}
    given = _Given(rules, rooms)
    running, found = Running(), list[Problem]()
    for run in _runs(planned, given):
        found += _clashes_with(run, running, given)
        running.add(run)
    return sorted([*found, *_crowds(running)], key=_order)


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


@dataclass(frozen=True)
class _Given:
    """What does not depend on where sessions are.

    `supporters` has a bit for each of the ballots (see `supporters_of`).
    """

    rules: Rules
    rooms: Mapping[str, RoomFacts]
    hours: tuple[Span, ...] = ()
    can_come: Mapping[str, tuple[Span, ...]] | None = None
    supporters: Mapping[str, int] | None = None
    ballots: int = 0

    def of(self, session: PlannedSession) -> int:
        return (self.supporters or {}).get(session.id, 0)


def _given(timetable: Timetable) -> _Given:
    return _Given(
        rules=timetable.rules,
        rooms={room.id: room for room in timetable.rooms},
        hours=joined(timetable.hours.spans),
        can_come=timetable.can_come,
        supporters=supporters_of(timetable.wishes),
        ballots=len(timetable.wishes),
    )


def _runs(sessions: Iterable[PlannedSession], given: _Given) -> Iterator[Run]:
    runs = (_run(session, given) for session in sorted(sessions, key=in_order))
    return (run for run in runs if run is not None)


def _run(session: PlannedSession, given: _Given) -> Run | None:
    # Whoever wishes for a room may know less of it than the timetable does.
    room = session.room and given.rooms.get(session.room.id, session.room)
    return run_of(session, room, given.rules.changeover_minutes)


def _order(problem: Problem) -> tuple[Any, ...]:
    titles = tuple(session.title.casefold() for session in problem.sessions)
    ids = tuple(session.id for session in problem.sessions)
    return (
        problem.starts_at,
        _PLACE_OF[problem.kind],
        -problem.number,
        titles,
        ids,
        problem.names,
    )


_PLACE_OF = {kind: number for number, kind in enumerate(KINDS)}


# Of one session


def _alone(run: Run, given: _Given) -> Iterator[Problem]:
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


# Of one session with others


def _clashes_with(run: Run, running: Running, given: _Given) -> Iterator[Problem]:
    if run.room is not None:
        yield from _room_clashes(run, run.room, running, given)
    for person in run.people:
        kind, _id, name = person
        for other in running.with_person[person]:
            if run.shares_time_with(other):
                yield Problem(kind, True, _pair(run, other), (name,))


def _room_clashes(run: Run, room: RoomFacts, running: Running, given: _Given) -> Iterator[Problem]:
    if room.sessions_at_once == 1:
        for other in running.in_room[room.id]:
            if run.shares_space_with(other):
                yield _in_rooms("room", run, other, given)
    for used in room.used_with:
        for other in running.in_room[used]:
            if run.shares_space_with(other):
                yield _in_rooms("joined", run, other, given)


def _pair(run: Run, other: Run) -> tuple[PlannedSession, PlannedSession]:
    return (run.session, other.session) if run.order < other.order else (other.session, run.session)


def _in_rooms(kind: Literal["room", "joined"], run: Run, other: Run, given: _Given) -> Problem:
    first, second = _pair(run, other)
    needed = 0
    if not run.shares_time_with(other):
        needed = first.clearing_minutes + given.rules.changeover_minutes + second.setup_minutes
    rooms = tuple(session.room.name for session in (first, second) if session.room is not None)
    return Problem(kind, True, (first, second), rooms if kind == "joined" else rooms[:1], needed)


def _concerns_with(run: Run, running: Running, given: _Given) -> Iterator[Problem]:
    rest = timedelta(minutes=given.rules.rest_minutes)
    for person in run.people:
        for first, second in _next_to(run, running.with_person[person]):
            if timedelta() <= second.starts - first.ends < rest:
                minutes = (second.starts - first.ends) // _MINUTE
                yield Problem("rest", False, (first.session, second.session), (person[2],), minutes)
    for other in running.during(run) if run.is_for_everybody else running.for_everybody:
        if run.shares_time_with(other):
            yield from _during_break(run, other)
    if wanted := given.of(run.session):
        yield from _wanted_with(run, wanted, running, given)


def _next_to(run: Run, theirs: Sequence[Run]) -> Iterator[tuple[Run, Run]]:
    """The one before with this one, and this one with the one after."""
    before = max((other for other in theirs if other.order < run.order), key=lambda other: other.order, default=None)
    after = min((other for other in theirs if other.order > run.order), key=lambda other: other.order, default=None)
    if before is not None:
        yield before, run
    if after is not None:
        yield run, after


def _during_break(run: Run, other: Run) -> Iterator[Problem]:
    session, everybody = (other, run) if run.is_for_everybody else (run, other)
    if session.session.kind != BREAK and not session.session.comes_and_goes:
        yield Problem("break", False, (session.session, everybody.session))


def _wanted_with(run: Run, wanted: int, running: Running, given: _Given) -> Iterator[Problem]:
    if run.session.comes_and_goes:
        return
    for other in running.during(run):
        if (others := given.of(other.session)) and not other.session.comes_and_goes:
            number = (wanted & others).bit_count()
            if _is_missed(number, wanted.bit_count(), others.bit_count(), given.ballots):
                yield Problem("both", False, _pair(run, other), (), number)
            yield from _swap(run, other, given)
            yield from _swap(other, run, given)


def _is_missed(both: int, one: int, other: int, ballots: int) -> bool:
    """Whether it should be told that so many want both of two sessions that so many each want, of so many ballots.

    Where much is on at once everybody misses something. What can be mended is that the same people want two sessions:
    more than would by chance, or half of all who want either. Never told of fewer than three ballots.
    """
    enough = both >= max(FEWEST, ballots / _BOTH_OF_ALL) and both * _BOTH_OF_ONE >= min(one, other)
    return enough and (4 * both * ballots >= 5 * one * other or 2 * both >= one + other - both)


def _swap(run: Run, other: Run, given: _Given) -> Iterator[Problem]:
    """That this one is wanted much more than another one at its very time, which has a much bigger room.

    Not where people book so many places that they fit, and only where each would do in the other's room.
    """
    one, two = run.session, other.session
    if run.room is None or other.room is None or one.places is not None or one.locked or two.locked:
        return
    many, few = given.of(one).bit_count(), given.of(two).bit_count()
    much_smaller = 0 < _MUCH_MORE * run.room.holds(one.setup) <= other.room.holds(two.setup)
    if (
        much_smaller
        and many >= max(_POPULAR_FEWEST, _MUCH_MORE * few)
        and (run.starts, run.ends) == (other.starts, other.ends)
        and not lacks(one, other.room)
        and not lacks(two, run.room)
    ):
        yield Problem("popular", False, (one, two), (run.room.name, other.room.name))


# Of more than two


def _crowds(running: Running) -> list[Problem]:
    """More than can be in an open space at once."""
    return [crowd for in_room in running.in_room.values() for crowd in _crowds_in(in_room)]


def _crowds_with(run: Run, running: Running) -> list[Problem]:
    if run.room is None or run.room.sessions_at_once == 1:
        return []
    near = [other for other in running.in_room[run.room.id] if run.shares_space_with(other)]
    return [crowd for crowd in _crowds_in([*near, run]) if any(one.id == run.session.id for one in crowd.sessions)]


def _crowds_in(in_room: Sequence[Run]) -> Iterator[Problem]:
    room = in_room[0].room if in_room else None
    if room is None or room.sessions_at_once == 1:
        return
    # A crowd is largest when somebody comes to it.
    together = {
        frozenset(number for number, run in enumerate(in_room) if run.room_from <= comes.room_from < run.room_until)
        for comes in in_room
    }
    for crowd in together:
        if len(crowd) > room.sessions_at_once and not any(crowd < other for other in together):
            runs = sorted((in_room[number] for number in crowd), key=lambda run: run.order)
            sessions = tuple(run.session for run in runs)
            yield Problem("crowd", True, sessions, (room.name,), room.sessions_at_once)
