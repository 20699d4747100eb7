"""The timetable as a question to the solver, and its plans as rooms and times again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from eventapp.timetable.planned import PlannedSession, Timetable
from eventapp.timetable.plans.question import Asking
from eventapp.timetable.plans.question import Question as Question
from eventapp.timetable.solver.instance import Plan


@dataclass(frozen=True)
class Placed:
    """Where a plan puts a session."""

    room: str
    starts_at: datetime


def question(timetable: Timetable, *, kept: Collection[str], priced: bool = False, as_rules: bool = False) -> Question:
    """How to place every session but those `kept` (ids) where they are, and breaks, which organisers place.

    `priced`: what is placed now and not kept may move, and each move costs something. Nothing has to move only because
    it starts when it was not wished to, or because its hosts have too little rest. `as_rules`: what is kept stays
    because of a rule that can be named as a reason, not as a fact; what is kept against other rules is a fact still.
    """
    asked = Asking(timetable, kept, priced=priced, as_rules=as_rules)
    if as_rules:
        while odd := asked.against_rules():
            asked = Asking(timetable, kept, priced=priced, as_rules=True, odd=asked.odd | odd)
    return asked.question()


def placements(asked: Question, plan: Plan) -> dict[str, Placed]:
    """Where the plan puts each session (id) that could be placed anywhere; those without a place are not in it."""
    return {
        asked.instance.sessions[number].id: Placed(asked.rooms[place.room], asked.slots.instant(place.start))
        for number in asked.free
        if (place := plan[number]) is not None
    }


def with_placements(timetable: Timetable, placed: Mapping[str, Placed]) -> Timetable:
    """The timetable with these sessions (ids) where they are put; a room that is gone puts nothing anywhere."""
    rooms = {room.id: room for room in timetable.rooms}

    def moved(session: PlannedSession) -> PlannedSession:
        place = placed.get(session.id)
        if place is None or place.room not in rooms:
            return session
        return replace(session, room=rooms[place.room], starts_at=place.starts_at)

    return replace(timetable, sessions=tuple(moved(session) for session in timetable.sessions))
