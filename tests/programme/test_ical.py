from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.programme.ical import CANCELLED, TENTATIVE, Entry, Feed, calendar, with_booking_line, with_page_line
from tests.programme.making import at

FEED = Feed(
    name="Peer Support Day; Norwich, 2026",
    description="All of it, in one\nplace",
    zone="Europe/London",
    source="https://day.example.org/day/calendar.ics",
    url="https://day.example.org/day/programme",
    changed=datetime(2026, 11, 20, 12, 30, 15, 999_999, tzinfo=UTC),
)
ENTRY = Entry(
    uid="slot-1@day.example.org",
    sequence=2,
    created=datetime(2026, 11, 1, 9, tzinfo=UTC),
    changed=datetime(2026, 11, 19, 9, 0, 0, 123_456, tzinfo=UTC),
    starts=at(10, 30),
    ends=at(11, 30),
    title="Soup, tomatoes; and roses",
    location="Room 1, The Forum",
    description="Come and talk.\n\nBook or cancel: https://day.example.org/day/sessions/1",
    url="https://day.example.org/day/sessions/1",
    categories=("Drop-in", "Food, drink"),
)


def _lines(body: bytes) -> list[str]:
    """The content lines, unfolded as RFC 5545 says: octets first."""
    return body.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def _parsed(body: bytes) -> Any:
    return icalendar.Calendar.from_ical(body)


def _events(body: bytes) -> list[Any]:
    return list(_parsed(body).walk("VEVENT"))


def test_the_feed_says_what_it_is_in_the_order_that_clients_expect() -> None:
    head = _lines(calendar(FEED, []))[:16]

    assert head == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//eventapp//eventapp 0.1.0//EN",
        "CALSCALE:GREGORIAN",
        r"NAME:Peer Support Day\; Norwich\, 2026",
        r"X-WR-CALNAME:Peer Support Day\; Norwich\, 2026",
        r"DESCRIPTION:All of it\, in one\nplace",
        r"X-WR-CALDESC:All of it\, in one\nplace",
        "X-WR-TIMEZONE:Europe/London",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "SOURCE;VALUE=URI:https://day.example.org/day/calendar.ics",
        "URL:https://day.example.org/day/programme",
        "LAST-MODIFIED:20261120T123015Z",
        "COLOR:seagreen",
        "X-APPLE-CALENDAR-COLOR:#2F6149",
    ]


def test_the_feed_has_neither_uid_nor_method_of_its_own() -> None:
    top = _parsed(calendar(FEED, [ENTRY]))

    assert {"UID", "METHOD"} & set(top) == set()


def test_an_entry_says_everything_that_calendars_need() -> None:
    lines = _lines(calendar(FEED, [ENTRY]))

    assert lines[lines.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        "UID:slot-1@day.example.org",
        "DTSTAMP:20261119T090000Z",
        "CREATED:20261101T090000Z",
        "LAST-MODIFIED:20261119T090000Z",
        "SEQUENCE:2",
        "DTSTART;TZID=Europe/London:20261128T103000",
        "DTEND;TZID=Europe/London:20261128T113000",
        r"SUMMARY:Soup\, tomatoes\; and roses",
        r"LOCATION:Room 1\, The Forum",
        r"DESCRIPTION:Come and talk.\n\nBook or cancel: https://day.example.org/day/sessions/1",
        "URL:https://day.example.org/day/sessions/1",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "CLASS:PUBLIC",
        r"CATEGORIES:Drop-in,Food\, drink",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_the_time_zone_is_told_as_yearly_rules() -> None:
    lines = _lines(calendar(FEED, [ENTRY]))

    assert lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE") + 1] == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/London",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T010000",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0100",
        "TZNAME:BST",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19701025T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0000",
        "TZNAME:GMT",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def test_a_cancelled_entry_says_so_in_its_title_and_takes_no_time() -> None:
    [event] = _events(calendar(FEED, [replace(ENTRY, status=CANCELLED, private=True)]))

    assert (event["SUMMARY"], event["STATUS"], event["TRANSP"]) == (
        "CANCELLED: Soup, tomatoes; and roses",
        "CANCELLED",
        "TRANSPARENT",
    )


def test_a_private_entry_takes_its_time_and_stays_private() -> None:
    [event] = _events(calendar(FEED, [replace(ENTRY, status=TENTATIVE, private=True)]))

    assert (event["CLASS"], event["TRANSP"], event["STATUS"]) == ("PRIVATE", "OPAQUE", "TENTATIVE")


def test_the_same_values_give_the_same_bytes() -> None:
    assert calendar(FEED, [ENTRY]) == calendar(FEED, [ENTRY])


def test_a_feed_without_entries_is_whole() -> None:
    body = calendar(FEED, [])

    assert (body.startswith(b"BEGIN:VCALENDAR\r\n"), body.endswith(b"END:VCALENDAR\r\n")) == (True, True)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=300))
