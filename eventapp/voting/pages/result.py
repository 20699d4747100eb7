"""The result: reading it, confirming it, offering something else, and taking it away as a file."""

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.proposals.kinds import KINDS
from eventapp.texts import _, ngettext
from eventapp.timetable.actions import make_sessions
from eventapp.voting.actions import confirm_result, offer_instead
from eventapp.voting.counting import read_result
from eventapp.voting.election import election_of
from eventapp.voting.files.result_files import as_json, as_pabulib
from eventapp.voting.forms.confirm import ConfirmForm, OfferForm, confirm_form, offer_form
from eventapp.voting.offers import OFFERS
from eventapp.voting.pages.finding import round_or_404
from eventapp.voting.reading import contenders, rules_of
from eventapp.voting.result_reading import account_of
from eventapp.voting.shares import FEWEST
from eventapp.voting.states import state_of
from eventapp.voting.tables import Round
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, partner_or_404, posted, roles, say

COUNTED = {"counted", "confirmed"}


@get("/{slug:str}/vote/result")
async def show_result(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    round_ = await round_or_404(event)
    if state_of(round_) not in COUNTED:
        return go(f"/{slug}/vote")
    return await result_page(request, event, round_)


async def result_page(
    request: Asked,
    event: Event,
    round_: Round,
    form: ConfirmForm | None = None,
    offering: OfferForm | None = None,
) -> Answer:
    account, state = await account_of(round_), state_of(round_)
    organiser = (await roles(request, event)).organiser
    if form is None and state == "counted" and organiser:
        form = confirm_form([line.contender for line in account.lines])
    if offering is None and state == "confirmed" and organiser:
        offering = offer_form([line.contender for line in account.others])
    wrong = bool(form and form.errors) or bool(offering and offering.errors)
    return await page(
        request,
        "voting/result.html",
        event=event,
        status=422 if wrong else 200,
        form=form,
        offering=offering,
        round=round_,
        rules=await rules_of(round_),
        state=state,
        account=account,
        kinds=KINDS,
        offers=OFFERS if state == "confirmed" else {},
    )


@post("/{slug:str}/vote/result")
async def confirm(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await round_or_404(event)
    if state_of(round_) != "counted":
        return go(f"/{slug}/vote")
    account = await account_of(round_)
    form = confirm_form([line.contender for line in account.lines], await posted(request))
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
            return say(go(f"/{slug}/vote/result"), text % {"count": made})
    return await result_page(request, event, round_, form)


@post("/{slug:str}/vote/offers")
async def make_offer(request: Asked, slug: FromPath[str]) -> Answer:
    """Offers something else to a proposal that is not in the programme."""
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await round_or_404(event)
    if state_of(round_) != "confirmed":
        return go(f"/{slug}/vote")
    form = offer_form([one for one in await contenders(round_) if not one.candidate.chosen], await posted(request))
    if form.validate():
        try:
            await offer_instead(round_, organiser, form.candidate.data, form.offer.data)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            return say(go(f"/{slug}/vote/result"), _("The offer is made. The person who proposed it gets a message."))
    return await result_page(request, event, round_, offering=form)


@get("/{slug:str}/vote/result.json")
async def download_result(request: Asked, slug: FromPath[str]) -> Answer:
    """The ballots without names, and what came out, for those who want to count again."""
    round_ = await _counted_round_or_404(request, slug)
    file = as_json(round_, await contenders(round_), await election_of(round_), read_result(round_))
    return _download(file, f"{slug}-vote.json", "application/json")


@get("/{slug:str}/vote/result.pb")
async def download_pabulib(request: Asked, slug: FromPath[str]) -> Answer:
    """The same for other programs. Not there with so few ballots that none are told."""
    round_ = await _counted_round_or_404(request, slug)
    election = await election_of(round_)
    if len(election.ballots) < FEWEST:
        raise NotFoundException
    file = as_pabulib(round_, await contenders(round_), election, read_result(round_))
    return _download(file.encode(), f"{slug}-vote.pb", "text/plain; charset=utf-8")


async def _counted_round_or_404(request: Asked, slug: str) -> Round:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    round_ = await round_or_404(event)
    if state_of(round_) not in COUNTED:
        raise NotFoundException
    return round_


def _download(content: bytes, name: str, media_type: str) -> Answer:
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


handlers = [show_result, confirm, make_offer, download_result, download_pabulib]
