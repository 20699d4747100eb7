"""Whether there is always something on that is quiet, step-free, signed, or free to drop in to."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from eventapp.texts import written
from eventapp.timetable.checks.problem import OFFERS, Offer, Problem
from eventapp.timetable.planned import BREAK, PlannedSession
from eventapp.venue.spans import Span, joined, without

# Who waits no longer than this has only gone from one to the next.
_SHORT = timedelta(minutes=30)


def missing_offers(sessions: Iterable[PlannedSession]) -> list[Problem]:
    """Each stretch of time, half an hour at least, at which nothing that is on offers something.

    Only of what is offered at some time: without a single signed session nobody is told each hour that there is none.
    Breaks for everybody, and times at which nothing is on, are no part of it.
    """
    on = [session for session in sessions if session.is_on]
    breaks = [session for session in on if session.kind == BREAK and session.room is None]
    others = [session for session in on if session.kind != BREAK]
    busy = without(_times(others), _times(breaks))
    return [
        Problem("nothing", False, (), (offer,), (span.ends_at - span.starts_at) // timedelta(minutes=1), span)
        for offer in OFFERS
        if (offering := [session for session in others if _OFFERING[offer](session)])
        for span in without(busy, _times(offering))
        if span.ends_at - span.starts_at >= _SHORT
    ]


def _times(sessions: Iterable[PlannedSession]) -> tuple[Span, ...]:
    return joined(
        Span(session.starts_at, session.ends_at)
        for session in sessions
        if session.starts_at is not None and session.ends_at is not None
    )


_OFFERING: dict[Offer, Callable[[PlannedSession], bool]] = {
    "quiet": lambda session: session.kind == "quiet" or _has(session, "quiet"),
    "step-free": lambda session: _has(session, "step-free"),
    "signed": lambda session: "signing" in session.access_work or written(session.language) is None,
    "drop-in": lambda session: session.attendance == "drop-in" or session.comes_and_goes,
}


def _has(session: PlannedSession, feature: str) -> bool:
    return session.room is not None and feature in session.room.features
