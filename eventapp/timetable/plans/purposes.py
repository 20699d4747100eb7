"""What is asked of the solver, by what for: from the timetable as it is now."""

from dataclasses import replace

from eventapp.event.tables import Event
from eventapp.timetable.planned import BREAK, Timetable, read_timetable
from eventapp.timetable.plans.asking import question
from eventapp.timetable.plans.fitting import with_chosen
from eventapp.timetable.plans.stored import Asked, Kept
from eventapp.timetable.tables import Plan
from eventapp.timetable.wishes import last_final_vote

# Of more sessions in blocks it is hardly ever proven in a minute which plan is the best.
MOST_IN_BLOCKS = 24


async def question_of(plan: Plan, kept: Kept) -> Asked:
    """What this plan would be told about the timetable as it is now."""
    return asked_about(await _timetable_of(plan, with_wishes=True), plan.purpose, kept)


async def known_now(plan: Plan) -> object:
    """Something that stays equal while the question of this plan does. Much quicker than to ask it again.

    Ballots are left out: once a result is confirmed they are what they are.
    """
    vote = await last_final_vote(str(plan.event))
    return await _timetable_of(plan, with_wishes=False), vote and (vote.id, vote.confirmed_at)


async def _timetable_of(plan: Plan, *, with_wishes: bool) -> Timetable:
    event = await Event.objects().where(Event.id == plan.event).first()
    if event is None:
        raise LookupError(plan.event)
    timetable = await read_timetable(event, with_wishes=with_wishes)
    if plan.purpose == "fit" and plan.round is not None:
        timetable = await with_chosen(timetable, event, str(plan.round))
    return timetable


def can_be_in_blocks(asked: Asked) -> bool:
    """Whether the best plan in blocks can be looked for: few sessions, all equally long, and none that stays."""
    sessions = asked.question.instance.sessions
    sizes = {(session.slots, session.before, session.after) for session in sessions}
    return len(sizes) == 1 and len(sessions) <= MOST_IN_BLOCKS and len(asked.question.free) == len(sessions)


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
