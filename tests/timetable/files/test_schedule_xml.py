"""Reading schedule files."""

from datetime import UTC, date, datetime

import pytest

from eventapp.timetable.files.schedule_texts import kind_of, minutes_of, plain
from eventapp.timetable.files.schedule_values import Reading
from eventapp.timetable.files.schedule_xml import read_schedule

CONFERENCE = """
    <title>Shed Days</title><acronym>sheds</acronym><city>Nowhere</city><venue>The Hall</venue>
    <start>2026-06-06</start><end>2026-06-07</end>
    <time_zone_name>Europe/London</time_zone_name>
"""


def a_file(days: str, conference: str = CONFERENCE) -> bytes:
    """A schedule whose days begin in line 3."""
    head = "".join(conference.split("\n"))
    first = "<?xml version='1.0' encoding='utf-8'?>"
    return f"{first}\n<schedule><conference>{head}</conference>\n{days}\n</schedule>".encode()


def an_event(**changes: str) -> str:
    """One event, in one line; a part without text is left out."""
    parts = {
        "date": "2026-06-06T10:00:00+01:00",
        "start": "10:00",
        "duration": "01:00",
        "title": "Bird boxes",
        "type": "workshop",
        "abstract": "We build one.",
        "persons": '<person id="1">Ray</person>',
    } | changes
    attributes = " ".join(f'{name}="{parts.pop(name)}"' for name in ("guid", "id") if parts.get(name))
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in parts.items() if text)
    return f"<event {attributes}>{inside}</event>"


def in_room(*events: str, room: str = "Hall", day: str = 'date="2026-06-06"') -> str:
    """A day with a room, each event in a line of its own: the first is in line 4 of a file."""
    return f'<day index="1" {day}><room name="{room}">\n' + "\n".join(events) + "\n</room></day>"


def problems(reading: Reading) -> list[str]:
    return [str(line) for line in reading.problems]


def remarks(reading: Reading) -> list[str]:
    return [str(line) for line in reading.remarks]


def test_a_file_is_read_whole() -> None:
    event = an_event(
        subtitle="For beginners",
        description="&lt;p&gt;Bring &lt;b&gt;gloves&lt;/b&gt;.&lt;/p&gt;",
        language="de",
        persons='<person id="1">Ray</person><person id="2"> Jo  Smith </person>',
    )

    reading = read_schedule(a_file(in_room(event)))

    assert (problems(reading), remarks(reading)) == ([], [])
    schedule = reading.schedule
    assert schedule is not None
    assert (schedule.title, schedule.acronym, schedule.venue, schedule.zone) == (
        "Shed Days",
        "sheds",
        "The Hall",
        "Europe/London",
    )
    assert (schedule.starts_on, schedule.ends_on) == (date(2026, 6, 6), date(2026, 6, 7))
    [session] = schedule.sessions
    assert (session.line, session.title, session.room, session.kind) == (4, "Bird boxes", "Hall", "workshop")
    assert session.what_happens == "For beginners\n\nWe build one.\n\nBring gloves."
    assert (session.starts_at, session.minutes) == (datetime(2026, 6, 6, 9, tzinfo=UTC), 60)
    assert (session.language, session.persons) == ("de", (("1", "Ray"), ("2", "Jo Smith")))


# What cannot be mended


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        (an_event(duration="00:00"), "Line 4: “Bird boxes” lasts 0 minutes."),
        (
            an_event(duration="an hour"),
            "Line 4: “Bird boxes” has the duration “an hour”, which cannot be read as hours and minutes.",
        ),
        (
            an_event(duration="999:00"),
            "Line 4: “Bird boxes” has the duration “999:00”, which cannot be read as hours and minutes.",
        ),
        (an_event(duration=""), "Line 4: “Bird boxes” has no duration."),
        (an_event(title=""), "Line 4: A session has no title."),
        (an_event(start="noon"), "Line 4: “Bird boxes” starts at “noon”, which cannot be read as a time."),
        (an_event(start="10:75"), "Line 4: “Bird boxes” starts at “10:75”, which cannot be read as a time."),
        (an_event(date="soon"), "Line 4: “Bird boxes” is on “soon”, which cannot be read as a date."),
        (
            an_event(date="0001-01-01T00:00:00+14:00"),
            "Line 4: “Bird boxes” is on “0001-01-01T00:00:00+14:00”, which cannot be read as a date.",
        ),
        (an_event(date="", start=""), "Line 4: “Bird boxes” has no start."),
    ],
)
def test_what_would_lose_a_session_is_a_problem_with_its_line(event: str, problem: str) -> None:
    reading = read_schedule(a_file(in_room(event)))

    assert problems(reading) == [problem]
    assert reading.schedule is None


def test_all_problems_are_told_at_once() -> None:
    reading = read_schedule(a_file(in_room(an_event(duration="0"), an_event(), an_event(title=""))))

    assert problems(reading) == ["Line 4: “Bird boxes” lasts 0 minutes.", "Line 6: A session has no title."]


