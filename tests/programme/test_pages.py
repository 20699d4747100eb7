import json
import re
from datetime import UTC, datetime
from typing import Any

import httpx
import icalendar
import pytest

from eventapp.booking import seen
from eventapp.booking.tables import Attendee, Booking
from eventapp.event.tables import Event
from eventapp.notices.tables import Notice
from eventapp.programme.pages import kept
from eventapp.programme.publishing import publish_edition
from eventapp.programme.tables import Edition, PublishedSession
from eventapp.timetable.tables import Placement, Session
from tests.cast import (
    a_break,
    a_person,
    a_room,
    a_session,
    an_event,
    an_organisation,
    an_organiser,
    sign_in,
)
from tests.programme.accepting import all_accepted
from tests.programme.making import at

OUTLOOK = (
    "https://outlook.live.com/calendar/0/addfromweb?url=http%3A%2F%2Ftest.example%2Fday%2Fcalendar.ics"
    "&amp;name=Peer%20Support%20Day"
)


async def _an_event_with_sessions() -> tuple[Event, Session]:
    """Soup in Room 1, a film in Room 2 at the same time, lunch; not published."""
    event = await an_event()
    shed = await an_organisation(event, "Men’s Shed")
    room = await a_room(event, "Room 1", "step-free", "hearing-loop")
    soup = await a_session(
        event,
        "Soup & <talk>",
        room=room,
        starts_at=at(10, 30),
        hosts=["Jo"],
        organisations=[shed],
        places=12,
        what_happens="We talk.\nWe eat.",
        content_notes="Talks about losing a child.",
        access_notes="Sit where you like.",
    )
    await a_session(event, "Film", room=await a_room(event, "Room 2"), starts_at=at(10, 30), kind="film")
    await a_break(event, starts_at=at(12))
    return event, soup


def _titles(page: httpx.Response) -> list[str]:
    return re.findall(r'card__title"><a href="[^"]+">([^<]+)<', page.text)


def _status(page: httpx.Response) -> str:
    [words] = re.findall(r'<p role="status">(.*?)</p>', page.text, re.DOTALL)
    return " ".join(words.split())


async def test_the_programme_lists_sessions_by_time(client: httpx.AsyncClient) -> None:
    event, _ = await _an_event_with_sessions()
    await publish_edition(event, None)

    page = await client.get("/day/programme")

    assert re.findall(r'slot__time">(.*?)<small> (.*?)</small>', page.text) == [
        ("10:30am", "until 11:30am"),
        ("12\N{NO-BREAK SPACE}noon", "until 12:45pm"),
    ]
    assert _titles(page) == ["Film", "Soup &amp; &lt;talk&gt;", "Lunch"]
    assert _status(page) == "2 sessions. Nothing is filtered out."


async def test_the_programme_of_several_days_has_a_heading_for_each(client: httpx.AsyncClient) -> None:
    event = await an_event(ends_on=datetime(2026, 11, 29, tzinfo=UTC).date())
    await a_break(event, starts_at=at(12))
    await a_break(event, "Breakfast", starts_at=at(9, day=29))
    await publish_edition(event, None)

    page = await client.get("/day/programme")

    assert re.findall(r'<h2 class="day">(.*?)</h2>', page.text) == ["Saturday 28 November", "Sunday 29 November"]
    assert re.findall(r"<h3 class=\"slot__time\">([^<]+)<", page.text) == ["12\N{NO-BREAK SPACE}noon", "9am"]


async def test_before_the_first_edition_the_programme_says_so(client: httpx.AsyncClient) -> None:
    await _an_event_with_sessions()

    pages = [await client.get(f"/day/{path}") for path in ("programme", "calendar", "calendar.ics")]

    assert [page.status_code for page in pages] == [200, 200, 404]
    assert "The programme is not ready yet" in pages[0].text
    assert "Soup" not in pages[0].text


@pytest.mark.parametrize(
    ("query", "titles", "status"),
    [
        ("kind=film", ["Film"], "1 session shown. Film."),
        ("room=Room+1&words=soup", ["Soup &amp; &lt;talk&gt;"], "1 session shown. “soup”, Room 1."),
        ("organisation=Men’s+Shed", ["Soup &amp; &lt;talk&gt;"], "1 session shown. Men’s Shed."),
        ("feature=hearing-loop", ["Soup &amp; &lt;talk&gt;"], "1 session shown. Hearing loop."),
        ("booking=free", ["Film"], "1 session shown. Places left, or no need to book."),
        ("words=nothing+like+it", [], "0 sessions shown. “nothing like it”."),
        ("words=&kind=", ["Film", "Soup &amp; &lt;talk&gt;", "Lunch"], "2 sessions. Nothing is filtered out."),
    ],
)
async def test_the_programme_is_narrowed_by_what_is_asked_for(
    client: httpx.AsyncClient, query: str, titles: list[str], status: str
) -> None:
    event, soup = await _an_event_with_sessions()
    await publish_edition(event, None)
    await PublishedSession.update({PublishedSession.is_full: True}).where(PublishedSession.session == soup.id)

    page = await client.get(f"/day/programme?{query}")

    assert (page.status_code, _titles(page), _status(page)) == (200, titles, status)


