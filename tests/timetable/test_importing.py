"""Importing a published schedule."""

from datetime import UTC, date, datetime, time

import pytest

from eventapp.errors import Refused
from eventapp.event.tables import Event, Organiser, Room
from eventapp.log.tables import LogEntry
from eventapp.proposals.tables import Host, Proposal
from eventapp.timetable.checks.problems import clashes
from eventapp.timetable.importing import ImportReport, NotImported, import_schedule
from eventapp.timetable.planned import PlannedSession, Rules, planned_sessions
from eventapp.timetable.tables import Placement, Session
from tests.cast import a_person, a_room, an_event

pytestmark = pytest.mark.anyio

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<schedule>
<conference><title>Shed Days</title><acronym>Shed Days 26!</acronym><venue>The Hall</venue><city>Norwich</city>
<start>2026-06-06</start><end>2026-06-07</end><time_zone_name>Europe/London</time_zone_name></conference>"""

RAY, JO = '<person id="1">Ray</person>', '<person id="2">Jo</person>'


def an_entry(title: str, start: str, *persons: str, day: str = "06", duration: str = "1:00") -> str:
    return (
        f"<event><date>2026-06-{day}T{start}:00+01:00</date><start>{start}</start><duration>{duration}</duration>"
        f"<title>{title}</title><persons>{''.join(persons)}</persons></event>"
    )


def a_file(**rooms: list[str]) -> bytes:
    """A schedule of one day; the first entry of the first room is in line 7."""
    inside = "\n".join(f'<room name="{room}">\n' + "\n".join(entries) + "\n</room>" for room, entries in rooms.items())
    return f'{HEAD}\n<day index="1" date="2026-06-06">\n{inside}\n</day></schedule>'.encode()


async def imported(report: ImportReport) -> list[PlannedSession]:
    event = await Event.objects().get(Event.slug == report.slug)
    assert event is not None
    return await planned_sessions(event.id)


async def test_a_schedule_becomes_an_event_with_rooms_hosts_and_placements(db: None) -> None:
    data = a_file(Hall=[an_entry("Bird boxes", "10:00", RAY, JO)], Yard=[an_entry("Lunch", "12:30", duration="0:45")])

    report = await import_schedule(None, data)

    assert report == ImportReport("shed-days-26", "Shed Days", 1, 1, 2, 2, ())
    event = await Event.objects().get(Event.slug == "shed-days-26")
    assert event is not None
    assert (event.name, event.venue_name, event.venue_address) == ("Shed Days", "The Hall", "Norwich")
    assert (event.starts_on, event.ends_on) == (date(2026, 6, 6), date(2026, 6, 7))
    assert (event.opens_at, event.closes_at, event.time_zone) == (time(10), time(13, 15), "Europe/London")
    boxes, lunch = await imported(report)
    assert (boxes.title, boxes.kind, boxes.starts_at) == ("Bird boxes", "other", datetime(2026, 6, 6, 9, tzinfo=UTC))
    assert [name for _id, name in boxes.hosts] == ["Ray", "Jo"]
    assert boxes.room is not None
    assert boxes.room.name == "Hall"
    assert (lunch.title, lunch.kind, lunch.minutes, lunch.attendance) == ("Lunch", "break", 45, "drop-in")
    assert lunch.room is not None
    assert [str(state["state"]) for state in await Proposal.select(Proposal.state)] == ["selected"]


async def test_a_host_named_in_two_sessions_is_one_host(db: None) -> None:
    await import_schedule(None, a_file(Hall=[an_entry("One", "10:00", RAY), an_entry("Two", "11:00", RAY)]))

    assert await Host.count() == 1


async def test_two_people_of_one_name_are_two_hosts(db: None) -> None:
    other = '<person id="9">Ray</person>'

    report = await import_schedule(None, a_file(Hall=[an_entry("One", "10:00", RAY), an_entry("Two", "11:00", other)]))

    assert await Host.count() == 2
    assert report.hosts == 2


async def test_a_host_in_two_places_at_once_is_imported_and_told(db: None) -> None:
    data = a_file(
        Hall=[an_entry("One", "10:00", RAY), an_entry("Three", "12:00", RAY)], Yard=[an_entry("Two", "10:30", RAY)]
    )

    report = await import_schedule(None, data)

    planned = await imported(report)
    assert [[name for _id, name in session.hosts] for session in planned] == [["Ray"], ["Ray"], ["Ray"]]
    assert planned[0].hosts == planned[2].hosts
    assert clashes(planned, Rules()) == []
    assert [str(remark) for remark in report.remarks] == [
        "Line 11: Ray hosts “Two” and, at the same time, “One” (line 7). Both were taken, each with a host called Ray."
    ]
    assert report.hosts == 1


async def test_a_room_that_holds_two_sessions_at_once_becomes_two_rooms_and_is_told(db: None) -> None:
    entries = [an_entry("One", "10:00"), an_entry("Two", "10:30"), an_entry("Three", "11:00")]

    report = await import_schedule(None, a_file(Hall=entries))

    planned = await imported(report)
    assert [(session.title, session.room and session.room.name) for session in planned] == [
        ("One", "Hall"),
        ("Two", "Hall (2)"),
        ("Three", "Hall"),
    ]
    assert [str(remark) for remark in report.remarks] == [
        "Line 8: “Two” is in Hall while “One” (line 7) is there. It was put in “Hall (2)”."
    ]
    assert clashes(planned, Rules()) == []


async def test_a_room_made_for_what_overlaps_takes_no_other_rooms_name(db: None) -> None:
    entries = [an_entry("One", "10:00"), an_entry("Two", "10:30")]

    report = await import_schedule(None, a_file(**{"Hall": entries, "hall (2)": [an_entry("Three", "10:00")]}))

    assert sorted(session.room.name for session in await imported(report) if session.room) == [
        "Hall",
        "Hall (3)",
        "hall (2)",
    ]


async def test_what_goes_on_after_midnight_keeps_the_event_open_to_the_end_of_the_day(db: None) -> None:
    data = a_file(Hall=[an_entry("Party", "23:00", duration="3:00"), an_entry("Night", "02:00", day="07")])

    report = await import_schedule("nights", data)

    event = await Event.objects().get(Event.slug == "nights")
    assert event is not None
    assert (event.opens_at, event.closes_at) == (time(23), time(23, 59))
    assert [session.title for session in await imported(report)] == ["Party", "Night"]


async def test_each_session_has_a_name_for_calendars_of_its_own(db: None) -> None:
    data = a_file(Hall=[an_entry("One", "10:00"), an_entry("Two", "11:00")])

    first = await import_schedule("one", data)
    second = await import_schedule("two", data)

    uids = {session.uid for report in (first, second) for session in await imported(report)}
    assert len(uids) == 4


async def test_whoever_imports_organises_the_event(db: None) -> None:
    person = await a_person()

    await import_schedule(None, a_file(Hall=[an_entry("One", "10:00")]), by=person)

    assert await Organiser.exists().where(Organiser.person == person.id)
    assert "imported the schedule of" in [entry["did"] for entry in await LogEntry.select(LogEntry.did)]


async def test_progress_goes_from_nothing_to_everything(db: None) -> None:
    said: list[tuple[int, int]] = []

    await import_schedule(
        None, a_file(Hall=[an_entry("One", "10:00")]), progress=lambda done, total: said.append((done, total))
    )

    assert (said[0], said[-1]) == ((0, 1), (1, 1))
    assert said == sorted(said)


# Nothing half imported


async def nothing_is_there() -> bool:
    return not any([await table.count() for table in (Event, Room, Proposal, Host, Session, Placement)])


async def test_a_file_with_a_problem_is_not_imported_at_all(db: None) -> None:
    data = a_file(Hall=[an_entry("One", "10:00"), an_entry("Two", "11:00", duration="0:00"), an_entry("", "12:00")])

    with pytest.raises(NotImported) as refusal:
        await import_schedule(None, data)

    assert str(refusal.value) == "Line 8: “Two” lasts 0 minutes.\nLine 9: A session has no title."
    assert await nothing_is_there()


async def test_a_fault_on_the_way_leaves_nothing_behind(db: None) -> None:
    def stop(done: int, _total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await import_schedule(
            None, a_file(Hall=[an_entry(f"S{hour}", f"{hour}:00") for hour in (10, 11, 12)]), progress=stop
        )

    assert await nothing_is_there()


async def test_an_address_that_is_taken_is_refused(db: None) -> None:
    data = a_file(Hall=[an_entry("One", "10:00")])
    await import_schedule(None, data)

    with pytest.raises(Refused, match="Another event has this address"):
        await import_schedule(None, data)

    assert await Event.count() == 1


async def test_an_event_that_lasts_too_long_is_refused(db: None) -> None:
    data = a_file(Hall=[an_entry("One", "10:00"), an_entry("Two", "10:00", day="25")])

    with pytest.raises(NotImported) as refusal:
        await import_schedule(None, data)

    assert str(refusal.value) == "Line 8: “Two” is on Thursday 25 June 2026, far from the days of the conference."

    assert await nothing_is_there()


async def test_an_event_that_is_still_empty_is_filled(db: None) -> None:
    event = await an_event(
        "sheds", opens_at=time(9), closes_at=time(11), starts_on=date(2026, 6, 6), ends_on=date(2026, 6, 6)
    )

    report = await import_schedule("sheds", a_file(Hall=[an_entry("One", "10:30")]))

    now = await Event.objects().get(Event.id == event.id)
    assert now is not None
    assert (report.slug, report.name) == ("sheds", "Peer Support Day")
    assert (now.opens_at, now.closes_at, now.ends_on) == (time(9), time(11, 30), date(2026, 6, 7))


async def test_an_event_with_rooms_or_sessions_is_not_imported_into(db: None) -> None:
    event = await an_event("sheds")
    await a_room(event)

    with pytest.raises(Refused, match="has rooms or sessions already"):
        await import_schedule("sheds", a_file(Hall=[an_entry("One", "10:00")]))

    assert await Session.count() == 0


async def test_the_report_says_it_in_sentences(db: None) -> None:
    report = await import_schedule(None, a_file(Hall=[an_entry("One", "10:00", RAY), an_entry("Two", "10:30", JO)]))

    assert report.lines == [
        "“Shed Days” is now at /shed-days-26/ and can be published.",
        "2 sessions, 0 breaks, 2 rooms, 2 hosts.",
        "Line 8: “Two” is in Hall while “One” (line 7) is there. It was put in “Hall (2)”.",
    ]


@pytest.mark.parametrize("data", [b"{}", b"[]", b"{", b'{"schedule": {"conference": {}}}', b'{"schedule": 3}'])
async def test_json_without_a_schedule_is_refused(db: None, data: bytes) -> None:
    with pytest.raises(Refused, match="No schedule is in this file"):
        await import_schedule("day", data)

    assert await Event.count() == 0


async def test_an_id_that_the_file_uses_twice_names_one_session_in_calendars(db: None) -> None:
    guid = "8b3f0f5e-7c67-4d3f-9d1c-0123456789ab"
    event = (
        '<event guid="{guid}"><title>{title}</title><date>2026-06-06T0{hour}:00:00+00:00</date>'
        "<duration>01:00</duration><room>Hall</room></event>"
    )
    events = [event.format(guid=guid, title=title, hour=hour) for hour, title in ((8, "Bread"), (9, "Soup"))]
    data = f"""<schedule><conference><title>Day</title><acronym>day</acronym>
        <time_zone_name>Europe/London</time_zone_name></conference>
        <day index="1" date="2026-06-06"><room name="Hall">{"".join(events)}</room></day></schedule>"""

    await import_schedule("day", data.encode())

    uids = await Session.select(Session.uid).output(as_list=True)
    assert (len(set(uids)), sum(guid in uid for uid in uids)) == (2, 1)
