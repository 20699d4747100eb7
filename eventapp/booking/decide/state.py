"""What is so while requests are decided one after the other."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from eventapp.booking.decide.facts import BOOKED, CANCELLED, WAITING, Entry, Known, SessionFacts, Sums, meet
from eventapp.booking.decide.places import Taken
from eventapp.booking.decide.requests import Step


@dataclass
class State:
    """The bookings as they are after the steps that were taken so far."""

    known: Known
    request: int = 0
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = self.known.now
        self.sessions = {session.id: session for session in self.known.sessions}
        self._entries: dict[str, Entry] = {}
        self._by_session: dict[str, dict[str, Entry]] = defaultdict(dict)
        self._by_attendee: dict[str, dict[str, Entry]] = defaultdict(dict)
        self._last_turns = {session.id: session.last_turn for session in self.known.sessions}
        for entry in self.known.entries:
            self._keep(entry)

    def _keep(self, entry: Entry) -> None:
        self._entries[entry.id] = entry
        for held in (self._by_session[entry.session], self._by_attendee[entry.attendee]):
            held.pop(entry.id, None)
            if entry.state != CANCELLED:
                held[entry.id] = entry

    def put(self, entry: Entry, *, served: bool = False) -> Entry:
        """Takes a step, and returns the entry as it is then: each change but an offer makes a new version of it."""
        was = self._entries.get(entry.id)
        is_offer = was is not None and was.swap_offered != entry.swap_offered and was.state == entry.state
        if was is not None and not is_offer:
            entry = replace(entry, sequence=was.sequence + 1)
        self._keep(entry)
        self.steps.append(Step(entry, was, self.request, served))
        return entry

    def of_session(self, session: str) -> list[Entry]:
        """Those that are known one by one: everybody who waits, and everybody with a short slot, is among them."""
        return sorted(self._by_session[session].values(), key=lambda entry: entry.turn)

    def of_attendee(self, attendee: str) -> list[Entry]:
        return list(self._by_attendee[attendee].values())

    def entry_in(self, session: str, attendee: str) -> Entry | None:
        """What the attendee has in this session."""
        return next((entry for entry in self._by_attendee[attendee].values() if entry.session == session), None)

    def next_turn(self, session: str) -> int:
        self._last_turns[session] += 1
        return self._last_turns[session]

    def taken(self, session: SessionFacts, *, without: Collection[str] = ()) -> Taken:
        """What is booked of a session, leaving out these bookings."""
        entries = self._by_session[session.id].values()
        return Taken(session, (e for e in entries if e.state == BOOKED and e.id not in without))

    def is_full(self, session: SessionFacts) -> bool:
        """Whether nobody can have a place for whom none is held."""
        return self.taken(session).free() <= 0

    def clash(self, entry: Entry, session: SessionFacts, *, without: Collection[str] = ()) -> SessionFacts | None:
        """A session at the time of this entry in which the attendee has a place."""
        for held in self._by_attendee[entry.attendee].values():
            other = self.sessions.get(held.session)
            if held.state != BOOKED or other is None or other.id == session.id or held.id in without:
                continue
            if meet(held.times(other), entry.times(session)):
                return other
        return None

    def has_enough(self, attendee: str, session: SessionFacts, *, without: Collection[str] = ()) -> bool:
        """Whether the attendee has booked as many sessions as one person may."""
        if session.most_sessions is None:
            return False
        booked = [e for e in self._by_attendee[attendee].values() if e.state == BOOKED and e.id not in without]
        return len(booked) >= session.most_sessions

    def list_is_kept_waiting(self, session: SessionFacts, *, but: str = "") -> bool:
        """Whether somebody waits there whom nobody may pass: an organiser paused the list. `but` is who asks."""
        if not session.promotion_paused:
            return False
        return any(e.state == WAITING and e.attendee != but for e in self._by_session[session.id].values())

    def position(self, entry: Entry) -> int:
        return 1 + sum(
            other.state == WAITING and other.turn < entry.turn for other in self._by_session[entry.session].values()
        )

    def cancel(self, entries: Iterable[Entry]) -> None:
        """Gives these back, and the places to whoever waits for them."""
        self.serve(self.give_up(entries))

    def close(self, id_: str) -> None:
        """Cancels everything in this session."""
        session = self.sessions.get(id_)
        if session and session.others != Sums():
            raise ValueError("a session can only be closed when its entries are all known one by one")
        self.cancel(self.of_session(id_))

    def give_up(self, entries: Iterable[Entry]) -> list[str]:
        """Gives these back. Returns the sessions whose lists are to be served."""
        entries = list(entries)
        for entry in entries:
            self.put(replace(entry, state=CANCELLED, swap_offered=False))
        # Whoever gives up a place may suit a list on which they were passed over for being elsewhere.
        touched = [entry.session for entry in entries]
        for attendee in dict.fromkeys(entry.attendee for entry in entries):
            touched += [entry.session for entry in self.of_attendee(attendee) if entry.state == WAITING]
        return list(dict.fromkeys(touched))

    def serve(self, sessions: Iterable[str]) -> None:
        """Gives the free places of these sessions to the first on their lists whom they suit.

        Whoever is elsewhere at that time is offered a swap, and the next one is served. Before all others come those
        whose short slot is gone: they get another one, or keep what they have.
        """
        for id_ in sessions:
            session = self.sessions.get(id_)
            if session is None or session.cancelled or not session.bookable or session.ends_at <= self.now:
                continue
            if not session.whole:
                raise ValueError("places can only be given in a session of which all that is booked is known")
            if not session.promotion_paused:
                self._serve(session)

    def _serve(self, session: SessionFacts) -> None:
        self._give_other_slots(session)
        waiting = [entry for entry in self.of_session(session.id) if entry.state == WAITING]
        taken = self.taken(session) if waiting else Taken(session, ())
        for entry in waiting:
            ways = taken.ways(entry)
            if not ways or self.has_enough(entry.attendee, session):
                continue
            booked = next((way for way in ways if not self.clash(way, session)), None)
            if booked:
                taken.add(self.put(booked, served=True))
            elif not entry.swap_offered:
                self.put(replace(entry, swap_offered=True))

    def _give_other_slots(self, session: SessionFacts) -> None:
        if not session.slot_minutes:
            return
        entries = [entry for entry in self.of_session(session.id) if entry.state == BOOKED]
        for entry in entries:
            if entry.is_left_out(session):
                ways = self.taken(session).ways(replace(entry, slot_start=None))
                other = next((way for way in ways if not self.clash(way, session)), None)
                if other:
                    self.put(other, served=True)
