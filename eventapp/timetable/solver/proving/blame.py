"""Which rules are to blame: CP-SAT names some that fail together, in a model in which each can be switched off.

It says too little rather than too much where rules act together: what it blames is looked at once more.
"""

from collections import defaultdict
from collections.abc import Iterable

from ortools.sat.python import cp_model

from eventapp.timetable.solver.answers import NamedRule
from eventapp.timetable.solver.instance import Instance, Session, joined_with, same_place
from eventapp.timetable.solver.proving.limits import Effort
from eventapp.timetable.solver.proving.task import rules_of


def blamed(instance: Instance, effort: Effort, until: float) -> list[NamedRule]:
    """Rules that cannot all hold, many or few; none where it cannot say."""
    switches = _Switches(instance)
    switches.cp.add_assumptions(list(switches.literals.values()))
    solver = effort.solver(until)
    if solver.solve(switches.cp) != cp_model.INFEASIBLE:
        return []
    blamed = set(solver.sufficient_assumptions_for_infeasibility())
    return [rule for rule, literal in switches.literals.items() if literal.index in blamed]


class _Switches:
    """The model, and a literal for each rule."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.cp = instance, cp_model.CpModel()
        self.literals = {rule: self.cp.new_bool_var("") for rule in rules_of(instance)}
        self._start: list[cp_model.IntVar] = []
        self._room: list[list[cp_model.IntVar]] = []
        self._stays: dict[int, cp_model.IntVar] = {}
        for number, session in enumerate(instance.sessions):
            self._add_session(number, session)
        self._add_rooms()
        for host in sorted({host for session in instance.sessions for host in session.hosts}):
            self._add_host(host)

    def _add_session(self, number: int, session: Session) -> None:
        cp, about = self.cp, (session.id,)
        placed = self.literals[NamedRule("placed", about)]
        lowest = min(0, session.locked.start) if session.locked else 0
        highest = max(self.instance.slots - session.slots, session.locked.start if session.locked else 0, 0)
        start = cp.new_int_var(lowest, highest, "")
        rooms = [cp.new_bool_var("") for _room in self.instance.rooms]
        cp.add_exactly_one([*rooms, placed.negated()])
        self._start.append(start)
        self._room.append(rooms)
        stays: list[cp_model.IntVar] = []
        if session.locked is not None:
            stays = [cp.new_bool_var("")]
            cp.add(start == session.locked.start).only_enforce_if(stays[0])
            cp.add_implication(stays[0], rooms[session.locked.room])
            cp.add_bool_or(self.literals[NamedRule("lock", about)].negated(), placed.negated(), stays[0])
        self._within(number, range(self.instance.slots), session.slots, [placed], stays)
        for feature in session.needs:
            needed = self.literals.get(NamedRule("feature", about, feature=feature))
            for room, chosen in zip(self.instance.rooms, rooms, strict=True):
                if needed is not None and feature not in room.features:
                    cp.add_bool_or(needed.negated(), chosen.negated(), *stays)
        if session.starts is not None:
            wished = cp_model.Domain.from_values(sorted(session.starts))
            self._in(number, wished, [self.literals[NamedRule("time", about)]], stays)
        for host in session.hosts:
            away = self.literals.get(NamedRule("away", host=host))
            if away is not None:
                there = set(range(self.instance.slots)) - self.instance.away[host]
                self._within(number, there, session.slots, [away, placed], stays)
        self._open(number, session, stays)

    def _open(self, number: int, session: Session, stays: list[cp_model.IntVar]) -> None:
        setup = self.literals.get(NamedRule("setup", (session.id,)))
        for room, chosen in enumerate(self._room[number]):
            there = self.instance.rooms[room].open
            when = [chosen]
            rule = self.literals.get(NamedRule("open", room=same_place(self.instance, room)))
            if rule is not None:
                when.append(rule)
                self._within(number, there, session.slots, when, stays)
            if setup is not None:
                taken = session.before + session.slots + session.after
                self._within(number, there, taken, [*when, setup], stays, before=session.before)

    def _within(
        self,
        number: int,
        slots: Iterable[int],
        size: int,
        when: list[cp_model.IntVar],
        stays: list[cp_model.IntVar],
        before: int = 0,
    ) -> None:
        """So many slots, from so many before the start on, are all among these."""
        free = set(slots)
        starts = [begin + before for begin in sorted(free) if all(slot in free for slot in range(begin, begin + size))]
        self._in(number, cp_model.Domain.from_values(starts), when, stays)

    def _in(
        self, number: int, starts: cp_model.Domain, when: list[cp_model.IntVar], stays: list[cp_model.IntVar]
    ) -> None:
        enforced = [*when, *(literal.negated() for literal in stays)]
        self.cp.add_linear_expression_in_domain(self._start[number], starts).only_enforce_if(*enforced)

    def _piece(self, begins: cp_model.LinearExprT, size: int, when: list[cp_model.IntVar]) -> cp_model.IntervalVar:
        """A time that is taken when all of these hold."""
        if len(when) == 1:
            return self.cp.new_optional_fixed_size_interval_var(begins, size, when[0], "")
        all_hold = self.cp.new_bool_var("")
        self.cp.add_bool_or(all_hold, *(literal.negated() for literal in when))
        return self.cp.new_optional_fixed_size_interval_var(begins, size, all_hold, "")

    def _add_rooms(self) -> None:
        changeover = self.literals.get(NamedRule("changeover"))
        inside: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
        for number, session in enumerate(self.instance.sessions):
            start, setup = self._start[number], self.literals.get(NamedRule("setup", (session.id,)))
            ends = start + session.slots
            for room, chosen in enumerate(self._room[number]):
                pieces = [self._piece(start, session.slots, [chosen])]
                when = [chosen] if setup is None else [chosen, setup]
                if session.before:
                    pieces.append(self._piece(start - session.before, session.before, when))
                if session.after:
                    pieces.append(self._piece(ends, session.after, when))
                if changeover is not None:
                    pieces.append(self._piece(ends + session.after, self.instance.changeover, [*when, changeover]))
                inside[room] += pieces
        for room, pieces in inside.items():
            self.cp.add_no_overlap(pieces)
            for other in joined_with(self.instance, room):
                if room < other:
                    self.cp.add_no_overlap([*pieces, *inside[other]])
        anywhere = [
            self._piece(self._start[number], session.slots, [self.literals[NamedRule("placed", (session.id,))]])
            for number, session in enumerate(self.instance.sessions)
        ]
        self.cp.add_cumulative(anywhere, [1] * len(anywhere), len(self.instance.rooms))

    def _add_host(self, host: str) -> None:
        rule = self.literals.get(NamedRule("host", host=host))
        if rule is None:
            return
        numbers = [number for number, session in enumerate(self.instance.sessions) if host in session.hosts]
        locked = [number for number in numbers if self.instance.sessions[number].locked is not None]
        self.cp.add_no_overlap([self._there(number, rule) for number in numbers])
        rest = self.literals.get(NamedRule("rest"))
        if rest is not None:
            free = [number for number in numbers if number not in locked]
            # No rest is asked between two that are locked.
            for group in [[*free, number] for number in locked] or [free]:
                self.cp.add_no_overlap(
                    [piece for number in group for piece in (self._there(number, rule), self._rest(number, rule, rest))]
                )

    def _there(self, number: int, rule: cp_model.IntVar) -> cp_model.IntervalVar:
        session = self.instance.sessions[number]
        placed = self.literals[NamedRule("placed", (session.id,))]
        return self._piece(self._start[number], session.slots, [placed, rule])

    def _rest(self, number: int, rule: cp_model.IntVar, rest: cp_model.IntVar) -> cp_model.IntervalVar:
        session = self.instance.sessions[number]
        placed = self.literals[NamedRule("placed", (session.id,))]
        return self._piece(self._start[number] + session.slots, self.instance.rest, [placed, rule, rest])
