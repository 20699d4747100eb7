"""Trying the count: with other rules before a result is confirmed, and with made-up votes before a vote opens."""

from litestar import get
from litestar.params import FromPath

from eventapp.proposals.kinds import KINDS
from eventapp.texts import _
from eventapp.voting.counting import CountStopped
from eventapp.voting.forms.trial import TrialForm, what_if_form
from eventapp.voting.pages.finding import round_or_404
from eventapp.voting.reading import contenders, room_time_of, rules_of, votes_cast
from eventapp.voting.shares import FEWEST
from eventapp.voting.states import state_of
from eventapp.voting.trying import with_made_up_votes, with_other_rules
from eventapp.web import Answer, Asked, asked_for, event_or_404, go, organiser_or_404, page


@get("/{slug:str}/vote/what-if")
async def show_what_if(request: Asked, slug: FromPath[str]) -> Answer:
    """What other rules would choose. Nothing is stored."""
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await round_or_404(event)
    if state_of(round_) != "counted":
        return go(f"/{slug}/vote")
    asked, rules = asked_for(request), await rules_of(round_)
    one_room = (rules.room_time or await room_time_of(event)).of_one_room.minutes
    form = what_if_form(round_, one_room, asked if len(asked) else None)
    # Of very few votes, what would come in with more room time is what somebody ticked.
    other, numbers_told = None, await votes_cast(round_) >= FEWEST
    if len(asked) and form.validate() and numbers_told:
        try:
            other = await with_other_rules(round_, budget=form.budget, weighting=form.weighting.data)
        except CountStopped:
            form.form_errors.append(_("Counting stopped before its end. Please try again."))
    return await page(
        request,
        "voting/result_what_if.html",
        event=event,
        status=422 if form.errors else 200,
        form=form,
        other=other,
        numbers_told=numbers_told,
        proposals={one.candidate.id: one.proposal for one in await contenders(round_)},
    )


@get("/{slug:str}/vote/trial")
async def show_trial(request: Asked, slug: FromPath[str]) -> Answer:
    """What the prepared rules would choose from made-up votes. Nothing is stored; the address gives the same again."""
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await round_or_404(event)
    if state_of(round_) != "prepared":
        return go(f"/{slug}/vote")
    form, account = TrialForm(asked_for(request), seed=1), None
    if form.validate():
        try:
            account = await with_made_up_votes(event, round_, str(form.seed.data))
        except CountStopped:
            form.form_errors.append(_("Counting stopped before its end. Please try again."))
    return await page(
        request,
        "voting/trial.html",
        event=event,
        status=422 if form.errors else 200,
        form=form,
        account=account,
        kinds=KINDS,
        offers={},
    )


handlers = [show_what_if, show_trial]
