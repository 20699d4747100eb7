"""What the solver is told of a timetable.

What may not move is told as facts: its rooms are closed then, and its hosts are away. Nothing that stands in the
timetable already, well or badly, can so keep the rest from being planned. Times are rounded to whole slots, so that
nothing is placed more tightly than the clock allows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations

from eventapp.event.features import RIGHTS
from eventapp.timetable.apart import Use, apart
from eventapp.timetable.clock_steps import is_step
from eventapp.timetable.planned import BREAK, PlannedSession, RoomFacts, Timetable
from eventapp.timetable.plans.slots import Slots, slots_over
from eventapp.timetable.solver.checking import broken_rules
from eventapp.timetable.solver.instance import Instance, Place, Room, Session, Voter
from eventapp.venue.reading import Span

# Where something that is placed does not begin on the grid, the solver's slots are as short as this.
_FINE = 5


@dataclass(frozen=True)
class Question:
    """What the solver is told, and what its numbers stand for.

    `rooms` are the ids of its rooms; one in which several sessions can be at once is there as often, and what is kept
    is in made-up rooms without an id. `before` is where each session is now, where moving costs something.
    """

    instance: Instance
    slots: Slots
    rooms: tuple[str, ...]
    before: tuple[Place | None, ...] = ()

    @property
    def free(self) -> list[int]:
        """The numbers of the sessions that may be placed anywhere."""
        return [number for number, session in enumerate(self.instance.sessions) if session.locked is None]


class Asking:
    """The parts of a question. `odd` are the kept sessions that are told as facts although others are rules."""

    def __init__(
        self,
        timetable: Timetable,
        kept: Collection[str],
        *,
        priced: bool,
        as_rules: bool,
        odd: frozenset[str] = frozenset(),
    ) -> None:
        self._timetable, self._priced, self.odd = timetable, priced, odd
        on = [session for session in timetable.sessions if session.cancelled_at is None]
        stays = {session.id for session in on if session.starts_at and (session.kind == BREAK or session.id in kept)}
        self._breaks = [session for session in on if session.id in stays and session.kind == BREAK]
        fixed = [session for session in on if session.id in stays and session.kind != BREAK]
        self._facts = [session for session in fixed if not as_rules or session.id in odd]
        self._locked = [session for session in fixed if as_rules and session.id not in odd]
        self._free = [session for session in on if session.id not in stays and session.kind != BREAK]
        rules = timetable.rules
        self._changeover = timedelta(minutes=rules.changeover_minutes)
        self._rest = timedelta(minutes=rules.rest_minutes)
        placed = [session for session in on if session.starts_at]
        self._grid = rules.grid_minutes
        minutes = self._grid if all(_is_on(session, self._grid) for session in placed) else min(self._grid, _FINE)
        gap = max([rules.changeover_minutes, rules.rest_minutes, *(each.setup_minutes for each in self._free), 1])
        spans = [*timetable.hours.spans, *(span for room in timetable.rooms for span in room.open or ())]
        spans += [_room_time(session) for session in placed]
        self._slots = slots_over(spans, minutes, -(-gap // minutes))
        everybody = [self._slots.touched(_time(each)) for each in self._breaks if each.room is None]
        self._for_everybody = set[int]().union(*everybody)

    def against_rules(self) -> frozenset[str]:
        """The sessions whose locks no plan can keep together."""
        instance = self.question().instance
        broken = broken_rules(instance, [session.locked for session in instance.sessions])
        locked = {session.id for session in self._locked}
        return frozenset(id_ for each in broken if locked.issuperset(each.sessions) for id_ in each.sessions)

    def question(self) -> Question:
        """The whole question."""
        rooms = [room for room in self._timetable.rooms for _copy in range(room.sessions_at_once)]
        first = {room.id: number for number, room in reversed(list(enumerate(rooms)))}
        lanes = self._lanes([*self._facts, *self._locked, *(each for each in self._breaks if each.room)], first)
        closed = self._closed(rooms, lanes)
        apart_of_all, made_up = self._made_up(len(rooms))
        sessions = [
            *(self._session(session) for session in self._free),
            *(self._kept(session, lanes[session.id]) for session in self._locked if session.id in lanes),
            *(replace(self._kept(session, apart_of_all[session.id]), hosts=()) for session in self._facts),
        ]
        numbers = {session.id: number for number, session in enumerate(sessions)}
        before = self._before(sessions, first) if self._priced else ()
        instance = Instance(
            grid=self._slots.minutes,
            slots=self._slots.count,
            sessions=tuple(sessions),
            rooms=(
                *(self._room(number, room, first, rooms, closed[number]) for number, room in enumerate(rooms)),
                *(Room("", 0, frozenset(), frozenset()) for _lane in range(made_up)),
            ),
            voters=tuple(self._voters(numbers)),
            away=self._away(),
            rest=self._count(self._timetable.rules.rest_minutes),
            changeover=self._count(self._timetable.rules.changeover_minutes),
            close=self._close(sessions, before),
        )
        return Question(instance, self._slots, (*(room.id for room in rooms), *[""] * made_up), before)

    def _count(self, minutes: int) -> int:
        return -(-minutes // self._slots.minutes)

    def _session(self, session: PlannedSession) -> Session:
        slots = self._count(session.minutes)
        return Session(
            id=session.id,
            slots=slots,
            hosts=_people(session),
            needs=frozenset(session.needs) & RIGHTS,
            demand=session.people or 0,
            starts=self._starts(session),
            wishes=frozenset(session.needs) - RIGHTS,
            setup=session.setup,
            before=self._count(session.setup_minutes),
            after=self._count(session.minutes + session.clearing_minutes) - slots,
        )

    def _starts(self, session: PlannedSession) -> frozenset[int] | None:
        """Where it may begin: when it is wished to, on the organisers' grid, and not so that it meets a break.

        What people come to and leave as they like goes on in breaks. What is not on the grid now may stay so.
        """
        slots = self._slots
        wished = [slots.beginning_in(span) for span in session.can_start]
        if wished and self._priced and session.starts_at:
            wished.append(set(slots.touching(_time(session))[:1]))
        found = set[int]().union(*wished) if wished else set(range(slots.count))
        if slots.minutes != self._grid:
            now = slots.at(session.starts_at) if session.starts_at else None
            found = {slot for slot in found if slot == now or is_step(slots.instant(slot), self._grid)}
        if not session.comes_and_goes:
            length = self._count(session.minutes)
            found = {start for start in found if self._for_everybody.isdisjoint(range(start, start + length))}
        return frozenset(found) if len(found) < slots.count else None

    def _kept(self, session: PlannedSession, room: int) -> Session:
        """A session in the slots that it takes where it stands, which need not begin with one."""
        taken = self._slots.touching(_time(session))
        return replace(self._session(session), slots=len(taken), starts=None, locked=Place(taken.start, room))

    def _lanes(self, sessions: Iterable[PlannedSession], first: Mapping[str, int]) -> dict[str, int]:
        """The number of the room that each session is in: of several at once each has its own, while there are some."""
        inside = [(session, session.room) for session in sessions if session.room and session.room.id in first]
        copies = apart([Use(room.id, *_room_time(session)) for session, room in inside])
        return {
            session.id: first[room.id] + min(copy, room.sessions_at_once) - 1
            for (session, room), (copy, _other) in zip(inside, copies, strict=True)
        }

    def _closed(self, rooms: Sequence[RoomFacts], lanes: Mapping[str, int]) -> dict[int, set[int]]:
        """The slots in which nothing more can be in each room."""
        closed: dict[int, set[int]] = {number: set() for number in range(len(rooms))}
        for session in [*self._facts, *self._breaks]:
            begins, ends = _room_time(session)
            taken = self._slots.touched(Span(begins - self._changeover, ends + self._changeover))
            for number, room in enumerate(rooms):
                if session.room and (number == lanes.get(session.id) or room.id in session.room.used_with):
                    closed[number] |= taken
        return closed

    def _made_up(self, count: int) -> tuple[dict[str, int], int]:
        """Rooms for the facts, which those who come can go to: which each is in, and how many there are."""
        found = apart([Use("", *_time(session)) for session in self._facts])
        lanes = {session.id: count + lane - 1 for session, (lane, _other) in zip(self._facts, found, strict=True)}
        return lanes, max((lane for lane, _other in found), default=0)

    def _room(
        self, number: int, room: RoomFacts, first: Mapping[str, int], rooms: Sequence[RoomFacts], closed: set[int]
    ) -> Room:
        spans = self._timetable.hours.spans if room.open is None else room.open
        within: set[int] = set().union(*(self._slots.within(span) for span in spans))
        return Room(
            name=room.name,
            capacity=room.capacity,
            features=frozenset(room.features),
            open=frozenset(within - closed),
            setups=dict(room.setups),
            joined=frozenset(other for other, facts in enumerate(rooms) if facts.id in room.used_with),
            copy_of=first[room.id] if number != first[room.id] else None,
        )

    def _away(self) -> dict[str, frozenset[int]]:
        """When nobody can count on these hosts: they cannot come, or what is kept needs them, with their rest."""
        everything = frozenset(range(self._slots.count))
        away: dict[str, set[int]] = defaultdict(set)
        for host, spans in self._timetable.can_come.items():
            away[host] |= everything.difference(*(self._slots.within(span) for span in spans))
        for session in self._facts:
            span = _time(session)
            for person in _people(session):
                rest = timedelta() if self._has_no_rest(person, span) else self._rest
                away[person] |= self._slots.touched(Span(span.starts_at - rest, span.ends_at + rest))
        return {person: frozenset(slots) for person, slots in away.items() if slots}

    def _has_no_rest(self, person: str, span: Span) -> bool:
        """Whether this person has too little rest before or after as it is, and need not get one."""
        theirs = (_time(each) for each in self._free if each.starts_at and person in _people(each))
        return self._priced and any(
            timedelta() <= max(span.starts_at - other.ends_at, other.starts_at - span.ends_at) < self._rest
            for other in theirs
        )

    def _close(self, asked: Sequence[Session], before: Sequence[Place | None]) -> frozenset[tuple[int, int]]:
        """The pairs whose hosts have too little rest between them as it is, and need not get one."""
        rest = self._count(self._timetable.rules.rest_minutes)
        placed = [
            (place.start, place.start + asked[number].slots, number)
            for number, place in enumerate(before)
            if place and asked[number].locked is None
        ]
        return frozenset(
            (min(number, later), max(number, later))
            for (_begins, ends, number), (begins, _ends, later) in combinations(sorted(placed), 2)
            if 0 <= begins - ends < rest and not set(asked[number].hosts).isdisjoint(asked[later].hosts)
        )

    def _voters(self, numbers: Mapping[str, int]) -> list[Voter]:
        """What people wish for. The solver need not know for which organisation a ballot counts.

        What people come to and leave as they like they can have beside everything else.
        """
        wished = {
            session.id: numbers[session.id]
            for session in self._timetable.sessions
            if session.id in numbers and not session.comes_and_goes
        }
        wishes = (
            (sorted(wished[session] for session in voter.wants if session in wished), voter.weight)
            for voter in self._timetable.wishes
        )
        # Sorted, so that the same ballots make the same question in whatever order they are read.
        return [Voter(frozenset(wants), weight) for wants, weight in sorted(wishes) if wants]

    def _before(self, asked: Sequence[Session], first: Mapping[str, int]) -> tuple[Place | None, ...]:
        """Where each is now; one that begins between two slots is taken to the one before."""
        lanes = self._lanes((session for session in self._free if session.starts_at), first)
        now = {
            session.id: Place(self._slots.touching(_time(session)).start, lanes[session.id])
            for session in self._free
            if session.id in lanes
        }
        return tuple(session.locked or now.get(session.id) for session in asked)


def _is_on(session: PlannedSession, minutes: int) -> bool:
    return session.starts_at is None or is_step(session.starts_at, minutes)


def _people(session: PlannedSession) -> tuple[str, ...]:
    """Who has to be there: hosts, and access workers."""
    hosts = [id_ for id_, _name in session.hosts]
    return (*hosts, *(f"worker {id_}" for id_, _name in session.access_workers))


def _time(session: PlannedSession) -> Span:
    begins = session.starts_at
    if begins is None:
        raise ValueError(session.id)
    return Span(begins, begins + timedelta(minutes=session.minutes))


def _room_time(session: PlannedSession) -> Span:
    begins, ends = _time(session)
    return Span(begins - timedelta(minutes=session.setup_minutes), ends + timedelta(minutes=session.clearing_minutes))
