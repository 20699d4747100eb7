"""Whatever is asked in whatever order, and however sessions change meanwhile: the promises of booking hold.

And what is decided is the same whether each booking is known, or only those that the decision is about.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from eventapp.booking.decide import (
    BOOKED,
    CANCELLED,
    WAITING,
    Book,
    Booked,
    Cancel,
    CancelAll,
    ChangePlaces,
    Close,
    Entry,
    Full,
    Held,
    Known,
    Outcome,
    Promote,
    Request,
    SessionFacts,
    Sums,
    Swap,
    Waiting,
    decide,
)

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)
NOW = TEN - timedelta(days=7)
HOUR = timedelta(hours=1)

people, sessions = st.sampled_from("pqrs"), st.sampled_from("abc")
places = st.integers(1, 2)


def counted(known: Known, request: Request) -> Known:
    """The same with no more entries than this request needs: all others are counted together."""
    waiting = {entry.attendee for entry in known.entries if entry.state == WAITING}
    closing = [request.session] if isinstance(request, Close) else []
    asking = {*waiting, getattr(request, "attendee", "")}
    one_by_one = [entry for entry in known.entries if entry.attendee in asking or entry.session in closing]
    others = [entry for entry in known.entries if entry not in one_by_one]
    facts = [replace(session, others=sums(e for e in others if e.session == session.id)) for session in known.sessions]
    return Known(known.now, facts, one_by_one)


def sums(entries: Iterable[Entry]) -> Sums:
    booked = list(entries)
    return Sums(
        sum(entry.places for entry in booked),
        sum(entry.supporters for entry in booked),
        sum(entry.held_for == "wheelchair" for entry in booked),
        sum(entry.held_for == "interpreter" for entry in booked),
    )


class Booking(RuleBasedStateMachine):
    """All entries and sessions, each request decided by itself, and what was so before the last one."""

    def __init__(self) -> None:
        super().__init__()
        self.sessions = {
            name: SessionFacts(name, TEN + HOUR * hour, TEN + HOUR * (hour + 1), limit, most_sessions=2, held=held)
            for name, hour, limit, held in (("a", 0, 1, Held()), ("b", 0, 3, Held(1, 0, 1)), ("c", 1, 2, Held()))
        }
        self.entries: dict[str, Entry] = {}
        self.before: dict[str, Entry] = {}
        # Who has two at once since a session moved, and by how much sessions are over since they became smaller.
        self.allowed: set[tuple[str, str, str]] = set()
        self.over = dict.fromkeys(self.sessions, 0)
        self.number = 0

    def ask(self, request: Request) -> Outcome:
        last = {name: max((e.turn for e in self.entries.values() if e.session == name), default=0) for name in "abc"}
        facts = [replace(session, last_turn=last[name]) for name, session in self.sessions.items()]
        live = [entry for entry in self.entries.values() if entry.state != CANCELLED]
        decision = decide([request], Known(NOW, facts, live))
        assert decide([request], counted(Known(NOW, facts, live), request)) == decision
        self.before = dict(self.entries)
        for step in decision.steps:
            assert step.was == self.entries.get(step.entry.id)
            assert step.entry.sequence == (step.was.sequence + (step.deed not in OFFERS) if step.was else 0)
            self.entries[step.entry.id] = step.entry
        self.full = decision.full
        return decision.outcomes[0]

    def live(self, state: str = "", session: str = "", attendee: str = "") -> list[Entry]:
        return [
            entry
            for entry in sorted(self.entries.values(), key=lambda entry: entry.turn)
            if entry.state != CANCELLED
            and state in ("", entry.state)
            and session in ("", entry.session)
            and attendee in ("", entry.attendee)
        ]

    def free(self, session: str, entry: Entry | None = None) -> float:
        """Places for this entry, the slow way: what is left of all places when those held for others are put aside."""
        facts, booked = self.sessions[session], self.live(BOOKED, session)
        if facts.places is None:
            return float("inf")
        left = facts.places - sum(e.places for e in booked)
        wheelchair = max(0, facts.held.wheelchair - sum(e.held_for == "wheelchair" for e in booked))
        supporter = max(0, facts.held.supporter - sum(e.supporters for e in booked))
        kept = min(wheelchair + supporter, max(0, left))
        if entry:
            kept -= (min(1, wheelchair) if entry.held_for == "wheelchair" else 0) + min(supporter, entry.supporters)
        return left - max(0, kept)

    def elsewhere(self, entry: Entry) -> list[Entry]:
        own = self.sessions[entry.session]
        others = self.live(BOOKED, attendee=entry.attendee)
        at_once = {s.id for s in self.sessions.values() if s.starts_at < own.ends_at and own.starts_at < s.ends_at}
        return [e for e in others if e.session in at_once - {own.id}]

    # What people ask

    @rule(who=people, session=sessions, wait=st.booleans())
    def come_alone(self, who: str, session: str, *, wait: bool) -> None:
        self.book(Book("", session, who, wait=wait))

    @rule(who=people, session=sessions, count=places, supporters=st.integers(0, 1), held=st.booleans())
    def come_together(self, who: str, session: str, count: int, supporters: int, *, held: bool) -> None:
        self.book(Book("", session, who, count + supporters, True, supporters, "wheelchair" if held else ""))

    def book(self, asked: Book) -> None:
        self.number += 1
        asked = replace(asked, entry=f"{self.number}")
        wanted = Entry(
            asked.entry, asked.session, asked.attendee, WAITING, asked.places, 0, asked.supporters, asked.held_for
        )
        fits = asked.places <= self.free(asked.session, wanted) and not self.list_waits(asked.session, asked.attendee)
        outcome = self.ask(asked)
        if isinstance(outcome, Booked | Waiting | Full) and not getattr(outcome, "again", False):
            assert isinstance(outcome, Booked) == fits

    def list_waits(self, session: str, but: str) -> bool:
        paused = self.sessions[session].promotion_paused
        return paused and any(entry.attendee != but for entry in self.live(WAITING, session))

    @rule(who=people, session=sessions)
    def cancel(self, who: str, session: str) -> None:
        for entry in self.live(session=session, attendee=who):
            self.ask(Cancel(entry.id, session, who))
            assert self.entries[entry.id].state == CANCELLED

    @rule(who=people)
    def leave(self, who: str) -> None:
        self.ask(CancelAll(who))
        assert self.live(attendee=who) == []

    @rule(who=people, session=sessions, to=sessions)
    def swap(self, who: str, session: str, to: str) -> None:
        for given in self.live(BOOKED, session, who):
            self.number += 1
            outcome = self.ask(Swap(f"{self.number}", to, who, (given.id,), given.places, given.supporters))
            if isinstance(outcome, Booked) and not outcome.again:
                assert (self.entries[given.id].state, outcome.entry.session) == (CANCELLED, to)
            else:
                assert self.entries[given.id] == self.before[given.id]

    @rule(who=people, session=sessions, count=places, supporters=st.integers(0, 1))
    def change_places(self, who: str, session: str, count: int, supporters: int) -> None:
        for entry in self.live(session=session, attendee=who):
            outcome = self.ask(ChangePlaces(entry.id, session, who, count + supporters, supporters))
            now = self.entries[entry.id]
            changed = (
                (count + supporters, supporters) if hasattr(outcome, "entry") else (entry.places, entry.supporters)
            )
            assert (now.places, now.supporters) == changed

    # What organisers do

    @rule(session=sessions, limit=st.integers(1, 4), paused=st.booleans(), hour=st.integers(0, 1))
    def republish(self, session: str, limit: int, hour: int, *, paused: bool) -> None:
        """A larger or smaller room, another time, a list that is paused or goes on."""
        before = dict(self.sessions)
        starts = TEN + HOUR * hour
        self.sessions[session] = replace(
            before[session], places=limit, starts_at=starts, ends_at=starts + HOUR, promotion_paused=paused
        )
        held = self.live(BOOKED)
        self.allowed |= {(e.attendee, e.session, o.session) for e in held for o in self.elsewhere(e)}
        self.over = {name: max(0, -int(min(self.free(name), 0))) for name in "abc"}
        for name in "abc":
            self.ask(Promote(name))
        assert {e.id for e in held} <= {e.id for e in self.live(BOOKED)}

    @rule(who=people, session=sessions)
    def add_over_limit(self, who: str, session: str) -> None:
        self.number += 1
        outcome = self.ask(Book(f"{self.number}", session, who, over_limit="a reason"))
        if isinstance(outcome, Booked):
            self.over[session] = max(self.over[session], -int(min(self.free(session), 0)))

    @rule(session=sessions)
    def call_off(self, session: str) -> None:
        self.ask(Close(session))
        assert self.live(session=session) == []

    # What holds at any time

    def suits(self, entry: Entry) -> bool:
        facts = self.sessions[entry.session]
        booked = len(self.live(BOOKED, attendee=entry.attendee))
        return not facts.promotion_paused and entry.places <= self.free(entry.session, entry) and booked < 2

    @invariant()
    def no_more_is_booked_than_there_is(self) -> None:
        for name, session in self.sessions.items():
            taken = sum(entry.places for entry in self.live(BOOKED, name))
            assert session.places is None or taken <= session.places + self.over[name]
            self.over[name] = max(0, taken - session.places) if session.places is not None else 0

    @invariant()
    def nobody_is_in_two_places_but_where_a_session_moved(self) -> None:
        for entry in self.live(BOOKED):
            for other in self.elsewhere(entry):
                assert {(entry.attendee, entry.session, other.session)} <= self.allowed

    @invariant()
    def whoever_waits_and_suits_has_been_served_or_offered_a_swap(self) -> None:
        for entry in self.live(WAITING):
            if self.suits(entry):
                assert self.elsewhere(entry)
                assert entry.swap_offered

    @invariant()
    def nobody_has_two_entries_in_a_session_and_no_turn_is_given_twice(self) -> None:
        live = [(entry.session, entry.attendee) for entry in self.live()]
        turns = [(entry.session, entry.turn) for entry in self.entries.values()]
        assert (len(live), len(turns)) == (len(set(live)), len(set(turns)))


OFFERS = ("offered", "offer over")

Booking.TestCase.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
test_the_promises_hold_whatever_is_asked: Any = Booking.TestCase
