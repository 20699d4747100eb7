"""A vote through the browser, as each of those who may or may not."""

import httpx
import pytest

from eventapp import clock as the_clock
from eventapp.event.tables import Event
from eventapp.people.tables import Organisation, Person
from eventapp.voting.actions import close_round, count_round
from eventapp.voting.counting_turns import count_closed_rounds
from eventapp.voting.reading import votes_cast
from eventapp.voting.tables import Round
from tests.cast import a_person, an_event, an_organisation, an_organiser, sign_in
from tests.conftest import Clock
from tests.voting.vote import (
    an_open_round,
    people_who_vote,
)

RULES = {
    "title": "What goes into the programme?",
    "closes_at": "2026-11-21 18:00",
    "weighting": "organisation",
    "budget_from": "hand",
    "budget_minutes": "120",
    "supporters_elsewhere": "0",
    "stars": "0",
}


@pytest.fixture(autouse=True)
def november(clock: Clock) -> None:
    """The first of November, so that the dates below are still to come."""
    clock.set(the_clock.now().replace(year=2026, month=11, day=1, hour=9))


async def a_day() -> tuple[Event, Person, Organisation, Person]:
    """An event, its organiser, an organisation that takes part, and somebody of it."""
    event = await an_event()
    organisation = await an_organisation(event)
    return event, await an_organiser(event), organisation, await a_person("Tom", organisation)


async def a_counted_round(event: Event, organiser: Person, organisation: Organisation) -> Round:
    round_ = await an_open_round(event, organiser)
    await people_who_vote(round_, organisation, ["Film"], ["Film", "Soup lunch"], ["Film"])
    return await count_round(await close_round(round_, organiser))


# Who may see what


PARTNERS_READ = ["vote", "vote/ballot", "vote/result", "vote/result.json", "vote/result.pb", "vote/counting"]
PARTNERS_READ += [
    "vote/results",
    "vote/results/nobody",
    "vote/results/nobody/votes.json",
    "vote/results/nobody/votes.pb",
]
ORGANISERS_READ = ["vote/new", "vote/rules", "vote/trial", "vote/what-if", "vote/ending", "vote/closing-time"]
ORGANISERS_READ += ["vote/confirm"]
PARTNERS_WRITE = ["vote/ballot", "vote/ballot/abstention", "vote/ballot/removal"]
ORGANISERS_WRITE = ["vote/new", "vote/rules", "vote/opening", "vote/ending", "vote/closing-time"]
ORGANISERS_WRITE += ["vote/count", "vote/confirm", "vote/results/nobody/offers"]


async def answers(client: httpx.AsyncClient, places: list[str]) -> dict[str, int]:
    """The status of each page."""
    return {place: (await client.get(f"/day/{place}")).status_code for place in places}


async def answers_to_forms(client: httpx.AsyncClient, places: list[str]) -> dict[str, int]:
    """The status of each form, sent with rules that nothing is wrong with."""
    return {place: (await client.post(f"/day/{place}", data=RULES)).status_code for place in places}


async def test_nobody_is_asked_to_sign_in_and_an_outsider_finds_nothing(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await an_open_round(event, organiser)
    places = [*PARTNERS_READ, *ORGANISERS_READ]

    addresses = [(await client.get(f"/day/{place}")).headers["location"] for place in places]
    await sign_in(client, await a_person("Charlie"))
    outsider = await answers(client, places)

    assert addresses == [f"/sign-in?next=/day/{place}" for place in places]
    assert outsider == dict.fromkeys(places, 404)


async def test_nobody_and_an_outsider_change_nothing(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    round_ = await an_open_round(event, organiser)
    places = [*PARTNERS_WRITE, *ORGANISERS_WRITE]
    before = await Round.select()

    nobody = await answers_to_forms(client, places)
    await sign_in(client, await a_person("Charlie"))
    outsider = await answers_to_forms(client, places)

    assert (nobody, outsider) == (dict.fromkeys(places, 303), dict.fromkeys(places, 404))
    assert await Round.select() == before
    assert await votes_cast(round_) == 0


async def test_a_partner_does_and_sees_nothing_that_is_for_organisers(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    await an_open_round(event, organiser)
    before = await Round.select()
    await sign_in(client, tom)

    assert await answers(client, ORGANISERS_READ) == dict.fromkeys(ORGANISERS_READ, 404)
    assert await answers_to_forms(client, ORGANISERS_WRITE) == dict.fromkeys(ORGANISERS_WRITE, 404)
    assert await Round.select() == before


async def test_an_event_that_does_not_exist_is_not_found(client: httpx.AsyncClient) -> None:
    places = [*PARTNERS_READ, *ORGANISERS_READ]
    await sign_in(client, await a_person("Tom"))

    assert await answers(client, places) == dict.fromkeys(places, 404)


async def test_without_a_vote_there_is_nothing_to_read_and_nothing_to_do(client: httpx.AsyncClient) -> None:
    _event, organiser, _organisation, _tom = await a_day()
    await sign_in(client, organiser)
    pages, forms = ["vote/rules", "vote/result", "vote/result.json"], [*PARTNERS_WRITE, *ORGANISERS_WRITE[1:]]

    assert await answers(client, pages) == dict.fromkeys(pages, 404)
    assert await answers_to_forms(client, forms) == dict.fromkeys(forms, 404)


# Closing and counting


async def test_an_organiser_ends_the_vote_and_reads_the_result(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, _tom = await a_day()
    round_ = await an_open_round(event, organiser)
    await people_who_vote(round_, organisation, ["Film"], ["Film", "Soup lunch"], ["Film"])
    await sign_in(client, organiser)

    closed = await client.post("/day/vote/ending", data={"why": "Everybody has voted."}, follow_redirects=True)
    await count_closed_rounds()
    answer = await client.get("/day/vote")

    assert "Voting is closed. All votes are kept" in closed.text
    assert "Result:" in answer.text
    assert "3 people voted." in answer.text
