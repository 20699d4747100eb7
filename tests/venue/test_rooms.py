"""What organisers do with the rooms of an event."""

from typing import Any

import pytest

from eventapp import clock
from eventapp.errors import Refused
from eventapp.event.tables import Room, RoomFeature
from eventapp.timetable.tables import Placement, Session
from eventapp.venue.actions import add_room, change_room, event_like, move_room, remove_room
from eventapp.venue.reading import parts_of, rooms_of
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


async def test_a_room_is_changed_in_all_that_is_said_of_it() -> None:
    event = await an_event()
    left, right = await a_room(event, "Left"), await a_room(event, "Right")
    words: dict[str, Any] = {"name": "Hall", "floor": "", "capacity": 80, "finding": "", "features": ["quiet"]}
    hall = await add_room(event, None, **words, setups={"rows": 90, "on the ceiling": 4}, made_of=[left.id, right.id])

    await change_room(hall, None, **words, setups={"circle": 40}, sessions_at_once=2, made_of=[right.id])

    facts = {room.id: room for room in await rooms_of(event)}[hall.id]
    assert (facts.setups, facts.sessions_at_once, facts.used_with) == ((("circle", 40),), 2, (right.id,))


async def test_a_room_is_not_made_of_itself_or_of_what_it_is_a_part_of() -> None:
    event = await an_event()
    left, hall = await a_room(event, "Left"), await a_room(event, "Hall")
    elsewhere = await a_room(await an_event("other"), "Elsewhere")
    words: dict[str, Any] = {"name": "Hall", "floor": "", "capacity": 80, "finding": "", "features": []}
    await change_room(hall, None, **words, made_of=[left.id])

    for room, parts in ((hall, [hall.id]), (left, [hall.id]), (hall, [elsewhere.id]), (hall, ["nothing"])):
        with pytest.raises(Refused):
            await change_room(room, None, **words | {"name": room.name}, made_of=parts)

    assert (await parts_of(hall.id), await parts_of(left.id)) == ([left.id], [])


async def test_rooms_are_moved_in_their_list() -> None:
    event = await an_event()
    a, _b, c = [await a_room(event, name) for name in "ABC"]
    orders = []

    for room, steps in ((a, -1), (a, 1), (c, 1), (c, -1), (c, -1)):
        await move_room(event, None, room, steps)
        orders.append("".join(found.name for found in await rooms_of(event)))

    assert orders == ["ABC", "BAC", "BAC", "BCA", "CBA"]


async def test_an_event_at_the_same_venue_has_its_rooms() -> None:
    old = await an_event("old", venue_name="The Forum", is_sample=True)
    words: dict[str, Any] = {"floor": "", "capacity": 20, "finding": "", "features": ["step-free", "quiet"]}
    left = await add_room(old, None, name="Left", **words)
    await add_room(old, None, name="Hall", **words, setups={"rows": 60}, sessions_at_once=2, made_of=[left.id])

    new = await event_like(old, None, slug="next", name="Next Day", starts_on=old.starts_on, ends_on=old.ends_on)

    first, second = await rooms_of(new)
    assert (new.venue_name, new.is_sample, await Room.count()) == ("The Forum", False, 4)
    assert (first.name, first.features) == ("Left", ("quiet", "step-free"))
    assert (second.name, second.setups, second.sessions_at_once) == ("Hall", (("rows", 60),), 2)
    assert second.used_with == (first.id,)
