"""Voting on paper in the browser, and the closed vote while it is counted."""

import re
from datetime import timedelta

import httpx
import pytest

from eventapp import clock as the_clock
from eventapp.event.tables import Event
from eventapp.people.tables import Organisation, Person
from eventapp.voting.actions import close_round, put_name_on_paper, put_person_on_paper
from eventapp.voting.paper import paper_voters, sheets, votes_on_paper
from eventapp.voting.reading import votes_cast
from eventapp.voting.tables import BallotMark, PaperVoter, Round
from tests.cast import a_person, an_event, an_organisation, an_organiser, sign_in
from tests.conftest import Clock
from tests.voting.vote import a_prepared_round, an_open_round, candidates_of, people_who_vote

READ = ["vote/paper", "vote/paper/ballots", "vote/paper/typing"]
WRITE = ["vote/paper/people", "vote/paper/names", "vote/paper/typing", "vote/paper/ballot", "vote/paper/return"]


@pytest.fixture(autouse=True)
def november(clock: Clock) -> None:
    clock.set(the_clock.now().replace(year=2026, month=11, day=1, hour=9))


async def a_day(**changes: object) -> tuple[Event, Person, Organisation, Person, Round]:
    """An event with an open vote, its organiser, an organisation that takes part, and somebody of it."""
    event = await an_event()
    organiser, organisation = await an_organiser(event), await an_organisation(event, "Soup lunch")
    tom = await a_person("Tom", organisation)
    return event, organiser, organisation, tom, await an_open_round(event, organiser, **changes)


# Who may


async def test_voting_on_paper_is_for_organisers(client: httpx.AsyncClient) -> None:
    _event, organiser, organisation, tom, round_ = await a_day()
    await put_name_on_paper(round_, organiser, "Grace", organisation.id)
    [voter] = await paper_voters(round_)
    removal = f"vote/paper/{voter.id}/removal"

    found = {}
    for name, person in (("nobody", None), ("outsider", await a_person("Charlie")), ("partner", tom)):
        client.cookies.clear()
        if person:
            await sign_in(client, person)
        read = [(await client.get(f"/day/{place}")).status_code for place in (*READ, removal)]
        sent = [(await client.post(f"/day/{place}", data={})).status_code for place in (*WRITE, removal)]
        found[name] = {*read, *sent}

    assert found == {"nobody": {303}, "outsider": {404}, "partner": {404}}
    assert (await PaperVoter.count(), await votes_cast(round_)) == (1, 0)


@pytest.mark.parametrize("state", ["prepared", "closed"])
async def test_only_an_open_vote_is_voted_in_on_paper(client: httpx.AsyncClient, state: str) -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    if state == "closed":
        await close_round(await an_open_round(event, organiser), organiser)
    else:
        await a_prepared_round(event, organiser)
    await sign_in(client, organiser)

    read = [await client.get(f"/day/{place}") for place in (*READ, "vote/paper/nobody/removal")]
    sent = [await client.post(f"/day/{place}", data={}) for place in (*WRITE, "vote/paper/nobody/removal")]

    assert {(answer.status_code, answer.headers["location"]) for answer in (*read, *sent)} == {(303, "/day/vote")}


async def test_without_a_vote_nothing_is_found(client: httpx.AsyncClient) -> None:
    event = await an_event()
    await sign_in(client, await an_organiser(event))

    assert {(await client.get(f"/day/{place}")).status_code for place in READ} == {404}
    assert {(await client.post(f"/day/{place}", data={})).status_code for place in WRITE} == {404}


# The way of a ballot


async def test_somebody_is_put_on_paper_their_ballot_printed_typed_in_and_counted_once(
    client: httpx.AsyncClient,
) -> None:
    _event, organiser, _organisation, tom, round_ = await a_day(stars=1)
    ids = await candidates_of(round_)
    await sign_in(client, organiser)

    added = await client.post("/day/vote/paper/people", data={"person": tom.id}, follow_redirects=True)
    printed = await client.get("/day/vote/paper/ballots")
    [code] = re.findall(r'class="code">(\w{4} \w{4})<', printed.text)
    listed = await client.post("/day/vote/paper/typing", data={"code": code.lower()})
    form = {"code": code, "ticked": [ids["Film"], ids["Garden walk"]], "star": [ids["Film"]]}
    counted = await client.post("/day/vote/paper/ballot", data=form, follow_redirects=True)
    again = await client.post("/day/vote/paper/typing", data={"code": code})
    forced = await client.post("/day/vote/paper/ballot", data=form)

    assert await votes_on_paper(round_, tom)
    assert "Tom votes on paper, and is told so" in added.text
    assert f"Ballot {code}" in listed.text
    assert f"The ballot {code} is typed in." in counted.text
    assert (again.status_code, forced.status_code) == (422, 422)
    assert "typed in already, and counts once" in again.text
    assert "typed in already, and counts once" in forced.text
    assert (await votes_cast(round_), await BallotMark.count()) == (1, 2)


