"""How much room time there is to give away, shown step by step so that people can check it."""

from dataclasses import dataclass
from datetime import date, time

# For leaving, airing and setting up, in each hour.
CHANGE_OVER_MINUTES = 15


@dataclass(frozen=True)
class RoomTime:
    """Rooms, open minutes a day and days of an event."""

    rooms: int
    minutes_a_day: int
    days: int

    @property
    def whole(self) -> int:
        """All minutes of all rooms."""
        return self.rooms * self.minutes_a_day * self.days

    @property
    def change_over(self) -> int:
        """The minutes of these that moving between sessions takes."""
        return self.whole * CHANGE_OVER_MINUTES // 60

    @property
    def minutes(self) -> int:
        """What is left for sessions."""
        return self.whole - self.change_over


def room_time(rooms: int, opens_at: time, closes_at: time, starts_on: date, ends_on: date) -> RoomTime:
    """The room time of an event with this many rooms and these opening hours."""
    open_minutes = (closes_at.hour - opens_at.hour) * 60 + closes_at.minute - opens_at.minute
    return RoomTime(rooms, max(open_minutes, 0), (ends_on - starts_on).days + 1)
