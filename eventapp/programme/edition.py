"""What an edition of the programme holds: everything public, as plain values and as JSON."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from eventapp.timetable.planned import PlannedSession


@dataclass(frozen=True)
class EditionRoom:
    """A room as it was published, with its features (keys of `FEATURES`). The `id` is not what people see of it."""

    name: str
    floor: str
    finding: str
    features: tuple[str, ...]
    id: str = field(default="", compare=False)


@dataclass(frozen=True)
class EditionSession:
    """A session as it was published. `id` is the session's; `kind` a key of `KINDS`, or `break`.

    `organisation_ids` stand in the order of the names, and are missing in editions of before they were kept.
    A cancelled one keeps the words, the room and the times that it was last published with. `easy` is what is written
    in Easy Read, as `easy.lines` has it. Of a `sensitive` one somebody may not want to be seen reading.
    """

    id: str
    uid: str
    title: str
    words: str
    kind: str
    language: str
    hosts: tuple[str, ...]
    organisations: tuple[str, ...]
    room: EditionRoom | None
    content_notes: str
    access_notes: str
    from_survey: bool
    starts_at: datetime
    ends_at: datetime
    places: int | None
    attendance: str
    cancelled: bool = False
    cancelled_reason: str = ""
    organisation_ids: tuple[str, ...] = field(default=(), compare=False)
    easy: tuple[tuple[str, str], ...] = ()
    sensitive: bool = False

    @property
    def room_name(self) -> str:
        return self.room.name if self.room else ""

    @property
    def is_break(self) -> bool:
        return self.kind == "break"

    @property
    def may_be_left_quickly(self) -> bool:
        """Whether its page leads elsewhere at once for who asks: organisers say so, or it is about something hard."""
        return self.sensitive or bool(self.content_notes)


@dataclass(frozen=True)
class EditionContent:
    """One published programme: where and when the event is, and its sessions by time, then title."""

    name: str
    starts_on: date
    ends_on: date
    time_zone: str
    venue_name: str
    venue_address: str
    sessions: tuple[EditionSession, ...]
    easy: tuple[tuple[str, str], ...] = ()

    @property
    def running(self) -> list[EditionSession]:
        """The sessions that are not cancelled."""
        return [session for session in self.sessions if not session.cancelled]

    def session(self, session_id: str) -> EditionSession | None:
        return next((session for session in self.sessions if session.id == session_id), None)


def sessions_to_publish(planned: Iterable[PlannedSession], before: EditionContent | None) -> tuple[EditionSession, ...]:
    """The sessions of the next edition: those that are on, and as cancelled those that `before` has and that are not.

    What was cancelled before anybody saw it is left out.
    """
    planned = list(planned)
    running = {session.id: edition_session(session) for session in planned if session.is_on}
    reasons = {session.id: session.cancelled_reason for session in planned}
    gone = [
        replace(session, cancelled=True, cancelled_reason=reasons.get(session.id, ""))
        for session in (before.sessions if before else ())
        if session.id not in running
    ]
    return tuple(sorted([*running.values(), *gone], key=in_order))


def in_order(session: EditionSession) -> tuple[datetime, str, str]:
    """How sessions stand in an edition: to sort by."""
    return session.starts_at, session.title.casefold(), session.id


def edition_session(session: PlannedSession) -> EditionSession:
    """The session as editions hold it. Raises `ValueError` for one without a time."""
    if session.starts_at is None or session.ends_at is None:
        raise ValueError("only what has a time can be published")
    return EditionSession(
        id=session.id,
        uid=session.uid,
        title=session.title,
        words=session.what_happens,
        kind=session.kind,
        language=session.language,
        hosts=tuple(name for _id, name in session.hosts),
        organisations=session.organisations,
        room=room_of(session),
        content_notes=session.content_notes,
        access_notes=session.access_notes,
        from_survey=session.from_survey,
        starts_at=session.starts_at.astimezone(UTC),
        ends_at=session.ends_at.astimezone(UTC),
        places=session.places,
        attendance=session.attendance,
        organisation_ids=session.organisation_ids,
        sensitive=session.sensitive,
    )


def room_of(session: PlannedSession) -> EditionRoom | None:
    """The session's room as editions hold it."""
    room = session.room
    return EditionRoom(room.name, room.floor, room.finding, room.features, room.id) if room else None


def to_json(content: EditionContent) -> str:
    """The edition as JSON text: the same content gives the same text, character by character."""
    facts = asdict(content, dict_factory=_facts)
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_iso)


def _facts(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Earlier editions know nothing of these: where there is nothing to tell, the text stays as it was then.
    return {name: value for name, value in pairs if (name, value) not in (("easy", ()), ("sensitive", False))}


def _iso(value: date | datetime) -> str:
    return value.isoformat()


def from_json(text: str) -> EditionContent:
    """What `to_json` was given."""
    facts = json.loads(text)
    sessions = tuple(_session(row) for row in facts.pop("sessions"))
    return EditionContent(
        **facts
        | {
            "starts_on": date.fromisoformat(facts["starts_on"]),
            "ends_on": date.fromisoformat(facts["ends_on"]),
            "sessions": sessions,
            "easy": _pairs(facts.get("easy", [])),
        }
    )


def _pairs(rows: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((picture, words) for picture, words in rows)


def _session(row: dict[str, Any]) -> EditionSession:
    room = row["room"]
    return EditionSession(
        **row
        | {
            "room": EditionRoom(**room | {"features": tuple(room["features"])}) if room else None,
            "hosts": tuple(row["hosts"]),
            "organisations": tuple(row["organisations"]),
            "organisation_ids": tuple(row.get("organisation_ids", ())),
            "starts_at": datetime.fromisoformat(row["starts_at"]),
            "ends_at": datetime.fromisoformat(row["ends_at"]),
            "easy": _pairs(row.get("easy", [])),
        }
    )
