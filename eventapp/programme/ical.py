"""Calendar feeds that people's calendars read rightly. What they trip over is said where it is avoided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone
from icalendar.prop import vText

from eventapp import __version__
from eventapp.programme.time_zone import is_near_repeated_hour, time_zone_rules
from eventapp.texts import _

CONTENT_TYPE = "text/calendar; charset=utf-8"

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"

ASK_EVERY, ASK_EVERY_ON_THE_DAY = timedelta(hours=1), timedelta(minutes=15)

_END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True)
class Feed:
    """A calendar as a whole. `source` is its own address, `url` the page it belongs to, `zone` an IANA name.

    `changed` is when anything in it last changed: never the present moment, or no client could ever be told 304.
    `ask_every` is how often calendars are asked to look.
    """

    name: str
    description: str
    zone: str
    source: str
    url: str
    changed: datetime
    ask_every: timedelta = ASK_EVERY


@dataclass(frozen=True)
class Entry:
    """One entry. `status` is `CONFIRMED`, `TENTATIVE` (waiting) or `CANCELLED`; instants are aware.

    `changed` is the last change of what it stands for, `sequence` rises with each that moves, renames, cancels it or
    brings it back. `moved`: its time is another than people may remember. `private` is for personal feeds: calendars
    then show the time as taken and keep the entry from those the calendar is shared with.
    """

    uid: str
    sequence: int
    created: datetime
    changed: datetime
    starts: datetime
    ends: datetime
    title: str
    location: str
    description: str
    url: str
    status: str = CONFIRMED
    categories: tuple[str, ...] = ()
    private: bool = False
    moved: bool = False


@dataclass(frozen=True)
class Clocks:
    """How times are told in a calendar: in its zone by yearly `rules`, or without them in UTC."""

    zone: str
    rules: Timezone | None


def clocks(zone: str, moments: Sequence[datetime]) -> Clocks:
    """For calendars with these instants (at least one) in the IANA `zone`."""
    return Clocks(zone, time_zone_rules(zone, moments))


def calendar(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """The feed as a file: the same values give the same bytes."""
    moments = [moment for entry in entries for moment in (entry.starts, entry.ends)]
    told = clocks(feed.zone, moments or [feed.changed])
    return calendar_of(feed, told, [written(entry, told) for entry in entries])


def calendar_of(feed: Feed, told: Clocks, entries: Iterable[bytes]) -> bytes:
    """The feed with entries that are `written` already: an edition writes each once, for all of its feeds."""
    made = _empty(feed)
    if told.rules is not None:
        made.add_component(told.rules)
    return b"".join([_bytes(made).removesuffix(_END), *entries, _END])


def written(entry: Entry, told: Clocks) -> bytes:
    """The entry as it stands in a file."""
    return _bytes(_event(entry, told.zone if told.rules is not None else None))


def _bytes(component: Calendar | Event) -> bytes:
    # Sorting would put properties in the alphabet's order: some clients want VERSION and PRODID first.
    return bytes(component.to_ical(sorted=False))


def with_booking_line(words: str, url: str) -> str:
    """A description whose last line is the address where one books or cancels: many calendars do not show URL."""
    return _last_line(words, _("Book or cancel: %(url)s") % {"url": url})


def with_page_line(words: str, url: str) -> str:
    """A description whose last line is the address of the page, for what is not booked."""
    return _last_line(words, _("More about it: %(url)s") % {"url": url})


def _last_line(words: str, line: str) -> str:
    return f"{words}\n\n{line}" if words else line


def _empty(feed: Feed) -> Calendar:
    # Calendar.new() would add a UID: vdirsyncer then takes the whole feed for one item.
    # No METHOD either: it makes invitations.
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", f"-//eventapp//eventapp {__version__}//EN")
    made.add("calscale", "GREGORIAN")
    # vText escapes; icalendar writes the values of names that it does not know as they are.
    made.add("name", vText(feed.name))
    made.add("x-wr-calname", vText(feed.name))
    if feed.description:
        made.add("description", vText(feed.description))
        made.add("x-wr-caldesc", vText(feed.description))
    made.add("x-wr-timezone", vText(feed.zone))
    made.add("refresh-interval", feed.ask_every, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vText(_duration(feed.ask_every)))
    made.add("source", feed.source, parameters={"VALUE": "URI"})
    made.add("url", feed.url)
    made.add("last-modified", _utc(feed.changed))
    made.add("color", "seagreen")
    made.add("x-apple-calendar-color", vText("#2F6149"))
    return made


def _duration(span: timedelta) -> str:
    minutes = span // timedelta(minutes=1)
    return f"PT{minutes}M" if minutes % 60 else f"PT{minutes // 60}H"


def _event(entry: Entry, zone: str | None) -> Event:
    made = Event()
    made.add("uid", entry.uid)
    made.add("dtstamp", _utc(entry.changed))
    made.add("created", _utc(entry.created))
    made.add("last-modified", _utc(entry.changed))
    made.add("sequence", entry.sequence)
    starts, ends = _local([entry.starts, entry.ends], zone)
    made.add("dtstart", starts)
    made.add("dtend", ends)
    cancelled = entry.status == CANCELLED
    made.add("summary", _summary(entry))
    made.add("location", entry.location)
    if entry.description:
        made.add("description", entry.description)
    made.add("url", entry.url)
    made.add("status", entry.status)
    # Somebody who reads the whole programme in their calendar is not busy all day.
    made.add("transp", "OPAQUE" if entry.private and not cancelled else "TRANSPARENT")
    made.add("class", "PRIVATE" if entry.private else "PUBLIC")
    if entry.categories:
        made.add("categories", list(entry.categories))
    return made


def _summary(entry: Entry) -> str:
    # Google and Outlook show the title of a cancelled entry and not its status; none says that one has moved.
    if entry.status == CANCELLED:
        return _("CANCELLED: %(title)s") % {"title": entry.title}
    return _("MOVED: %(title)s") % {"title": entry.title} if entry.moved else entry.title


def _local(moments: Iterable[datetime], zone: str | None) -> list[datetime]:
    moments = list(moments)
    if zone is None or any(is_near_repeated_hour(moment, zone) for moment in moments):
        return [_utc(moment) for moment in moments]
    return [moment.astimezone(ZoneInfo(zone)).replace(microsecond=0) for moment in moments]


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
