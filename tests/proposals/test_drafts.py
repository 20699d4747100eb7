import asyncio
from datetime import timedelta

import httpx
import pytest

from eventapp.booking import retention
from eventapp.event.tables import Event
from eventapp.proposals.actions import draft_of, forget_old_drafts, keep_draft, typed_in
from eventapp.proposals.tables import Draft, Proposal
from tests.cast import a_person, an_event, sign_in
from tests.conftest import Clock
from tests.proposals.conftest import Cast
from tests.proposals.test_growing_pages import text_of

pytestmark = pytest.mark.anyio

HALF = {"title": "Seeds", "what_happens": "", "contact": "sam@example.org"}


async def kept(cast: Cast, proposal: Proposal | None = None) -> dict[str, list[str]] | None:
    draft = await draft_of(cast.event, cast.charlie if proposal else cast.sam, proposal)
    return typed_in(draft) if draft else None


async def test_a_draft_takes_the_place_of_the_one_before(cast: Cast) -> None:
    await keep_draft(cast.event, cast.sam, None, [("title", "Seeds")])

    await keep_draft(cast.event, cast.sam, None, [("title", "Bulbs"), ("needs", "sink"), ("needs", "tables")])

    assert await kept(cast) == {"title": ["Bulbs"], "needs": ["sink", "tables"]}
    assert await Draft.count() == 1


async def test_drafts_kept_at_once_leave_one(cast: Cast) -> None:
    await asyncio.gather(*(keep_draft(cast.event, cast.sam, None, [("title", f"Seeds {n}")]) for n in range(4)))

    assert await Draft.count() == 1


async def test_each_person_each_event_and_each_proposal_has_its_own(cast: Cast) -> None:
    another = await an_event("another")
    await keep_draft(cast.event, cast.charlie, None, [("title", "Seeds")])

    others = [
        await draft_of(cast.event, cast.sam, None),
        await draft_of(another, cast.charlie, None),
        await draft_of(cast.event, cast.charlie, cast.idea),
    ]

    assert others == [None, None, None]


async def test_where_nothing_is_typed_nothing_is_kept(cast: Cast) -> None:
    await keep_draft(cast.event, cast.sam, None, [("title", "Seeds")])

    await keep_draft(cast.event, cast.sam, None, [("title", " "), ("contact", "")])

    assert await Draft.count() == 0


