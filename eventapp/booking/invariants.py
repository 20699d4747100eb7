"""What must be so of all bookings, whatever happened: looked for in the database itself."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from eventapp import clock
from eventapp.booking.decide import BOOKED, WAITING, Entry, SessionFacts, Taken, meet
from eventapp.booking.known import entries_of, facts_of
from eventapp.booking.storing import DEEDS_OF_BOOKINGS
from eventapp.booking.tables import Attendee, Booking
from eventapp.log.tables import LogEntry
from eventapp.notices.tables import Notice
from eventapp.programme.tables import PublishedSession


@dataclass(frozen=True)
class Broken:
    """A promise that is broken, in a sentence. Some an organiser breaks on purpose, by a smaller room or by moving."""

    session: str
    words: str
    may_be_meant: bool = False


async def broken_promises(event_id: str) -> list[str]:
    """A sentence for each promise that is broken at this event; none when all is well."""
    return [f"{broken.session}: {broken.words}" for broken in await look_for_broken(event_id)]


async def look_for_broken(event_id: str) -> list[Broken]:
    """Each promise that is broken at this event, those first that nobody can have meant."""
    rows = await PublishedSession.objects().where(PublishedSession.event == event_id)
    titles = {str(row.session): row.title for row in rows}
    facts = await facts_of(list(titles), clock.now(), whole=list(titles)) if titles else []
    sessions = {session.id: session for session in facts}
    bookings = await Booking.objects().where(Booking.attendee.event == event_id)
    live = await entries_of(Booking.attendee.event == event_id)
    found = [*_twice(live), *_turns(bookings), *_slots(live, sessions), *_passed_over(live, sessions)]
    found += _wrongly_said(live, sessions, {str(row.session): row.is_full for row in rows})
    found += await _told(event_id, bookings)
    found += _overlaps(live, sessions) + _too_many(live, sessions)
    named = [Broken(titles.get(one.session, one.session), one.words, one.may_be_meant) for one in found]
    return [*named, *await _logged(event_id, bookings)]


def _booked(live: Iterable[Entry]) -> dict[str, list[Entry]]:
    booked: dict[str, list[Entry]] = defaultdict(list)
    for entry in live:
        if entry.state == BOOKED:
            booked[entry.session].append(entry)
    return booked


def _too_many(live: Iterable[Entry], sessions: Mapping[str, SessionFacts]) -> list[Broken]:
    """What organisers gave beyond the rules, with a reason, is not counted."""
    found = []
    for id_, entries in _booked(live).items():
        session = sessions[id_]
        taken = sum(entry.places for entry in entries if not entry.over_limit)
        if session.places is not None and not session.slot_minutes and taken > session.places:
            found.append(Broken(id_, f"{taken} places are booked of {session.places}", may_be_meant=True))
    return found


def _overlaps(live: Iterable[Entry], sessions: Mapping[str, SessionFacts]) -> list[Broken]:
    held: dict[str, list[Entry]] = defaultdict(list)
    for entry in live:
        if entry.state == BOOKED:
            held[entry.attendee].append(entry)
    return [
        Broken(one.session, f"somebody is booked in {other.session} at the same time", may_be_meant=True)
        for booked in held.values()
        for one, other in combinations(booked, 2)
        if one.session != other.session and meet(one.times(sessions[one.session]), other.times(sessions[other.session]))
    ]


def _twice(live: Sequence[Entry]) -> list[Broken]:
    count = Counter((entry.session, entry.attendee) for entry in live)
    return [Broken(session, "somebody is booked twice") for (session, _attendee), number in count.items() if number > 1]


def _turns(bookings: Sequence[Booking]) -> list[Broken]:
    turns = Counter((str(booking.session), booking.turn) for booking in bookings)
    return [Broken(session, f"turn {turn} was given twice") for (session, turn), count in turns.items() if count > 1]


def _slots(live: Sequence[Entry], sessions: Mapping[str, SessionFacts]) -> list[Broken]:
    return [
        Broken(id_, "two people have the same slot")
        for id_, entries in _booked(live).items()
        for one, other in combinations([entry for entry in entries if not entry.over_limit], 2)
        if one.slot_start is not None and meet(one.times(sessions[id_]), other.times(sessions[id_]))
    ]


def _passed_over(live: Sequence[Entry], sessions: Mapping[str, SessionFacts]) -> list[Broken]:
    """Whoever waits while the places they want are free, and they could come."""
    booked, now = _booked(live), clock.now()
    theirs: dict[str, list[Entry]] = defaultdict(list)
    for entries in booked.values():
        for entry in entries:
            theirs[entry.attendee].append(entry)
    found = []
    for entry in live:
        session = sessions[entry.session]
        serves = session.bookable and not session.cancelled and not session.promotion_paused and session.ends_at > now
        if entry.state != WAITING or not serves or _has_enough(theirs[entry.attendee], session):
            continue
        ways = Taken(session, booked[entry.session]).ways(entry)
        if any(not _is_elsewhere(way, session, theirs[entry.attendee], sessions) for way in ways):
            found.append(Broken(entry.session, f"whoever has turn {entry.turn} waits although there is room"))
    return found


def _has_enough(theirs: Sequence[Entry], session: SessionFacts) -> bool:
    return session.most_sessions is not None and len(theirs) >= session.most_sessions


def _is_elsewhere(
    way: Entry, session: SessionFacts, theirs: Iterable[Entry], sessions: Mapping[str, SessionFacts]
) -> bool:
    return any(meet(other.times(sessions[other.session]), way.times(session)) for other in theirs)


def _wrongly_said(
    live: Sequence[Entry], sessions: Mapping[str, SessionFacts], said_full: Mapping[str, bool]
) -> list[Broken]:
    booked = _booked(live)
    return [
        Broken(id_, "pages say that it is full" if said_full[id_] else "pages do not say that it is full")
        for id_, session in sessions.items()
        if said_full[id_] is not (Taken(session, booked[id_]).free() <= 0)
    ]


# What follows from each change


async def _told(event_id: str, bookings: Sequence[Booking]) -> list[Broken]:
    """Bookings whose last change was told to nobody though an earlier one was, or that were told twice of one."""
    rows = await Notice.select(Notice.about, Notice.attendee, Notice.created_at).where(
        (Notice.event == event_id) & Notice.attendee.is_not_null() & Notice.about.is_not_null()
    )
    times: Counter[tuple[str, str]] = Counter()
    editions: dict[str, list[datetime]] = defaultdict(list)
    for row in rows:
        kind, about, *which = row["about"].split()
        if kind == "booking":
            times[about, which[0]] += 1
        elif kind == "edition":
            editions[row["attendee"]].append(row["created_at"])
    reachable = await Attendee.select(Attendee.id).where((Attendee.event == event_id) & Attendee.email.is_not_null())
    with_email = {row["id"] for row in reachable}
    found = []
    for booking in bookings:
        said = times[booking.id, str(booking.sequence)]
        by_edition = any(at >= booking.changed_at for at in editions[booking.attendee])
        # Whoever gave their address later was not told of what came before.
        if booking.attendee in with_email and times[booking.id, "0"] and not said and not by_edition:
            found.append(Broken(str(booking.session), "somebody was not told of a change"))
        if said > 1:
            found.append(Broken(str(booking.session), "somebody was told of a change twice"))
    return found


async def _logged(event_id: str, bookings: Sequence[Booking]) -> list[Broken]:
    """The log may tell of more: those whom people deleted are not counted any more."""
    lines = await LogEntry.count().where((LogEntry.event == event_id) & LogEntry.did.is_in(list(DEEDS_OF_BOOKINGS)))
    changes = sum(booking.sequence + 1 for booking in bookings)
    return [Broken("The log", f"{changes - lines} changes of bookings are missing")] if lines < changes else []
