"""What is asked of the solver, by what for: from the timetable as it is now."""

from dataclasses import replace

from eventapp.event.tables import Event
from eventapp.timetable.planned import BREAK, Timetable, read_timetable
from eventapp.timetable.plans.asking import question
from eventapp.timetable.plans.fitting import with_chosen
from eventapp.timetable.plans.stored import Asked, Kept
from eventapp.timetable.tables import Plan


async def question_of(plan: Plan, kept: Kept) -> Asked:
    """What this plan would be told about the timetable as it is now."""
    event = await Event.objects().where(Event.id == plan.event).first()
    if event is None:
        raise LookupError(plan.event)
    timetable = await read_timetable(event)
    if plan.purpose == "fit" and plan.round is not None:
        timetable = await with_chosen(timetable, event, str(plan.round))
    return asked_about(timetable, plan.purpose, kept)


def asked_about(timetable: Timetable, purpose: str, kept: Kept) -> Asked:
    """The question that this purpose asks."""
    if purpose == "repair":
        # What has no place now is not missing: only what is placed is to be kept, or moved as little as possible.
        timetable = replace(timetable, sessions=tuple(session for session in timetable.sessions if session.starts_at))
    stays = [
        session.id
        for session in timetable.sessions
        if session.starts_at and (session.locked or session.kind == BREAK or kept == "placed")
    ]
    explained = purpose in ("why", "fit")
    return Asked(question(timetable, kept=stays, priced=purpose == "repair", as_rules=explained), kept)
