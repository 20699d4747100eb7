"""The rooms of the venue: what is known of them, and what organisers do with them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from piccolo.columns import Column

from eventapp import db
from eventapp.errors import Refused
from eventapp.event.deeds import hold, note
from eventapp.event.features import FEATURES
from eventapp.event.tables import Event, Room, RoomFeature
from eventapp.people.tables import Person
from eventapp.texts import _, marked


@dataclass(frozen=True)
class RoomRow:
    """A room with the words for what it has."""

    room: Room
    features: list[str]


async def rooms_of(event: Event) -> list[RoomRow]:
    """The rooms in their order. Two queries."""
    rooms = await Room.objects().where(Room.event == event.id).order_by(Room.position).order_by(Room.name)
    found = await features_of(rooms)
    return [RoomRow(room, [str(words) for key, words in FEATURES.items() if key in found[room.id]]) for room in rooms]


async def features_of(rooms: list[Room]) -> dict[str, set[str]]:
    """The keys of what these rooms have, by the id of the room. One query."""
    features: dict[str, set[str]] = defaultdict(set)
    if rooms:
        for row in await RoomFeature.objects().where(RoomFeature.room.is_in([room.id for room in rooms])):
            features[row.room].add(row.feature)
    return features


async def add_room(
    event: Event, by: Person | None, *, name: str, floor: str, capacity: int, finding: str, features: Collection[str]
) -> Room:
    """A room of the venue, after those that are there. `features` are keys of `FEATURES`. Raises `Refused`."""
    async with db.transaction():
        # Two rooms added at once would get the same position.
        await hold(event)
        position = await Room.count().where(Room.event == event.id)
        room = Room(event=event.id, name=name, floor=floor, capacity=capacity, finding=finding, position=position)
        try:
            async with db.broken_rule():
                await Room.insert(room)
        except db.Broken:
            raise _same_room(name) from None
        await _store_features(room, features)
        await note(marked("added the room"), name, event.id, by)
    return room


async def change_room(
    room: Room, by: Person | None, *, name: str, floor: str, capacity: int, finding: str, features: Collection[str]
) -> None:
    """Changes everything about a room. Raises `Refused`."""
    words: dict[Column | str, Any] = {
        Room.name: name,
        Room.floor: floor,
        Room.capacity: capacity,
        Room.finding: finding,
    }
    async with db.transaction():
        try:
            async with db.broken_rule():
                await Room.update(words).where(Room.id == room.id)
        except db.Broken:
            raise _same_room(name) from None
        await RoomFeature.delete().where(RoomFeature.room == room.id)
        await _store_features(room, features)
        await note(marked("changed the room"), name, room.event, by)


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


def _same_room(name: str) -> Refused:
    return Refused(_("There is a room called %(room)s already. Choose another name.") % {"room": name})


async def _store_features(room: Room, features: Collection[str]) -> None:
    known = [feature for feature in FEATURES if feature in features]
    if known:
        await RoomFeature.insert(*(RoomFeature(room=room.id, feature=feature) for feature in known))


async def copy_rooms(source: Event, event: Event) -> None:
    """Gives an event the rooms of another one, inside the transaction that makes it."""
    rooms = await Room.objects().where(Room.event == source.id)
    features = await RoomFeature.objects().where(RoomFeature.room.is_in([room.id for room in rooms])) if rooms else []
    copies = {
        room.id: Room(
            event=event.id,
            name=room.name,
            floor=room.floor,
            capacity=room.capacity,
            finding=room.finding,
            position=room.position,
        )
        for room in rooms
    }
    if copies:
        await Room.insert(*copies.values())
    if features:
        await RoomFeature.insert(*(RoomFeature(room=copies[each.room].id, feature=each.feature) for each in features))
