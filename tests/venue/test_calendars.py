"""The venue's calendars: read, read again, and what is kept of them."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from eventapp.errors import Refused
from eventapp.event.tables import Event, Room
from eventapp.fetching import Fetched, NotFetched
from eventapp.people.tables import Person
from eventapp.venue import busy, keeping_up
from eventapp.venue.actions import add_calendar, add_file, block, calendars, read_again, remove_calendar
from eventapp.venue.reading import Blocked, calendars_of, own_blocked, rooms_of
from eventapp.venue.tables import BlockedTime, VenueCalendar
from tests.cast import a_room, an_event, an_organiser
from tests.conftest import Clock
from tests.venue.test_busy import HOUR, calendar, event

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db", "at_once")]

ADDRESS = "https://venue.example/hall.ics"
TEN, ELEVEN = datetime(2026, 11, 28, 10, tzinfo=UTC), datetime(2026, 11, 28, 11, tzinfo=UTC)
ONE = calendar(event(*HOUR, "SUMMARY:Divorce of Mr and Mrs Smith"))
OTHER = calendar(event("DTSTART:20261128T140000Z", "DURATION:PT1H"))
BUSY = "Busy (venue’s calendar)"


class Venue:
    """Stands for the venue's server: gives what is in `answers`, one after the other, and keeps how it was asked."""

    def __init__(self) -> None:
        self.answers: list[Fetched | NotFetched] = []
        self.asked: list[tuple[str, str]] = []

    async def fetch(self, address: str, *, etag: str = "", **_limits: Any) -> Fetched:
        self.asked.append((address, etag))
        answer = self.answers.pop(0)
        if isinstance(answer, NotFetched):
            raise answer
        return answer


