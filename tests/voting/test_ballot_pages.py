"""Voting in the browser, with a script and without one."""

import gzip
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest

from eventapp.event.tables import Event
from eventapp.people.tables import Membership, Organisation, Person
from eventapp.proposals.tables import Proposal
from eventapp.voting.actions import cast_ballot
from eventapp.voting.browsing import A_PAGE
from eventapp.voting.reading import OwnBallot, own_ballot, votes_cast
from eventapp.voting.tables import PaperVoter
from tests.cast import a_person, an_event, an_organisation, an_organiser, sign_in
from tests.conftest import Clock
from tests.everywhere import Forms
from tests.voting.vote import a_submitted_proposal, an_open_round, candidates_of, marks_of, people_who_vote

SCRIPT = {"HX-Request": "true"}


async def a_day() -> tuple[Event, Person, Organisation, Person]:
    """An event, its organiser, an organisation that takes part, and somebody of it."""
    event = await an_event()
    organisation = await an_organisation(event)
    return event, await an_organiser(event), organisation, await a_person("Tom", organisation)


def boxes(page: str, name: str = "count_me_in") -> dict[str, bool]:
    """The candidates' ids on a ballot in the order of the page, and whether each is ticked."""
    found = re.findall(rf'name="{name}"\s+type="checkbox"\s+value="(\w+)"\s*(checked)?', page)
    return {id_: bool(on) for id_, on in found}


def a_page(page: str, *ticked: str, starred: tuple[str, ...] = (), then: str = "review") -> dict[str, Any]:
    """What a browser without scripts sends of this page, with these boxes ticked."""
    return {"shown": list(boxes(page)), "count_me_in": list(ticked), "star": list(starred), "then": then}


# Ticking, without a script


