"""What cannot be in a timetable (clashes), and what organisers should know about it (warnings)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from eventapp.event.features import FEATURES
from eventapp.texts import _, list_words, minutes_words, ngettext, times_words
from eventapp.timetable.days import Hours, day_of
from eventapp.timetable.planned import PlannedSession, in_order

REST = timedelta(minutes=15)


@dataclass(frozen=True)
class Clash:
    """Two sessions that overlap and share a room or a host: `kind` is `room` or `host`, `name` says which one."""

    kind: str
    name: str
    first: PlannedSession
    second: PlannedSession

    @property
    def sessions(self) -> tuple[PlannedSession, ...]:
        return (self.first, self.second)


@dataclass(frozen=True)
class Warning:  # noqa: A001 (the word that organisers read)
    """Something about one session, or two, that may well be meant. `kind` is one of `_WARNING_WORDS`."""

    kind: str
    sessions: tuple[PlannedSession, ...]
    names: tuple[str, ...]
    number: int = 0


@dataclass(frozen=True)
class _Run:
    """A session that is on, and from when to when."""

    session: PlannedSession
    starts: datetime
    ends: datetime


def clashes(planned: Iterable[PlannedSession]) -> list[Clash]:
    """Every pair of sessions that overlap and share a room or a host, in order of time.

    Sessions that are cancelled or have no start clash with nothing. One that ends when another starts does not overlap.
    """
    runs = _runs(planned)
    found = [Clash("room", name, *pair) for name, in_room in _by_room(runs) for pair in _overlapping(in_room)]
    found += [Clash("host", name, *pair) for name, hosted in _by_host(runs) for pair in _overlapping(hosted)]
    return sorted(found, key=lambda clash: (in_order(clash.first), in_order(clash.second), clash.kind, clash.name))


def clashes_of(session: PlannedSession, planned: Iterable[PlannedSession]) -> list[Clash]:
    """The clashes that this session has with the others of the plan, whatever the plan says of itself."""
    others = [other for other in planned if other.id != session.id]
    return [clash for clash in clashes([*others, session]) if session in clash.sessions]


def warnings(planned: Iterable[PlannedSession], hours: Hours) -> list[Warning]:
    """What organisers should look at, in order of time.

    That is: too small a room, features that are missing, times outside opening hours, and hosts with less than 15
    minutes between sessions.
    """
    runs = _runs(planned)
    found = [warning for run in runs for warning in shortcomings(run.session)]
    found += [Warning("hours", (run.session,), ()) for run in runs if not _while_open(run, hours)]
    found += [
        Warning("rest", (first.session, second.session), (name,), (second.starts - first.ends) // timedelta(minutes=1))
        for name, hosted in _by_host(runs)
        for first, second in pairwise(hosted)
        if timedelta() <= second.starts - first.ends < REST
    ]
    return sorted(found, key=lambda warning: in_order(warning.sessions[0]))


def shortcomings(session: PlannedSession) -> list[Warning]:
    """What its room lacks for this session: places, or features."""
    room = session.room
    if room is None:
        return []
    found = []
    # A capacity of 0 is one that nobody wrote down.
    if session.places and 0 < room.capacity < session.places:
        found.append(Warning("capacity", (session,), (room.name,), room.capacity))
    missing = tuple(feature for feature in FEATURES if feature in session.needs and feature not in room.features)
    if missing:
        found.append(Warning("features", (session,), (room.name, *missing)))
    return found


def clash_words(clash: Clash, zone: str) -> str:
    """The clash in a sentence: what, where and when."""
    words = {
        "name": clash.name,
        "first": clash.first.title,
        "second": clash.second.title,
        "when": _times(clash.first, zone),
        "then": _times(clash.second, zone),
    }
    if clash.kind == "room":
        return _("“%(first)s” (%(when)s) and “%(second)s” (%(then)s) are both in %(name)s.") % words
    return _("%(name)s hosts both “%(first)s” (%(when)s) and “%(second)s” (%(then)s).") % words


def warning_words(warning: Warning, zone: str) -> str:
    """The warning in a sentence."""
    return _WARNING_WORDS[warning.kind](warning, zone)


def _capacity_words(warning: Warning, _zone: str) -> str:
    [session] = warning.sessions
    return ngettext(
        "“%(title)s” has %(places)s places, and %(room)s holds %(count)s person.",
        "“%(title)s” has %(places)s places, and %(room)s holds %(count)s people.",
        warning.number,
    ) % {"title": session.title, "places": session.places, "room": warning.names[0], "count": warning.number}


def _features_words(warning: Warning, _zone: str) -> str:
    room, *missing = warning.names
    return _("“%(title)s” needs something that %(room)s does not have: %(missing)s.") % {
        "title": warning.sessions[0].title,
        "room": room,
        "missing": list_words([str(FEATURES[feature]) for feature in missing]),
    }


def _hours_words(warning: Warning, zone: str) -> str:
    [session] = warning.sessions
    return _("“%(title)s” (%(when)s) is outside the opening hours.") % {
        "title": session.title,
        "when": _times(session, zone),
    }


def _rest_words(warning: Warning, _zone: str) -> str:
    first, second = warning.sessions
    words = {"name": warning.names[0], "first": first.title, "second": second.title}
    if not warning.number:
        return _("%(name)s goes from “%(first)s” to “%(second)s” without a rest.") % words
    return _("%(name)s has %(rest)s between “%(first)s” and “%(second)s”.") % {
        **words,
        "rest": minutes_words(warning.number),
    }


_WARNING_WORDS = {
    "capacity": _capacity_words,
    "features": _features_words,
    "hours": _hours_words,
    "rest": _rest_words,
}


def _runs(planned: Iterable[PlannedSession]) -> list[_Run]:
    return [
        _Run(session, session.starts_at, session.starts_at + timedelta(minutes=session.minutes))
        for session in sorted(planned, key=in_order)
        if session.starts_at is not None and session.cancelled_at is None
    ]


def _by_room(runs: list[_Run]) -> list[tuple[str, list[_Run]]]:
    found: dict[tuple[str, str], list[_Run]] = defaultdict(list)
    for run in runs:
        if run.session.room is not None:
            found[run.session.room.id, run.session.room.name].append(run)
    return [(name, in_room) for (_id, name), in_room in found.items()]


def _by_host(runs: list[_Run]) -> list[tuple[str, list[_Run]]]:
    found: dict[tuple[str, str], list[_Run]] = defaultdict(list)
    for run in runs:
        for host in run.session.hosts:
            found[host].append(run)
    return [(name, hosted) for (_id, name), hosted in found.items()]


def _overlapping(runs: list[_Run]) -> Iterator[tuple[PlannedSession, PlannedSession]]:
    """The pairs that overlap among runs in order of time."""
    for number, first in enumerate(runs):
        for second in runs[number + 1 :]:
            if second.starts >= first.ends:
                break
            yield first.session, second.session


def _while_open(run: _Run, hours: Hours) -> bool:
    day, zone = day_of(run.starts, hours.zone), ZoneInfo(hours.zone)
    opens = datetime.combine(day, hours.opens_at, zone)
    closes = datetime.combine(day, hours.closes_at, zone)
    return hours.starts_on <= day <= hours.ends_on and opens <= run.starts and run.ends <= closes


def _times(session: PlannedSession, zone: str) -> str:
    if session.starts_at is None or session.ends_at is None:
        return ""
    return times_words(session.starts_at, session.ends_at, zone)