def test_a_session_without_a_room_is_a_problem() -> None:
    reading = read_schedule(a_file(in_room(an_event(), room="")))

    assert problems(reading) == ["Line 4: “Bird boxes” has no room."]


def test_a_session_without_any_day_is_a_problem() -> None:
    reading = read_schedule(a_file(in_room(an_event(date=""), day=""), "<title>X</title>"))

    assert problems(reading) == ["Line 4: “Bird boxes” has no date."]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "Line 1: From here on the file cannot be read as XML."),
        (b"PK\x03\x04", "Line 1: From here on the file cannot be read as XML."),
        (b"<schedule>\n<day>\n</schedule>", "Line 3: From here on the file cannot be read as XML."),
        (
            b"<?xml version='1.0' encoding='klingon'?><schedule/>",
            "Line 1: From here on the file cannot be read as XML.",
        ),
        (
            b'<!DOCTYPE s [<!ENTITY a "aaaa">\n<!ENTITY b "&a;&a;">]>\n<schedule>&b;</schedule>',
            "Line 1: From here on the file cannot be read as XML.",
        ),
        (b"<html/>", "Line 1: This is not a schedule: it begins with “html”."),
        (b"<schedule><conference><title>X</title></conference></schedule>", "Line 1: No sessions are in this file."),
    ],
)
def test_what_is_no_schedule_is_said_with_the_line_where_it_ends(data: bytes, problem: str) -> None:
    assert problems(read_schedule(data)) == [problem]


# What can be mended


def test_a_session_that_the_file_holds_twice_is_taken_once() -> None:
    reading = read_schedule(a_file(in_room(an_event(guid="a", id="1"), an_event(guid="a", id="1"))))

    assert remarks(reading) == ["Line 5: “Bird boxes” is the same as in line 4. It was taken once."]
    assert reading.schedule is not None
    assert len(reading.schedule.sessions) == 1


def test_an_id_used_for_another_session_is_remarked_on_and_both_are_taken() -> None:
    again = an_event(id="1", date="2026-06-06T14:00:00+01:00", start="14:00")

    reading = read_schedule(a_file(in_room(an_event(id="1"), again)))

    assert remarks(reading) == ["Line 5: “Bird boxes” has the id of line 4, which is something else. Both were taken."]
    assert reading.schedule is not None
    assert len(reading.schedule.sessions) == 2


def test_the_room_that_a_session_stands_under_wins() -> None:
    reading = read_schedule(a_file(in_room(an_event(room="Cellar"))))

    assert remarks(reading) == [
        "Line 4: “Bird boxes” stands under the room “Hall” and names the room “Cellar”. The first was taken."
    ]
    assert reading.schedule is not None
    assert reading.schedule.rooms == ("Hall",)


def test_two_spellings_of_a_room_are_one_room() -> None:
    other = in_room(an_event(date="2026-06-06T12:00:00+01:00", start="12:00"), room=" hall ")

    reading = read_schedule(a_file(in_room(an_event()) + other))

    assert reading.schedule is not None
    assert reading.schedule.rooms == ("Hall",)


def test_the_date_wins_over_a_start_that_says_otherwise() -> None:
    reading = read_schedule(a_file(in_room(an_event(start="11:00"))))

    assert remarks(reading) == ["Line 4: “Bird boxes” starts at 11:00, and its date says 10:00. The date was taken."]
    assert reading.schedule is not None
    assert reading.schedule.sessions[0].starts_at == datetime(2026, 6, 6, 9, tzinfo=UTC)


def test_a_session_outside_its_day_is_remarked_on() -> None:
    reading = read_schedule(a_file(in_room(an_event(date="2026-06-09T10:00:00+01:00"))))

    assert remarks(reading) == [
        "Line 4: “Bird boxes” stands under the day 2026-06-06 and is on Tuesday 9 June, 10am. Its own date was taken."
    ]
    assert reading.schedule is not None
    assert reading.schedule.ends_on == date(2026, 6, 9)


def test_a_person_named_twice_or_not_at_all_is_remarked_on() -> None:
    persons = '<person id="1">Ray</person><person id="1">Ray</person><person id="2"/>'

    reading = read_schedule(a_file(in_room(an_event(persons=persons))))

    assert remarks(reading) == [
        "Line 4: A person without a name was left out.",
        "Line 4: Ray is named twice for one session.",
    ]
    assert reading.schedule is not None
    assert reading.schedule.sessions[0].persons == (("1", "Ray"),)


# When


