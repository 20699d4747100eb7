"""Asking for plans, stopping them, and taking what one likes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import hold
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.texts import _, marked
from eventapp.timetable.actions.changing import change_placements, titles_words
from eventapp.timetable.planned import PlannedSession, Timetable
from eventapp.timetable.plans.asking import Placed
from eventapp.timetable.plans.comparing import place_of
from eventapp.timetable.plans.purposes import MOST_IN_BLOCKS, can_be_in_blocks, question_of
from eventapp.timetable.plans.stored import VERSION, Found, Kept, best_of, found_in, hash_of, is_of_now, write
from eventapp.timetable.solver.solving import USUAL
from eventapp.timetable.tables import Plan
from eventapp.voting.tables import Round

# Of each event the newest stay; after the event none.
PLANS_KEPT = 30
KEPT_AFTER_EVENT = timedelta(days=30)


@dataclass(frozen=True)
class PlanWish:
    """What a plan is for (a key of `PURPOSES`), what is not to move, how long to search, and the seed of chance."""

    purpose: str
    kept: Kept = "placed"
    seconds: int = 20
    seed: int = 1


async def ask_for_plan(event: Event, by: Person | None, wish: PlanWish, round_: Round | None = None) -> Plan:
    """Begins a plan of the timetable as it is now, and ends the one that is being made: only the newest counts.

    `round_` is the vote whose chosen proposals are to fit. Refuses where there is nothing to place, and blocks of
    sessions that cannot be in blocks.
    """
    async with db.transaction():
        await hold(event)
        plan = _new(event, by, wish, round_)
        asked = await question_of(plan, wish.kept)
        if not asked.question.free and wish.purpose != "fit":
            raise Refused(_("There is nothing to place. Add sessions, or let more of them move."))
        if not asked.question.rooms:
            raise Refused(_("There is no room yet. Add the rooms of the venue first."))
        if wish.purpose == "blocks" and not can_be_in_blocks(asked):
            words = _("For blocks all sessions have to be equally long, at most %(most)s, and none kept at its place.")
            raise Refused(words % {"most": MOST_IN_BLOCKS})
        plan.question = write(asked)
        plan.question_hash = hash_of(plan.question)
        await _begin(plan)
    return plan


async def make_again(event: Event, by: Person | None, earlier: Plan) -> Plan:
    """Begins a plan that is told the very same as an earlier one, with the same seed.

    A draft that was not broken off then takes the same steps too, which give the same plan. Refuses what another
    version of the program made.
    """
    if not is_of_now(earlier):
        raise Refused(_("Another version of the program made this plan. Ask for a new one."))
    async with db.transaction():
        await hold(event)
        plan = _new(event, by, PlanWish(earlier.purpose, seconds=earlier.seconds, seed=earlier.seed), None)
        plan.round, plan.weights = earlier.round, earlier.weights
        plan.question, plan.question_hash = earlier.question, earlier.question_hash
        found = found_in(earlier)
        plan.found = write(Found(seed=found.seed, steps=found.steps)) if found.steps else ""
        await _begin(plan)
    return plan


def _new(event: Event, by: Person | None, wish: PlanWish, round_: Round | None) -> Plan:
    return Plan(
        event=event.id,
        purpose=wish.purpose,
        round=round_ and round_.id,
        asked_by=by and by.id,
        asked_at=clock.now(),
        seconds=wish.seconds,
        seed=wish.seed,
        version=VERSION,
        weights=write(USUAL),
        question="",
        question_hash="",
        turn="",
        progress="",
        best="",
        found="",
        ended="",
    )


async def _begin(plan: Plan) -> None:
    await Plan.update({Plan.ended: "replaced", Plan.ended_at: clock.now()}).where(
        (Plan.event == plan.event) & Plan.ended_at.is_null()
    )
    await Plan.insert(plan)
    newest = Plan.select(Plan.id).where(Plan.event == plan.event).order_by(Plan.asked_at, Plan.id, ascending=False)
    rows = await newest.limit(PLANS_KEPT)
    await Plan.delete().where((Plan.event == plan.event) & Plan.id.not_in([row["id"] for row in rows]))


async def forget_old_plans() -> None:
    """Deletes the plans of events that are long over: they hold who could come when, and what people wished for."""
    over = Event.select(Event.id).where(Event.ends_on < (clock.now() - KEPT_AFTER_EVENT).date())
    await Plan.delete().where(Plan.event.is_in(over))


async def stop_plan(plan: Plan) -> None:
    """Ends the search within a second; the best plan so far is kept. One that nobody makes ends at once."""
    now = clock.now()
    running = (Plan.id == plan.id) & Plan.ended_at.is_null()
    await Plan.update({Plan.stop_asked_at: now}).where(running)
    await Plan.update({Plan.ended: "stopped", Plan.ended_at: now}).where(
        running & (Plan.turn_until.is_null() | (Plan.turn_until <= now))
    )


async def take_plan(event: Event, plan: Plan, by: Person | None, seen: Mapping[str, str]) -> Sequence[PlannedSession]:
    """Gives these sessions the rooms and times of the plan, all of them or none, as one deed that can be undone.

    `seen` gives for each session (id) the `place_of` that the person saw. Refuses where one of them was changed since,
    where the plan has no place for it, and where it would clash now.
    """
    best = best_of(plan)
    if best is None:
        raise Refused(_("This plan has no rooms and times to take."))

    def taken(timetable: Timetable) -> Sequence[PlannedSession]:
        now = {session.id: session for session in timetable.sessions}
        rooms = {room.id: room for room in timetable.rooms}
        gone = seen.keys() - now.keys() or seen.keys() - best.placed.keys()
        if gone or any(best.placed[id_].room not in rooms for id_ in seen):
            raise Refused(_("A session or a room of this plan is not there any more. Look at it again."))
        changed = [now[id_].title for id_, place in seen.items() if place_of(now[id_]) != place]
        if changed:
            words = _("Somebody changed this while you looked at the plan: %(titles)s. Look at it again.")
            raise Refused(words % {"titles": titles_words(changed)})
        return [_at(now[id_], best.placed[id_], timetable) for id_ in seen]

    async with db.transaction():
        moved = await change_placements(event, by, marked("took a plan for"), None, taken)
        await Plan.update({Plan.taken_at: clock.now()}).where(Plan.id == plan.id)
    return moved


def _at(session: PlannedSession, place: Placed, timetable: Timetable) -> PlannedSession:
    [room] = [room for room in timetable.rooms if room.id == place.room]
    return replace(session, room=room, starts_at=place.starts_at)
