import asyncio
import contextlib
import gzip
import time
from typing import Any

import httpx
import pytest

from eventapp import db as database
from eventapp.event.tables import Event
from eventapp.programme import published_pages
from eventapp.programme.publishing import publish_edition, refresh_pages
from eventapp.programme.tables import PublishedPage
from eventapp.proposals.tables import Proposal
from tests.cast import a_room, a_session, an_event
from tests.programme.making import at

PAGE = ("text/html; charset=utf-8", b"<p>One</p>" * 100)
OTHER = ("text/html; charset=utf-8", b"<p>Two</p>" * 100)
THIRD = ("text/html; charset=utf-8", b"<p>Three</p>" * 100)


async def _store(event: Event, pages: dict[str, tuple[str, bytes]]) -> None:
    async with database.transaction():
        await published_pages.store(event.id, pages)


async def _body(path: str) -> bytes | None:
    found = await published_pages.find(path)
    return found.bodies[b""] if found else None


async def _published() -> Event:
    event = await an_event()
    await a_session(event, "Soup", room=await a_room(event), starts_at=at(10, 30))
    await publish_edition(event, None)
    return event


@pytest.mark.usefixtures("db")
async def test_a_page_is_served_as_soon_as_it_is_stored() -> None:
    event = await an_event()
    assert await _body("/day/x") is None

    await _store(event, {"/day/x": PAGE})

    assert await _body("/day/x") == PAGE[1]


@pytest.mark.usefixtures("db")
async def test_people_read_on_while_the_database_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    event = await an_event()
    await _store(event, {"/day/x": PAGE})
    before = await _body("/day/x")

    async def away() -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(published_pages, "_take_over", away)
    published_pages.look_again()

    assert (before, await _body("/day/x"), await _body("/day/y")) == (PAGE[1], PAGE[1], None)


@pytest.mark.usefixtures("db")
async def test_a_page_that_comes_out_the_same_keeps_its_version_and_date(clock: Any) -> None:
    event = await an_event()
    await _store(event, {"/day/x": PAGE, "/day/y": PAGE})
    before = await PublishedPage.select(PublishedPage.version, PublishedPage.changed_at)

    await _store(event, {"/day/x": PAGE, "/day/y": OTHER})

    rows = await PublishedPage.select(PublishedPage.path, PublishedPage.version).order_by(PublishedPage.path)
    assert [row["version"] for row in before] == [1, 1]
    assert rows == [{"path": "/day/x", "version": 1}, {"path": "/day/y", "version": 2}]


@pytest.mark.usefixtures("db")
async def test_what_is_rolled_back_is_not_served() -> None:
    event = await an_event()
    await _store(event, {"/day/x": PAGE})

    with contextlib.suppress(ZeroDivisionError):
        async with database.transaction():
            await published_pages.store(event.id, {"/day/x": OTHER})
            _ = 1 / 0

    assert await _body("/day/x") == PAGE[1]


@pytest.mark.usefixtures("db")
async def test_what_another_process_published_is_served_within_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    event = await an_event()
    await _store(event, {"/day/x": PAGE})
    await _body("/day/x")
    await PublishedPage.update({PublishedPage.body: OTHER[1], PublishedPage.version: 2}).where(
        PublishedPage.event == event.id
    )
    at_once = await _body("/day/x")
    now = time.monotonic()

    monkeypatch.setattr(time, "monotonic", lambda: now + 1.5)

    assert (at_once, await _body("/day/x")) == (PAGE[1], OTHER[1])


@pytest.mark.usefixtures("db")
async def test_the_database_is_asked_at_most_once_a_second(queries: Any) -> None:
    event = await an_event()
    await _store(event, {"/day/x": PAGE})
    await _body("/day/x")

    with queries() as counted:
        for path in ("/day/x", "/day/y", "/other") * 5:
            await published_pages.find(path)

    assert counted.count == 0


@pytest.mark.usefixtures("db")
async def test_a_page_of_an_event_that_is_gone_is_no_longer_served() -> None:
    event = await an_event()
    await _store(event, {"/day/x": PAGE})
    await _body("/day/x")
    await Event.delete().where(Event.id == event.id)

    published_pages.look_again()

    assert await _body("/day/x") is None


@pytest.mark.usefixtures("db")
async def test_everybody_who_asks_just_after_publishing_gets_the_new_page() -> None:
    event = await an_event()
    await _store(event, {"/day/x": PAGE})
    await _body("/day/x")
    await _store(event, {"/day/x": OTHER})

    bodies = await asyncio.gather(*(_body("/day/x") for _ in range(10)))

    assert set(bodies) == {OTHER[1]}


