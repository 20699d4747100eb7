"""Keeping what is half typed: by a button, and by itself while somebody types."""

from litestar import Response, post
from litestar.params import FromPath

from eventapp.event.tables import Event
from eventapp.forms import Form, clean
from eventapp.people.tables import Person
from eventapp.proposals.actions import draft_of, drop_draft, keep_draft
from eventapp.proposals.forms.idea import IdeaForm
from eventapp.proposals.forms.proposal import ProposalForm
from eventapp.proposals.pages.shared import own_proposal_or_404
from eventapp.proposals.tables import Proposal
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, partner_or_404, posted, say

# As long as the longest field, so that a draft is never larger than a form.
LONGEST = 4000
MOST_TEXTS = 100


@post("/{slug:str}/proposals/new/draft")
async def create_idea_draft(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    return await _keep(request, event, person, None, IdeaForm(), f"/{event.slug}/proposals/new")


@post("/{slug:str}/proposals/new/draft/removal")
async def create_idea_draft_removal(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    await drop_draft(event.id, person, None)
    return say(go(f"/{event.slug}/proposals/new"), _("Your draft is deleted."))


@post("/{slug:str}/proposals/{proposal_id:str}/edit/draft")
async def create_draft(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    return await _keep(request, event, person, proposal, ProposalForm(), f"/{event.slug}/proposals/{proposal.id}/edit")


@post("/{slug:str}/proposals/{proposal_id:str}/edit/draft/removal")
async def create_draft_removal(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    await drop_draft(event.id, person, proposal)
    return say(go(f"/{event.slug}/proposals/{proposal.id}/edit"), _("Your draft is deleted."))


async def _keep(
    request: Asked, event: Event, person: Person, proposal: Proposal | None, form: Form, back: str
) -> Answer:
    names = {field.name for field in form}
    texts = [(name, clean(text)[:LONGEST]) for name, text in (await posted(request)).texts() if name in names]
    await keep_draft(event, person, proposal, texts[:MOST_TEXTS])
    if "HX-Request" in request.headers:
        return Response(None, status_code=204, headers={"Cache-Control": "no-store"})
    if await draft_of(event, person, proposal) is None:
        return say(go(back), _("There is nothing to keep yet."), "warning")
    return say(go(f"{back}?draft=y"), _("Your draft is kept for 60 days. Only you can see it."))


handlers = [
    create_idea_draft,
    create_idea_draft_removal,
    create_draft,
    create_draft_removal,
]
