"""How much room time there is to give away, shown step by step so that people can check it."""

from dataclasses import dataclass, replace
from datetime import date, time

import msgspec

# For leaving, airing and setting up, in each hour.
CHANGE_OVER_MINUTES = 15
# Lunch and a cuppa, on each day.
BREAK_MINUTES = 60


@dataclass(frozen=True)
class RoomTime:
    """Rooms, open minutes a day and days of an event; what breaks take of each day, and changing over of each hour.

    `open_minutes` are those of all rooms on all days, where some have hours of their own or are blocked at times.
    """

    rooms: int
    minutes_a_day: int
    days: int
    break_minutes: int = 0
    change_over_minutes: int = CHANGE_OVER_MINUTES
    open_minutes: int | None = None

    @property
    def whole(self) -> int:
        """All minutes of all rooms."""
        if self.open_minutes is not None:
            return self.open_minutes
        return self.rooms * self.minutes_a_day * self.days

    @property
    def breaks(self) -> int:
        """The minutes of these when nothing happens in any room."""
        return min(self.rooms * min(self.break_minutes, self.minutes_a_day) * self.days, self.whole)

    @property
    def change_over(self) -> int:
        """The minutes of the rest that moving between sessions takes."""
        return (self.whole - self.breaks) * self.change_over_minutes // 60

    @property
    def minutes(self) -> int:
        """What is left for sessions."""
        return self.whole - self.breaks - self.change_over

    @property
    def of_one_room(self) -> "RoomTime":
        """The same for one room, or for an average one."""
        open_minutes = None if self.open_minutes is None else self.open_minutes // max(self.rooms, 1)
        return replace(self, rooms=1, open_minutes=open_minutes)


def room_time(
    rooms: int,
    opens_at: time,
    closes_at: time,
    starts_on: date,
    ends_on: date,
    *,
    break_minutes: int = 0,
    change_over_minutes: int = CHANGE_OVER_MINUTES,
) -> RoomTime:
    """The room time of an event with this many rooms and these opening hours."""
    open_minutes = (closes_at.hour - opens_at.hour) * 60 + closes_at.minute - opens_at.minute
    days = (ends_on - starts_on).days + 1
    return RoomTime(rooms, max(open_minutes, 0), days, break_minutes, change_over_minutes)


def stored(found: RoomTime | None) -> str:
    """The steps as they are kept with a round. None where somebody wrote the minutes by hand."""
    return msgspec.json.encode(found).decode() if found else ""


def read(text: str) -> RoomTime | None:
    """What `stored` was given."""
    return msgspec.json.decode(text, type=RoomTime) if text else None
