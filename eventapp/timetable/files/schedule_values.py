"""A schedule as it was read from a file, and what there is to say about its lines."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from eventapp.texts import _

BREAK = "break"


@dataclass(frozen=True, order=True)
class Line:
    """Something to say about a line of the file."""

    number: int
    text: str

    def __str__(self) -> str:
        return _("Line %(number)s: %(text)s") % {"number": self.number, "text": self.text}


@dataclass(frozen=True)
class ReadSession:
    """A session of the file. `starts_at` is in UTC; `persons` are pairs of what tells people apart, and a name.

    `room` is the name as the first room of that name is spelt. `id` is the file's own, `position` counts the events of
    the file from 0. `kind` is a key of `KINDS`, or `break`. `guid` is a UUID that no other session of the file has.
    """

    line: int
    position: int
    id: str
    title: str
    what_happens: str
    kind: str
    language: str
    minutes: int
    starts_at: datetime
    room: str
    track: str
    persons: tuple[tuple[str, str], ...]
    guid: str = ""

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class ReadSchedule:
    """A whole schedule. `zone` is an IANA name; days are those on which something is, or that the file names.

    `repeated` are the positions of events that the file holds a second time.
    """

    acronym: str
    title: str
    subtitle: str
    venue: str
    city: str
    zone: str
    starts_on: date
    ends_on: date
    rooms: tuple[str, ...]
    sessions: tuple[ReadSession, ...]
    repeated: tuple[int, ...] = ()


@dataclass
class Reading:
    """What came of a file: the schedule where there are no problems, and what to say about its lines."""

    schedule: ReadSchedule | None = None
    problems: list[Line] = field(default_factory=list)
    remarks: list[Line] = field(default_factory=list)
