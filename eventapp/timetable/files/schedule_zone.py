"""Which time zone a schedule is in, where the file names none: the first in which its times make sense."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from eventapp.timetable.files.schedule_texts import clock_time, moment_of

# Tried in this order where a file gives offsets from UTC and names no zone.
_LIKELY_ZONES = (
    "Europe/London",
    "Europe/Berlin",
    "Europe/Helsinki",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
)


def likely_zone(said: Iterable[tuple[str, str]], given: str | None, city: str) -> str:
    """The name of a zone for these dates and starts, as the file writes them: the `given` one, or that of the city."""
    fits = _fitting(list(_offsets(said)))
    return next(zone for zone in _candidates(given, city) if fits(zone))


def _candidates(given: str | None, city: str) -> Iterator[str]:
    if given:
        yield given
    of_city = city.casefold()
    yield from sorted(zone for zone in _zones() if zone.rpartition("/")[2].replace("_", " ").casefold() == of_city)
    yield from _LIKELY_ZONES
    yield from sorted(_zones())
    # Its times cannot all be those of one place: the instants are right all the same.
    yield "UTC"


def _offsets(said: Iterable[tuple[str, str]]) -> Iterator[tuple[datetime, timedelta]]:
    """Instants, and how far the clocks of the place are ahead of UTC then, as far as the file tells."""
    for date, start in said:
        moment = moment_of(date)
        if moment is None or moment.tzinfo is None:
            continue
        ahead, at = moment.utcoffset() or timedelta(), clock_time(start)
        if at is not None and not ahead:
            # Some write dates in UTC, and the start as the place's own clocks show it.
            local = datetime.combine(moment.date(), at[0], UTC)
            ahead = (local - moment + timedelta(hours=12)) % timedelta(days=1) - timedelta(hours=12)
        yield moment, ahead


def _fitting(offsets: list[tuple[datetime, timedelta]]) -> Callable[[str], bool]:
    def fits(zone: str) -> bool:
        place = ZoneInfo(zone)
        return zone == "UTC" or all(moment.astimezone(place).utcoffset() == ahead for moment, ahead in offsets)

    return fits


@cache
def _zones() -> frozenset[str]:
    return frozenset(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
