"""What is on in a timetable, found by room, by person and by time."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from eventapp.timetable.planned import BREAK, PlannedSession, RoomFacts, in_order

Person = tuple[Literal["host", "worker"], str, str]


@dataclass(frozen=True)
class Run:
    """A session that is on, and from when to when. Its room can be used by another one from `room_until`."""

    session: PlannedSession
    room: RoomFacts | None
    starts: datetime
    ends: datetime
    room_from: datetime
    room_until: datetime
    order: tuple[bool, float, str, str]

    @property
    def is_for_everybody(self) -> bool:
        """Whether it is lunch or the like, for which all else stops."""
        return self.session.kind == BREAK and self.room is None

    @property
    def people(self) -> Iterator[Person]:
        """Who has to be there: kind, id and name."""
        for id_, name in self.session.hosts:
            yield "host", id_, name
        for id_, name in self.session.access_workers:
            yield "worker", id_, name

    def shares_time_with(self, other: "Run") -> bool:
        """Whether one person could not be at both."""
        return self.starts < other.ends and other.starts < self.ends

    def shares_space_with(self, other: "Run") -> bool:
        """Whether one room could not hold both, one after the other."""
        return self.room_from < other.room_until and other.room_from < self.room_until


def run_of(session: PlannedSession, room: RoomFacts | None, changeover_minutes: int) -> Run | None:
    """The session as it is on; None when it is cancelled or has no start."""
    if session.starts_at is None or session.cancelled_at is not None:
        return None
    starts, minutes = session.starts_at, session.minutes
    return Run(
        session,
        room,
        starts,
        starts + timedelta(minutes=minutes),
        starts - timedelta(minutes=session.setup_minutes),
        starts + timedelta(minutes=minutes + session.clearing_minutes + changeover_minutes),
        in_order(session),
    )


@dataclass
class Running:
    """All that is on, in order of time."""

    runs: list[Run] = field(default_factory=list)
    in_room: dict[str, list[Run]] = field(default_factory=lambda: defaultdict(list))
    with_person: dict[Person, list[Run]] = field(default_factory=lambda: defaultdict(list))
    for_everybody: list[Run] = field(default_factory=list)
    _starts: list[datetime] = field(default_factory=list)
    _longest: timedelta = timedelta()

    def add(self, run: Run) -> None:
        """Adds what comes after all that is here."""
        self.runs.append(run)
        self._starts.append(run.starts)
        self._longest = max(self._longest, run.ends - run.starts)
        if run.room is not None:
            self.in_room[run.room.id].append(run)
        if run.is_for_everybody:
            self.for_everybody.append(run)
        for person in run.people:
            self.with_person[person].append(run)

    def during(self, run: Run) -> Iterator[Run]:
        """What goes on at the same time, for a part of it."""
        first = bisect_left(self._starts, run.starts - self._longest)
        last = bisect_left(self._starts, run.ends)
        return (other for other in self.runs[first:last] if other.ends > run.starts)
