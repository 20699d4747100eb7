"""When the sessions of a schedule file start, from all the ways in which files say it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventapp.forms import clean
from eventapp.texts import _, moment_words
from eventapp.timetable.files.schedule_nodes import Node
from eventapp.timetable.files.schedule_texts import clock_time, date_of, moment_of
from eventapp.venue.days import NIGHT_ENDS, day_of, instant


@dataclass(frozen=True)
class Found:
    """An event of the file with where it stands: the room's name as written there, and its day."""

    node: Node
    room: str
    day: Node
    position: int


def called(event: Node) -> str:
    """What this event of a file is called in a sentence."""
    title = clean(event.said("title"))
    return _("“%(title)s”") % {"title": title} if title else _("A session without a title")


Say = Callable[[Node, str], None]


class Starts:
    """For one file, whose clocks show the time of `zone`.

    What is wrong is said to `problem`, what is odd to `remark`.
    """

    def __init__(self, conference: Node, zone: str, problem: Say, remark: Say) -> None:
        self._conference, self._zone = conference, zone
        self._problem, self._remark = problem, remark

    def of(self, found: Found) -> datetime | None:
        event = found.node
        text, start = event.said("date"), event.said("start")
        at = clock_time(start) if start else None
        if start and at is None:
            self._problem(
                event.one("start") or event,
                _("%(title)s starts at “%(text)s”, which cannot be read as a time.")
                % {"title": called(event), "text": start},
            )
            return None
        if text and date_of(text) is None:
            self._problem(
                event.one("date") or event,
                _("%(title)s is on “%(text)s”, which cannot be read as a date.")
                % {"title": called(event), "text": text},
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

    def _start_of_day(self, found: Found, text: str, at: tuple[time, int] | None) -> datetime | None:
        """From the day that it stands under (or its own date) and a time of day."""
        day = date_of(text) or self._date_of_day(found.day)
        if at is None or day is None:
            text = _("%(title)s has no start.") if at is None else _("%(title)s has no date.")
            self._problem(found.node, text % {"title": called(found.node)})
            return None
        clock, days_later = at
        # A date of its own is the calendar's; what only stands under a day may begin after midnight.
        if not text and not days_later and self._is_night(found.day, day, clock):
            days_later = 1
        moment = instant(day + timedelta(days=days_later), clock, self._zone)
        if moment is None:
            self._problem(
                found.node,
                _("%(title)s starts at a time that the clocks skip that day.") % {"title": called(found.node)},
            )
        return moment

    def _date_of_day(self, day: Node) -> date | None:
        """The date that it names, or begins on, or has as the first, second or third day of the conference."""
        index, first = day.attributes.get("index", ""), date_of(self._conference.said("start"))
        counted = first + timedelta(days=int(index) - 1) if first and re.fullmatch("[1-9][0-9]?", index) else None
        return date_of(day.attributes.get("date", "")) or date_of(day.attributes.get("start", "")) or counted

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
                % {"title": called(event), "start": at[0].strftime("%H:%M"), "moment": f"{local:%H:%M}"},
            )

    def _compare_with_day(self, found: Found, moment: datetime) -> None:
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
                    "title": called(found.node),
                    "day": attributes.get("date", attributes.get("index", "")),
                    "moment": moment_words(moment, self._zone),
                },
            )
