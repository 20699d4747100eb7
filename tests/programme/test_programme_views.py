"""The programme seen in other ways: by room, now and next, on paper, on other websites."""

import html
import re
import time
from datetime import UTC, datetime
from typing import Any

import brotli
import httpx
import pytest

from eventapp.event.tables import Event
from eventapp.programme import published_pages
from eventapp.programme.publishing import publish_edition, refresh_pages
from eventapp.programme.shown import BELIEVED_SECONDS
from eventapp.programme.tables import PublishedSession
from eventapp.timetable.tables import Session
from tests.cast import a_break, a_room, a_session, an_event, an_organisation
from tests.programme.making import at


async def _published() -> tuple[Event, Session]:
    """Soup in Room 1, a film in Polish in Room 2 at 2pm, lunch."""
    event = await an_event()
    shed = await an_organisation(event, "Men’s Shed")
    room = await a_room(event, "Room 1", "step-free")
    soup = await a_session(
        event, "Soup & <talk>", room=room, starts_at=at(10, 30), hosts=["Jo"], organisations=[shed], places=12
    )
    other = await a_room(event, "Room 2")
    await a_session(event, "Film", room=other, starts_at=at(14), kind="film", language="pl")
    await a_break(event, starts_at=at(12))
    await publish_edition(event, None)
    return event, soup


def _told(page: httpx.Response) -> str:
    """The words of the page's main part."""
    main = page.text.split("<main")[1].split("</main")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.parametrize(
    ("query", "titles", "address"),
    [
        ("part=afternoon", ["Film"], "part=afternoon"),
        ("language=pl", ["Film"], "language=pl"),
        (
            "words=&part=&room=Room+1&booking=free&view=rooms",
            ["Soup &amp; &lt;talk&gt;"],
            "room=Room+1&booking=free",
        ),
    ],
)
async def test_what_was_asked_for_has_an_address_to_share(
    client: httpx.AsyncClient, query: str, titles: list[str], address: str
) -> None:
    await _published()

    page = await client.get(f"/day/programme?{query}")
    again = await client.get(f"/day/programme?{address}")

    assert f"http://test.example/day/programme?{html.escape(address)}</a>" in page.text
    assert re.findall(r'card__title"><a href="[^"]+">([^<]+)<', again.text) == titles


async def test_easy_read_and_all_words_keep_what_was_asked_for(client: httpx.AsyncClient) -> None:
    await _published()
    easy = r'sessions/\w+\?view=easy"[^>]*>([^<]+)<'

    plain = await client.get("/day/programme?kind=film")
    found = await client.get("/day/programme?view=easy&words=&kind=film")
    nothing = await client.get("/day/programme?view=easy&words=zebra")
    wrong = await client.get("/day/programme?view=easy&kind=zebra")

    assert 'href="/day/programme?kind=film&amp;view=easy"' in plain.text
    assert 'href="/day/programme?kind=film"' in found.text
    assert 'name="view" value="easy"' in found.text
    assert "1 session shown. Film." in _told(found)
    assert re.findall(easy, found.text) == ["Film"]
    assert (re.findall(easy, nothing.text), "Nothing like that is in the programme" in nothing.text) == ([], True)
    assert 'href="/day/programme?view=easy"' in nothing.text
    assert (wrong.status_code, len(re.findall(easy, wrong.text))) == (422, 3)
    assert "Choose one of the answers offered." in wrong.text


async def test_filtering_asks_the_database_nothing_until_something_changes(
    client: httpx.AsyncClient, queries: Any
) -> None:
    event, soup = await _published()
    paths = ["/day/programme?kind=film", "/day/programme?view=rooms", "/day/now", "/day/embed?room=Room+1"]
    await client.get(paths[0])

    with queries() as counted:
        for path in paths:
            await client.get(path)
    await Session.update({Session.cancelled_at: at(9)}).where(Session.id == soup.id)
    await publish_edition(event, None)
    changed = await client.get("/day/programme?room=Room+1")

    assert counted.count == 0
    assert "Cancelled" in _told(changed)


async def test_who_asks_for_places_left_is_told_of_a_session_that_filled_up(client: httpx.AsyncClient) -> None:
    event, soup = await _published()
    before = await client.get("/day/programme?booking=free&room=Room+1")
    await PublishedSession.update({PublishedSession.is_full: True}).where(PublishedSession.session == soup.id)
    await refresh_pages(event.id)

    after = await client.get("/day/programme?booking=free&room=Room+1")

    assert ["1 session shown" in _told(before), "0 sessions shown" in _told(after)] == [True, True]


async def test_a_session_that_was_full_only_for_a_moment_is_not_called_so_for_long(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, soup = await _published()
    await PublishedSession.update({PublishedSession.is_full: True}).where(PublishedSession.session == soup.id)
    await client.get("/day/programme?booking=free")

    await PublishedSession.update({PublishedSession.is_full: False}).where(PublishedSession.session == soup.id)
    # Its page never said that it was full, so nothing of it changes.
    await refresh_pages(event.id)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + BELIEVED_SECONDS)
    found = [_told(await client.get(f"/day/{path}")) for path in ("programme?booking=free", f"sessions/{soup.id}")]

    assert ["2 sessions shown" in found[0], "12 places left" in found[1]] == [True, True]


