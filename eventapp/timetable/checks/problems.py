"""What cannot stay in a timetable (clashes), and what organisers should know about it.

One check for what is done by hand, for plans and for publishing. It shares nothing with the search for plans.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from eventapp.timetable.checks.alone import problems_alone
from eventapp.timetable.checks.given import Given
from eventapp.timetable.checks.problem import KINDS
from eventapp.timetable.checks.problem import Problem as Problem
from eventapp.timetable.checks.problem_words import problem_words as problem_words
from eventapp.timetable.checks.running import Run, Running, run_of
from eventapp.timetable.checks.something_for_everyone import missing_offers
from eventapp.timetable.checks.with_others import clashes_with, concerns_with, crowds, crowds_with
from eventapp.timetable.planned import PlannedSession, Rules, Timetable, in_order
from eventapp.timetable.wishes import supporters_of
from eventapp.venue.spans import joined


def problems(timetable: Timetable) -> list[Problem]:
    """All problems of the timetable, in order of time; at one time clashes first, and of a kind the biggest first.

    What is cancelled or has no start has none.
    """
    given = _given(timetable)
    running, found = Running(), list[Problem]()
    for run in _runs(timetable.sessions, given):
        found += [*problems_alone(run, given), *clashes_with(run, running, given), *concerns_with(run, running, given)]
        running.add(run)
    found += [*crowds(running), *missing_offers(run.session for run in running.runs)]
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
        found = [*problems_alone(run, given), *clashes_with(run, running, given), *concerns_with(run, running, given)]
        found += crowds_with(run, running)
        return sorted(found, key=_order)

    return check


def clashes(planned: Iterable[PlannedSession], rules: Rules) -> list[Problem]:
    """Only what stops publishing, in the same order. It asks for no more than these."""
    planned = list(planned)
    rooms = {session.room.id: session.room for session in planned if session.room is not None}
    given = Given(rules, rooms)
    running, found = Running(), list[Problem]()
    for run in _runs(planned, given):
        found += clashes_with(run, running, given)
        running.add(run)
    return sorted([*found, *crowds(running)], key=_order)


def _given(timetable: Timetable) -> Given:
    return Given(
        rules=timetable.rules,
        rooms={room.id: room for room in timetable.rooms},
        hours=joined(timetable.hours.spans),
        can_come=timetable.can_come,
        supporters=supporters_of(timetable.wishes),
        ballots=len(timetable.wishes),
    )


def _runs(sessions: Iterable[PlannedSession], given: Given) -> Iterator[Run]:
    runs = (_run(session, given) for session in sorted(sessions, key=in_order))
    return (run for run in runs if run is not None)


def _run(session: PlannedSession, given: Given) -> Run | None:
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
