"""The event's pages: written section by section, looked at first, taken back, and missing nothing unsaid."""

import time

import httpx
import pytest

from eventapp.errors import Refused
from eventapp.event.actions import new_event
from eventapp.event.page_actions import MOST_PHOTOS, add_page_photo, write_section
from eventapp.event.page_reading import photos_of, texts_of
from eventapp.event.pages import kept
from eventapp.event.sections import ACCESS, HELP, HOME, PAGES, PRIVACY, Section, missing, section_of
from eventapp.event.tables import Event, PageText
from eventapp.log.tables import LogEntry
from tests.cast import a_photo, an_event, an_organiser, sign_in

TOILETS = "/day/pages/access/toilets"


def _section(page: str, key: str) -> Section:
    found = section_of(page, key)
    assert found
    return found


# What is missing


def test_an_empty_event_misses_all_that_people_look_for() -> None:
    event = Event(intro="", venue_name="", venue_address="", cost="", contact_email="", contact_phone="")

    found = missing(event, {})

    assert {each.page.key for each in found} == set(PAGES)
    assert [each.what for each in found if each.page.key == HOME] == [
        "What the event is",
        "Where it is",
        "What it costs, or that it is free",
    ]
    assert [each.what for each in found if not each.section and each.page.key == ACCESS] == ["The address of the venue"]


def test_what_is_written_is_missed_no_more() -> None:
    event = Event(intro="x", venue_name="x", venue_address="x", cost="x", contact_email="x", contact_phone="x")
    texts = {
        (page.key, section.key): "Words." for page in PAGES.values() for section in page.sections if section.is_needed
    }

    left = {place: text for place, text in texts.items() if place != (PRIVACY, "photos")}

    assert missing(event, texts) == []
    assert [(each.page.key, each.section) for each in missing(event, left)] == [(PRIVACY, "photos")]


# Copying


async def test_a_copy_of_an_event_has_what_its_pages_say_now_and_their_photos(db: None) -> None:
    old = await an_event()
    section = _section(HELP, "day")
    for text in ("First.", "Second."):
        await write_section(old, None, HELP, section, text)
    await add_page_photo(old, None, HELP, section, a_photo(), "A green badge.")

    copy = await new_event(None, slug="next", name="Next", starts_on=old.starts_on, ends_on=old.ends_on, copy_of=old)

    assert await texts_of(copy.id) == {(HELP, "day"): "Second."}
    assert [photo.words for photo in await photos_of(copy.id)] == ["A green badge."]


async def test_a_section_has_only_so_many_photos(db: None) -> None:
    event = await an_event()
    section = _section(ACCESS, "way-in")
    for _number in range(MOST_PHOTOS):
        await add_page_photo(event, None, ACCESS, section, a_photo(), "The doors.")

    with pytest.raises(Refused, match="4 photos"):
        await add_page_photo(event, None, ACCESS, section, a_photo(), "The doors.")


# Pages


async def test_a_section_is_looked_at_saved_and_taken_back(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "LOOK_EVERY_SECONDS", 0)
    event = await an_event()
    mo = await an_organiser(event)
    visitor = httpx.AsyncClient(transport=client._transport, base_url="http://test.example")
    before = await visitor.get("/day/access")
    known = await visitor.get("/day/access", headers={"if-none-match": before.headers["etag"]})
    await sign_in(client, mo)

    looked = await client.post(TOILETS, data={"text": "On **each** floor.", "seen": "0", "what": "look"})
    stored = await PageText.count()
    saved = await client.post(TOILETS, data={"text": "On **each** floor.", "seen": "0"})
    late = await client.post(TOILETS, data={"text": "Mine.", "seen": "0"})
    after = await visitor.get("/day/access", headers={"if-none-match": before.headers["etag"]})
    await client.post(TOILETS, data={"text": "", "seen": "1"})
    without = await visitor.get("/day/access")
    editor = await client.get(TOILETS)
    back = await client.post(f"{TOILETS}/return", data={"number": "1"})
    again = await visitor.get("/day/access")

    assert (before.status_code, known.status_code) == (200, 304)
    assert (looked.status_code, stored) == (200, 0)
    assert "<p>On <strong>each</strong> floor.</p>" in looked.text
    assert "On **each** floor.</textarea>" in looked.text
    assert (saved.status_code, saved.headers["location"]) == (303, "/day/pages")
    assert late.status_code == 422
    assert "Somebody else saved this meanwhile." in late.text
    assert "Mine.</textarea>" in late.text
    assert ("<strong>each</strong>" in after.text, "<strong>each</strong>" in without.text) == (True, False)
    assert editor.text.count("Take this version back") == 1
    assert back.status_code == 303
    assert "<strong>each</strong>" in again.text
    assert await LogEntry.count().where(LogEntry.what == "Access and venue: Toilets") == 3
    await visitor.aclose()


