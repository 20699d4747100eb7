"""The log: who did what to what."""

from datetime import timedelta
from gettext import NullTranslations

import httpx
import pytest

from eventapp import db as database
from eventapp.event.tables import Event
from eventapp.log.actions import record
from eventapp.log.tables import LogEntry
from eventapp.texts import speaking
from tests.cast import a_person, an_event, an_organisation, an_organiser, sign_in
from tests.conftest import Clock

pytestmark = pytest.mark.anyio


async def as_organiser(client: httpx.AsyncClient) -> Event:
    event = await an_event()
    await sign_in(client, await an_organiser(event))
    return event


async def test_a_deed_that_fails_is_not_in_the_log(client: httpx.AsyncClient) -> None:
    event = await an_event()

    async def a_deed_that_fails() -> None:
        async with database.transaction():
            await record("published edition", "1", who="Mo", event=event.id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await a_deed_that_fails()

    assert await LogEntry.count() == 0


async def test_the_latest_deed_stands_first(client: httpx.AsyncClient, clock: Clock) -> None:
    event = await as_organiser(client)
    for what in ("Room A", "Room B"):
        await record("added the room", what, who="Mo", event=event.id)
        clock.advance(timedelta(seconds=1))

    text = (await client.get("/day/log")).text

    assert text.index("Room B") < text.index("Room A")
    assert "added the room" in text


async def test_a_deed_is_told_in_the_reader_s_language(client: httpx.AsyncClient) -> None:
    class Shouting(NullTranslations):
        def gettext(self, message: str) -> str:
            return message.replace("added", "ADDED")

    event = await as_organiser(client)
    await record("added the room", "Room A", who="Mo", event=event.id)

    with speaking(Shouting()):
        text = (await client.get("/day/log")).text

    assert "ADDED the room" in text
    assert "Room A" in text


async def test_a_long_log_has_pages(client: httpx.AsyncClient, clock: Clock) -> None:
    event = await as_organiser(client)
    for number in range(51):
        clock.advance(timedelta(seconds=1))
        await record("added the room", f"Room {number}.", who="Mo", event=event.id)

    first, second = (await client.get("/day/log")).text, (await client.get("/day/log?page=2")).text

    assert ("Room 50." in first, "Room 0." in first, "?page=2" in first) == (True, False, True)
    assert ("Room 50." in second, "Room 0." in second, "?page=1" in second) == (False, True, True)


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30, "٣", "", "100000"])
async def test_no_page_number_breaks_the_log(client: httpx.AsyncClient, page: str) -> None:
    await as_organiser(client)

    assert (await client.get(f"/day/log?page={page}")).status_code == 200


async def test_deeds_at_other_events_are_not_shown(client: httpx.AsyncClient) -> None:
    await as_organiser(client)
    other = await an_event("other")
    await record("added the room", "Elsewhere", who="Mo", event=other.id)

    assert "Elsewhere" not in (await client.get("/day/log")).text


async def test_the_log_outlives_the_person(client: httpx.AsyncClient) -> None:
    event = await as_organiser(client)
    ray = await a_person("Ray", await an_organisation(event))
    await record("added the room", "Room A", who=ray.name, person=ray.id, event=event.id)

    await ray.remove()

    rows = await LogEntry.select(LogEntry.who, LogEntry.person)
    assert rows == [{"who": "Ray", "person": None}]
