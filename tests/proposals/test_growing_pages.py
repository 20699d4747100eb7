"""The pages by which several people grow a proposal: together, suggested words, hosts' times."""

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from eventapp.event.tables import Event
from eventapp.people.tables import Membership
from eventapp.proposals.actions import ask_organisation, ask_to_join, revise_proposal, suggest_words
from eventapp.proposals.reading import hosts_of, organisations_of
from eventapp.proposals.tables import CoHosting, HostTime, Proposal, Suggestion
from eventapp.proposals.words import ProposalWords
from tests.cast import a_person, an_organisation, an_organiser, sign_in
from tests.proposals.conftest import Cast, host_together

pytestmark = pytest.mark.anyio

SUGGESTED = {
    "title": "Roses for all",
    "what_happens": "Pruning.",
    "minutes": "45",
    "content_notes": "",
    "access_notes": "",
    "reason": "It is for all.",
    "revision": "1",
}


def text_of(answer: httpx.Response) -> str:
    """What a reader sees of the page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


async def hosting(cast: Cast) -> list[str]:
    return [one.name for one in (await organisations_of([cast.idea.id]))[cast.idea.id]]


async def title_of(cast: Cast) -> str:
    found = await Proposal.objects().get(Proposal.id == cast.idea.id)
    assert found
    return found.title


async def a_host(cast: Cast) -> str:
    """The page of the idea's host Jo."""
    await revise_proposal(
        cast.idea,
        cast.charlie,
        ProposalWords("Roses", "Pruning.", "07700 900000"),
        hosts=["Jo"],
        organisations=[cast.sheds.id],
        needs=[],
        revision=1,
    )
    [jo] = (await hosts_of([cast.idea.id]))[cast.idea.id]
    return f"{cast.page}/hosts/{jo.id}"


# --- who may do what


async def test_nobody_and_outsiders_find_none_of_these_pages(client: httpx.AsyncClient, cast: Cast) -> None:
    asking = await ask_organisation(cast.idea, cast.charlie, cast.soup, "")
    suggestion = await suggest_words(cast.idea, cast.sam, {"title": "Tulips"}, "Why not.", revision=1)
    host = await a_host(cast)
    pages = [f"{cast.page}/together", f"{cast.page}/suggestions/new", f"{cast.page}/suggestions/{suggestion.id}", host]
    deeds = [
        f"{cast.page}/together",
        *(f"{cast.page}/together/{asking.id}/{deed}" for deed in ("acceptance", "refusal", "taking-back")),
        f"{cast.page}/together/{cast.sheds.id}/leaving",
        f"{cast.page}/suggestions/new",
        *(f"{cast.page}/suggestions/{suggestion.id}/{deed}" for deed in ("acceptance", "refusal", "taking-back")),
        host,
        f"{host}/times/{asking.id}/removal",
    ]
    seen = []

    for person in (None, await a_person("Outsider", await an_organisation(None, "Outsiders"))):
        if person:
            await sign_in(client, person)
        seen.append({(await client.get(address)).status_code for address in pages})
        seen.append({(await client.post(address, data=SUGGESTED)).status_code for address in deeds})

    assert seen == [{303}, {303}, {404}, {404}]


@pytest.mark.parametrize("who", ["another partner", "an organiser"])
async def test_others_answer_nothing_that_was_not_asked_of_them(
    client: httpx.AsyncClient, cast: Cast, who: str
) -> None:
    ray = await a_person("Ray", await an_organisation(cast.event, "Choir"))
    asking = await ask_to_join(cast.idea, cast.sam, cast.soup, "")
    suggestion = await suggest_words(cast.idea, cast.sam, {"title": "Tulips"}, "Why not.", revision=1)
    host = await a_host(cast)
    await sign_in(client, ray if who == "another partner" else await an_organiser(cast.event))
    deeds = [
        *(f"{cast.page}/together/{asking.id}/{deed}" for deed in ("acceptance", "refusal", "taking-back")),
        f"{cast.page}/together/{cast.sheds.id}/leaving",
        *(f"{cast.page}/suggestions/{suggestion.id}/{deed}" for deed in ("acceptance", "refusal", "taking-back")),
        host,
        f"{host}/times/{asking.id}/removal",
    ]

    answers = {(await client.post(address, data=SUGGESTED)).status_code for address in deeds}
    pages = [(await client.get(address)).status_code for address in (f"{cast.page}/suggestions/{suggestion.id}", host)]

    assert (answers, pages) == ({404}, [404, 404])
    assert (await hosting(cast), await title_of(cast)) == (["Men’s Sheds"], "Roses")