def test_any_words_come_back_as_they_were_and_no_line_is_longer_than_75_octets(words: str) -> None:
    body = calendar(FEED, [replace(ENTRY, title=words, description=words)])

    [event] = _events(body)

    assert [str(event["SUMMARY"]), str(event.get("DESCRIPTION", ""))] == [words, words]
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    # Folded between characters: each line is text by itself. Lines end in CRLF and nothing else does.
    assert all(line.decode() is not None for line in body.split(b"\r\n"))
    assert body.replace(b"\r\n", b"").count(b"\n") == 0


@given(
    st.integers(0, 4 * 366 * 24 * 60).map(lambda minutes: at(0) + timedelta(minutes=minutes)),
    st.integers(5, 1439),
    st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata"]),
)
def test_instants_are_right_on_every_day_and_in_every_zone(starts: datetime, minutes: int, zone: str) -> None:
    ends = starts + timedelta(minutes=minutes)

    [event] = _events(calendar(replace(FEED, zone=zone), [replace(ENTRY, starts=starts, ends=ends)]))

    assert (event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC)) == (starts, ends)


@pytest.mark.parametrize(
    ("starts", "ends", "told"),
    [
        # The night of 25 October 2026: 1am to 2am happens twice.
        ("2026-10-24T23:30", "2026-10-25T00:30", ("20261024T233000Z", "20261025T003000Z")),
        ("2026-10-25T01:15", "2026-10-25T01:45", ("20261025T011500Z", "20261025T014500Z")),
        ("2026-10-25T00:45", "2026-10-25T02:00", ("20261025T004500Z", "20261025T020000Z")),
        # Ending just as the hour has happened for the second time: some clients are an hour off there too.
        ("2026-10-24T22:00", "2026-10-25T02:00", ("20261024T220000Z", "20261025T020000Z")),
        ("2026-10-25T03:00", "2026-10-25T04:00", ("20261025T030000", "20261025T040000")),
        # 29 March 2026: 1am to 2am does not happen.
        ("2026-03-29T00:30", "2026-03-29T01:30", ("20260329T003000", "20260329T023000")),
        ("2026-07-01T09:00", "2026-07-01T10:00", ("20260701T100000", "20260701T110000")),
    ],
)
def test_times_in_the_hour_that_happens_twice_are_told_in_utc(starts: str, ends: str, told: tuple[str, str]) -> None:
    entry = replace(ENTRY, starts=_utc(starts), ends=_utc(ends))

    lines = _lines(calendar(FEED, [entry]))

    values = [line.split(":")[1] for line in lines if line.startswith(("DTSTART:2", "DTSTART;", "DTEND"))]
    assert tuple(values) == told


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_zone_without_a_yearly_rule_is_told_in_utc() -> None:
    lines = _lines(calendar(replace(FEED, zone="Africa/Casablanca"), [ENTRY]))

    assert "BEGIN:VTIMEZONE" not in lines
    assert [line for line in lines if line.startswith("DT")][1:] == [
        "DTSTART:20261128T103000Z",
        "DTEND:20261128T113000Z",
    ]


def test_local_times_of_any_zone_are_told_in_it() -> None:
    starts = datetime(2026, 6, 1, 10, tzinfo=ZoneInfo("America/New_York"))
    entry = replace(ENTRY, starts=starts, ends=starts + timedelta(hours=1))

    lines = _lines(calendar(FEED, [entry]))

    assert "DTSTART;TZID=Europe/London:20260601T150000" in lines


def test_the_last_line_of_a_description_is_an_address() -> None:
    assert with_booking_line("Come.", "https://x.example/1") == "Come.\n\nBook or cancel: https://x.example/1"
    assert with_page_line("", "https://x.example/1") == "More about it: https://x.example/1"
