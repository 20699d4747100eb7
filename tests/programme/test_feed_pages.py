"""The feeds as calendars fetch them, and the pages that say how to subscribe."""

import gzip
import re
from datetime import UTC, datetime
from typing import Any

import brotli
import httpx
import icalendar
import mf2py
import pytest
import zstandard

from eventapp.event.tables import Event, Room
from eventapp.people.tables import Organisation
from eventapp.programme.publishing import publish_edition
from eventapp.timetable.tables import Placement, Session
from tests.cast import a_break, a_room, a_session, an_event, an_organisation, an_organiser, sign_in
from tests.programme.making import at

FEEDS = [
    "/day/calendar.ics",
    "/day/calendar/room/room-1.ics",
    "/day/calendar/kind/talk.ics",
    "/day/calendar/organisation/mens-shed.ics",
    "/day/schedule.xml",
    "/day/schedule.json",
    "/day/changes.atom",
]


async def _published() -> tuple[Event, Session]:
    event = await an_event()
    shed = await an_organisation(event, "Men’s Shed")
    soup = await a_session(event, "Soup", room=await a_room(event), starts_at=at(10, 30), organisations=[shed])
    await a_break(event, starts_at=at(12))
    await publish_edition(event, None)
    return event, soup


async def test_every_feed_answers_as_calendars_ask(client: httpx.AsyncClient) -> None:
    await _published()

    for path in FEEDS:
        whole = await client.get(path, headers={"Accept-Encoding": "identity", "Accept": "application/calendar+json"})
        head = await client.head(path, headers={"Accept-Encoding": "identity"})
        assert (whole.status_code, head.status_code, head.content) == (200, 200, b"")
        assert head.headers["content-length"] == str(len(whole.content))
        assert "set-cookie" not in whole.headers
        assert whole.headers["cache-control"] == "public, max-age=300"
        assert (whole.headers["vary"], whole.headers["x-content-type-options"]) == ("accept-encoding", "nosniff")
        tag, changed = whole.headers["etag"], whole.headers["last-modified"]
        knows: list[dict[str, str]] = [
            {"If-None-Match": tag},
            {"If-None-Match": f"W/{tag}"},
            {"If-None-Match": f'"other", W/{tag}'},
            {"If-None-Match": "*"},
            {"If-Modified-Since": changed},
        ]
        again = [await client.get(path, headers=headers) for headers in knows]
        assert [(answer.status_code, answer.content) for answer in again] == [(304, b"")] * len(knows)
        stale = await client.get(path, headers={"If-None-Match": '"other"', "If-Modified-Since": changed})
        assert stale.status_code == 200


async def test_the_feed_comes_in_the_form_that_a_client_asks_for(client: httpx.AsyncClient) -> None:
    event, _ = await _published()
    for number in range(9):
        await a_break(event, f"Break {number}", starts_at=at(20))
    await publish_edition(event, None)

    readers: dict[str, Any] = {
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    }
    plain = (await client.get("/day/calendar.ics", headers={"Accept-Encoding": "identity"})).content
    for name, read in readers.items():
        async with client.stream("GET", "/day/calendar.ics", headers={"Accept-Encoding": name}) as answer:
            raw = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers["content-encoding"] == name
        assert (read(raw) == plain, len(raw) < len(plain) / 2) == (True, True)


async def test_an_address_with_a_question_gives_the_same_feed(client: httpx.AsyncClient) -> None:
    await _published()

    for path in FEEDS:
        plain, asked = await client.get(path), await client.get(f"{path}?nocache=1")
        known = await client.get(f"{path}?nocache=1", headers={"If-None-Match": plain.headers["etag"]})
        assert (asked.status_code, asked.content, asked.headers["etag"]) == (200, plain.content, plain.headers["etag"])
        assert (known.status_code, known.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/day/calendar/room/room-9.ics",
        "/day/calendar/room/room-9",
        "/day/calendar/nonsense/room-1.ics",
        "/day/calendar/nonsense/room-1",
        "/nowhere/calendar/room/room-1.ics",
        "/nowhere/calendar/room/room-1",
        "/day/schedule.txt",
    ],
)
async def test_a_feed_that_is_not_there_is_404(client: httpx.AsyncClient, path: str) -> None:
    await _published()

    assert (await client.get(path)).status_code == 404


async def test_before_the_first_edition_there_are_no_feeds(client: httpx.AsyncClient) -> None:
    await an_event()

    assert {(await client.get(path)).status_code for path in FEEDS} == {404}