async def test_one_side_does_not_answer_for_the_other(client: httpx.AsyncClient, cast: Cast) -> None:
    to_soup = await ask_organisation(cast.idea, cast.charlie, cast.soup, "")
    await sign_in(client, cast.charlie)

    answers = [
        (await client.post(f"{cast.page}/together/{to_soup.id}/{deed}")).status_code
        for deed in ("acceptance", "refusal")
    ]
    await sign_in(client, cast.sam)
    answers.append((await client.post(f"{cast.page}/together/{to_soup.id}/taking-back")).status_code)
    answers.append((await client.post(f"{cast.page}/together/{cast.sheds.id}/leaving")).status_code)

    assert answers == [404, 404, 404, 404]
    assert await hosting(cast) == ["Men’s Sheds"]


async def test_nobody_but_its_own_people_rewrites_by_a_suggestion(client: httpx.AsyncClient, cast: Cast) -> None:
    suggestion = await suggest_words(cast.idea, cast.sam, {"title": "Tulips"}, "Why not.", revision=1)
    await sign_in(client, cast.sam)

    answer = await client.post(
        f"{cast.page}/suggestions/{suggestion.id}/acceptance", data={"title": "Tulips", "revision": "1"}
    )

    assert (answer.status_code, await title_of(cast)) == (404, "Roses")


# --- together


async def test_a_partner_asks_to_join_and_is_named_after_the_yes(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.sam)
    asked = await client.post(f"{cast.page}/together", data={"words": "We have soup."})
    shown = text_of(await client.get(asked.headers["location"]))
    [asking] = await CoHosting.objects()
    before = await hosting(cast)

    await sign_in(client, cast.charlie)
    to_answer = text_of(await client.get(cast.page))
    answer = await client.post(f"{cast.page}/together/{asking.id}/acceptance")

    assert (asked.status_code, answer.status_code) == (303, 303)
    assert "You have asked for Soup Lunch." in shown
    assert "Soup Lunch would like to do this with you. Answer" in to_answer
    assert (before, await hosting(cast)) == (["Men’s Sheds"], ["Men’s Sheds", "Soup Lunch"])


async def test_its_people_ask_an_organisation_which_says_no(client: httpx.AsyncClient, cast: Cast) -> None:
    await an_organisation(cast.event, "Choir")
    await sign_in(client, cast.charlie)
    without = await client.post(f"{cast.page}/together", data={"words": "Bring soup?"})
    await client.post(f"{cast.page}/together", data={"organisation": cast.soup.id, "words": "Bring soup?"})
    [asking] = await CoHosting.objects()

    await sign_in(client, cast.sam)
    shown = text_of(await client.get(f"{cast.page}/together"))
    answer = await client.post(f"{cast.page}/together/{asking.id}/refusal")

    assert (without.status_code, answer.status_code) == (422, 303)
    assert "Bring soup?" in without.text
    assert "Would Soup Lunch like to do this too? Charlie" in shown
    assert await hosting(cast) == ["Men’s Sheds"]


async def test_what_is_asked_is_seen_by_the_two_sides_only(client: httpx.AsyncClient, cast: Cast) -> None:
    ray = await a_person("Ray", await an_organisation(cast.event, "Choir"))
    await ask_to_join(cast.idea, cast.sam, cast.soup, "We have soup.")
    seen = []

    for person in (cast.charlie, cast.sam, ray, await an_organiser(cast.event)):
        await sign_in(client, person)
        pages = [text_of(await client.get(address)) for address in (cast.page, f"{cast.page}/together")]
        seen.append(["Soup Lunch" in page.partition("Who hosts it")[0] for page in pages])

    assert seen == [[True, True], [True, False], [False, False], [False, False]]


async def test_an_organisation_leaves_without_a_reason(client: httpx.AsyncClient, cast: Cast) -> None:
    await host_together(cast)
    await sign_in(client, cast.sam)
    shown = await client.get(f"{cast.page}/together")

    answer = await client.post(f"{cast.page}/together/{cast.soup.id}/leaving")

    assert f'action="{cast.page}/together/{cast.soup.id}/leaving"' in shown.text
    assert f'action="{cast.page}/together/{cast.sheds.id}/leaving"' not in shown.text
    assert (answer.status_code, await hosting(cast)) == (303, ["Men’s Sheds"])


async def test_the_last_organisation_is_told_to_withdraw(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.charlie)

    answer = await client.post(f"{cast.page}/together/{cast.sheds.id}/leaving")

    assert answer.status_code == 422
    assert "You can withdraw it." in text_of(answer)


