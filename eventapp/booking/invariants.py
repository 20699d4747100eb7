"""What must be so of all bookings, whatever happened: looked for in the database itself."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from eventapp.booking.decide import BOOKED, CANCELLED, WAITING, Entry, SessionFacts
from eventapp.booking.tables import Booking
from eventapp.programme.tables import PublishedSession


async def broken_promises(event_id: str) -> list[str]:
    """A sentence for each promise that is broken at this event; none when all is well.

    An organiser may break two of them on purpose, by a smaller room or by moving a session: then it says so, too.
    """
    rows = await PublishedSession.objects().where(PublishedSession.event == event_id)
    sessions = {
        str(row.session): SessionFacts(
            id=str(row.session),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            places=row.places,
            bookable=row.attendance == "book",
            cancelled=row.cancelled_at is not None,
        )
        for row in rows
    }
    titles = {str(row.session): row.title for row in rows}
    said_full = {str(row.session): row.is_full for row in rows}
    entries = [
        Entry(booking.id, str(booking.session), str(booking.attendee), booking.state, booking.places, booking.turn)
        for booking in await Booking.objects().where(Booking.session.event == event_id)
    ]
    live = [entry for entry in entries if entry.state != CANCELLED]
    named = _overlaps(live, sessions) + _twice(live) + _turns(entries)
    named += _passed_over(live, sessions) + _too_many(live, sessions) + _wrongly_said(live, sessions, said_full)
    return [f"{titles.get(session, session)}: {problem}" for session, problem in named]


Named = list[tuple[str, str]]


def _taken(live: Iterable[Entry]) -> dict[str, int]:
    taken: dict[str, int] = defaultdict(int)
    for entry in live:
        taken[entry.session] += entry.places if entry.state == BOOKED else 0
    return taken


def _too_many(live: Iterable[Entry], sessions: Mapping[str, SessionFacts]) -> Named:
    taken = _taken(live)
    return [
        (session.id, f"{taken[session.id]} places are booked of {session.places}")
        for session in sessions.values()
        if session.places is not None and taken[session.id] > session.places
    ]


def _overlaps(live: Iterable[Entry], sessions: Mapping[str, SessionFacts]) -> Named:
    held: dict[str, list[SessionFacts]] = defaultdict(list)
    for entry in live:
        if entry.state == BOOKED:
            held[entry.attendee].append(sessions[entry.session])
    return [
        (one.id, f"somebody is booked in {other.id} at the same time")
        for booked in held.values()
        for one, other in combinations(booked, 2)
        if one.overlaps(other)
    ]


def _twice(live: Sequence[Entry]) -> Named:
    seen: set[tuple[str, str]] = set()
    found = []
    for entry in live:
        if (entry.session, entry.attendee) in seen:
            found.append((entry.session, "somebody is booked twice"))
        seen.add((entry.session, entry.attendee))
    return found


def _turns(entries: Sequence[Entry]) -> Named:
    turns = Counter((entry.session, entry.turn) for entry in entries)
    return [(session, f"turn {turn} was given twice") for (session, turn), count in turns.items() if count > 1]


def _passed_over(live: Sequence[Entry], sessions: Mapping[str, SessionFacts]) -> Named:
    """Whoever waits while the places they want are free, and they could come."""
    taken = _taken(live)
    booked = [entry for entry in live if entry.state == BOOKED]
    found = []
    for entry in live:
        session = sessions[entry.session]
        free = float("inf") if session.places is None else session.places - taken[session.id]
        elsewhere = any(
            other.attendee == entry.attendee and sessions[other.session].overlaps(session) for other in booked
        )
        open_ = session.bookable and not session.cancelled
        if entry.state == WAITING and open_ and entry.places <= free and not elsewhere:
            found.append((entry.session, f"whoever has turn {entry.turn} waits although there is room"))
    return found


def _wrongly_said(live: Sequence[Entry], sessions: Mapping[str, SessionFacts], said_full: Mapping[str, bool]) -> Named:
    taken = _taken(live)
    return [
        (id_, "pages say that it is full" if said_full[id_] else "pages do not say that it is full")
        for id_, session in sessions.items()
        if said_full[id_] is not (session.places is not None and taken[id_] >= session.places)
    ]
