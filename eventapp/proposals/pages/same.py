"""Pointing out what may be the same idea: while somebody writes, and by organisers."""

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.forms import clean
from eventapp.proposals.actions import mark_same, unmark_same
from eventapp.proposals.pages.shared import proposal_or_404, refused_page, to_proposal
from eventapp.proposals.reading import alike
from eventapp.proposals.tables import Proposal
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, partner_or_404, posted, say

# Enough to tell what an idea is about.
READ = 1000


@get("/{slug:str}/proposals/new/alike")
async def show_alike(request: Asked, slug: FromPath[str]) -> Answer:
    """A part of the page for a new idea; alone it is no page."""
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    if "HX-Request" not in request.headers:
        return go(f"/{event.slug}/proposals/new")
    asked = request.query_params
    title, text = (clean(asked.get(name, ""))[:READ] for name in ("title", "what_happens"))
    found = await alike(event.id, title, text) if title else []
    return await page(request, "proposals/_alike.html", event=event, alike=found)


@post("/{slug:str}/proposals/{proposal_id:str}/same")
async def create_same(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    [other_id] = (await posted(request)).getlist("other")[:1] or [""]
    try:
        # What is not there is refused like the proposal itself.
        await mark_same(proposal, await _other(event, str(other_id)) or proposal, person)
    except Refused as refusal:
        return await refused_page(request, event, proposal, refusal)
    return say(to_proposal(event, proposal), _("Both pages say now that it is the same idea."))


@post("/{slug:str}/proposals/{proposal_id:str}/same/{other_id:str}/removal")
async def create_same_removal(
    request: Asked, slug: FromPath[str], proposal_id: FromPath[str], other_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    other = await _other(event, other_id)
    if other is None:
        raise NotFoundException
    await unmark_same(proposal, other, person)
    return say(to_proposal(event, proposal), _("The pages say no longer that it is the same idea."))


async def _other(event: Event, other_id: str) -> Proposal | None:
    its_id = (Proposal.id == clean(other_id)) & (Proposal.event == event.id)
    found: Proposal | None = await Proposal.objects().where(its_id).first()
    return found


handlers = [
    show_alike,
    create_same,
    create_same_removal,
]
