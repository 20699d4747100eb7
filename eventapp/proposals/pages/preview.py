"""For its hosts and organisers: a proposal as its page in the programme would show it."""

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.event.tables import Event
from eventapp.programme.edition import EditionSession
from eventapp.programme.previewing import as_proposed, preview_parts
from eventapp.programme.published import content_of, latest_edition
from eventapp.proposals.pages.shared import is_own, proposal_or_404, said_now
from eventapp.texts import _
from eventapp.timetable.tables import Session
from eventapp.web import Answer, Asked, event_or_404, page, partner_or_404, roles


@get("/{slug:str}/proposals/{proposal_id:str}/preview")
async def show_preview(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    if not ((await roles(request, event)).organiser or await is_own(request, event, proposal)):
        raise NotFoundException
    said, hosts, organisations, _needs = await said_now(proposal)
    published = await _published(event, proposal.id)
    session = as_proposed(said, hosts, [one.name for one in organisations], event, published)
    return await page(
        request,
        "programme/session_preview.html",
        event=event,
        way_back=f"/{slug}/proposals/{proposal.id}",
        way_back_words=_("Back to the proposal"),
        who_sees=_("Only you who plan it see this page. It shows the words as people would see them in the programme."),
        **preview_parts(session, event, is_timed=published is not None),
    )


async def _published(event: Event, proposal_id: str) -> EditionSession | None:
    """The session of this proposal as it is published now."""
    rows = await Session.select(Session.id).where(Session.proposal == proposal_id)
    edition = await latest_edition(event.id) if rows else None
    return content_of(edition).session(rows[0]["id"]) if edition else None


handlers = [show_preview]