async def test_what_was_answered_meanwhile_says_so(client: httpx.AsyncClient, cast: Cast) -> None:
    asking = await ask_to_join(cast.idea, cast.sam, cast.soup, "")
    await sign_in(client, cast.sam)
    await client.post(f"{cast.page}/together/{asking.id}/taking-back")
    await sign_in(client, cast.charlie)

    answers = [await client.post(f"{cast.page}/together/{asking.id}/{deed}") for deed in ("acceptance", "refusal")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("answered already" in text_of(answer) for answer in answers)


async def test_who_belongs_to_several_says_which_of_them_would_join(client: httpx.AsyncClient, cast: Cast) -> None:
    choir = await an_organisation(cast.event, "Choir")
    await Membership.insert(Membership(person=cast.sam.id, organisation=choir.id))
    await sign_in(client, cast.sam)

    answers = [
        await client.post(f"{cast.page}/together", data={"organisation": one}) for one in ("", cast.sheds.id, choir.id)
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 303]
    assert [one.organisation for one in await CoHosting.objects()] == [choir.id]


# --- other words


async def test_a_partner_suggests_and_its_people_use_the_words(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.sam)
    first = await client.get(f"{cast.page}/suggestions/new")
    sent = await client.post(f"{cast.page}/suggestions/new", data=SUGGESTED)
    [suggestion] = await Suggestion.objects()

    await sign_in(client, cast.charlie)
    shown = await client.get(f"{cast.page}/suggestions/{suggestion.id}")
    answer = await client.post(
        f"{cast.page}/suggestions/{suggestion.id}/acceptance",
        data={"title": "Roses for us", "minutes": "45", "revision": "1"},
    )

    assert 'value="Roses"' in first.text
    assert (sent.status_code, answer.status_code) == (303, 303)
    assert "Sam suggests other words for “Roses”. It is for all." in text_of(shown)
    assert re.search(r"Roses<ins>.* for all", shown.text)
    assert re.search(r"<del>.*Not said yet", shown.text)
    assert 'name="what_happens"' not in shown.text
    assert await title_of(cast) == "Roses for us"


async def test_a_suggestion_for_older_words_says_so(client: httpx.AsyncClient, cast: Cast) -> None:
    suggestion = await suggest_words(cast.idea, cast.sam, {"title": "Tulips"}, "Why not.", revision=1)
    await sign_in(client, cast.charlie)
    before = text_of(await client.get(f"{cast.page}/suggestions/{suggestion.id}"))
    await a_host(cast)

    after = text_of(await client.get(f"{cast.page}/suggestions/{suggestion.id}"))
    refused = await client.post(
        f"{cast.page}/suggestions/{suggestion.id}/acceptance", data={"title": "Tulips!", "revision": "1"}
    )

    assert ["have been changed since" in shown for shown in (before, after)] == [False, True]
    assert refused.status_code == 422
    assert 'value="Tulips!"' in refused.text
    assert 'name="revision" type="hidden" value="2"' in refused.text
    assert await title_of(cast) == "Roses"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "Say why, in a few words."),
        ({"title": ""}, "Give it a title."),
        ({"what_happens": "x" * 4001}, "Write at most 4000 characters."),
        ({"minutes": "4"}, "Write a number from 5 to 1439."),
        ({"minutes": "soon"}, "Write a whole number, such as 12."),
        ({"title": "Roses", "minutes": ""}, "Change something first."),
    ],
)
async def test_a_suggestion_that_is_none_is_kept_on_the_page(
    client: httpx.AsyncClient, cast: Cast, changes: dict[str, str], sentence: str
) -> None:
    await sign_in(client, cast.sam)

    answer = await client.post(f"{cast.page}/suggestions/new", data=SUGGESTED | changes)

    assert (answer.status_code, await Suggestion.count()) == (422, 0)
    assert sentence in text_of(answer)
    assert html.escape((SUGGESTED | changes)["reason"]) in answer.text


async def test_an_answer_that_empties_the_title_changes_nothing(client: httpx.AsyncClient, cast: Cast) -> None:
    suggestion = await suggest_words(cast.idea, cast.sam, {"title": "Tulips"}, "Why not.", revision=1)
    await sign_in(client, cast.charlie)

    answer = await client.post(
        f"{cast.page}/suggestions/{suggestion.id}/acceptance", data={"title": " ", "revision": "1"}
    )

    assert (answer.status_code, await title_of(cast)) == (422, "Roses")


