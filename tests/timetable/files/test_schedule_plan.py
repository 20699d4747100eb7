"""A published schedule as a task, and a plan as a schedule."""

import json
from datetime import UTC, datetime

import pytest

from eventapp.timetable.files.planning_files import NotPlannable, read_task, read_voters
from eventapp.timetable.files.schedule_plan import placements, schedule_with
from eventapp.timetable.files.schedule_task import clashing, kept_as_published
from eventapp.timetable.files.schedule_xml import read_schedule
from eventapp.timetable.solver.instance import Place

EVENT = """<event id="{id}"><date>2026-11-28T{start}:00+00:00</date><start>{start}</start>
<duration>{duration}</duration><room>{room}</room><title>{title}</title><track>{track}</track><note>kept</note>
<persons><person id="{host}">Somebody</person></persons></event>"""


def a_schedule(*events: tuple[str, str, str, str, str]) -> bytes:
    """Events: id, start, duration, room and host."""
    rooms: dict[str, list[str]] = {}
    for id_, start, duration, room, host in events:
        rooms.setdefault(room, []).append(
            EVENT.format(id=id_, start=start, duration=duration, room=room, title=f"Title {id_}", track="t", host=host)
        )
    inside = "".join(f'<room name="{name}">{"".join(found)}</room>' for name, found in rooms.items())
    return f"""<?xml version="1.0" encoding="utf-8"?><schedule><conference><title>Day</title>
<time_zone_name>Europe/London</time_zone_name></conference>
<day index="1" date="2026-11-28">{inside}</day></schedule>""".encode()


TWO_ROOMS = a_schedule(
    ("1", "10:00", "01:00", "Hall", "a"), ("2", "11:00", "00:30", "Hall", "b"), ("3", "10:30", "00:30", "Shed", "c")
)


def test_each_room_is_open_from_its_first_session_to_its_last() -> None:
    task, _xml, _notes = read_task(TWO_ROOMS, None)

    assert task.instance.grid == 15
    assert task.slots[0] == datetime(2026, 11, 28, 10, tzinfo=UTC)
    assert [room.open for room in task.instance.rooms] == [frozenset(range(6)), frozenset({2, 3})]
    assert [session.slots for session in task.instance.sessions] == [4, 2, 2]
    assert task.published == (Place(0, 0), Place(4, 0), Place(2, 1))


def test_a_schedule_in_between_the_quarters_is_planned_in_steps_of_five_minutes() -> None:
    task, _xml, _notes = read_task(a_schedule(("1", "10:05", "00:20", "Hall", "a")), None)

    assert (task.instance.grid, task.instance.sessions[0].slots) == (5, 4)


def test_what_does_not_fit_the_grid_takes_whole_slots() -> None:
    task, _xml, _notes = read_task(a_schedule(("1", "10:05", "00:20", "Hall", "a")), 15)

    assert (task.published[0], task.instance.sessions[0].slots) == (Place(0, 0), 2)


def test_published_clashes_are_told_and_what_clashes_may_move() -> None:
    task, _xml, notes = read_task(
        a_schedule(
            ("1", "10:00", "01:00", "Hall", "a"),
            ("2", "10:30", "00:30", "Shed", "a"),
            ("3", "12:00", "00:30", "Hall", "b"),
        ),
        None,
    )

    assert clashing(task) == [("1", "2")]
    assert notes[-1] == "“Title 1” and “Title 2” clash as they are published."
    kept = {session.id: session.locked for session in kept_as_published(task).sessions}
    assert kept == {"1": None, "2": None, "3": Place(8, 0)}


def test_the_schedule_that_is_written_says_what_the_plan_says_and_keeps_the_rest() -> None:
    task, xml, _notes = read_task(TWO_ROOMS, None)

    written = schedule_with(task, [Place(2, 0), Place(0, 0), Place(2, 1)], xml)

    again = read_schedule(written)
    assert again.schedule is not None
    assert {
        (session.id, session.room, session.starts_at.hour, session.starts_at.minute)
        for session in again.schedule.sessions
    } == {
        ("1", "Hall", 10, 30),
        ("2", "Hall", 10, 0),
        ("3", "Shed", 10, 30),
    }
    assert again.remarks == []
    assert written.count(b"<note>kept</note>") == 3