@pytest.mark.parametrize("query", ["kind=nonsense", "room=Room+9", "day=2026-99-99", f"words={'x' * 101}", "booking=1"])
async def test_what_cannot_be_asked_for_is_said_beside_the_field(client: httpx.AsyncClient, query: str) -> None:
    event, _ = await _an_event_with_sessions()
    await publish_edition(event, None)

    page = await client.get(f"/day/programme?{query}")

    assert page.status_code == 422
    assert "There is a problem" in page.text


async def test_a_cancelled_session_is_said_to_be_cancelled(client: httpx.AsyncClient) -> None:
    event, soup = await _an_event_with_sessions()
    await publish_edition(event, None)
    await Session.update({Session.cancelled_at: at(9), Session.cancelled_reason: "Jo is unwell."}).where(
        Session.id == soup.id
    )
    await publish_edition(event, None)

    programme = await client.get("/day/programme")
    page = await client.get(f"/day/sessions/{soup.id}")

    assert _status(programme) == "1 session. Nothing is filtered out. 1 is cancelled."
    assert programme.text.count("Cancelled") == 1
    assert "This session is cancelled. Jo is unwell." in page.text
    assert "/booking" not in page.text


async def test_a_session_page_tells_all_that_is_published(client: httpx.AsyncClient) -> None:
    event, soup = await _an_event_with_sessions()
    await publish_edition(event, None)

    page = await client.get(f"/day/sessions/{soup.id}")

    told = re.sub(r"<[^>]+>", " ", page.text.split("<main")[1])
    for words in ("Soup &amp; &lt;talk&gt;", "With Jo, from Men’s Shed", "We talk.", "Sit where you like.", "Room 1"):
        assert words in told
    assert f'href="/day/sessions/{soup.id}/booking"' in page.text
    assert re.search(r"<details[^>]*>.*losing a child.*</details>", page.text, re.DOTALL)
    assert "Leave this page quickly" in page.text


async def test_the_page_of_what_organisers_call_sensitive_can_be_left_quickly_from_the_next_edition_on(
    client: httpx.AsyncClient,
) -> None:
    event = await an_event()
    film = await a_session(event, "Film", room=await a_room(event), starts_at=at(10))
    pages = [f"/day/sessions/{film.id}", f"/day/sessions/{film.id}?view=easy"]
    first = await publish_edition(event, None)
    before = [(await client.get(path)).text for path in pages]

    await Session.update({Session.sensitive: True}).where(Session.id == film.id)
    second = await publish_edition(event, None)
    after = [(await client.get(path)).text for path in pages]

    assert (second.number, "sensitive" in first.content) == (2, False)
    assert ["Leave this page quickly" in page for page in (*before, *after)] == [False, False, True, True]


async def test_a_session_page_says_how_many_places_are_left_and_asks_once_a_second(
    client: httpx.AsyncClient, queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen, "LOOK_EVERY_SECONDS", float("inf"))
    event, soup = await _an_event_with_sessions()
    await publish_edition(event, None)
    pages = []
    for turn, places in enumerate((2, 10), 1):
        person = Attendee(event=event.id, name="Ann", code=f"KMP4T{turn}", link_hash=str(turn))
        await person.save()
        booking = Booking(
            session=soup.id, attendee=person.id, places=places, turn=turn, uid=f"booking-{turn}@test.example"
        )
        await Booking.insert(booking)
        # What other processes store is seen a second later.
        seen.look_again()
        pages.append(await client.get(f"/day/sessions/{soup.id}"))
    with queries() as counted:
        known = await client.get(f"/day/sessions/{soup.id}", headers={"If-None-Match": pages[-1].headers["etag"]})

    async def away(_session: str) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(kept, "places_seen", away)
    cut_off = await client.get(f"/day/sessions/{soup.id}")

    found = [re.findall(r'<p class="state">(.*?)</p>', page.text) for page in pages]
    assert found == [["10 places left"], ["Full: ask for a place"]]
    assert (known.status_code, counted.count) == (304, 0)
    # While the database does not answer, people read on.
    assert cut_off.text == pages[-1].text


