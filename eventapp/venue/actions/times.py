"""When the venue is open, and when a room of it can be used."""

from collections.abc import Mapping
from datetime import date, datetime, time

from eventapp import db
from eventapp.errors import Refused
from eventapp.event.deeds import hold, note
from eventapp.event.tables import Event, Room
from eventapp.people.tables import Person
from eventapp.texts import _, marked
from eventapp.venue.days import NIGHT_ENDS
from eventapp.venue.tables import BlockedTime, DayHours, RoomHours

# Opening and closing by day. Days that are not there have the usual hours.
HoursByDay = Mapping[date, tuple[time, time]]


def hours_problem(opens_at: time, closes_at: time) -> str:
    """What is wrong with opening hours that may go into the night, in a sentence; empty when nothing is."""
    if closes_at > opens_at or closes_at <= NIGHT_ENDS:
        return ""
    return _("Closing time must be later than opening time. After midnight, 5am is the latest.")


async def set_day_hours(event: Event, by: Person | None, hours: HoursByDay) -> None:
    """On these days the venue is open at other times than usual; on all others as usual. Raises `Refused`."""
    _check(hours)
    async with db.transaction():
        await hold(event)
        await DayHours.delete().where(DayHours.event == event.id)
        rows = [DayHours(event=event.id, day=day, opens_at=one, closes_at=two) for day, (one, two) in hours.items()]
        await db.insert_all(DayHours, rows)
        await note(marked("changed the opening hours of"), event.name, event.id, by)


async def set_room_hours(room: Room, by: Person | None, hours: HoursByDay) -> None:
    """On these days the room can be used only then; on all others while the venue is open. Raises `Refused`."""
    _check(hours)
    async with db.transaction():
        await db.locked(Room.objects().where(Room.id == room.id)).first()
        await RoomHours.delete().where(RoomHours.room == room.id)
        rows = [RoomHours(room=room.id, day=day, opens_at=one, closes_at=two) for day, (one, two) in hours.items()]
        await db.insert_all(RoomHours, rows)
        await note(marked("changed the hours of the room"), room.name, room.event, by)


def _check(hours: HoursByDay) -> None:
    for opens_at, closes_at in hours.values():
        if problem := hours_problem(opens_at, closes_at):
            raise Refused(problem)


async def block(room: Room, by: Person | None, starts_at: datetime, ends_at: datetime, why: str) -> BlockedTime:
    """The room cannot be used then. Raises `Refused`."""
    if ends_at <= starts_at:
        raise Refused(_("The end must be later than the start."))
    blocked = BlockedTime(room=room.id, starts_at=starts_at, ends_at=ends_at, why=why)
    async with db.transaction():
        await BlockedTime.insert(blocked)
        await note(marked("blocked a time of the room"), room.name, room.event, by)
    return blocked


async def unblock(room: Room, by: Person | None, blocked_id: str) -> None:
    """The room can be used then after all. Does nothing where that is so already, or a calendar says otherwise."""
    async with db.transaction():
        gone = await (
            BlockedTime.delete()
            .where((BlockedTime.id == blocked_id) & (BlockedTime.room == room.id) & BlockedTime.calendar.is_null())
            .returning(BlockedTime.id)
        )
        if gone:
            await note(marked("freed a time of the room"), room.name, room.event, by)
