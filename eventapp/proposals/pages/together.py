"""Doing it together: who hosts, who asks, who is asked, and the answers."""

from collections.abc import Awaitable

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.people.tables import Organisation
from eventapp.proposals.actions import (
    accept_cohosting,
    ask_organisation,
    ask_to_join,
    decline_cohosting,
    leave_proposal,
    take_back_asking,
)
from eventapp.proposals.forms.together import TogetherForm, together_form
from eventapp.proposals.pages.shared import is_own, own_organisations, own_proposal_or_404, proposal_or_404
from eventapp.proposals.reading import askings_of, organisations_of, organisations_taking_part
from eventapp.proposals.states import may_be_revised
from eventapp.proposals.tables import CoHosting, Proposal
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, page, partner_or_404, posted, roles, say


@get("/{slug:str}/proposals/{proposal_id:str}/together")
async def show_together(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    return await _page(request, event, proposal, together_form(await _not_asked(request, event, proposal)))


@post("/{slug:str}/proposals/{proposal_id:str}/together")
async def create_asking(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    """Its own people ask an organisation; others ask to join."""
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    choices = await _choices(request, event, proposal)
    form = together_form(choices, await posted(request))
    if not form.validate() or not choices:
        return await _page(request, event, proposal, form, status=422)
    organisation = _chosen(form, choices)
    words = form.words.data or ""
    try:
        if await is_own(request, event, proposal):
            asking = await ask_organisation(proposal, person, organisation, words)
        else:
            asking = await ask_to_join(proposal, person, organisation, words)
    except Refused as refusal:
        form.form_errors.append(str(refusal))
        return await _page(request, event, proposal, form, status=422)
    agreed = asking.state == "accepted"
    return say(_back(event, proposal), _("You do this together now.") if agreed else _("They are asked."))


@post("/{slug:str}/proposals/{proposal_id:str}/together/{cohosting_id:str}/acceptance")
async def create_acceptance(
    request: Asked, slug: FromPath[str], proposal_id: FromPath[str], cohosting_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    asking = await _asking_or_404(request, event, proposal, cohosting_id, answering=True)
    return await _done(request, event, proposal, accept_cohosting(asking, person), _("You do this together now."))


@post("/{slug:str}/proposals/{proposal_id:str}/together/{cohosting_id:str}/refusal")
async def create_refusal(
    request: Asked, slug: FromPath[str], proposal_id: FromPath[str], cohosting_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    asking = await _asking_or_404(request, event, proposal, cohosting_id, answering=True)
    return await _done(
        request, event, proposal, decline_cohosting(asking, person), _("We have told them. No reason is needed.")
    )


@post("/{slug:str}/proposals/{proposal_id:str}/together/{cohosting_id:str}/taking-back")
async def create_taking_back(
    request: Asked, slug: FromPath[str], proposal_id: FromPath[str], cohosting_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    asking = await _asking_or_404(request, event, proposal, cohosting_id, answering=False)
    return await _done(request, event, proposal, take_back_asking(asking, person), _("This is taken back."))


@post("/{slug:str}/proposals/{proposal_id:str}/together/{organisation_id:str}/leaving")
async def create_leaving(
    request: Asked, slug: FromPath[str], proposal_id: FromPath[str], organisation_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    own = await own_organisations(request, event)
    organisation = next((one for one in own if one.id == organisation_id), None)
    if organisation is None:
        raise NotFoundException
    said = _("%(name)s no longer hosts this. No reason is needed.") % {"name": organisation.name}
    return await _done(request, event, proposal, leave_proposal(proposal, person, organisation), said)


async def _asking_or_404(
    request: Asked, event: Event, proposal: Proposal, cohosting_id: str, *, answering: bool
) -> CoHosting:
    """What was asked, for the side that answers it or the side that asked. To all others there is no such thing."""
    asking = (
        await CoHosting.objects().where((CoHosting.id == cohosting_id) & (CoHosting.proposal == proposal.id)).first()
    )
    if asking is None:
        raise NotFoundException
    is_theirs = str(asking.organisation) in (await roles(request, event)).organisations
    if not (is_theirs if asking.was_asked == answering else await is_own(request, event, proposal)):
        raise NotFoundException
    return asking


async def _choices(request: Asked, event: Event, proposal: Proposal) -> list[Organisation]:
    """Those that its own people can ask; of others, their own ones that do not host it yet."""
    hosting = {one.id for one in (await organisations_of([proposal.id]))[proposal.id]}
    own = await is_own(request, event, proposal)
    offered = await organisations_taking_part(event.id) if own else await own_organisations(request, event)
    return [one for one in offered if one.id not in hosting]


async def _not_asked(request: Asked, event: Event, proposal: Proposal) -> list[Organisation]:
    waiting = {asking.organisation.id for asking in await askings_of(proposal)}
    return [one for one in await _choices(request, event, proposal) if one.id not in waiting]


def _chosen(form: TogetherForm, choices: list[Organisation]) -> Organisation:
    if "organisation" not in form:
        return choices[0]
    return next(one for one in choices if one.id == form.organisation.data)


def _back(event: Event, proposal: Proposal) -> Answer:
    return go(f"/{event.slug}/proposals/{proposal.id}/together")


async def _done(request: Asked, event: Event, proposal: Proposal, deed: Awaitable[object], said: str) -> Answer:
    """The page with what was done said on it; or with why it was refused."""
    try:
        await deed
    except Refused as refusal:
        form = together_form(await _not_asked(request, event, proposal))
        form.form_errors.append(str(refusal))
        return await _page(request, event, proposal, form, status=422)
    return say(_back(event, proposal), said)


async def _page(request: Asked, event: Event, proposal: Proposal, form: TogetherForm, status: int = 200) -> Answer:
    mine = (await roles(request, event)).organisations
    own = await is_own(request, event, proposal)
    askings = [one for one in await askings_of(proposal) if own or one.organisation.id in mine]
    hosting = (await organisations_of([proposal.id]))[proposal.id]
    return await page(
        request,
        "proposals/together.html",
        event=event,
        status=status,
        form=form,
        proposal=proposal,
        own=own,
        mine=mine,
        hosting=hosting,
        to_answer=[one for one in askings if (one.organisation.id in mine if one.was_asked else own)],
        asked=[one for one in askings if (own if one.was_asked else one.organisation.id in mine)],
        may_ask=bool(form.errors or await _not_asked(request, event, proposal))
        and may_be_revised(proposal.state, proposals_open=True),
    )


handlers = [
    show_together,
    create_asking,
    create_acceptance,
    create_refusal,
    create_taking_back,
    create_leaving,
]
