"""When a calendar says that somebody is busy. Runs as a program in a process of its own.

A calendar of a few lines can repeat an event every second since 1970. So what reads it can be ended from outside, and
takes only so much memory.
"""

import contextlib
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import recurring_ical_events
from icalendar import Calendar, Component

from eventapp.venue.spans import Span, joined

_MOST_MEMORY = 2**30


class Question(msgspec.Struct):
    """A calendar (the file), and what is asked of it: busy times between two instants, in the zone of the event."""

    calendar: bytes
    starts_at: datetime
    ends_at: datetime
    zone: str


class Answer(msgspec.Struct):
    """The times that are taken, in order and apart; how many entries could not be understood; whether it was one."""

    busy: tuple[Span, ...] = ()
    unread: int = 0
    is_calendar: bool = True


def answer(question: Question) -> Answer:
    """When somebody is busy. What with is not told: it is nobody's business here.

    What is cancelled, or shown as free, takes no time. Times without a zone are in the event's.
    """
    asked = Span(question.starts_at, question.ends_at)
    zone = ZoneInfo(question.zone)
    try:
        calendars = [
            found for found in Calendar.from_ical(question.calendar, multiple=True) if found.name == "VCALENDAR"
        ]
    except ValueError:
        calendars = []
    found: list[Span] = []
    unread = 0
    for read in (read for calendar in calendars for read in _entries(calendar)):
        try:
            found += read(asked, zone)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 (whatever the libraries stumble over: the other entries still count)
            unread += 1
    within = (Span(max(span.starts_at, asked.starts_at), min(span.ends_at, asked.ends_at)) for span in found)
    return Answer(joined(span for span in within if span.starts_at < span.ends_at), unread, bool(calendars))


def _entries(calendar: Calendar) -> Iterator[Callable[[Span, ZoneInfo], list[Span]]]:
    """Each thing in the calendar that may take time, with its repetitions and with what was changed of them."""
    series: dict[str, list[Component]] = defaultdict(list)
    for number, event in enumerate(calendar.walk("VEVENT")):
        series[str(event.get("UID", number))].append(event)
    for events in series.values():
        yield partial(_taken, _alone(calendar, events))
    for component in calendar.walk("VFREEBUSY"):
        yield partial(_not_free, component)


def _alone(calendar: Calendar, events: list[Component]) -> Calendar:
    alone = Calendar()
    # Some calendars say only here in which zone their repetitions are.
    if zone := calendar.get("X-WR-TIMEZONE"):
        alone.add("X-WR-TIMEZONE", zone)
    for event in events:
        alone.add_component(event)
    return alone


def _taken(series: Calendar, asked: Span, zone: ZoneInfo) -> list[Span]:
    # A day more on both sides: times without a zone, and whole days, are placed by the event's zone only here.
    around = asked.starts_at - timedelta(days=1), asked.ends_at + timedelta(days=1)
    events = series.walk("VEVENT")
    ends_by = "length" if all("DURATION" in event for event in events) else "clock"
    if ends_by == "clock" and any(name in event for event in events for name in ("RRULE", "RDATE", "DURATION")):
        ends_by = "later"
    return [
        _span(event.start, event.end, zone, ends_by)
        for event in recurring_ical_events.of(series).between(*around)
        if _takes_time(event)
    ]


def _span(start: date, end: date, zone: ZoneInfo, ends_by: str) -> Span:
    """From start to end, also over a night in which the clocks change.

    What has a length lasts as long as it says, whatever the clocks do. What is written from one time to another ends by
    the clock. What repeats so is read in both ways by other programs: the later end counts, since a room that only
    seems free is worse.
    """
    begins, ends = _instant(start, zone), _instant(end, zone)
    if not isinstance(start, datetime) or not isinstance(end, datetime) or start.tzinfo != end.tzinfo:
        return Span(begins, ends)
    # Days end at the same time of the day, hours and minutes are what they are.
    by_clock = end.replace(tzinfo=None) - start.replace(tzinfo=None)
    days = timedelta(by_clock.days)
    by_length = _instant(start + days, zone) + (by_clock - days)
    if ends_by == "length":
        return Span(begins, by_length)
    # An hour that is left out leaves nothing of what is written within it.
    return Span(begins, max(ends, by_length) if ends_by == "later" or ends <= begins else ends)


def _takes_time(event: Component) -> bool:
    def says(name: str) -> str:
        return str(event.get(name, "")).upper()

    free = says("TRANSP") == "TRANSPARENT" or says("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE"
    return not free and says("STATUS") != "CANCELLED"


def _not_free(component: Component, _asked: Span, zone: ZoneInfo) -> list[Span]:
    """The periods that some calendars publish instead of events."""
    found: Any = component.get("FREEBUSY", [])
    return [
        Span(_instant(period.start, zone), _instant(period.end, zone))
        for period in (found if isinstance(found, list) else [found])
        if period.params.get("FBTYPE", "BUSY").upper() != "FREE"
    ]


def _instant(moment: date, zone: ZoneInfo) -> datetime:
    """The moment; of a whole day its beginning."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _limit_memory() -> None:
    # Not on every system.
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


if __name__ == "__main__":
    _limit_memory()
    found = answer(msgspec.json.decode(sys.stdin.buffer.read(), type=Question))
    sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
