"""Importing a published schedule as an event that is ready to publish."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

from piccolo.table import Table

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.actions import change_event, new_event
from eventapp.event.deeds import note
from eventapp.event.tables import Event, Room
from eventapp.ids import new_id
from eventapp.letters import slug_of
from eventapp.people.tables import Person
from eventapp.proposals.actions import add_selected_proposals
from eventapp.proposals.tables import Host, ProposalHost
from eventapp.proposals.words import ProposalWords
from eventapp.texts import _, marked, ngettext
from eventapp.timetable.actions import new_uid, uid_of
from eventapp.timetable.apart import Use, apart
from eventapp.timetable.files.schedule_json import NotASchedule, as_xml, is_json
from eventapp.timetable.files.schedule_values import BREAK, Line, ReadSchedule, ReadSession
from eventapp.timetable.files.schedule_xml import read_schedule
from eventapp.timetable.tables import Placement, Session
from eventapp.venue.days import day_of

Progress = Callable[[int, int], None]

# As many values as a question of SQLite may hold with ease.
_AT_ONCE = 200


class NotImported(Refused):
    """Nothing was imported. `problems` says why, by line."""

    def __init__(self, problems: Sequence[Line]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class ImportReport:
    """What was imported into the event with this slug, and what the file held wrongly, twice or not at all, by line."""

    slug: str
    name: str
    sessions: int
    breaks: int
    rooms: int
    hosts: int
    remarks: tuple[Line, ...]

    @property
    def lines(self) -> list[str]:
        """The report in sentences."""
        counts = _("%(sessions)s, %(breaks)s, %(rooms)s, %(hosts)s.") % {
            "sessions": _counted(ngettext("%(count)s session", "%(count)s sessions", self.sessions), self.sessions),
            "breaks": _counted(ngettext("%(count)s break", "%(count)s breaks", self.breaks), self.breaks),
            "rooms": _counted(ngettext("%(count)s room", "%(count)s rooms", self.rooms), self.rooms),
            "hosts": _counted(ngettext("%(count)s host", "%(count)s hosts", self.hosts), self.hosts),
        }
        imported = _("“%(name)s” is now at /%(slug)s/ and can be published.") % {"name": self.name, "slug": self.slug}
        return [imported, counts, *(str(remark) for remark in self.remarks)]


def _counted(words: str, count: int) -> str:
    return words % {"count": count}


async def import_schedule(
    slug: str | None, data: bytes, *, by: Person | None = None, progress: Progress | None = None
) -> ImportReport:
    """Reads a `schedule.xml` or `.json` into a new event, or the event with this slug when nothing is in it yet.

    Without a slug its acronym is taken. All of the file is imported or, with `NotImported` (or another `Refused`),
    nothing. `progress` is called with what is done and what there is to do, in sessions.
    """
    said = progress or _say_nothing
    event = await Event.objects().get(Event.slug == slug) if slug else None
    reading = read_schedule(_as_xml(data), event.time_zone if event else None)
    if reading.schedule is None:
        raise NotImported(reading.problems)
    schedule, remarks = reading.schedule, list(reading.remarks)
    total = len(schedule.sessions)
    said(0, total)
    async with db.transaction():
        event = await _event(event, slug, schedule, by)
        rooms = await _make_rooms(event, schedule, remarks)
        sessions, proposals = await _make_sessions(event, schedule)
        said(total // 3, total)
        hosts = await _make_hosts(event, schedule, proposals, remarks)
        said(2 * total // 3, total)
        await _place(schedule, sessions, rooms, by)
        await note(marked("imported the schedule of"), event.name, event.id, by)
    said(total, total)
    return ImportReport(
        slug=event.slug,
        name=event.name,
        sessions=len([proposal for proposal in proposals if proposal]),
        breaks=proposals.count(None),
        rooms=len(set(rooms)),
        hosts=hosts,
        remarks=tuple(sorted(remarks)),
    )


def _as_xml(data: bytes) -> bytes:
    if not is_json(data):
        return data
    try:
        return as_xml(data)
    except NotASchedule as problem:
        raise Refused(_("No schedule is in this file.")) from problem


def _say_nothing(_done: int, _total: int) -> None:
    pass


async def _event(event: Event | None, slug: str | None, schedule: ReadSchedule, by: Person | None) -> Event:
    opens_at, closes_at = _hours(schedule)
    if event is None:
        return await new_event(
            by,
            slug=slug or slug_of(schedule.acronym or schedule.title),
            name=schedule.title,
            starts_on=schedule.starts_on,
            ends_on=schedule.ends_on,
            intro=schedule.subtitle,
            opens_at=opens_at,
            closes_at=closes_at,
            time_zone=schedule.zone,
            venue_name=schedule.venue,
            venue_address=schedule.city,
        )
    await db.locked(Event.select(Event.id).where(Event.id == event.id))
    if await Session.exists().where(Session.event == event.id) or await Room.exists().where(Room.event == event.id):
        raise Refused(
            _("“%(name)s” has rooms or sessions already. Import into a new event, under another address.")
            % {"name": event.name}
        )
    await change_event(
        event,
        by,
        starts_on=min(event.starts_on, schedule.starts_on),
        ends_on=max(event.ends_on, schedule.ends_on),
        opens_at=min(event.opens_at, opens_at),
        closes_at=max(event.closes_at, closes_at),
        time_zone=schedule.zone,
    )
    return event


def _hours(schedule: ReadSchedule) -> tuple[time, time]:
    """From the earliest start to the latest end; to the last minute of the day where something goes on after it."""
    zone = ZoneInfo(schedule.zone)
    opens_at, closes_at = time(23), time(0)
    for session in schedule.sessions:
        starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
        day = day_of(session.starts_at, schedule.zone)
        opens_at = min(opens_at, starts.time() if starts.date() == day else opens_at)
        closes_at = max(closes_at, ends.time() if ends.date() == day else time(23, 59))
    return opens_at.replace(second=0), closes_at if closes_at > opens_at else time(23, 59)


# Rooms


async def _make_rooms(event: Event, schedule: ReadSchedule, remarks: list[Line]) -> list[str]:
    """The ids of the rooms of the sessions, in their order."""
    names = _room_names(schedule, remarks)
    used = [name for name in dict.fromkeys([*schedule.rooms, *names]) if name in names]
    rooms = {
        name: Room(event=event.id, name=name, floor="", capacity=0, finding="", position=position)
        for position, name in enumerate(used)
    }
    await db.insert_all(Room, list(rooms.values()))
    return [rooms[name].id for name in names]


def _room_names(schedule: ReadSchedule, remarks: list[Line]) -> list[str]:
    """The room of each session, so that no two sessions share one: who comes second gets a room of its own."""
    sessions = schedule.sessions
    taken = {name.casefold() for name in schedule.rooms}
    copies: dict[tuple[str, int], str] = {}
    names = []
    uses = [Use(session.room, session.starts_at, session.ends_at) for session in sessions]
    for session, (copy, in_the_way) in zip(sessions, apart(uses), strict=True):
        name = session.room
        if in_the_way is not None:
            name = copies.setdefault((session.room, copy), _copy_name(session.room, copy, taken))
            other = sessions[in_the_way]
            text = _(
                "“%(title)s” is in %(room)s while “%(other)s” (line %(line)s) is there. It was put in “%(copy)s”."
            ) % {
                "title": session.title,
                "room": session.room,
                "other": other.title,
                "line": other.line,
                "copy": name,
            }
            remarks.append(Line(session.line, text))
        names.append(name)
    return names


def _copy_name(room: str, copy: int, taken: set[str]) -> str:
    number = copy
    while f"{room} ({number})".casefold() in taken:
        number += 1
    return f"{room} ({number})"


# Sessions


async def _make_sessions(event: Event, schedule: ReadSchedule) -> tuple[list[Session], list[str | None]]:
    """The sessions, and the ids of their proposals: None for a break. Both in the schedule's order."""
    with_words = [session for session in schedule.sessions if not _is_break(session)]
    made = iter(await add_selected_proposals(event.id, [(_words(session), []) for session in with_words]))
    proposals = [None if _is_break(session) else next(made).id for session in schedule.sessions]
    now = clock.now()
    uids = await _uids(schedule)
    sessions = [
        Session(
            event=event.id,
            uid=uid,
            proposal=proposal,
            title=session.title if proposal is None else None,
            minutes=session.minutes,
            places=None,
            attendance="drop-in",
            created_at=now,
            cancelled_reason="",
        )
        for session, proposal, uid in zip(schedule.sessions, proposals, uids, strict=True)
    ]
    await db.insert_all(Session, sessions)
    return sessions, proposals


