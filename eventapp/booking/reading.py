"""What pages show of places: how full a session is, the desk, and what would help."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from eventapp.booking.attendees import plain_name
from eventapp.booking.decide import BOOKED, CANCELLED
from eventapp.booking.needs import NEEDS, OWN_WORDS
from eventapp.booking.tables import AccessNeed, Attendee, Booking
from eventapp.ids import plain_code
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
