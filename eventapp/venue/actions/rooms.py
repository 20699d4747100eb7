"""What organisers do with the rooms of an event."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NotRequired, TypedDict, Unpack

from eventapp import db
from eventapp.errors import Refused
from eventapp.event.deeds import hold, note
from eventapp.event.features import FEATURES
from eventapp.event.tables import Event, Room, RoomFeature
from eventapp.ids import new_id
from eventapp.people.tables import Person
from eventapp.texts import _, marked
from eventapp.venue.joined_rooms import contained
from eventapp.venue.reading import SETUPS
from eventapp.venue.tables import RoomPart, RoomSetup


class WrongParts(Refused):
    """The room cannot be made of these rooms."""


class RoomWords(TypedDict):
    """What is said of a room. `features` are keys of `FEATURES`, `setups` how many people fit by keys of `SETUPS`.

    `made_of` are the ids of the rooms that become this one when the walls between them are opened.
    """

    name: str
    floor: str
    capacity: int
    finding: str
    features: Collection[str]
    setups: NotRequired[Mapping[str, int]]
    sessions_at_once: NotRequired[int]
    made_of: NotRequired[Collection[str]]


async def add_room(event: Event, by: Person | None, **words: Unpack[RoomWords]) -> Room:
    """A room of the venue, after those that are there. Raises `Refused`."""
    async with db.transaction():
        # Two rooms added at once would get the same position.
        await hold(event)
        last = await Room.objects().where(Room.event == event.id).order_by(Room.position, ascending=False).first()
        room = Room(event=event.id, position=last.position + 1 if last else 0, **_columns(words))
        try:
            async with db.broken_rule():
                await Room.insert(room)
        except db.Broken:
            raise _same_room(words["name"]) from None
        await _store_rest(room, words)
        await note(marked("added the room"), room.name, event.id, by)
    return room


async def change_room(room: Room, by: Person | None, **words: Unpack[RoomWords]) -> None:
    """Changes everything that is said of a room. Raises `Refused`."""
    async with db.transaction():
        # Two rooms that each become a part of the other at once would be made of themselves.
        await db.locked(Event.objects().where(Event.id == room.event)).first()
        try:
            async with db.broken_rule():
                await Room.update(_columns(words)).where(Room.id == room.id)
        except db.Broken:
            raise _same_room(words["name"]) from None
        await RoomFeature.delete().where(RoomFeature.room == room.id)
        await RoomSetup.delete().where(RoomSetup.room == room.id)
        await RoomPart.delete().where(RoomPart.room == room.id)
        await _store_rest(room, words)
        await note(marked("changed the room"), words["name"], room.event, by)


async def remove_room(room: Room, by: Person | None) -> None:
    """Takes a room away. Raises `Refused` while something is placed in it."""
    async with db.transaction():
        try:
            async with db.broken_rule():
                await Room.delete().where(Room.id == room.id)
        except db.Broken:
            raise Refused(
                _("%(room)s is used in the timetable. First move what is in it to another room.") % {"room": room.name}
            ) from None
        await note(marked("removed the room"), room.name, room.event, by)


async def move_room(event: Event, by: Person | None, room: Room, steps: int) -> None:
    """Moves a room so many places down the list; up, where `steps` is negative. Does nothing at the ends."""
    async with db.transaction():
        await hold(event)
        rooms = await Room.objects().where(Room.event == event.id)
        ids = [other.id for other in sorted(rooms, key=lambda other: (other.position, other.name.casefold()))]
        if room.id not in ids:
            return
        place = ids.index(room.id)
        ids.remove(room.id)
        ids.insert(max(place + steps, 0), room.id)
        before = {other.id: other.position for other in rooms}
        for position, id_ in enumerate(ids):
            if before[id_] != position:
                await Room.update({Room.position: position}).where(Room.id == id_)
        await note(marked("moved in the list the room"), room.name, event.id, by)


async def copy_rooms(source: Event, event: Event) -> None:
    """Gives an event the rooms of another one, inside the transaction that makes it.

    When they can be used is not taken over: that was for other days.
    """
    rooms = await Room.objects().where(Room.event == source.id)
    copies = {room.id: Room(**{**room.to_dict(), "id": new_id(), "event": event.id}) for room in rooms}
    await db.insert_all(Room, list(copies.values()))
    features = await RoomFeature.objects().where(RoomFeature.room.event == source.id)
    setups = await RoomSetup.objects().where(RoomSetup.room.event == source.id)
    parts = await RoomPart.objects().where(RoomPart.room.event == source.id)
    await db.insert_all(RoomFeature, [RoomFeature(room=copies[one.room].id, feature=one.feature) for one in features])
    await db.insert_all(
        RoomSetup, [RoomSetup(room=copies[one.room].id, setup=one.setup, capacity=one.capacity) for one in setups]
    )
    await db.insert_all(RoomPart, [RoomPart(room=copies[one.room].id, part=copies[one.part].id) for one in parts])


def _columns(words: RoomWords) -> dict[Any, Any]:
    return {
        "name": words["name"],
        "floor": words["floor"],
        "capacity": words["capacity"],
        "finding": words["finding"],
        "sessions_at_once": words.get("sessions_at_once", 1),
    }


def _same_room(name: str) -> Refused:
    return Refused(_("There is a room called %(room)s already. Choose another name.") % {"room": name})


async def _store_rest(room: Room, words: RoomWords) -> None:
    features = [feature for feature in FEATURES if feature in words["features"]]
    setups = {setup: most for setup, most in words.get("setups", {}).items() if setup in SETUPS}
    parts = sorted(set(words.get("made_of", ())))
    await _check_parts(room, parts)
    await db.insert_all(RoomFeature, [RoomFeature(room=room.id, feature=feature) for feature in features])
    await db.insert_all(RoomSetup, [RoomSetup(room=room.id, setup=one, capacity=most) for one, most in setups.items()])
    await db.insert_all(RoomPart, [RoomPart(room=room.id, part=part) for part in parts])


async def _check_parts(room: Room, parts: Sequence[str]) -> None:
    if not parts:
        return
    there = await Room.count().where((Room.event == room.event) & Room.id.is_in(list(parts)))
    if there < len(parts):
        raise WrongParts(_("Choose from the rooms that there are."))
    made_of: dict[str, list[str]] = {room.id: list(parts)}
    for row in await RoomPart.objects().where(RoomPart.room.event == room.event):
        made_of.setdefault(str(row.room), []).append(str(row.part))
    if any(part == room.id or room.id in contained(part, made_of) for part in parts):
        raise WrongParts(_("A room cannot be made of a room that it is a part of itself."))