async def test_the_list_of_pages_says_what_is_missing_and_where_to_write_it(client: httpx.AsyncClient) -> None:
    event = await an_event(cost="")
    await write_section(event, None, ACCESS, _section(ACCESS, "toilets"), "Yes.")
    await sign_in(client, await an_organiser(event))

    page = await client.get("/day/pages")
    publish = await client.get("/day/publish")

    for shown in (page, publish):
        main = shown.text.split("<main")[1]
        assert '<a href="/day/pages/access/quiet">Quiet room</a>' in main
        assert '<a href="/day/settings#words">What it costs, or that it is free</a>' in main
    assert page.text.count('href="/day/pages/access/toilets"') == 1


async def test_a_photo_has_words_and_is_for_everybody(client: httpx.AsyncClient) -> None:
    event = await an_event()
    await sign_in(client, await an_organiser(event))

    wordless = await client.post(f"{TOILETS}/photos", files={"file": ("a.jpg", a_photo())}, data={"words": ""})
    added = await client.post(f"{TOILETS}/photos", files={"file": ("a.jpg", a_photo())}, data={"words": "A <door>"})
    [photo] = await photos_of(event.id)
    client.cookies.clear()
    page = await client.get("/day/access")
    image = await client.get(f"/day/photos/{photo.id}")

    assert wordless.status_code == 422
    assert "Say what can be seen on it." in wordless.text
    assert added.status_code == 303
    assert 'alt="A &lt;door&gt;"' in page.text
    assert (image.headers["content-type"], "immutable" in image.headers["cache-control"]) == ("image/jpeg", True)


async def test_visitors_read_on_while_the_database_does_not_answer(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await an_event()
    before = await client.get("/day/access")

    async def away(_slug: str) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(kept, "_look", away)
    known, unknown = await client.get("/day/access"), await kept.find("/another-day/access")

    assert (known.status_code, known.text) == (200, before.text)
    assert unknown is None


async def test_what_another_process_wrote_is_seen_within_a_second(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = await an_event()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    await client.get("/day/access")

    # The pages of this process tell it when they write; another process's do not.
    await write_section(event, None, ACCESS, _section(ACCESS, "toilets"), "On each floor.")
    await Event.update({Event.venue_name: "The Barn"}).where(Event.id == event.id)
    before = (await client.get("/day/access")).text
    monkeypatch.setattr(time, "monotonic", lambda: now + 1.1)
    after = (await client.get("/day/access")).text

    assert [words in page for page in (before, after) for words in ("On each floor.", "The Barn")] == [
        *(False, False),
        *(True, True),
    ]


async def test_pages_cost_a_visitor_no_question_within_a_second(client: httpx.AsyncClient, queries: object) -> None:
    await an_event()
    paths = [page.path("day") for page in PAGES.values()]
    await client.get(paths[0])
    kept._kept["day"].looked_at += 3600

    with queries() as counted:  # type: ignore[operator]
        answers = [await client.get(path) for path in paths]

    assert {answer.status_code for answer in answers} == {200}
    assert counted.count == 0