async def _uids(schedule: ReadSchedule) -> list[str]:
    """The calendar ids: made from what the file calls each session, unless one here is called so already."""
    wanted = [uid_of(session.guid) if session.guid else "" for session in schedule.sessions]
    taken: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        taken.update(await Session.select(Session.uid).where(Session.uid.is_in(some)).output(as_list=True))
    return [new_uid() if not uid or uid in taken else uid for uid in wanted]


def _is_break(session: ReadSession) -> bool:
    return session.kind == BREAK


def _words(session: ReadSession) -> ProposalWords:
    return ProposalWords(
        title=session.title,
        what_happens=session.what_happens,
        kind=session.kind,
        minutes=session.minutes,
        attendance="drop-in",
        language=session.language,
    )


async def _place(schedule: ReadSchedule, sessions: list[Session], rooms: list[str], by: Person | None) -> None:
    now = clock.now()
    placements: list[Table] = [
        Placement(
            session=session.id,
            room=room,
            starts_at=read.starts_at,
            locked=False,
            placed_by=by.id if by else None,
            placed_at=now,
        )
        for read, session, room in zip(schedule.sessions, sessions, rooms, strict=True)
    ]
    await db.insert_all(Placement, placements)


# Hosts


async def _make_hosts(event: Event, schedule: ReadSchedule, proposals: list[str | None], remarks: list[Line]) -> int:
    """Makes the hosts and returns how many. The file tells people apart by number, not by name: two may share one."""
    led = [
        (session, proposal, position, person)
        for session, proposal in zip(schedule.sessions, proposals, strict=True)
        if proposal is not None
        for position, person in enumerate(session.persons)
    ]
    hosts: dict[tuple[str, int], Host] = {}
    leading: list[Table] = []
    now = clock.now()
    uses = [Use(person[0], session.starts_at, session.ends_at) for session, _proposal, _position, person in led]
    for (session, proposal, position, (key, name)), (copy, in_the_way) in zip(led, apart(uses), strict=True):
        if in_the_way is not None:
            other = led[in_the_way][0]
            remarks.append(Line(session.line, _two_places(name, session, other)))
        host = hosts.setdefault((key, copy), Host(id=new_id(), event=event.id, name=name, created_at=now))
        leading.append(ProposalHost(proposal=proposal, host=host.id, position=position))
    await db.insert_all(Host, list(hosts.values()))
    await db.insert_all(ProposalHost, leading)
    return len({key for key, _copy in hosts})


def _two_places(name: str, session: ReadSession, other: ReadSession) -> str:
    return _(
        "%(name)s hosts “%(title)s” and, at the same time, “%(other)s” (line %(line)s). Both were taken, each with a "
        "host called %(name)s."
    ) % {"name": name, "title": session.title, "other": other.title, "line": other.line}