async def test_what_was_typed_in_wrong_is_taken_back_from_the_page_that_says_so(client: httpx.AsyncClient) -> None:
    _event, organiser, organisation, _tom, round_ = await a_day()
    await put_name_on_paper(round_, organiser, "Grace", organisation.id)
    [sheet] = await sheets(round_)
    await sign_in(client, organiser)
    await client.post("/day/vote/paper/ballot", data={"code": sheet.code, "nothing": "y"})

    again = await client.post("/day/vote/paper/typing", data={"code": sheet.code})
    taken = await client.post("/day/vote/paper/return", data={"code": sheet.code}, follow_redirects=True)
    twice = await client.post("/day/vote/paper/return", data={"code": sheet.code})

    assert "Take this ballot back" in again.text
    assert "is taken back. Type it in again." in taken.text
    assert twice.status_code == 422
    assert await votes_cast(round_) == 0


async def test_the_list_to_type_from_has_the_order_of_the_printed_ballot(client: httpx.AsyncClient) -> None:
    event = await an_event()
    organiser, organisation = await an_organiser(event), await an_organisation(event)
    titles = [f"Proposal {letter}" for letter in "ABCDEFGHIJ"]
    round_ = await an_open_round(event, organiser, *titles)
    for name in ("Grace", "Ann"):
        await put_name_on_paper(round_, organiser, name, organisation.id)
    await sign_in(client, organiser)

    printed = (await client.get("/day/vote/paper/ballots")).text
    orders = {}
    for sheet in await sheets(round_):
        typed = await client.post("/day/vote/paper/typing", data={"code": sheet.code})
        orders[sheet.code] = re.findall(r'class="paper__title"[^>]*>(Proposal \w)<', typed.text)

    on_paper = re.findall(r'class="paper__title"[^>]*>(Proposal \w)<', printed)
    [first, second] = [on_paper[:10], on_paper[10:]]
    assert list(orders.values()) == [first, second]
    assert first != second
    assert sorted(first) == titles


async def test_a_printed_ballot_names_neither_a_person_nor_their_organisation(client: httpx.AsyncClient) -> None:
    _event, organiser, organisation, tom, round_ = await a_day()
    await put_person_on_paper(round_, organiser, tom)
    await put_name_on_paper(round_, organiser, "Grace", organisation.id)
    await sign_in(client, organiser)

    printed = (await client.get("/day/vote/paper/ballots")).text
    _page, cover, *ballots = printed.split('class="sheet"')

    assert "2 ballots for this organisation follow." in cover
    assert "Soup lunch</h2>" in cover
    assert len(ballots) == 2
    assert not [name for name in ("Tom", "Grace", "Soup lunch</h2>") for ballot in ballots if name in ballot]


SLIPS = {
    "nothing typed": ({}, "Tick here what is ticked on the paper"),
    "both": ({"ticked": "Film", "nothing": "y"}, "Tick here what is ticked on the paper"),
    "a star alone": ({"nothing": "", "ticked": "Film", "star": "Garden walk"}, "A star only counts beside a tick."),
    "made up": ({"ticked": "no such id"}, "Choose from the answers offered."),
    "too many stars": ({"ticked": "Film", "star": "Film"}, "0 stars at most"),
}


@pytest.mark.parametrize("slip", SLIPS)
async def test_slips_on_the_list_are_told_and_nothing_counts(client: httpx.AsyncClient, slip: str) -> None:
    _event, organiser, organisation, _tom, round_ = await a_day()
    ids = await candidates_of(round_)
    await put_name_on_paper(round_, organiser, "Grace", organisation.id)
    [sheet] = await sheets(round_)
    await sign_in(client, organiser)
    typed, said = SLIPS[slip]

    form = {name: ids.get(value, value) for name, value in typed.items() if value}
    answer = await client.post("/day/vote/paper/ballot", data=form | {"code": sheet.code})

    assert answer.status_code == 422
    assert said in answer.text
    assert await votes_cast(round_) == 0


@pytest.mark.parametrize("code", ["", "XXXX XXXX", "x" * 60])
async def test_a_code_that_is_on_no_ballot_is_told(client: httpx.AsyncClient, code: str) -> None:
    _event, organiser, _organisation, _tom, _round = await a_day()
    await sign_in(client, organiser)

    found = await client.post("/day/vote/paper/typing", data={"code": code})
    taken = await client.post("/day/vote/paper/return", data={"code": code})
    typed = await client.post("/day/vote/paper/ballot", data={"code": code})

    assert [answer.status_code for answer in (found, taken, typed)] == [422, 422, 303]
    assert "There is a problem" in found.text


async def test_a_name_without_an_organisation_is_kept_and_asked_for(client: httpx.AsyncClient) -> None:
    _event, organiser, organisation, _tom, round_ = await a_day()
    await sign_in(client, organiser)

    empty = await client.post("/day/vote/paper/names", data={"name": "Grace"})
    nobody = await client.post("/day/vote/paper/people", data={})
    added = await client.post("/day/vote/paper/names", data={"name": "Grace", "organisation": organisation.id})
    twice = await client.post("/day/vote/paper/names", data={"name": "GRACE", "organisation": organisation.id})

    assert [answer.status_code for answer in (empty, nobody, added, twice)] == [422, 422, 303, 422]
    assert 'value="Grace"' in empty.text
    assert "Choose an organisation." in empty.text
    assert "GRACE votes on paper already." in twice.text
    assert [voter.name for voter in await paper_voters(round_)] == ["Grace"]


