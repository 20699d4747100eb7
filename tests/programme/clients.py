"""Calendar programs that others wrote, each as a function from a feed's bytes to what it shows."""

import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import icalendar
import recurring_ical_events

with warnings.catch_warnings():
    # What they say of themselves while they are loaded is their own business.
    warnings.simplefilter("ignore")
    import ics
    import vobject
    from icalevents import icalparser

# Loading icalevents makes icalendar read time zones with pytz, for the whole process: everybody else would see that.
icalendar.use_zoneinfo()  # type: ignore[no-untyped-call]

# Uid to what is shown: start and end (Unix seconds), summary, location and status.
Shown = dict[str, tuple[int, int, str, str, str]]

_FROM, _UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


def _icalendar(body: bytes) -> Shown:
    events: list[Any] = list(icalendar.Calendar.from_ical(body).walk("VEVENT"))
    return {str(event["UID"]): _told(event) for event in events}


def _recurring(body: bytes) -> Shown:
    """Open Web Calendar."""
    calendar = icalendar.Calendar.from_ical(body)
    return {str(event["UID"]): _told(event) for event in recurring_ical_events.of(calendar).between(_FROM, _UNTIL)}


def _told(event: Any) -> tuple[int, int, str, str, str]:
    start, end = _seconds(event["DTSTART"].dt), _seconds(event["DTEND"].dt)
    return start, end, str(event["SUMMARY"]), str(event["LOCATION"]), str(event["STATUS"])


def _vobject(body: bytes) -> Shown:
    return {
        event.uid.value: (
            _seconds(event.dtstart.value),
            _seconds(event.dtend.value),
            event.summary.value,
            event.location.value,
            event.status.value,
        )
        for event in vobject.readOne(body.decode()).vevent_list
    }


def _ics(body: bytes) -> Shown:
    return {
        event.uid: (event.begin.int_timestamp, event.end.int_timestamp, event.name, event.location, event.status)
        for event in ics.Calendar(body.decode()).events
    }


def _icalevents(body: bytes) -> Shown:
    return {
        event.uid: (_seconds(event.start), _seconds(event.end), event.summary, event.location, event.status)
        for event in icalparser.parse_events(body.decode(), _FROM, _UNTIL)
    }


def _seconds(moment: datetime) -> int:
    assert moment.tzinfo, "a time without a zone"
    return int(moment.timestamp())


CLIENTS: dict[str, Callable[[bytes], Shown]] = {
    "icalendar": _icalendar,
    "recurring-ical-events": _recurring,
    "vobject": _vobject,
    "ics": _ics,
    "icalevents": _icalevents,
}


def all_show(body: bytes) -> Shown:
    """What every one of them shows: they agree."""
    shown = {name: read(body) for name, read in CLIENTS.items()}
    first = shown["icalendar"]
    assert shown == dict.fromkeys(CLIENTS, first)
    return first