async def test_a_feed_follows_its_room_through_another_name_and_stays_when_the_room_is_gone(
    client: httpx.AsyncClient,
) -> None:
    event, soup = await _published()
    path = "/day/calendar/room/room-1.ics"
    await Room.update({Room.name: "The Snug"}).where(Room.event == event.id)
    await publish_edition(event, None)
    renamed = await client.get(path)
    other = await a_room(event, "Room 1")
    await Placement.update({Placement.room: other.id}).where(Placement.session == soup.id)
    await publish_edition(event, None)

    left, moved_to = await client.get(path), await client.get("/day/calendar/room/room-1-2.ics")

    assert b"X-WR-CALNAME:Peer Support Day: The Snug\r\n" in renamed.content
    assert [_titles(answer) for answer in (renamed, left, moved_to)] == [["Soup"], [], ["Soup"]]


def _titles(answer: httpx.Response) -> list[str]:
    return [str(entry["SUMMARY"]) for entry in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")]


async def test_a_feed_follows_its_organisation_through_another_name(client: httpx.AsyncClient) -> None:
    event, _ = await _published()
    await Organisation.update({Organisation.name: "The Barn"}).where(Organisation.name == "Men’s Shed")
    await publish_edition(event, None)

    renamed = await client.get("/day/calendar/organisation/mens-shed.ics")

    assert b"X-WR-CALNAME:Peer Support Day: The Barn\r\n" in renamed.content
    assert _titles(renamed) == ["Soup"]


async def test_the_feeds_of_an_event_that_is_over_keep_answering(client: httpx.AsyncClient) -> None:
    event, _ = await _published()
    await Event.update({Event.over_at: at(18)}).where(Event.id == event.id)

    assert {(await client.get(path)).status_code for path in FEEDS} == {200}


async def test_the_calendar_page_leads_to_every_feed(client: httpx.AsyncClient) -> None:
    await _published()

    page = await client.get("/day/calendar")

    links = re.findall(r'href="(/day/calendar/[^"]+)"', page.text)
    assert links == [path.removesuffix(".ics") for path in FEEDS[1:4]]
    for link, path in zip(links, FEEDS[1:4], strict=True):
        one = await client.get(link)
        offered = re.findall(r'<a[^>]* href="((?:webcal|https?):[^"]+)"', one.text)
        assert [offered[0], offered[-1]] == [f"webcal://test.example{path}", f"http://test.example{path}"]
        assert len(offered) == 4


async def test_one_session_can_be_kept_and_is_not_sent_again_to_who_has_it(client: httpx.AsyncClient) -> None:
    _, soup = await _published()
    page = await client.get(f"/day/sessions/{soup.id}")
    [path] = re.findall(r'href="([^"]+\.ics)"', page.text)

    answer = await client.get(path, headers={"Accept-Encoding": "gzip"})
    again = await client.get(path, headers={"If-None-Match": answer.headers["etag"]})

    assert path == f"/day/sessions/{soup.id}/soup.ics"
    assert (answer.headers["content-encoding"], _titles(answer)) == ("gzip", ["Soup"])
    assert answer.headers["content-disposition"] == 'attachment; filename="soup.ics"'
    assert (again.status_code, again.content, "set-cookie" in answer.headers) == (304, b"", False)


async def test_a_reader_of_microformats_finds_the_session_on_its_page(client: httpx.AsyncClient) -> None:
    _, soup = await _published()
    page = await client.get(f"/day/sessions/{soup.id}")

    [event] = mf2py.parse(doc=page.text)["items"]

    assert event["type"] == ["h-event"]
    told = event["properties"]
    assert (told["name"], told["location"], told["url"]) == (
        ["Soup"],
        ["Room 1, Ground floor"],
        [f"http://test.example/day/sessions/{soup.id}"],
    )
    instants = [datetime.fromisoformat(told[name][0]).astimezone(UTC) for name in ("start", "end")]
    assert instants == [at(10, 30), at(11, 30)]


async def test_a_session_that_was_moved_says_so_to_search_engines(client: httpx.AsyncClient) -> None:
    event, soup = await _published()
    await Placement.update({Placement.starts_at: at(14)}).where(Placement.session == soup.id)
    await publish_edition(event, None)

    page = (await client.get(f"/day/sessions/{soup.id}")).text

    assert '"eventStatus": "https://schema.org/EventRescheduled"' in page
    assert '"previousStartDate": "2026-11-28T10:30:00+00:00"' in page
    assert f'"url": "http://test.example/day/sessions/{soup.id}/booking"' in page


async def test_organisers_take_the_programme_away_as_a_table(client: httpx.AsyncClient) -> None:
    event, _ = await _published()
    await sign_in(client, await an_organiser(event))

    answers = [await client.get(f"/day/programme.{kind}") for kind in ("csv", "xlsx")]

    assert [answer.headers["content-disposition"] for answer in answers] == [
        'attachment; filename="day-programme-1.csv"',
        'attachment; filename="day-programme-1.xlsx"',
    ]
    assert "Soup" in answers[0].text
    assert answers[1].content.startswith(b"PK")
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
