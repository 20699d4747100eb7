"""Reads a published schedule: `schedule.xml` as frab, pentabarf, pretalx and others write it.

What can be mended without losing a session is mended and remarked on; anything else is a problem. Both name a line.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import count

from eventapp.event.rules import LONGEST, zone_problem
from eventapp.forms import clean
from eventapp.proposals.kinds import KINDS
from eventapp.texts import _, day_year_words
from eventapp.timetable.files.schedule_nodes import Node, Unreadable, parse
from eventapp.timetable.files.schedule_starts import Found, Starts, called
from eventapp.timetable.files.schedule_texts import date_of, kind_of, language_of, minutes_of, plain
from eventapp.timetable.files.schedule_values import BREAK, Line, Reading, ReadSchedule, ReadSession
from eventapp.timetable.files.schedule_zone import likely_zone
from eventapp.venue.days import day_of

MINUTES_MOST = 14 * 24 * 60


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


class _Reader:
    def __init__(self, reading: Reading, root: Node, zone: str | None) -> None:
        self._reading = reading
        self._root = root
        self._conference = root.one("conference") or Node("conference", root.line, {})
        self._given_zone = zone
        self._rooms: dict[str, str] = {}
        self._repeated: list[int] = []
        self._guids: set[str] = set()
        generator = root.one("generator")
        self._is_ours = generator is not None and generator.attributes.get("name") == "eventapp"

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
        self._starts = Starts(self._conference, self._zone, self._problem, self._remark)
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
            repeated=tuple(self._repeated),
        )

    def _problem(self, node: Node, text: str) -> None:
        self._reading.problems.append(Line(node.line, text))

    def _remark(self, node: Node, text: str) -> None:
        self._reading.remarks.append(Line(node.line, text))

    # Which sessions there are

    def _found(self) -> Iterator[Found]:
        position = count()
        for day in self._root.all("day"):
            for room in day.all("room"):
                name = clean(" ".join(room.attributes.get("name", "").split()))
                for event in room.all("event"):
                    yield Found(event, self._room(event, name), day, next(position))
            for event in day.all("event"):
                yield Found(event, self._room(event, ""), day, next(position))

    def _room(self, event: Node, around: str) -> str:
        own = clean(event.said("room"))
        if around and own and around.casefold() != own.casefold():
            self._remark(
                event,
                _("%(title)s stands under the room “%(around)s” and names the room “%(own)s”. The first was taken.")
                % {"title": called(event), "around": around, "own": own},
            )
        name = around or own
        return self._rooms.setdefault(name.casefold(), name) if name else ""

    def _distinct(self, found: Iterable[Found]) -> Iterator[Found]:
        """Without those that the file holds twice. The same id for something else is a session of its own."""
        known: dict[tuple[str, str], list[Found]] = {}
        for each in found:
            same = None
            for key in (("guid", each.node.attributes.get("guid", "")), ("id", each.node.attributes.get("id", ""))):
                others = known.setdefault(key, []) if key[1] else []
                same = same or next((other for other in others if _says(other) == _says(each)), None)
                if others and same is None:
                    self._remark(
                        each.node,
                        _("%(title)s has the %(kind)s of line %(line)s, which is something else. Both were taken.")
                        % {"title": called(each.node), "kind": key[0], "line": others[0].node.line},
                    )
                others.append(each)
            if same is None:
                yield each
            else:
                self._repeated.append(each.position)
                self._remark(
                    each.node,
                    _("%(title)s is the same as in line %(line)s. It was taken once.")
                    % {"title": called(each.node), "line": same.node.line},
                )

    # One session

    def _session(self, found: Found) -> ReadSession | None:
        event = found.node
        title = clean(event.said("title"))
        if not title:
            self._problem(event, _("A session has no title."))
        if not found.room:
            self._problem(event, _("%(title)s has no room.") % {"title": called(event)})
        minutes = self._minutes(event)
        starts_at = self._starts.of(found)
        if not (title and found.room and minutes and starts_at):
            return None
        words, persons = self._words(event), self._persons(event)
        return ReadSession(
            line=event.line,
            position=found.position,
            id=event.attributes.get("id") or event.attributes.get("guid") or str(found.position),
            title=title,
            what_happens=words,
            kind=self._kind(event.said("type"), event.said("track"), is_bare=not (words or persons)),
            language=language_of(event.said("language")),
            minutes=minutes,
            starts_at=starts_at,
            room=found.room,
            track=clean(event.said("track")),
            persons=persons,
            guid=self._guid(event.attributes.get("guid", "")),
        )

    def _kind(self, type_: str, track: str, *, is_bare: bool) -> str:
        if self._is_ours and type_ in {*KINDS, BREAK}:
            return type_
        kind = kind_of(type_ or track)
        # No more than a title, such as lunch.
        return BREAK if kind == "other" and is_bare else kind

    def _guid(self, text: str) -> str:
        """What it is known by in other programs, where it is known by this alone."""
        guid = text.lower()
        if not re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", guid) or guid in self._guids:
            return ""
        self._guids.add(guid)
        return guid

    def _minutes(self, event: Node) -> int | None:
        text = event.said("duration")
        minutes = minutes_of(text)
        if not text:
            self._problem(event, _("%(title)s has no duration.") % {"title": called(event)})
        elif minutes is None or minutes > MINUTES_MOST:
            self._problem(
                event.one("duration") or event,
                _("%(title)s has the duration “%(text)s”, which cannot be read as hours and minutes.")
                % {"title": called(event), "text": text},
            )
        elif minutes == 0:
            self._problem(event.one("duration") or event, _("%(title)s lasts 0 minutes.") % {"title": called(event)})
        else:
            return minutes
        return None

    def _words(self, event: Node) -> str:
        if self._is_ours:
            # Plain text, in which what looks like HTML is what somebody wrote.
            return str(clean("\n\n".join(node.text for node in event.all("abstract"))))
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

    # On which days, and where

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

    def _find_zone(self, found: list[Found]) -> str:
        named = self._conference.one("time_zone_name") or self._conference.one("time_zone")
        name = self._conference.said("time_zone_name", "time_zone")
        if not zone_problem(name):
            return name
        said = [(each.node.said("date"), each.node.said("start")) for each in found]
        zone = likely_zone(said, self._given_zone, self._conference.said("city"))
        text = (
            _("“%(name)s” is no time zone that is known. %(zone)s was taken.")
            if name
            else _("The file names no time zone. %(zone)s was taken.")
        )
        self._remark(named or self._conference, text % {"name": name, "zone": zone})
        return zone


def _says(found: Found) -> tuple[str, ...]:
    return (found.room, *(found.node.said(tag) for tag in ("title", "date", "start", "duration"))) + (
        () if found.node.said("date") else (found.day.attributes.get("date", ""),)
    )
