"""Each day of the event as a picture: when each room can be used, and when not. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from eventapp.venue.days import Hours
from eventapp.venue.reading import Blocked, RoomFacts
from eventapp.venue.spans import Span, both

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class RoomOnDay:
    """A room on one day: when it can be used, and what blocks it while the venue is open.

    `bars` are what is drawn: a class (`open` or `blocked`), the minute of the day's span, and how many minutes.
    """

    room: RoomFacts
    open: tuple[Span, ...]
    blocked: tuple[Blocked, ...]
    bars: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class DayPicture:
    """One day of the venue, its hours, and its rooms in their order."""

    day: date
    span: Span
    rooms: tuple[RoomOnDay, ...]

    @property
    def minutes(self) -> int:
        return (self.span.ends_at - self.span.starts_at) // _MINUTE


def day_pictures(hours: Hours, rooms: Sequence[RoomFacts]) -> list[DayPicture]:
    """The days on which the venue is open."""
    days = ((day, hours.span(day)) for day in hours.days)
    return [DayPicture(day, span, tuple(_on_day(room, span) for room in rooms)) for day, span in days if span]


def _on_day(room: RoomFacts, span: Span) -> RoomOnDay:
    can = both(room.open or (), [span])
    blocked = tuple(_clipped(block, span) for block in room.blocked if both([Span(*block[:2])], [span]))
    bars = (*_bars("open", can, span), *_bars("blocked", (Span(*block[:2]) for block in blocked), span))
    return RoomOnDay(room, can, blocked, bars)


def _clipped(block: Blocked, span: Span) -> Blocked:
    return Blocked(max(block.starts_at, span.starts_at), min(block.ends_at, span.ends_at), block.why)


def _bars(kind: str, spans: Iterable[Span], whole: Span) -> list[tuple[str, int, int]]:
    return [
        (kind, (span.starts_at - whole.starts_at) // _MINUTE, (span.ends_at - span.starts_at) // _MINUTE)
        for span in spans
    ]
