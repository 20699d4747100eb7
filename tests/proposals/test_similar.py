import asyncio
import html
from time import perf_counter

import httpx
import pytest

from eventapp.errors import Refused
from eventapp.log.tables import LogEntry
from eventapp.proposals.actions import add_idea, mark_same, unmark_same, withdraw_proposal
from eventapp.proposals.reading import same_as
from eventapp.proposals.similar import similar
from eventapp.proposals.tables import Proposal, SameIdea
from eventapp.sample.content import content
from tests.cast import an_event, an_organisation, an_organiser, sign_in
from tests.proposals.conftest import Cast
from tests.proposals.test_growing_pages import text_of

pytestmark = pytest.mark.anyio

HTMX = {"HX-Request": "true"}
SAMPLE = [(words["title"], words["title"], words["what_happens"]) for words in content()["proposals"]]


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("Knitting for everyone", "Bring wool. We knit and chat.", "Death to knitting"),
        ("Soup for lunch", "Free soup and bread for everybody.", "Soup, bread and a seat"),
        ("Asking at work", "How to ask for what you need: a chair.", "Asking for what you need at work"),
        ("Paint a baner for next yaer", "", "Paint a banner for next year"),
    ],
)
def test_an_idea_that_is_there_in_other_words_is_found(title: str, text: str, found: str) -> None:
    assert found in similar(title, text, SAMPLE)


@pytest.mark.parametrize(
    ("title", "text"), [("Roses", "Pruning."), ("Rock climbing", "Ropes and a wall."), ("", ""), ("?!", "…")]
)
def test_an_idea_that_nobody_had_is_like_none(title: str, text: str) -> None:
    assert similar(title, text, SAMPLE) == []


def test_few_of_the_sample_s_ideas_are_taken_for_one_another() -> None:
    taken = [one for one, title, text in SAMPLE if similar(title, text, [other for other in SAMPLE if other[0] != one])]

    assert len(taken) <= 8


def test_at_most_three_are_pointed_out_the_likeliest_first() -> None:
    others = [(str(number), "Soup lunch", "Bread and soup, and a seat for all") for number in range(5)]

    assert similar("Soup lunch", "Bread and soup", [*others, ("best", "Soup lunch!", "Bread and soup")]) == [
        "0",
        "1",
        "2",
    ]


def test_a_hundred_and_fifty_are_looked_through_in_a_moment() -> None:
    many = [(str(number), title, text) for number, (_id, title, text) in enumerate(SAMPLE * 5)][:150]
    start = perf_counter()

    similar("Knitting for everyone", "Bring wool. We knit and chat.", many)

    # Some 20 ms; the rest is for a busy machine.
    assert perf_counter() - start < 2


# --- while proposing


async def test_what_may_be_the_same_is_pointed_out_while_one_writes(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.sam)

    page = await client.get(f"{cast.list}/new")
    alone = await client.get(f"{cast.list}/new/alike")
    found = await client.get(
        f"{cast.list}/new/alike", headers=HTMX, params={"title": "Roses!", "what_happens": "x\x00"}
    )
    nothing = await client.get(f"{cast.list}/new/alike", headers=HTMX, params={"title": "Soup"})

    assert f'data-hx-get="{cast.list}/new/alike"' in page.text
    assert text_of(found) == "Is it one of these? You could do it together. Roses"
    assert (found.status_code, text_of(nothing)) == (200, "")
    assert (alone.status_code, alone.headers["location"]) == (303, f"{cast.list}/new")


async def test_what_may_be_the_same_never_stops_an_idea_and_is_named_on_its_page(
    client: httpx.AsyncClient, cast: Cast
) -> None:
    await sign_in(client, cast.sam)
    answer = await client.post(f"{cast.list}/new", data={"title": "Roses", "what_happens": "Pruning."})

    own = text_of(await client.get(answer.headers["location"]))
    await sign_in(client, cast.charlie)
    others = text_of(await client.get(answer.headers["location"]))

    assert answer.status_code == 303
    assert ["Is it one of these?" in shown for shown in (own, others)] == [True, False]


