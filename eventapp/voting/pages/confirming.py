"""Confirming what a count gives, or changing it first."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.texts import ngettext
from eventapp.timetable.actions import make_sessions
from eventapp.voting.actions import confirm_result
from eventapp.voting.forms.confirm import ConfirmForm, confirm_form
from eventapp.voting.pages.finding import round_or_404
from eventapp.voting.reading import Contender
from eventapp.voting.result_reading import account_of
from eventapp.voting.results import Account
from eventapp.voting.states import state_of
from eventapp.voting.tables import Round
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/vote/confirm")
async def show_confirming(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await round_or_404(event)
    if state_of(round_) != "counted":
        return go(f"/{slug}/vote")
    account = await account_of(round_)
    return await _confirm_page(request, event, round_, account, confirm_form(_contenders(account)))


@post("/{slug:str}/vote/confirm")
async def confirm(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await round_or_404(event)
    if state_of(round_) != "counted":
        return go(f"/{slug}/vote")
    account = await account_of(round_)
    form = confirm_form(_contenders(account), await posted(request))
    if form.validate():
        try:
            await confirm_result(round_, organiser, form.chosen, form.reasons, form.offers)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            made = await make_sessions(event, organiser)
            text = ngettext(
                "The result is final. %(count)s session waits for a room and a time.",
                "The result is final. %(count)s sessions wait for a room and a time.",
                made,
            )
            return say(go(f"/{slug}/vote/results/{round_.id}"), text % {"count": made})
    return await _confirm_page(request, event, round_, account, form)


def _contenders(account: Account) -> list[Contender]:
    return [line.contender for line in account.lines]


async def _confirm_page(request: Asked, event: Event, round_: Round, account: Account, form: ConfirmForm) -> Answer:
    return await page(
        request,
        "voting/confirm.html",
        event=event,
        status=422 if form.errors else 200,
        form=form,
        round=round_,
        account=account,
    )


handlers = [show_confirming, confirm]
