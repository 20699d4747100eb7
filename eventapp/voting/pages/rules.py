"""Preparing a round: its rules, and opening it."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.texts import _
from eventapp.voting.actions import change_round, new_round, open_round
from eventapp.voting.forms import RoundForm, changing_form, round_form
from eventapp.voting.pages.finding import round_or_404
from eventapp.voting.reading import latest_round, proposals_waiting, room_time_of
from eventapp.voting.states import state_of
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/vote/new")
async def show_new_round(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await latest_round(event)
    if round_ is not None and state_of(round_) != "confirmed":
        return go(f"/{slug}/vote")
    return await round_page(request, event)


@post("/{slug:str}/vote/new")
async def add_round(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    form = round_form(event, await posted(request))
    if form.validate():
        try:
            await new_round(event, organiser, **form.facts)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            return say(go(f"/{slug}/vote"), _("The vote is prepared. Read the rules once more, then open it."))
    return await round_page(request, event, form)


async def round_page(request: Asked, event: Event, form: RoundForm | None = None) -> Answer:
    room_time = await room_time_of(event)
    return await page(
        request,
        "voting/round.html",
        event=event,
        status=422 if form else 200,
        form=form or round_form(event, budget_minutes=room_time.minutes),
        room_time=room_time,
        waiting=await proposals_waiting(event),
        action=f"/{event.slug}/vote/new",
    )


@get("/{slug:str}/vote/rules")
async def show_rules(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await round_or_404(event)
    if state_of(round_) != "prepared":
        return go(f"/{slug}/vote")
    return await _rules_page(request, event, changing_form(event, round_))


@post("/{slug:str}/vote/rules")
async def change_rules(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await round_or_404(event)
    form = changing_form(event, round_, await posted(request))
    if form.validate():
        try:
            await change_round(round_, organiser, **form.facts)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            return say(go(f"/{slug}/vote"), _("Saved."))
    return await _rules_page(request, event, form, status=422)


async def _rules_page(request: Asked, event: Event, form: RoundForm, status: int = 200) -> Answer:
    return await page(
        request,
        "voting/round.html",
        event=event,
        status=status,
        form=form,
        room_time=await room_time_of(event),
        waiting=await proposals_waiting(event),
        action=f"/{event.slug}/vote/rules",
    )


@post("/{slug:str}/vote/opening")
async def open_vote(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    try:
        await open_round(await round_or_404(event), organiser)
    except Refused as refusal:
        return say(go(f"/{slug}/vote"), str(refusal), "warning")
    return say(go(f"/{slug}/vote"), _("Voting is open."))


handlers = [show_new_round, add_round, show_rules, change_rules, open_vote]