@pytest.mark.parametrize("path", ["/day/programme", "/day/calendar", "/day/calendar.ics"])
async def test_published_pages_need_no_cookie_and_can_be_asked_for_again(client: httpx.AsyncClient, path: str) -> None:
    await _published()

    first = await client.get(path)
    again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
    since = await client.get(path, headers={"If-Modified-Since": first.headers["last-modified"]})
    weak = await client.get(path, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    head = await client.head(path)

    assert (first.status_code, first.headers.get("set-cookie")) == (200, None)
    assert [answer.status_code for answer in (again, since, weak, head)] == [304, 304, 304, 200]
    assert [answer.content for answer in (again, since, weak, head)] == [b""] * 4
    assert head.headers["etag"] == first.headers["etag"]
    assert first.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/day/programme", "/day/calendar.ics"])
async def test_published_pages_are_sent_compressed_to_who_can_read_it(client: httpx.AsyncClient, path: str) -> None:
    await _published()
    plain = await client.get(path, headers={"Accept-Encoding": "identity"})

    async with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])

    assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "accept-encoding")
    assert gzip.decompress(raw) == plain.content
    assert plain.headers.get("content-encoding") is None


async def test_the_feed_says_how_it_is_called_and_how_long_it_keeps(client: httpx.AsyncClient) -> None:
    await _published()

    answer = await client.get("/day/calendar.ics", headers={"Accept": "application/calendar+json"})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["content-disposition"] == 'inline; filename="day.ics"'
    assert answer.headers["cache-control"] == "public, max-age=300"


async def test_a_page_has_another_etag_when_it_has_changed(client: httpx.AsyncClient) -> None:
    event = await _published()
    first = await client.get("/day/programme")
    await Event.update({Event.intro: "Bring a friend."}).where(Event.id == event.id)
    await refresh_pages(event.id)

    changed = await client.get("/day/programme", headers={"If-None-Match": first.headers["etag"]})

    assert (changed.status_code, changed.headers["etag"] != first.headers["etag"]) == (200, True)


@pytest.mark.usefixtures("db")
async def test_pages_are_compressed_once_for_all_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    event = await an_event()
    await _store(event, {"/day/x": PAGE})
    monkeypatch.setattr(published_pages, "compressed", None)

    published_pages.forget()

    found = await published_pages.find("/day/x")
    assert found is not None
    assert sorted(found.bodies) == [b"", b"br", b"gzip", b"zstd"]
    assert gzip.decompress(found.bodies[b"gzip"]) == PAGE[1]


async def test_pages_made_when_they_are_asked_for_are_of_the_same_edition_as_those_kept_as_bytes(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = await an_event()
    soup = await a_session(event, "Soup one", room=await a_room(event), starts_at=at(10, 30))
    await publish_edition(event, None)
    await client.get("/day/programme")
    await Proposal.update({Proposal.title: "Soup two"}).where(Proposal.id == soup.proposal)
    paths = ["programme", f"sessions/{soup.id}", "now", "programme?kind=", "programme?view=easy", "print/a4"]
    with monkeypatch.context() as elsewhere:
        # As another process does it: nothing here knows of it for up to a second.
        elsewhere.setattr(published_pages, "look_again", lambda: None)
        await publish_edition(event, None)
    monkeypatch.setattr(published_pages, "LOOK_EVERY_SECONDS", float("inf"))

    told = [(await client.get(f"/day/{path}")).text for path in [*paths, *paths]]

    seen = ["".join({title for title in ("Soup one", "Soup two") if title in page}) for page in told]
    assert seen == ["Soup one"] + ["Soup two"] * 11


@pytest.mark.usefixtures("db")
async def test_pages_of_two_editions_are_never_served_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process publishes just while this one fetches what it published before."""
    event = await an_event()
    await _store(event, {"/day/x": PAGE, "/day/y": PAGE})
    await _body("/day/x")
    fetch, meanwhile = published_pages._rows, [THIRD]

    async def publishing_meanwhile(paths: Any) -> Any:
        rows = await fetch(paths)
        while meanwhile:
            page = meanwhile.pop()
            await _store(event, {"/day/x": page, "/day/y": page})
        return rows

    monkeypatch.setattr(published_pages, "_rows", publishing_meanwhile)
    await _store(event, {"/day/x": OTHER})

    assert (await _body("/day/x"), await _body("/day/y")) == (THIRD[1], THIRD[1])