async def test_a_draft_is_kept_for_sixty_days_and_then_deleted_by_the_program(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = asyncio.Event()

    async def forget() -> None:
        await forget_old_drafts()
        done.set()

    monkeypatch.setattr(retention, "forget_old_drafts", forget)
    await keep_draft(cast.event, cast.sam, None, [("title", "Seeds")])

    clock.advance(timedelta(days=59))
    await forget_old_drafts()
    before = await Draft.count()
    clock.advance(timedelta(days=1))
    forgetting = asyncio.create_task(retention.forget_for_ever())
    await done.wait()
    forgetting.cancel()
    await asyncio.gather(forgetting, return_exceptions=True)

    assert (before, await Draft.count()) == (1, 0)


async def test_a_draft_goes_with_its_person(cast: Cast) -> None:
    await keep_draft(cast.event, cast.sam, None, [("title", "Seeds")])

    await cast.sam.remove()

    assert await Draft.count() == 0


# --- pages


async def test_half_an_idea_is_kept_offered_and_gone_on_with(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.sam)

    answer = await client.post(f"{cast.list}/new/draft", data=HALF | {"other": "x"})
    again = await client.get(answer.headers["location"])
    offered = await client.get(f"{cast.list}/new")

    assert (answer.status_code, answer.headers["location"]) == (303, f"{cast.list}/new?draft=y")
    assert 'value="Seeds"' in again.text
    assert 'value="Seeds"' not in offered.text
    assert "You have a draft from" in text_of(offered)
    assert await kept(cast) == {"title": ["Seeds"], "what_happens": [""], "contact": ["sam@example.org"]}


async def test_what_is_typed_is_kept_by_itself_without_a_page(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.sam)

    answer = await client.post(f"{cast.list}/new/draft", data=HALF, headers={"HX-Request": "true"})

    assert (answer.status_code, answer.text) == (204, "")
    assert await Draft.count() == 1


async def test_what_is_sent_is_no_draft_any_more(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.sam)
    await client.post(f"{cast.list}/new/draft", data=HALF)

    unfinished = await client.post(f"{cast.list}/new", data=HALF)
    still_kept = await Draft.count()
    sent = await client.post(f"{cast.list}/new", data=HALF | {"what_happens": "We swap."})

    assert (unfinished.status_code, still_kept) == (422, 1)
    assert (sent.status_code, await Draft.count()) == (303, 0)


async def test_half_a_proposal_is_kept_with_every_box_that_was_ticked(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.charlie)
    typed = {"title": "Roses!", "kind": "talk", "needs": ["sink", "tables"], "own_minutes": "ten", "revision": "1"}

    answer = await client.post(f"{cast.page}/edit/draft", data=typed)
    again = await client.get(answer.headers["location"])

    assert answer.headers["location"] == f"{cast.page}/edit?draft=y"
    assert all(f'value="{value}" checked' in again.text for value in ("talk", "sink", "tables"))
    assert 'value="ten"' in again.text
    assert await kept(cast, cast.idea) == {
        "title": ["Roses!"],
        "kind": ["talk"],
        "needs": ["sink", "tables"],
        "own_minutes": ["ten"],
        "revision": ["1"],
    }


async def test_saving_the_proposal_deletes_the_draft(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.charlie)
    typed = {"title": "Roses!", "what_happens": "Pruning.", "kind": "talk", "attendance": "book", "language": "en-GB"}
    await client.post(f"{cast.page}/edit/draft", data=typed)

    answer = await client.post(f"{cast.page}/edit", data=typed | {"revision": "1"})

    assert (answer.status_code, await Draft.count()) == (303, 0)


@pytest.mark.parametrize("about", ["new", "edit"])
async def test_a_draft_is_deleted_at_once(client: httpx.AsyncClient, cast: Cast, about: str) -> None:
    address = f"{cast.list}/new" if about == "new" else f"{cast.page}/edit"
    await sign_in(client, cast.charlie)
    await client.post(f"{address}/draft", data=HALF)
    before = await Draft.count()

    answer = await client.post(f"{address}/draft/removal")

    assert (before, answer.status_code, await Draft.count()) == (1, 303, 0)


async def test_nobody_else_sees_or_deletes_a_draft(client: httpx.AsyncClient, cast: Cast) -> None:
    await keep_draft(cast.event, cast.charlie, None, [("title", "Seeds of mine")])
    await keep_draft(cast.event, cast.charlie, cast.idea, [("title", "Roses of mine")])
    colleague = await a_person("Ana", cast.sheds)
    await sign_in(client, colleague)

    pages = [await client.get(f"{address}?draft=y") for address in (f"{cast.list}/new", f"{cast.page}/edit")]
    for address in (f"{cast.list}/new", f"{cast.page}/edit"):
        await client.post(f"{address}/draft/removal")

    assert [page.status_code for page in pages] == [200, 200]
    assert not any("of mine" in page.text or "draft from" in text_of(page) for page in pages)
    assert await Draft.count() == 2


async def test_nobody_and_others_keep_no_draft(client: httpx.AsyncClient, cast: Cast) -> None:
    deeds = [f"{cast.page}/edit/draft", f"{cast.page}/edit/draft/removal"]
    nobody = {(await client.post(address, data=HALF)).status_code for address in [*deeds, f"{cast.list}/new/draft"]}
    await sign_in(client, cast.sam)

    others = {(await client.post(address, data=HALF)).status_code for address in deeds}

    assert (nobody, others, await Draft.count()) == ({303}, {404}, 0)


async def test_a_draft_outlasts_that_proposals_close(client: httpx.AsyncClient, cast: Cast) -> None:
    await Event.update({Event.proposals_open: False}).where(Event.id == cast.event.id)
    await sign_in(client, cast.sam)

    answer = await client.post(f"{cast.list}/new/draft", data=HALF | {"title": "a\x00b" + "x" * 9000})

    assert answer.status_code == 303
    assert await kept(cast) == {"title": ["ab" + "x" * 3998], "what_happens": [""], "contact": ["sam@example.org"]}


async def test_a_form_with_nothing_in_it_is_no_draft(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.sam)

    answer = await client.post(f"{cast.list}/new/draft", data={"title": " "})

    assert (answer.headers["location"], await Draft.count()) == (f"{cast.list}/new", 0)
