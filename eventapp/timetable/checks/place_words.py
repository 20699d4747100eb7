"""Where a session can go, room by room, in words to choose from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from eventapp.texts import _, lazy, list_words, minutes_words, time_words, times_words
from eventapp.timetable.checks.places import PlaceOption
from eventapp.timetable.checks.problems import Problem, problem_words
from eventapp.timetable.planned import PlannedSession, RoomFacts

# What a room lacks is so at every time, and said once.
_OF_THE_ROOM = ("rights", "capacity", "wishes")


@dataclass(frozen=True)
class Choice:
    """A start to choose: what is sent, and its words."""

    value: str
    words: str


@dataclass(frozen=True)
class Warned:
    """Starts one after the other, and what speaks against each of them."""

    hint: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Gap:
    """From when until when nothing can start, and why."""

    times: str
    why: str


@dataclass(frozen=True)
class RoomPlaces:
    """A room (None: none, for everybody), what it lacks in words, and its starts: free, with a warning, impossible."""

    room: RoomFacts | None
    lacks: tuple[str, ...]
    free: tuple[Choice, ...]
    possible: tuple[Warned, ...]
    impossible: tuple[Gap, ...]

    @property
    def count_possible(self) -> int:
        return sum(len(warned.choices) for warned in self.possible)


def by_room(options: Sequence[PlaceOption], session: PlannedSession, zone: str) -> list[RoomPlaces]:
    """The places of each room, in the order of the rooms."""
    rooms = {option.room.id if option.room else "": option.room for option in options}
    return [_of_room(room, [one for one in options if one.room == room], session, zone) for room in rooms.values()]


def _of_room(room: RoomFacts | None, options: Sequence[PlaceOption], session: PlannedSession, zone: str) -> RoomPlaces:
    shared = [problem for problem in options[0].problems if problem.kind in _OF_THE_ROOM]
    can = [(_hint(option, session, zone), _choice(option, zone)) for option in options if option.state != "impossible"]
    by_hint = groupby(can, key=lambda pair: pair[0])
    return RoomPlaces(
        room,
        tuple(problem_words(problem, zone) for problem in shared),
        tuple(choice for hint, choice in can if not hint),
        tuple(Warned(hint, tuple(choice for _hint, choice in together)) for hint, together in by_hint if hint),
        tuple(_gaps(options, session, zone)),
    )


def _choice(option: PlaceOption, zone: str) -> Choice:
    room = option.room.id if option.room else ""
    return Choice(f"{room} {option.starts_at.isoformat()}", time_words(option.starts_at, zone))


def _hint(option: PlaceOption, session: PlannedSession, zone: str) -> str:
    return " ".join(_against(option.problems, session, zone))


def _gaps(options: Sequence[PlaceOption], session: PlannedSession, zone: str) -> Iterator[Gap]:
    step = options[1].starts_at - options[0].starts_at if len(options) > 1 else timedelta(minutes=15)
    by_reason = groupby(options, key=lambda option: _why_not(option, session, zone))
    for why, together in by_reason:
        if why:
            starts = [option.starts_at for option in together]
            yield Gap(times_words(starts[0], starts[-1] + step, zone), why)


def _why_not(option: PlaceOption, session: PlannedSession, zone: str) -> str:
    if option.state != "impossible":
        return ""
    return " ".join(_against([problem for problem in option.problems if problem.stops], session, zone))


def _against(problems: Sequence[Problem], session: PlannedSession, zone: str) -> list[str]:
    """What speaks against a place, shortly: where and when are plain from what stands around it."""
    said = (_short(problem, session, zone) for problem in problems if problem.kind not in _OF_THE_ROOM)
    return list(dict.fromkeys(said))


_SHORT = {
    "room": lazy("In this room: %(other)s."),
    "crowd": lazy("In this room: %(other)s."),
    "joined": lazy("In a part of this room, or in one that it is part of: %(other)s."),
    "host": lazy("%(name)s hosts %(other)s."),
    "worker": lazy("%(name)s works at %(other)s."),
    "hours": lazy("The venue is not open for all of it."),
    "closed": lazy("The room is closed for a part of it."),
    "blocked": lazy("The room is blocked. %(why)s"),
    "start": lazy("Its people asked for another time."),
    "away": lazy("%(name)s cannot come then."),
    "rest": lazy("%(name)s has %(rest)s of rest between it and %(other)s."),
    "break": lazy("It is during %(other)s."),
    "both": lazy("%(number)s people want %(other)s too."),
}


def _short(problem: Problem, session: PlannedSession, zone: str) -> str:
    if problem.kind not in _SHORT:
        return problem_words(problem, zone)
    others = [_title_and_times(other, zone) for other in problem.sessions if other.id != session.id]
    words = {
        "other": list_words(others),
        "name": problem.names[0] if problem.names else "",
        "why": list_words(list(problem.names[1:])),
        "rest": minutes_words(problem.number),
        "number": problem.number,
    }
    return str(_SHORT[problem.kind] % words).strip()


def _title_and_times(session: PlannedSession, zone: str) -> str:
    if session.starts_at is None or session.ends_at is None:
        return _("“%(title)s”") % {"title": session.title}
    times = times_words(session.starts_at, session.ends_at, zone)
    return _("“%(title)s” (%(times)s)") % {"title": session.title, "times": times}
