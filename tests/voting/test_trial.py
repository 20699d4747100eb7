"""Trying the count: made-up votes before a vote opens, and other rules before its result is confirmed."""

import asyncio
import re
from typing import Any

import httpx
import pytest

from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from eventapp.people.tables import Organisation, Person
from eventapp.voting.actions import close_round, confirm_result, count_round, open_round
from eventapp.voting.counting import Counted, count
from eventapp.voting.election import Election, weighed
from eventapp.voting.tables import Ballot, Candidate, Round
from eventapp.voting.trying import AT_ONCE
from tests.cast import a_person, a_room, an_event, an_organisation, an_organiser, sign_in
from tests.voting.vote import (
    a_prepared_round,
    a_submitted_proposal,
    an_open_round,
    candidates_of,
    people_who_vote,
)


def plain(answer: httpx.Response) -> str:
    """The words of the page's main part, as they are read."""
    main = re.sub(r"<svg\b.*?</svg>", " ", answer.text[answer.text.index("<main") :], flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


# Made-up votes


async def a_prepared_day(*, people: int = 6, ideas: int = 5, **rules: Any) -> tuple[Event, Person, Round]:
    """Two organisations of so many people, and five ideas of an hour each for a vote on three hours."""
    event = await an_event()
    organiser = await an_organiser(event)
    for name in ("Shed", "Café"):
        organisation = await an_organisation(event, name)
        for number in range(people):
            await a_person(f"{name} {number}", organisation)
        for number in range(ideas):
            await a_submitted_proposal(event, f"Idea {number} of {name}", organisation=organisation)
    round_ = await a_prepared_round(event, organiser, budget_minutes=180, **rules)
    return event, organiser, round_


async def test_a_trial_shows_what_made_up_votes_choose_and_says_so(client: httpx.AsyncClient) -> None:
    _event, organiser, _round = await a_prepared_day()
    await sign_in(client, organiser)

    words = plain(await client.get("/day/vote/trial"))

    assert "Nobody has voted. All votes on this page are made up, and so is what they choose." in words
    assert re.search(r"\d+ made-up people voted\.", words)
    assert "Minutes of room time given: 180 of 180" in words
    assert "If the most votes won" in words
    assert "This is final" not in words


async def test_an_address_of_a_trial_gives_the_same_again_and_another_seed_something_else(
    client: httpx.AsyncClient,
) -> None:
    _event, organiser, _round = await a_prepared_day()
    await sign_in(client, organiser)

    first, again, without, other = [
        plain(await client.get(f"/day/vote/trial{asked}")) for asked in ("?seed=1", "?seed=1", "", "?seed=2")
    ]

    assert first == again == without
    assert first != other


async def test_a_trial_stores_nothing(client: httpx.AsyncClient) -> None:
    _event, organiser, round_ = await a_prepared_day()
    await sign_in(client, organiser)
    before = await Round.select().where(Round.id == round_.id), await LogEntry.count()

    await client.get("/day/vote/trial")

    assert (await Round.select().where(Round.id == round_.id), await LogEntry.count()) == before
    assert (await Ballot.count(), await Candidate.count()) == (0, 0)


async def test_a_trial_does_not_tell_the_number_that_draws(client: httpx.AsyncClient) -> None:
    _event, organiser, round_ = await a_prepared_day()
    await sign_in(client, organiser)

    assert round_.seed not in (await client.get("/day/vote/trial")).text


async def test_a_trial_goes_by_the_limits_of_the_rules(client: httpx.AsyncClient) -> None:
    _event, organiser, _round = await a_prepared_day(kind_caps={"workshop": 60})
    await sign_in(client, organiser)

    words = plain(await client.get("/day/vote/trial"))

    assert "Minutes of room time given: 60 of 180" in words
    assert "The rules say how much time this kind gets: Workshop. Too little was left." in words


@pytest.mark.parametrize("seed", ["0", "-1", "x", "9" * 40, "1.5", "\x00", "'"])
async def test_a_seed_that_is_none_is_told(client: httpx.AsyncClient, seed: str) -> None:
    _event, organiser, _round = await a_prepared_day(people=1, ideas=1)
    await sign_in(client, organiser)

    answer = await client.get("/day/vote/trial", params={"seed": seed})

    assert (answer.status_code, "There is a problem" in answer.text) == (422, True)


async def test_without_proposals_or_people_a_trial_says_what_is_missing(client: httpx.AsyncClient) -> None:
    for slug, people, ideas in (("no-people", 0, 2), ("no-ideas", 3, 0)):
        event = await an_event(slug)
        organiser = await an_organiser(event, f"Mo of {slug}")
        organisation = await an_organisation(event, f"Group of {slug}")
        for number in range(people):
            await a_person(f"Person {number} of {slug}", organisation)
        for number in range(ideas):
            await a_submitted_proposal(event, f"Idea {number}")
        await a_prepared_round(event, organiser)
        await sign_in(client, organiser)

        answer = await client.get(f"/{slug}/vote/trial")

        assert (answer.status_code, "There is nothing to count yet" in answer.text) == (200, True)


async def test_a_trial_is_there_for_organisers_while_the_vote_is_prepared(client: httpx.AsyncClient) -> None:
    _event, organiser, round_ = await a_prepared_day(people=1)
    partner = (await Person.objects().where(Person.name == "Shed 0"))[0]
    nobody = await client.get("/day/vote/trial")
    await sign_in(client, partner)
    of_partner = await client.get("/day/vote/trial")
    await open_round(round_, organiser)
    await sign_in(client, organiser)
    opened = await client.get("/day/vote/trial")

    assert [nobody.status_code, of_partner.status_code, opened.status_code] == [303, 404, 303]
    assert opened.headers["location"] == "/day/vote"


# What if


async def a_counted_day() -> tuple[Event, Person, Organisation, Round]:
    """Six people of a trust and three of a shed, who want other things; two hours to give, four ideas of an hour."""
    event = await an_event()
    organiser = await an_organiser(event)
    trust, shed = await an_organisation(event, "Trust"), await an_organisation(event, "Shed")
    round_ = await an_open_round(event, organiser, "Film", "Soup lunch", "Garden walk", "Choir")
    await people_who_vote(round_, trust, *[["Film", "Soup lunch", "Choir"]] * 6)
    await people_who_vote(round_, shed, *[["Garden walk"]] * 3)
    return event, organiser, trust, await count_round(await close_round(round_, organiser))


async def test_more_room_time_brings_more_in(client: httpx.AsyncClient) -> None:
    event, organiser, _trust, _round = await a_counted_day()
    await a_room(event)
    await sign_in(client, organiser)
    asked = {"budget_minutes": "240", "weighting": "organisation"}

    form = plain(await client.get("/day/vote/what-if"))
    words = plain(await client.get("/day/vote/what-if", params=asked))

    assert "What would be different" not in form
    assert "With these rules 4 hours of 4 hours would be given." in words
    assert "These would come in" in words
    assert "These would go out" not in words


async def test_a_room_more_adds_what_one_room_has(client: httpx.AsyncClient) -> None:
    event, organiser, _trust, _round = await a_counted_day()
    await a_room(event)
    await sign_in(client, organiser)
    asked = {"budget_minutes": "120", "weighting": "organisation", "one_room_more": "y"}

    words = plain(await client.get("/day/vote/what-if", params=asked))

    # Six hours less one for breaks, less a quarter of each hour.
    assert "That adds 3 hours 45 minutes." in words
    assert "With these rules 4 hours of 5 hours 45 minutes would be given." in words


async def test_other_weights_change_who_decides(client: httpx.AsyncClient) -> None:
    _event, organiser, _trust, _round = await a_counted_day()
    await sign_in(client, organiser)
    asked = {"budget_minutes": "120"}

    same = plain(await client.get("/day/vote/what-if", params=asked | {"weighting": "organisation"}))
    by_person = plain(await client.get("/day/vote/what-if", params=asked | {"weighting": "person"}))

    assert "The same proposals would be chosen." in same
    assert re.search(r"These would go out Garden walk", by_person)
    assert re.search(r"Shed 100% 0%", by_person)


async def test_what_if_stores_nothing(client: httpx.AsyncClient) -> None:
    _event, organiser, _trust, _round = await a_counted_day()
    await sign_in(client, organiser)
    before = await Round.select(), await Candidate.select().order_by(Candidate.id), await LogEntry.count()

    await client.get("/day/vote/what-if", params={"budget_minutes": "240", "weighting": "person"})

    assert (await Round.select(), await Candidate.select().order_by(Candidate.id), await LogEntry.count()) == before


@pytest.mark.parametrize(
    "asked",
    [
        {"budget_minutes": "", "weighting": "person"},
        {"budget_minutes": "0", "weighting": "person"},
        {"budget_minutes": "9" * 30, "weighting": "person"},
        {"budget_minutes": "60", "weighting": "dice"},
        {"weighting": "\x00"},
    ],
)
async def test_what_cannot_be_counted_brings_the_form_back(client: httpx.AsyncClient, asked: dict[str, str]) -> None:
    _event, organiser, _trust, _round = await a_counted_day()
    await sign_in(client, organiser)

    answer = await client.get("/day/vote/what-if", params=asked)

    assert (answer.status_code, "There is a problem" in answer.text) == (422, True)
    assert "What would be different" not in answer.text


async def test_a_count_that_breaks_off_is_told(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    _event, organiser, _trust, _round = await a_counted_day()
    await sign_in(client, organiser)
    monkeypatch.setattr("eventapp.voting.counting.sys.executable", "/bin/false")

    answer = await client.get("/day/vote/what-if", params={"budget_minutes": "240", "weighting": "person"})

    assert (answer.status_code, "Counting stopped before its end." in answer.text) == (422, True)


async def test_what_if_is_there_for_organisers_until_the_result_is_final(client: httpx.AsyncClient) -> None:
    _event, organiser, trust, round_ = await a_counted_day()
    nobody = await client.get("/day/vote/what-if")
    await sign_in(client, await a_person("Tom", trust))
    partner = await client.get("/day/vote/what-if")
    await confirm_result(round_, organiser, [], dict.fromkeys((await candidates_of(round_)).values(), "No rooms."))
    await sign_in(client, organiser)
    final = await client.get("/day/vote/what-if")

    assert [nobody.status_code, partner.status_code, final.status_code] == [303, 404, 303]


async def test_of_very_few_votes_what_if_counts_nothing(client: httpx.AsyncClient) -> None:
    """With all the room time there is, everything that somebody ticked would come in."""
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    await people_who_vote(round_, await an_organisation(event), ["Film"], ["Film", "Soup lunch", "Garden walk"])
    await count_round(await close_round(round_, organiser))
    await sign_in(client, organiser)

    answer = await client.get("/day/vote/what-if", params={"budget_minutes": "100000", "weighting": "person"})

    assert (answer.status_code, "With so few votes we do not count again." in plain(answer)) == (200, True)
    for told in ("What would be different", "Film", "Soup lunch", "Garden walk"):
        assert told not in plain(answer)


async def test_however_many_try_at_once_few_counts_run(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _event, organiser, _trust, _round = await a_counted_day()
    await sign_in(client, organiser)
    came, running, most, all_came = 0, 0, 0, asyncio.Event()

    def coming(*asked: Any) -> Election:
        nonlocal came
        came += 1
        if came == 6:
            all_came.set()
        return weighed(*asked)

    async def counting(*asked: Any, **rules: Any) -> Counted:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await all_came.wait()
        # Time for all who came to begin, if they may.
        for _turn in range(6):
            await asyncio.sleep(0)
        running -= 1
        return await count(*asked, **rules)

    monkeypatch.setattr("eventapp.voting.trying.weighed", coming)
    monkeypatch.setattr("eventapp.voting.trying.count_now", counting)

    answers = await asyncio.gather(
        *(client.get("/day/vote/what-if", params={"budget_minutes": "240", "weighting": "person"}) for _one in range(6))
    )

    assert [answer.status_code for answer in answers] == [200] * 6
    assert most == AT_ONCE
