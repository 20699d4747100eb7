"""How many places a session has left, and for whom: held places are counted first."""

from collections.abc import Iterable
from dataclasses import replace

from eventapp.booking.decide.facts import BOOKED, INTERPRETER, WHEELCHAIR, Entry, SessionFacts, meet


class Taken:
    """What is booked of one session: counted from its bookings, never kept anywhere.

    `booked` are those that are known one by one; what the others take the session itself says.
    """

    def __init__(self, session: SessionFacts, booked: Iterable[Entry]) -> None:
        self.session = session
        self.entries: list[Entry] = []
        others = session.others
        self.places = others.places
        self._used = {WHEELCHAIR: others.wheelchair, INTERPRETER: others.interpreter}
        self._supporters = others.supporters
        for entry in booked:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)
        self.places += entry.places
        self._supporters += entry.supporters
        if entry.held_for:
            self._used[entry.held_for] += 1

    def free(self, held_for: str = "", supporters: int = 0) -> float:
        """Places left for somebody who may use these held places and comes with so many supporters.

        Below 0 where more are booked than there are, since the room became smaller or an organiser added some.
        Where slots are booked: how many nobody has, those that have begun among them.
        """
        session = self.session
        if session.slot_minutes:
            return len(self._unbooked())
        if session.places is None:
            return float("inf")
        left = session.places - self.places
        if not session.held:
            return left
        for_wheelchairs = max(0, session.held.wheelchair - self._used[WHEELCHAIR])
        for_interpreters = max(0, session.held.interpreter - self._used[INTERPRETER])
        for_supporters = max(0, session.held.supporter - self._supporters)
        # No more is held than is there, or those for whom it is held would be kept out by each other.
        held = min(for_wheelchairs + for_interpreters + for_supporters, max(0, left))
        own = {WHEELCHAIR: for_wheelchairs, INTERPRETER: for_interpreters}.get(held_for, 0)
        return left - max(0, held - min(own, 1) - min(supporters, for_supporters))

    def free_slots(self) -> list[int]:
        """When the slots begin that can still be booked, in minutes after the session's start."""
        return [slot for slot in self._unbooked() if slot >= self.session.minutes_gone]

    def _unbooked(self) -> list[int]:
        session = self.session
        taken = [entry.times(session) for entry in self.entries]
        slots = [
            Entry("", "", "", BOOKED, 1, 0, slot_start=n, slot_minutes=session.slot_minutes) for n in session.slots
        ]
        return [slot.slot_start or 0 for slot in slots if not any(meet(slot.times(session), one) for one in taken)]

    @property
    def left_out(self) -> int:
        """How many have a slot that is gone."""
        return sum(entry.is_left_out(self.session) for entry in self.entries)

    def ways(self, wanted: Entry) -> list[Entry]:
        """This entry as it could be booked now: one way or none, or one for each free slot that it may have."""
        session = self.session
        if session.slot_minutes:
            return in_slots(wanted, session, self.free_slots())
        fits = wanted.places <= self.free(wanted.held_for, wanted.supporters)
        return [replace(wanted, state=BOOKED, swap_offered=False)] if fits else []


def in_slots(wanted: Entry, session: SessionFacts, slots: Iterable[int]) -> list[Entry]:
    """The entry as it is booked in each of these slots, or in the one of them that it asks for."""
    return [
        replace(wanted, state=BOOKED, swap_offered=False, slot_start=slot, slot_minutes=session.slot_minutes)
        for slot in slots
        if wanted.slot_start in (None, slot)
    ]
