"""A vote through the browser, as each of those who may or may not."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from fractions import Fraction
from typing import Any

import httpx
import pytest

from eventapp import clock as the_clock
from eventapp.event.tables import Event
from eventapp.people.tables import Organisation, Person
from eventapp.proposals.tables import Proposal
from eventapp.timetable.tables import Session
from eventapp.voting.actions import close_round, confirm_result, count_round
from eventapp.voting.equal_shares import BallotValue, Candidate, Rules, tally
from eventapp.voting.reading import marks_of, votes_cast
from eventapp.voting.tables import Round
from tests.cast import a_person, a_room, an_event, an_organisation, an_organiser, sign_in
from tests.conftest import Clock
from tests.voting.vote import (
    a_prepared_round,
    a_submitted_proposal,
    an_open_round,
    candidates_of,
    people_who_vote,
)

RULES = {
    "title": "What goes into the programme?",
    "rules": "Tick what you want.",
    "budget_minutes": "120",
    "closes_at": "2026-11-21 18:00",
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


def ticks(page: str) -> list[tuple[str, bool]]:
    """The candidates' ids on a ballot in the order of the page, and whether each is ticked."""
    return [(id_, bool(on)) for id_, on in re.findall(r'name="count_me_in"[^>]*?value="(\w+)"\s*(checked)?', page)]


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


# Preparing


async def test_before_the_first_vote_partners_read_what_will_come(client: httpx.AsyncClient) -> None:
    _event, _organiser, _organisation, tom = await a_day()
    await sign_in(client, tom)

    answer = await client.get("/day/vote")

    assert answer.status_code == 200
    assert "No vote yet" in answer.text