async def test_a_session_page_speaks_to_machines(client: httpx.AsyncClient) -> None:
    event, soup = await _an_event_with_sessions()
    await publish_edition(event, None)

    page = await client.get(f"/day/sessions/{soup.id}")

    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    facts = json.loads(data)
    assert (facts["@type"], facts["name"], facts["startDate"]) == (
        "Event",
        "Soup & <talk>",
        "2026-11-28T10:30:00+00:00",
    )
    assert facts["location"]["name"] == "Room 1, The Forum"
    assert facts["eventStatus"] == "https://schema.org/EventScheduled"
    assert [
        name for name in ("h-event", "p-name", "dt-start", "dt-end", "p-location", "u-url") if name in page.text
    ] == [
        "h-event",
        "p-name",
        "dt-start",
        "dt-end",
        "p-location",
        "u-url",
    ]


async def test_one_session_can_be_added_to_a_calendar(client: httpx.AsyncClient) -> None:
    event, soup = await _an_event_with_sessions()
    await publish_edition(event, None)

    answer = await client.get(f"/day/sessions/{soup.id}/soup.ics")

    assert answer.headers["content-disposition"] == 'attachment; filename="soup-talk.ics"'
    [entry] = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert (str(entry["UID"]), str(entry["SUMMARY"])) == (soup.uid, "Soup & <talk>")


async def test_the_feed_holds_each_session_with_its_own_address(client: httpx.AsyncClient) -> None:
    event, soup = await _an_event_with_sessions()
    await publish_edition(event, None)

    feed = icalendar.Calendar.from_ical((await client.get("/day/calendar.ics")).content)

    entries: dict[str, Any] = {str(entry["SUMMARY"]): entry for entry in feed.walk("VEVENT")}
    address = f"http://test.example/day/sessions/{soup.id}"
    assert sorted(entries) == ["Film", "Lunch", "Soup & <talk>"]
    entry = entries["Soup & <talk>"]
    assert (str(entry["LOCATION"]), str(entries["Lunch"]["LOCATION"])) == ("Room 1, The Forum", "The Forum")
    assert (str(entry["URL"]), entry["DTSTART"].dt.astimezone(UTC)) == (address, at(10, 30))
    assert str(entry["DESCRIPTION"]).splitlines()[-1] == f"Book or cancel: {address}"
    assert str(entries["Lunch"]["DESCRIPTION"]).startswith("More about it: http://test.example/day/sessions/")


async def test_the_calendar_page_offers_the_address_in_three_ways(client: httpx.AsyncClient) -> None:
    event, _ = await _an_event_with_sessions()
    await publish_edition(event, None)

    page = await client.get("/day/calendar")

    links = re.findall(r'<a[^>]* href="((?:webcal|https?):[^"]+)"', page.text)
    assert links == [
        "webcal://test.example/day/calendar.ics",
        "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Ftest.example%2Fday%2Fcalendar.ics",
        OUTLOOK,
        "http://test.example/day/calendar.ics",
    ]


async def test_an_edition_says_what_it_changed(client: httpx.AsyncClient) -> None:
    event, soup = await _an_event_with_sessions()
    await publish_edition(event, None)
    await Placement.update({Placement.starts_at: at(13)}).where(Placement.session == soup.id)
    await publish_edition(event, None, "The kettle is late.")

    pages = [await client.get(f"/day/editions/{number}") for number in (1, 2)]

    assert "This was the first edition." in pages[0].text
    assert "Moved to 1pm, from 10:30am." in pages[1].text
    assert "The kettle is late." in pages[1].text


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere/programme",
        "/nowhere/calendar.ics",
        "/day/sessions/not-a-session",
        "/day/sessions/not-a-session/x.ics",
        "/day/editions/9",
        "/day/editions/0",
        "/day/editions/-1",
        "/day/editions/x",
        f"/day/editions/{'9' * 30}",
        "/day/editions/٣",
    ],
)
async def test_what_is_not_there_is_404(client: httpx.AsyncClient, path: str) -> None:
    event, _ = await _an_event_with_sessions()
    await publish_edition(event, None)

    answer = await client.get(path)

    assert answer.status_code == 404


async def test_a_session_that_is_not_published_is_404(client: httpx.AsyncClient) -> None:
    event, soup = await _an_event_with_sessions()
    before_the_first = await client.get(f"/day/sessions/{soup.id}")
    unplaced = await a_session(event, "Secret")
    await publish_edition(event, None)

    answers = [await client.get(f"/day/sessions/{unplaced.id}{end}") for end in ("", "/x.ics", "/x.txt")]

    assert [answer.status_code for answer in (before_the_first, *answers)] == [404] * 4


