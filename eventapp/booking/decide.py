"""Who gets a place, who waits, who is served next. Plain values in, plain values out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

BOOKED, WAITING, CANCELLED = "booked", "waiting", "cancelled"


# What is known


@dataclass(frozen=True)
class SessionFacts:
    """A session as it is published. `places` is None where there is no limit; instants are aware.

    `whole`: all its entries are known, not only those of the attendees who ask.
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

    def overlaps(self, other: "SessionFacts") -> bool:
        """Whether nobody can be at both. One may begin when the other ends."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Entry:
    """A booking that is not cancelled, or has just been: `state` is booked, waiting or cancelled."""

    id: str
    session: str
    attendee: str
    state: str
    places: int
    turn: int


@dataclass(frozen=True)
class Known:
    """All that a decision needs.

    That is: whole sessions, namely those asked about and those in which somebody waits who gives a place back; and
    every other entry of the attendees who ask or wait there, with the sessions of those.
    """

    now: datetime
    sessions: Sequence[SessionFacts]
    entries: Sequence[Entry]


# What is asked


@dataclass(frozen=True)
class Book:
    """Places for an attendee. `entry` is the id that a new booking gets. `wait`: join the list where it is full."""

    entry: str
    session: str
    attendee: str
    places: int = 1
    wait: bool = False


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
    """Serves the waiting list, after something else than a booking changed (places, times)."""

    session: str


Request = Book | Cancel | CancelAll | Close | Promote


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
    """Nothing was booked. `why`: unknown, cancelled, drop-in, over, closed, or more (than the session ever holds)."""

    why: str


@dataclass(frozen=True)
class Done:
    """What was to be given back or served is so."""


Outcome = Booked | Waiting | Full | Clash | NotBookable | Done


@dataclass(frozen=True)
class Step:
    """One change of one booking.

    `before` is its state until then, None for a new one; `request` is the number of the request that led to it, and
    `served` says that it came from the waiting list by itself.
    """

    entry: Entry
    before: str | None
    request: int
    served: bool = False


@dataclass(frozen=True)
class Decision:
    """An outcome for each request, in their order, and every step in the order in which they happened.

    `full` says of each whole session whether all its places are taken.
    """

    outcomes: list[Outcome]
    steps: list[Step]
    full: dict[str, bool]


def decide(requests: Sequence[Request], known: Known) -> Decision:
    """Decides the requests one after the other, as if each had come when the one before was done."""
    table = _Table(known)
    outcomes: list[Outcome] = []
    for number, request in enumerate(requests):
        table.request = number
        outcomes.append(_answer(table, request))
    full = {id_: table.free(session) <= 0 for id_, session in table.sessions.items() if session.whole}
    return Decision(outcomes, table.steps, full)


def _answer(table: "_Table", request: Request) -> Outcome:
    match request:
        case Book():
            return _book(table, request)
        case Cancel():
            table.cancel([entry for entry in table.of_attendee(request.attendee) if entry.id == request.entry])
        case CancelAll():
            table.cancel(table.of_attendee(request.attendee))
        case Close():
            table.cancel(table.of_session(request.session))
        case Promote():
            table.serve([request.session])
    return Done()


def _book(table: "_Table", asked: Book) -> Outcome:
    # Whoever waits and suits is served first, so that nobody new goes past them.
    table.serve([asked.session])
    for entry in table.of_attendee(asked.attendee):
        if entry.session == asked.session:
            if entry.state == BOOKED:
                return Booked(entry, again=True)
            return Waiting(entry, table.position(entry), again=True)
    session = table.sessions.get(asked.session)
    refusal = _not_bookable(session, asked.places, table.now)
    if session is None or refusal:
        return NotBookable(refusal)
    free = table.free(session)
    fits = asked.places <= free
    clash = table.clash(asked.attendee, session)
    if clash and (fits or not asked.wait):
        return Clash(clash.id)
    if not fits and not asked.wait:
        return Full(max(0, int(free)))
    entry = Entry(
        id=asked.entry,
        session=session.id,
        attendee=asked.attendee,
        state=BOOKED if fits else WAITING,
        places=asked.places,
        turn=table.next_turn(session.id),
    )
    table.put(entry, None)
    return Booked(entry) if fits else Waiting(entry, table.position(entry))


def _not_bookable(session: SessionFacts | None, places: int, now: datetime) -> str:
    if session is None:
        return "unknown"
    reasons = {
        "cancelled": session.cancelled,
        "drop-in": not session.bookable,
        "over": session.ends_at <= now,
        "closed": not session.bookings_open,
        "more": session.places is not None and places > session.places,
    }
    return next((reason for reason, is_so in reasons.items() if is_so), "")


@dataclass
class _Table:
    """What is so while requests are decided one after the other."""

    known: Known
    request: int = 0
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = self.known.now
        self.sessions = {session.id: session for session in self.known.sessions}
        self._by_session: dict[str, dict[str, Entry]] = defaultdict(dict)
        self._by_attendee: dict[str, dict[str, Entry]] = defaultdict(dict)
        self._last_turns = {session.id: session.last_turn for session in self.known.sessions}
        for entry in self.known.entries:
            self._keep(entry)

    def _keep(self, entry: Entry) -> None:
        for held in (self._by_session[entry.session], self._by_attendee[entry.attendee]):
            held.pop(entry.id, None)
            if entry.state != CANCELLED:
                held[entry.id] = entry

    def put(self, entry: Entry, before: str | None, *, served: bool = False) -> None:
        self._keep(entry)
        self.steps.append(Step(entry, before, self.request, served))

    def of_session(self, session: str) -> list[Entry]:
        return sorted(self._by_session[session].values(), key=lambda entry: entry.turn)

    def of_attendee(self, attendee: str) -> list[Entry]:
        return list(self._by_attendee[attendee].values())

    def next_turn(self, session: str) -> int:
        self._last_turns[session] += 1
        return self._last_turns[session]

    def free(self, session: SessionFacts) -> float:
        """Places left; below 0 where more are booked than there are since the room became smaller."""
        if session.places is None:
            return float("inf")
        return session.places - sum(e.places for e in self._by_session[session.id].values() if e.state == BOOKED)

    def clash(self, attendee: str, session: SessionFacts) -> SessionFacts | None:
        """A session at the same time in which the attendee has a place."""
        for entry in self._by_attendee[attendee].values():
            other = self.sessions.get(entry.session)
            if entry.state == BOOKED and other and other.id != session.id and other.overlaps(session):
                return other
        return None

    def position(self, entry: Entry) -> int:
        return 1 + sum(
            other.state == WAITING and other.turn < entry.turn for other in self._by_session[entry.session].values()
        )

    def cancel(self, entries: Iterable[Entry]) -> None:
        entries = list(entries)
        for entry in entries:
            self.put(replace(entry, state=CANCELLED), entry.state)
        # Whoever gives up a place may suit a list on which they were passed over for being elsewhere.
        touched = [entry.session for entry in entries]
        for attendee in dict.fromkeys(entry.attendee for entry in entries):
            touched += [entry.session for entry in self.of_attendee(attendee) if entry.state == WAITING]
        self.serve(dict.fromkeys(touched))

    def serve(self, sessions: Iterable[str]) -> None:
        """Gives the free places of these sessions to the first on their lists whom they suit."""
        for id_ in sessions:
            session = self.sessions.get(id_)
            if session is None or session.cancelled or not session.bookable or session.ends_at <= self.now:
                continue
            if not session.whole:
                raise ValueError("places can only be given in a session whose entries are all known")
            free = self.free(session)
            for entry in self.of_session(id_):
                if entry.state == WAITING and entry.places <= free and not self.clash(entry.attendee, session):
                    self.put(replace(entry, state=BOOKED), WAITING, served=True)
                    free -= entry.places
