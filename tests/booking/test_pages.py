import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import icalendar
import pytest

from eventapp.booking import pages, writer
from eventapp.booking.actions import book_places
from eventapp.booking.attendees import Newcomer, calendar_key, personal_token
from eventapp.booking.tables import AccessNeed, Attendee, Booking, CodeTry
from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from eventapp.notices.tables import Notice
from eventapp.programme.tables import PublishedSession
from tests.cast import a_person, a_published_session, an_event, an_organisation, an_organiser, sign_in
from tests.conftest import Clock

BEFORE = datetime(2026, 11, 21, 12, tzinfo=UTC)
NewClient = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def event(refreshed_at_once: None, clock: Clock) -> Event:
    clock.set(BEFORE)
    return await an_event()


def form_key(page: httpx.Response) -> str:
    found = re.search(r'name="form_key"[^>]*value="([^"]+)"', page.text)
    assert found
    return found[1]


def words_of(page: httpx.Response) -> str:
    main = re.search(r"<main.*</main>", page.text, re.DOTALL)
    assert main
    return " ".join(re.sub(r"<[^>]+>", " ", main[0]).split())


async def booked(client: httpx.AsyncClient, session: PublishedSession, name: str = "Jo", **more: Any) -> httpx.Response:
    return await client.post(
        f"/day/sessions/{session.session}/booking",
        data={"form_key": f"key of {name}", "name": name, "places": 1, **more},
    )


async def root_of(name: str = "Jo") -> str:
    attendee = await Attendee.objects().get(Attendee.name == name)
    assert attendee
    return f"/day/my/{personal_token(attendee)}"


async def calendar_of(name: str = "Jo") -> str:
    attendee = await Attendee.objects().get(Attendee.name == name)
    assert attendee
    key = calendar_key(attendee.id, attendee.link_number, attendee.feed_number)
    return f"/day/my-calendar/{key}/day-bookings.ics"


def asked(counted: Any) -> int:
    """How often the database was asked for this page: now and then the front asks whether pages were published."""
    return len([text for text in counted.texts if '"published_page"' not in text])


# Booking


async def test_somebody_books_in_three_requests_and_gets_a_code_and_a_link(
    event: Event, client: httpx.AsyncClient
) -> None:
    soup = await a_published_session(event)
    form = await client.get(f"/day/sessions/{soup.session}/booking")

    sent = await client.post(
        f"/day/sessions/{soup.session}/booking",
        data={
            "form_key": form_key(form),
            "name": "Jo",
            "places": "2",
            "needs": ["bsl", "large-print"],
            "own_words": "No strong smells",
            "email": "jo@example.org",
        },
    )
    result = await client.get(sent.headers["location"])

    assert (form.status_code, sent.status_code, result.status_code) == (200, 303, 200)
    [jo] = await Attendee.objects()
    code = " ".join([jo.code[:2], jo.code[2:4], jo.code[4:]])
    assert code in result.text
    assert f"http://test.example/day/my/{personal_token(jo)}" in result.text
    assert {need.need for need in await AccessNeed.objects()} == {"bsl", "large-print", "own-words"}
    assert result.headers["cache-control"] == "no-store"


async def test_the_same_form_sent_twice_books_once_even_without_cookies(
    event: Event, client: httpx.AsyncClient, new_client: NewClient
) -> None:
    soup = await a_published_session(event)

    first = await booked(client, soup)
    lost = await booked(new_client(), soup)
    pressed_again = await booked(client, soup)

    assert first.headers["location"] == lost.headers["location"] == pressed_again.headers["location"]
    assert await Booking.count() == 1


async def test_this_device_knows_the_person_at_the_next_booking(event: Event, client: httpx.AsyncClient) -> None:
    soup, film = await a_published_session(event), await a_published_session(event, "Film", hour=13)
    await booked(client, soup)

    form = await client.get(f"/day/sessions/{film.session}/booking")
    sent = await client.post(f"/day/sessions/{film.session}/booking", data={"places": 1})

    assert "You are booking as Jo." in words_of(form)
    assert sent.status_code == 303
    assert await Attendee.count() == 1


