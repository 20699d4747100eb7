"""Who comes, for the desk and the doors, and what would help them, for those who get it ready."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from eventapp.booking.attendees import plain_name
from eventapp.booking.decide import BOOKED, CANCELLED
from eventapp.booking.needs import NEEDS, OWN_WORDS
from eventapp.booking.slots import is_left_out, times_of
from eventapp.booking.tables import AccessNeed, Arrival, Attendee, Booking
from eventapp.ids import plain_code
from eventapp.programme.tables import PublishedSession

# The desk


@dataclass(frozen=True)
class Seat:
    """What somebody booked or waits for. It begins when their short slot does, where they have one."""

    booking: Booking
    session: PublishedSession

    @property
    def starts_at(self) -> datetime:
        return times_of(self.booking, self.session)[0]

    @property
    def is_left_out(self) -> bool:
        """Whether their short slot is gone, since the session became shorter."""
        return is_left_out(self.booking, self.session)


@dataclass(frozen=True)
class DeskRow:
    """Somebody who comes, as the desk needs them, with what they booked or wait for in order of time."""

    attendee: Attendee
    seats: list[Seat]
    arrival: Arrival | None = None


async def desk_rows(event_id: str, words: str = "") -> list[DeskRow]:
    """Everybody who has booked or waits, by name; or those whose name holds these words or whose code they are.

    Four queries.
    """
    people = await _people(event_id)
    seats = await _seats(event_id)
    arrived = {row.attendee: row for row in await Arrival.objects().where(Arrival.attendee.event == event_id)}
    return [DeskRow(person, seats[person.id], arrived.get(person.id)) for person in people if _is_meant(person, words)]


async def _people(event_id: str) -> list[Attendee]:
    people = await Attendee.objects().where(Attendee.event == event_id)
    return sorted(people, key=lambda person: (plain_name(person.name), person.code))


async def _seats(event_id: str) -> dict[str, list[Seat]]:
    """What each attendee (an id) booked or waits for, in order of time."""
    published = {row.session: row for row in await PublishedSession.objects().where(PublishedSession.event == event_id)}
    live = (Booking.attendee.event == event_id) & (Booking.state != CANCELLED)
    seats: dict[str, list[Seat]] = defaultdict(list)
    for seat in [Seat(booking, published[booking.session]) for booking in await Booking.objects().where(live)]:
        seats[seat.booking.attendee].append(seat)
    for held in seats.values():
        held.sort(key=lambda seat: seat.starts_at)
    return seats


def _is_meant(attendee: Attendee, words: str) -> bool:
    return plain_name(words) in plain_name(attendee.name) or plain_code(words) == attendee.code


# The doors


@dataclass(frozen=True)
class Door:
    """A session with those who have a place in it, by name or by their short slot, and how many wait."""

    session: PublishedSession
    booked: list[tuple[Seat, Attendee]]
    waiting: int = 0

    @property
    def has_slots(self) -> bool:
        return any(seat.booking.slot_start is not None for seat, _attendee in self.booked)

    @property
    def places(self) -> int:
        return sum(seat.booking.places for seat, _attendee in self.booked)


async def door_of(session: PublishedSession) -> Door:
    """Who comes to this session. Two queries."""
    live = (Booking.session == session.session) & (Booking.state != CANCELLED)
    bookings = await Booking.objects().where(live)
    ids = [booking.attendee for booking in bookings]
    people = {row.id: row for row in await Attendee.objects().where(Attendee.id.is_in(ids))} if ids else {}
    booked = [(Seat(booking, session), people[booking.attendee]) for booking in bookings if booking.state == BOOKED]
    booked.sort(key=lambda pair: (pair[0].starts_at, plain_name(pair[1].name), pair[1].code))
    return Door(session, booked, len(bookings) - len(booked))


# What would help


async def need_counts(event_id: str) -> list[tuple[str, int]]:
    """How many people have each need, in the order of the form; those that nobody has are left out."""
    rows = await AccessNeed.select(AccessNeed.need).where(AccessNeed.attendee.event == event_id)
    counts = Counter(row["need"] for row in rows)
    return [(need, counts[need]) for need in (*NEEDS, OWN_WORDS) if counts[need]]


@dataclass(frozen=True)
class PersonsNeeds:
    """What would help one person, and when and where they will be."""

    attendee: Attendee
    needs: list[AccessNeed]
    seats: list[Seat] = field(default_factory=list)


async def needs_by_person(event_id: str) -> list[PersonsNeeds]:
    """What would help each person who said so, by name. Every look at it is to be logged."""
    rows = await AccessNeed.objects().where(AccessNeed.attendee.event == event_id)
    needs: dict[str, list[AccessNeed]] = defaultdict(list)
    for row in rows:
        needs[row.attendee].append(row)
    order = {need: place for place, need in enumerate((*NEEDS, OWN_WORDS))}
    people, seats = await _people(event_id), await _seats(event_id)
    return [
        PersonsNeeds(
            attendee=person,
            needs=sorted(needs[person.id], key=lambda need: order.get(need.need, 99)),
            seats=[seat for seat in seats[person.id] if seat.booking.state == BOOKED],
        )
        for person in people
        if person.id in needs
    ]
