"""Reads a published schedule: `schedule.xml` as frab, pentabarf, pretalx and others write it.

What can be mended without losing a session is mended and remarked on; anything else is a problem. Both name a line.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count
from zoneinfo import ZoneInfo, available_timezones

from eventapp.event.rules import LONGEST, zone_problem
from eventapp.forms import clean
from eventapp.texts import _, day_year_words, moment_words
from eventapp.timetable.days import NIGHT_ENDS, day_of, instant
from eventapp.timetable.files.schedule_nodes import Node, Unreadable, parse
from eventapp.timetable.files.schedule_texts import (
    clock_time,
    date_of,
    kind_of,
    language_of,
    minutes_of,
    moment_of,
    plain,
)

MINUTES_MOST = 14 * 24 * 60

# Tried in this order where a file gives offsets from UTC and names no zone.
_LIKELY_ZONES = (
    "Europe/London",
    "Europe/Berlin",
    "Europe/Helsinki",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
)


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
    the file from 0.
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

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class ReadSchedule:
    """A whole schedule. `zone` is an IANA name; days are those on which something is, or that the file names."""

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


@dataclass
class Reading:
    """What came of a file: the schedule where there are no problems, and what to say about its lines."""

    schedule: ReadSchedule | None = None
    problems: list[Line] = field(default_factory=list)
    remarks: list[Line] = field(default_factory=list)


def read_schedule(data: bytes, zone: str | None = None, *, whole: bool = True) -> Reading:
    """Reads the bytes of a file. `zone` (an IANA name) is for files that name none.

    A file with problems gives no schedule; unless the `whole` of it is not needed: then what can be read of it.
    """
    reading = Reading()
    try:
        root = parse(data)
    except Unreadable as problem:
        reading.problems.append(Line(problem.line, _("From here on the file cannot be read as XML.")))
        return reading
    _Reader(reading, root, zone).read()
    reading.problems.sort()
    reading.remarks.sort()
    if reading.problems and whole:
        reading.schedule = None
    return reading


@dataclass(frozen=True)
class _Found:
    """An event of the file with where it stands: the room's name as written there, and its day."""

    node: Node
    room: str
    day: Node
    position: int