async def test_a_form_left_open_in_a_second_tab_books_for_the_same_person(
    event: Event, client: httpx.AsyncClient
) -> None:
    soup, film = await a_published_session(event), await a_published_session(event, "Film", hour=13)
    await booked(client, soup, "Jo")

    await booked(client, film, "Jo", form_key="another key")

    assert await Attendee.count() == 1
    assert await Booking.count() == 2


async def test_somebody_else_on_a_shared_device_books_for_themselves(event: Event, client: httpx.AsyncClient) -> None:
    soup = await a_published_session(event)
    await booked(client, soup, "Jo")

    await booked(client, soup, "Ray")

    assert await Attendee.count() == 2


async def test_whoever_books_is_asked_for_a_name_and_nothing_else_that_must_be_told(
    event: Event, client: httpx.AsyncClient
) -> None:
    soup = await a_published_session(event)

    page = await client.get(f"/day/sessions/{soup.session}/booking")
    answer = await booked(client, soup)

    assert set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page.text)) == {
        "form_key",
        "name",
        "places",
        "supporters",
        "needs",
        "own_words",
        "email",
        "reminders",
    }
    assert "you agree that the organisers see it" in html.unescape(page.text)
    assert (answer.status_code, await AccessNeed.count()) == (303, 0)


async def test_pages_about_somebody_name_no_session_in_their_title_and_are_kept_nowhere(
    event: Event, client: httpx.AsyncClient
) -> None:
    voices = await a_published_session(event, "Living with voices")
    shown = (await booked(client, voices)).headers["location"]
    root = await root_of()

    pages = {
        path: await client.get(path)
        for path in (root, shown, f"{root}/details", "/day/my-day", f"/day/sessions/{voices.session}/booking")
    }

    titles = [re.search("<title>(.*?)</title>", page.text) for page in pages.values()]
    assert [title and title[1].partition(" · ")[0] for title in titles] == [
        "My day",
        "Your booking",
        "About you",
        "My day",
        "Book a place",
    ]
    assert {page.headers["cache-control"] for page in pages.values()} == {"no-store"}
    assert {page.headers["referrer-policy"] for page in pages.values()} == {"same-origin"}
    assert {page.headers.get("x-robots-tag") for path, page in pages.items() if root in path} == {"noindex"}
    # The quick way out is on each.
    assert [path for path, page in pages.items() if "govuk-exit-this-page" not in page.text] == []


async def test_a_form_without_a_name_comes_back_with_what_was_typed(event: Event, client: httpx.AsyncClient) -> None:
    soup = await a_published_session(event)

    answer = await booked(client, soup, "", own_words="A chair with arms", email="not an address")

    assert answer.status_code == 422
    assert "<title>Problem:" in answer.text
    assert "Tell us what to call you. Any name is fine." in answer.text
    assert "A chair with arms" in answer.text
    assert await Attendee.count() == 0


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"name": "x" * 5000},
        {"places": "many"},
        {"places": "-1"},
        {"places": "99999999999999999999999999"},
        {"needs": "unheard-of"},
        {"name": "\x00\x07"},
        {"form_key": "k" * 500},
        {"email": "a@b"},
    ],
)
async def test_what_cannot_be_right_is_said_and_stores_nothing(
    event: Event, client: httpx.AsyncClient, typed: dict[str, str]
) -> None:
    soup = await a_published_session(event)

    answer = await client.post(f"/day/sessions/{soup.session}/booking", data={"name": "Jo", "places": "1"} | typed)

    assert answer.status_code == 422
    assert await Attendee.count() == 0


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "{{ 7 * 7 }}", "Robert'); DROP TABLE booking;--", "Zoë 🧶", "\x00Jo"]
)
async def test_any_name_is_fine_and_is_shown_as_it_is(event: Event, client: httpx.AsyncClient, name: str) -> None:
    soup = await a_published_session(event)

    await booked(client, soup, name)
    page = await client.get("/day/my-day")

    assert f"{html.escape(name.lstrip(chr(0)))}, Saturday 28 November" in page.text.replace("&#39;", "&#x27;")


