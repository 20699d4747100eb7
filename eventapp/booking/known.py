"""Reads what a decision needs to know, in the same number of queries however much is asked."""

from collections.abc import Iterable
from typing import Any

from piccolo.query.functions import Max

from eventapp import clock
from eventapp.booking.decide import CANCELLED, WAITING, Entry, Known, SessionFacts
from eventapp.booking.tables import Booking
from eventapp.programme.tables import PublishedSession

_LIVE = Booking.state != CANCELLED


async def known_about(sessions: Iterable[str], *, asking: Iterable[str], giving_back: Iterable[str]) -> Known:
    """All that is needed to decide about these sessions, for the attendees who ask and those who give places back.

    To be read in a transaction that holds the event: then nothing of it changes until the decision is stored. At most
    five queries.
    """
    giving_back = set(giving_back)
    whole = set(sessions) | await _sessions_of(giving_back)
    if not whole:
        return Known(clock.now(), [], [])
    entries = await _entries(Booking.session.is_in(list(whole)))
    attendees = {*asking, *giving_back, *(entry.attendee for entry in entries if entry.state == WAITING)}
    if attendees:
        entries += await _entries(Booking.attendee.is_in(list(attendees)) & Booking.session.not_in(list(whole)))
    facts = await _facts({*whole, *(entry.session for entry in entries)}, whole)
    return Known(clock.now(), facts, entries)


async def _sessions_of(attendees: set[str]) -> set[str]:
    """Everything that they hold or wait for: when they give it back, all of it may go on to others."""
    if not attendees:
        return set()
    rows = await Booking.select(Booking.session).where(Booking.attendee.is_in(list(attendees)) & _LIVE)
    return {str(row["session"]) for row in rows}


async def _entries(which: Any) -> list[Entry]:
    rows = await Booking.select(
        Booking.id, Booking.session, Booking.attendee, Booking.state, Booking.places, Booking.turn
    ).where(which & _LIVE)
    return [Entry(**row) for row in rows]


async def _facts(sessions: set[str], whole: set[str]) -> list[SessionFacts]:
    published = PublishedSession
    rows = await published.select(
        *published.all_columns(),
        published.event.bookings_open.as_alias("bookings_open"),
        published.event.over_at.as_alias("over_at"),
    ).where(published.session.is_in(list(sessions)))
    turns = await (
        Booking.select(Booking.session, Max(Booking.turn))
        .where(Booking.session.is_in(list(whole)))
        .group_by(Booking.session)
    )
    last_turns = {row["session"]: row["max"] for row in turns}
    return [
        SessionFacts(
            id=row["session"],
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            places=row["places"],
            bookable=row["attendance"] == "book",
            cancelled=row["cancelled_at"] is not None,
            bookings_open=row["bookings_open"] and row["over_at"] is None,
            last_turn=last_turns.get(row["session"], 0),
            whole=row["session"] in whole,
        )
        for row in rows
    ]
