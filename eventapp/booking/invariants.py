"""What must be so of all bookings, whatever happened: looked for in the database itself."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from eventapp import clock
from eventapp.booking.decide import BOOKED, WAITING, Entry, SessionFacts, Taken, meet
from eventapp.booking.known import entries_of_event, facts_of
from eventapp.booking.storing import DEEDS_OF_BOOKINGS
from eventapp.booking.tables import Arrival, Attendee, Booking
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
    facts = await facts_of(list(titles), clock.now()) if titles else []
    sessions = {session.id: session for session in facts}
    bookings = await Booking.objects().where(Booking.attendee.event == event_id)
    entries = await entries_of_event(event_id)
    live = [entry for entry in entries if entry.session in sessions]
    live.sort(key=lambda entry: (sessions[entry.session].starts_at, titles[entry.session], entry.turn))
    found = [*_nowhere(entries, sessions), *_twice(live), *_turns(bookings), *_slots(live, sessions)]
    found += _passed_over(live, sessions)
    found += _wrongly_said(live, sessions, {str(row.session): row.is_full for row in rows})
    found += await _told(event_id, bookings)
    found += _overlaps(live, sessions, titles) + _too_many(live, sessions) + _beyond_limit(live, sessions)
    found += _overtaken(live, sessions) + _left_out(live, sessions)
    named = [Broken(titles.get(one.session, one.session), one.words, one.may_be_meant) for one in found]
    named += [*await _people_twice(event_id), *await _logged(event_id, bookings)]
    return sorted(named, key=lambda broken: broken.may_be_meant)


def _booked(live: Iterable[Entry]) -> dict[str, list[Entry]]:
    booked: dict[str, list[Entry]] = defaultdict(list)
    for entry in live:
        if entry.state == BOOKED:
            booked[entry.session].append(entry)
    return booked


def _held(live: Iterable[Entry]) -> dict[str, list[Entry]]:
    """What each attendee has booked."""
    held: dict[str, list[Entry]] = defaultdict(list)
    for entry in live:
        if entry.state == BOOKED:
            held[entry.attendee].append(entry)
    return held


def _nowhere(entries: Iterable[Entry], sessions: Mapping[str, SessionFacts]) -> list[Broken]:
    return [
        Broken(entry.session, f"somebody is {entry.state} for what does not take place")
        for entry in entries
        if entry.session not in sessions or sessions[entry.session].cancelled
    ]


def _too_many(live: Iterable[Entry], sessions: Mapping[str, SessionFacts]) -> list[Broken]:
    """What organisers gave beyond the rules, with a reason, is not counted."""
    found = []
    for id_, entries in _booked(live).items():
        session = sessions[id_]
        taken = sum(entry.places for entry in entries if not entry.over_limit)
        if session.places is not None and not session.slot_minutes and taken > session.places:
            found.append(Broken(id_, f"{taken} places are booked of {session.places}", may_be_meant=True))
    return found


def _beyond_limit(live: Iterable[Entry], sessions: Mapping[str, SessionFacts]) -> list[Broken]:
    """Whoever has more sessions than one person may. The limit may have been lowered since."""
    held = _held(entry for entry in live if not entry.over_limit)
    return [
        Broken(booked[-1].session, f"somebody has booked {len(booked)} sessions of {most}", may_be_meant=True)
        for booked in held.values()
        if (most := sessions[booked[-1].session].most_sessions) is not None and len(booked) > most
    ]


def _overlaps(live: Iterable[Entry], sessions: Mapping[str, SessionFacts], titles: Mapping[str, str]) -> list[Broken]:
    return [
        Broken(one.session, f"somebody is booked in {titles[other.session]} at the same time", may_be_meant=True)
        for booked in _held(live).values()
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


def _left_out(live: Iterable[Entry], sessions: Mapping[str, SessionFacts]) -> list[Broken]:
    return [
        Broken(entry.session, "somebody has a time that is gone", may_be_meant=True)
        for entry in live
        if entry.state == BOOKED and entry.is_left_out(sessions[entry.session])
    ]


def _passed_over(live: Sequence[Entry], sessions: Mapping[str, SessionFacts]) -> list[Broken]:
    """Whoever waits while the places they want are free, and they could come."""
    booked, theirs, now = _booked(live), _held(live), clock.now()
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


def _overtaken(live: Sequence[Entry], sessions: Mapping[str, SessionFacts]) -> list[Broken]:
    """Whoever waits while somebody behind them has a place that would have done, and nothing here says why.

    Not told of are those who are elsewhere or were, for which a swap was offered, and whoever may have had enough.
    """
    booked, theirs = _booked(live), _held(live)
    found = []
    for entry in live:
        session = sessions[entry.session]
        plain = entry.state == WAITING and not entry.swap_offered and not entry.sequence
        if not plain or session.most_sessions is not None or session.slot_minutes:
            continue
        # A booking that changed, or may use held places, may have come to its places in another way.
        behind = [e for e in booked[entry.session] if e.turn > entry.turn and not (e.sequence or e.over_limit)]
        overtaken = any(e.places >= entry.places and not e.held_for and not e.supporters for e in behind)
        if overtaken and not _is_elsewhere(entry, session, theirs[entry.attendee], sessions):
            words = f"whoever has turn {entry.turn} waits, and somebody behind them has a place"
            found.append(Broken(entry.session, words, may_be_meant=True))
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
    """Bookings of which a change was told to nobody though the first one was, or was told twice.

    An edition that changes several for somebody tells them once.
    """
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
        said = [times[booking.id, str(version)] for version in range(booking.sequence + 1)]
        by_edition = [at for at in editions[booking.attendee] if at >= booking.created_at]
        told_last = said[-1] or any(at >= booking.changed_at for at in by_edition)
        untold = not told_last or said.count(0) > len(by_edition)
        # Whoever gave their address later was not told of what came before.
        if booking.attendee in with_email and said[0] and untold:
            found.append(Broken(str(booking.session), "somebody was not told of a change"))
        if max(said) > 1:
            found.append(Broken(str(booking.session), "somebody was told of a change twice"))
    return found


async def _people_twice(event_id: str) -> list[Broken]:
    people = await Attendee.select(Attendee.form_key).where(
        (Attendee.event == event_id) & Attendee.form_key.is_not_null()
    )
    came = await Arrival.select(Arrival.attendee).where(Arrival.attendee.event == event_id)
    forms = Counter(row["form_key"] for row in people)
    here = Counter(row["attendee"] for row in came)
    return [
        *(Broken("People", "one form made somebody twice") for number in forms.values() if number > 1),
        *(Broken("The desk", "somebody is noted as here twice") for number in here.values() if number > 1),
    ]


async def _logged(event_id: str, bookings: Sequence[Booking]) -> list[Broken]:
    """The log may tell of more: those whom people deleted are not counted any more."""
    lines = await LogEntry.count().where((LogEntry.event == event_id) & LogEntry.did.is_in(list(DEEDS_OF_BOOKINGS)))
    changes = sum(booking.sequence + 1 for booking in bookings)
    return [Broken("The log", f"{changes - lines} changes of bookings are missing")] if lines < changes else []