async def test_the_form_for_a_vote_offers_the_room_time_and_shows_how_it_is_reckoned(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    for number in range(7):
        await a_room(event, f"Room {number}")
    await sign_in(client, organiser)

    answer = await client.get("/day/vote")

    # Seven rooms, open six hours: 42 hours, less a quarter.
    assert 'value="1890"' in answer.text
    assert "That makes 42 hours in all" in answer.text
    assert "setting up: 10 hours 30 minutes" in answer.text
    assert "That leaves 31 hours 30 minutes" in answer.text


async def test_an_organiser_prepares_a_vote_and_opens_it(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await a_submitted_proposal(event, "Film")
    await a_submitted_proposal(event, "Soup lunch")
    await sign_in(client, organiser)

    prepared = await client.post("/day/vote/new", data=RULES)
    shown = await client.get("/day/vote")
    opened = await client.post("/day/vote/opening")
    voting = await client.get("/day/vote")

    [round_] = await Round.objects()
    assert [answer.status_code for answer in (prepared, shown, opened, voting)] == [303, 200, 303, 200]
    assert "Saturday 21 November, 6pm" in shown.text
    assert "2 proposals are put forward and will be in the vote" in shown.text
    assert (round_.budget_minutes, round_.closes_at.isoformat()) == (120, "2026-11-21T18:00:00+00:00")
    assert round_.opened_at is not None
    assert "0 people have voted so far" in voting.text


async def test_the_closing_time_is_meant_where_the_event_is(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await Event.update({Event.time_zone: "Asia/Tokyo"}).where(Event.id == event.id)
    await sign_in(client, organiser)

    await client.post("/day/vote/new", data=RULES | {"closes_at": "2026-11-21T18:00"})
    form = await client.get("/day/vote/rules")

    [round_] = await Round.objects()
    assert round_.closes_at.isoformat() == "2026-11-21T09:00:00+00:00"
    assert 'value="2026-11-21 18:00"' in form.text


SLIPS = [
    ({"title": ""}, "Say what the vote is about."),
    ({"title": "x" * 201}, "Write at most 200 characters."),
    ({"rules": " \n "}, "Write the rules that everybody can read before voting."),
    ({"rules": "x" * 5001}, "Write at most 5000 characters."),
    ({"budget_minutes": ""}, "Write how many minutes there are to give."),
    ({"budget_minutes": "-5"}, "Write a number from 1 to 1000000."),
    ({"budget_minutes": "9" * 40}, "Write a number from 1 to 1000000."),
    ({"budget_minutes": "two"}, "Write a whole number, such as 12."),
    ({"closes_at": ""}, "Write the day and time when voting closes."),
    ({"closes_at": "soon"}, "Write a day and a time, such as 2026-11-28 10:30."),
    ({"closes_at": "2026-10-31 18:00"}, "Choose a time that is still to come."),
    ({"closes_at": "9999-12-31 23:59"}, "Choose a time within the next two years."),
    ({"closes_at": "0001-01-01 00:00"}, "Choose a time within the next two years."),
]


async def test_rules_with_a_slip_come_back_as_typed(client: httpx.AsyncClient) -> None:
    _event, organiser, _organisation, _tom = await a_day()
    await sign_in(client, organiser)

    for wrong, sentence in SLIPS:
        answer = await client.post("/day/vote/new", data=RULES | {"rules": "My own <b>words</b>."} | wrong)

        assert (answer.status_code, answer.text.count(sentence)) == (422, 2), wrong
        assert "<title>Problem:" in answer.text
        assert "rules" in wrong or "My own &lt;b&gt;words&lt;/b&gt;." in answer.text
    assert await Round.count() == 0


async def test_changed_rules_with_a_slip_come_back_too(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await a_prepared_round(event, organiser)
    before = await Round.select()
    await sign_in(client, organiser)

    answer = await client.post("/day/vote/rules", data=RULES | {"rules": "My own words.", "closes_at": "soon"})

    assert (answer.status_code, answer.text.count("Write a day and a time, such as 2026-11-28 10:30.")) == (422, 2)
    assert "My own words." in answer.text
    assert 'value="soon"' in answer.text
    assert await Round.select() == before


async def test_a_second_vote_beside_an_unfinished_one_is_refused_with_the_text_kept(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await a_prepared_round(event, organiser)
    await sign_in(client, organiser)

    answer = await client.post("/day/vote/new", data=RULES | {"rules": "My own words."})

    assert answer.status_code == 422
    assert "There is a vote already." in answer.text
    assert "My own words." in answer.text


async def test_the_form_for_another_vote_waits_until_this_one_is_finished(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await a_prepared_round(event, organiser)
    await sign_in(client, organiser)

    answer = await client.get("/day/vote/new")

    assert (answer.status_code, answer.headers["location"]) == (303, "/day/vote")


async def test_an_organiser_changes_the_rules_before_opening_only(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await an_open_round(event, organiser)
    await sign_in(client, organiser)

    shown = await client.get("/day/vote/rules")
    answer = await client.post("/day/vote/rules", data=RULES)

    assert (shown.status_code, shown.headers["location"]) == (303, "/day/vote")
    assert answer.status_code == 422
    assert "The rules stay as they are." in answer.text


async def test_rules_are_shown_as_text(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    await a_prepared_round(event, organiser, rules="<script>alert(1)</script>")
    await sign_in(client, tom)

    answer = await client.get("/day/vote")

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "Open the vote" not in answer.text


async def test_an_empty_vote_does_not_open_and_says_why(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await a_prepared_round(event, organiser)
    await sign_in(client, organiser)

    answer = await client.post("/day/vote/opening", follow_redirects=True)

    assert answer.status_code == 200
    assert "A vote needs at least 2 proposals that are put forward." in answer.text


# Voting


async def test_a_partner_votes_reads_it_back_and_changes_it(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    ids = await candidates_of(round_)
    await sign_in(client, tom)

    blank = await client.get("/day/vote")
    saved = await client.post("/day/vote/ballot", data={"count_me_in": [ids["Film"], ids["Soup lunch"]]})
    read = await client.get(saved.headers["location"])
    again = await client.get("/day/vote")
    await client.post("/day/vote/ballot", data={"count_me_in": ids["Garden walk"]})

    assert [on for _id, on in ticks(blank.text)] == [False] * 3
    assert (saved.status_code, saved.headers["location"]) == (303, "/day/vote/ballot")
    assert re.findall(r'<li lang="en-GB">(.*?)</li>', read.text) == ["Film", "Soup lunch"]
    assert "You can change this until Sunday 8 November, 9" in read.text
    assert dict(ticks(again.text)) == {ids["Film"]: True, ids["Soup lunch"]: True, ids["Garden walk"]: False}
    assert "You have saved 2 ticks" in again.text
    assert await marks_of(round_, tom) == {ids["Garden walk"]}


async def test_a_ballot_without_ticks_is_no_vote_and_the_page_says_so(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    await sign_in(client, tom)
    await client.post("/day/vote/ballot", data={"count_me_in": list((await candidates_of(round_)).values())})

    answer = await client.post("/day/vote/ballot", data={}, follow_redirects=True)

    assert "You have not ticked anything" in answer.text
    assert await votes_cast(round_) == 0


async def test_each_person_reads_the_candidates_in_an_order_of_their_own_that_stays(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    await an_open_round(event, organiser, *[f"Idea {number}" for number in range(12)])
    orders = []

    for person in (tom, await a_person("Ann", organisation)):
        await sign_in(client, person)
        pages = [await client.get("/day/vote") for _visit in range(2)]
        first, second = ([id_ for id_, _on in ticks(page.text)] for page in pages)
        assert first == second
        orders.append(first)

    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1])


HOSTILE = ["no such id", "", "x" * 5000, "🙂", "\x00", "'; DROP TABLE ballot; --"]


async def test_a_tick_for_nothing_brings_the_ballot_back_and_keeps_the_saved_one(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    ids = await candidates_of(round_)
    await sign_in(client, tom)
    await client.post("/day/vote/ballot", data={"count_me_in": ids["Film"]})

    for mark in HOSTILE:
        answer = await client.post("/day/vote/ballot", data={"count_me_in": [ids["Soup lunch"], mark]})

        assert (answer.status_code, "Choose from the answers offered." in answer.text) == (422, True), mark
        assert dict(ticks(answer.text))[ids["Soup lunch"]]
    assert await marks_of(round_, tom) == {ids["Film"]}


async def test_an_organiser_without_an_organisation_reads_that_they_cannot_vote(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, _tom = await a_day()
    round_ = await an_open_round(event, organiser)
    await people_who_vote(round_, organisation, ["Film"])
    await sign_in(client, organiser)

    shown = await client.get("/day/vote")
    answer = await client.post("/day/vote/ballot", data={"count_me_in": []}, follow_redirects=True)

    assert "You cannot vote here" in shown.text
    assert ticks(shown.text) == []
    assert "To vote you need to belong to an organisation that takes part." in answer.text
    assert await votes_cast(round_) == 1


async def test_while_voting_is_open_organisers_see_how_many_voted_and_nobody_sees_more(
    client: httpx.AsyncClient,
) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    await sign_in(client, tom)
    before = await client.get("/day/vote")
    await people_who_vote(round_, organisation, ["Film"], ["Film"])

    partner = await client.get("/day/vote")
    results = [await client.get(f"/day/vote/{place}") for place in ("result", "result.json")]
    await sign_in(client, organiser)
    organisers = await client.get("/day/vote")

    # Not a letter of a partner's page depends on what others did.
    assert partner.text == before.text
    assert [answer.status_code for answer in results] == [303, 404]
    assert "2 people have voted so far" in organisers.text


async def test_a_ballot_says_what_was_taken_back(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    await an_open_round(event, organiser)
    await Proposal.update({Proposal.state: "withdrawn"}).where(Proposal.title == "Film")
    await sign_in(client, tom)

    answer = await client.get("/day/vote")

    assert answer.text.count("Its hosts have taken this back. It will not be counted.") == 1


async def test_a_ballot_holds_150_candidates(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser, *[f"Idea {number}" for number in range(150)])
    ids = await candidates_of(round_)
    await sign_in(client, tom)

    shown = await client.get("/day/vote")
    saved = await client.post("/day/vote/ballot", data={"count_me_in": [*ids.values()]}, follow_redirects=True)

    assert len(ticks(shown.text)) == 150
    assert "You ticked 150 proposals" in saved.text
    assert len(await marks_of(round_, tom)) == 150


async def test_after_the_closing_time_a_vote_is_refused_and_the_result_is_shown(
    client: httpx.AsyncClient, clock: Clock
) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    ids = await candidates_of(round_)
    await people_who_vote(round_, organisation, ["Film"])
    await sign_in(client, tom)
    clock.set(round_.closes_at)

    answer = await client.post("/day/vote/ballot", data={"count_me_in": ids["Film"]}, follow_redirects=True)
    await sign_in(client, organiser)
    organisers = await client.get("/day/vote")

    assert "Voting is closed." in answer.text
    assert "The votes are being counted." in answer.text
    assert "<h1>Result: What goes into the programme?</h1>" in organisers.text
    assert "1 person voted." in organisers.text


async def test_a_ballot_page_asks_the_database_as_often_for_one_candidate_as_for_many(
    client: httpx.AsyncClient, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    event, organiser, _organisation, tom = await a_day()
    other = await an_event("other-day")
    organisation = await an_organisation(other, "Other")
    await an_open_round(event, organiser, "Film", "Soup lunch")
    await an_open_round(other, organiser, *[f"Idea {number}" for number in range(6)])
    asked = []

    for slug, person in (("day", tom), ("other-day", await a_person("Ann", organisation))):
        await sign_in(client, person)
        await client.get(f"/{slug}/vote")
        with queries() as counted:
            await client.get(f"/{slug}/vote")
        asked.append(counted.count)

    assert asked[0] == asked[1]


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
