"""One proposal: reading it, talking about it, putting it forward, taking it back."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.proposals.actions import add_comment, bring_back_proposal, submit_proposal, withdraw_proposal
from eventapp.proposals.forms.comment import CommentForm
from eventapp.proposals.pages.shared import (
    own_proposal_or_404,
    proposal_or_404,
    proposal_page,
    refused_page,
    to_proposal,
)
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, partner_or_404, posted, say


@get("/{slug:str}/proposals/{proposal_id:str}")
async def show_proposal(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    return await proposal_page(request, event, proposal, CommentForm())


@post("/{slug:str}/proposals/{proposal_id:str}/comments")
async def create_comment(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    form = CommentForm(await posted(request))
    if not form.validate():
        return await proposal_page(request, event, proposal, form, status=422)
    await add_comment(proposal, person, form.body.data or "")
    return go(f"/{event.slug}/proposals/{proposal.id}#comments")


@post("/{slug:str}/proposals/{proposal_id:str}/submission")
async def create_submission(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    try:
        await submit_proposal(proposal, person)
    except Refused as refusal:
        return await refused_page(request, event, proposal, refusal)
    return say(to_proposal(event, proposal), _("This is put forward. It will be in the next vote."))


@post("/{slug:str}/proposals/{proposal_id:str}/withdrawal")
async def create_withdrawal(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    try:
        await withdraw_proposal(proposal, person)
    except Refused as refusal:
        return await refused_page(request, event, proposal, refusal)
    return say(to_proposal(event, proposal), _("This is withdrawn. You can bring it back at any time."))


@post("/{slug:str}/proposals/{proposal_id:str}/return")
async def create_return(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    await bring_back_proposal(proposal, person)
    return say(to_proposal(event, proposal), _("This is back."))


handlers = [show_proposal, create_comment, create_submission, create_withdrawal, create_return]
