"""What organisers decide about a session, as plain values that JSON can hold: for undo, and to notice changes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from eventapp.errors import Refused
from eventapp.texts import _
from eventapp.timetable.planned import BREAK, PlannedSession, RoomFacts

Decided = dict[str, Any]

# Where the rules for every session stand among what is decided about each; no session has this id.
RULES = "rules"


def decided(session: PlannedSession) -> Decided:
    """What is decided about the session. Room and start are one decision, so that undoing never mixes two people's."""
    return {
        "uid": session.uid,
        "proposal": session.proposal,
        "created_at": session.created_at.isoformat(),
        # A proposal's words are its own.
        "title": session.title if session.proposal is None else None,
        "minutes": session.minutes,
        "places": session.places,
        "attendance": session.attendance,
        "setup": session.setup,
        "sensitive": session.sensitive,
        "place": session.starts_at and [session.room and session.room.id, session.starts_at.isoformat()],
        "locked": session.locked,
        "cancelled": session.cancelled_at and [session.cancelled_at.isoformat(), session.cancelled_reason],
        "workers": sorted(worker for worker, _name in session.access_workers),
    }


def state_of(session: PlannedSession) -> str:
    """What is decided about a session, as one short text: two are equal when nothing was changed between them."""
    return hashlib.sha256(json.dumps(decided(session)).encode()).hexdigest()[:24]


def as_decided(
    session_id: str,
    state: Decided,
    now: PlannedSession | None,
    rooms: Sequence[RoomFacts],
    workers: Mapping[str, tuple[str, str]],
) -> PlannedSession:
    """The session as this state says, with its other words as they are `now` (None: it is no longer there).

    `workers` are name and work of access workers by id; one that is gone is left out. Where the room is: `Refused`.
    """
    place, cancelled = state["place"], state["cancelled"]
    return replace(
        now or _new(session_id, state),
        # A proposal's words are read with it: what is not there yet has none.
        title=(now.title if now else "") if state["proposal"] else state["title"],
        minutes=state["minutes"],
        places=state["places"],
        attendance=state["attendance"],
        setup=state["setup"],
        # What was kept before there was such a mark does not say.
        sensitive=state.get("sensitive", False),
        room=_room(place[0], rooms) if place else None,
        starts_at=datetime.fromisoformat(place[1]) if place else None,
        locked=state["locked"],
        cancelled_at=datetime.fromisoformat(cancelled[0]) if cancelled else None,
        cancelled_reason=cancelled[1] if cancelled else "",
        access_workers=tuple((worker, workers[worker][0]) for worker in state["workers"] if worker in workers),
        access_work=tuple(sorted({workers[worker][1] for worker in state["workers"] if worker in workers})),
    )


def _room(room_id: str | None, rooms: Sequence[RoomFacts]) -> RoomFacts | None:
    if room_id is None:
        return None
    for room in rooms:
        if room.id == room_id:
            return room
    raise Refused(_("The room that it was in is no longer there."))


def a_break(session_id: str, uid: str, *, title: str, minutes: int, created_at: datetime) -> PlannedSession:
    """A session for everybody, without a proposal and not yet in the timetable."""
    return PlannedSession(
        id=session_id,
        uid=uid,
        title=title,
        what_happens="",
        kind=BREAK,
        minutes=minutes,
        places=None,
        attendance="drop-in",
        language="en-GB",
        content_notes="",
        access_notes="",
        hosts=(),
        organisations=(),
        needs=(),
        room=None,
        starts_at=None,
        locked=False,
        proposal=None,
        from_survey=False,
        created_at=created_at,
        cancelled_at=None,
        cancelled_reason="",
    )


def _new(session_id: str, state: Decided) -> PlannedSession:
    created_at = datetime.fromisoformat(state["created_at"])
    plain = a_break(session_id, state["uid"], title="", minutes=state["minutes"], created_at=created_at)
    return replace(plain, proposal=state["proposal"])
