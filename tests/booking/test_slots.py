"""Short slots of a session that has become shorter: who gets another one, and who keeps what they have."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from eventapp.booking.decide import (
    BOOKED,
    CANCELLED,
    WAITING,
    Book,
    Cancel,
    Entry,
    Known,
    Promote,
    SessionFacts,
    decide,
)

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)
# It had three slots of 20 minutes; the last one is gone.
TALK = SessionFacts("talk", TEN, TEN + timedelta(minutes=40), 1, last_turn=9, slot_minutes=20)
FILM = SessionFacts("film", TEN, TEN + timedelta(minutes=20), 9)


def has(who: str, slot: int | None = None, *, session: str = "talk", turn: int = 1) -> Entry:
    """What somebody has: a slot, or a turn on the list."""
    is_booked = slot is not None or session == "film"
    return Entry(
        f"{who}'s {session}", session, who, BOOKED if is_booked else WAITING, 1, turn, slot_start=slot, slot_minutes=20
    )


def after(*entries: Entry, asked: Promote | Book | Cancel, session: SessionFacts = TALK) -> dict[str, tuple[str, int]]:
    """Who has which slot then, with their state."""
    decision = decide([asked], Known(TEN - timedelta(days=1), [session, FILM], entries))
    last = {entry.id: entry for entry in (*entries, *(step.entry for step in decision.steps))}
    return {
        entry.attendee: (entry.state, -1 if entry.slot_start is None else entry.slot_start)
        for entry in last.values()
        if entry.session == "talk"
    }


def test_they_get_the_first_slot_that_is_free_and_suits_them() -> None:
    entries = [has("jo", 40), has("jo", session="film"), has("ray", 40, turn=2)]

    assert after(entries[0], asked=Promote("talk")) == {"jo": (BOOKED, 0)}
    assert after(*entries[:2], asked=Promote("talk")) == {"jo": (BOOKED, 20)}
    # Two can have the same one where an organiser gave it beyond the rules.
    assert after(*entries, asked=Promote("talk")) == {"jo": (BOOKED, 20), "ray": (BOOKED, 0)}


def test_they_keep_what_they_have_while_no_slot_is_free_and_come_before_everybody_who_waits() -> None:
    entries = [has("dee", 0, turn=1), has("ray", 20, turn=2), has("sam", turn=3), has("jo", 40, turn=4)]
    full = {"dee": (BOOKED, 0), "ray": (BOOKED, 20), "sam": (WAITING, -1), "jo": (BOOKED, 40)}

    assert after(*entries, asked=Promote("talk")) == full
    assert after(*entries, asked=Cancel("dee's talk", "talk", "dee")) == full | {
        "dee": (CANCELLED, 0),
        "jo": (BOOKED, 0),
    }


def test_whoever_comes_new_gets_no_slot_before_them() -> None:
    entries = [has("ray", 20), has("jo", 40, turn=2)]

    assert after(*entries, asked=Book("new", "talk", "new")) == {"ray": (BOOKED, 20), "jo": (BOOKED, 0)}


@settings(max_examples=30)
@given(st.lists(st.sampled_from(range(0, 120, 20)), min_size=1, unique=True), st.integers(min_value=20, max_value=120))
def test_however_short_it_becomes_nobody_is_dropped_or_moved_without_need(slots: list[int], minutes: int) -> None:
    session = replace(TALK, ends_at=TEN + timedelta(minutes=minutes))
    before = {f"person {turn}": slot for turn, slot in enumerate(slots)}
    entries = [has(who, slot, turn=turn) for turn, (who, slot) in enumerate(before.items(), 1)]

    found = after(*entries, asked=Promote("talk"), session=session)

    now = {who: slot for who, (state, slot) in found.items() if state == BOOKED}
    assert set(now) == set(before)
    assert len(set(now.values())) == len(now)
    assert {who: now[who] for who, slot in before.items() if slot in session.slots} == {
        who: slot for who, slot in before.items() if slot in session.slots
    }
    is_gone, is_free = set(now.values()) - set(session.slots), set(session.slots) - set(now.values())
    assert not (is_gone and is_free)


def test_nobody_gets_a_slot_that_has_begun() -> None:
    under_way = replace(TALK, minutes_gone=1)

    booked = after(asked=Book("new", "talk", "new"), session=under_way)
    served = after(has("jo"), asked=Promote("talk"), session=under_way)
    over_limit = after(has("jo", 20), asked=Book("new", "talk", "new", over_limit="Mo says so"), session=under_way)

    assert booked == {"new": (BOOKED, 20)}
    assert served == {"jo": (BOOKED, 20)}
    assert over_limit == {"jo": (BOOKED, 20), "new": (BOOKED, 20)}


def test_a_paused_list_moves_nobody_and_a_session_that_is_long_again_needs_to_move_nobody() -> None:
    paused, long_again = replace(TALK, promotion_paused=True), replace(TALK, ends_at=TEN + timedelta(hours=1))

    unmoved = [after(has("jo", 40), asked=Promote("talk"), session=session) for session in (paused, long_again)]

    assert unmoved == [{"jo": (BOOKED, 40)}] * 2
