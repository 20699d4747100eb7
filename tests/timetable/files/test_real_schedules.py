"""Schedules that real conferences published. They are not part of the program: the tests look for them beside it."""

import os
import xml.etree.ElementTree as ET
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from icalendar import Calendar, Component

from eventapp.event.tables import Event
from eventapp.programme.publishing import publish_edition
from eventapp.timetable.checks.problems import clashes
from eventapp.timetable.files.schedule_xml import read_schedule
from eventapp.timetable.importing import import_schedule
from eventapp.timetable.planned import PlannedSession, Rules, planned_sessions

pytestmark = pytest.mark.anyio

FOLDER = Path(os.environ.get("EVENTAPP_REAL_DATA") or Path(__file__).parents[4] / "shared" / "data") / "schedules"
FILES = sorted(FOLDER.glob("*.xml"))

if not FILES:
    pytest.skip(f"real schedules: none in {FOLDER} (set EVENTAPP_REAL_DATA)", allow_module_level=True)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_a_real_schedule_becomes_as_many_sessions_and_once_published_a_feed_with_the_same_instants(
    client: httpx.AsyncClient, file: Path
) -> None:
    report = await import_schedule("real", _bytes(file))
    event = await Event.objects().get(Event.slug == "real")
    assert event is not None
    planned = await planned_sessions(event.id)

    await publish_edition(event, None)

    in_file = _in_file(file, ZoneInfo(event.time_zone))
    assert sorted(_told(planned)) == sorted(in_file)
    assert clashes(planned, Rules()) == []
    assert report.sessions + report.breaks == len(planned)
    exported = (await client.get("/real/schedule.xml")).content
    feed = Calendar.from_ical((await client.get("/real/calendar.ics")).content)
    told = [
        (_at(entry, "DTSTART"), _at(entry, "DTEND") - _at(entry, "DTSTART"), str(entry["SUMMARY"]))
        for entry in feed.walk("VEVENT")
    ]
    assert sorted(told) == sorted((start.timestamp(), minutes * 60, title) for start, minutes, title, _hosts in in_file)
    again = read_schedule(exported)
    assert (again.problems, again.remarks, again.schedule is not None) == ([], [], True)
    read = [(one.starts_at, one.minutes, one.title) for one in again.schedule.sessions] if again.schedule else []
    # No length of a day or more is told in this format.
    assert sorted(read) == sorted((start, min(minutes, 1439), title) for start, minutes, title, _hosts in in_file)


def _at(entry: Component, name: str) -> float:
    moment: datetime = entry.decoded(name)
    return moment.timestamp()


def _bytes(file: Path) -> bytes:
    return file.read_bytes()


def _told(planned: list[PlannedSession]) -> list[tuple[datetime, int, str, list[str]]]:
    return [
        (session.starts_at, session.minutes, session.title, [name for _id, name in session.hosts])
        for session in planned
        if session.starts_at
    ]


def _in_file(file: Path, zone: ZoneInfo) -> list[tuple[datetime, int, str, list[str]]]:
    """Read a second time, by other means."""
    return [
        (
            _start(event, day, zone),
            int(event.findtext("duration", "")[:-3]) * 60 + int(event.findtext("duration", "")[-2:]),
            " ".join(event.findtext("title", "").split()),
            [" ".join((person.text or "").split()) for person in event.iter("person")],
        )
        for day in ET.parse(file).iter("day")
        for event in day.iter("event")
    ]


def _start(event: ET.Element, day: ET.Element, zone: ZoneInfo) -> datetime:
    if text := event.findtext("date"):
        return datetime.fromisoformat(text)
    start = clock_time.fromisoformat(event.findtext("start", ""))
    on = date.fromisoformat(day.attrib["date"]) + timedelta(days=start.hour < 5)
    return datetime.combine(on, start, zone)
