"""What pages show of places: how full a session is, My day, the desk, and what would help."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventapp.booking.attendees import plain_code, plain_name
from eventapp.booking.decide import BOOKED, CANCELLED, WAITING
from eventapp.booking.needs import NEEDS, OWN_WORDS
from eventapp.booking.tables import AccessNeed, Attendee, Booking
from eventapp.programme.tables import PublishedSession

# One session


async def places_left(session_id: str) -> int | None:
    """How many places nobody has booked; None where there is no limit, or no such session is published."""
    session = await PublishedSession.objects().where(PublishedSession.session == session_id).first()
    return None if session is None else (await fill_of(session)).free


@dataclass(frozen=True)
class Fill:
    """How full a session is, in places; `waiting` counts the entries on its list. `places` is None without a limit."""

    session: PublishedSession
    booked: int
    waiting: int

    @property
    def places(self) -> int | None:
        places: int | None = self.session.places
        return places

    @property
    def free(self) -> int | None:
        return None if self.places is None else max(0, self.places - self.booked)

    @property
    def over(self) -> int:
        """How many more are booked than there are places, since the room became smaller."""
        return 0 if self.places is None else max(0, self.booked - self.places)


async def fill_of(session: PublishedSession) -> Fill:
    """How full this session is. One query."""
    [fill] = await _fills([session])
    return fill


async def fills(event_id: str) -> list[Fill]:
    """How full each session is that people book, in order of time. Two queries."""
    rows = await (
        PublishedSession.objects()
        .where((PublishedSession.event == event_id) & PublishedSession.cancelled_at.is_null())
        .order_by(PublishedSession.starts_at, PublishedSession.title)
    )
    return await _fills([row for row in rows if row.attendance == "book"])


async def _fills(sessions: list[PublishedSession]) -> list[Fill]:
    booked: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for row in await _live(Booking.session.is_in([session.session for session in sessions])) if sessions else []:
        if row["state"] == BOOKED:
            booked[row["session"]] += row["places"]
        else:
            waiting[row["session"]] += 1
    return [Fill(session, booked[str(session.session)], waiting[str(session.session)]) for session in sessions]


async def _live(which: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await Booking.select(
        Booking.id, Booking.session, Booking.attendee, Booking.state, Booking.places, Booking.turn
    ).where(which & (Booking.state != CANCELLED))
    return rows


async def session_at(event_id: str, session_id: str) -> PublishedSession | None:
    """The session as it is published at this event."""
    return (
        await PublishedSession.objects()
        .where((PublishedSession.event == event_id) & (PublishedSession.session == session_id))
        .first()
    )


async def also_on(session: PublishedSession) -> list[PublishedSession]:
    """What else is on at the time of this session that one could go to."""
    at_once = (PublishedSession.starts_at < session.ends_at) & (PublishedSession.ends_at > session.starts_at)
    rows = await (
        PublishedSession.objects()
        .where((PublishedSession.event == session.event) & PublishedSession.cancelled_at.is_null() & at_once)
        .order_by(PublishedSession.starts_at, PublishedSession.title)
    )
    return [row for row in rows if row.session != session.session and not row.is_full]


# My day


@dataclass(frozen=True)
class Item:
    """A booking on somebody's day. `state`: booked, waiting, or cancelled where the session is.

    `position` is for those who wait; `rest_minutes` is the time until the next booked session; `at_once` holds titles
    of other booked sessions at the same time.
    """

    booking: Booking
    session: PublishedSession
    state: str
    position: int = 0
    rest_minutes: int | None = None
    at_once: tuple[str, ...] = ()


async def day_of(attendee: Attendee) -> list[Item]:
    """What an attendee has booked or waits for, in order of time. Three queries.

    What they cancelled themselves is gone; a session that was cancelled stays, so that nobody goes there.
    """
    bookings = await Booking.objects().where(Booking.attendee == attendee.id)
    ids = [booking.session for booking in bookings]
    rows = await PublishedSession.objects().where(PublishedSession.session.is_in(ids)) if ids else []
    sessions = {row.session: row for row in rows}
    queue = await _live(Booking.session.is_in(ids) & (Booking.state == WAITING)) if ids else []
    shown = [
        booking
        for booking in bookings
        if is_shown(booking.state, booking.changed_at, sessions[booking.session].cancelled_at)
    ]
    shown.sort(key=lambda booking: (sessions[booking.session].starts_at, booking.created_at))
    booked = [sessions[booking.session] for booking in shown if booking.state == BOOKED]
    return [
        Item(
            booking=booking,
            session=sessions[booking.session],
            state=booking.state,
            position=_position(booking, queue),
            rest_minutes=_rest_after(sessions[booking.session], booked) if booking.state == BOOKED else None,
            at_once=_at_once(sessions[booking.session], booked) if booking.state == BOOKED else (),
        )
        for booking in shown
    ]


def is_shown(state: str, changed_at: datetime, cancelled_at: datetime | None) -> bool:
    """Whether a booking is on somebody's day: gone is what they cancelled, not what was cancelled for everybody."""
    if state != CANCELLED or cancelled_at is None:
        return state != CANCELLED
    return changed_at >= cancelled_at