def test_placements_are_told_in_local_time_and_in_order() -> None:
    task, _xml, _notes = read_task(TWO_ROOMS, None)

    assert placements(task, [Place(2, 0), None, Place(0, 0)]) == [
        {"id": "3", "title": "Title 3", "room": "Hall", "start": "2026-11-28T10:00:00+00:00", "minutes": 30},
        {"id": "1", "title": "Title 1", "room": "Hall", "start": "2026-11-28T10:30:00+00:00", "minutes": 60},
    ]


def test_json_is_read_as_the_xml_that_says_the_same() -> None:
    event = {
        "id": 7,
        "date": "2026-11-28T10:00:00+00:00",
        "start": "10:00",
        "duration": "00:45",
        "room": "Hall",
        "title": "Soup & bread <b>\x00",
        "track": None,
        "persons": [{"id": 3, "public_name": "Peggy"}, "nobody"],
    }
    days = [{"index": 1, "date": "2026-11-28", "rooms": {"Hall": [event]}}]
    data = json.dumps({"schedule": {"conference": {"title": "Day", "days": days}}}).encode()

    task, xml, _notes = read_task(data, None)

    [session] = task.schedule.sessions
    assert (session.id, session.title, session.minutes, session.persons[0]) == (
        "7",
        "Soup & bread <b>",
        45,
        ("3", "Peggy"),
    )
    assert read_schedule(schedule_with(task, task.published, xml)).schedule is not None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "Line 1: From here on the file cannot be read as XML."),
        (b"<schedule>", "Line 1: From here on the file cannot be read as XML."),
        (b"<html></html>", "Line 1: This is not a schedule: it begins with “html”."),
        (b"{}", "This JSON is no schedule: it has no conference."),
        (b"[1", "This JSON is no schedule: it has no conference."),
        (b"[" * 100_000, "This JSON is no schedule: it has no conference."),
    ],
)
def test_a_file_that_is_no_schedule_is_refused_in_a_sentence(data: bytes, why: str) -> None:
    with pytest.raises(NotPlannable) as refusal:
        read_task(data, None)

    assert str(refusal.value) == why


def test_a_session_that_cannot_be_read_is_left_out_and_told() -> None:
    task, _xml, notes = read_task(TWO_ROOMS.replace(b"<duration>00:30</duration>", b"<duration>x</duration>", 1), None)

    assert [session.id for session in task.schedule.sessions] == ["1", "3"]
    assert notes[1] == "Problems: 1. Sessions that cannot be read are not planned."


# Wishes


@pytest.mark.parametrize(
    "data",
    [
        b"voter,session\nann,1\nann,3\nben,2\n",
        b"ann;1;3\nben;2\n",
        b"\xef\xbb\xbfann\tTitle 1\nann\tTitle 3\nben\tTitle 2\n",
        b'{"ann": [1, 3], "ben": [2]}',
        b'[{"sessions": ["1", "3"], "weight": 1}, {"sessions": ["2"]}]',
        b'[["1", "3"], ["2"]]',
    ],
)
def test_wishes_are_read_as_people_write_them(data: bytes) -> None:
    task, _xml, _notes = read_task(TWO_ROOMS, None)

    voters, notes = read_voters(task, data, 1)

    assert ([voter.wants for voter in voters], notes) == ([frozenset({0, 2}), frozenset({1})], [])


def test_wishes_for_nothing_that_is_there_are_told() -> None:
    task, _xml, _notes = read_task(TWO_ROOMS, None)

    voters, notes = read_voters(task, b"ann,1\nann,99\nben,98\n", 1)

    assert ([voter.wants for voter in voters], notes) == (
        [frozenset({0})],
        ["2 wishes name no session of the schedule."],
    )


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xff", b"[1, 2]", b"{", b'[{"sessions": ["1"], "weight": -1}]', b'{"a": 1}']
)
def test_wishes_that_cannot_be_read_are_refused(data: bytes) -> None:
    task, _xml, _notes = read_task(TWO_ROOMS, None)

    with pytest.raises(NotPlannable):
        read_voters(task, data, 1)


def test_made_up_wishes_are_the_same_each_time_and_for_sessions_that_are_there() -> None:
    task, _xml, _notes = read_task(TWO_ROOMS, None)

    voters, notes = read_voters(task, None, 7)

    assert read_voters(task, None, 7)[0] == voters
    assert len(voters) == 200
    assert all(voter.wants <= {0, 1, 2} and voter.wants for voter in voters)
    assert notes == ["No wishes are given: those of 200 people are made up."]
