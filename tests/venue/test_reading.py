"""What is known of the rooms of an event."""

from datetime import UTC, date, datetime, time

import pytest

from eventapp.event.tables import Event, Room, RoomFeature
from eventapp.venue.days import Hours
from eventapp.venue.forms.room import room_form
from eventapp.venue.reading import Blocked, RoomFacts, hours_of, open_times, rooms_of
from eventapp.venue.spans import Span
from eventapp.venue.tables import BlockedTime, DayHours, RoomHours, RoomPart, RoomSetup
from tests.cast import a_room, an_event

pytestmark = pytest.mark.anyio

SATURDAY, SUNDAY = date(2026, 11, 28), date(2026, 11, 29)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_a_room_holds_what_its_set_up_says_and_else_what_fits() -> None:
    room = RoomFacts("r", "Hall", "", 40, (), "", setups=(("rows", 60),))

    assert (room.holds("rows"), room.holds("circle"), room.holds()) == (60, 40, 40)


def test_a_room_can_be_used_within_the_hours_of_the_venue_and_its_own_and_when_nothing_blocks_it() -> None:
    hours = Hours("Europe/London", SATURDAY, SUNDAY, time(10), time(16))
    limits = [{SATURDAY: (time(9), time(15))}, {SATURDAY: (time(11), time(18))}]

    found = open_times(hours, limits, [Blocked(at(29, 9), at(29, 12), "Cleaning")])

    assert found == (Span(at(28, 11), at(28, 15)), Span(at(29, 12), at(29, 16)))


@pytest.mark.usefixtures("db")
class TestStored:
    async def test_a_day_of_the_event_may_have_other_hours(self) -> None:
        event = await an_event(ends_on=SUNDAY)
        await DayHours.insert(DayHours(event=event.id, day=SUNDAY, opens_at=time(11), closes_at=time(14)))

        hours = await hours_of(event)

        assert hours.spans == (Span(at(28, 10), at(28, 16)), Span(at(29, 11), at(29, 14)))

    async def test_a_room_knows_its_set_ups_in_order_and_how_much_happens_in_it_at_once(self) -> None:
        event = await an_event()
        room = await a_room(event, "Hall", "step-free", "quiet")
        await Room.update({Room.sessions_at_once: 3}).where(Room.id == room.id)
        for setup, capacity in (("clear", 90), ("rows", 60)):
            await RoomSetup.insert(RoomSetup(room=room.id, setup=setup, capacity=capacity))

        [found] = await rooms_of(event)

        assert (found.features, found.setups) == (("quiet", "step-free"), (("rows", 60), ("clear", 90)))
        assert (found.sessions_at_once, found.open) == (3, (Span(at(28, 10), at(28, 16)),))

    async def test_what_blocks_a_part_blocks_the_whole_and_what_blocks_the_whole_blocks_its_parts(self) -> None:
        event, left, right, hall = await _a_hall()
        await BlockedTime.insert(
            BlockedTime(room=left.id, starts_at=at(28, 11), ends_at=at(28, 12), why="Floor is waxed"),
            BlockedTime(room=hall.id, starts_at=at(28, 14), ends_at=at(28, 15), why="Choir"),
        )

        rooms = {room.id: room for room in await rooms_of(event)}

        waxed, choir = Blocked(at(28, 11), at(28, 12), "Floor is waxed"), Blocked(at(28, 14), at(28, 15), "Choir")
        assert rooms[left.id].blocked == rooms[hall.id].blocked == (waxed, choir)
        assert rooms[right.id].blocked == (choir,)
        assert rooms[right.id].open == (Span(at(28, 10), at(28, 14)), Span(at(28, 15), at(28, 16)))
        assert (rooms[left.id].used_with, set(rooms[hall.id].used_with)) == ((hall.id,), {left.id, right.id})

    async def test_a_whole_has_what_its_parts_have_and_its_form_only_what_was_ticked(self) -> None:
        event, left, right, hall = await _a_hall()
        ticked = (left, ("step-free", "quiet", "sink")), (right, ("step-free",)), (hall, ("projector",))
        for room, features in ticked:
            await RoomFeature.insert(*(RoomFeature(room=room.id, feature=feature) for feature in features))

        found = {room.name: room for room in await rooms_of(event)}["Hall"]
        form = room_form((), room=found)

        assert (found.features, found.from_parts) == (("projector", "sink", "step-free"), ("sink", "step-free"))
        assert (form.rights.data, form.wishes.data) == ([], ["projector"])

    async def test_a_whole_is_open_while_its_parts_are_but_not_the_other_way_round(self) -> None:
        event, left, right, hall = await _a_hall()
        await RoomHours.insert(
            RoomHours(room=left.id, day=SATURDAY, opens_at=time(12), closes_at=time(16)),
            RoomHours(room=hall.id, day=SATURDAY, opens_at=time(10), closes_at=time(14)),
        )

        rooms = {room.id: room.open for room in await rooms_of(event)}

        assert rooms[left.id] == (Span(at(28, 12), at(28, 16)),)
        assert rooms[right.id] == (Span(at(28, 10), at(28, 16)),)
        assert rooms[hall.id] == (Span(at(28, 12), at(28, 14)),)


async def _a_hall() -> tuple[Event, Room, Room, Room]:
    event = await an_event()
    left, right, hall = [await a_room(event, name) for name in ("Left", "Right", "Hall")]
    await RoomPart.insert(RoomPart(room=hall.id, part=left.id), RoomPart(room=hall.id, part=right.id))
    return event, left, right, hall
