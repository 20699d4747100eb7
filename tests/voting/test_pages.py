"""A vote through the browser, as each of those who may or may not."""

import json
import re
from datetime import timedelta
from fractions import Fraction

import httpx
import pytest

from eventapp import clock as the_clock
from eventapp.event.tables import Event
from eventapp.people.tables import Organisation, Person
from eventapp.proposals.tables import Proposal
from eventapp.timetable.tables import Session
from eventapp.voting.actions import close_round, confirm_result, count_round
from eventapp.voting.equal_shares import BallotValue, Candidate, Rules, tally
from eventapp.voting.reading import votes_cast
from eventapp.voting.tables import Round
from tests.cast import a_person, an_event, an_organisation, an_organiser, sign_in
from tests.conftest import Clock
from tests.voting.vote import (
    an_open_round,
    candidates_of,
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


PARTNERS_READ = ["vote", "vote/ballot", "vote/result", "vote/result.json"]
ORGANISERS_READ = ["vote/new", "vote/rules"]
PARTNERS_WRITE = ["vote/ballot"]
ORGANISERS_WRITE = ["vote/new", "vote/rules", "vote/opening", "vote/closing", "vote/count", "vote/result"]


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


# Closing, counting, confirming


async def test_an_organiser_closes_and_reads_the_result(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, _tom = await a_day()
    round_ = await an_open_round(event, organiser)
    await people_who_vote(round_, organisation, ["Film"], ["Film", "Soup lunch"], ["Film"])
    await sign_in(client, organiser)

    answer = await client.post("/day/vote/closing", follow_redirects=True)

    assert answer.url.path == "/day/vote/result"
    assert "The votes are counted." in answer.text
    assert "3 people voted." in answer.text
    assert "Minutes of room time given: 120 of 120" in answer.text
    assert answer.text.index("Chosen, in the order of the count") < answer.text.index(">Film<")
    assert "Nobody ticked it this time." in answer.text


async def test_counting_that_breaks_off_is_told_and_offered_again(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    await people_who_vote(round_, organisation, ["Film"])
    await sign_in(client, organiser)

    with monkeypatch.context() as broken:
        broken.setattr("eventapp.voting.counting.sys.executable", "/bin/false")
        stopped = await client.post("/day/vote/closing", follow_redirects=True)
        await sign_in(client, tom)
        partner = await client.get("/day/vote")
    await sign_in(client, organiser)
    counted = await client.post("/day/vote/count", follow_redirects=True)

    assert "Counting stopped before its end." in stopped.text
    assert "Count the votes" in stopped.text
    assert "The votes are being counted." in partner.text
    assert "Result:" in counted.text


async def test_an_organiser_confirms_and_the_sessions_are_made(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await a_counted_round(event, organiser, organisation)
    ids = await candidates_of(round_)
    await sign_in(client, organiser)

    shown = await client.get("/day/vote/result")
    ticked = dict.fromkeys(re.findall(r'name="(in_\w+)"[^>]*checked', shown.text), "y")
    answer = await client.post("/day/vote/result", data=ticked | {"why_x": ""}, follow_redirects=True)
    await sign_in(client, tom)
    partner = await client.get("/day/vote")

    assert set(ticked) == {f"in_{ids['Film']}", f"in_{ids['Soup lunch']}"}
    assert "The result is final. 2 sessions wait for a room and a time." in answer.text
    assert await Session.count() == 2
    assert "This is final." in partner.text
    assert "Confirm the result" not in partner.text


async def test_a_change_without_a_reason_comes_back_and_with_one_is_public(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await a_counted_round(event, organiser, organisation)
    ids = await candidates_of(round_)
    await sign_in(client, organiser)
    changed = {f"in_{ids['Film']}": "y", f"in_{ids['Garden walk']}": "y"}
    reasons = {f"why_{ids['Garden walk']}": "The garden is free.", f"why_{ids['Soup lunch']}": ""}

    without = await client.post("/day/vote/result", data=changed | reasons)
    reasons[f"why_{ids['Soup lunch']}"] = "The kitchen is <closed>."
    given = await client.post("/day/vote/result", data=changed | reasons)
    await sign_in(client, tom)
    partner = await client.get("/day/vote/result")

    assert without.status_code == 422
    assert without.text.count("Say why you decide differently about “Soup lunch”.") == 2
    assert "Say why you decide differently about “Garden walk”." not in without.text
    assert 'value="The garden is free."' in without.text
    assert given.status_code == 303
    assert "An organiser decided differently:</strong> The kitchen is &lt;closed&gt;." in partner.text
    assert "An organiser decided differently:</strong> The garden is free." in partner.text


async def test_a_reason_that_is_too_long_stores_nothing(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, _tom = await a_day()
    round_ = await a_counted_round(event, organiser, organisation)
    ids = await candidates_of(round_)
    await sign_in(client, organiser)

    answer = await client.post("/day/vote/result", data={f"why_{id_}": "x" * 501 for id_ in ids.values()})

    assert answer.status_code == 422
    assert "Write at most 500 characters." in answer.text
    assert await Proposal.count().where(Proposal.state == "submitted") == 3


async def test_something_withdrawn_after_the_count_is_off_the_list(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, _tom = await a_day()
    await a_counted_round(event, organiser, organisation)
    await Proposal.update({Proposal.state: "withdrawn"}).where(Proposal.title == "Film")
    await sign_in(client, organiser)

    shown = await client.get("/day/vote/result")
    ticked = dict.fromkeys(re.findall(r'name="(in_\w+)"[^>]*checked', shown.text), "y")
    answer = await client.post("/day/vote/result", data=ticked, follow_redirects=True)

    assert len(ticked) == 1
    assert "The people who proposed it took it back after the count." in answer.text


async def test_a_confirmed_result_is_confirmed_once(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, _tom = await a_day()
    round_ = await a_counted_round(event, organiser, organisation)
    await confirm_result(round_, organiser, [], dict.fromkeys((await candidates_of(round_)).values(), "No rooms."))
    await sign_in(client, organiser)

    answer = await client.post("/day/vote/result", data={})

    assert (answer.status_code, answer.headers["location"]) == (303, "/day/vote")


async def test_after_one_vote_an_organiser_prepares_another(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, _tom = await a_day()
    round_ = await a_counted_round(event, organiser, organisation)
    await confirm_result(round_, organiser, [], dict.fromkeys((await candidates_of(round_)).values(), "No rooms."))
    await sign_in(client, organiser)

    result = await client.get("/day/vote")
    await client.post("/day/vote/new", data=RULES)
    shown = await client.get("/day/vote")

    assert "Prepare another vote" in result.text
    assert "Voting has not opened yet." in shown.text


# The result


async def test_anybody_who_plans_can_count_again_from_the_file(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    other = await an_organisation(event, "Shed")
    round_ = await an_open_round(event, organiser, "Film", "Soup lunch", "Garden walk", "Choir", "Chess")
    await people_who_vote(round_, organisation, ["Film"], ["Film", "Choir"], ["Chess"], ["Film", "Garden walk"])
    await people_who_vote(round_, other, ["Soup lunch"], ["Soup lunch", "Chess"], ["Choir"])
    await count_round(await close_round(round_, organiser))
    await sign_in(client, tom)

    answer = await client.get("/day/vote/result.json")

    told = json.loads(answer.content)
    counted = tally(
        [Candidate(one["id"], one["minutes"]) for one in told["candidates"] if one["why"] != "withdrawn"],
        [BallotValue(frozenset(one["marks"]), Fraction(one["weight"]), one["group"]) for one in told["ballots"]],
        Rules(told["budget_minutes"], told["seed"]),
    )
    assert answer.headers["content-type"] == "application/json"
    assert [one["id"] for one in told["candidates"] if one["counted_in"]] == [*counted.chosen]
    assert [(one.people, one.why) for one in sorted(counted.outcomes, key=lambda one: one.id)] == [
        (one["people"], one["why"]) for one in sorted(told["candidates"], key=lambda one: one["id"])
    ]
    assert sorted(one["weight"] for one in told["ballots"]) == ["1/3"] * 3 + ["1/4"] * 4
    assert {one["group"] for one in told["ballots"]} == {"1", "2"}
    for secret in (tom.id, organisation.id, other.id, "Equal Lives", "Shed"):
        assert secret not in answer.text


async def test_with_fewer_than_three_votes_nobody_reads_how_many_ticked_what(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    await people_who_vote(round_, organisation, ["Film"], ["Film", "Soup lunch"])
    await count_round(await close_round(round_, organiser))
    await sign_in(client, tom)

    page = await client.get("/day/vote/result")
    file = json.loads((await client.get("/day/vote/result.json")).content)

    assert "People who ticked it" not in page.text
    assert "we do not show how many ticked what" in page.text
    assert (file["ballots"], file["ballots_cast"]) == ([], 2)
    assert "people" not in file["candidates"][0]


async def test_the_result_says_what_is_left_of_a_long_day(client: httpx.AsyncClient, clock: Clock) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await a_counted_round(event, organiser, organisation)
    clock.advance(timedelta(days=1))
    await confirm_result(round_, organiser, [], dict.fromkeys((await candidates_of(round_)).values(), "No rooms."))
    await sign_in(client, tom)

    answer = await client.get("/day/vote/result")

    assert "Nothing was chosen." in answer.text
    assert "Minutes of room time given: 0 of 120" in answer.text
