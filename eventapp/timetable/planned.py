"""The timetable as plain values: all that checks, tables, plans and editions need to know of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventapp.event.tables import Event
from eventapp.proposals.tables import ProposalHost, ProposalNeed, ProposalOrganisation
from eventapp.proposals.times import Wanted, availability, wanted_times
from eventapp.timetable.tables import AccessWork, Placement, Session, TimetableRules
from eventapp.timetable.wishes import Voter as Voter
from eventapp.timetable.wishes import wishes_of
from eventapp.venue.days import Hours
from eventapp.venue.reading import RoomFacts as RoomFacts
from eventapp.venue.reading import Span, hours_of
from eventapp.venue.reading import rooms_of as rooms_of

BREAK = "break"
# Kinds that people come to and leave as they like, so that nothing else is missed for them.
COME_AND_GO = frozenset(("drop-in", "stall", "quiet"))


@dataclass(frozen=True)
class PlannedSession:
    """A session of the working timetable, with its proposal's words and its placement.

    `kind` is a key of `KINDS`, or `break` for a session without a proposal. `hosts` are pairs of id and chosen name,
    and so are `access_workers`; `access_work` is what these do (keys of `WORK`, sorted). `organisations` are names,
    `organisation_ids` stand in the same order. `starts_at` is in UTC, and None while the session has no place in the
    timetable. `setup` is a key of `SETUPS` or empty. It may start in one of the `can_start`; without any of them, at
    any time. `sensitive` is as its table says.
    """

    id: str
    uid: str
    title: str
    what_happens: str
    kind: str
    minutes: int
    places: int | None
    attendance: str
    language: str
    content_notes: str
    access_notes: str
    hosts: tuple[tuple[str, str], ...]
    organisations: tuple[str, ...]
    needs: tuple[str, ...]
    room: RoomFacts | None
    starts_at: datetime | None
    locked: bool
    proposal: str | None
    from_survey: bool
    created_at: datetime
    cancelled_at: datetime | None
    cancelled_reason: str
    setup: str = ""
    setup_minutes: int = 0
    clearing_minutes: int = 0
    people_expected: int | None = None
    can_start: tuple[Span, ...] = ()
    access_workers: tuple[tuple[str, str], ...] = ()
    access_work: tuple[str, ...] = ()
    organisation_ids: tuple[str, ...] = ()
    sensitive: bool = False

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at and self.starts_at + timedelta(minutes=self.minutes)

    @property
    def room_from(self) -> datetime | None:
        """When its room is needed from, to set it up."""
        return self.starts_at and self.starts_at - timedelta(minutes=self.setup_minutes)

    @property
    def room_until(self) -> datetime | None:
        """When its room is free again, once it is cleared."""
        return self.starts_at and self.starts_at + timedelta(minutes=self.minutes + self.clearing_minutes)

    @property
    def comes_and_goes(self) -> bool:
        """Whether people can be there for a part of it, and at something else as well."""
        return self.kind in COME_AND_GO

    @property
    def people(self) -> int | None:
        """How many there should be room for: no more than have a place, else as many as its hosts expect."""
        return self.people_expected if self.places is None else self.places

    @property
    def is_on(self) -> bool:
        """Whether it has a place in the timetable and is not cancelled."""
        return self.starts_at is not None and self.cancelled_at is None


@dataclass(frozen=True)
class Rules:
    """What holds for every session, in minutes: between possible starts, between two in a room, and of one host."""

    grid_minutes: int = 15
    changeover_minutes: int = 0
    rest_minutes: int = 15


@dataclass(frozen=True)
class Timetable:
    """The working timetable of an event with all that it is judged by.

    `sessions` are in order of time, those without a start last. `can_come` says when hosts (ids) can come; those who
    are not in it can at any time. `wishes` are the ballots of the last final vote, without who cast them; where nobody
    asked for them there are none.
    """

    zone: str
    hours: Hours
    rules: Rules
    sessions: tuple[PlannedSession, ...]
    rooms: tuple[RoomFacts, ...]
    can_come: Mapping[str, tuple[Span, ...]]
    wishes: tuple[Voter, ...]


async def read_timetable(event: Event, *, with_wishes: bool = True) -> Timetable:
    """The timetable as it is now. As many queries, however much there is in it.

    Reading a thousand ballots takes longer than all else: who needs no wishes leaves them out.
    """
    rooms = await rooms_of(event)
    sessions = await _sessions(event, rooms)
    can_come = await availability(event)
    session_of = {session.proposal: session.id for session in sessions if session.proposal}
    return Timetable(
        zone=event.time_zone,
        hours=await hours_of(event),
        rules=await rules_of(event.id),
        sessions=tuple(sessions),
        rooms=tuple(rooms),
        can_come={host: tuple(Span(*span) for span in spans) for host, spans in can_come.items()},
        wishes=await wishes_of(event.id, session_of) if with_wishes else (),
    )


async def rules_of(event_id: str) -> Rules:
    """The rules that organisers set, or those of an event where they set none. One query."""
    row = await TimetableRules.objects().where(TimetableRules.event == event_id).first()
    return Rules(row.grid_minutes, row.changeover_minutes, row.rest_minutes) if row else Rules()


async def planned_sessions(event_id: str) -> list[PlannedSession]:
    """Every session of the event, in order of time, then title; those without a start stand last."""
    event = await Event.objects().where(Event.id == event_id).first()
    return await _sessions(event, await rooms_of(event)) if event else []


async def _sessions(event: Event, all_rooms: Iterable[RoomFacts]) -> list[PlannedSession]:
    sessions = await Session.select(
        *Session.all_columns(),
        *(column.as_alias(f"proposal_{name}") for name, column in _WORDS.items()),
    ).where(Session.event == event.id)
    placements = await Placement.select().where(Placement.session.event == event.id)
    organisations = _by(
        "proposal",
        await ProposalOrganisation.select(
            ProposalOrganisation.proposal,
            ProposalOrganisation.organisation,
            ProposalOrganisation.organisation.name.as_alias("name"),
        ).where(ProposalOrganisation.proposal.event == event.id),
    )
    workers = _by(
        "session",
        await AccessWork.select(
            AccessWork.session,
            AccessWork.worker,
            AccessWork.worker.name.as_alias("name"),
            AccessWork.worker.work.as_alias("work"),
        )
        .where(AccessWork.session.event == event.id)
        .order_by(AccessWork.worker.name, AccessWork.worker),
    )
    about = _About(
        placed={placement["session"]: placement for placement in placements},
        rooms={room.id: room for room in all_rooms},
        hosts=await hosts_by_proposal(event.id),
        organisations=organisations,
        needs=await needs_by_proposal(event.id),
        workers=workers,
        wanted=await wanted_times(event),
    )
    return sorted((_planned(row, about) for row in sessions), key=in_order)


async def hosts_by_proposal(event_id: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """The hosts of each proposal (id) that has any, as pairs of id and chosen name. One query."""
    rows = (
        await ProposalHost.select(ProposalHost.proposal, ProposalHost.host, ProposalHost.host.name.as_alias("name"))
        .where(ProposalHost.proposal.event == event_id)
        .order_by(ProposalHost.position, ProposalHost.host.name)
    )
    return {
        proposal: tuple((row["host"], row["name"]) for row in theirs)
        for proposal, theirs in _by("proposal", rows).items()
    }


async def needs_by_proposal(event_id: str) -> dict[str, tuple[str, ...]]:
    """What the room of each proposal (id) needs, sorted. One query."""
    rows = await ProposalNeed.select(ProposalNeed.proposal, ProposalNeed.feature).where(
        ProposalNeed.proposal.event == event_id
    )
    return {
        proposal: tuple(sorted(row["feature"] for row in theirs)) for proposal, theirs in _by("proposal", rows).items()
    }


def starts_wanted(wanted: Wanted) -> tuple[Span, ...]:
    """When it may start; nothing where that makes no difference."""
    # The last moment at which it may start is one of them.
    return tuple(Span(first, last + timedelta(minutes=1)) for first, last in wanted.starts)


def in_order(session: PlannedSession) -> tuple[bool, float, str, str]:
    """Sorts sessions by time, then title; those without a start stand last."""
    return (
        session.starts_at is None,
        session.starts_at.timestamp() if session.starts_at else 0,
        session.title.casefold(),
        session.id,
    )


_WORDS: dict[str, Any] = {
    name: getattr(Session.proposal, name)
    for name in (
        "title",
        "what_happens",
        "kind",
        "language",
        "content_notes",
        "access_notes",
        "survey_theme",
    )
}


def _by(column: str, rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


@dataclass(frozen=True)
class _About:
    """What is known of sessions beside their own rows: by session, by room or by proposal (ids)."""

    placed: dict[str, dict[str, Any]]
    rooms: dict[str, RoomFacts]
    hosts: dict[str, tuple[tuple[str, str], ...]]
    organisations: dict[str, list[dict[str, Any]]]
    needs: dict[str, tuple[str, ...]]
    workers: dict[str, list[dict[str, Any]]]
    wanted: dict[str, Wanted]


def _planned(row: dict[str, Any], about: _About) -> PlannedSession:
    proposal = row["proposal"]
    placement = about.placed.get(row["id"])
    wanted = about.wanted.get(proposal, Wanted())
    workers = about.workers.get(row["id"], [])
    organisations = sorted(about.organisations.get(proposal, []), key=lambda one: one["name"].casefold())
    return PlannedSession(
        id=row["id"],
        uid=row["uid"],
        title=row["proposal_title"] or row["title"],
        what_happens=row["proposal_what_happens"] or "",
        kind=row["proposal_kind"] or BREAK,
        minutes=row["minutes"],
        places=row["places"],
        attendance=row["attendance"],
        language=row["proposal_language"] or "en-GB",
        content_notes=row["proposal_content_notes"] or "",
        access_notes=row["proposal_access_notes"] or "",
        hosts=about.hosts.get(proposal, ()),
        organisations=tuple(one["name"] for one in organisations),
        needs=about.needs.get(proposal, ()),
        room=about.rooms.get(placement["room"]) if placement else None,
        starts_at=placement["starts_at"] if placement else None,
        locked=bool(placement and placement["locked"]),
        proposal=proposal,
        from_survey=row["proposal_survey_theme"] is not None,
        created_at=row["created_at"],
        cancelled_at=row["cancelled_at"],
        cancelled_reason=row["cancelled_reason"],
        setup=row["setup"],
        setup_minutes=wanted.setup_minutes,
        clearing_minutes=wanted.clearing_minutes,
        people_expected=wanted.people_expected,
        can_start=starts_wanted(wanted),
        access_workers=tuple((worker["worker"], worker["name"]) for worker in workers),
        access_work=tuple(sorted({worker["work"] for worker in workers})),
        organisation_ids=tuple(one["organisation"] for one in organisations),
        sensitive=bool(row["sensitive"]),
    )
