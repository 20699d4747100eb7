"""Who has come: noted at the desk, or typed in later from a list on paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from eventapp import clock, db
from eventapp.booking.actions import book_places, forget_attendee
from eventapp.booking.attendees import Newcomer
from eventapp.booking.tables import Arrival, Attendee
from eventapp.booking.writer import Reply
from eventapp.event.deeds import hold
from eventapp.event.tables import Event
from eventapp.ids import plain_code
from eventapp.people.tables import Person
from eventapp.texts import _


async def note_arrival(event: Event, attendee: Attendee, by: Person) -> None:
    """Notes that this attendee has come. Noting it twice changes nothing."""
    async with db.transaction():
        await hold(event)
        await _note([attendee.id], by, sheet=None)


async def undo_arrival(event: Event, attendee: Attendee) -> None:
    """The attendee has not come yet after all."""
    async with db.transaction():
        await hold(event)
        await Arrival.delete().where(Arrival.attendee == attendee.id)


async def walk_in(event: Event, session_id: str, name: str, by: Person) -> Reply:
    """A place for somebody who stands here without a booking: they have come. Raises `writer.Busy`.

    They count like everybody, so a session that is full by them is full. Nobody needs to say a name.
    """
    newcomer = Newcomer(name or _("Came without booking"), walked_in=True)
    reply = await book_places(event, session_id, newcomer, by=by)
    if reply.who is not None:
        await note_arrival(event, reply.who, by)
    return reply


async def undo_walk_in(event: Event, attendee: Attendee, by: Person) -> None:
    """They were noted by mistake: nothing of them is kept. Raises `writer.Busy`."""
    await forget_attendee(event, attendee, by=by)


@dataclass(frozen=True)
class Sheet:
    """What came of a list on paper: names of those noted now, those noted before elsewhere, and codes of nobody."""

    noted: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


async def note_sheet(event: Event, codes: Sequence[str], key: str, by: Person) -> Sheet:
    """Notes everybody on a list on paper, by their codes; nobody while a code is nobody's.

    `key` is the form's: sent twice it is the same list. Whoever was noted at another door already stays noted once.
    """
    typed = {plain_code(code): code.strip() for code in codes if code.strip()}
    async with db.transaction():
        await hold(event)
        people = await Attendee.objects().where((Attendee.event == event.id) & Attendee.code.is_in(list(typed)))
        there = {person.code for person in people}
        unknown = [said for code, said in typed.items() if code not in there]
        if unknown:
            return Sheet(unknown=unknown)
        known = {row.attendee: row.sheet for row in await Arrival.objects().where(Arrival.attendee.event == event.id)}
        await _note([person.id for person in people], by, sheet=key)
    people.sort(key=lambda person: list(typed).index(person.code))
    return Sheet(
        noted=[person.name for person in people if known.get(person.id, key) == key],
        before=[person.name for person in people if known.get(person.id, key) != key],
    )


async def _note(attendees: Sequence[str], by: Person, *, sheet: str | None) -> None:
    rows = await Arrival.select(Arrival.attendee).where(Arrival.attendee.is_in(list(attendees) or [""]))
    there = {row["attendee"] for row in rows}
    new = [
        Arrival(attendee=id_, arrived_at=clock.now(), noted_by=by.id, sheet=sheet)
        for id_ in attendees
        if id_ not in there
    ]
    if new:
        await Arrival.insert(*new)
