"""Sessions saved to My day: in a cookie or by an address, without an account and without anything stored here."""

import re
from dataclasses import replace
from typing import Any

import httpx
import icalendar
import pytest

from eventapp.booking.actions import book_places
from eventapp.booking.attendees import Newcomer, personal_token
from eventapp.booking.tables import Attendee
from eventapp.event.tables import Event
from eventapp.programme.published import Published
from eventapp.programme.publishing import publish_edition
from eventapp.programme.saved import from_address, in_address, my_day_parts, numbers_kept, saved_list, to_keep
from eventapp.timetable.tables import Session
from tests.cast import a_room, a_session, an_event
from tests.programme.making import a_programme, a_published, at


def _shown() -> Published:
    """Soup (1) and a film (2) at the same time, a talk (3) later."""
    soup = a_published()
    film = replace(soup, id="film", title="Film")
    talk = replace(soup, id="talk", title="Talk", starts_at=at(14), ends_at=at(15))
    return a_programme(soup, film, talk)


@pytest.mark.parametrize("text", ["", "x", "1-", "1--2", "-1", "1234567", "٣", "-".join(["1"] * 101)])
def test_an_address_of_a_list_holds_numbers_and_nothing_else(text: str) -> None:
    assert from_address(text) is None


def test_an_address_of_a_list_holds_each_number_once_and_in_order() -> None:
    assert from_address("7-1-7-4") == (1, 4, 7)
    assert in_address((1, 4, 7)) == "1-4-7"


def test_what_a_browser_keeps_stays_small() -> None:
    kept = {f"event-{number}": [1] for number in range(5)}

    after = to_keep(kept, "day", range(200))

    assert list(after) == ["event-1", "event-2", "event-3", "event-4", "day"]
    assert len(after["day"]) == 100


@pytest.mark.parametrize("kept", [None, [], "text", {"other": [1]}])
def test_whatever_else_a_browser_keeps_is_no_list(kept: object) -> None:
    assert numbers_kept(kept, "day") == ()


def test_saved_sessions_stand_by_time_and_say_which_are_at_once() -> None:
    found = saved_list([3, 2, 1, 99], _shown())

    assert [(each.session.title, each.at_once) for each in found] == [
        ("Soup", ("Film",)),
        ("Film", ("Soup",)),
        ("Talk", ()),
    ]


def test_what_people_come_to_and_leave_is_at_the_same_time_as_nothing() -> None:
    shown = a_programme(a_published(), a_published("quiet", attendance="drop-in"), a_published("off", cancelled=True))

    assert [each.at_once for each in saved_list([1, 2, 3], shown)] == [(), (), ()]


def test_what_is_booked_stands_elsewhere_and_still_clashes() -> None:
    parts = my_day_parts({"day": [1, 2]}, _shown(), booked=frozenset({"soup"}))

    assert [(each.session.title, each.at_once) for each in parts["saved"]] == [("Film", ("Soup",))]
    assert parts["saved_address"] == "/day/saved/1-2"


async def _published() -> tuple[Event, Session, Session]:
    event = await an_event()
    room = await a_room(event)
    soup = await a_session(event, "Soup & <talk>", room=room, starts_at=at(10, 30))
    film = await a_session(event, "Film", room=room, starts_at=at(14), kind="film")
    await publish_edition(event, None)
    return event, soup, film


def _pressed(page: httpx.Response) -> list[str]:
    """What the buttons that save say, in order."""
    return [" ".join(words.split()) for words in re.findall(r'id="save-[^>]+>([^<]+)<', page.text)]


