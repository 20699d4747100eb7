"""schedule.xml and schedule.json: what the apps that read them trip over, though no schema says so."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from eventapp.programme.edition import EditionRoom
from eventapp.programme.files.schedule import schedule
from eventapp.programme.files.schedule_json import schedule_json
from eventapp.programme.files.schedule_xml import schedule_xml
from eventapp.programme.published import Published
from tests.programme.making import a_content, a_programme, a_published, at

GUID = "8b3f0f5e-7c67-4d3f-9d1c-0123456789ab"
SOUP = a_published("soup", uid=f"slot-{GUID}@test.example", hosts=("Jo", "Ray"))
FILM = a_published("film", kind="film", starts_at=at(14), room=EditionRoom("Room 2", "", "", (), "r2"), hosts=())
LUNCH = a_published("lunch", kind="break", room=None, hosts=(), words="", starts_at=at(12, 5))


def _xml(shown: Published) -> ET.Element:
    return ET.fromstring(schedule_xml(schedule(shown)))


def _json(shown: Published) -> Any:
    return json.loads(schedule_json(schedule(shown)))["schedule"]["conference"]


def _told_xml(root: ET.Element) -> list[tuple[Any, ...]]:
    return [
        (
            event.attrib["guid"],
            int(event.attrib["id"]),
            *(event.findtext(tag) for tag in ("title", "room", "date", "start", "duration", "type", "language")),
            [person.text for person in event.iter("person")],
        )
        for event in root.iter("event")
    ]


def _told_json(conference: Any) -> list[tuple[Any, ...]]:
    return [
        (
            event["guid"],
            event["id"],
            *(event[key] for key in ("title", "room", "date", "start", "duration", "type", "language")),
            [person["name"] for person in event["persons"]],
        )
        for day in conference["days"]
        for events in day["rooms"].values()
        for event in events
    ]


def test_both_files_say_the_same_of_each_session() -> None:
    shown = a_programme(SOUP, LUNCH, FILM)

    told = _told_xml(_xml(shown))

    assert told == _told_json(_json(shown))
    assert told[0] == (
        GUID,
        1,
        "Soup",
        "Room 1",
        "2026-11-28T10:30:00+00:00",
        "10:30",
        "01:00",
        "talk",
        "en-GB",
        ["Jo", "Ray"],
    )


def test_what_is_cancelled_is_left_out_and_what_is_for_everybody_is_in_the_venue() -> None:
    root = _xml(a_programme(replace(SOUP, cancelled=True), LUNCH))

    assert [(event.findtext("title"), event.findtext("room")) for event in root.iter("event")] == [
        ("Lunch", "The Forum")
    ]


def test_the_beginning_of_the_file_says_what_it_is_to_those_who_read_no_further() -> None:
    shown = a_programme(SOUP)
    body = schedule_xml(schedule(replace(shown, content=replace(shown.content, name="Soup " * 60))))

    assert (b"<schedule" in body[:1024], b"<conference" in body[:1024]) == (True, True)


def test_days_are_numbered_from_one_and_last_until_the_night_is_over() -> None:
    content = a_content(a_published("owls", starts_at=at(1, day=29)), ends_on=date(2026, 11, 30))
    root = _xml(a_programme(*content.sessions, content=content))

    assert [(day.attrib["index"], day.attrib["date"], len(list(day.iter("event")))) for day in root.iter("day")] == [
        ("1", "2026-11-28", 1),
        ("2", "2026-11-29", 0),
        ("3", "2026-11-30", 0),
    ]
    assert {(day.attrib["start"][10:], day.attrib["end"][10:]) for day in root.iter("day")} == {
        ("T05:00:00+00:00", "T05:00:00+00:00")
    }
    assert root.findtext("conference/days") == "3"


def test_two_sessions_in_one_place_at_once_are_told_apart() -> None:
    root = _xml(a_programme(a_published("a"), a_published("b"), a_published("c", starts_at=at(11, 30))))

    assert [(event.findtext("title"), event.findtext("room")) for event in root.iter("event")] == [
        ("A", "Room 1"),
        ("C", "Room 1"),
        ("B", "Room 1 (2)"),
    ]


def test_a_length_stays_below_a_day() -> None:
    long = a_published("long", ends_at=at(10, 30) + timedelta(days=2))

    assert [event.findtext("duration") for event in _xml(a_programme(long)).iter("event")] == ["23:59"]


def test_times_agree_with_their_offset_on_both_sides_of_a_clock_change() -> None:
    # Until 2am the clocks show summer time, and then 1am again.
    first, second = (
        a_published(name, starts_at=datetime.fromisoformat(f"2026-10-25T{hour}:30:00+00:00"))
        for name, hour in (("first", "00"), ("second", "01"))
    )
    content = a_content(first, second, starts_on=date(2026, 10, 24), ends_on=date(2026, 10, 25))

    told = [
        (event.findtext("date"), event.findtext("start"))
        for event in _xml(a_programme(first, second, content=content)).iter("event")
    ]

    assert told == [("2026-10-25T01:30:00+01:00", "01:30"), ("2026-10-25T01:30:00+00:00", "01:30")]


def test_names_for_machines_have_the_shape_that_both_schemas_want() -> None:
    shown = a_programme(a_published("soup", title="Суп!"), LUNCH, slug="my-day")
    root, conference = _xml(shown), _json(shown)

    slugs = [str(event.findtext("slug")) for event in root.iter("event")]

    assert conference["acronym"] == root.findtext("conference/acronym") == "my_day"
    assert slugs == ["my_day-1-session", "my_day-2-lunch"]
    assert all(re.fullmatch("[a-z0-9_]{4,}-[a-z0-9_-]{4,}", slug) for slug in slugs)
    assert _json(a_programme(SOUP))["acronym"] == "day_event"
    # Nothing more than the schema of schedule.json allows, and all that it wants.
    assert {key for day in conference["days"] for events in day["rooms"].values() for one in events for key in one} == {
        *("guid", "id", "date", "start", "end", "duration", "room", "slug", "url", "title", "subtitle", "track"),
        *("type", "language", "abstract", "description", "do_not_record", "persons", "links", "attachments"),
    }


def test_the_grid_is_what_starts_and_ends_need() -> None:
    assert (_xml(a_programme(SOUP)).findtext("conference/timeslot_duration"), _json(a_programme(LUNCH))) == (
        "00:15",
        _json(a_programme(LUNCH)) | {"timeslot_duration": "00:05"},
    )


def test_nothing_is_recorded() -> None:
    event = next(_xml(a_programme(SOUP)).iter("event"))

    assert event.findtext("recording/optout") == "true"


def test_each_publication_has_another_version_and_the_same_programme_the_same_bytes() -> None:
    told = [schedule(a_programme(SOUP, number=number)) for number in (1, 2, 2)]

    assert [one.version for one in told] == ["1", "2", "2"]
    assert (schedule_xml(told[1]), schedule_json(told[1])) == (schedule_xml(told[2]), schedule_json(told[2]))


def test_the_hours_of_a_day_are_told_in_local_time() -> None:
    content = a_content(a_published("june", starts_at=at(9)), time_zone="America/New_York")
    day = schedule(a_programme(*content.sessions, content=content)).days[0]

    assert (day.start.time(), day.start.utcoffset()) == (time(5), timedelta(hours=-5))
