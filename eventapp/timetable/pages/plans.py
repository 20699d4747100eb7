"""Plans that the program makes: asking for one, watching it, reading it, and taking what one likes of it."""

from collections.abc import Collection
from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp import clock
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.texts import _, ngettext
from eventapp.timetable.actions.plans import PlanWish, ask_for_plan, make_again, stop_plan, take_plan
from eventapp.timetable.checks.problem_words import problem_words
from eventapp.timetable.forms.plans import PROOF_SECONDS, PlanForm
from eventapp.timetable.planned import Timetable, read_timetable
from eventapp.timetable.plans.chart import chart
from eventapp.timetable.plans.comparing import beside, differences
from eventapp.timetable.plans.overtaken import is_overtaken_by
from eventapp.timetable.plans.planning_turns import bell
from eventapp.timetable.plans.reasons import minutes_short, reasons
from eventapp.timetable.plans.stored import (
    best_of,
    found_in,
    goes_by_wishes,
    is_of_now,
    kept_in,
    state_of,
    steps_of,
    weights_of,
)
from eventapp.timetable.tables import Plan
from eventapp.web import Answer, Asked, asked_for, event_or_404, go, organiser_or_404, page, posted, say

RUNNING = {"waiting", "running"}


@get("/{slug:str}/timetable/plans")
async def show_plans(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await _plans_page(request, event)


async def _plans_page(request: Asked, event: Event, form: PlanForm | None = None) -> Answer:
    plans = await _newest_first((Plan.event == event.id) & (Plan.purpose != "fit"))
    next_seed = max((plan.seed for plan in plans), default=0) + 1
    return await page(
        request,
        "timetable/plans.html",
        event=event,
        status=422 if form else 200,
        form=form or PlanForm(data={"work": "rest", "seconds": "20", "seed": next_seed}),
        plans=[(plan, state_of(plan), best_of(plan)) for plan in plans],
    )


async def _newest_first(which: Any) -> list[Plan]:
    # Without what each was told, which is long.
    columns = [column for column in Plan.all_columns() if column is not Plan.question]
    rows = await Plan.select(*columns).where(which).order_by(Plan.asked_at, Plan.id, ascending=False)
    return [Plan(**row, _ignore_missing=True) for row in rows]


@post("/{slug:str}/timetable/plans")
async def ask(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    form = PlanForm(await posted(request))
    if not form.validate():
        return await _plans_page(request, event, form)
    try:
        plan = await ask_for_plan(event, organiser, form.wish)
    except Refused as refusal:
        form.form_errors.append(str(refusal))
        return await _plans_page(request, event, form)
    bell.ring()
    return go(f"/{slug}/timetable/plans/{plan.id}")


async def plan_or_404(event: Event, plan_id: str) -> Plan:
    """The plan of this event with this id. Raises 404."""
    plan = await Plan.objects().where((Plan.event == event.id) & (Plan.id == plan_id)).first()
    if plan is None:
        raise NotFoundException
    return plan


@get("/{slug:str}/timetable/plans/{plan_id:str}")
async def show_plan(request: Asked, slug: FromPath[str], plan_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    ticked: frozenset[str] | None = frozenset() if request.query_params.get("ticked") == "none" else None
    return await _plan_page(request, event, await plan_or_404(event, plan_id), ticked=ticked)


async def _plan_page(
    request: Asked, event: Event, plan: Plan, problem: str = "", *, ticked: Collection[str] | None = None
) -> Answer:
    """`ticked` are the ids of the sessions to take; None: all."""
    if plan.purpose == "fit":
        return go(f"/{event.slug}/timetable/fit/{plan.round}")
    timetable, best = await read_timetable(event), best_of(plan)
    is_running = state_of(plan) in RUNNING
    compared = beside(timetable, best) if best and not is_running and plan.purpose != "why" else None
    return await page(
        request,
        "timetable/plan.html",
        event=event,
        status=422 if problem else 200,
        refusal=problem,
        compared=compared,
        ticked=ticked,
        new_problems=[problem_words(each, event.time_zone) for each in compared.new] if compared else [],
        is_overtaken=not is_running and is_overtaken_by(plan, timetable),
        **progress_of(plan),
        **findings_of(plan, timetable),
        **await _other_plan(request, event, plan, timetable),
    )


def progress_of(plan: Plan) -> dict[str, Any]:
    """How far a plan is, for the template that shows it while it is made and after."""
    steps, best = steps_of(plan), best_of(plan)
    gone = ((plan.ended_at if plan.ended else clock.now()) - plan.asked_at).total_seconds()
    return {
        "plan": plan,
        "state": state_of(plan),
        "is_running": state_of(plan) in RUNNING,
        "best": best,
        "steps": steps,
        "chart": chart([(step.seconds, step.attainable) for step in steps], plan.seconds, gone),
        "to_place": len(best.placed) + len(best.unplaced) if best else 0,
        "is_of_now": is_of_now(plan),
        # A repair goes by what moves, and counts only the wishes for what it places.
        "goes_by_wishes": plan.purpose == "draft" and is_of_now(plan) and goes_by_wishes(plan),
    }


def findings_of(plan: Plan, timetable: Timetable) -> dict[str, Any]:
    """What else was found out about a plan: for the template that tells reasons."""
    found = found_in(plan)
    return {
        "found": found,
        # A draft that found nothing has no steps to take again; what is proven takes none.
        "is_exact": plan.purpose == "draft" and bool(found.steps and plan.best),
        "weights": weights_of(plan),
        "reasons": reasons(found.rules, timetable),
        "short": minutes_short(found.needed, found.there) if found.needed > found.there else "",
    }


async def _other_plan(request: Asked, event: Event, plan: Plan, timetable: Timetable) -> dict[str, Any]:
    """The plans that this one can be laid beside, and what differs from the one that was chosen."""
    others = await _newest_first(
        (Plan.event == event.id) & (Plan.id != plan.id) & (Plan.best != "") & (Plan.purpose != "fit")
    )
    chosen = "".join(asked_for(request).getlist("beside")[:1])
    other = next((other for other in others if other.id == chosen), None)
    ours, theirs = best_of(plan), other and best_of(other)
    return {
        "others": others,
        "other": other,
        "differences": differences(timetable, ours, theirs) if ours and theirs else [],
    }


@get("/{slug:str}/timetable/plans/{plan_id:str}/progress")
async def show_progress(request: Asked, slug: FromPath[str], plan_id: FromPath[str]) -> Answer:
    """The part of the page that changes while a plan is made."""
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    plan = await plan_or_404(event, plan_id)
    address = f"/{slug}/timetable/plans/{plan.id}"
    if "HX-Request" not in request.headers:
        return go(address)
    return await page(request, "timetable/_plan_progress.html", event=event, address=address, **progress_of(plan))


@post("/{slug:str}/timetable/plans/{plan_id:str}/stop")
async def stop(request: Asked, slug: FromPath[str], plan_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    plan = await plan_or_404(event, plan_id)
    await stop_plan(plan)
    return say(go(f"/{slug}/timetable/plans/{plan.id}"), _("The search stops. The best plan so far is kept."))


@post("/{slug:str}/timetable/plans/{plan_id:str}/again")
async def again(request: Asked, slug: FromPath[str], plan_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    earlier = await plan_or_404(event, plan_id)
    try:
        plan = await make_again(event, organiser, earlier)
    except Refused as refusal:
        return await _plan_page(request, event, earlier, str(refusal))
    bell.ring()
    return go(f"/{slug}/timetable/plans/{plan.id}")


@post("/{slug:str}/timetable/plans/{plan_id:str}/why")
async def ask_why(request: Asked, slug: FromPath[str], plan_id: FromPath[str]) -> Answer:
    """Why this plan has no place for some: with what it kept."""
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    plan = await plan_or_404(event, plan_id)
    try:
        # What another version kept cannot be read: then all that is placed stays.
        kept = kept_in(plan) if is_of_now(plan) else "placed"
        why = await ask_for_plan(event, organiser, PlanWish("why", kept, PROOF_SECONDS, plan.seed))
    except Refused as refusal:
        return await _plan_page(request, event, plan, str(refusal))
    bell.ring()
    return go(f"/{slug}/timetable/plans/{why.id}")


@post("/{slug:str}/timetable/plans/{plan_id:str}/taking")
async def take(request: Asked, slug: FromPath[str], plan_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    plan = await plan_or_404(event, plan_id)
    ticked = (await posted(request)).getlist("take")
    seen = dict(tick.split(".", 1) for tick in ticked if isinstance(tick, str) and "." in tick)
    if not seen:
        return await _plan_page(request, event, plan, _("Tick what you want to take of this plan."), ticked=())
    try:
        moved = await take_plan(event, plan, organiser, seen)
    except Refused as refusal:
        return await _plan_page(request, event, plan, str(refusal), ticked=seen)
    words = ngettext(
        "%(count)s session has a new place. You can undo this.",
        "%(count)s sessions have new places. You can undo this.",
        len(moved),
    )
    return say(go(f"/{slug}/timetable"), words % {"count": len(moved)})


handlers = [show_plans, ask, show_plan, show_progress, stop, again, ask_why, take]