def _position(booking: Booking, queue: Iterable[dict[str, Any]]) -> int:
    if booking.state != WAITING:
        return 0
    before = [row for row in queue if row["session"] == booking.session and row["turn"] < booking.turn]
    return 1 + len(before)


def _rest_after(session: PublishedSession, booked: Iterable[PublishedSession]) -> int | None:
    following = [other.starts_at for other in booked if other.starts_at >= session.ends_at]
    if not following or min(following).date() != session.ends_at.date():
        return None
    return int((min(following) - session.ends_at).total_seconds() // 60)


def _at_once(session: PublishedSession, booked: Iterable[PublishedSession]) -> tuple[str, ...]:
    return tuple(
        other.title
        for other in booked
        if other.session != session.session and other.starts_at < session.ends_at and session.starts_at < other.ends_at
    )


# For organisers


@dataclass(frozen=True)
class DeskRow:
    """Somebody who comes, as the desk needs them. `sessions` are pairs of the booking and the session."""

    attendee: Attendee
    sessions: list[tuple[Booking, PublishedSession]]


async def desk_rows(event_id: str, words: str = "") -> list[DeskRow]:
    """Everybody who has booked or waits, by name; or those whose name holds these words or whose code they are.

    Three queries.
    """
    people = await Attendee.objects().where(Attendee.event == event_id)
    published = {row.session: row for row in await PublishedSession.objects().where(PublishedSession.event == event_id)}
    held: dict[str, list[tuple[Booking, PublishedSession]]] = defaultdict(list)
    live = (Booking.attendee.event == event_id) & (Booking.state != CANCELLED)
    for booking in await Booking.objects().where(live):
        held[booking.attendee].append((booking, published[booking.session]))
    rows = [
        DeskRow(person, sorted(held[person.id], key=lambda pair: pair[1].starts_at))
        for person in sorted(people, key=lambda person: (plain_name(person.name), person.code))
    ]
    return [row for row in rows if _is_meant(row.attendee, words)]


def _is_meant(attendee: Attendee, words: str) -> bool:
    return plain_name(words) in plain_name(attendee.name) or plain_code(words) == attendee.code


async def need_counts(event_id: str) -> list[tuple[str, int]]:
    """How many people have each need, in the order of the form; those that nobody has are left out."""
    rows = await AccessNeed.select(AccessNeed.need).where(AccessNeed.attendee.event == event_id)
    counts = Counter(row["need"] for row in rows)
    return [(need, counts[need]) for need in (*NEEDS, OWN_WORDS) if counts[need]]


@dataclass(frozen=True)
class PersonsNeeds:
    """What would help one person, and when and where they will be: `sessions` are those they have a place in."""

    name: str
    needs: list[str]
    own_words: str
    sessions: list[PublishedSession]


async def needs_by_person(event_id: str) -> list[PersonsNeeds]:
    """What would help each person who said so, by name. Every look at it is to be logged."""
    rows = await AccessNeed.objects().where(AccessNeed.attendee.event == event_id)
    needs: dict[str, list[AccessNeed]] = defaultdict(list)
    for row in rows:
        needs[row.attendee].append(row)
    order = {need: place for place, need in enumerate(NEEDS)}
    return [
        PersonsNeeds(
            name=row.attendee.name,
            needs=sorted(
                (n.need for n in needs[row.attendee.id] if n.need != OWN_WORDS), key=lambda n: order.get(n, 99)
            ),
            own_words=next((n.own_words for n in needs[row.attendee.id] if n.need == OWN_WORDS), ""),
            sessions=[session for booking, session in row.sessions if booking.state == BOOKED],
        )
        for row in await desk_rows(event_id)
        if row.attendee.id in needs
    ]
