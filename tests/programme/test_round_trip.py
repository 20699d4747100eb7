"""What is exported comes back as it was: into another event, from that event, and out again."""

import re

import httpx
import pytest

from eventapp.event.tables import Event
from eventapp.programme.exporting import schedule_file
from eventapp.programme.publishing import publish_edition
from eventapp.programme.tables import PublishedPage
from eventapp.timetable.importing import import_schedule
from eventapp.timetable.tables import Session
from tests.cast import a_break, a_room, a_session, an_event
from tests.programme.making import at

SLUG = "rather-a-day"


async def _an_event_with_all_sorts() -> Event:
    event = await an_event(SLUG)
    hall, shed = await a_room(event, "Hall"), await a_room(event, "Shed & <yard>")
    await a_session(
        event,
        "Soup & <b>talk</b>; “hot”",
        room=hall,
        starts_at=at(10, 30),
        hosts=["Jo", "Ray O’Neil"],
        what_happens="We cook <i>together</i>.\n\n• 1 < 2 &amp; 3\nمرحبا 🍲",
        kind="workshop",
    )
    await a_session(event, "Shed open", room=shed, starts_at=at(10, 30), minutes=95, kind="other", language="cy")
    await a_session(event, "Owls", room=hall, starts_at=at(1, day=29), kind="drop-in", hosts=["Jo"])
    await a_break(event, "Lunch", starts_at=at(12))
    await publish_edition(event, None)
    return event


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("kind", ["xml", "json"])
async def test_export_import_and_export_give_the_same_file_but_for_addresses(kind: str) -> None:
    event = await _an_event_with_all_sorts()
    first = await schedule_file(event, kind)
    await _make_room_for_another(event)

    report = await import_schedule(None, first)
    again = await Event.objects().get(Event.slug == report.slug)
    assert again is not None
    await publish_edition(again, None)

    assert _without_addresses(await schedule_file(again, kind)) == _without_addresses(first)
    assert report.remarks == ()


async def _make_room_for_another(event: Event) -> None:
    """As if the event were on another server: its address and its sessions' names for calendars are free."""
    await Event.update({Event.slug: "old"}).where(Event.id == event.id)
    await PublishedPage.delete().where(PublishedPage.event == event.id)
    for table in ("session", "published_session"):
        await Session.raw(f"UPDATE {table} SET uid = 'old-' || uid")


def _without_addresses(body: bytes) -> str:
    return re.sub(r"http://test\.example/[a-z0-9/_-]+", "ADDRESS", body.decode())


@pytest.mark.usefixtures("db")
async def test_a_file_imported_twice_gives_every_session_a_calendar_name_of_its_own() -> None:
    event = await _an_event_with_all_sorts()
    body = await schedule_file(event, "xml")

    await import_schedule("copy", body)

    uids = await Session.select(Session.uid).output(as_list=True)
    assert (len(uids), len(set(uids))) == (8, 8)


async def test_the_files_are_published_with_the_programme(client: httpx.AsyncClient) -> None:
    event = await _an_event_with_all_sorts()

    answers = {kind: await client.get(f"/{SLUG}/schedule.{kind}") for kind in ("xml", "json")}

    assert {kind: answer.content for kind, answer in answers.items()} == {
        kind: await schedule_file(event, kind) for kind in ("xml", "json")
    }
    assert [answer.headers["content-type"] for answer in answers.values()] == [
        "application/xml; charset=utf-8",
        "application/json; charset=utf-8",
    ]
