"""Days and hours of an event on the clocks of its own time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventapp.venue.spans import Span

# What starts after midnight belongs to the evening before it, until people could have slept.
NIGHT_ENDS = time(5)


@dataclass(frozen=True)
class Hours:
    """When the venue is open: each day from `opens_at` to `closes_at`, in `zone` (an IANA name).

    `by_day` are the days that have other hours: day, opening, closing.
    """

    zone: str
    starts_on: date
    ends_on: date
    opens_at: time
    closes_at: time
    by_day: tuple[tuple[date, time, time], ...] = ()

    @property
    def days(self) -> list[date]:
        return [self.starts_on + timedelta(days=number) for number in range((self.ends_on - self.starts_on).days + 1)]

    @property
    def spans(self) -> tuple[Span, ...]:
        """When the venue is open, day after day."""
        found = [self.span(day) for day in self.days]
        return tuple(span for span in found if span)

    def on(self, day: date) -> tuple[time, time]:
        """When the venue opens and closes on this day, on its clocks."""
        for other, opens_at, closes_at in self.by_day:
            if other == day:
                return opens_at, closes_at
        return self.opens_at, self.closes_at

    def span(self, day: date) -> Span | None:
        """When the venue is open on this day. None on days that are not of the event."""
        return span_of(day, *self.on(day), self.zone) if self.starts_on <= day <= self.ends_on else None


def span_of(day: date, opens_at: time, closes_at: time, zone: str) -> Span | None:
    """From one time of the day until another; one that is not later is in the night after the day.

    None where nothing is between them, since the clocks go forward.
    """
    ends_on = day if closes_at > opens_at else day + timedelta(days=1)
    clocks = ZoneInfo(zone)
    span = Span(
        datetime.combine(day, opens_at, clocks).astimezone(UTC),
        datetime.combine(ends_on, closes_at, clocks).astimezone(UTC),
    )
    return span if span.starts_at < span.ends_at else None


def moment_of(day: date, at: time, zone: str, *, is_end: bool = False) -> datetime:
    """The moment of this time on a day of the programme: before 5am, in the night after it. An end may be 5am too."""
    in_the_night = at < NIGHT_ENDS or (is_end and at == NIGHT_ENDS)
    on = day + timedelta(days=1) if in_the_night else day
    return datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)


def day_of(moment: datetime, zone: str) -> date:
    """The day of the programme that this moment belongs to: until 5am, the day before."""
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return (local - timedelta(hours=NIGHT_ENDS.hour)).date()


def instant(day: date, at: time, zone: str) -> datetime | None:
    """The moment when the clocks of `zone` show this day and time; the first, where they show it twice.

    None where they never do, since the clocks go forward.
    """
    wished = datetime.combine(day, at)
    moment = wished.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
    return moment if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wished else None
