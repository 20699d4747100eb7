"""A time zone's clock changes as the yearly rules that calendars read: the VTIMEZONE of a feed.

icalendar can list every change as a date instead; Thunderbird, ical.js and Outlook are then an hour off.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

# How far ahead a rule must hold to be believed: long enough to tell the last Sunday of a month from the fourth.
_YEARS_AHEAD = 12
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class ClockChange:
    """A yearly change: in `month` on the `nth` (-1: last) `weekday` (0: Monday), at `clock` as shown until then."""

    month: int
    nth: int
    weekday: int
    clock: timedelta
    before: timedelta
    after: timedelta
    name: str

    @property
    def first(self) -> datetime:
        """When it would first have happened in 1970, as the clock showed it: where calendars begin to count."""
        days = [
            day
            for day in calendar.Calendar().itermonthdates(1970, self.month)
            if day.month == self.month and day.weekday() == self.weekday
        ]
        day = days[self.nth if self.nth < 0 else self.nth - 1]
        return datetime(day.year, day.month, day.day) + self.clock  # noqa: DTZ001 - a clock on a wall


def time_zone_rules(zone: str, moments: Sequence[datetime]) -> Timezone | None:
    """The VTIMEZONE of the IANA `zone`, right for these instants (at least one).

    None where no yearly rule holds then: entries are then written in UTC, which every calendar reads rightly.
    """
    years = [moment.year for moment in moments]
    found = _changes_in(zone, min(years) - 1, max(years) + _YEARS_AHEAD)
    if found is None:
        return None
    made = Timezone()
    made.add("tzid", zone)
    parts: Sequence[ClockChange | _Steady] = found or [_steady(zone, years[0])]
    for part in parts:
        made.add_component(_part(part))
    return made


def is_near_repeated_hour(moment: datetime, zone: str) -> bool:
    """Whether the local time of `moment` happens twice that day, or ends doing so: some clients take the wrong one."""
    return any(
        _is_repeated((moment - step).astimezone(ZoneInfo(zone))) for step in (timedelta(0), timedelta(seconds=1))
    )


def _is_repeated(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _part(change: "ClockChange | _Steady") -> TimezoneDaylight | TimezoneStandard:
    part = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    part.add("dtstart", change.first)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    if isinstance(change, ClockChange):
        by_day = f"{change.nth}{_WEEKDAYS[change.weekday]}"
        part.add("rrule", {"freq": "yearly", "bymonth": change.month, "byday": by_day})
    return part


@dataclass(frozen=True)
class _Steady:
    before: timedelta
    after: timedelta
    name: str
    first: datetime = datetime(1970, 1, 1)  # noqa: DTZ001 - a clock on a wall


def _steady(zone: str, year: int) -> _Steady:
    local = datetime(year, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(zone))
    offset = local.utcoffset() or timedelta(0)
    return _Steady(before=offset, after=offset, name=local.tzname() or zone)


@cache
def _changes_in(zone: str, first_year: int, last_year: int) -> list[ClockChange] | None:
    """The rules that hold in each of these years: two, none where clocks never change, None where they do not hold."""
    each_year = [_instants(zone, year) for year in range(first_year, last_year + 1)]
    if not any(each_year):
        return []
    if any(len(instants) != 2 for instants in each_year):
        return None
    rules = [_rule(zone, list(instants)) for instants in zip(*each_year, strict=True)]
    found = [rule for rule in rules if rule]
    return sorted(found, key=lambda rule: rule.first) if len(found) == len(rules) else None


def _instants(zone: str, year: int) -> list[datetime]:
    """When the zone's offset changes in this year (of UTC)."""
    found = []
    day = datetime(year, 1, 1, tzinfo=UTC)
    while day.year == year:
        following = day + timedelta(days=1)
        if _offset(day, zone) != _offset(following, zone):
            found.append(_exactly(zone, day, following))
        day = following
    return found


def _exactly(zone: str, earlier: datetime, later: datetime) -> datetime:
    before = _offset(earlier, zone)
    while later - earlier > timedelta(minutes=1):
        # To the minute, as clock changes are.
        middle = earlier + timedelta(minutes=(later - earlier) // timedelta(minutes=2))
        if _offset(middle, zone) == before:
            earlier = middle
        else:
            later = middle
    return later


def _offset(moment: datetime, zone: str) -> timedelta:
    return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)


def _rule(zone: str, instants: list[datetime]) -> ClockChange | None:
    befores = {_offset(moment - timedelta(minutes=1), zone) for moment in instants}
    afters = {_offset(moment, zone) for moment in instants}
    names = {moment.astimezone(ZoneInfo(zone)).tzname() or zone for moment in instants}
    if len(befores) != 1 or len(afters) != 1 or len(names) != 1:
        return None
    before, after, name = befores.pop(), afters.pop(), names.pop()
    walls = [(moment + before).replace(tzinfo=None) for moment in instants]
    clocks = {wall - wall.replace(hour=0, minute=0) for wall in walls}
    days = {(wall.month, wall.weekday()) for wall in walls}
    nth = _nth(walls)
    if len(clocks) != 1 or len(days) != 1 or nth is None:
        return None
    month, weekday = days.pop()
    return ClockChange(month, nth, weekday, clocks.pop(), before, after, name)


def _nth(walls: list[datetime]) -> int | None:
    if all(wall.day + 7 > calendar.monthrange(wall.year, wall.month)[1] for wall in walls):
        return -1
    places = {(wall.day - 1) // 7 + 1 for wall in walls}
    return places.pop() if len(places) == 1 else None