async def test_who_suggested_it_reads_what_became_of_it(client: httpx.AsyncClient, cast: Cast) -> None:
    suggestion = await suggest_words(cast.idea, cast.sam, {"title": "Tulips"}, "Why not.", revision=1)
    await sign_in(client, cast.charlie)
    await client.post(f"{cast.page}/suggestions/{suggestion.id}/refusal")
    await sign_in(client, cast.sam)

    shown = await client.get(f"{cast.page}/suggestions/{suggestion.id}")
    answer = await client.post(f"{cast.page}/suggestions/{suggestion.id}/taking-back")

    assert "The words stayed as they were." in text_of(shown)
    assert answer.status_code == 422


async def test_hostile_words_are_shown_as_words(client: httpx.AsyncClient, cast: Cast) -> None:
    script = "<script>x</script>"
    suggestion = await suggest_words(cast.idea, cast.sam, {"title": script}, script, revision=1)
    await ask_to_join(cast.idea, cast.sam, cast.soup, script)
    await sign_in(client, cast.charlie)

    pages = [cast.page, f"{cast.page}/together", f"{cast.page}/suggestions/{suggestion.id}"]

    shown = [(await client.get(address)).text for address in pages]

    assert not any(script in page for page in shown)


# --- when hosts can come


async def test_its_people_say_when_a_host_can_come_and_take_it_back(client: httpx.AsyncClient, cast: Cast) -> None:
    host = await a_host(cast)
    await sign_in(client, cast.charlie)

    sent = await client.post(host, data={"starts": "10:00", "ends": "12:30"})
    shown = [text_of(await client.get(address)) for address in (host, cast.page)]
    [row] = await HostTime.objects()
    removed = await client.post(f"{host}/times/{row.id}/removal")

    assert (sent.status_code, removed.status_code, await HostTime.count()) == (303, 303, 0)
    assert (row.starts_at, row.ends_at) == (
        datetime(2026, 11, 28, 10, tzinfo=UTC),
        datetime(2026, 11, 28, 12, 30, tzinfo=UTC),
    )
    assert all("Saturday 28 November" in page and "10am to 12:30pm" in page for page in shown)


async def test_on_several_days_a_host_s_day_is_asked(client: httpx.AsyncClient, cast: Cast) -> None:
    host = await a_host(cast)
    await Event.update({Event.ends_on: date(2026, 11, 29)}).where(Event.id == cast.event.id)
    await sign_in(client, cast.charlie)

    without = await client.post(host, data={"starts": "10:00", "ends": "12:00"})
    sent = await client.post(host, data={"day": "2026-11-29", "starts": "10:00", "ends": "12:00"})

    assert (without.status_code, sent.status_code) == (422, 303)
    assert [row.starts_at.day for row in await HostTime.objects()] == [29]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Write when the host can come."),
        ({"starts": "soon", "ends": "12:00"}, "Write a time, such as 10:30."),
        ({"starts": "12:00", "ends": "10:00"}, "Write an end that is after the start."),
    ],
)
async def test_a_time_that_is_none_is_said_beside_it(
    client: httpx.AsyncClient, cast: Cast, typed: dict[str, str], sentence: str
) -> None:
    host = await a_host(cast)
    await sign_in(client, cast.charlie)

    answer = await client.post(host, data=typed)

    assert (answer.status_code, await HostTime.count()) == (422, 0)
    assert sentence in text_of(answer)


async def test_a_host_of_another_proposal_is_not_found_here(client: httpx.AsyncClient, cast: Cast) -> None:
    await a_host(cast)
    await sign_in(client, cast.charlie)

    answer = await client.get(f"{cast.page}/hosts/{'a' * 12}")

    assert answer.status_code == 404


@pytest.mark.parametrize("many", [1, 3])
async def test_the_page_asks_the_database_as_often_for_one_as_for_three(
    client: httpx.AsyncClient, cast: Cast, queries: Callable[[], AbstractContextManager[Any]], many: int
) -> None:
    for number in range(many):
        other = await an_organisation(cast.event, f"Choir {number}")
        await ask_organisation(cast.idea, cast.charlie, other, "")
        await suggest_words(cast.idea, cast.sam, {"title": f"Tulips {number}"}, "Why not.", revision=1)
    await revise_proposal(
        cast.idea,
        cast.charlie,
        ProposalWords("Roses", "Pruning."),
        hosts=[f"Host {number}" for number in range(many)],
        organisations=[cast.sheds.id],
        needs=[],
        revision=1,
    )
    await sign_in(client, cast.charlie)

    with queries() as counted:
        answer = await client.get(cast.page)

    assert (answer.status_code, counted.count) == (200, 16)
