"""The pages about rooms, as those who may see them and those who may not."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from typing import Any

import httpx
import pytest

from eventapp.event.tables import Event, Room
from eventapp.fetching import NotFetched
from eventapp.people.tables import Person
from eventapp.venue.actions import block, calendars
from eventapp.venue.reading import own_blocked, own_hours, rooms_of
from eventapp.venue.tables import BlockedTime, DayHours, RoomHours, RoomPart, RoomSetup, VenueCalendar
from tests.cast import a_person, a_room, an_event, an_organisation, an_organiser, sign_in
from tests.venue.test_busy import HOUR, calendar, event
from tests.venue.test_calendars import ELEVEN, TEN

pytestmark = pytest.mark.anyio

SATURDAY, SUNDAY = date(2026, 11, 28), date(2026, 11, 29)
READ = ["rooms", "rooms/new", "rooms/{room}", "rooms/{room}/times", "days"]
WRITE = [
    "rooms/new",
    "rooms/{room}",
    "rooms/{room}/place",
    "rooms/{room}/removal",
    "rooms/{room}/hours",
    "rooms/{room}/blocked",
    "rooms/{room}/blocked/x/removal",
    "rooms/{room}/calendars",
    "rooms/{room}/calendars/x/reading",
    "rooms/{room}/calendars/x/removal",
    "days",
]
ROOM = {"name": "Room 1", "floor": "Ground floor", "capacity": "20", "finding": ""}


async def as_organiser(client: httpx.AsyncClient, **changes: Any) -> tuple[Event, Person]:
    event = await an_event(**changes)
    mo = await an_organiser(event)
    await sign_in(client, mo)
    return event, mo


# Who may


async def test_rooms_are_for_organisers(client: httpx.AsyncClient) -> None:
    event = await an_event()
    room = await a_room(event)
    people = {"outsider": await a_person("Tom"), "partner": await a_person("Vic", await an_organisation(event))}
    found = {}

    for name, person in {"nobody": None, **people}.items():
        client.cookies.clear()
        if person:
            await sign_in(client, person)
        read = [(await client.get(f"/day/{path.format(room=room.id)}")).status_code for path in READ]
        sent = [(await client.post(f"/day/{path.format(room=room.id)}", data=ROOM)).status_code for path in WRITE]
        found[name] = {*read, *sent}

    assert found == {"nobody": {303}, "outsider": {404}, "partner": {404}}
    assert await Room.count() == 1


async def test_rooms_of_another_event_do_not_exist_here(client: httpx.AsyncClient) -> None:
    await as_organiser(client)
    room = await a_room(await an_event("other"))
    paths = [path.format(room=id_) for path in WRITE if "{room}" in path for id_ in (room.id, "nonsense")]

    answers = [await client.post(f"/day/{path}", data=ROOM) for path in paths]
    answers += [await client.get(f"/day/rooms/{room.id}{more}") for more in ("", "/times")]

    assert {answer.status_code for answer in answers} == {404}
    assert await Room.count() == 1


# What is said of a room


async def test_a_room_is_added_changed_and_removed(client: httpx.AsyncClient) -> None:
    event, _mo = await as_organiser(client)
    part = await a_room(event, "Part")
    typed = ROOM | {"rights": ["quiet"], "wishes": ["sink"], "holds_rows": "30", "sessions_at_once": "3"}

    added = await client.post("/day/rooms/new", data=typed | {"made_of": [part.id]})
    room = next(room for room in await rooms_of(event) if room.name == "Room 1")
    form = await client.get(f"/day/rooms/{room.id}")
    changed = await client.post(f"/day/rooms/{room.id}", data=ROOM | {"name": "Garden room", "wishes": ["sink"]})
    after = next(room for room in await rooms_of(event) if room.name == "Garden room")
    removed = await client.post(f"/day/rooms/{room.id}/removal")

    assert [answer.status_code for answer in (added, changed, removed)] == [303, 303, 303]
    assert (room.features, room.setups, room.sessions_at_once) == (("quiet", "sink"), (("rows", 30),), 3)
    assert room.used_with == (part.id,)
    assert form.text.count(" checked") == 3
    assert (after.features, after.setups, after.sessions_at_once, after.used_with) == (("sink",), (), 1, ())
    assert [room.name for room in await rooms_of(event)] == ["Part"]


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"name": "x" * 61},
        {"name": "\x00"},
        {"capacity": "many"},
        {"capacity": "0"},
        {"capacity": "99999999999999999999"},
        {"rights": "no such feature"},
        {"rights": "sink"},
        {"holds_circle": "0"},
        {"holds_circle": "99999999999"},
        {"sessions_at_once": "101"},
    ],
)
async def test_a_room_that_cannot_be_is_not_stored(client: httpx.AsyncClient, typed: dict[str, str]) -> None:
    await as_organiser(client)

    answer = await client.post("/day/rooms/new", data=ROOM | typed)

    assert (answer.status_code, await Room.count()) == (422, 0)


async def test_a_name_that_is_taken_is_said_beside_the_field(client: httpx.AsyncClient) -> None:
    event, _mo = await as_organiser(client)
    await a_room(event, "Room 1")

    answer = await client.post("/day/rooms/new", data={"name": "ROOM 1", "capacity": "20"})

    assert answer.status_code == 422
    assert "There is a room called ROOM 1 already. Choose another name." in answer.text


async def test_rooms_that_would_be_made_of_each_other_are_refused_in_words(client: httpx.AsyncClient) -> None:
    event, _mo = await as_organiser(client)
    part, hall = await a_room(event, "Part"), await a_room(event, "Hall")
    await RoomPart.insert(RoomPart(room=hall.id, part=part.id))

    answer = await client.post(f"/day/rooms/{part.id}", data=ROOM | {"name": "Part", "made_of": hall.id})

    assert answer.status_code == 422
    assert "A room cannot be made of a room that it is a part of itself." in answer.text


async def test_rooms_are_moved_up_and_down(client: httpx.AsyncClient) -> None:
    event, _mo = await as_organiser(client)
    a, _b = await a_room(event, "A"), await a_room(event, "B")

    await client.post(f"/day/rooms/{a.id}/place", data={"way": "down"})
    first = [room.name for room in await rooms_of(event)]
    await client.post(f"/day/rooms/{a.id}/place", data={"way": "up"})

    assert (first, [room.name for room in await rooms_of(event)]) == (["B", "A"], ["A", "B"])


# When it can be used


async def test_a_room_s_hours_are_saved_and_shown(client: httpx.AsyncClient) -> None:
    event, _mo = await as_organiser(client, ends_on=SUNDAY)
    room = await a_room(event)
    own = {f"opens_{SUNDAY}": "11:00", f"closes_{SUNDAY}": "12:00"}

    answer = await client.post(f"/day/rooms/{room.id}/hours", data=own)
    text = (await client.get(f"/day/rooms/{room.id}/times")).text

    assert answer.headers["location"] == f"/day/rooms/{room.id}/times"
    assert await own_hours(room.id) == {SUNDAY: (time(11), time(12))}
    assert "11am to 12\xa0noon" in text
    assert 'value="11:00"' in text


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        ("11:00", "", "Write both times, or leave both empty."),
        ("", "11:00", "Write both times, or leave both empty."),
        ("11:00", "10:00", "Closing time must be later than opening time."),
        ("soon", "11:00", "Write a time, such as 10:30."),
    ],
)
@pytest.mark.parametrize("where", ["rooms/{room}/hours", "days"])
async def test_hours_that_cannot_be_are_told_and_kept(
    client: httpx.AsyncClient, opens: str, closes: str, words: str, where: str
) -> None:
    event, _mo = await as_organiser(client)
    room = await a_room(event)
    typed = {f"opens_{SATURDAY}": opens, f"closes_{SATURDAY}": closes}

    answer = await client.post(f"/day/{where.format(room=room.id)}", data=typed)

    assert answer.status_code == 422
    assert words in answer.text
    assert all(f'value="{text}"' in answer.text for text in (opens, closes) if text)
    assert (await RoomHours.count(), await DayHours.count()) == (0, 0)


async def test_the_venue_s_hours_are_saved_for_days_that_differ(client: httpx.AsyncClient) -> None:
    event, _mo = await as_organiser(client, ends_on=SUNDAY)
    await a_room(event, "Hall")

    await client.post("/day/days", data={f"opens_{SUNDAY}": "18:00", f"closes_{SUNDAY}": "01:00"})
    text = (await client.get("/day/rooms")).text

    assert "The venue is open 10am to 4pm." in text
    assert "The venue is open 6pm to 1am." in text


async def test_a_time_is_blocked_and_freed(client: httpx.AsyncClient) -> None:
    event, _mo = await as_organiser(client)
    room = await a_room(event)
    here = f"/day/rooms/{room.id}"

    whole_day = await client.post(f"{here}/blocked", data={"why": "Cleaning"})
    await client.post(f"{here}/blocked", data={"starts": "12:00", "ends": "13:00", "why": "Lunch is set up"})
    rows = await own_blocked(room.id)
    text = (await client.get(f"{here}/times")).text
    for row in rows:
        await client.post(f"{here}/blocked/{row.id}/removal")

    assert whole_day.status_code == 303
    # The whole day goes into its night, until 5am.
    assert [(row.starts_at.hour, row.ends_at.hour, row.why) for row in rows] == [
        (5, 5, "Cleaning"),
        (12, 13, "Lunch is set up"),
    ]
    assert "Not at all" in text
    assert "Lunch is set up" in text
    assert await own_blocked(room.id) == []


@pytest.mark.parametrize(
    "typed",
    [
        {"starts": "12:00", "ends": "13:00"},
        {"starts": "12:00", "why": "Lunch"},
        {"starts": "13:00", "ends": "12:00", "why": "Lunch"},
        {"starts": "noon", "ends": "13:00", "why": "Lunch"},
        {"why": "x" * 101},
        {"day": "2026-01-01", "why": "Lunch"},
    ],
)
async def test_a_blocked_time_that_cannot_be_is_not_stored(client: httpx.AsyncClient, typed: dict[str, str]) -> None:
    event, _mo = await as_organiser(client, ends_on=SUNDAY)
    room = await a_room(event)

    answer = await client.post(f"/day/rooms/{room.id}/blocked", data={"day": str(SUNDAY)} | typed)

    assert (answer.status_code, await BlockedTime.count()) == (422, 0)


# Calendars


async def test_a_calendar_file_is_read_and_removed(client: httpx.AsyncClient) -> None:
    day, _mo = await as_organiser(client)
    room = await a_room(day)
    here = f"/day/rooms/{room.id}"

    answer = await client.post(f"{here}/calendars", files={"file": ("hall.ics", calendar(event(*HOUR)))})
    text = (await client.get(f"{here}/times")).text
    stored = await VenueCalendar.objects().first()
    assert stored
    # A file cannot be asked for again.
    again = await client.post(f"{here}/calendars/{stored.id}/reading")
    await client.post(f"{here}/calendars/{stored.id}/removal")

    assert (answer.status_code, again.status_code) == (303, 404)
    assert "hall.ics" in text
    assert "It blocks 1 time." in text
    assert "Busy (venue’s calendar)" in text
    assert (await VenueCalendar.count(), await BlockedTime.count()) == (0, 0)


@pytest.mark.parametrize(
    ("address", "file", "words"),
    [
        ("", None, "Write an address, or choose a file."),
        ("", b"<html>", "This is no calendar."),
        ("venue.example", None, "Write an address that begins with https:// or http://."),
        ("http://127.0.0.1/hall.ics", None, "127.0.0.1 is in a private network"),
        ("x" * 2001, None, "Write at most 2000 characters."),
    ],
)
async def test_a_calendar_that_cannot_be_read_is_told_beside_its_field(
    client: httpx.AsyncClient, address: str, file: bytes | None, words: str
) -> None:
    day, _mo = await as_organiser(client)
    room = await a_room(day)
    files = {"file": ("hall.ics", file)} if file else None

    answer = await client.post(f"/day/rooms/{room.id}/calendars", data={"address": address}, files=files)

    assert answer.status_code == 422
    assert words in answer.text
    assert await VenueCalendar.count() == 0


async def test_a_calendar_is_read_again_and_what_went_wrong_is_told(client: httpx.AsyncClient) -> None:
    day, _mo = await as_organiser(client)
    room = await a_room(day)
    stored = VenueCalendar(room=room.id, address="http://127.0.0.1/hall.ics", read_at=TEN, tried_at=TEN)
    await stored.save()

    await client.post(f"/day/rooms/{room.id}/calendars/{stored.id}/reading")
    text = (await client.get(f"/day/rooms/{room.id}/times")).text

    assert "Last read on Saturday 28 November, 10am." in text
    assert text.count("127.0.0.1 is in a private network") == 2


# Lists


async def test_pages_cost_the_same_for_one_room_and_three(
    client: httpx.AsyncClient, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    day, mo = await as_organiser(client)
    first = await a_room(day, "Room 0", "quiet")
    counts = []
    await client.get("/")

    for names in (["1"], ["2", "3"]):
        for name in names:
            room = await a_room(day, f"Room {name}", "quiet", "sink")
            await RoomSetup.insert(RoomSetup(room=room.id, setup="rows", capacity=9))
            await RoomPart.insert(RoomPart(room=room.id, part=first.id))
            await block(room, mo, TEN, ELEVEN, "Cleaning")
            await block(first, mo, TEN, ELEVEN, "Cleaning")
        for path in ("rooms", f"rooms/{first.id}", f"rooms/{first.id}/times", "access"):
            with queries() as counted:
                await client.get(f"/day/{path}")
            counts.append(counted.count)

    assert counts[:4] == counts[4:]


async def test_what_is_fetched_is_told_nothing_of_who_asks(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, _mo = await as_organiser(client)
    room = await a_room(day)
    asked: list[Any] = []

    async def fetch(*address: Any, **limits: Any) -> None:
        asked.append((address, limits))
        raise NotFetched("Not now.")

    monkeypatch.setattr(calendars, "fetch", fetch)
    await client.post(f"/day/rooms/{room.id}/calendars", data={"address": "https://venue.example/x.ics"})

    [(address, limits)] = asked
    assert address == ("https://venue.example/x.ics",)
    assert limits == {"accept": "text/calendar, */*;q=0.1", "limit_bytes": 5_000_000, "seconds": 15.0, "etag": ""}
