"""Whether what a count chose fits the venue, before the result is confirmed."""

from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.timetable.actions.plans import PlanWish, ask_for_plan
from eventapp.timetable.pages.plans import findings_of, progress_of
from eventapp.timetable.planned import read_timetable
from eventapp.timetable.plans.fitting import with_chosen
from eventapp.timetable.plans.overtaken import is_overtaken_by
from eventapp.timetable.plans.planning_turns import bell
from eventapp.timetable.tables import Plan
from eventapp.voting.tables import Round
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page

# A proof takes longer than a plan; most find an answer at once.
SECONDS = 30


async def _round_or_404(event: Event, round_id: str) -> Round:
    """A counted vote of this event. Raises 404."""
    round_ = await Round.objects().where((Round.event == event.id) & (Round.id == round_id)).first()
    if round_ is None or round_.counted_at is None:
        raise NotFoundException
    return round_


@get("/{slug:str}/timetable/fit/{round_id:str}")
async def show_fit(request: Asked, slug: FromPath[str], round_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await _fit_page(request, event, await _round_or_404(event, round_id))


async def _fit_page(request: Asked, event: Event, round_: Round, refusal: str = "") -> Answer:
    plan = await (
        Plan.objects()
        .where((Plan.event == event.id) & (Plan.purpose == "fit") & (Plan.round == round_.id))
        .order_by(Plan.asked_at, Plan.id, ascending=False)
        .first()
    )
    shown: dict[str, Any] = {}
    if plan is not None:
        timetable = await with_chosen(await read_timetable(event), event, round_.id)
        shown = {**progress_of(plan), **findings_of(plan, timetable)}
        shown["is_overtaken"] = not shown["is_running"] and is_overtaken_by(plan, timetable)
    return await page(
        request,
        "timetable/fit.html",
        event=event,
        status=422 if refusal else 200,
        refusal=refusal,
        round=round_,
        **{"plan": None, **shown},
    )


@post("/{slug:str}/timetable/fit/{round_id:str}")
async def ask_whether_it_fits(request: Asked, slug: FromPath[str], round_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await _round_or_404(event, round_id)
    try:
        await ask_for_plan(event, organiser, PlanWish("fit", "locked", SECONDS), round_)
    except Refused as refusal:
        return await _fit_page(request, event, round_, str(refusal))
    bell.ring()
    return go(f"/{slug}/timetable/fit/{round_.id}")


handlers = [show_fit, ask_whether_it_fits]