@pytest.mark.parametrize(
    ("event", "day", "starts_at"),
    [
        (an_event(date="2026-06-06T10:00:00+01:00"), "", datetime(2026, 6, 6, 9, tzinfo=UTC)),
        (an_event(date="2026-06-06T10:00:00+0100"), "", datetime(2026, 6, 6, 9, tzinfo=UTC)),
        (an_event(date="2026-06-06T09:00:00Z"), "", datetime(2026, 6, 6, 9, tzinfo=UTC)),
        (an_event(date="2026-06-06T10:00:00"), "", datetime(2026, 6, 6, 9, tzinfo=UTC)),
        (an_event(date="2026-06-06", start="9:30"), "", datetime(2026, 6, 6, 8, 30, tzinfo=UTC)),
        (an_event(date="", start="10:00:00"), 'date="2026-06-06"', datetime(2026, 6, 6, 9, tzinfo=UTC)),
        (an_event(date="", start="00:30"), 'date="2026-06-06"', datetime(2026, 6, 6, 23, 30, tzinfo=UTC)),
        (an_event(date="", start="24:30"), 'date="2026-06-06"', datetime(2026, 6, 6, 23, 30, tzinfo=UTC)),
        (
            an_event(date="", start="08:00"),
            'date="2026-06-06" start="2026-06-06T10:00:00+01:00"',
            datetime(2026, 6, 7, 7, tzinfo=UTC),
        ),
        (
            an_event(date="", start="05:30"),
            'date="2026-06-06" start="2026-06-06T05:00:00+01:00"',
            datetime(2026, 6, 6, 4, 30, tzinfo=UTC),
        ),
        (an_event(date="2026-06-07T00:30:00+01:00", start="00:30"), "", datetime(2026, 6, 6, 23, 30, tzinfo=UTC)),
    ],
)
def test_starts_are_read_in_every_way_that_files_write_them(event: str, day: str, starts_at: datetime) -> None:
    reading = read_schedule(a_file(in_room(event, day=day or 'date="2026-06-06"')))

    assert (problems(reading), remarks(reading)) == ([], [])
    assert reading.schedule is not None
    assert reading.schedule.sessions[0].starts_at == starts_at


def test_the_file_may_say_when_its_day_changes() -> None:
    conference = CONFERENCE + "<day_change>09:00:00</day_change>"

    reading = read_schedule(a_file(in_room(an_event(date="", start="08:00")), conference))

    assert reading.schedule is not None
    assert reading.schedule.sessions[0].starts_at == datetime(2026, 6, 7, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("conference", "event", "zone"),
    [
        ("<title>X</title>", an_event(date="2026-12-06T10:00:00+01:00"), "Europe/Berlin"),
        ("<title>X</title>", an_event(date="2026-12-06T10:00:00+00:00"), "Europe/London"),
        ("<title>X</title>", an_event(date="2026-12-06T04:30:00+00:00", start="10:00"), "Asia/Kolkata"),
        ("<title>X</title><city>Brussels</city>", an_event(date="2026-12-06T10:00:00+01:00"), "Europe/Brussels"),
        ("<title>X</title><city>Brussels</city>", an_event(date="2026-12-06T10:00:00-05:00"), "America/New_York"),
        ("<title>X</title>", an_event(date="", start="10:00"), "Europe/London"),
        ("<title>X</title>", an_event(date="2026-12-06T10:00:00+05:17", start=""), "UTC"),
    ],
)
def test_a_zone_that_the_file_does_not_name_is_found_from_its_times(conference: str, event: str, zone: str) -> None:
    reading = read_schedule(a_file(in_room(event, day='date="2026-12-06"'), conference))

    assert remarks(reading) == [f"Line 2: The file names no time zone. {zone} was taken."]
    assert reading.schedule is not None
    assert reading.schedule.zone == zone


def test_a_zone_that_is_none_is_said_and_the_one_of_the_event_taken() -> None:
    conference = "<title>X</title><time_zone_name>Middle/Earth</time_zone_name>"

    reading = read_schedule(a_file(in_room(an_event(date="")), conference), "Europe/Paris")

    assert remarks(reading) == ["Line 2: “Middle/Earth” is no time zone that is known. Europe/Paris was taken."]


# Texts


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("0:05", 5),
        ("00:45", 45),
        ("1:30", 90),
        ("00:05:00", 5),
        ("00:05:30", 6),
        ("45", 45),
        ("24:00", 1440),
        ("PT1H30M", 90),
        ("PT45M", 45),
    ],
)
def test_lengths_are_read_in_every_way_that_files_write_them(text: str, minutes: int) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize(
    "text",
    ["1:75", "", "-1:00", "1h", "٣", "PT", "PTH"],
)
def test_what_is_no_length_is_none(text: str) -> None:
    assert minutes_of(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("lecture", "talk"),
        ("Workshop (2h)", "workshop"),
        ("BoF (45 minutes)", "discussion"),
        ("No Track", "other"),
        ("podium", "discussion"),
        ("Kinofilm", "film"),
        ("", "other"),
    ],
)
def test_types_are_kinds(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Plain.\nTwo lines.", "Plain.\nTwo lines."),
        ("<p>One &amp; <em>two</em></p><p>Three</p>", "One & two\n\nThree"),
        ("<ul><li>Tea</li><li>Cake</li></ul>", "• Tea\n• Cake"),
        ("A List<Person> and 1 < 2", "A List<Person> and 1 < 2"),
        ("<p>A List<Person></p>", "A List<Person>"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_words_lose_their_html_and_nothing_else(text: str, words: str) -> None:
    assert plain(text) == words
