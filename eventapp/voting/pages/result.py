"""The results of an event's votes: reading them, and offering something else to what is not chosen."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.proposals.kinds import KINDS
from eventapp.texts import _
from eventapp.voting.actions import offer_instead
from eventapp.voting.forms.confirm import OfferForm, offer_form
from eventapp.voting.offers import OFFERS
from eventapp.voting.pages.finding import counted_round_or_404, round_or_404
from eventapp.voting.reading import contenders, counted_rounds, rules_of
from eventapp.voting.result_reading import account_of
from eventapp.voting.states import state_of
from eventapp.voting.tables import Round
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, partner_or_404, posted, roles, say


@get("/{slug:str}/vote/results")
async def list_results(request: Asked, slug: FromPath[str]) -> Answer:
    """Each vote that has been counted. Preparing another hides none of them."""
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    return await page(request, "voting/results.html", event=event, rounds=await counted_rounds(event))


@get("/{slug:str}/vote/result")
async def show_last_result(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    rounds = await counted_rounds(event)
    if not rounds:
        await round_or_404(event)
        return go(f"/{slug}/vote")
    return await result_page(request, event, rounds[0])


@get("/{slug:str}/vote/results/{round_id:str}")
async def show_result(request: Asked, slug: FromPath[str], round_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    return await result_page(request, event, await counted_round_or_404(event, round_id))


async def result_page(request: Asked, event: Event, round_: Round, offering: OfferForm | None = None) -> Answer:
    account, state = await account_of(round_), state_of(round_)
    if offering is None and state == "confirmed" and (await roles(request, event)).organiser:
        offering = offer_form([line.contender for line in account.others])
    return await page(
        request,
        "voting/result.html",
        event=event,
        status=422 if offering and offering.errors else 200,
        offering=offering,
        round=round_,
        rules=await rules_of(round_),
        state=state,
        account=account,
        kinds=KINDS,
        offers=OFFERS if state == "confirmed" else {},
        several=len(await counted_rounds(event)) > 1,
    )


@post("/{slug:str}/vote/results/{round_id:str}/offers")
async def make_offer(request: Asked, slug: FromPath[str], round_id: FromPath[str]) -> Answer:
    """Offers something else to a proposal that is not in the programme."""
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await counted_round_or_404(event, round_id)
    if state_of(round_) != "confirmed":
        return go(f"/{slug}/vote")
    form = offer_form([one for one in await contenders(round_) if not one.candidate.chosen], await posted(request))
    if form.validate():
        try:
            await offer_instead(round_, organiser, form.candidate.data, form.offer.data)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            return say(
                go(f"/{slug}/vote/results/{round_id}"), _("The offer is made. Those who proposed it get a message.")
            )
    return await result_page(request, event, round_, form)


handlers = [list_results, show_last_result, show_result, make_offer]
