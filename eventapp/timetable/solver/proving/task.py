"""The rules of an instance by name, and what is left to decide when only some of them hold."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from eventapp.timetable.solver.answers import NamedRule
from eventapp.timetable.solver.instance import Instance, Session, same_place


def rules_of(instance: Instance) -> list[NamedRule]:
    """Every rule that could be given up, but for those that rule nothing out."""
    return [
        *(NamedRule("placed", (session.id,)) for session in instance.sessions),
        *(rule for session in instance.sessions for rule in _rules_of_session(instance, session)),
        *(NamedRule("away", host=host) for host in sorted(instance.away) if instance.away[host]),
        *(NamedRule("host", host=host) for host in _busy_hosts(instance.sessions)),
        *(
            NamedRule("open", room=number)
            for number in sorted({same_place(instance, number) for number in range(len(instance.rooms))})
            if len(instance.rooms[number].open) < instance.slots
        ),
        *([NamedRule("rest")] if instance.rest else []),
        *([NamedRule("changeover")] if instance.changeover else []),
    ]


def _rules_of_session(instance: Instance, session: Session) -> Iterator[NamedRule]:
    about = (session.id,)
    if session.locked is not None:
        yield NamedRule("lock", about)
    for feature in sorted(session.needs):
        if not all(feature in room.features for room in instance.rooms):
            yield NamedRule("feature", about, feature=feature)
    if session.starts is not None:
        yield NamedRule("time", about)
    if session.before or session.after:
        yield NamedRule("setup", about)


def _busy_hosts(sessions: Iterable[Session]) -> list[str]:
    """The hosts of several sessions."""
    hosted: dict[str, int] = defaultdict(int)
    for session in sessions:
        for host in set(session.hosts):
            hosted[host] += 1
    return sorted(host for host, count in hosted.items() if count > 1)


@dataclass(frozen=True)
class Task:
    """Which sessions (by number) are to be placed, and what rules them.

    `starts` are the slots that each may begin in, by room; a place breaks no rule by itself. `before` and `taken` are
    how many slots the room is taken before the start, and in all.
    """

    starts: dict[int, dict[int, frozenset[int]]]
    before: dict[int, int]
    taken: dict[int, int]
    hosts: dict[str, tuple[int, ...]]
    rest: int
    changeover: int


def task_of(instance: Instance, rules: Collection[NamedRule] | None = None) -> Task:
    """What is left to decide when these rules hold (all, unless told otherwise) and no others do.

    Without the rule "placed" a session is left out. Without its lock one may stay where it is or go where it could go
    without. A rest counts only for hosts who are in one place at a time.
    """
    hold = _Holding(instance, None if rules is None else frozenset(rules))
    numbers = [number for number, session in enumerate(instance.sessions) if hold(NamedRule("placed", (session.id,)))]
    sessions = {number: instance.sessions[number] for number in numbers}
    setup = {number: hold(NamedRule("setup", (session.id,))) for number, session in sessions.items()}
    before = {number: session.before if setup[number] else 0 for number, session in sessions.items()}
    after = {number: session.after if setup[number] else 0 for number, session in sessions.items()}
    return Task(
        starts={
            number: dict(_starts(instance, session, before[number], after[number], hold))
            for number, session in sessions.items()
        },
        before=before,
        taken={number: before[number] + session.slots + after[number] for number, session in sessions.items()},
        hosts={
            host: tuple(number for number, session in sessions.items() if host in session.hosts)
            for host in _busy_hosts(sessions.values())
            if hold(NamedRule("host", host=host))
        },
        rest=instance.rest if hold(NamedRule("rest")) else 0,
        changeover=instance.changeover if hold(NamedRule("changeover")) else 0,
    )


class _Holding:
    """Says which rules hold, and what follows for slots. Sets of slots are bits of a number: there are many windows."""

    def __init__(self, instance: Instance, rules: frozenset[NamedRule] | None) -> None:
        self._rules = rules
        self.whole = (1 << instance.slots) - 1
        self.open = [
            _bits(room.open) if self(NamedRule("open", room=same_place(instance, number))) else self.whole
            for number, room in enumerate(instance.rooms)
        ]
        self.there = {
            host: self.whole & ~_bits(slots) if self(NamedRule("away", host=host)) else self.whole
            for host, slots in instance.away.items()
        }

    def __call__(self, rule: NamedRule) -> bool:
        return self._rules is None or rule in self._rules


def _starts(
    instance: Instance, session: Session, before: int, after: int, hold: _Holding
) -> Iterator[tuple[int, frozenset[int]]]:
    """Rooms, and the slots in which the session may begin there."""
    locked = session.locked
    if locked is not None and hold(NamedRule("lock", (session.id,))):
        yield locked.room, frozenset([locked.start])
        return
    needs = {feature for feature in session.needs if hold(NamedRule("feature", (session.id,), feature=feature))}
    wished = hold.whole
    if session.starts is not None and hold(NamedRule("time", (session.id,))):
        wished = _bits(session.starts)
    there = hold.whole
    for host in session.hosts:
        there &= hold.there.get(host, hold.whole)
    wished &= _windows(there, 0, session.slots)
    for number, room in enumerate(instance.rooms):
        found = 0
        if needs <= room.features:
            found = wished & _windows(hold.open[number], before, session.slots + after)
        starts = {slot for slot in range(instance.slots) if found >> slot & 1}
        if locked is not None and locked.room == number:
            starts.add(locked.start)
        if starts:
            yield number, frozenset(starts)


def _windows(free: int, before: int, after: int) -> int:
    """The slots from which so many slots on, and so many before, all are free."""
    found = free
    for shift in range(1, after):
        found &= free >> shift
    for shift in range(1, before + 1):
        found &= free << shift
    return found


def _bits(slots: Iterable[int]) -> int:
    return sum(1 << slot for slot in set(slots))
