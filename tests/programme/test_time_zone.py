from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from eventapp.programme.time_zone import time_zone_rules

MOMENT = datetime(2026, 11, 28, 10, tzinfo=UTC)


def _rules(zone: str) -> list[tuple[str, str, str]]:
    made = time_zone_rules(zone, [MOMENT])
    assert made is not None
    return [
        (str(part.name), _text(part["DTSTART"]), _text(part["RRULE"]) if "RRULE" in part else "")
        for part in made.subcomponents
    ]


def _text(value: Any) -> str:
    return str(value.to_ical().decode())


@pytest.mark.parametrize(
    ("zone", "rules"),
    [
        (
            "America/New_York",
            [
                ("DAYLIGHT", "19700308T020000", "FREQ=YEARLY;BYDAY=2SU;BYMONTH=3"),
                ("STANDARD", "19701101T020000", "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11"),
            ],
        ),
        # Winter time is the exception by law in Ireland; calendars want the later clock to be called daylight.
        (
            "Europe/Dublin",
            [
                ("DAYLIGHT", "19700329T010000", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"),
                ("STANDARD", "19701025T020000", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"),
            ],
        ),
        (
            "Pacific/Chatham",
            [
                ("STANDARD", "19700405T034500", "FREQ=YEARLY;BYDAY=1SU;BYMONTH=4"),
                ("DAYLIGHT", "19700927T024500", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=9"),
            ],
        ),
        ("Asia/Kolkata", [("STANDARD", "19700101T000000", "")]),
    ],
)
def test_clock_changes_become_yearly_rules(zone: str, rules: list[tuple[str, str, str]]) -> None:
    assert _rules(zone) == rules


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "Asia/Jerusalem", "America/Santiago"])
def test_where_no_yearly_rule_holds_there_is_none(zone: str) -> None:
    assert time_zone_rules(zone, [MOMENT]) is None


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham"])
def test_the_rules_tell_the_same_local_time_as_the_zone_for_two_years(zone: str) -> None:
    made = time_zone_rules(zone, [MOMENT])
    assert made is not None
    read: Any = icalendar.Timezone.from_ical(made.to_ical())
    by_rules = read.to_tz(lookup_tzid=False)

    for hours in range(0, 2 * 366 * 24, 7):
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
        assert moment.astimezone(by_rules).replace(tzinfo=None) == moment.astimezone(ZoneInfo(zone)).replace(
            tzinfo=None
        )
