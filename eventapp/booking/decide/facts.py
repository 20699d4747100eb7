"""What a decision needs to know: sessions as they are published, their rules, and the bookings there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

BOOKED, WAITING, CANCELLED = "booked", "waiting", "cancelled"
WHEELCHAIR, INTERPRETER = "wheelchair", "interpreter"
# No form and no database takes more in one booking.
MOST_TOGETHER = 20
# What organisers allow in one booking where they decided nothing else.
USUALLY_TOGETHER = 6

Times = tuple[datetime, datetime]


@dataclass(frozen=True)
class Held:
    """Places kept for whoever needs them, and not given to others while they are kept."""

    wheelchair: int = 0
    interpreter: int = 0
    supporter: int = 0

    def __bool__(self) -> bool:
        return bool(self.wheelchair or self.interpreter or self.supporter)


@dataclass(frozen=True)
class Sums:
    """What several bookings take together: places, supporters' among them, and how many may use which held places."""

    places: int = 0
    supporters: int = 0
    wheelchair: int = 0
    interpreter: int = 0


@dataclass(frozen=True)
class SessionFacts:
    """A session as it is published, with its rules. `places` is None where there is no limit; instants are aware.

    `whole`: what is booked of it is known, not only by those who ask. `others` is what the bookings take that are not
    known one by one. `most_sessions` is how many one person may book of the event. With `slot_minutes`, each booking
    takes a slot, and `places` does not count; `minutes_gone` is how much of it is over, so that nobody is given a slot
    that has begun.
    """

    id: str
    starts_at: datetime
    ends_at: datetime
    places: int | None
    bookable: bool = True
    cancelled: bool = False
    bookings_open: bool = True
    last_turn: int = 0
    whole: bool = True
    others: Sums = Sums()
    most_together: int = MOST_TOGETHER
    most_sessions: int | None = None
    held: Held = Held()
    promotion_paused: bool = False
    slot_minutes: int | None = None
    minutes_gone: int = 0

    @property
    def slots(self) -> range:
        """When its slots begin, in minutes after its start. Empty where it is booked as a whole."""
        if not self.slot_minutes:
            return range(0)
        minutes = int((self.ends_at - self.starts_at).total_seconds() // 60)
        return range(0, minutes - self.slot_minutes + 1, self.slot_minutes)


@dataclass(frozen=True)
class Entry:
    """A booking that is not cancelled, or has just been: `state` is booked, waiting or cancelled.

    `places` counts `supporters` too. `held_for` is whose held places it may use. `over_limit` is the organiser's reason
    for giving more than the rules do. All else is as the table has it.
    """

    id: str
    session: str
    attendee: str
    state: str
    places: int
    turn: int
    supporters: int = 0
    held_for: str = ""
    slot_start: int | None = None
    slot_minutes: int | None = None
    over_limit: str = ""
    swap_offered: bool = False
    sequence: int = 0

    def times(self, session: SessionFacts) -> Times:
        """When whoever has this booking is there."""
        return times_within((session.starts_at, session.ends_at), self.slot_start, self.slot_minutes)

    def is_left_out(self, session: SessionFacts) -> bool:
        """Whether its short slot is gone: the session has become shorter."""
        return self.slot_start is not None and self.times(session)[1] > session.ends_at


@dataclass(frozen=True)
class Known:
    """All that a decision needs.

    That is: whole sessions, namely those asked about and those in which somebody waits who gives a place back; their
    entries of everybody who waits, has a short slot or asks, and all of a session that is to be closed, the rest being
    counted in its `others`; and every other entry of the attendees who ask or are so known, with the sessions of those.
    """

    now: datetime
    sessions: Sequence[SessionFacts]
    entries: Sequence[Entry]


def times_within(times: Times, slot_start: int | None, slot_minutes: int | None) -> Times:
    """The times of a slot of a session, or those of the session where there is none."""
    if slot_start is None or slot_minutes is None:
        return times
    begins = times[0] + timedelta(minutes=slot_start)
    return begins, begins + timedelta(minutes=slot_minutes)


def meet(one: Times, other: Times) -> bool:
    """Whether these times overlap. One may begin when the other ends."""
    return one[0] < other[1] and other[0] < one[1]
