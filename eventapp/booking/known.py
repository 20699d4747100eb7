"""Reads what a decision needs to know, in the same number of queries however much is asked."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from eventapp import clock, db
from eventapp.booking.decide import (
    BOOKED,
    CANCELLED,
    INTERPRETER,
    USUALLY_TOGETHER,
    WHEELCHAIR,
    Entry,
    Held,
    Known,
    SessionFacts,
    Sums,
)
from eventapp.booking.tables import Booking
from eventapp.programme.tables import PublishedSession


async def known_about(
    sessions: Iterable[str], *, asking: Iterable[str], giving_back: Iterable[str], closing: Iterable[str] = ()
) -> Known:
    """All that is needed to decide about these sessions, for the attendees who ask and those who give places back.

    `closing` are those of the sessions that are to be closed. To be read in a transaction that holds the event: then
    nothing of it changes until the decision is stored. At most four queries; but for what is closed, and for short
    slots, they find no more rows where more are booked.
    """
    now = clock.now()
    giving_back, closing = set(giving_back), set(closing)
    whole = set(sessions) | await _sessions_of(giving_back)
    if not whole:
        return Known(now, [], [])
    asking = {*asking, *giving_back}
    entries = await entries_one_by_one(whole, of=asking, closing=closing)
    # Whoever may be served, or has a short slot and may have to get another one: what else they have.
    may_be_served = {entry.attendee for entry in entries} - asking
    if may_be_served:
        elsewhere = await _entries(f"attendee IN ({db.marks(may_be_served)})", *may_be_served)
        entries = list({entry.id: entry for entry in [*entries, *elsewhere]}.values())
    facts = await facts_of({*whole, *(entry.session for entry in entries)}, now, whole=whole, entries=entries)
    return Known(now, facts, entries)


async def _sessions_of(attendees: set[str]) -> set[str]:
    """Everything that they hold or wait for: when they give it back, all of it may go on to others."""
    if not attendees:
        return set()
    rows = await Booking.select(Booking.session).where(
        Booking.attendee.is_in(list(attendees)) & (Booking.state != CANCELLED)
    )
    return {str(row["session"]) for row in rows}


# Plain SQL here and below: naming columns one by one costs more than the question itself.
_ENTRIES = """
SELECT id, session, attendee, state, places, turn, supporters, held_for, slot_start, slot_minutes, sequence,
    COALESCE(over_limit_reason, '') AS over_limit, swap_offered_at IS NOT NULL AS swap_offered
FROM booking WHERE state <> 'cancelled' AND
"""
_WAITS_OR_HAS_A_SLOT = """(
    state = 'waiting' OR slot_start IS NOT NULL
    OR session IN (SELECT session FROM session_rules WHERE slot_minutes IS NOT NULL)
)"""


async def entries_of_event(event_id: str) -> list[Entry]:
    """Everything that is booked or waited for at this event. One query."""
    return await _entries("attendee IN (SELECT id FROM attendee WHERE event = {})", event_id)


async def entries_one_by_one(
    sessions: Collection[str], *, of: Collection[str] = (), closing: Collection[str] = ()
) -> list[Entry]:
    """The entries of these sessions that cannot be counted together: of those who wait, and where short slots are.

    All that is in sessions that are `closing`, too, and everything `of` these attendees, whatever it is in. One query.
    """
    which = [f"session IN ({db.marks(sessions)}) AND {_WAITS_OR_HAS_A_SLOT}"]
    which += [f"session IN ({db.marks(closing)})"] if closing else []
    which += [f"attendee IN ({db.marks(of)})"] if of else []
    return await _entries("(" + " OR ".join(which) + ")", *sessions, *closing, *of)


async def _entries(which: str, *values: str) -> list[Entry]:
    rows = await db.rows_of(Booking, _ENTRIES + which, *values)
    return [Entry(**{**row, "swap_offered": bool(row["swap_offered"])}) for row in rows]


_FACTS = """
SELECT published_session.session, published_session.starts_at, published_session.ends_at, published_session.places,
    published_session.attendance, published_session.cancelled_at, event.bookings_open, event.over_at,
    booking_rules.opens_at AS all_open_at, booking_rules.closes_at AS all_close_at, booking_rules.most_sessions,
    session_rules.most_together, session_rules.opens_at, session_rules.closes_at, session_rules.bookings_stopped,
    session_rules.promotion_paused, session_rules.held_wheelchair, session_rules.held_interpreter,
    session_rules.held_supporter, session_rules.held_until, session_rules.freed_at, session_rules.slot_minutes,
    taken.last_turn, taken.places AS taken_places, taken.supporters, taken.wheelchair, taken.interpreter
FROM published_session JOIN event ON event.id = published_session.event
    LEFT JOIN booking_rules ON booking_rules.event = event.id
    LEFT JOIN session_rules ON session_rules.session = published_session.session
    LEFT JOIN (
        SELECT session, MAX(turn) AS last_turn,
            SUM(CASE WHEN state = 'booked' THEN places ELSE 0 END) AS places,
            SUM(CASE WHEN state = 'booked' THEN supporters ELSE 0 END) AS supporters,
            SUM(CASE WHEN state = 'booked' AND held_for = 'wheelchair' THEN 1 ELSE 0 END) AS wheelchair,
            SUM(CASE WHEN state = 'booked' AND held_for = 'interpreter' THEN 1 ELSE 0 END) AS interpreter
        FROM booking WHERE session IN ({whole}) GROUP BY session
    ) AS taken ON taken.session = published_session.session
WHERE published_session.session IN ({sessions})
"""


async def facts_of(
    sessions: Collection[str], now: datetime, *, whole: Collection[str] = (), entries: Iterable[Entry] = ()
) -> list[SessionFacts]:
    """These published sessions (ids) with the rules that hold for them at this instant. One query.

    Of those that are `whole`, what is booked beside these `entries` is counted. Of the others, a decision knows no more
    than that somebody is there.
    """
    query = _FACTS.replace("{whole}", db.marks(whole)).replace("{sessions}", db.marks(sessions))
    rows = await db.rows_of(PublishedSession, query, *whole, *sessions)
    known: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.state == BOOKED:
            known[entry.session].append(entry)
    return [_session(row, now, whole=row["session"] in whole, known=known[row["session"]]) for row in rows]


def _session(row: dict[str, Any], now: datetime, *, whole: bool, known: Sequence[Entry]) -> SessionFacts:
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
        others=_others(row, known) if whole else Sums(),
        most_together=USUALLY_TOGETHER if row["most_together"] is None else row["most_together"],
        most_sessions=row["most_sessions"],
    )
    # Most sessions have no rules of their own.
    return facts if row["most_together"] is None else _with_rules(facts, row, now)


def _others(row: dict[str, Any], known: Sequence[Entry]) -> Sums:
    """What all bookings of the session take, less those that are known one by one."""
    return Sums(
        (row["taken_places"] or 0) - sum(entry.places for entry in known),
        (row["supporters"] or 0) - sum(entry.supporters for entry in known),
        (row["wheelchair"] or 0) - sum(entry.held_for == WHEELCHAIR for entry in known),
        (row["interpreter"] or 0) - sum(entry.held_for == INTERPRETER for entry in known),
    )


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
