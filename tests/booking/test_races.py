"""Two server processes, and people who press the button at the same moment."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from eventapp import clock
from eventapp.booking.invariants import broken_promises
from eventapp.booking.tables import Attendee, Booking
from eventapp.event.tables import Event
from eventapp.notices.tables import Notice
from eventapp.programme.tables import PublishedSession
from tests.booking.serving import two_servers
from tests.cast import a_published_session, an_event

ROUNDS = 200


@pytest.fixture(scope="module")
def servers(database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    with two_servers("guarded", tmp_path_factory.mktemp("race") / "log") as urls:
        yield urls


@pytest.fixture
def servers_without_guard(database: None, tmp_path: Path) -> Iterator[list[str]]:
    with two_servers("unguarded", tmp_path / "log") as urls:
        yield urls


async def test_the_last_place_goes_to_one_of_two_who_ask_two_processes_at_once(db: None, servers: list[str]) -> None:
    event = await a_coming_event()
    sessions = [await a_published_session(event, f"Session {n}", places=1) for n in range(ROUNDS)]

    answers = await race(servers, sessions)

    assert answers == Counter({(303, 409): ROUNDS})
    assert await broken_promises(event.id) == []
    assert await Booking.count() == ROUNDS
    assert await Attendee.count() == ROUNDS
    assert await Notice.count() == ROUNDS


async def test_without_the_guard_places_are_sold_twice_and_it_is_found(
    db: None, servers_without_guard: list[str]
) -> None:
    event = await a_coming_event()
    sessions = [await a_published_session(event, f"Session {n}", places=1) for n in range(ROUNDS // 4)]

    answers = await race(servers_without_guard, sessions)

    oversold = [problem for problem in await broken_promises(event.id) if problem.endswith("2 places are booked of 1")]
    assert oversold != []
    assert answers[303, 303] >= len(oversold)


async def test_one_form_sent_to_two_processes_at_once_books_once(db: None, servers: list[str]) -> None:
    event = await a_coming_event()
    sessions = [await a_published_session(event, f"Session {n}", places=5) for n in range(20)]

    answers = await race(servers, sessions, ("Jo", "Jo"))

    assert answers == Counter({(303, 303): 20})
    assert await Booking.count() == 20
    assert await Attendee.count() == 20
    assert await broken_promises(event.id) == []


async def a_coming_event() -> Event:
    # The servers' clock is the real one.
    coming: date = (clock.now() + timedelta(days=7)).date()
    return await an_event(starts_on=coming, ends_on=coming)


async def race(
    servers: list[str], sessions: list[PublishedSession], names: tuple[str, str] = ("Jo", "Ray")
) -> "Counter[tuple[int, int]]":
    """Has two people ask two processes for each session at once. Returns how often each pair of statuses came."""
    pairs: Counter[tuple[int, int]] = Counter()
    async with httpx.AsyncClient(base_url=servers[0]) as one, httpx.AsyncClient(base_url=servers[1]) as other:
        for session in sessions:
            low, high = sorted(await asyncio.gather(press(one, session, names[0]), press(other, session, names[1])))
            pairs[low, high] += 1
    return pairs


async def press(browser: httpx.AsyncClient, session: PublishedSession, name: str) -> int:
    # Somebody new each time: what the answer before left in the browser is gone.
    browser.cookies.clear()
    answer = await browser.post(
        f"/day/sessions/{session.session}/booking",
        data={"form_key": f"{name} {session.session}", "name": name, "places": "1", "email": f"{name}@example.org"},
    )
    return answer.status_code
