"""The desk: who is here, who came without a booking, and lists to take away."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from eventapp.booking.actions import book_places
from eventapp.booking.attendees import Newcomer
from eventapp.booking.tables import Arrival, Attendee, Booking
from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from tests.cast import a_published_session, an_event, an_organiser, sign_in
from tests.conftest import Clock

NewClient = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def event(refreshed_at_once: None, clock: Clock) -> Event:
    clock.set(datetime(2026, 11, 28, 9, 30, tzinfo=UTC))
    return await an_event()


@pytest.fixture
async def mo(event: Event, new_client: NewClient) -> httpx.AsyncClient:
    client = new_client()
    await sign_in(client, await an_organiser(event))
    return client


async def comes(event: Event, session: str, name: str, **more: Any) -> Attendee:
    reply = await book_places(event, session, Newcomer(name), **more)
    assert reply.who
    return reply.who


def names_in(page: httpx.Response) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*>([^<]+)', page.text)


async def test_the_desk_finds_people_by_name_or_code(event: Event, mo: httpx.AsyncClient) -> None:
    soup = await a_published_session(event)
    for name in ("Jo", "Joanna"):
        await comes(event, soup.session, name)
    ray = await comes(event, soup.session, "Ray")

    by_name = await mo.get("/day/bookings/desk?words=JO")
    by_code = await mo.get(f"/day/bookings/desk?words={ray.code[:3]}+{ray.code[3:].lower()}")

    assert names_in(by_name) == ["Jo", "Joanna"]
    assert names_in(by_code) == ["Ray"]


async def test_somebody_is_noted_as_here_in_one_tap_and_undone_in_one(event: Event, mo: httpx.AsyncClient) -> None:
    jo = await comes(event, (await a_published_session(event)).session, "Jo")

    noted = await mo.post(f"/day/bookings/{jo.id}/arrival")
    again = await mo.post(f"/day/bookings/{jo.id}/arrival")
    page = await mo.get(noted.headers["location"])
    here = await Arrival.count()
    undone = await mo.post(f"/day/bookings/{jo.id}/arrival/removal")

    assert (noted.status_code, again.status_code, undone.status_code, here) == (303, 303, 303, 1)
    assert "Jo is here." in page.text
    assert f'action="/day/bookings/{jo.id}/arrival/removal"' in page.text
    assert "1 of them here" in page.text
    assert (await Arrival.count(), await Booking.count()) == (0, 1)


async def test_whoever_came_without_booking_has_a_place_in_two_taps_and_is_gone_in_one(
    event: Event, mo: httpx.AsyncClient
) -> None:
    soup = await a_published_session(event, places=1)
    film = await a_published_session(event, "Film", hour=8, places=1)

    choice = await mo.get("/day/bookings/walk-ins")
    added = await mo.post("/day/bookings/walk-ins", data={"session": soup.session})
    full = await mo.post("/day/bookings/walk-ins", data={"session": soup.session})
    over = await mo.post("/day/bookings/walk-ins", data={"session": film.session})
    [somebody] = await Attendee.objects()
    here = await Arrival.count()
    await mo.post(f"/day/bookings/{somebody.id}/arrival/removal")

    assert re.findall(r'value="(\w+)"\s+name="session"', choice.text) == [soup.session]
    assert added.headers["location"] == f"/day/bookings/desk?came={somebody.id}"
    assert (full.headers["location"], over.status_code) == ("/day/bookings/walk-ins", 422)
    assert (somebody.name, somebody.walked_in, here) == ("Came without booking", True, 1)
    assert (await Attendee.count(), await Arrival.count()) == (0, 0)


async def test_a_list_from_paper_typed_in_twice_or_at_two_doors_notes_everybody_once(
    event: Event, mo: httpx.AsyncClient
) -> None:
    soup = await a_published_session(event)
    jo, ray, sam = [await comes(event, soup.session, name) for name in ("Jo", "Ray", "Sam")]
    await mo.post(f"/day/bookings/{sam.id}/arrival")
    codes = f"{jo.code.lower()}\n{ray.code[:3]} {ray.code[3:]}\n\n{sam.code}\n"

    wrong = await mo.post("/day/bookings/arrivals", data={"sheet": "sheet-1", "codes": f"{codes}222222"})
    said = []
    for key, typed in (("sheet-1", codes), ("sheet-1", codes), ("sheet-2", jo.code)):
        answer = await mo.post("/day/bookings/arrivals", data={"sheet": key, "codes": typed})
        said.append((await mo.get(answer.headers["location"])).text)
    empty = await mo.post("/day/bookings/arrivals", data={"sheet": "sheet-3", "codes": " "})

    assert (wrong.status_code, codes in wrong.text.replace("\r", "")) == (422, True)
    assert "Nobody has these codes: 222222." in wrong.text
    for page in said[:2]:
        assert "2 people are noted as here. Noted before, at the desk or from another list: Sam." in page
    assert "0 people are noted as here. Noted before, at the desk or from another list: Jo." in said[2]
    assert (empty.status_code, await Arrival.count()) == (422, 3)


async def test_lists_to_take_away_say_who_took_them_until_when_and_run_no_formula(
    event: Event, mo: httpx.AsyncClient
) -> None:
    soup = await a_published_session(event)
    someone = await comes(event, soup.session, "=1+1", places=2)
    door = f"/day/bookings/doors/{soup.session}"

    desk, page, doors = [await mo.post("/day/bookings/desk.csv"), await mo.get(door), await mo.post(f"{door}/file")]

    watermark = '"Taken by Mo on Saturday 28 November, 9:30am",Destroy after Saturday 28 November'
    assert desk.text.lstrip("\ufeff").splitlines() == [
        watermark,
        "Name,Code,Session,When,Room,Places,State,Here",
        f'\'=1+1,{someone.code},Soup and a chat,"Saturday 28 November, 10am",Room 1,2,Booked,',
    ]
    assert doors.text.lstrip("\ufeff").splitlines() == [
        watermark,
        "Name,Code,Places,When",
        f'\'=1+1,{someone.code},2,"Saturday 28 November, 10am"',
    ]
    assert "Taken by Mo on Saturday 28 November, 9:30am. Destroy after Saturday 28 November." in page.text
    assert names_in(page) == ["=1+1"]
    lines = await LogEntry.select(LogEntry.did, LogEntry.what).where(LogEntry.who == "Mo").order_by(LogEntry.at)
    assert {(line["did"], line["what"]) for line in lines} == {
        ("took away as a file", "Desk list"),
        ("took away as a file", "Soup and a chat"),
        ("looked at the door list of", "Soup and a chat"),
    }


async def test_organisers_of_another_event_note_nobody_and_see_no_door(event: Event, client: httpx.AsyncClient) -> None:
    soup = await a_published_session(event)
    jo = await comes(event, soup.session, "Jo")
    await sign_in(client, await an_organiser(await an_event("other"), "Ray"))

    answers = [
        await client.post(f"/other/bookings/{jo.id}/arrival"),
        await client.post(f"/other/bookings/{jo.id}/arrival/removal"),
        await client.get(f"/other/bookings/doors/{soup.session}"),
        await client.post(f"/other/bookings/doors/{soup.session}/file"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert await Arrival.count() == 0
