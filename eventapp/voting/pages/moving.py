"""Moving the closing time of an open round, or ending it now."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.texts import _
from eventapp.voting.actions import end_round_early, prolong_round
from eventapp.voting.forms.closing_time import EndingForm, moving_form
from eventapp.voting.pages.finding import open_round, round_or_404
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/vote/closing-time")
async def show_closing_time(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await open_round(event)
    if round_ is None:
        return go(f"/{slug}/vote")
    return await page(request, "voting/closing_time.html", event=event, round=round_, form=moving_form(event))


@post("/{slug:str}/vote/closing-time")
async def move_closing_time(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await round_or_404(event)
    form = moving_form(event, await posted(request))
    if form.validate():
        try:
            await prolong_round(round_, organiser, form.closing_moment, form.why.data or "")
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            return say(go(f"/{slug}/vote"), _("There is more time to vote. Everybody who may vote is told."))
    return await page(request, "voting/closing_time.html", event=event, round=round_, form=form, status=422)


@get("/{slug:str}/vote/ending")
async def show_ending(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await open_round(event)
    if round_ is None:
        return go(f"/{slug}/vote")
    return await page(request, "voting/ending.html", event=event, round=round_, form=EndingForm())


@post("/{slug:str}/vote/ending")
async def end_now(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await round_or_404(event)
    form = EndingForm(await posted(request))
    if form.validate():
        try:
            await end_round_early(round_, organiser, form.why.data or "")
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            return say(go(f"/{slug}/vote"), _("Voting has ended. Everybody who may vote is told."))
    return await page(request, "voting/ending.html", event=event, round=round_, form=form, status=422)


handlers = [show_closing_time, move_closing_time, show_ending, end_now]
