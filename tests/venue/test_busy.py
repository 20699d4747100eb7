"""What calendars of venues say, as other programs write them."""

from datetime import UTC, datetime, timedelta

import pytest

from eventapp.venue.busy import Answer, Question, answer


def calendar(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Venue//EN", *lines, "END:VCALENDAR", ""]).encode()


def event(*lines: str, uid: str = "1") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"])


def said(file: bytes, zone: str = "Europe/London", first: datetime = datetime(2026, 11, 28, tzinfo=UTC)) -> Answer:
    """What the file says of the 28th and 29th of November 2026, or of other two days."""
    return answer(Question(file, first, first + timedelta(days=2), zone))


def busy(*lines: str, zone: str = "Europe/London", first: datetime = datetime(2026, 11, 28, tzinfo=UTC)) -> list[str]:
    """The busy times as `day hour:minute-day hour:minute`, in UTC."""
    found = said(calendar(*lines), zone, first)
    assert found.unread == 0
    return [f"{span.starts_at:%d %H:%M}-{span.ends_at:%d %H:%M}" for span in found.busy]


HOUR = "DTSTART:20261128T100000Z", "DTEND:20261128T110000Z"
WEEKLY = "DTSTART:20260103T100000Z", "DTEND:20260103T110000Z", "RRULE:FREQ=WEEKLY"
BERLIN = """BEGIN:VTIMEZONE
TZID:Our own Berlin
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE""".replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("lines", "times"),
    [
        (HOUR, ["28 10:00-28 11:00"]),
        (("DTSTART:20261128T100000Z", "DURATION:PT90M"), ["28 10:00-28 11:30"]),
        (("DTSTART:20261128T100000Z",), []),
        (("DTSTART:20261127T230000Z", "DTEND:20261128T010000Z"), ["28 00:00-28 01:00"]),
        (("DTSTART:20261201T100000Z", "DTEND:20261201T110000Z"), []),
        (("DTSTART:19700101T000000Z", "DTEND:20991231T000000Z"), ["28 00:00-30 00:00"]),
        (("DTSTART;VALUE=DATE:20261128",), ["28 00:00-29 00:00"]),
        (("DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261129"), ["28 00:00-29 00:00"]),
        (("DTSTART;TZID=America/New_York:20261128T100000", "DURATION:PT1H"), ["28 15:00-28 16:00"]),
        (("DTSTART;TZID=W. Europe Standard Time:20261128T100000", "DURATION:PT1H"), ["28 09:00-28 10:00"]),
        (WEEKLY, ["28 10:00-28 11:00"]),
        ((*WEEKLY, "EXDATE:20261128T100000Z"), []),
        ((*WEEKLY, "RDATE:20261129T120000Z"), ["28 10:00-28 11:00", "29 12:00-29 13:00"]),
        (("DTSTART:20261128T100000Z", "DURATION:PT1H", "RRULE:FREQ=HOURLY;COUNT=3"), ["28 10:00-28 13:00"]),
        ((*HOUR, "TRANSP:TRANSPARENT"), []),
        ((*HOUR, "STATUS:CANCELLED"), []),
        ((*HOUR, "STATUS:TENTATIVE"), ["28 10:00-28 11:00"]),
        ((*HOUR, "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), []),
    ],
)
def test_an_entry_takes_its_time(lines: tuple[str, ...], times: list[str]) -> None:
    assert busy(event(*lines)) == times


def test_times_without_a_zone_and_whole_days_are_on_the_clocks_of_the_event() -> None:
    floating = event("DTSTART:20261128T100000", "DURATION:PT1H")
    whole_day = event("DTSTART;VALUE=DATE:20261129", uid="2")

    assert busy(floating, whole_day, zone="Asia/Tokyo") == ["28 01:00-28 02:00", "28 15:00-29 15:00"]


LONDON = "TZID=Europe/London:"
FROM_1ST, UNTIL_1ST = f"DTSTART;{LONDON}20261001T003000", f"DTEND;{LONDON}20261001T023000"


@pytest.mark.parametrize(
    ("lines", "times"),
    [
        # From half past midnight until half past two are three hours by the clock; two hours are two hours.
        ((f"DTSTART;{LONDON}20261025T003000", f"DTEND;{LONDON}20261025T023000"), ["24 23:30-25 02:30"]),
        ((f"DTSTART;{LONDON}20261025T003000", "DURATION:PT2H"), ["24 23:30-25 01:30"]),
        ((f"DTSTART;{LONDON}20261024T120000", "DURATION:P1D"), ["24 11:00-25 12:00"]),
        ((f"DTSTART;{LONDON}20261024T120000", "DURATION:P1DT1H"), ["24 11:00-25 13:00"]),
        # Half past one is there twice: the first is meant.
        ((f"DTSTART;{LONDON}20261025T013000", "DURATION:PT1H"), ["25 00:30-25 01:30"]),
        ((FROM_1ST, UNTIL_1ST, "RRULE:FREQ=WEEKLY;BYDAY=SU"), ["24 23:30-25 02:30"]),
        ((FROM_1ST, "DURATION:PT2H", "RRULE:FREQ=WEEKLY;BYDAY=SU"), ["24 23:30-25 01:30"]),
        (("DTSTART:20261025T003000", "DURATION:PT2H"), ["24 23:30-25 01:30"]),
        (("DTSTART;VALUE=DATE:20261025",), ["24 23:00-26 00:00"]),
        (("DTSTART;TZID=America/New_York:20261024T203000", "DURATION:PT2H"), ["25 00:30-25 02:30"]),
        (("DTSTART;TZID=Our own Berlin:20261025T023000", "DURATION:PT1H"), ["25 00:30-25 01:30"]),
    ],
)
def test_in_the_night_in_which_an_hour_comes_twice_nothing_is_lost(lines: tuple[str, ...], times: list[str]) -> None:
    assert busy(BERLIN, event(*lines), first=datetime(2026, 10, 24, tzinfo=UTC)) == times


@pytest.mark.parametrize(
    ("lines", "times"),
    [
        ((f"DTSTART;{LONDON}20260329T003000", f"DTEND;{LONDON}20260329T033000"), ["29 00:30-29 02:30"]),
        ((f"DTSTART;{LONDON}20260329T003000", "DURATION:PT2H"), ["29 00:30-29 02:30"]),
        # Within the hour that is not there.
        ((f"DTSTART;{LONDON}20260329T011500", f"DTEND;{LONDON}20260329T014500"), ["29 01:15-29 01:45"]),
        ((f"DTSTART;{LONDON}20260329T013000", f"DTEND;{LONDON}20260329T023000"), ["29 01:30-29 02:30"]),
        (("DTSTART:20260329T013000", "DURATION:PT1H"), ["29 01:30-29 02:30"]),
        # Some say that this ends at half past two by the clock, others that it lasts two hours: the later.
        (
            (f"DTSTART;{LONDON}20260301T003000", f"DTEND;{LONDON}20260301T023000", "RRULE:FREQ=WEEKLY"),
            ["29 00:30-29 02:30"],
        ),
        (("DTSTART;VALUE=DATE:20260329",), ["29 00:00-29 23:00"]),
        (
            ("DTSTART;TZID=America/New_York:20260328T203000", "DTEND;TZID=Europe/London:20260329T030000"),
            ["29 00:30-29 02:00"],
        ),
    ],
)
def test_in_the_night_in_which_an_hour_is_left_out_nothing_is_lost(lines: tuple[str, ...], times: list[str]) -> None:
    assert busy(event(*lines), first=datetime(2026, 3, 28, tzinfo=UTC)) == times


def test_a_zone_of_the_calendar_s_own_is_understood() -> None:
    own = "DTSTART;TZID=Our own Berlin:20260704T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY"

    assert busy(BERLIN, event(*own)) == ["28 09:00-28 10:00"]


def test_one_of_a_series_is_moved_and_one_called_off() -> None:
    daily = event("DTSTART:20261127T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    moved = event("RECURRENCE-ID:20261128T100000Z", "DTSTART:20261128T150000Z", "DURATION:PT1H")
    off = event("RECURRENCE-ID:20261129T100000Z", "DTSTART:20261129T100000Z", "DURATION:PT1H", "STATUS:CANCELLED")

    assert busy(daily, moved, off) == ["28 15:00-28 16:00"]


def test_published_busy_times_are_taken_and_free_ones_are_not() -> None:
    lines = [
        "BEGIN:VFREEBUSY",
        "UID:1",
        "DTSTAMP:20260101T000000Z",
        "FREEBUSY:20261128T100000Z/20261128T110000Z,20261128T120000Z/PT30M",
        "FREEBUSY;FBTYPE=FREE:20261128T150000Z/PT30M",
        "END:VFREEBUSY",
    ]

    assert busy(*lines) == ["28 10:00-28 11:00", "28 12:00-28 12:30"]


@pytest.mark.parametrize(
    "broken",
    [
        event("DTEND:20261128T110000Z", uid="2"),
        event("DTSTART:2026112", "DURATION:PT1H", uid="2"),
        event("DTSTART:00010101T000000Z", "DTEND:99991231T235959Z", uid="2"),
        event(*HOUR, "RRULE:FREQ=NEVER", uid="2"),
    ],
    ids=["no start", "no date", "since Rome", "no rule"],
)
def test_what_cannot_be_understood_is_counted_and_the_rest_still_holds(broken: str) -> None:
    found = said(calendar(broken, event(*HOUR)))

    assert (len(found.busy), found.unread, found.is_calendar) == (1, 1, True)


@pytest.mark.parametrize(
    "file", [b"", b"<html>", bytes(range(256)), b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", event(*HOUR).encode()]
)
def test_what_is_no_calendar_is_told(file: bytes) -> None:
    assert said(file) == Answer((), 0, is_calendar=False)


def test_hundreds_of_entries_are_read() -> None:
    file = calendar(*(event("DTSTART:20261128T100000Z", f"DURATION:PT{n % 60 + 1}M", uid=str(n)) for n in range(500)))

    assert [span.ends_at.minute for span in said(file).busy] == [0]