async def test_a_full_session_offers_its_waiting_list_and_what_else_is_on(
    event: Event, client: httpx.AsyncClient, new_client: NewClient
) -> None:
    soup = await a_published_session(event, places=1)
    await a_published_session(event, "Death to knitting")
    await booked(new_client(), soup, "Ray")

    page = await client.get(f"/day/sessions/{soup.session}/booking")

    assert "This session is full. You can ask for a place" in words_of(page)
    assert "Ask for a place" in page.text
    assert "Death to knitting" in page.text


async def test_a_place_taken_while_somebody_was_typing_is_said_and_loses_nothing(
    event: Event, client: httpx.AsyncClient, new_client: NewClient
) -> None:
    soup = await a_published_session(event, places=1)
    await client.get(f"/day/sessions/{soup.session}/booking")
    await booked(new_client(), soup, "Ray")

    refused = await booked(client, soup, "Jo", own_words="A chair with arms")
    waiting = await booked(client, soup, "Jo", wait="yes")
    result = await client.get(waiting.headers["location"])

    assert refused.status_code == 409
    assert "A chair with arms" in refused.text
    assert f"{soup.title}: you are number 1." in words_of(result)


async def test_a_group_that_is_too_large_is_told_how_many_places_are_left(
    event: Event, client: httpx.AsyncClient
) -> None:
    soup = await a_published_session(event, places=3)
    await book_places(event, soup.session, Newcomer("Ray"), places=2)

    refused = await booked(client, soup, places=2)
    booked_one = await booked(client, soup, places=1)

    assert "1 place is left." in words_of(refused)
    assert booked_one.status_code == 303


async def test_two_sessions_at_once_are_named(event: Event, client: httpx.AsyncClient) -> None:
    soup, film = await a_published_session(event), await a_published_session(event, "Film")
    await booked(client, soup)

    page = await client.get(f"/day/sessions/{film.session}/booking")
    refused = await client.post(f"/day/sessions/{film.session}/booking", data={"places": 1})

    assert "You have a place in another session at the same time: Soup and a chat." in words_of(page)
    assert refused.status_code == 409
    assert "You have a place in another session at the same time: Soup and a chat." in words_of(refused)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"cancelled_at": BEFORE}, "This session is cancelled."),
        ({"attendance": "drop-in"}, "No need to book."),
        ({"starts_at": BEFORE - timedelta(hours=2), "ends_at": BEFORE - timedelta(hours=1)}, "This session is over."),
    ],
)
async def test_what_is_not_booked_says_why(
    event: Event, client: httpx.AsyncClient, facts: dict[str, Any], words: str
) -> None:
    soup = await a_published_session(event, **facts)

    page = await client.get(f"/day/sessions/{soup.session}/booking")
    sent = await booked(client, soup)

    assert words in words_of(page)
    assert (sent.status_code, await Booking.count()) == (409, 0)


async def test_bookings_that_are_not_open_say_so(event: Event, client: httpx.AsyncClient) -> None:
    soup = await a_published_session(event)
    await Event.update({Event.bookings_open: False}).where(Event.id == event.id)

    page = await client.get(f"/day/sessions/{soup.session}/booking")
    sent = await booked(client, soup)

    assert "Bookings are not open." in words_of(page)
    assert (sent.status_code, await Booking.count()) == (409, 0)


