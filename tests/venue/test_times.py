"""When the venue is open, and when its rooms can be used."""

from datetime import UTC, date, datetime, time

import pytest

from eventapp.errors import Refused
from eventapp.log.tables import LogEntry
from eventapp.venue.actions import block, set_day_hours, set_room_hours, unblock
from eventapp.venue.actions.times import hours_problem
from eventapp.venue.reading import hours_of, own_blocked, own_hours
from eventapp.venue.tables import BlockedTime, VenueCalendar
from tests.cast import a_room, an_event, an_organiser

pytestmark = pytest.mark.anyio

SATURDAY = date(2026, 11, 28)
TEN, NOON = datetime(2026, 11, 28, 10, tzinfo=UTC), datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "good"),
    [
        (time(10), time(16), True),
        (time(18), time(2), True),
        (time(18), time(0), True),
        (time(10), time(10), False),
        (time(18), time(6), False),
    ],
)
def test_hours_may_go_into_the_night_but_not_round_the_clock(opens_at: time, closes_at: time, good: bool) -> None:  # noqa: FBT001
    assert (hours_problem(opens_at, closes_at) == "") is good


@pytest.mark.usefixtures("db")
async def test_days_with_other_hours_are_told_anew_each_time() -> None:
    event = await an_event()
    mo = await an_organiser(event)

    await set_day_hours(event, mo, {SATURDAY: (time(9), time(12))})
    first = (await hours_of(event)).by_day
    await set_day_hours(event, mo, {})

    assert first == ((SATURDAY, time(9), time(12)),)
    assert (await hours_of(event)).by_day == ()
    assert await LogEntry.count() == 2


@pytest.mark.usefixtures("db")
async def test_a_room_has_hours_of_its_own() -> None:
    event = await an_event()
    room, other = await a_room(event, "Room 1"), await a_room(event, "Room 2")

    await set_room_hours(room, None, {SATURDAY: (time(11), time(12))})
    with pytest.raises(Refused, match="Closing time must be later"):
        await set_room_hours(room, None, {SATURDAY: (time(11), time(11))})

    assert (await own_hours(room.id), await own_hours(other.id)) == ({SATURDAY: (time(11), time(12))}, {})


@pytest.mark.usefixtures("db")
async def test_a_time_is_blocked_and_freed() -> None:
    event = await an_event()
    mo, room = await an_organiser(event), await a_room(event)

    blocked = await block(room, mo, TEN, NOON, "Cleaning")
    with pytest.raises(Refused, match="The end must be later"):
        await block(room, mo, NOON, TEN, "Cleaning")
    known = [(row.starts_at, row.ends_at, row.why) for row in await own_blocked(room.id)]
    for _twice in range(2):
        await unblock(room, mo, blocked.id)

    assert known == [(TEN, NOON, "Cleaning")]
    assert (await own_blocked(room.id), await LogEntry.count()) == ([], 2)


@pytest.mark.usefixtures("db")
async def test_only_what_organisers_blocked_of_this_room_is_freed_by_them() -> None:
    event = await an_event()
    room, other = await a_room(event, "Room 1"), await a_room(event, "Room 2")
    calendar = VenueCalendar(room=room.id, address="https://venue.example/r.ics")
    await calendar.save()
    said = BlockedTime(room=room.id, calendar=calendar.id, starts_at=TEN, ends_at=NOON)
    await said.save()
    elsewhere = await block(other, None, TEN, NOON, "Cleaning")

    for id_ in (said.id, elsewhere.id, "nothing"):
        await unblock(room, None, id_)

    assert await BlockedTime.count() == 2