async def test_the_session_of_another_event_is_404(client: httpx.AsyncClient) -> None:
    event, soup = await _an_event_with_sessions()
    await publish_edition(event, None)
    other = await an_event("other")
    await a_break(other, starts_at=at(12))
    await publish_edition(other, None)

    answer = await client.get(f"/other/sessions/{soup.id}")

    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/day/programme?kind=", "/day/sessions/{soup}"])
async def test_public_pages_ask_as_much_for_one_session_as_for_three(
    client: httpx.AsyncClient, queries: Any, path: str
) -> None:
    event = await an_event()
    soup = await a_session(event, "Soup", room=await a_room(event), starts_at=at(10, 30))
    counts = []
    for others in (0, 2):
        for number in range(others):
            await a_break(event, f"Break {number}", starts_at=at(12 + number))
        await publish_edition(event, None)
        # The first visit after publishing takes over the new pages.
        await client.get("/day/programme")
        with queries() as counted:
            answer = await client.get(path.format(soup=soup.id))
        assert answer.status_code == 200
        counts.append(counted.count)

    assert counts[0] == counts[1]


# Publishing


async def test_nobody_is_asked_to_sign_in_before_publishing(client: httpx.AsyncClient) -> None:
    await _an_event_with_sessions()

    answers = [await client.get("/day/publish"), await client.post("/day/publish", data={"note": ""})]

    assert [(answer.status_code, answer.headers["location"]) for answer in answers] == [
        (303, "/sign-in?next=/day/publish")
    ] * 2


@pytest.mark.parametrize("role", ["outsider", "partner", "organiser of another event"])
async def test_only_organisers_publish(client: httpx.AsyncClient, role: str) -> None:
    event, _ = await _an_event_with_sessions()
    person = {
        "outsider": lambda: a_person("Charlie"),
        "partner": lambda: _a_partner(event),
        "organiser of another event": _another_organiser,
    }[role]
    await sign_in(client, await person())

    answers = [await client.get("/day/publish"), await client.post("/day/publish", data={"note": ""})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert await Edition.count() == 0


async def _a_partner(event: Event) -> Any:
    return await a_person("Denise", await an_organisation(event))


async def _another_organiser() -> Any:
    return await an_organiser(await an_event("other"), "Ola")


async def test_an_organiser_sees_what_changes_and_publishes(client: httpx.AsyncClient) -> None:
    event, soup = await _an_event_with_sessions()
    await sign_in(client, await an_organiser(event))
    await publish_edition(event, None)
    await Placement.update({Placement.starts_at: at(13)}).where(Placement.session == soup.id)

    ann = Attendee(event=event.id, name="Ann", code="KMP4TX", link_hash="x", email="ann@example.org")
    await ann.save()
    await Booking.insert(Booking(session=soup.id, attendee=ann.id, turn=1, uid="booking-1@test.example"))

    page = await client.get("/day/publish")
    data = {"note": "The kettle is late.", **await all_accepted(client)}
    answer = await client.post("/day/publish", data=data)

    assert "Moved to 1pm, from 10:30am." in page.text
    assert (answer.status_code, answer.headers["location"]) == (303, "/day/editions/2")
    after = await client.get("/day/editions/2")
    assert "Edition 2 is published." in after.text
    assert "1 person who booked gets a message about these changes." in page.text
    assert [notice.email for notice in await Notice.objects()] == ["ann@example.org"]


async def test_clashes_stand_against_publishing(client: httpx.AsyncClient) -> None:
    event, _ = await _an_event_with_sessions()
    await sign_in(client, await an_organiser(event))
    await a_session(event, "Bread", starts_at=at(11), hosts=["Jo"])

    page = await client.get("/day/publish")
    answer = await client.post("/day/publish", data={"note": ""}, follow_redirects=True)

    assert "Jo hosts both" in page.text
    assert "Publish edition" not in page.text
    assert "Jo hosts both" in answer.text
    assert await Edition.count() == 0


async def test_publishing_when_nothing_changed_says_so(client: httpx.AsyncClient) -> None:
    event, _ = await _an_event_with_sessions()
    await sign_in(client, await an_organiser(event))
    await publish_edition(event, None)

    answer = await client.post("/day/publish", data={"note": ""}, follow_redirects=True)

    assert "Nothing has changed, so there is no new edition." in answer.text


async def test_a_note_that_is_too_long_is_kept_and_nothing_is_published(client: httpx.AsyncClient) -> None:
    event, _ = await _an_event_with_sessions()
    await sign_in(client, await an_organiser(event))

    answer = await client.post("/day/publish", data={"note": "x" * 1001})

    assert answer.status_code == 422
    assert "x" * 1001 in answer.text
    assert await Edition.count() == 0
