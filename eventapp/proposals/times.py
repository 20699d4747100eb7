"""When hosts can come and when proposals can start, as instants: for whoever makes the timetable."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventapp.event.tables import Event
from eventapp.proposals.reading import words_of
from eventapp.proposals.tables import HostTime, Proposal

# What is before this hour belongs to the evening before.
NIGHT_ENDS = time(5)
_LAST_OF_NIGHT = time(4, 59)


@dataclass(frozen=True)
class Wanted:
    """What a proposal wants of the timetable.

    `starts` are pairs of the first and the last instant at which it can start, one for each day that it can be on;
    none of them means any time. The minutes are those in its room before and after its length.
    """

    starts: tuple[tuple[datetime, datetime], ...] = ()
    people_expected: int | None = None
    setup_minutes: int = 0
    clearing_minutes: int = 0


def days_of(event: Event) -> list[date]:
    """The days of the event."""
    return [event.starts_on + timedelta(days=number) for number in range((event.ends_on - event.starts_on).days + 1)]


def instant(event: Event, day: date, at: time) -> datetime:
    """The moment of this time of day, on the clocks of the event; before 5am, in the night after the day."""
    on = day + timedelta(days=1) if at < NIGHT_ENDS else day
    return datetime.combine(on, at, ZoneInfo(event.time_zone)).astimezone(UTC)


async def availability(event: Event) -> dict[str, list[tuple[datetime, datetime]]]:
    """When each host (id) can come, as start and end, in order and apart. A host who is not here can at any time."""
    rows = await HostTime.objects().where(HostTime.host.event == event.id).order_by(HostTime.starts_at)
    return _joined(rows)


async def times_of(host_ids: Collection[str]) -> dict[str, list[HostTime]]:
    """What was said about when each of these hosts can come, in order. One query."""
    found: dict[str, list[HostTime]] = {host_id: [] for host_id in host_ids}
    if host_ids:
        rows = HostTime.objects().where(HostTime.host.is_in(list(host_ids)))
        for row in await rows.order_by(HostTime.starts_at).order_by(HostTime.ends_at):
            found[str(row.host)].append(row)
    return found


def _joined(rows: list[HostTime]) -> dict[str, list[tuple[datetime, datetime]]]:
    found: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in rows:
        spans = found[str(row.host)]
        if spans and row.starts_at <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], row.ends_at))
        else:
            spans.append((row.starts_at, row.ends_at))
    return dict(found)


async def wanted_times(event: Event) -> dict[str, Wanted]:
    """What each proposal (id) that is put forward or chosen wants of the timetable. One query."""
    rows = await Proposal.objects().where(
        (Proposal.event == event.id) & Proposal.state.is_in(["submitted", "selected"])
    )
    return {
        row.id: Wanted(_starts(event, row), row.people_expected, row.setup_minutes, row.clearing_minutes)
        for row in rows
    }


def _starts(event: Event, proposal: Proposal) -> tuple[tuple[datetime, datetime], ...]:
    words = words_of(proposal)
    if words.on_day is None and words.earliest is None and words.latest is None:
        return ()
    # Its day may have gone when the event was moved: then any day will have to do.
    days = [day for day in days_of(event) if day == words.on_day] or days_of(event)
    # Each day may have opening hours of its own, which hold for everything: they are not repeated here.
    first = NIGHT_ENDS if words.earliest is None else words.earliest
    last = _LAST_OF_NIGHT if words.latest is None else words.latest
    spans = [(instant(event, day, first), instant(event, day, last)) for day in days]
    return tuple((start, max(start, end)) for start, end in spans)
