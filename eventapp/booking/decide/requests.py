"""What is asked of a decision, and what comes of it."""

from dataclasses import dataclass

from eventapp.booking.decide.facts import BOOKED, CANCELLED, WAITING, Entry

# What is asked


@dataclass(frozen=True)
class Book:
    """Places for an attendee. `entry` is the id that a new booking gets. `wait`: join the list where it is full.

    `slot` is when the slot begins, in minutes after the session; None takes the first that suits. With a reason why
    this booking is to go `over_limit`, the rules about numbers and opening times do not hold.
    """

    entry: str
    session: str
    attendee: str
    places: int = 1
    wait: bool = False
    supporters: int = 0
    held_for: str = ""
    slot: int | None = None
    over_limit: str = ""


@dataclass(frozen=True)
class ChangePlaces:
    """More or fewer places in a booking that there is."""

    entry: str
    session: str
    attendee: str
    places: int
    supporters: int = 0


@dataclass(frozen=True)
class Swap:
    """As many places in this session, for giving up these bookings of the same attendee: all of it, or nothing."""

    entry: str
    session: str
    attendee: str
    gives_up: tuple[str, ...]
    places: int = 1
    supporters: int = 0
    held_for: str = ""
    slot: int | None = None


@dataclass(frozen=True)
class Cancel:
    """Gives back one booking."""

    entry: str
    session: str
    attendee: str


@dataclass(frozen=True)
class CancelAll:
    """Gives back everything that an attendee holds or waits for."""

    attendee: str


@dataclass(frozen=True)
class Close:
    """The session does not take place: everything in it is cancelled."""

    session: str


@dataclass(frozen=True)
class Promote:
    """Serves the waiting list, after something else than a booking changed (places, times, rules)."""

    session: str


Request = Book | ChangePlaces | Swap | Cancel | CancelAll | Close | Promote


# What comes of it


@dataclass(frozen=True)
class Booked:
    """The attendee has the places. `again`: they had this booking before they asked."""

    entry: Entry
    again: bool = False


@dataclass(frozen=True)
class Waiting:
    """The attendee is on the list; `position` counts from 1."""

    entry: Entry
    position: int
    again: bool = False


@dataclass(frozen=True)
class Full:
    """Nothing was booked: fewer places are left than asked for, or somebody waits for them."""

    free: int


@dataclass(frozen=True)
class Clash:
    """Nothing was booked: the attendee has a place in this other session at the same time."""

    session: str


@dataclass(frozen=True)
class NotBookable:
    """Nothing was booked. `why`: unknown, cancelled, drop-in, over, closed, more, group, or limit.

    That is: more than the session ever holds, more than may come together, as many sessions as one person may book.
    """

    why: str


@dataclass(frozen=True)
class Done:
    """What was to be given back or served is so."""


Outcome = Booked | Waiting | Full | Clash | NotBookable | Done


@dataclass(frozen=True)
class Step:
    """One change of one booking.

    `was` is the booking until then, None for a new one; `request` is the number of the request that led to it, and
    `served` says that it came from the waiting list by itself.
    """

    entry: Entry
    was: Entry | None
    request: int
    served: bool = False

    @property
    def before(self) -> str | None:
        """The state until then."""
        return self.was.state if self.was else None

    @property
    def deed(self) -> str:
        """What happened: booked, served, waiting, cancelled, places, time, offered, or "offer over".

        `time`: they have another short slot. Nobody is told that an offer is over.
        """
        if self.before == self.entry.state and self.was:
            if self.was.swap_offered != self.entry.swap_offered:
                return "offered" if self.entry.swap_offered else "offer over"
            return "places" if self.was.slot_start == self.entry.slot_start else "time"
        if self.entry.state == CANCELLED:
            return "cancelled"
        if self.entry.state == WAITING:
            return "waiting"
        return "served" if self.served else BOOKED


@dataclass(frozen=True)
class Decision:
    """An outcome for each request, in their order, and every step in the order in which they happened.

    `full` says of each whole session whether all its places are taken.
    """

    outcomes: list[Outcome]
    steps: list[Step]
    full: dict[str, bool]
