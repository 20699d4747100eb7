"""The problems of one session with others."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Literal

from eventapp.timetable.checks.alone import lacks
from eventapp.timetable.checks.given import Given
from eventapp.timetable.checks.problem import Problem
from eventapp.timetable.checks.running import Run, Running
from eventapp.timetable.planned import BREAK, PlannedSession, RoomFacts
from eventapp.voting.shares import FEWEST

# A pair is told of only when one in so many of all who voted want both, and one in so many of those who want the one.
_BOTH_OF_ALL = 50
_BOTH_OF_ONE = 3
# Ballots say what is wanted more, not how many will come: only a great difference is worth a question.
_MUCH_MORE = 2
_POPULAR_FEWEST = 6

_MINUTE = timedelta(minutes=1)


def clashes_with(run: Run, running: Running, given: Given) -> Iterator[Problem]:
    if run.room is not None:
        yield from _room_clashes(run, run.room, running, given)
    for person in run.people:
        kind, _id, name = person
        for other in running.with_person[person]:
            if run.shares_time_with(other):
                yield Problem(kind, True, _pair(run, other), (name,))


def _room_clashes(run: Run, room: RoomFacts, running: Running, given: Given) -> Iterator[Problem]:
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


def _in_rooms(kind: Literal["room", "joined"], run: Run, other: Run, given: Given) -> Problem:
    first, second = _pair(run, other)
    needed = 0
    if not run.shares_time_with(other):
        needed = first.clearing_minutes + given.rules.changeover_minutes + second.setup_minutes
    rooms = tuple(session.room.name for session in (first, second) if session.room is not None)
    return Problem(kind, True, (first, second), rooms if kind == "joined" else rooms[:1], needed)


def concerns_with(run: Run, running: Running, given: Given) -> Iterator[Problem]:
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


def _wanted_with(run: Run, wanted: int, running: Running, given: Given) -> Iterator[Problem]:
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


def _swap(run: Run, other: Run, given: Given) -> Iterator[Problem]:
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


def crowds(running: Running) -> list[Problem]:
    """More than can be in an open space at once."""
    return [crowd for in_room in running.in_room.values() for crowd in _crowds_in(in_room)]


def crowds_with(run: Run, running: Running) -> list[Problem]:
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