class _Reader:
    def __init__(self, reading: Reading, root: Node, zone: str | None) -> None:
        self._reading = reading
        self._root = root
        self._conference = root.one("conference") or Node("conference", root.line, {})
        self._given_zone = zone
        self._rooms: dict[str, str] = {}

    def read(self) -> None:
        if self._root.tag != "schedule":
            self._problem(self._root, _("This is not a schedule: it begins with “%(tag)s”.") % {"tag": self._root.tag})
            return
        title = clean(self._conference.said("title"))
        if not title:
            self._problem(self._conference, _("The conference has no title."))
        found = list(self._distinct(self._found()))
        if not found:
            self._problem(self._root, _("No sessions are in this file."))
            return
        self._zone = self._find_zone(found)
        sessions = [session for each in found if (session := self._session(each))]
        if not sessions:
            return
        starts_on, ends_on = self._days(sessions)
        self._reading.schedule = ReadSchedule(
            acronym=clean(self._conference.said("acronym")),
            title=title,
            subtitle=clean(self._conference.said("subtitle")),
            venue=clean(self._conference.said("venue")),
            city=clean(self._conference.said("city")),
            zone=self._zone,
            starts_on=starts_on,
            ends_on=ends_on,
            rooms=tuple(self._rooms.values()),
            sessions=tuple(sessions),
        )

    def _problem(self, node: Node, text: str) -> None:
        self._reading.problems.append(Line(node.line, text))

    def _remark(self, node: Node, text: str) -> None:
        self._reading.remarks.append(Line(node.line, text))

    # Which sessions there are

    def _found(self) -> Iterator[_Found]:
        position = count()
        for day in self._root.all("day"):
            for room in day.all("room"):
                name = clean(" ".join(room.attributes.get("name", "").split()))
                for event in room.all("event"):
                    yield _Found(event, self._room(event, name), day, next(position))
            for event in day.all("event"):
                yield _Found(event, self._room(event, ""), day, next(position))

    def _room(self, event: Node, around: str) -> str:
        own = clean(event.said("room"))
        if around and own and around.casefold() != own.casefold():
            self._remark(
                event,
                _("%(title)s stands under the room “%(around)s” and names the room “%(own)s”. The first was taken.")
                % {"title": _called(event), "around": around, "own": own},
            )
        name = around or own
        return self._rooms.setdefault(name.casefold(), name) if name else ""

    def _distinct(self, found: Iterable[_Found]) -> Iterator[_Found]:
        """Without those that the file holds twice. The same id for something else is a session of its own."""
        known: dict[tuple[str, str], list[_Found]] = {}
        for each in found:
            same = None
            for key in (("guid", each.node.attributes.get("guid", "")), ("id", each.node.attributes.get("id", ""))):
                others = known.setdefault(key, []) if key[1] else []
                same = same or next((other for other in others if _says(other) == _says(each)), None)
                if others and same is None:
                    self._remark(
                        each.node,
                        _("%(title)s has the %(kind)s of line %(line)s, which is something else. Both were taken.")
                        % {"title": _called(each.node), "kind": key[0], "line": others[0].node.line},
                    )
                others.append(each)
            if same is None:
                yield each
            else:
                self._remark(
                    each.node,
                    _("%(title)s is the same as in line %(line)s. It was taken once.")
                    % {"title": _called(each.node), "line": same.node.line},
                )

    # One session

    def _session(self, found: _Found) -> ReadSession | None:
        event = found.node
        title = clean(event.said("title"))
        if not title:
            self._problem(event, _("A session has no title."))
        if not found.room:
            self._problem(event, _("%(title)s has no room.") % {"title": _called(event)})
        minutes = self._minutes(event)
        starts_at = self._start(found)
        if not (title and found.room and minutes and starts_at):
            return None
        words = self._words(event)
        return ReadSession(
            line=event.line,
            position=found.position,
            id=event.attributes.get("id") or event.attributes.get("guid") or str(found.position),
            title=title,
            what_happens=words,
            kind=kind_of(event.said("type") or event.said("track")),
            language=language_of(event.said("language")),
            minutes=minutes,
            starts_at=starts_at,
            room=found.room,
            track=clean(event.said("track")),
            persons=self._persons(event),
        )

    def _minutes(self, event: Node) -> int | None:
        text = event.said("duration")
        minutes = minutes_of(text)
        if not text:
            self._problem(event, _("%(title)s has no duration.") % {"title": _called(event)})
        elif minutes is None or minutes > MINUTES_MOST:
            self._problem(
                event.one("duration") or event,
                _("%(title)s has the duration “%(text)s”, which cannot be read as hours and minutes.")
                % {"title": _called(event), "text": text},
            )
        elif minutes == 0:
            self._problem(event.one("duration") or event, _("%(title)s lasts 0 minutes.") % {"title": _called(event)})
        else:
            return minutes
        return None

    def _words(self, event: Node) -> str:
        texts: list[str] = []
        for tag in ("subtitle", "abstract", "description"):
            text = clean(plain("\n\n".join(node.text for node in event.all(tag))))
            if text and text not in texts:
                texts.append(text)
        return "\n\n".join(texts)

    def _persons(self, event: Node) -> tuple[tuple[str, str], ...]:
        persons: dict[str, str] = {}
        for person in (person for persons in event.all("persons") for person in persons.all("person")):
            name = clean(" ".join(person.text.split()) or person.attributes.get("name", ""))
            key = person.attributes.get("guid") or person.attributes.get("id") or name.casefold()
            if not name:
                self._remark(person, _("A person without a name was left out."))
            elif key in persons:
                self._remark(person, _("%(name)s is named twice for one session.") % {"name": name})
            else:
                persons[key] = name
        return tuple(persons.items())

    # When

    def _start(self, found: _Found) -> datetime | None:
        event = found.node
        text, start = event.said("date"), event.said("start")
        at = clock_time(start) if start else None
        if start and at is None:
            self._problem(
                event.one("start") or event,
                _("%(title)s starts at “%(text)s”, which cannot be read as a time.")
                % {"title": _called(event), "text": start},
            )
            return None
        if text and date_of(text) is None:
            self._problem(
                event.one("date") or event,
                _("%(title)s is on “%(text)s”, which cannot be read as a date.")
                % {"title": _called(event), "text": text},
            )
            return None
        moment = self._moment(text) if text else None
        if moment is None:
            moment = self._start_of_day(found, text, at)
        else:
            self._compare(event, moment, at)
        if moment is not None:
            self._compare_with_day(found, moment)
        return moment

    def _moment(self, text: str) -> datetime | None:
        moment = moment_of(text)
        if moment is None:
            return None
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        return instant(moment.date(), moment.time(), self._zone)

    def _start_of_day(self, found: _Found, text: str, at: tuple[time, int] | None) -> datetime | None:
        """From the day that it stands under (or its own date) and a time of day."""
        day = date_of(text) or date_of(found.day.attributes.get("date", ""))
        if at is None or day is None:
            text = _("%(title)s has no start.") if at is None else _("%(title)s has no date.")
            self._problem(found.node, text % {"title": _called(found.node)})
            return None
        clock, days_later = at
        # A date of its own is the calendar's; what only stands under a day may begin after midnight.
        if not text and not days_later and self._is_night(found.day, day, clock):
            days_later = 1
        moment = instant(day + timedelta(days=days_later), clock, self._zone)
        if moment is None:
            self._problem(
                found.node,
                _("%(title)s starts at a time that the clocks skip that day.") % {"title": _called(found.node)},
            )
        return moment

    def _is_night(self, day_node: Node, day: date, clock: time) -> bool:
        first = self._moment(day_node.attributes.get("start", ""))
        if first is not None:
            start = instant(day, clock, self._zone)
            return start is not None and start < first
        change = clock_time(self._conference.said("day_change"))
        return clock < (change[0] if change else NIGHT_ENDS)

    def _compare(self, event: Node, moment: datetime, at: tuple[time, int] | None) -> None:
        local = moment.astimezone(ZoneInfo(self._zone))
        if at is not None and local.time() != at[0]:
            self._remark(
                event,
                _("%(title)s starts at %(start)s, and its date says %(moment)s. The date was taken.")
                % {"title": _called(event), "start": at[0].strftime("%H:%M"), "moment": f"{local:%H:%M}"},
            )

    def _compare_with_day(self, found: _Found, moment: datetime) -> None:
        attributes = found.day.attributes
        first, last = (self._moment(attributes.get(name, "")) for name in ("start", "end"))
        day = date_of(attributes.get("date", ""))
        if first is not None and last is not None:
            within = first <= moment <= last
        else:
            local = moment.astimezone(ZoneInfo(self._zone)).date()
            within = day is None or day in (local, day_of(moment, self._zone), local - timedelta(days=1))
        if not within:
            self._remark(
                found.node,
                _("%(title)s stands under the day %(day)s and is on %(moment)s. Its own date was taken.")
                % {
                    "title": _called(found.node),
                    "day": attributes.get("date", attributes.get("index", "")),
                    "moment": moment_words(moment, self._zone),
                },
            )

    def _days(self, sessions: list[ReadSession]) -> tuple[date, date]:
        """The first and last day: what the file says, wide enough for every session."""
        used = sorted({day_of(session.starts_at, self._zone) for session in sessions})
        first, last = (date_of(self._conference.said(tag)) for tag in ("start", "end"))
        if first is None or last is None or not timedelta() <= last - first < LONGEST:
            return used[0], used[-1]
        if used[-1] - used[0] >= LONGEST:
            self._refuse_far_days(sessions, first, last)
        return min(first, used[0]), max(last, used[-1])

    def _refuse_far_days(self, sessions: list[ReadSession], first: date, last: date) -> None:
        for session in sessions:
            day = day_of(session.starts_at, self._zone)
            if not first <= day <= last:
                text = _("“%(title)s” is on %(day)s, far from the days of the conference.")
                self._reading.problems.append(
                    Line(session.line, text % {"title": session.title, "day": day_year_words(day)})
                )

    # The time zone

    def _find_zone(self, found: list[_Found]) -> str:
        named = self._conference.one("time_zone_name") or self._conference.one("time_zone")
        name = self._conference.said("time_zone_name", "time_zone")
        if not zone_problem(name):
            return name
        fits = _fitting(list(_offsets(found)))
        zone = next(zone for zone in self._candidates() if fits(zone))
        text = (
            _("“%(name)s” is no time zone that is known. %(zone)s was taken.")
            if name
            else _("The file names no time zone. %(zone)s was taken.")
        )
        self._remark(named or self._conference, text % {"name": name, "zone": zone})
        return zone

    def _candidates(self) -> Iterator[str]:
        if self._given_zone:
            yield self._given_zone
        city = self._conference.said("city").casefold()
        yield from sorted(zone for zone in _zones() if zone.rpartition("/")[2].replace("_", " ").casefold() == city)
        yield from _LIKELY_ZONES
        yield from sorted(_zones())
        # Its times cannot all be those of one place: the instants are right all the same.
        yield "UTC"


