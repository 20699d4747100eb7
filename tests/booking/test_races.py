"""Two server processes, and people who press the button at the same moment.

Each race leaves the database as `broken_promises` wants it; without the guards the same races do not.
"""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import cycle

import httpx
import pytest

from eventapp import clock
from eventapp.booking.actions import book_places
from eventapp.booking.attendees import personal_token
from eventapp.booking.decide import Booked
from eventapp.booking.invariants import broken_promises
from eventapp.booking.tables import Attendee, Booking
from eventapp.event.tables import Event
from eventapp.notices.tables import Notice
from eventapp.programme.tables import PublishedSession
from tests.booking.dying import MOMENTS, people
from tests.booking.serving import ROOT, Servers, two_servers
from tests.cast import a_published_session, an_event
from tests.servers import new_client

# A bound, not a promise: tests run beside much else. How long people wait is measured by benchmarks.bench_booking.
PATIENCE = 20.0


@pytest.fixture(scope="module")
def servers(database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with two_servers(tmp_path_factory.mktemp("race") / "log") as both:
        yield both


@pytest.fixture
def servers_without_guard(servers: Servers) -> Iterator[Servers]:
    with servers.unguarded():
        yield servers


async def a_coming_event() -> Event:
    # The servers' clock is the real one.
    coming: date = (clock.now() + timedelta(days=7)).date()
    return await an_event(starts_on=coming, ends_on=coming)


class People:
    """Browsers that ask the two processes in turn, so that each race is one between processes."""

    def __init__(self, servers: Servers, count: int) -> None:
        urls = cycle(servers.urls)
        self.browsers = [new_client(base_url=next(urls), timeout=PATIENCE) for _ in range(count)]

    async def __aenter__(self) -> list[httpx.AsyncClient]:
        return self.browsers

    async def __aexit__(self, *_problem: object) -> None:
        for browser in self.browsers:
            await browser.aclose()


async def press(browser: httpx.AsyncClient, session: PublishedSession, name: str, **more: str) -> int:
    """Somebody new books: what the answer before left in the browser is gone."""
    browser.cookies.clear()
    answer = await browser.post(
        f"/day/sessions/{session.session}/booking",
        data={
            "form_key": f"{name} {session.session}",
            "name": name,
            "places": "1",
            "supporters": "0",
            "email": f"{name}@example.org",
            **more,
        },
    )
    return answer.status_code


async def once_each(servers: Servers, sessions: list[PublishedSession], people: int, **more: str) -> list[list[int]]:
    """For each session in turn, so many people press at once. Returns the statuses, in order of size."""
    async with People(servers, people) as browsers:
        return [
            sorted(
                await asyncio.gather(*(press(browser, session, f"P{n}", **more) for n, browser in enumerate(browsers)))
            )
            for session in sessions
        ]


# One place, many people


async def test_the_last_place_goes_to_one_of_sixteen_who_ask_two_processes_at_once(db: None, servers: Servers) -> None:
    event = await a_coming_event()
    sessions = [await a_published_session(event, f"Session {n}", places=1) for n in range(3)]

    answers = await once_each(servers, sessions, 16)

    assert answers == [[303] + [409] * 15] * 3
    assert await broken_promises(event.id) == []
    assert await Booking.count() == await Attendee.count() == await Notice.count() == 3


async def test_without_the_guard_places_are_sold_twice_and_it_is_found(
    db: None, servers_without_guard: Servers
) -> None:
    event = await a_coming_event()

    async def race() -> list[list[int]]:
        sessions = [await a_published_session(event, f"Session {n}", places=1) for n in range(10)]
        return await once_each(servers_without_guard, sessions, 2)

    answers, oversold = await until_it_goes_wrong(event, race, "2 places are booked of 1")

    assert oversold != []
    assert answers.count([303, 303]) >= len(oversold)


async def until_it_goes_wrong(
    event: Event, race: Callable[[], Awaitable[list[list[int]]]], fault: str
) -> tuple[list[list[int]], list[str]]:
    """Runs the race until two processes have met, which they seldom do on a busy machine.

    Returns the statuses of all rounds, and what `broken_promises` says that ends in `fault`: nothing after twenty races
    without.
    """
    answers: list[list[int]] = []
    for _ in range(20):
        answers += await race()
        faults = [said for said in await broken_promises(event.id) if said.endswith(fault)]
        if faults:
            return answers, faults
    return answers, []


async def test_a_session_is_filled_exactly_by_sixteen_who_try_again_and_again(db: None, servers: Servers) -> None:
    event = await a_coming_event()
    hall = await a_published_session(event, places=200)

    async def tries(number: int, browser: httpx.AsyncClient) -> list[int]:
        return [await press(browser, hall, f"P{number}-{n}", email="") for n in range(25)]

    async with People(servers, 16) as browsers:
        answers = await asyncio.gather(*(tries(number, browser) for number, browser in enumerate(browsers)))

    assert Counter(status for some in answers for status in some) == Counter({303: 200, 409: 200})
    assert await broken_promises(event.id) == []


async def test_two_groups_are_never_split(db: None, servers: Servers) -> None:
    event = await a_coming_event()
    sessions = [await a_published_session(event, f"Session {n}", places=5) for n in range(5)]

    answers = await once_each(servers, sessions, 2, places="3")

    assert answers == [[303, 409]] * 5
    assert await broken_promises(event.id) == []


# One person, many requests


async def test_one_form_sent_to_two_processes_at_once_books_once(db: None, servers: Servers) -> None:
    event = await a_coming_event()
    sessions = [await a_published_session(event, f"Session {n}", places=5) for n in range(10)]

    async with People(servers, 2) as browsers:
        answers = [
            await asyncio.gather(*(press(browser, session, "Jo") for browser in browsers)) for session in sessions
        ]

    assert answers == [[303, 303]] * 10
    assert await Booking.count() == await Attendee.count() == await Notice.count() == 10
    assert await broken_promises(event.id) == []


async def two_at_once(servers: Servers, event: Event, rounds: int) -> list[list[int]]:
    """Somebody asks for two sessions at the same time from two tabs, again and again; the statuses of each round."""
    film = await a_published_session(event, "Film", hour=14, places=999)
    pairs = [
        [await a_published_session(event, f"{title} {n}", hour=10, places=9) for title in ("Soup", "Talk")]
        for n in range(rounds)
    ]
    answers = []
    async with People(servers, 2) as browsers:
        for number, pair in enumerate(pairs):
            await press(browsers[0], film, f"P{number}")
            cookies = dict(browsers[0].cookies)
            browsers[1].cookies.clear()
            browsers[1].cookies.update(cookies)
            asked = [
                browser.post(
                    f"/day/sessions/{session.session}/booking",
                    data={"form_key": f"{session.session}", "name": f"P{number}", "places": "1", "supporters": "0"},
                )
                for browser, session in zip(browsers, pair, strict=True)
            ]
            answers.append(sorted(answer.status_code for answer in await asyncio.gather(*asked)))
    return answers


async def test_one_person_who_asks_for_two_sessions_at_once_from_two_tabs_has_one(db: None, servers: Servers) -> None:
    event = await a_coming_event()

    answers = await two_at_once(servers, event, 10)

    assert answers == [[303, 409]] * 10
    assert await broken_promises(event.id) == []


async def test_without_the_guard_one_person_is_in_two_sessions_at_once_and_it_is_found(
    db: None, servers_without_guard: Servers
) -> None:
    event = await a_coming_event()

    answers, clashes = await until_it_goes_wrong(
        event, lambda: two_at_once(servers_without_guard, event, 10), "at the same time"
    )

    assert clashes != []
    assert [303, 303] in answers


# Cancelling, waiting and booking at once


async def test_a_place_that_is_freed_goes_to_whoever_waits_and_to_nobody_who_comes_just_then(
    db: None, servers: Servers
) -> None:
    event = await a_coming_event()
    sessions = [await a_published_session(event, f"Session {n}", places=1) for n in range(5)]

    async with People(servers, 4) as (holder, first, second, visitor):
        for session in sessions:
            await press(holder, session, "Holder")
            await press(first, session, "First", wait="yes")
            await press(second, session, "Second", wait="yes")
            names = {row.name: row for row in await Attendee.objects().order_by(Attendee.created_at)}
            bookings = {row.attendee: row for row in await Booking.objects().where(Booking.session == session.session)}
            holds, leaves = (
                f"/day/my/{personal_token(names[name])}/bookings/{bookings[names[name].id].id}/cancellation"
                for name in ("Holder", "First")
            )
            answers = await asyncio.gather(holder.post(holds), first.post(leaves), press(visitor, session, "Visitor"))
            left = await Booking.objects().where((Booking.session == session.session) & (Booking.state != "cancelled"))

            assert [answers[0].status_code, answers[1].status_code, answers[2]] == [303, 303, 409]
            assert [(row.attendee, row.state) for row in left] == [(names["Second"].id, "booked")]

    assert await broken_promises(event.id) == []


# A server that is killed


async def test_a_server_killed_in_the_middle_loses_and_doubles_nothing_that_it_answered(
    db: None, servers: Servers
) -> None:
    event = await a_coming_event()
    hall = await a_published_session(event, places=500)
    answered: list[str] = []
    statuses: list[int] = []

    async def book(browser: httpx.AsyncClient, number: int) -> None:
        for n in range(40):
            name = f"P{number}-{n}"
            try:
                statuses.append(await press(browser, hall, name))
            except httpx.TransportError:
                return
            answered.append(name)
            if len(answered) == 40:
                servers.kill(1)

    async with People(servers, 8) as browsers:
        # All of them ask the one that is killed.
        for browser in browsers:
            browser.base_url = httpx.URL(servers.urls[1])
        await asyncio.gather(*(book(browser, number) for number, browser in enumerate(browsers)))
        there = {row["name"] for row in await Attendee.select(Attendee.name)}
        lost = set(answered) - there
        await asyncio.to_thread(servers.start_again, 1)
        again = [await press(browsers[0], hall, name) for name in sorted(there)[:5]]

    assert (lost, set(statuses), again) == (set(), {303}, [303] * 5)
    assert await Booking.count() == await Attendee.count() == await Notice.count() == len(there)
    assert await broken_promises(event.id) == []


async def test_a_process_killed_at_any_moment_has_booked_for_all_whom_it_answered_and_for_nobody_twice(
    db: None,
) -> None:
    event = await a_coming_event()
    sessions = {moment: await a_published_session(event, moment, hour=9 + n) for n, moment in enumerate(MOMENTS)}

    said = await asyncio.to_thread(book_and_die, event, sessions.values())
    booked = {row["name"] for row in await Attendee.select(Attendee.name)}
    stored = {moment: await Booking.count().where(Booking.session == row.session) for moment, row in sessions.items()}
    broken = await broken_promises(event.id)
    again = await asyncio.gather(
        *(book_places(event, row.session, who) for moment, row in sessions.items() for who in people(moment))
    )

    assert (stored, broken) == (MOMENTS, [])
    assert said == ["while others wait 0", "while others wait 1"]
    assert set(said) <= booked
    assert {type(reply.outcome) for reply in again} == {Booked}
    assert await Booking.count() == await Attendee.count() == await Notice.count() == len(again)
    assert await broken_promises(event.id) == []


def book_and_die(event: Event, sessions: Iterable[PublishedSession]) -> list[str]:
    """Whom the processes of `tests.booking.dying` answered before they were killed."""
    words = [sys.executable, "-m", "tests.booking.dying", event.id, *(str(session.session) for session in sessions)]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()