@pytest.fixture
def venue(monkeypatch: pytest.MonkeyPatch) -> Venue:
    found = Venue()
    monkeypatch.setattr(calendars, "fetch", found.fetch)
    return found


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calendars are worked out in this process: another one takes half a second to begin."""

    async def calculate(_module: str, question: bytes, hear: Callable[[bytes], None]) -> tuple[int, str]:
        hear(msgspec.json.encode(busy.answer(msgspec.json.decode(question, type=busy.Question))))
        return 0, ""

    monkeypatch.setattr(calendars, "calculate", calculate)


async def a_hall() -> tuple[Event, Person, Room]:
    event = await an_event()
    return event, await an_organiser(event), await a_room(event, "Hall")


async def test_what_others_do_in_the_room_is_not_kept(venue: Venue) -> None:
    day, mo, hall = await a_hall()
    venue.answers = [Fetched(ONE, '"1"')]

    await add_calendar(day, hall, mo, ADDRESS)

    [room] = await rooms_of(day)
    assert room.blocked == (Blocked(TEN, ELEVEN, BUSY),)
    stored = str([await BlockedTime.select(), await VenueCalendar.select()])
    assert "Smith" not in stored


async def test_addresses_that_programs_for_calendars_open_are_taken(venue: Venue) -> None:
    day, mo, hall = await a_hall()
    venue.answers = [Fetched(ONE, "")]

    await add_calendar(day, hall, mo, "webcal://venue.example/hall.ics")

    assert venue.asked == [(ADDRESS, "")]


async def test_a_calendar_that_cannot_be_read_is_not_added(venue: Venue) -> None:
    day, mo, hall = await a_hall()
    venue.answers = [NotFetched("venue.example could not be reached."), Fetched(b"<html>", "")]

    with pytest.raises(Refused, match=r"venue\.example could not be reached"):
        await add_calendar(day, hall, mo, ADDRESS)
    with pytest.raises(Refused, match="This is no calendar"):
        await add_calendar(day, hall, mo, ADDRESS)

    assert await VenueCalendar.count() == 0


async def test_reading_again_replaces_what_the_calendar_said_and_nothing_else(venue: Venue) -> None:
    day, mo, hall = await a_hall()
    venue.answers = [Fetched(ONE, '"1"'), Fetched(OTHER, '"2"')]
    await block(hall, mo, TEN, ELEVEN, "Cleaning")
    await add_file(day, hall, mo, "other.ics", ONE)
    found = await add_calendar(day, hall, mo, ADDRESS)

    problem = await read_again(day, found)

    [room] = await rooms_of(day)
    assert problem == ""
    assert [(block.starts_at.hour, block.why) for block in room.blocked] == [(10, BUSY), (10, "Cleaning"), (14, BUSY)]
    assert venue.asked[1] == (ADDRESS, '"1"')


async def test_what_has_not_changed_stays_and_counts_as_read(venue: Venue, clock: Clock) -> None:
    day, mo, hall = await a_hall()
    venue.answers = [Fetched(ONE, '"1"'), NotFetched("venue.example could not be reached."), Fetched(None, '"1"')]
    found = await add_calendar(day, hall, mo, ADDRESS)
    states = []

    for _time in range(2):
        clock.advance(timedelta(hours=1))
        await read_again(day, found)
        [(row, times)] = await calendars_of(hall.id)
        states.append((row.problem, row.read_at == row.tried_at == clock(), times))

    # A reading that fails keeps what was known, and says so.
    assert states == [("venue.example could not be reached.", False, 1), ("", True, 1)]


async def test_when_the_event_moves_everything_is_asked_for_anew(venue: Venue) -> None:
    day, mo, hall = await a_hall()
    venue.answers = [Fetched(ONE, '"1"'), Fetched(ONE, '"1"')]
    found = await add_calendar(day, hall, mo, ADDRESS)

    day.starts_on = day.ends_on = day.starts_on + timedelta(days=7)
    await read_again(day, found)

    assert [etag for _address, etag in venue.asked] == ["", ""]
    assert await BlockedTime.count() == 0


async def test_entries_that_are_not_understood_are_told(venue: Venue) -> None:
    day, mo, hall = await a_hall()
    broken = calendar(event(*HOUR), event("DTSTART:soon", uid="2"))
    venue.answers = [Fetched(broken, '"1"'), Fetched(broken, '"1"')]

    found = await add_calendar(day, hall, mo, ADDRESS)
    problem = await read_again(day, found)

    [(row, times)] = await calendars_of(hall.id)
    assert problem == row.problem == "1 entry of this calendar could not be understood. Ask the venue about it."
    # It may be mended without a new etag: it is read whole again.
    assert (times, venue.asked[1][1]) == (1, "")


async def test_a_calendar_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    day, mo, hall = await a_hall()
    ended: list[bool] = []

    async def calculate(*_question: object) -> tuple[int, str]:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)
        return 0, ""

    monkeypatch.setattr(calendars, "calculate", calculate)
    monkeypatch.setattr(calendars, "WORK_SECONDS", 0.0)

    with pytest.raises(Refused, match="repeats something too often"):
        await add_file(day, hall, mo, "endless.ics", ONE)

    assert (ended, await VenueCalendar.count()) == ([True], 0)


async def test_a_file_that_is_too_large_or_too_full_is_not_added(monkeypatch: pytest.MonkeyPatch) -> None:
    day, mo, hall = await a_hall()
    many = calendar(event("DTSTART:20261128T100000Z", "DURATION:PT1M", "RRULE:FREQ=MINUTELY;INTERVAL=2;COUNT=9"))
    monkeypatch.setattr(calendars, "MOST_TIMES", 8)

    with pytest.raises(Refused, match="busy times on the days of the event"):
        await add_file(day, hall, mo, "many.ics", many)
    with pytest.raises(Refused, match="larger than 5 megabytes"):
        await add_file(day, hall, mo, "large.ics", b"x" * 5_000_001)

    assert await VenueCalendar.count() == 0


async def test_what_a_calendar_blocked_is_free_when_it_is_removed(venue: Venue) -> None:
    day, mo, hall = await a_hall()
    other = await a_room(day, "Other")
    venue.answers = [Fetched(ONE, "")]
    await block(hall, mo, TEN, ELEVEN, "Cleaning")
    found = await add_calendar(day, hall, mo, ADDRESS)

    await remove_calendar(other, mo, found.id)
    before = await VenueCalendar.count()
    for _twice in range(2):
        await remove_calendar(hall, mo, found.id)

    assert (before, await VenueCalendar.count(), await BlockedTime.count()) == (1, 0, 1)
    assert [row.why for row in await own_blocked(hall.id)] == ["Cleaning"]


async def test_a_calendar_that_is_removed_while_it_is_read_stays_removed(venue: Venue) -> None:
    day, mo, hall = await a_hall()
    venue.answers = [Fetched(ONE, ""), Fetched(ONE, "")]
    found = await add_calendar(day, hall, mo, ADDRESS)

    await remove_calendar(hall, mo, found.id)
    await read_again(day, found)

    assert (await VenueCalendar.count(), await BlockedTime.count()) == (0, 0)


# By itself


async def test_calendars_are_read_again_once_an_hour(venue: Venue, clock: Clock) -> None:
    clock.set(datetime(2026, 11, 20, 12, tzinfo=UTC))
    day, mo, hall = await a_hall()
    venue.answers = [Fetched(ONE, ""), Fetched(OTHER, "")]
    await add_calendar(day, hall, mo, ADDRESS)
    await add_file(day, hall, mo, "once.ics", ONE)
    asked = []

    for minutes in (59, 2, 1):
        clock.advance(timedelta(minutes=minutes))
        await keeping_up.read_calendars_that_are_due()
        asked.append(len(venue.asked))

    [room] = await rooms_of(day)
    assert asked == [1, 2, 2]
    assert [block.starts_at.hour for block in room.blocked] == [10, 14]


async def test_of_two_servers_that_look_at_once_one_asks_the_venue(venue: Venue, clock: Clock) -> None:
    clock.set(datetime(2026, 11, 20, 12, tzinfo=UTC))
    day, mo, hall = await a_hall()
    venue.answers = [Fetched(ONE, ""), Fetched(OTHER, "")]
    await add_calendar(day, hall, mo, ADDRESS)
    clock.advance(timedelta(hours=2))

    await asyncio.gather(*(keeping_up.read_calendars_that_are_due() for _server in range(2)))

    assert (len(venue.asked), await BlockedTime.count()) == (2, 1)


@pytest.mark.parametrize("change", [{"over_at": TEN}, {"starts_on": TEN.date(), "ends_on": TEN.date()}])
async def test_calendars_of_events_that_are_over_are_left_alone(
    venue: Venue, clock: Clock, change: dict[str, Any]
) -> None:
    clock.set(datetime(2026, 11, 20, 12, tzinfo=UTC))
    day, mo, hall = await a_hall()
    venue.answers = [Fetched(ONE, "")]
    await add_calendar(day, hall, mo, ADDRESS)

    await Event.update(**change).where(Event.id == day.id)
    clock.set(datetime(2026, 11, 30, 12, tzinfo=UTC))
    await keeping_up.read_calendars_that_are_due()

    assert len(venue.asked) == 1


async def test_one_calendar_that_fails_does_not_keep_the_others_waiting(venue: Venue, clock: Clock) -> None:
    clock.set(datetime(2026, 11, 20, 12, tzinfo=UTC))
    day, mo, hall = await a_hall()
    venue.answers = [
        Fetched(ONE, ""),
        Fetched(ONE, ""),
        NotFetched("venue.example could not be reached."),
        Fetched(OTHER, ""),
    ]
    for _calendar in range(2):
        await add_calendar(day, hall, mo, ADDRESS)

    clock.advance(timedelta(hours=2))
    await keeping_up.read_calendars_that_are_due()

    assert sorted(row.problem for row, _times in await calendars_of(hall.id)) == [
        "",
        "venue.example could not be reached.",
    ]
