"""How problems of a timetable are told."""

from collections.abc import Callable
from datetime import timedelta

from eventapp.event.features import FEATURES
from eventapp.texts import _, day_words, list_words, minutes_words, ngettext, time_words, times_words
from eventapp.timetable.checks.problem import Kind, Problem
from eventapp.timetable.planned import PlannedSession
from eventapp.venue.days import day_of
from eventapp.venue.reading import SETUPS, Span

_MINUTE = timedelta(minutes=1)


def problem_words(problem: Problem, zone: str) -> str:
    """The problem in one or two sentences, with what to do where that is not plain."""
    return _WORDS[problem.kind](problem, zone)


def _two(problem: Problem, zone: str) -> dict[str, str]:
    first, second = problem.sessions
    return {
        "first": first.title,
        "second": second.title,
        "when": _times(first, zone),
        "then": _times(second, zone),
    }


def _room_words(problem: Problem, zone: str) -> str:
    words = {"name": problem.names[0], **_two(problem, zone)}
    if not problem.number:
        return _("“%(first)s” (%(when)s) and “%(second)s” (%(then)s) are both in %(name)s.") % words
    words["minutes"] = minutes_words(problem.number)
    return (
        _(
            "“%(first)s” (%(when)s) and “%(second)s” (%(then)s) are too close in %(name)s. "
            "Clearing, changing over and setting up take %(minutes)s."
        )
        % words
    )


def _joined_words(problem: Problem, zone: str) -> str:
    words = {**_two(problem, zone), "room": problem.names[0], "other": problem.names[1]}
    if not problem.number:
        return (
            _(
                "“%(first)s” (%(when)s) is in %(room)s and “%(second)s” (%(then)s) is in %(other)s. "
                "These rooms share space, so only one can be used."
            )
            % words
        )
    words["minutes"] = minutes_words(problem.number)
    return (
        _(
            "“%(first)s” (%(when)s) in %(room)s and “%(second)s” (%(then)s) in %(other)s are too close. "
            "These rooms share space. Clearing, changing over and setting up take %(minutes)s."
        )
        % words
    )


def _crowd_words(problem: Problem, zone: str) -> str:
    return ngettext(
        "%(sessions)s need %(room)s at the same time, and only %(count)s can be there.",
        "%(sessions)s need %(room)s at the same time, and only %(count)s can be there.",
        problem.number,
    ) % {
        "sessions": list_words(
            [
                _("“%(title)s” (%(when)s)") % {"title": session.title, "when": _times(session, zone)}
                for session in problem.sessions
            ]
        ),
        "room": problem.names[0],
        "count": problem.number,
    }


def _host_words(problem: Problem, zone: str) -> str:
    words = {"name": problem.names[0], **_two(problem, zone)}
    return _("%(name)s hosts both “%(first)s” (%(when)s) and “%(second)s” (%(then)s).") % words


def _worker_words(problem: Problem, zone: str) -> str:
    words = {"name": problem.names[0], **_two(problem, zone)}
    return _("%(name)s works at both “%(first)s” (%(when)s) and “%(second)s” (%(then)s).") % words


def _rights_words(problem: Problem, _zone: str) -> str:
    return _(
        "“%(title)s” must have: %(missing)s. %(room)s does not have that, so some people could not take part. "
        "Choose another room."
    ) % _lacking(problem)


def _wishes_words(problem: Problem, _zone: str) -> str:
    return _("“%(title)s” would like: %(missing)s. %(room)s does not have that.") % _lacking(problem)


def _lacking(problem: Problem) -> dict[str, str]:
    room, *missing = problem.names
    return {
        "title": problem.sessions[0].title,
        "room": room,
        "missing": list_words([str(FEATURES[feature]) for feature in missing]),
    }


def _capacity_words(problem: Problem, _zone: str) -> str:
    [session] = problem.sessions
    room = problem.names[0]
    if session.room is not None and session.setup in dict(session.room.setups):
        room = _("%(room)s (%(setup)s)") % {"room": room, "setup": SETUPS[session.setup]}
    words = {"title": session.title, "people": session.people, "room": room, "count": problem.number}
    if session.places is not None:
        return (
            ngettext(
                "“%(title)s” has %(people)s places, and %(room)s holds %(count)s person.",
                "“%(title)s” has %(people)s places, and %(room)s holds %(count)s people.",
                problem.number,
            )
            % words
        )
    return (
        ngettext(
            "About %(people)s people may come to “%(title)s”, and %(room)s holds %(count)s person.",
            "About %(people)s people may come to “%(title)s”, and %(room)s holds %(count)s people.",
            problem.number,
        )
        % words
    )


def _hours_words(problem: Problem, zone: str) -> str:
    return _("“%(title)s” (%(when)s) is outside the opening hours.") % _one(problem, zone)


