"""The result in the browser: read by partners, decided by organisers, and counted again by anybody who plans."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from fractions import Fraction
from typing import Any

import httpx
import msgspec
import pytest

from eventapp import clock as the_clock
from eventapp.event.tables import Event
from eventapp.notices.tables import Notice
from eventapp.people.tables import Organisation, Person
from eventapp.proposals.tables import Proposal
from eventapp.timetable.tables import Session
from eventapp.voting.actions import close_round, confirm_result, count_round, open_round
from eventapp.voting.files import pabulib, recount
from eventapp.voting.tables import Candidate as StoredCandidate
from eventapp.voting.tables import Round
from eventapp.voting.tally import BallotValue, Candidate, Rules, tally
from tests.cast import a_person, an_event, an_organisation, an_organiser, sign_in
from tests.conftest import Clock
from tests.voting.vote import a_prepared_round, a_submitted_proposal, an_open_round, candidates_of, people_who_vote


@pytest.fixture(autouse=True)
def november(clock: Clock) -> None:
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


async def two_organisations_decide(event: Event, organiser: Person, organisation: Organisation) -> Round:
    """Four people of one and three of another, who want other things; two hours for five hours of ideas."""
    other = await an_organisation(event, "Shed")
    round_ = await an_open_round(event, organiser, "Film", "Soup lunch", "Garden walk", "Choir", "Chess")
    await people_who_vote(round_, organisation, ["Film"], ["Film", "Choir"], ["Chess"], ["Film", "Garden walk"])
    await people_who_vote(round_, other, ["Soup lunch"], ["Soup lunch", "Chess"], ["Choir"])
    return await count_round(await close_round(round_, organiser))


def plain(page: str) -> str:
    """The words of a page, as they are read."""
    text = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


# Reading


async def test_each_proposal_tells_why_it_is_in_or_not(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    await two_organisations_decide(event, organiser, organisation)
    await sign_in(client, tom)

    words = plain((await client.get("/day/vote/result")).text)

    assert "7 people voted." in words
    assert words.index("Chosen, in the order of the count") < words.index("Not this time")
    assert "This is what people gave for it of their shares:" in words
    assert re.search(r"for it of their shares: Equal Lives: \d+ (hour|minutes)", words), words
    assert "It would have been chosen with" in words
    assert words.count("Why (") == 5


async def test_organisations_read_what_they_asked_for_and_got(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    await two_organisations_decide(event, organiser, organisation)
    await sign_in(client, tom)

    words = plain((await client.get("/day/vote/result")).text)

    assert "By the organisation that people voted for" in words
    assert re.search(r"Equal Lives 4 1 hour 30 minutes \d+ minutes \d+%", words)
    assert re.search(r"Shed 3 1 hour 20 minutes \d+ minutes \d+%", words)
    assert "Room time by kind of activity, in the order of the strip" in words
    assert "It would have chosen the same." in words
    assert "No, for none of them." in words
    assert "The number that draws" in words


async def test_who_would_have_lost_if_the_most_votes_won_is_told(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    shed = await an_organisation(event, "Shed")
    round_ = await an_open_round(event, organiser, "Film", "Soup lunch", "Choir", "Garden walk")
    await people_who_vote(round_, organisation, *[["Film", "Soup lunch", "Choir"]] * 6)
    await people_who_vote(round_, shed, *[["Garden walk"]] * 3)
    await count_round(await close_round(round_, organiser))
    await sign_in(client, tom)

    words = plain((await client.get("/day/vote/result")).text)

    assert "Our count chose, and it would not have: “Garden walk”" in words
    assert "Shed: 0% of what they asked for, not 100%" in words
    assert "People with nothing that they ticked: 0 by our count, 3 if the most votes won." in words


async def test_pictures_are_drawn_without_styles_and_hidden_from_those_who_hear_the_tables(
    client: httpx.AsyncClient,
) -> None:
    event, organiser, organisation, tom = await a_day()
    await two_organisations_decide(event, organiser, organisation)
    await sign_in(client, tom)

    page = (await client.get("/day/vote/result")).text

    pictures = re.findall(r'<svg class="(?:portion|strip)".*?>', page, flags=re.DOTALL)
    assert len(pictures) == 3
    assert all('aria-hidden="true"' in picture for picture in pictures)
    assert " style=" not in page


async def test_a_result_asks_the_database_as_often_for_many_ballots_as_for_few(
    client: httpx.AsyncClient, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    asked = []
    for slug, ideas, people in (("few", 2, 3), ("many", 8, 9)):
        event = await an_event(slug)
        organiser = await an_organiser(event, f"Mo of {slug}")
        organisation = await an_organisation(event, f"Group of {slug}")
        titles = [f"Idea {number}" for number in range(ideas)]
        round_ = await an_open_round(event, organiser, *titles)
        await people_who_vote(round_, organisation, *[titles] * people)
        await count_round(await close_round(round_, organiser))
        await sign_in(client, organiser)
        await client.get(f"/{slug}/vote/result")
        with queries() as counted:
            await client.get(f"/{slug}/vote/result")
        asked.append(counted.count)

    assert asked[0] == asked[1]


# Deciding


async def test_an_organiser_confirms_and_the_sessions_are_made(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await a_counted_round(event, organiser, organisation)
    ids = await candidates_of(round_)
    await sign_in(client, organiser)

    shown = await client.get("/day/vote/confirm")
    ticked = dict.fromkeys(re.findall(r'name="(in_\w+)"[^>]*checked', shown.text), "y")
    answer = await client.post("/day/vote/confirm", data=ticked | {"why_x": ""}, follow_redirects=True)
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

    without = await client.post("/day/vote/confirm", data=changed | reasons)
    reasons[f"why_{ids['Soup lunch']}"] = "The kitchen is <closed>."
    given = await client.post("/day/vote/confirm", data=changed | reasons)
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

    answer = await client.post("/day/vote/confirm", data={f"why_{id_}": "x" * 501 for id_ in ids.values()})

    assert answer.status_code == 422
    assert "Write at most 500 characters." in answer.text
    assert await Proposal.count().where(Proposal.state == "submitted") == 3


async def test_something_withdrawn_after_the_count_is_off_the_list(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, _tom = await a_day()
    await a_counted_round(event, organiser, organisation)
    await Proposal.update({Proposal.state: "withdrawn"}).where(Proposal.title == "Film")
    await sign_in(client, organiser)

    shown = await client.get("/day/vote/confirm")
    ticked = dict.fromkeys(re.findall(r'name="(in_\w+)"[^>]*checked', shown.text), "y")
    answer = await client.post("/day/vote/confirm", data=ticked, follow_redirects=True)

    assert len(ticked) == 1
    assert "The people who proposed it took it back after the count." in answer.text


async def test_a_confirmed_result_is_confirmed_once(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, _tom = await a_day()
    round_ = await a_counted_round(event, organiser, organisation)
    await confirm_result(round_, organiser, [], dict.fromkeys((await candidates_of(round_)).values(), "No rooms."))
    await sign_in(client, organiser)

    answer = await client.post("/day/vote/confirm", data={})

    assert (answer.status_code, answer.headers["location"]) == (303, "/day/vote")


async def test_after_one_vote_an_organiser_prepares_another(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, _tom = await a_day()
    round_ = await a_counted_round(event, organiser, organisation)
    await confirm_result(round_, organiser, [], dict.fromkeys((await candidates_of(round_)).values(), "No rooms."))
    await sign_in(client, organiser)

    result = await client.get("/day/vote")
    shown = await client.get("/day/vote/new")

    assert "Prepare another vote" in result.text
    assert (shown.status_code, "<h1>Prepare a vote</h1>" in shown.text) == (200, True)


async def test_another_vote_hides_no_earlier_result(client: httpx.AsyncClient, clock: Clock) -> None:
    """Not while it is prepared, open, or counted itself."""
    event, organiser, organisation, tom = await a_day()
    first, _ids = await a_final_result(event, organiser, organisation)
    pages = [f"/day/vote/results/{first.id}{file}" for file in ("", "/votes.json", "/votes.pb")]
    await sign_in(client, tom)
    before = [(await client.get(page)).text for page in pages]

    found = []
    clock.advance(timedelta(minutes=1))
    second = await a_prepared_round(event, organiser, title="What else?")
    for title in ("Choir", "Chess"):
        await a_submitted_proposal(event, title)
    for step in (None, open_round, close_round):
        if step:
            second = await step(second, organiser)
        now = await client.get("/day/vote")
        found.append((second.title in now.text, 'href="/day/vote/results"' in now.text, "Garden walk" in now.text))
    await count_round(second)
    listed = await client.get("/day/vote/results")
    last = await client.get("/day/vote/result")

    assert found == [(True, True, False)] * 3
    assert re.findall(r'<a href="/day/vote/results/(\w+)">', listed.text) == [second.id, first.id]
    assert "<h1>Result: What else?</h1>" in last.text
    after = [(await client.get(page)).text for page in pages]
    assert [after[0].count("<tr>"), *after[1:]] == [before[0].count("<tr>"), *before[1:]]


async def test_a_result_of_another_event_or_of_none_is_not_found(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    other_event = await an_event("other")
    una, elsewhere = await an_organiser(other_event, "Una"), await an_organisation(other_event, "Elsewhere")
    other = await a_counted_round(other_event, una, elsewhere)
    open_now = await an_open_round(event, organiser)
    await sign_in(client, tom)

    for id_ in (other.id, open_now.id, "nobody", "%00"):
        for file in ("", "/votes.json", "/votes.pb"):
            assert (await client.get(f"/day/vote/results/{id_}{file}")).status_code == 404, (id_, file)


# Offering something else


async def a_final_result(event: Event, organiser: Person, organisation: Organisation) -> tuple[Round, dict[str, str]]:
    """With the ids of the candidates by title; all but the garden walk are in."""
    round_ = await a_counted_round(event, organiser, organisation)
    ids = await candidates_of(round_)
    return await confirm_result(round_, organiser, [ids["Film"], ids["Soup lunch"]], {}), ids


async def test_an_organiser_offers_something_else_and_everybody_reads_it(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    round_, ids = await a_final_result(event, organiser, organisation)
    await sign_in(client, organiser)

    form = plain((await client.get("/day/vote/result")).text)
    made = {"candidate": ids["Garden walk"], "offer": "drop-in"}
    answer = await client.post(f"/day/vote/results/{round_.id}/offers", data=made, follow_redirects=True)
    await sign_in(client, tom)
    partner = plain((await client.get("/day/vote/result")).text)
    proposal = await Proposal.objects().where(Proposal.title == "Garden walk").first()
    assert proposal
    page = plain((await client.get(f"/day/proposals/{proposal.id}")).text)

    assert "Offer something else" in form
    assert "The offer is made. Those who proposed it get a message." in answer.text
    assert "Garden walk 1 hour 0 A drop-in corner" in partner
    assert "Make the offer" not in partner
    assert "What we offer instead: A drop-in corner" in page


async def test_an_offer_that_is_none_brings_the_form_back(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, _tom = await a_day()
    round_, ids = await a_final_result(event, organiser, organisation)
    await sign_in(client, organiser)

    for candidate, offer in (
        (ids["Garden walk"], ""),
        (ids["Garden walk"], "a job"),
        (ids["Film"], "stall"),
        ("\x00", "stall"),
        ("", "stall"),
    ):
        answer = await client.post(
            f"/day/vote/results/{round_.id}/offers", data={"candidate": candidate, "offer": offer}
        )

        assert (answer.status_code, "There is a problem" in answer.text) == (422, True), (candidate, offer)
    assert await StoredCandidate.count().where(StoredCandidate.offer != "") == 0


async def test_offers_are_for_organisers_and_for_a_final_result(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await a_counted_round(event, organiser, organisation)
    await sign_in(client, tom)
    partner = await client.post(f"/day/vote/results/{round_.id}/offers", data={})
    await sign_in(client, organiser)
    early = await client.post(f"/day/vote/results/{round_.id}/offers", data={})

    assert partner.status_code == 404
    assert (early.status_code, early.headers["location"]) == (303, "/day/vote")


async def test_an_offer_made_while_confirming_is_stored_and_told(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await a_counted_round(event, organiser, organisation)
    await Proposal.update({Proposal.proposed_by: tom.id}).where(Proposal.title == "Garden walk")
    ids = await candidates_of(round_)
    await sign_in(client, organiser)
    decided = {f"in_{ids['Film']}": "y", f"in_{ids['Soup lunch']}": "y", f"offer_{ids['Garden walk']}": "stall"}

    wrong = await client.post("/day/vote/confirm", data=decided | {f"offer_{ids['Garden walk']}": "a job"})
    answer = await client.post("/day/vote/confirm", data=decided)

    [notice] = await Notice.objects()
    assert (wrong.status_code, answer.status_code) == (422, 303)
    assert "We would like to offer you a stall or table" in notice.body


# Files


async def test_anybody_who_plans_can_count_again_from_the_file(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    await two_organisations_decide(event, organiser, organisation)
    await sign_in(client, tom)

    answer = await client.get("/day/vote/result.json")

    told = json.loads(answer.content)
    counted = tally(
        [Candidate(one["id"], one["minutes"]) for one in told["candidates"] if one["why"] != "withdrawn"],
        [
            BallotValue(frozenset(one["marks"]), Fraction(one["weight"]), one["group"], frozenset(one["stars"]))
            for one in told["ballots"]
        ],
        msgspec.convert(told["rules"], Rules),
    )
    assert answer.headers["content-type"] == "application/json"
    assert told["chosen"] == [*counted.chosen]
    assert [one["id"] for one in told["candidates"] if one["counted_in"]] == [*counted.chosen]
    assert [(one["id"], one["people"], Fraction(one["held"])) for one in told["tally"]["outcomes"]] == [
        (one.id, one.people, one.held) for one in counted.outcomes
    ]
    assert told["groups"] == [
        {"group": "1", "ballots": told["groups"][0]["ballots"], "weight_of_each": told["groups"][0]["weight_of_each"]},
        {"group": "2", "ballots": told["groups"][1]["ballots"], "weight_of_each": told["groups"][1]["weight_of_each"]},
    ]
    assert sorted(one["weight"] for one in told["ballots"]) == ["1/3"] * 3 + ["1/4"] * 4


async def test_files_name_nobody(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    await two_organisations_decide(event, organiser, organisation)
    await sign_in(client, tom)

    files = [(await client.get(f"/day/vote/result.{kind}")).text for kind in ("json", "pb")]

    organisations = await Organisation.objects()
    for file in files:
        for secret in (tom.id, tom.name, *[one.id for one in organisations], *[one.name for one in organisations]):
            assert secret not in file


async def test_the_file_for_other_programs_counts_to_the_same(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    await two_organisations_decide(event, organiser, organisation)
    await sign_in(client, tom)

    answer = await client.get("/day/vote/result.pb")
    told = json.loads((await client.get("/day/vote/result.json")).content)

    again = recount.recount(pabulib.read(answer.content), recount.Asked())
    assert answer.headers["content-disposition"] == 'attachment; filename="day-vote.pb"'
    assert [*again.tally.chosen] == told["chosen"]


async def test_files_stay_the_same_when_the_result_is_confirmed(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await two_organisations_decide(event, organiser, organisation)
    await sign_in(client, tom)
    before = await client.get("/day/vote/result.pb")

    chosen = await StoredCandidate.objects().where(StoredCandidate.chosen.eq(True))
    await confirm_result(round_, organiser, [candidate.id for candidate in chosen], {})
    after = await client.get("/day/vote/result.pb")

    assert after.text == before.text


async def test_where_the_rules_publish_no_votes_there_are_only_sums(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser, votes_published=False)
    await sign_in(client, tom)
    told_before = await client.get("/day/vote")
    await people_who_vote(round_, organisation, ["Film"], ["Film", "Soup lunch"], ["Film"])
    await count_round(await close_round(round_, organiser))

    page = await client.get("/day/vote/result")
    told = json.loads((await client.get("/day/vote/result.json")).content)

    assert "Single votes are not published, only sums." in told_before.text
    assert "votes.pb" not in page.text
    assert (await client.get("/day/vote/result.pb")).status_code == 404
    assert (told["ballots"], told["groups"][0]["ballots"], len(told["chosen"])) == ([], 3, 2)
    assert {one["id"]: one["people"] for one in told["tally"]["outcomes"]}[told["chosen"][0]] == 3


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


async def test_with_fewer_than_three_votes_nothing_tells_more_of_them_than_what_was_chosen(
    client: httpx.AsyncClient,
) -> None:
    """All that one person ticked costs the same, so each purchase would name the others as level with it."""
    event, organiser, organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser, *"ABCDEFGH", supporters_elsewhere=1, kind_caps={"workshop": 120})
    await people_who_vote(round_, organisation, [*"ABCDE"])
    await count_round(await close_round(round_, organiser))
    await sign_in(client, tom)

    page = await client.get("/day/vote/result")
    file = json.loads((await client.get("/day/vote/result.json")).content)

    others = [one for one in file["candidates"] if not one["chosen"]]
    whys = re.findall(r"Why \([A-H]\) (.*?)(?= [A-H] 1 hour| Who | What )", plain(page.text))
    assert (len(others), len(whys), len(set(whys[-6:]))) == (6, 8, 1)
    for told in ("level in all that counts", "came before", "If the most votes won", "left out", "All shares together"):
        assert told not in plain(page.text)
    assert (file["most_votes_would_choose"], file["ejr_plus_violations"], file["tally"]) == ([], [], None)
    assert file["rules"]["limits"]["ineligible"] == []
    assert {one["why"] for one in file["candidates"]} == {""}
    assert (await client.get("/day/vote/result.pb")).status_code == 404


async def test_the_result_says_what_is_left_of_a_long_day(client: httpx.AsyncClient, clock: Clock) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await a_counted_round(event, organiser, organisation)
    clock.advance(timedelta(days=1))
    await confirm_result(round_, organiser, [], dict.fromkeys((await candidates_of(round_)).values(), "No rooms."))
    await sign_in(client, tom)

    answer = await client.get("/day/vote/result")

    assert "Nothing was chosen." in answer.text
    assert "Minutes of room time given: 0 of 120" in answer.text