async def test_a_partner_votes_reads_it_back_and_changes_it(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    ids = await candidates_of(round_)
    await sign_in(client, tom)

    blank = (await client.get("/day/vote")).text
    saved = await client.post("/day/vote/ballot", data=a_page(blank, ids["Film"], ids["Soup lunch"]))
    read = await client.get(saved.headers["location"])
    again = (await client.get("/day/vote")).text
    await client.post("/day/vote/ballot", data=a_page(again, ids["Garden walk"]))

    assert list(boxes(blank).values()) == [False] * 3
    assert (saved.status_code, saved.headers["location"]) == (303, "/day/vote/ballot")
    assert re.findall(r'<span lang="en-GB">(.*?)</span>, 1 hour', read.text) == ["Film", "Soup lunch"]
    assert "You ticked 2 proposals of 3" in read.text
    assert "All of it together would take 2 hours. There are 2 hours of room time for everybody." in read.text
    assert boxes(again) == dict.fromkeys(boxes(blank), True) | {ids["Garden walk"]: False}
    assert "You have ticked 2 of 3." in again
    assert await marks_of(round_, tom) == {ids["Garden walk"]}


async def test_a_browser_sends_what_the_form_holds(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    ids = await candidates_of(round_)
    await cast_ballot(round_, tom, [ids["Film"]])
    await sign_in(client, tom)

    [form] = [form for form in Forms((await client.get("/day/vote")).text, "").found if "vote" in form.action]
    await client.post(form.action, data=form.values)

    assert form.values["count_me_in"] == ids["Film"]
    assert await marks_of(round_, tom) == {ids["Film"]}


async def test_a_ballot_without_ticks_is_no_vote_and_the_page_says_so(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    await cast_ballot(round_, tom, list((await candidates_of(round_)).values()))
    await sign_in(client, tom)
    page = (await client.get("/day/vote")).text

    answer = await client.post("/day/vote/ballot", data=a_page(page), follow_redirects=True)

    assert "You have not ticked anything" in answer.text
    assert await votes_cast(round_) == 0


async def test_each_person_reads_the_candidates_in_an_order_of_their_own_that_stays(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    await an_open_round(event, organiser, *[f"Idea {number}" for number in range(12)])
    orders = []

    for person in (tom, await a_person("Ann", organisation)):
        await sign_in(client, person)
        first, second = [list(boxes((await client.get("/day/vote")).text)) for _visit in range(2)]
        assert first == second
        orders.append(first)

    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1])


async def test_150_candidates_are_leafed_through_and_every_tick_is_kept(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser, *[f"Idea {number}" for number in range(150)])
    await sign_in(client, tom)
    address, seen = "/day/vote", []

    while address.startswith("/day/vote") and "ballot" not in address:
        page = (await client.get(address)).text
        seen += list(boxes(page))
        onwards = re.findall(r'value="(from-\d+)" name="then"[^>]*>Save and go on', page)
        answer = await client.post("/day/vote/ballot", data=a_page(page, *boxes(page), then=(onwards or ["review"])[0]))
        address = answer.headers["location"]
    review = await client.get(address)

    assert len(seen) == len(set(seen)) == 150
    assert await marks_of(round_, tom) == set(seen)
    assert "You ticked 150 proposals of 150" in review.text


async def test_a_page_of_150_candidates_is_light(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    words = "We sit together and talk about what helps on a bad day. You can join in or just listen. "
    await an_open_round(event, organiser, *[f"Idea {number}" for number in range(150)])
    for number, proposal in enumerate(await Proposal.objects()):
        mixed = " ".join(sorted(words.split() * 20, key=lambda word: hash((word, number))))
        await Proposal.update({Proposal.what_happens: mixed}).where(Proposal.id == proposal.id)
    await sign_in(client, tom)

    page = (await client.get("/day/vote")).content

    assert len(boxes(page.decode())) == A_PAGE
    # With the styles and scripts of every page, 45 kB, it stays within 80 kB.
    assert len(gzip.compress(page)) < 35_000


async def test_going_back_and_forth_is_by_buttons_that_save(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    await an_open_round(event, organiser, *[f"Idea {number}" for number in range(60)])
    await sign_in(client, tom)

    pages = [(await client.get(f"/day/vote?from={start}")).text for start in (1, 26, 51)]

    assert [re.findall(r'value="(from-\d+|review)"', page) for page in pages] == [
        ["from-26", "review"],
        ["from-51", "review", "from-1"],
        ["review", "from-26"],
    ]
    assert [re.findall(r"Shown here: (\d+ to \d+ of \d+)", page) for page in pages] == [
        ["1 to 25 of 60"],
        ["26 to 50 of 60"],
        ["51 to 60 of 60"],
    ]


async def test_a_save_in_the_middle_comes_back_to_where_it_was(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser, *[f"Idea {number}" for number in range(60)])
    await sign_in(client, tom)
    page = (await client.get("/day/vote?from=26")).text
    [first, *_others] = boxes(page)
    [action] = re.findall(r'class="ballot"\s+action="([^"]*)"', page)

    answer = await client.post(action, data=a_page(page, first, then="saved-2"))
    back = (await client.get(answer.headers["location"])).text

    assert action == "/day/vote/ballot?from=26"
    assert answer.headers["location"] == "/day/vote?from=26&saved=2#saved"
    assert re.sub(r"\s+", " ", back).count('role="status"> Saved. You have ticked 1 of 60.') == 1
    # Between the tenth pair and the last five: after the second button, not the first.
    assert back.index('value="saved-1"') < back.index('id="saved"') < back.index('value="saved-2"')
    assert await marks_of(round_, tom) == {first}


async def test_narrowing_saves_first_and_unticks_nothing_that_it_hides(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    ids = await candidates_of(round_)
    await Proposal.update({Proposal.kind: "film"}).where(Proposal.title == "Film")
    await sign_in(client, tom)
    page = (await client.get("/day/vote")).text

    shown = await client.post(
        "/day/vote/ballot", data=a_page(page, ids["Soup lunch"], then="show") | {"kind": "film", "words": "  FILM "}
    )
    narrow = (await client.get(shown.headers["location"])).text
    [action] = re.findall(r'class="ballot"\s+action="([^"]*)"', narrow)
    await client.post(action.replace("&amp;", "&"), data=a_page(narrow, ids["Film"]))

    assert shown.headers["location"] == "/day/vote?words=FILM&kind=film#list"
    assert list(boxes(narrow)) == [ids["Film"]]
    assert "Shown here: 1 to 1 of 1 proposal. There are 3 in all." in re.sub(r"\s+", " ", narrow)
    assert await marks_of(round_, tom) == {ids["Film"], ids["Soup lunch"]}


async def test_what_is_not_ticked_yet_can_be_shown_alone(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    ids = await candidates_of(round_)
    await cast_ballot(round_, tom, [ids["Film"]])
    await sign_in(client, tom)

    still_open, ticked = [(await client.get(f"/day/vote?mine={mine}")).text for mine in ("open", "ticked")]

    assert set(boxes(still_open)) == {ids["Soup lunch"], ids["Garden walk"]}
    assert boxes(ticked) == {ids["Film"]: True}


@pytest.mark.parametrize(
    "asked",
    ["kind=nothing", "mine=%00", "from=-1", "from=9999999", "from=x", "length=9", "saved=x", "words=" + "x" * 900],
)
async def test_an_address_with_a_slip_shows_all(client: httpx.AsyncClient, asked: str) -> None:
    event, organiser, _organisation, tom = await a_day()
    await an_open_round(event, organiser)
    await sign_in(client, tom)

    answer = await client.get(f"/day/vote?{asked}")

    assert (answer.status_code, len(boxes(answer.text))) == (200, 3)


async def test_nothing_found_says_so_and_leads_back(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    await an_open_round(event, organiser)
    await sign_in(client, tom)

    answer = await client.get("/day/vote?words=giraffe")

    assert "No proposal is like that." in answer.text
    assert '<a href="/day/vote#choose">Show all</a>' in answer.text


# Stars


async def test_stars_are_given_and_read_back(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser, stars=3)
    ids = await candidates_of(round_)
    await sign_in(client, tom)
    page = (await client.get("/day/vote")).text

    read = await client.post(
        "/day/vote/ballot", data=a_page(page, ids["Film"], starred=(ids["Film"],)), follow_redirects=True
    )
    again = (await client.get("/day/vote")).text

    assert "You can give a star to up to 3 of the things that you tick." in page
    assert read.text.count('<strong class="govuk-tag">Star</strong>') == 1
    assert "You gave 1 star. You can give up to 3." in read.text
    assert boxes(again, "star")[ids["Film"]]
    assert await own_ballot(round_, tom) == OwnBallot(frozenset([ids["Film"]]), frozenset([ids["Film"]]))


async def test_without_stars_in_the_rules_the_page_has_none(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    await an_open_round(event, organiser)
    await sign_in(client, tom)

    page = (await client.get("/day/vote")).text

    assert boxes(page, "star") == {}
    assert "star" not in re.sub(r"<[^>]*>", "", page[page.index('id="choose"') :])


async def test_a_star_too_many_brings_the_page_back_as_it_was_ticked(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser, stars=1)
    both = [(await candidates_of(round_))[title] for title in ("Film", "Soup lunch")]
    await sign_in(client, tom)
    page = (await client.get("/day/vote")).text

    answer = await client.post("/day/vote/ballot", data=a_page(page, *both, starred=(*both,)))

    sentence = "You can give 1 star, and you have given it. Take it away first."
    assert (answer.status_code, answer.text.count(sentence)) == (422, 2)
    assert "<title>Problem:" in answer.text
    [named] = re.findall(r'href="#(star-\w+)"', answer.text)
    assert f'id="{named}"' in answer.text
    assert {id_ for id_, on in boxes(answer.text, "star").items() if on} == set(both)
    assert await votes_cast(round_) == 0


# With a script


async def test_with_a_script_one_card_is_saved_and_nothing_else_of_the_page(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    ids = await candidates_of(round_)
    await cast_ballot(round_, tom, [ids["Soup lunch"]])
    await sign_in(client, tom)

    # The whole form comes along, in which another box may be ticked that is not saved yet.
    sent = {"shown": ids["Film"], "count_me_in": [ids["Film"], ids["Garden walk"]]}
    answer = await client.post("/day/vote/ballot", data=sent, headers=SCRIPT)

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'data-say="Saved. You have ticked 2 of 3."' in answer.text
    assert await marks_of(round_, tom) == {ids["Film"], ids["Soup lunch"]}


async def test_with_a_script_a_star_too_many_is_told_with_what_is_saved(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser, stars=1)
    film, soup = [(await candidates_of(round_))[title] for title in ("Film", "Soup lunch")]
    await cast_ballot(round_, tom, [film, soup], [film])
    await sign_in(client, tom)

    sent = {"shown": soup, "count_me_in": [film, soup], "star": [film, soup]}
    answer = await client.post("/day/vote/ballot", data=sent, headers=SCRIPT)

    assert answer.status_code == 422
    assert "<html" not in answer.text
    assert re.findall(r'data-(say|ticked|starred)="([^"]*)"', answer.text) == [
        ("say", "You can give 1 star, and you have given it. Take it away first."),
        ("ticked", "yes"),
        ("starred", ""),
    ]


async def test_with_a_script_a_tick_after_the_closing_time_is_told(client: httpx.AsyncClient, clock: Clock) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    [first, *_others] = (await candidates_of(round_)).values()
    clock.set(round_.closes_at)
    await sign_in(client, tom)

    sent = {"shown": first, "count_me_in": first}
    answer = await client.post("/day/vote/ballot", data=sent, headers=SCRIPT)

    assert answer.status_code == 422
    assert 'data-say="Voting is closed.' in answer.text
    assert 'data-ticked=""' in answer.text


# Abstaining, and taking back


async def test_somebody_abstains_and_changes_their_mind(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    ids = await candidates_of(round_)
    await cast_ballot(round_, tom, [ids["Film"]])
    await sign_in(client, tom)

    abstained = await client.post("/day/vote/ballot/abstention", follow_redirects=True)
    page = (await client.get("/day/vote")).text
    kept = await own_ballot(round_, tom)
    await client.post("/day/vote/ballot", data=a_page(page, ids["Soup lunch"]))

    assert "<h1>You abstain</h1>" in abstained.text
    assert "You abstain. Tick something if you would like to vote after all." in page
    assert kept == OwnBallot(abstains=True)
    assert await own_ballot(round_, tom) == OwnBallot(frozenset([ids["Soup lunch"]]))


async def test_a_vote_is_taken_back_with_one_button(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    await cast_ballot(round_, tom, list((await candidates_of(round_)).values()))
    await sign_in(client, tom)

    answer = await client.post("/day/vote/ballot/removal", follow_redirects=True)

    assert "You have not ticked anything" in answer.text
    assert await votes_cast(round_) == 0


async def test_after_the_closing_time_nothing_is_saved_abstained_or_taken_back(
    client: httpx.AsyncClient, clock: Clock
) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    ids = await candidates_of(round_)
    await cast_ballot(round_, tom, [ids["Film"]])
    await sign_in(client, tom)
    clock.set(round_.closes_at)

    sent = {"shown": list(ids.values()), "count_me_in": ids["Soup lunch"]}
    for place in ("", "/abstention", "/removal"):
        answer = await client.post(f"/day/vote/ballot{place}", data=sent)
        assert (answer.status_code, answer.headers["location"]) == (303, "/day/vote")
    told = await client.get("/day/vote")

    assert "Voting is closed. What you saved before counts, and this change does not." in told.text
    assert await votes_cast(round_) == 1


# What is not a ballot


HOSTILE = ["no such id", "", "x" * 5000, "🙂", "\x00", "'; DROP TABLE ballot; --"]


@pytest.mark.parametrize("name", ["shown", "count_me_in", "star"])
async def test_a_tick_for_nothing_brings_the_ballot_back_and_keeps_the_saved_one(
    client: httpx.AsyncClient, name: str
) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    ids = await candidates_of(round_)
    await cast_ballot(round_, tom, [ids["Film"]])
    await sign_in(client, tom)
    sent = {"shown": [ids["Soup lunch"]], "count_me_in": [ids["Soup lunch"]], "star": []}

    for mark in HOSTILE:
        answer = await client.post("/day/vote/ballot", data=sent | {name: [*sent[name], mark]})

        assert (answer.status_code, "Choose from the answers offered." in answer.text) == (422, True), mark
        assert boxes(answer.text)[ids["Soup lunch"]]
    assert await marks_of(round_, tom) == {ids["Film"]}


# What is said before voting


async def test_an_organiser_without_an_organisation_reads_that_they_cannot_vote(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, _tom = await a_day()
    round_ = await an_open_round(event, organiser)
    await people_who_vote(round_, organisation, ["Film"])
    await sign_in(client, organiser)

    shown = await client.get("/day/vote")
    review = await client.get("/day/vote/ballot")
    answer = await client.post("/day/vote/ballot", data={}, follow_redirects=True)

    assert "You cannot vote here" in shown.text
    assert shown.text.count('<li class="card">') == 3
    assert boxes(shown.text) == {}
    assert review.headers["location"] == "/day/vote"
    assert "To vote you need to belong to an organisation that takes part." in answer.text
    assert await votes_cast(round_) == 1


async def test_whoever_cannot_vote_leafs_through_all_the_same(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await an_open_round(event, organiser, *[f"Idea {number}" for number in range(30)])
    await sign_in(client, organiser)

    first = await client.get("/day/vote")
    [onwards] = re.findall(r'href="(/day/vote\?from=26#list)"', first.text)
    second = await client.get(onwards)

    assert "Shown here: 26 to 30 of 30 proposals." in second.text


async def test_whoever_votes_on_paper_reads_so(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    await PaperVoter.insert(PaperVoter(round=round_.id, organisation=organisation.id, person=tom.id, name="Tom"))
    await sign_in(client, tom)

    answer = await client.get("/day/vote")

    assert "You vote on paper, so there is nothing to tick here." in answer.text
    assert boxes(answer.text) == {}


async def test_a_member_of_several_organisations_reads_for_which_they_vote(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    await an_open_round(event, organiser)
    await Membership.insert(Membership(person=tom.id, organisation=(await an_organisation(event, "Shed")).id))
    await sign_in(client, tom)

    answer = await client.get("/day/vote")

    sentence = f"You have one vote, and it is for {organisation.name}, which you joined first."
    assert sentence in answer.text


@pytest.mark.parametrize(
    ("own", "others", "told"),
    [
        (3, 0, ""),
        (1, 3, "Few people can vote for"),
        (2, 0, "Fewer than 3 people can vote here, even counted together."),
    ],
)
async def test_small_organisations_are_told_beforehand_how_they_are_counted(
    client: httpx.AsyncClient, own: int, others: int, told: str
) -> None:
    event, organiser, organisation, tom = await a_day()
    shed = await an_organisation(event, "Shed")
    for one, number in ((organisation, own - 1), (shed, others)):
        for count in range(number):
            await a_person(f"{one.name} {count}", one)
    await an_open_round(event, organiser)
    await sign_in(client, tom)

    answer = await client.get("/day/vote")

    sentences = ("Few people can vote for", "Fewer than 3 people can vote here, even counted together.")
    assert [sentence for sentence in sentences if sentence in answer.text] == ([told] if told else [])


async def test_while_voting_is_open_organisers_see_how_many_voted_and_nobody_sees_more(
    client: httpx.AsyncClient,
) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    ids = await candidates_of(round_)
    others = [await a_person(f"Person {number}", organisation) for number in range(2)]
    await sign_in(client, tom)
    before = await client.get("/day/vote")
    for person in others:
        await cast_ballot(round_, person, [ids["Film"]])

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
    round_ = await an_open_round(event, organiser)
    await Proposal.update({Proposal.state: "withdrawn"}).where(Proposal.title == "Film")
    await cast_ballot(round_, tom, [(await candidates_of(round_))["Film"]])
    await sign_in(client, tom)

    pages = [(await client.get(f"/day/vote{place}")).text for place in ("", "/ballot")]

    assert [page.count("Its hosts have taken this back. It will not be counted.") for page in pages] == [1, 1]
    assert "All of it together" not in pages[1]


async def test_what_people_wrote_is_shown_as_text(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    await a_submitted_proposal(event, "<script>alert(1)</script>")
    round_ = await an_open_round(event, organiser)
    await cast_ballot(round_, tom, list((await candidates_of(round_)).values()))
    await sign_in(client, tom)

    pages = [(await client.get(f"/day/vote{place}")).text for place in ("", "/ballot")]

    assert ["<script>alert" in page for page in pages] == [False, False]


async def test_a_ballot_page_asks_the_database_as_often_for_20_candidates_as_for_150(
    client: httpx.AsyncClient, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    event, organiser, _organisation, tom = await a_day()
    other = await an_event("other-day")
    organisation = await an_organisation(other, "Other")
    await an_open_round(event, organiser, *[f"Idea {number}" for number in range(20)])
    await an_open_round(other, organiser, *[f"Idea {number}" for number in range(150)])
    asked = []

    for slug, person in (("day", tom), ("other-day", await a_person("Ann", organisation))):
        await sign_in(client, person)
        page = (await client.get(f"/{slug}/vote")).text
        with queries() as counted:
            await client.get(f"/{slug}/vote")
            await client.post(f"/{slug}/vote/ballot", data=a_page(page, *boxes(page)))
            await client.get(f"/{slug}/vote/ballot")
        # Once in a while any request asks whether other pages have been published.
        asked.append(len([text for text in counted.texts if '"published_page"' not in text]))

    assert asked[0] == asked[1]