async def test_somebody_is_taken_off_paper_with_the_ballot_they_gave_back(client: httpx.AsyncClient) -> None:
    _event, organiser, organisation, tom, round_ = await a_day()
    await put_person_on_paper(round_, organiser, tom)
    await put_name_on_paper(round_, organiser, "Grace", organisation.id)
    voter = next(one for one in await paper_voters(round_) if one.name == "Tom")
    [first, second] = await sheets(round_)
    await sign_in(client, organiser)
    await client.post("/day/vote/paper/ballot", data={"code": first.code, "nothing": "y"})

    asked = await client.get(f"/day/vote/paper/{voter.id}/removal")
    wrong = await client.post(f"/day/vote/paper/{voter.id}/removal", data={"code": first.code})
    gone = await client.post(f"/day/vote/paper/{voter.id}/removal", data={"code": second.code})
    again = await client.get(f"/day/vote/paper/{voter.id}/removal")

    assert [answer.status_code for answer in (asked, wrong, gone, again)] == [200, 422, 303, 404]
    assert "Take it back first." in wrong.text
    assert not await votes_on_paper(round_, tom)


async def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    client: httpx.AsyncClient, queries: object
) -> None:
    _event, organiser, organisation, _tom, round_ = await a_day()
    await sign_in(client, organiser)
    # The first visit of the day is noted.
    await client.get("/day/vote/paper")
    asked = []
    for number in range(3):
        await put_name_on_paper(round_, organiser, f"Grace {number}", organisation.id)
        with queries() as counted:  # type: ignore[operator]
            for place in READ:
                assert (await client.get(f"/day/{place}")).status_code == 200
        asked.append(counted.count)

    assert asked[0] == asked[2]


# While it is counted


async def a_closed_day() -> tuple[Event, Person, Person, Round]:
    event, organiser, organisation, tom, round_ = await a_day()
    await people_who_vote(round_, organisation, ["Film"], ["Film"], ["Film"])
    return event, organiser, tom, await close_round(round_, organiser)


async def test_a_closed_vote_says_how_far_the_count_is_and_looks_again_by_itself(client: httpx.AsyncClient) -> None:
    _event, _organiser, tom, round_ = await a_closed_day()
    await sign_in(client, tom)

    before = await client.get("/day/vote")
    until = the_clock.now() + timedelta(seconds=20)
    await Round.update({Round.counting_until: until, Round.counting_percent: 42}).where(Round.id == round_.id)
    page = await client.get("/day/vote")
    part = await client.get("/day/vote/counting", headers={"HX-Request": "true"})

    assert "The count begins in a moment." in before.text
    for answer in (page, part):
        assert "The votes are being counted. 42 percent is done." in answer.text
        assert 'data-hx-get="/day/vote/counting"' in answer.text
        assert '<a href="/day/vote">Look again</a>' in answer.text
    assert "<h1>" not in part.text


async def test_a_count_that_broke_off_is_told_and_organisers_can_begin_it_again(client: httpx.AsyncClient) -> None:
    _event, organiser, tom, round_ = await a_closed_day()
    await Round.update({Round.counting_stopped_at: the_clock.now()}).where(Round.id == round_.id)

    await sign_in(client, tom)
    partner = await client.get("/day/vote")
    await sign_in(client, organiser)
    told = await client.get("/day/vote")
    again = await client.post("/day/vote/count")

    assert "Counting stopped before its end. No vote is lost." in partner.text
    assert "Count the votes now" not in partner.text
    assert "Count the votes now" in told.text
    assert (again.status_code, again.headers["location"]) == (303, "/day/vote")


async def test_when_it_is_counted_the_part_that_was_asked_for_leads_to_the_result(client: httpx.AsyncClient) -> None:
    _event, _organiser, tom, round_ = await a_closed_day()
    await Round.update({Round.counted_at: the_clock.now()}).where(Round.id == round_.id)
    await sign_in(client, tom)

    part = await client.get("/day/vote/counting", headers={"HX-Request": "true"})
    whole = await client.get("/day/vote/counting")

    assert 'href="/day/vote/result"' in part.text
    assert "data-hx-get" not in part.text
    assert 'data-say="The votes are counted."' in part.text
    assert (whole.status_code, whole.headers["location"]) == (303, "/day/vote")


async def test_an_open_vote_is_not_counted(client: httpx.AsyncClient) -> None:
    _event, organiser, _organisation, _tom, _round = await a_day()
    await sign_in(client, organiser)

    answer = await client.post("/day/vote/count", follow_redirects=True)

    assert "Close the vote before it is counted." in answer.text