async def test_a_session_is_saved_from_the_programme_and_taken_off_its_own_page(
    client: httpx.AsyncClient, queries: Any
) -> None:
    _event, soup, _film = await _published()
    here = {"referer": "http://test.example/day/programme"}

    before = await client.get("/day/programme")
    saved = await client.post(f"/day/sessions/{soup.id}/saving", data={"wanted": "yes"}, headers=here)
    again = await client.post(f"/day/sessions/{soup.id}/saving", data={"wanted": "yes"}, headers=here)
    after = await client.get(saved.headers["location"])
    with queries() as counted:
        reloaded = await client.get("/day/programme")
    session = await client.get(f"/day/sessions/{soup.id}")
    off = await client.post(
        f"/day/sessions/{soup.id}/saving",
        data={"wanted": "no"},
        headers={"referer": f"http://test.example/day/sessions/{soup.id}"},
    )
    left = await client.get(off.headers["location"])

    assert _pressed(before) == ["Save to My day", "Save to My day"]
    assert saved.headers["location"] == again.headers["location"] == f"/day/programme#save-{soup.id}"
    assert "“Soup &amp; &lt;talk&gt;” is saved to My day." in after.text
    assert _pressed(after) == _pressed(reloaded) == ["Saved. Take it off", "Save to My day"]
    assert ("is saved to My day" in reloaded.text, counted.count) == (False, 0)
    assert _pressed(session) == ["Saved. Take it off"]
    assert _pressed(left) == ["Save to My day"]
    assert "saved" not in client.cookies


async def test_with_scripts_only_the_button_is_answered(client: httpx.AsyncClient) -> None:
    _event, soup, _film = await _published()

    answer = await client.post(
        f"/day/sessions/{soup.id}/saving", data={"wanted": "yes"}, headers={"HX-Request": "true"}
    )

    assert _pressed(answer) == ["Saved. Take it off"]
    assert 'data-say="Saved to My day."' in answer.text
    assert "<html" not in answer.text
    assert "saved" in client.cookies


async def test_a_list_has_an_address_that_works_on_any_device(client: httpx.AsyncClient) -> None:
    await _published()

    page = await client.get("/day/saved/1-2")
    feed = await client.get("/day/saved/2-77/saved.ics")
    nothing = [(await client.get(f"/day/saved/{numbers}")).status_code for numbers in ("77", "1,2", "0x1")]
    kept = await client.post("/day/saved/1-2")
    programme = await client.get("/day/programme")
    forgotten = await client.post("/day/saved/forgetting")

    assert "2 sessions." in page.text
    assert page.headers["cache-control"] == "no-store"
    titles = [str(entry["summary"]) for entry in icalendar.Calendar.from_ical(feed.content).walk("VEVENT")]
    assert (titles, feed.headers["content-type"]) == (["Film"], "text/calendar; charset=utf-8")
    assert nothing == [404, 404, 404]
    assert kept.headers["location"] == "/day/my-day"
    assert _pressed(programme) == ["Saved. Take it off", "Saved. Take it off"]
    assert forgotten.headers["clear-site-data"] == '"cache"'
    assert "saved" not in client.cookies


async def test_a_button_elsewhere_never_sends_anybody_elsewhere(client: httpx.AsyncClient) -> None:
    _event, soup, _film = await _published()

    answers = [
        await client.post(f"/day/sessions/{soup.id}/saving", headers={"referer": referer})
        for referer in ("https://other.example//evil.example/", "http://test.example//other.example/day/programme", "")
    ]

    assert {answer.headers["location"] for answer in answers} == {"/day/my-day"}


async def test_my_day_has_what_is_saved_beside_what_is_booked(client: httpx.AsyncClient) -> None:
    event, soup, film = await _published()
    await client.post("/day/saved/1-2")

    saved = await client.get("/day/my-day")
    jo = await Attendee.objects().get(Attendee.id == (await book_places(event, soup.id, Newcomer("Jo"))).attendee)
    assert jo
    beside = await client.get(f"/day/my/{personal_token(jo)}")
    await client.post("/day/my-day/leaving")
    forgotten = await client.get("/day/my-day")

    assert re.findall(r'card__title">\s*<a href="/day/sessions/(\w+)"', saved.text) == [soup.id, film.id]
    assert '<a href="/day/saved/1-2">http://test.example/day/saved/1-2</a>' in saved.text
    after = beside.text.split('id="saved"')[1]
    assert re.findall(r'card__title">\s*<a href="/day/sessions/(\w+)"', after) == [film.id]
    assert 'id="saved"' not in forgotten.text
