"""Reads what a decision needs to know, in the same number of queries however much is asked."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from eventapp import clock
from eventapp.booking.decide import CANCELLED, USUALLY_TOGETHER, WAITING, Entry, Held, Known, SessionFacts
from eventapp.booking.tables import Booking
from eventapp.programme.tables import PublishedSession

_LIVE = Booking.state != CANCELLED


async def known_about(sessions: Iterable[str], *, asking: Iterable[str], giving_back: Iterable[str]) -> Known:
    """All that is needed to decide about these sessions, for the attendees who ask and those who give places back.

    To be read in a transaction that holds the event: then nothing of it changes until the decision is stored. At most
    four queries.
    """
    now = clock.now()
    giving_back = set(giving_back)
    whole = set(sessions) | await _sessions_of(giving_back)
    if not whole:
        return Known(now, [], [])
    entries = await entries_of(Booking.session.is_in(list(whole)))
    # Whoever has a short slot may have to get another one.
    may_be_served = (entry.attendee for entry in entries if entry.state == WAITING or entry.slot_start is not None)
    attendees = {*asking, *giving_back, *may_be_served}
    if attendees:
        entries += await entries_of(Booking.attendee.is_in(list(attendees)) & Booking.session.not_in(list(whole)))
    facts = await facts_of({*whole, *(entry.session for entry in entries)}, now, whole=whole)
    return Known(now, facts, entries)


async def _sessions_of(attendees: set[str]) -> set[str]:
    """Everything that they hold or wait for: when they give it back, all of it may go on to others."""
    if not attendees:
        return set()
    rows = await Booking.select(Booking.session).where(Booking.attendee.is_in(list(attendees)) & _LIVE)
    return {str(row["session"]) for row in rows}


_ENTRY = (
    Booking.id,
    Booking.session,
    Booking.attendee,
    Booking.state,
    Booking.places,
    Booking.turn,
    Booking.supporters,
    Booking.held_for,
    Booking.slot_start,
    Booking.slot_minutes,
    Booking.over_limit_reason,
    Booking.swap_offered_at,
    Booking.sequence,
)


async def entries_of(which: Any) -> list[Entry]:
    """The bookings that are not cancelled, of those for which this is so. One query."""
    rows = await Booking.select(*_ENTRY).where(which & _LIVE)
    return [
        Entry(over_limit=row.pop("over_limit_reason") or "", swap_offered=bool(row.pop("swap_offered_at")), **row)
        for row in rows
    ]


# In the tables' own words: naming columns of other tables costs more than the question itself.
_FACTS = """
SELECT published_session.session, published_session.starts_at, published_session.ends_at, published_session.places,
    published_session.attendance, published_session.cancelled_at, event.bookings_open, event.over_at,
    booking_rules.opens_at AS all_open_at, booking_rules.closes_at AS all_close_at, booking_rules.most_sessions,
    session_rules.most_together, session_rules.opens_at, session_rules.closes_at, session_rules.bookings_stopped,
    session_rules.promotion_paused, session_rules.held_wheelchair, session_rules.held_interpreter,
    session_rules.held_supporter, session_rules.held_until, session_rules.freed_at, session_rules.slot_minutes,
    (SELECT MAX(booking.turn) FROM booking WHERE booking.session = published_session.session) AS last_turn
FROM published_session JOIN event ON event.id = published_session.event
    LEFT JOIN booking_rules ON booking_rules.event = event.id
    LEFT JOIN session_rules ON session_rules.session = published_session.session
WHERE published_session.session IN ({})
"""


async def facts_of(sessions: Collection[str], now: datetime, *, whole: Collection[str] = ()) -> list[SessionFacts]:
    """These published sessions (ids) with the rules that hold for them at this instant. One query.

    Of those that are not `whole`, a decision knows no more than that somebody is there.
    """
    rows = await PublishedSession.raw(_FACTS.replace("{}", ", ".join(["{}"] * len(sessions))), *sessions)
    return [_session(row, now, whole=row["session"] in whole) for row in rows]


def _session(row: dict[str, Any], now: datetime, *, whole: bool) -> SessionFacts:
    facts = SessionFacts(
        id=row["session"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        places=row["places"],
        bookable=row["attendance"] == "book",
        cancelled=row["cancelled_at"] is not None,
        bookings_open=bool(row["bookings_open"])
        and row["over_at"] is None
        and is_between(now, row["all_open_at"], row["all_close_at"]),
        last_turn=row["last_turn"] or 0,
        whole=whole,
        most_together=USUALLY_TOGETHER if row["most_together"] is None else row["most_together"],
        most_sessions=row["most_sessions"],
    )
    # Most sessions have no rules of their own.
    return facts if row["most_together"] is None else _with_rules(facts, row, now)


def _with_rules(facts: SessionFacts, row: dict[str, Any], now: datetime) -> SessionFacts:
    stopped = row["bookings_stopped"] or not is_between(now, row["opens_at"], row["closes_at"])
    return replace(
        facts,
        bookings_open=facts.bookings_open and not stopped,
        held=held_of(row, now),
        promotion_paused=bool(row["promotion_paused"]),
        slot_minutes=row["slot_minutes"],
        minutes_gone=max(0, math.ceil((now - facts.starts_at).total_seconds() / 60)),
    )


def is_between(now: datetime, opens_at: datetime | None, closes_at: datetime | None) -> bool:
    """Whether it is open now. It opens at one of these instants and closes at the other, where they are set."""
    return (opens_at is None or opens_at <= now) and (closes_at is None or now < closes_at)


def held_of(rules: Mapping[str, Any], now: datetime) -> Held:
    """The places that a session's rules (by column) keep now."""
    if rules["freed_at"] is not None or (rules["held_until"] is not None and rules["held_until"] <= now):
        return Held()
    return Held(rules["held_wheelchair"], rules["held_interpreter"], rules["held_supporter"])
