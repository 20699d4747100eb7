"""Preparing a round: its rules, and opening it."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.forms import Posted
from eventapp.proposals.kinds import KINDS
from eventapp.texts import _
from eventapp.voting.actions import Stale, change_round, new_round, open_round
from eventapp.voting.forms.rules import RoundForm, changing_form, new_form, pressed_button, sent_form
from eventapp.voting.pages.finding import round_or_404
from eventapp.voting.reading import latest_round, put_forward_at, room_time_of, rules_of
from eventapp.voting.rules import RoundRules
from eventapp.voting.states import state_of
from eventapp.voting.tables import Round
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/vote/new")
async def show_new_round(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await latest_round(event)
    if round_ is not None and state_of(round_) != "confirmed":
        return go(f"/{slug}/vote")
    return await new_round_page(request, event)


async def new_round_page(request: Asked, event: Event) -> Answer:
    form = new_form(event, await put_forward_at(event), await room_time_of(event))
    return await _form_page(request, event, form)


@post("/{slug:str}/vote/new")
async def add_round(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    typed = await posted(request)
    form = await _sent(event, typed)
    if pressed_button(typed):
        return await _form_page(request, event, form)
    if form.validate():
        try:
            await new_round(event, organiser, **form.written)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            return say(go(f"/{slug}/vote"), _("The vote is prepared. Read the rules once more, then open it."))
    return await _form_page(request, event, form)


@get("/{slug:str}/vote/rules")
async def show_rules(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await round_or_404(event)
    if state_of(round_) != "prepared":
        return go(f"/{slug}/vote")
    rules = await rules_of(round_)
    form = changing_form(event, await put_forward_at(event, also=rules.paired), rules)
    return await _form_page(request, event, form, round_)


@post("/{slug:str}/vote/rules")
async def change_rules(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await round_or_404(event)
    typed = await posted(request)
    form = await _sent(event, typed, await rules_of(round_))
    if pressed_button(typed):
        return await _form_page(request, event, form, round_)
    if form.validate():
        try:
            await change_round(round_, organiser, version=form.version.data or "", **form.written)
        except Stale as stale:
            return await _stale_page(request, event, form, stale)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            return say(go(f"/{slug}/vote"), _("Saved."))
    return await _form_page(request, event, form, round_)


async def _sent(event: Event, typed: Posted, rules: RoundRules | None = None) -> RoundForm:
    form = sent_form(event, await put_forward_at(event, also=rules.paired if rules else ()), typed)
    form.room_time = await room_time_of(event, **form.taken_off)
    return form


async def _stale_page(request: Asked, event: Event, form: RoundForm, stale: Stale) -> Answer:
    """What the rules say now beside what was typed. Saving once more is then a decision."""
    round_ = await round_or_404(event)
    rules = await rules_of(round_)
    form.version.data = rules.version
    form.form_errors.append(str(stale))
    return await _form_page(request, event, form, round_, rules)


async def _form_page(
    request: Asked, event: Event, form: RoundForm, round_: Round | None = None, now: RoundRules | None = None
) -> Answer:
    """`now` are the rules that somebody else has written meanwhile."""
    return await page(
        request,
        "voting/round.html",
        event=event,
        status=422 if form.errors else 200,
        form=form,
        room_time=await room_time_of(event, **form.taken_off),
        waiting=len(await put_forward_at(event)),
        kinds=KINDS,
        round=round_,
        rules=now,
        action=f"/{event.slug}/vote/{'rules' if round_ else 'new'}",
    )


@post("/{slug:str}/vote/opening")
async def open_vote(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    seen = next(iter((await posted(request)).getlist("version")), None)
    try:
        await open_round(await round_or_404(event), organiser, version=seen)
    except Refused as refusal:
        return say(go(f"/{slug}/vote"), str(refusal), "warning")
    return say(go(f"/{slug}/vote"), _("Voting is open."))


handlers = [show_new_round, add_round, show_rules, change_rules, open_vote]