async def test_by_room_there_is_a_table_with_headings(client: httpx.AsyncClient) -> None:
    await _published()

    page = await client.get("/day/programme?view=rooms")

    assert re.findall(r'<th scope="col">([^<]+)<', page.text) == ["Time", "The whole venue", "Room 1", "Room 2"]
    assert re.findall(r'<th scope="row">([^<]+)<', page.text) == ["10:30am", "12\N{NO-BREAK SPACE}noon", "2pm"]
    assert "<caption>" in page.text
    assert '<input type="hidden" name="view" value="rooms">' in page.text


async def test_now_and_next_is_as_the_clock_has_it(client: httpx.AsyncClient, clock: Any) -> None:
    await _published()
    clock.set(at(11))

    page = await client.get("/day/now")

    on, following = _told(page).split("On now")[1].split("Next in each room")
    assert ["Soup" in on, "Film" in on, "Film" in following, "Lunch" in following] == [True, False, True, True]
    assert "hx-trigger" not in page.text


async def test_the_page_renews_itself_only_for_who_asks(client: httpx.AsyncClient) -> None:
    await _published()

    page = await client.get("/day/now?renew=yes")

    assert re.findall(r'data-hx-trigger="([^"]+)"', page.text) == ["every 60s"]
    assert "Stop that" in page.text


async def test_the_day_of_what_is_next_is_said_where_it_is_another(client: httpx.AsyncClient, clock: Any) -> None:
    await _published()
    clock.set(datetime(2026, 11, 20, 9, tzinfo=UTC))

    page = await client.get("/day/now")

    assert "Nothing is on at the moment. Next in each room Saturday 28 November" in _told(page)


@pytest.mark.parametrize("sheet", ["a4", "a3", "large"])
async def test_the_programme_can_be_printed_with_an_address_and_a_phone_number(
    client: httpx.AsyncClient, sheet: str
) -> None:
    await _published()

    page = await client.get(f"/day/print/{sheet}")

    told = _told(page)
    assert "Soup & <talk> 10:30am to 11:30am · Room 1, Ground floor · Talk With Jo, from Men’s Shed" in told
    assert "test.example/day/programme Or phone 01603 000000" in told
    assert f'class="sheet sheet--{sheet}"' in page.text


async def test_doors_have_signs_and_one_room_can_be_printed_alone(client: httpx.AsyncClient) -> None:
    await _published()

    every, one = [await client.get(f"/day/print/doors{query}") for query in ("", "?room=Room+2")]

    assert [re.findall(r'sheet__title">([^<]+)<', page.text) for page in (every, one)] == [
        ["Room 1", "Room 2"],
        ["Room 2"],
    ]


async def test_a_poster_leads_to_its_session_by_an_address_that_can_be_typed(client: httpx.AsyncClient) -> None:
    _event, soup = await _published()

    poster = await client.get(f"/day/print/poster/{soup.id}")
    [short] = re.findall(r"<strong>test\.example(/day/s/\d+)</strong>", poster.text)
    found = await client.get(short)

    assert (found.status_code, found.headers["location"]) == (303, f"/day/sessions/{soup.id}")
    assert "<svg" in poster.text


@pytest.mark.parametrize(
    "path",
    [
        "/day/print/a5",
        "/day/print/doors?room=Nowhere",
        "/day/print/poster/nothing",
        "/day/s/99",
        "/day/s/x",
        "/nowhere/now",
        "/nowhere/embed",
        "/nowhere/print",
    ],
)
async def test_what_is_not_there_is_404(client: httpx.AsyncClient, path: str) -> None:
    await _published()

    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["/day/now", "/day/embed", "/day/print", "/day/print/a4", "/day/s/1"])
async def test_before_the_first_edition_there_is_nothing_to_show(client: httpx.AsyncClient, path: str) -> None:
    await a_session(await an_event(), "Secret", starts_at=at(10))

    page = await client.get(path)

    assert page.status_code == (200 if path == "/day/now" else 404)
    assert "Secret" not in page.text


async def test_partners_copy_a_list_of_plain_html_for_their_own_website(client: httpx.AsyncClient) -> None:
    _event, soup = await _published()

    page = await client.get("/day/embed?organisation=Men’s+Shed")

    [copied] = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page.text, re.DOTALL)
    listed = html.unescape(copied)
    assert re.findall(r'href="([^"]+)"', listed) == [
        f"http://test.example/day/sessions/{soup.id}",
        "http://test.example/day/programme?organisation=Men%E2%80%99s+Shed",
    ]
    assert "Soup &amp; &lt;talk&gt;</a>" in listed
    assert set(re.findall(r"<(\w+)", listed)) == {"ul", "li", "a", "br", "p"}


async def test_a_list_that_cannot_be_asked_for_is_said_beside_the_field(client: httpx.AsyncClient) -> None:
    await _published()

    page = await client.get("/day/embed?kind=nonsense")

    assert (page.status_code, "There is a problem" in page.text) == (422, True)


async def test_a_first_visit_is_light(client: httpx.AsyncClient) -> None:
    """At most 60 kB in 6 requests, at most 25 kB of them scripts."""
    await _published()
    page = await client.get("/day/programme")
    found = await published_pages.find("/day/programme")
    assert found
    # What browsers fetch to show the page; what is in it, as the icon, costs no request.
    addresses = re.findall(r'<(?:script|link)[^>]* (?:src|href)="(/static/[^"]+)"', page.text)

    sizes = {path: len(brotli.compress((await client.get(path)).content)) for path in addresses}

    scripts = sum(size for path, size in sizes.items() if path.endswith(".js"))
    assert len(sizes) + 1 <= 6
    assert scripts <= 25_000
    assert len(found.bodies[b"br"]) + sum(sizes.values()) <= 60_000