async def test_what_is_withdrawn_is_not_pointed_out(client: httpx.AsyncClient, cast: Cast) -> None:
    await withdraw_proposal(cast.idea, cast.charlie)
    await sign_in(client, cast.sam)

    assert text_of(await client.get(f"{cast.list}/new/alike", headers=HTMX, params={"title": "Roses"})) == ""


# --- what organisers mark


async def test_what_is_marked_is_said_on_both_pages(client: httpx.AsyncClient, cast: Cast) -> None:
    other = await add_idea(cast.event, cast.sam, cast.soup, "Rose <b>garden</b>", "Roses.", "")
    await sign_in(client, await an_organiser(cast.event))

    answer = await client.post(f"{cast.page}/same", data={"other": other.id})
    pages = [await client.get(address) for address in (cast.page, f"{cast.list}/{other.id}")]
    await sign_in(client, cast.sam)
    theirs = await client.get(f"{cast.list}/{other.id}")

    assert answer.status_code == 303
    assert all("Organisers think that this is the same idea:" in text_of(page) for page in pages)
    assert html.escape(other.title) in pages[0].text
    assert f'href="{cast.page}/together"' in theirs.text
    assert "/removal" not in theirs.text


async def test_an_organiser_takes_a_mark_back(client: httpx.AsyncClient, cast: Cast) -> None:
    other = await add_idea(cast.event, cast.sam, cast.soup, "Rose garden", "Roses.", "")
    organiser = await an_organiser(cast.event)
    await mark_same(cast.idea, other, organiser)
    await sign_in(client, organiser)

    answer = await client.post(f"{cast.list}/{other.id}/same/{cast.idea.id}/removal")
    await unmark_same(cast.idea, other, organiser)

    assert (answer.status_code, await same_as(cast.idea)) == (303, [])
    assert await LogEntry.count().where(LogEntry.did == "no longer marked as the same idea") == 1


@pytest.mark.parametrize("other", ["", "nonsense", "itself", "\x00"])
async def test_a_mark_needs_another_proposal(client: httpx.AsyncClient, cast: Cast, other: str) -> None:
    await sign_in(client, await an_organiser(cast.event))

    answer = await client.post(f"{cast.page}/same", data={"other": cast.idea.id if other == "itself" else other})

    assert (answer.status_code, await SameIdea.count()) == (422, 0)


async def test_partners_mark_nothing(client: httpx.AsyncClient, cast: Cast) -> None:
    other = await add_idea(cast.event, cast.sam, cast.soup, "Rose garden", "Roses.", "")
    await sign_in(client, cast.charlie)

    answers = [
        await client.post(f"{cast.page}/same", data={"other": other.id}),
        await client.post(f"{cast.page}/same/{other.id}/removal"),
    ]

    assert ([answer.status_code for answer in answers], await SameIdea.count()) == ([404, 404], 0)


async def test_two_events_have_no_idea_in_common(cast: Cast) -> None:
    another = await an_event("another")
    other = await add_idea(another, cast.sam, await an_organisation(another, "Choir"), "Roses", "Pruning.", "")

    with pytest.raises(Refused, match="Choose another"):
        await mark_same(cast.idea, other, cast.charlie)


async def test_a_mark_made_from_both_sides_at_once_is_one(cast: Cast) -> None:
    other = await add_idea(cast.event, cast.sam, cast.soup, "Rose garden", "Roses.", "")
    organiser = await an_organiser(cast.event)

    await asyncio.gather(mark_same(cast.idea, other, organiser), mark_same(other, cast.idea, organiser))

    assert await SameIdea.count() == 1
    assert [row.id for row in await same_as(other)] == [cast.idea.id]
    assert await Proposal.count() == 2