def _blocked_words(problem: Problem, zone: str) -> str:
    room, *why = problem.names
    words = {**_one(problem, zone), "room": room, "why": list_words(why), "needed": _needed(problem, zone)}
    match bool(words["needed"]), bool(why):
        case False, False:
            return _("%(room)s is blocked during “%(title)s” (%(when)s).") % words
        case False, True:
            return _("%(room)s is blocked during “%(title)s” (%(when)s): %(why)s.") % words
        case True, False:
            return _("%(room)s is blocked while “%(title)s” needs it, with setting up and clearing %(needed)s.") % words
        case _:
            return (
                _("%(room)s is blocked while “%(title)s” needs it, with setting up and clearing %(needed)s: %(why)s.")
                % words
            )


def _closed_words(problem: Problem, zone: str) -> str:
    words = {**_one(problem, zone), "room": problem.names[0], "needed": _needed(problem, zone)}
    if not words["needed"]:
        return _("%(room)s is closed during “%(title)s” (%(when)s), or for a part of it.") % words
    return (
        _("%(room)s is closed for a part of when “%(title)s” needs it, with setting up and clearing %(needed)s.")
        % words
    )


def _needed(problem: Problem, zone: str) -> str:
    """From when until when the session needs its room; empty where that is only while it is on."""
    [session] = problem.sessions
    if session.room_from is None or session.room_until is None:
        return ""
    if (session.room_from, session.room_until) == (session.starts_at, session.ends_at):
        return ""
    return times_words(session.room_from, session.room_until, zone)


def _start_words(problem: Problem, zone: str) -> str:
    [session] = problem.sessions
    wished = [
        _("%(day)s, %(times)s") % {"day": day_words(day_of(span.starts_at, zone)), "times": _starts(span, zone)}
        for span in session.can_start
    ]
    return _("“%(title)s” (%(when)s) does not start when its people asked for: %(wished)s.") % {
        **_one(problem, zone),
        "wished": list_words(wished),
    }


def _starts(span: Span, zone: str) -> str:
    # Its end is the minute after the last start.
    last = span.ends_at - _MINUTE
    return times_words(span.starts_at, last, zone) if span.starts_at < last else time_words(last, zone)


def _away_words(problem: Problem, zone: str) -> str:
    words = {**_one(problem, zone), "name": problem.names[0]}
    return _("%(name)s cannot come for all of “%(title)s” (%(when)s). Choose another time, or ask %(name)s.") % words


def _rest_words(problem: Problem, _zone: str) -> str:
    first, second = problem.sessions
    words = {"name": problem.names[0], "first": first.title, "second": second.title}
    if not problem.number:
        return _("%(name)s goes from “%(first)s” to “%(second)s” without a rest.") % words
    return _("%(name)s has %(rest)s between “%(first)s” and “%(second)s”.") % {
        **words,
        "rest": minutes_words(problem.number),
    }


def _break_words(problem: Problem, zone: str) -> str:
    return _("“%(first)s” (%(when)s) goes on during “%(second)s” (%(then)s), which is for everybody.") % _two(
        problem, zone
    )


def _popular_words(problem: Problem, zone: str) -> str:
    words = {**_two(problem, zone), "room": problem.names[0], "other": problem.names[1]}
    return (
        _(
            "Many more people want “%(first)s” (%(when)s) than “%(second)s” (%(then)s), "
            "but %(room)s is much smaller than %(other)s. Could they swap?"
        )
        % words
    )


def _both_words(problem: Problem, zone: str) -> str:
    return ngettext(
        "%(count)s person wants both “%(first)s” (%(when)s) and “%(second)s” (%(then)s), and can see only one.",
        "%(count)s people want both “%(first)s” (%(when)s) and “%(second)s” (%(then)s), and can see only one.",
        problem.number,
    ) % {**_two(problem, zone), "count": problem.number}


def _nothing_words(problem: Problem, zone: str) -> str:
    span = problem.span
    if span is None:
        return ""
    words = {"day": day_words(day_of(span.starts_at, zone)), "times": times_words(*span, zone)}
    match problem.names[0]:
        case "quiet":
            return _("%(day)s, %(times)s: nothing that is on is quiet.") % words
        case "step-free":
            return _("%(day)s, %(times)s: nothing that is on is step-free.") % words
        case "signed":
            return _("%(day)s, %(times)s: nothing that is on is in sign language.") % words
        case _:
            return _("%(day)s, %(times)s: everything that is on must be booked.") % words


_WORDS: dict[Kind, Callable[[Problem, str], str]] = {
    "room": _room_words,
    "joined": _joined_words,
    "crowd": _crowd_words,
    "host": _host_words,
    "worker": _worker_words,
    "rights": _rights_words,
    "capacity": _capacity_words,
    "wishes": _wishes_words,
    "hours": _hours_words,
    "blocked": _blocked_words,
    "closed": _closed_words,
    "start": _start_words,
    "away": _away_words,
    "rest": _rest_words,
    "break": _break_words,
    "popular": _popular_words,
    "both": _both_words,
    "nothing": _nothing_words,
}


def _one(problem: Problem, zone: str) -> dict[str, str]:
    session = problem.sessions[0]
    return {"title": session.title, "when": _times(session, zone)}


def _times(session: PlannedSession, zone: str) -> str:
    if session.starts_at is None or session.ends_at is None:
        return ""
    return times_words(session.starts_at, session.ends_at, zone)
