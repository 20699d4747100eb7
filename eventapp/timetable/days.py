"""Days and hours of an event on the clocks of its own time zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# What starts after midnight belongs to the evening before it, until people could have slept.
NIGHT_ENDS = time(5)


@dataclass(frozen=True)
class Hours:
    """When the venue is open: each day from `opens_at` to `closes_at`, in `zone` (an IANA name)."""

    zone: str
    starts_on: date
    ends_on: date
    opens_at: time
    closes_at: time

    @property
    def days(self) -> list[date]:
        return [self.starts_on + timedelta(days=number) for number in range((self.ends_on - self.starts_on).days + 1)]


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


def starts_within(hours: Hours, step: int = 15) -> list[time]:
    """Times of day to start at, every `step` minutes while the venue is open."""
    first = hours.opens_at.hour * 60 + hours.opens_at.minute
    last = hours.closes_at.hour * 60 + hours.closes_at.minute
    return [time(*divmod(minutes, 60)) for minutes in range(first, last, step)]
