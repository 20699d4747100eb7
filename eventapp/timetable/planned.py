"""Sessions as plain values: all that checks, tables and editions need to know of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventapp.event.tables import Room, RoomFeature
from eventapp.proposals.tables import ProposalHost, ProposalNeed, ProposalOrganisation
from eventapp.timetable.tables import Placement, Session

BREAK = "break"


@dataclass(frozen=True)
class RoomFacts:
    """A room with its features (keys of `FEATURES`, sorted)."""

    id: str
    name: str
    floor: str
    capacity: int
    features: tuple[str, ...]
    finding: str


@dataclass(frozen=True)
class PlannedSession:
    """A session of the working timetable, with its proposal's words and its placement.

    `kind` is a key of `KINDS`, or `break` for a session without a proposal. `hosts` are pairs of id and chosen name.
    `starts_at` is in UTC, and None while the session has no place in the timetable.
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

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at and self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_on(self) -> bool:
        """Whether it has a place in the timetable and is not cancelled."""
        return self.starts_at is not None and self.cancelled_at is None


async def planned_sessions(event_id: str) -> list[PlannedSession]:
    """Every session of the event, in order of time, then title; those without a start stand last. Seven queries."""
    sessions = await Session.select(
        *Session.all_columns(),
        *(column.as_alias(f"proposal_{name}") for name, column in _WORDS.items()),
    ).where(Session.event == event_id)
    placements = await Placement.select().where(Placement.session.event == event_id)
    rooms = {room.id: room for room in await rooms_of(event_id)}
    hosts = _by_proposal(
        await ProposalHost.select(ProposalHost.proposal, ProposalHost.host, ProposalHost.host.name.as_alias("name"))
        .where(ProposalHost.proposal.event == event_id)
        .order_by(ProposalHost.position, ProposalHost.host.name)
    )
    organisations = _by_proposal(
        await ProposalOrganisation.select(
            ProposalOrganisation.proposal, ProposalOrganisation.organisation.name.as_alias("name")
        ).where(ProposalOrganisation.proposal.event == event_id)
    )
    needs = _by_proposal(
        await ProposalNeed.select(ProposalNeed.proposal, ProposalNeed.feature).where(
            ProposalNeed.proposal.event == event_id
        )
    )
    placed = {placement["session"]: placement for placement in placements}
    planned = [_planned(row, placed.get(row["id"]), rooms, hosts, organisations, needs) for row in sessions]
    return sorted(planned, key=in_order)


def in_order(session: PlannedSession) -> tuple[bool, float, str, str]:
    """Sorts sessions by time, then title; those without a start stand last."""
    return (
        session.starts_at is None,
        session.starts_at.timestamp() if session.starts_at else 0,
        session.title.casefold(),
        session.id,
    )


async def rooms_of(event_id: str) -> list[RoomFacts]:
    """The event's rooms in the order that organisers gave them. Two queries."""
    features: dict[str, list[str]] = defaultdict(list)
    for row in await RoomFeature.select(RoomFeature.room, RoomFeature.feature).where(
        RoomFeature.room.event == event_id
    ):
        features[row["room"]].append(row["feature"])
    rooms = await Room.objects().where(Room.event == event_id)
    return [
        RoomFacts(room.id, room.name, room.floor, room.capacity, tuple(sorted(features[room.id])), room.finding)
        for room in sorted(rooms, key=lambda room: (room.position, room.name.casefold()))
    ]


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


def _by_proposal(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["proposal"]].append(row)
    return found


def _planned(
    row: dict[str, Any],
    placement: dict[str, Any] | None,
    rooms: dict[str, RoomFacts],
    hosts: dict[str, list[dict[str, Any]]],
    organisations: dict[str, list[dict[str, Any]]],
    needs: dict[str, list[dict[str, Any]]],
) -> PlannedSession:
    proposal = row["proposal"]
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
        hosts=tuple((host["host"], host["name"]) for host in hosts.get(proposal, [])),
        organisations=tuple(sorted((other["name"] for other in organisations.get(proposal, [])), key=str.casefold)),
        needs=tuple(sorted(need["feature"] for need in needs.get(proposal, []))),
        room=rooms.get(placement["room"]) if placement else None,
        starts_at=placement["starts_at"] if placement else None,
        locked=bool(placement and placement["locked"]),
        proposal=proposal,
        from_survey=row["proposal_survey_theme"] is not None,
        created_at=row["created_at"],
        cancelled_at=row["cancelled_at"],
        cancelled_reason=row["cancelled_reason"],
    )
