"""Rules that cannot all hold, in words, each with where to change it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from eventapp.event.features import FEATURES
from eventapp.texts import _, list_words, minutes_words, moment_words
from eventapp.timetable.planned import PlannedSession, Timetable
from eventapp.timetable.plans.stored import Rule


@dataclass(frozen=True)
class Reason:
    """A rule in a sentence, and links: what they lead to and the part of their address after the event's."""

    words: str
    links: tuple[tuple[str, str], ...]


def reasons(rules: Iterable[Rule], timetable: Timetable) -> list[Reason]:
    """The rules in words, as far as what they are about is still there."""
    about = _About(timetable)
    return [_WORDS[rule.kind](rule, about) for rule in rules if rule.kind in _WORDS and about.knows(rule)]


class _About:
    """What rules name by id."""

    def __init__(self, timetable: Timetable) -> None:
        self.timetable = timetable
        self.sessions = {session.id: session for session in timetable.sessions}
        self.rooms = {room.id: room for room in timetable.rooms}
        self.people = {id_: name for session in timetable.sessions for id_, name in session.hosts}
        self.people |= {f"worker {id_}": name for session in timetable.sessions for id_, name in session.access_workers}

    def knows(self, rule: Rule) -> bool:
        return (
            all(id_ in self.sessions for id_ in rule.sessions)
            and (not rule.room or rule.room in self.rooms)
            and (not rule.person or rule.person in self.people)
        )

    def of(self, rule: Rule) -> list[PlannedSession]:
        return [self.sessions[id_] for id_ in rule.sessions]

    def link(self, session: PlannedSession) -> tuple[str, str]:
        """To the session, or the proposal that would become it."""
        is_there = session.uid != ""
        return session.title, f"timetable/{session.id}" if is_there else f"proposals/{session.proposal}"

    def proposal(self, session: PlannedSession) -> tuple[str, str]:
        if session.proposal is None:
            return self.link(session)
        return _("The proposal “%(title)s”") % {"title": session.title}, f"proposals/{session.proposal}/edit"


def _placed(rule: Rule, about: _About) -> Reason:
    [session] = about.of(rule)
    words = _("“%(title)s” (%(minutes)s) is to have a room and a time.")
    return Reason(words % {"title": session.title, "minutes": minutes_words(session.minutes)}, (about.link(session),))


def _lock(rule: Rule, about: _About) -> Reason:
    [session] = about.of(rule)
    words = _("“%(title)s” stays where it is: %(room)s, %(moment)s.") % {
        "title": session.title,
        "room": session.room.name if session.room else _("no room"),
        "moment": moment_words(session.starts_at, about.timetable.zone) if session.starts_at else _("no time"),
    }
    return Reason(words, (about.link(session),))


def _feature(rule: Rule, about: _About) -> Reason:
    [session] = about.of(rule)
    words = _("“%(title)s” needs a room with this: %(feature)s.")
    return Reason(
        words % {"title": session.title, "feature": FEATURES.get(rule.feature, rule.feature)},
        (about.proposal(session), (_("The rooms"), "rooms")),
    )


def _time(rule: Rule, about: _About) -> Reason:
    [session] = about.of(rule)
    words = _("“%(title)s” starts only when its hosts asked for, and not during a break for everybody.")
    return Reason(words % {"title": session.title}, (about.proposal(session), (_("The timetable"), "timetable")))


def _setup(rule: Rule, about: _About) -> Reason:
    [session] = about.of(rule)
    words = _("“%(title)s” needs its room %(before)s before it begins and %(after)s after it ends.") % {
        "title": session.title,
        "before": minutes_words(session.setup_minutes),
        "after": minutes_words(session.clearing_minutes),
    }
    return Reason(words, (about.proposal(session),))


def _away(rule: Rule, about: _About) -> Reason:
    words = _("%(name)s can come only at certain times.") % {"name": about.people[rule.person]}
    hosted = next(
        (each for each in about.timetable.sessions if rule.person in dict(each.hosts) and each.proposal), None
    )
    where = f"proposals/{hosted.proposal}/hosts/{rule.person}" if hosted else "timetable/workers"
    return Reason(words, ((_("When %(name)s can come") % {"name": about.people[rule.person]}, where),))


def _host(rule: Rule, about: _About) -> Reason:
    sessions = about.of(rule)
    words = _("%(name)s cannot be in two places at once: %(titles)s.") % {
        "name": about.people[rule.person],
        "titles": list_words([_("“%(title)s”") % {"title": session.title} for session in sessions]),
    }
    return Reason(words, tuple(about.link(session) for session in sessions))


def _open(rule: Rule, about: _About) -> Reason:
    room = about.rooms[rule.room]
    words = _("%(room)s can be used only while it is open and not blocked.")
    return Reason(words % {"room": room.name}, ((room.name, f"rooms/{room.id}"),))


def _rest(_rule: Rule, about: _About) -> Reason:
    minutes = about.timetable.rules.rest_minutes
    words = _("Hosts have %(minutes)s of rest between sessions.") % {"minutes": minutes_words(minutes)}
    return Reason(words, ((_("The rules of the timetable"), "timetable/rules"),))


def _changeover(_rule: Rule, about: _About) -> Reason:
    minutes = about.timetable.rules.changeover_minutes
    words = _("A room is empty for %(minutes)s between sessions.") % {"minutes": minutes_words(minutes)}
    return Reason(words, ((_("The rules of the timetable"), "timetable/rules"),))


_WORDS: dict[str, Callable[[Rule, _About], Reason]] = {
    "placed": _placed,
    "lock": _lock,
    "feature": _feature,
    "time": _time,
    "setup": _setup,
    "away": _away,
    "host": _host,
    "open": _open,
    "rest": _rest,
    "changeover": _changeover,
}


def minutes_short(needed: int, there: int) -> str:
    """How much room time is missing, in a sentence."""
    words = {"needed": minutes_words(needed), "there": minutes_words(there)}
    return _("Together they need %(needed)s of room time, and only %(there)s can be had.") % words