def _called(event: Node) -> str:
    title = clean(event.said("title"))
    return _("“%(title)s”") % {"title": title} if title else _("A session without a title")


def _says(found: _Found) -> tuple[str, ...]:
    return (found.room, *(found.node.said(tag) for tag in ("title", "date", "start", "duration"))) + (
        () if found.node.said("date") else (found.day.attributes.get("date", ""),)
    )


def _offsets(found: list[_Found]) -> Iterator[tuple[datetime, timedelta]]:
    """Instants, and how far the clocks of the place are ahead of UTC then, as far as the file tells."""
    for each in found:
        moment = moment_of(each.node.said("date"))
        if moment is None or moment.tzinfo is None:
            continue
        ahead, at = moment.utcoffset() or timedelta(), clock_time(each.node.said("start"))
        if at is not None and not ahead:
            # Some write dates in UTC, and the start as the place's own clocks show it.
            local = datetime.combine(moment.date(), at[0], UTC)
            ahead = (local - moment + timedelta(hours=12)) % timedelta(days=1) - timedelta(hours=12)
        yield moment, ahead


def _fitting(offsets: list[tuple[datetime, timedelta]]) -> Callable[[str], bool]:
    def fits(zone: str) -> bool:
        place = ZoneInfo(zone)
        return zone == "UTC" or all(moment.astimezone(place).utcoffset() == ahead for moment, ahead in offsets)

    return fits


@cache
def _zones() -> frozenset[str]:
    return frozenset(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
