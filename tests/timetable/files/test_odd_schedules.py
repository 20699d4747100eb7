"""Schedules as odd as conferences publish them: each is planned, written, and read again by other means."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from eventapp.timetable.files.planning_files import read_task, read_voters
from eventapp.timetable.files.schedule_plan import placements, schedule_with
from eventapp.timetable.files.schedule_task import clashing, kept_as_published
from eventapp.timetable.solver.checking import broken_rules
from eventapp.timetable.solver.cooling import STAGES
from eventapp.timetable.solver.drafting import draft
from eventapp.timetable.solver.instance import Instance, Plan

LITTLE = (6,) * STAGES


def planned(instance: Instance) -> Plan:
    return draft(instance, seed=1, steps=LITTLE).plan


def an_event(id_: str, start: str, duration: str = "01:00", *, persons: str = "", more: str = "") -> str:
    return (
        f'<event id="{id_}"><start>{start}</start><duration>{duration}</duration><title>Title {id_}</title>'
        f"<persons>{persons}</persons>{more}</event>"
    )


def a_person(name: str, id_: str = "") -> str:
    return f'<person id="{id_}">{name}</person>' if id_ else f"<person>{name}</person>"


def a_day(date: str, *rooms: tuple[str, list[str]], attributes: str = "") -> str:
    inside = "".join(f'<room name="{name}">{"".join(events)}</room>' for name, events in rooms)
    return f'<day date="{date}" {attributes}>{inside}</day>' if date else f"<day {attributes}>{inside}</day>"


def a_file(*days: str, conference: str = "<title>Odd</title>") -> bytes:
    return f"<schedule><conference>{conference}</conference>{''.join(days)}</schedule>".encode()


MONDAY, TUESDAY, FRIDAY = "2026-11-02", "2026-11-03", "2026-11-06"
IN_A, IN_B = "<room>A</room>", "<room>B</room>"
HALF_FULL = [an_event("1", "10:00"), an_event("2", "11:00", persons=a_person("Ann", "7")), an_event("3", "14:00", "90")]

ODD = {
    "lengths of every kind": a_file(
        a_day(
            MONDAY,
            ("A", [an_event("1", "10:00", "1:30"), an_event("2", "11:30", "90"), an_event("3", "13:00", "PT20M")]),
        )
    ),
    "odd minutes": a_file(
        a_day(
            MONDAY,
            ("A", [an_event("1", "10:03", "00:07"), an_event("2", "10:10", "00:07"), an_event("3", "10:17", "7")]),
        )
    ),
    "past midnight": a_file(
        a_day(MONDAY, ("A", [an_event("1", "22:00", "02:00"), an_event("2", "00:30", "02:00")])),
        a_day(TUESDAY, ("A", [an_event("3", "22:00", "03:00"), an_event("4", "25:30")])),
    ),
    "one goes on until the next day begins": a_file(
        a_day(MONDAY, ("A", [an_event("1", "20:00", "15:00")]), ("B", [an_event("2", "20:00")])),
        a_day(TUESDAY, ("B", [an_event("3", "09:00"), an_event("4", "10:00", "03:00")])),
    ),
    "days with gaps, rooms with nothing": a_file(
        a_day(MONDAY, ("A", HALF_FULL), ("Nobody", [])), a_day(FRIDAY, ("B", [an_event("4", "09:00")]), ("C", []))
    ),
    "the same event twice": a_file(a_day(MONDAY, ("A", [an_event("1", "10:00"), an_event("1", "10:00")]))),
    "one id for two": a_file(a_day(MONDAY, ("A", [an_event("1", "10:00"), an_event("1", "11:00")]))),
    "no ids at all": a_file(
        a_day(
            MONDAY,
            ("A", [an_event("", "10:00", persons=a_person("Ann")), an_event("", "11:00", persons=a_person("Ann"))]),
        )
    ),
    "no dates but the first day's": a_file(
        a_day("", ("A", [an_event("1", "10:00")]), attributes='index="1"'),
        a_day("", ("A", [an_event("2", "10:00")]), attributes='index="3"'),
        conference="<title>Odd</title><start>2026-11-02</start>",
    ),
    "everything at once in one room": a_file(
        a_day(MONDAY, ("A", [an_event(str(number), "10:00") for number in range(6)]))
    ),
    "a room is used twice at a time": a_file(
        a_day(MONDAY, ("A", [an_event("1", "10:00"), an_event("2", "10:30")]), ("B", [an_event("3", "09:00")]))
    ),
    "breaks are events": a_file(
        a_day(
            MONDAY,
            *(
                (room, [an_event(f"{room}1", "10:00"), an_event(f"{room}2", "11:00"), an_event(f"{room}3", "12:00")])
                for room in "AB"
            ),
        )
    ),
    "events without a room around them": a_file(
        f'<day date="{MONDAY}">{an_event("1", "10:00", more=IN_A)}{an_event("2", "11:00", more=IN_B)}</day>'
    ),
    "namespaces": a_file(a_day(MONDAY, ("A", HALF_FULL))).replace(
        b"<schedule>", b'<schedule xmlns="http://example.org/schedule">'
    ),
    "prefixes": a_file(a_day(MONDAY, ("A", HALF_FULL)))
    .replace(b"<", b"<s:")
    .replace(b"<s:/", b"</s:")
    .replace(b"<s:schedule>", b'<s:schedule xmlns:s="http://example.org/schedule">'),
    "a line before the declaration": b'\n<?xml version="1.0"?>' + a_file(a_day(MONDAY, ("A", HALF_FULL))),
    "another encoding": b'<?xml version="1.0" encoding="latin-1"?>'
    + a_file(a_day(MONDAY, ("Café", HALF_FULL))).decode().encode("latin-1"),
    "in another zone": a_file(
        a_day(MONDAY, ("A", HALF_FULL)), conference="<title>Odd</title><time_zone_name>Asia/Kathmandu</time_zone_name>"
    ),
    "the clocks go back": a_file(
        a_day("2026-10-24", ("A", [an_event("1", "22:00", "06:00"), an_event("2", "28:00")])),
        conference="<title>Odd</title><time_zone_name>Europe/London</time_zone_name>",
    ),
}


def written(data: bytes) -> list[tuple[str, str, datetime, datetime, set[str]]]:
    """Title, room, start, end and people of each event, by nothing that the program reads with."""
    found = []
    for day in ET.fromstring(data).iter("day"):
        for room in day.iter("room"):
            for event in room.iter("event"):
                text = event.findtext("duration", "")
                length = {"90": 90, "7": 7, "PT20M": 20}.get(text) or int(text[:-3]) * 60 + int(text[-2:])
                start = datetime.fromisoformat(event.findtext("date", ""))
                people = {(person.text or "").strip() for person in event.iter("person")}
                ends = start + timedelta(minutes=length)
                found.append((event.findtext("title", "").strip(), room.get("name", ""), start, ends, people))
    return found


@pytest.mark.parametrize("data", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("asked", [lambda task: task.instance, kept_as_published], ids=["anew", "fixed"])
def test_whatever_a_file_is_like_everything_is_placed_once_and_nothing_overlaps(
    data: bytes, asked: Callable[..., Instance]
) -> None:
    task, xml, _notes = read_task(data, None)
    instance = asked(task)

    plan = planned(instance)

    assert broken_rules(instance, plan) == []
    events = written(schedule_with(task, plan, xml))
    assert sorted(title for title, *_rest in events) == sorted(session.title for session in task.schedule.sessions)
    for number, (_title, room, start, end, people) in enumerate(events):
        for _other, its_room, its_start, its_end, its_people in events[:number]:
            if start < its_end and its_start < end:
                assert room != its_room
                assert not people & its_people


def test_nothing_goes_on_from_one_day_to_the_next() -> None:
    days = [
        a_day(date, ("A", [an_event(date, "10:00", "00:15"), an_event(f"{date} b", "10:15", "00:15")]))
        for date in (MONDAY, FRIDAY)
    ]
    task, _xml, _notes = read_task(a_file(*days), None)

    closed = set(range(task.instance.slots)) - task.instance.rooms[0].open

    assert closed == {2, 5}
    assert task.published[2].start == 3


def test_a_person_without_an_id_is_everybody_of_that_name() -> None:
    events = [an_event("1", "10:00", persons=a_person("Ann", "7")), an_event("2", "11:00", persons=a_person("ann"))]
    alone = [an_event("3", "10:00", persons=a_person("Ben", "8")), an_event("4", "11:00", persons=a_person("Ben", "9"))]
    task, _xml, _notes = read_task(a_file(a_day(MONDAY, ("A", events), ("B", alone))), None)

    first, second, third, fourth = (set(session.hosts) for session in task.instance.sessions)

    assert first & second
    assert not third & fourth


def test_only_what_clashes_may_move_when_the_rest_is_fixed() -> None:
    task, _xml, notes = read_task(ODD["a room is used twice at a time"], None)

    kept = kept_as_published(task)

    assert clashing(task) == [("1", "2")]
    assert [session.locked for session in kept.sessions] == [None, None, task.published[2]]
    assert "Sessions overlap in a room as they are published: each room can be used all day." in notes


JSON_EVENT = {"id": 0, "guid": "g", "date": "2026-11-28T10:00:00+00:00", "start": "10:00", "duration": 45, "title": "T"}


@pytest.mark.parametrize(
    "schedule",
    [
        {"schedule": {"conference": {"title": "C", "days": [{"rooms": {"A": [JSON_EVENT | {"persons": ["Ann"]}]}}]}}},
        {"conference": {"title": "C", "days": [{"rooms": [{"name": "A", "events": [JSON_EVENT]}]}]}},
        {
            "$schema": "https://c3voc.de/schedule/schema.json",
            "schedule": {
                "version": "2",
                "conference": {
                    "title": "C",
                    "rooms": [{"name": "A"}],
                    "time_zone_name": "Europe/Berlin",
                    "days": [{"index": 0, "date": "2026-11-28", "rooms": {"A": [JSON_EVENT], "Empty": []}}],
                },
            },
        },
    ],
)
def test_json_is_read_in_the_ways_that_programs_write_it(schedule: object) -> None:
    task, xml, _notes = read_task(json.dumps(schedule).encode(), None)

    plan = planned(task.instance)

    [told] = placements(task, plan)
    assert (told["id"], told["room"], told["minutes"]) == ("0", "A", 45)
    assert (
        datetime.fromisoformat(told["start"]).timestamp() == datetime.fromisoformat(str(JSON_EVENT["date"])).timestamp()
    )
    assert len(list(ET.fromstring(schedule_with(task, plan, xml)).iter("event"))) == 1


def test_eight_hundred_sessions_are_read_in_a_moment_and_planned() -> None:
    rooms = [
        (
            f"Room {room}",
            [
                an_event(f"{room}-{number}", f"{8 + number // 4:02}:{number % 4 * 15:02}", "00:15")
                for number in range(40)
            ],
        )
        for room in range(10)
    ]
    task, _xml, _notes = read_task(a_file(*(a_day(f"2026-11-0{day}", *rooms) for day in range(1, 3))), None)
    voters, _more = read_voters(task, None, 7)

    found = draft(replace(task.instance, voters=voters), seed=1, steps=(0,) * STAGES)

    assert broken_rules(task.instance, found.plan) == []
    assert len(found.plan) == 800