async def test_a_session_of_another_event_is_not_there(event: Event, client: httpx.AsyncClient) -> None:
    other = await a_published_session(await an_event("other"))

    answers = [
        await client.get(f"/day/sessions/{other.session}/booking"),
        await booked(client, other),
        await client.get("/day/sessions/nothing/booking"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


async def test_when_too_many_book_the_page_says_when_to_try_again(
    event: Event, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    soup = await a_published_session(event)
    monkeypatch.setattr(writer, "LONGEST_QUEUE", 0)

    answer = await booked(client, soup)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


# My day


async def test_my_day_shows_what_is_booked_in_order_with_the_rests_between(
    event: Event, client: httpx.AsyncClient
) -> None:
    late = await a_published_session(event, "Film", hour=13)
    soup = await a_published_session(event)
    for session in (late, soup):
        await booked(client, session)

    page = await client.get("/day/my-day")

    titles = re.findall(r'card__title">\s*<a[^>]*>([^<]+)', page.text)
    assert titles == ["Soup and a chat", "Film"]
    assert "Then 2 hours to rest or move" in words_of(page)
    assert "<title>My day ·" in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_the_personal_link_opens_my_day_on_another_device_and_stays_there(
    event: Event, client: httpx.AsyncClient, new_client: NewClient
) -> None:
    await booked(client, await a_published_session(event))
    phone = new_client()

    page = await phone.get(await root_of())
    again = await phone.get("/day/my-day")

    assert "Soup and a chat" in page.text
    assert "Soup and a chat" in again.text


async def test_a_wrong_link_is_not_there(event: Event, client: httpx.AsyncClient) -> None:
    await booked(client, await a_published_session(event))
    await an_event("other")

    root = await root_of()
    answers = [
        await client.get("/day/my/abc"),
        await client.get(root.replace("/day/", "/other/")),
        await client.get("/day/my-calendar/abc/day-bookings.ics"),
        await client.get((await calendar_of()).replace("/day-", "/other-")),
        await client.get(f"{root}/booked/nothing"),
        await client.post(f"{root}/bookings/nothing/cancellation"),
    ]

    assert {answer.status_code for answer in answers} == {404}


async def test_one_press_cancels_and_opening_the_address_does_not(event: Event, client: httpx.AsyncClient) -> None:
    await booked(client, await a_published_session(event))
    [booking] = await Booking.objects()
    address = f"{await root_of()}/bookings/{booking.id}/cancellation"

    opened = await client.get(address)
    state = (await Booking.select(Booking.state).first() or {})["state"]
    pressed = await client.post(address)

    assert (opened.status_code, state) == (405, "booked")
    assert pressed.status_code == 303
    assert (await Booking.select(Booking.state).first() or {})["state"] == "cancelled"


async def test_nobody_cancels_what_is_not_theirs(
    event: Event, client: httpx.AsyncClient, new_client: NewClient
) -> None:
    soup = await a_published_session(event)
    await booked(client, soup)
    await booked(new_client(), soup, "Ray")
    rays = await Booking.objects().get(Booking.attendee.name == "Ray")
    assert rays

    answer = await client.post(f"{await root_of('Jo')}/bookings/{rays.id}/cancellation")

    assert answer.status_code == 404
    assert await Booking.count().where(Booking.state == "booked") == 2


async def test_code_and_name_find_my_day_however_they_are_typed(
    event: Event, client: httpx.AsyncClient, new_client: NewClient
) -> None:
    soup = await a_published_session(event)
    await booked(client, soup, "Zoë  Marsh")
    [attendee] = await Attendee.objects()
    phone = new_client()

    found = await phone.post(
        "/day/my-day",
        data={
            "code": f" {attendee.code[:2].lower()} {attendee.code[2:]} ",
            "name": "zoë marsh",
            "next": f"/day/sessions/{soup.session}/booking",
        },
    )
    page = await phone.get("/day/my-day")

    assert (found.status_code, found.headers["location"]) == (303, f"/day/sessions/{soup.session}/booking")
    assert "Soup and a chat" in page.text


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example", "/other/my-day", "/day/sessions/../x/booking"]
)
async def test_finding_my_day_leads_nowhere_else(event: Event, client: httpx.AsyncClient, path: str) -> None:
    await book_places(event, (await a_published_session(event)).session, Newcomer("Jo"))
    [jo] = await Attendee.objects()

    found = await client.post("/day/my-day", data={"code": jo.code, "name": "Jo", "next": path})

    assert found.headers["location"] == "/day/my-day"


async def test_after_five_wrong_tries_the_right_code_does_not_work_for_an_hour_and_the_answer_is_the_same(
    event: Event, client: httpx.AsyncClient, clock: Clock
) -> None:
    await book_places(event, (await a_published_session(event)).session, Newcomer("Jo"))
    [jo] = await Attendee.objects()
    wrong_name = {"code": jo.code, "name": "Ray"}
    wrong_code = {"code": "222222", "name": "Jo"}

    answers = [await client.post("/day/my-day", data=data) for data in (wrong_name, wrong_code) * 2]
    answers.append(await client.post("/day/my-day", data=wrong_name))
    limited = await client.post("/day/my-day", data={"code": jo.code, "name": "Jo"})
    clock.advance(timedelta(hours=1, seconds=1))
    later = await client.post("/day/my-day", data={"code": jo.code, "name": "Jo"})

    said = {(answer.status_code, "That did not work." in answer.text) for answer in [*answers, limited]}
    assert said == {(422, True)}
    assert later.status_code == 303
    assert all("127.0.0.1" not in row.address_hash for row in await CodeTry.objects())


async def test_a_new_link_replaces_the_old_one(event: Event, client: httpx.AsyncClient) -> None:
    await booked(client, await a_published_session(event))
    old = await root_of()

    moved = await client.post(f"{old}/link")

    assert (await client.get(old)).status_code == 404
    assert (await client.get(moved.headers["location"])).status_code == 200
    assert "Soup and a chat" in (await client.get("/day/my-day")).text


async def test_this_device_forgets_and_the_bookings_stay(event: Event, client: httpx.AsyncClient) -> None:
    await booked(client, await a_published_session(event))

    answer = await client.post("/day/my-day/leaving")
    page = await client.get("/day/my-day")

    assert answer.headers["clear-site-data"] == '"cache"'
    assert "Write your code" in page.text or "write your code" in page.text
    assert await Booking.count() == 1


async def test_somebody_changes_what_they_told_us(event: Event, client: httpx.AsyncClient) -> None:
    await booked(client, await a_published_session(event), needs="bsl", email="jo@example.org")
    root = await root_of()

    form = await client.get(f"{root}/details")
    wrong = await client.post(f"{root}/details", data={"name": "", "own_words": "Kept"})
    saved = await client.post(f"{root}/details", data={"name": "J", "needs": "captions"})

    assert 'value="jo@example.org"' in form.text
    assert re.search(r'value="bsl"[^>]* checked', form.text)
    assert (wrong.status_code, "Kept" in wrong.text, saved.status_code) == (422, True, 303)
    [jo] = await Attendee.objects()
    assert jo.to_dict() | {"name": "J", "email": None} == jo.to_dict()
    assert [need.need for need in await AccessNeed.objects()] == ["captions"]


async def test_everything_about_somebody_is_deleted_when_they_say_so(event: Event, client: httpx.AsyncClient) -> None:
    await booked(client, await a_published_session(event), needs="bsl", email="jo@example.org")
    root = await root_of()

    asked = await client.get(f"{root}/deletion")
    before = await Attendee.count()
    done = await client.post(f"{root}/deletion")

    assert (asked.status_code, before, done.status_code) == (200, 1, 303)
    left = [await table.count() for table in (Attendee, Booking, AccessNeed, Notice)]
    assert left == [0, 0, 0, 0]
    assert (await client.get(root)).status_code == 404


async def test_the_personal_calendar_names_no_session_and_is_nobody_elses(
    event: Event, client: httpx.AsyncClient, new_client: NewClient
) -> None:
    soup = await a_published_session(event, "Living with voices", places=1)
    film = await a_published_session(event, "Film", hour=13, places=1, room_name="Room 2")
    gone = await a_published_session(event, "Gone", hour=15)
    await booked(new_client(), film, "Ray")
    for session in (soup, film, gone):
        await booked(client, session, wait="yes")
    bookings = {str(row.session): row for row in await Booking.objects().where(Booking.attendee.name == "Jo")}
    root = await root_of()
    await client.post(f"{root}/bookings/{bookings[str(gone.session)].id}/cancellation")

    answer = await client.get(await calendar_of())

    entries = {str(entry["UID"]): entry for entry in icalendar.Calendar.from_ical(answer.text).walk("VEVENT")}
    first, second = bookings[str(soup.session)], bookings[str(film.session)]
    assert set(entries) == {first.uid, second.uid}
    assert [str(entries[uid]["STATUS"]) for uid in (first.uid, second.uid)] == ["CONFIRMED", "TENTATIVE"]
    assert str(entries[second.uid]["SUMMARY"]) == "Peer Support Day, Room 2"
    assert {str(entry["CLASS"]) for entry in entries.values()} == {"PRIVATE"}
    assert "voices" not in answer.text
    # The address of their own, which stands on several lines, may hold those two letters by chance.
    assert "Jo" not in answer.text.replace("\r\n ", "").replace(await calendar_of(), "")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex"


async def test_a_session_that_organisers_cancelled_stays_on_my_day_and_in_the_calendar(
    event: Event, client: httpx.AsyncClient, clock: Clock
) -> None:
    soup = await a_published_session(event)
    await booked(client, soup)
    clock.advance(timedelta(hours=1))
    await PublishedSession.update({PublishedSession.cancelled_at: clock()}).where(PublishedSession.id == soup.id)
    await Booking.update({Booking.state: "cancelled", Booking.changed_at: clock()}, force=True)

    page = await client.get("/day/my-day")
    feed = await client.get(await calendar_of())

    assert "This session does not take place." in words_of(page)
    assert "STATUS:CANCELLED" in feed.text


async def test_my_day_asks_the_database_as_often_for_one_booking_as_for_three(
    event: Event, client: httpx.AsyncClient, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    await booked(client, await a_published_session(event))
    with queries() as one:
        await client.get("/day/my-day")
    for hour in (12, 14):
        await booked(client, await a_published_session(event, f"At {hour}", hour=hour))

    with queries() as three:
        await client.get("/day/my-day")

    assert asked(three) == asked(one)


# Organisers

ORGANISERS_PAGES = ["/day/bookings", "/day/bookings/desk", "/day/bookings/needs", "/day/bookings/new"]


@pytest.mark.parametrize("path", ORGANISERS_PAGES)
async def test_bookings_are_for_organisers_only(
    event: Event, client: httpx.AsyncClient, new_client: NewClient, path: str
) -> None:
    outsider, partner, organiser = new_client(), new_client(), new_client()
    await sign_in(outsider, await a_person("Charlie"))
    await sign_in(partner, await a_person("Denise", await an_organisation(event)))
    await sign_in(organiser, await an_organiser(event))

    answers = [await someone.get(path) for someone in (client, outsider, partner, organiser)]

    assert [answer.status_code for answer in answers] == [303, 404, 404, 200]
    assert answers[0].headers["location"].startswith("/sign-in")


async def test_deeds_and_cards_are_for_organisers_only(
    event: Event, client: httpx.AsyncClient, new_client: NewClient
) -> None:
    await book_places(event, (await a_published_session(event)).session, Newcomer("Jo"))
    [jo], [booking] = await Attendee.objects(), await Booking.objects()
    partner = new_client()
    await sign_in(partner, await a_person("Denise", await an_organisation(event)))

    for someone, expected in ((client, 303), (partner, 404)):
        answers = [
            await someone.get(f"/day/bookings/{jo.id}/card"),
            await someone.post("/day/bookings/desk.csv"),
            await someone.post("/day/bookings/new", data={"name": "X"}),
            await someone.post(f"/day/bookings/{booking.id}/cancellation"),
        ]
        assert {answer.status_code for answer in answers} == {expected}
    assert await Booking.count().where(Booking.state == "booked") == 1


@pytest.fixture
async def mo(event: Event, new_client: NewClient) -> httpx.AsyncClient:
    client = new_client()
    await sign_in(client, await an_organiser(event))
    return client


async def test_organisers_of_another_event_find_nobody_s_card_and_cancel_nothing(
    event: Event, client: httpx.AsyncClient
) -> None:
    reply = await book_places(event, (await a_published_session(event)).session, Newcomer("Jo"))
    [booking] = await Booking.objects()
    await sign_in(client, await an_organiser(await an_event("other"), "Ray"))

    card = await client.get(f"/other/bookings/{reply.attendee}/card")
    cancelled = await client.post(f"/other/bookings/{booking.id}/cancellation")

    assert (card.status_code, cancelled.status_code) == (404, 404)
    assert (await Booking.select(Booking.state)) == [{"state": "booked"}]


async def test_organisers_see_how_full_sessions_are_and_needs_as_counts(event: Event, mo: httpx.AsyncClient) -> None:
    soup = await a_published_session(event, places=4)
    for name, needs in (("A", ("bsl", "captions")), ("B", ("bsl", "captions")), ("C", ("captions",)), ("D", ())):
        await book_places(event, soup.session, Newcomer(name, needs=needs), places=1)
    await book_places(event, soup.session, Newcomer("E"), wait=True)

    page = await mo.get("/day/bookings")

    words = words_of(page)
    assert "Booked: 4 of 4 Full" in words
    assert "A BSL interpreter someone" in words
    assert "Captions 3" in words
    assert await LogEntry.count().where(LogEntry.did == "looked at") == 0


async def test_the_desk_asks_the_database_as_often_for_one_person_as_for_three(
    event: Event, mo: httpx.AsyncClient, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    soup = await a_published_session(event)
    await book_places(event, soup.session, Newcomer("Jo", needs=("bsl",)))
    counts = []
    for more in ((), ("Ray", "Sam")):
        for name in more:
            await book_places(event, soup.session, Newcomer(name, needs=("bsl",)))
        for path in ORGANISERS_PAGES:
            with queries() as counted:
                await mo.get(path)
            counts.append(asked(counted))

    assert counts[:4] == counts[4:]


async def test_an_organiser_books_for_somebody_who_phoned_and_prints_their_card(
    event: Event, mo: httpx.AsyncClient
) -> None:
    soup, film = await a_published_session(event), await a_published_session(event, "Film", hour=13)

    first = await mo.post("/day/bookings/new", data={"session": soup.session, "name": "Ray", "places": 1})
    [ray] = await Attendee.objects()
    second = await mo.post("/day/bookings/new", data={"session": film.session, "code": ray.code, "places": 2})
    card = await mo.get(second.headers["location"])

    assert first.headers["location"] == second.headers["location"] == f"/day/bookings/{ray.id}/card"
    assert ray.booked_by is not None
    assert "Soup and a chat" in card.text
    assert "Film" in card.text
    assert "my-day" not in mo.cookies


async def test_booking_for_somebody_says_what_is_missing_and_what_is_full(event: Event, mo: httpx.AsyncClient) -> None:
    soup = await a_published_session(event, places=1)
    await book_places(event, soup.session, Newcomer("Jo"))

    empty = await mo.post("/day/bookings/new", data={})
    nameless = await mo.post("/day/bookings/new", data={"session": soup.session, "places": 1})
    unknown = await mo.post("/day/bookings/new", data={"session": soup.session, "places": 1, "code": "222222"})
    full = await mo.post("/day/bookings/new", data={"session": soup.session, "places": 1, "name": "Ray"})
    waits = await mo.post("/day/bookings/new", data={"session": soup.session, "places": 1, "name": "Ray", "wait": "y"})

    assert [a.status_code for a in (empty, nameless, unknown, full, waits)] == [422, 422, 422, 409, 303]
    assert "This session is full." in full.text


async def test_an_organiser_cancels_for_somebody(event: Event, mo: httpx.AsyncClient) -> None:
    await book_places(event, (await a_published_session(event)).session, Newcomer("Jo", email="jo@example.org"))
    [booking] = await Booking.objects()
    await an_event("other")

    elsewhere = await mo.post(f"/other/bookings/{booking.id}/cancellation")
    done = await mo.post(f"/day/bookings/{booking.id}/cancellation")

    assert (elsewhere.status_code, done.status_code) == (404, 303)
    assert await LogEntry.count().where((LogEntry.who == "Mo") & (LogEntry.did == "cancelled a booking for")) == 1
    assert await Notice.count().where(Notice.kind == "cancelled") == 1


def test_every_page_is_registered() -> None:
    assert len(pages.handlers) == len(set(pages.handlers))
