"""What organisers do with the rooms of an event."""

import pytest

from eventapp import clock
from eventapp.errors import Refused
from eventapp.event.rooms import add_room, change_room, remove_room
from eventapp.event.tables import Room, RoomFeature
from eventapp.timetable.tables import Placement, Session
from tests.cast import a_room, an_event

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_rooms_keep_the_order_in_which_they_were_added() -> None:
    event = await an_event()

    for name in ("Z", "A", "M"):
        await add_room(event, None, name=name, floor="", capacity=10, finding="", features=["quiet", "no such thing"])

    rows = await Room.objects().order_by(Room.position)
    assert [(row.name, row.position) for row in rows] == [("Z", 0), ("A", 1), ("M", 2)]
    assert {row["feature"] for row in await RoomFeature.select(RoomFeature.feature)} == {"quiet"}


async def test_two_rooms_of_an_event_do_not_share_a_name() -> None:
    event, other = await an_event(), await an_event("other")
    await a_room(event, "Room 1")
    second = await a_room(event, "Room 2")

    await a_room(other, "Room 1")
    with pytest.raises(Refused, match="There is a room called room 1 already"):
        await add_room(event, None, name="room 1", floor="", capacity=10, finding="", features=[])
    with pytest.raises(Refused):
        await change_room(second, None, name="Room 1", floor="", capacity=10, finding="", features=[])


async def test_a_room_is_changed_with_its_features() -> None:
    event = await an_event()
    room = await a_room(event, "Room 1", "quiet", "sink")

    await change_room(
        room, None, name="Garden room", floor="First floor", capacity=8, finding="Up.", features=["sink", "tables"]
    )

    stored = await Room.objects().get(Room.id == room.id)
    assert stored is not None
    assert (stored.name, stored.floor, stored.capacity, stored.finding) == ("Garden room", "First floor", 8, "Up.")
    assert {row["feature"] for row in await RoomFeature.select(RoomFeature.feature)} == {"sink", "tables"}


async def test_a_room_that_the_timetable_uses_cannot_be_removed() -> None:
    event = await an_event()
    used, free = await a_room(event, "Room 1"), await a_room(event, "Room 2")
    lunch = Session(event=event.id, uid="lunch@test", title="Lunch", cancelled_reason="", created_at=clock.now())
    await lunch.save()
    await Placement.insert(Placement(session=lunch.id, room=used.id, starts_at=clock.now()))

    await remove_room(free, None)
    with pytest.raises(Refused, match="Room 1 is used in the timetable"):
        await remove_room(used, None)

    assert [row["name"] for row in await Room.select(Room.name)] == ["Room 1"]
