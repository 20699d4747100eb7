"""A vote that is closed and being counted."""

from datetime import datetime

from litestar import get, post
from litestar.params import FromPath

from eventapp import clock
from eventapp.event.tables import Event
from eventapp.texts import _
from eventapp.voting.pages.finding import round_or_404
from eventapp.voting.reading import counted_rounds
from eventapp.voting.states import state_of
from eventapp.voting.tables import Round
from eventapp.voting.waking import wake
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, partner_or_404, say


async def closed_page(request: Asked, event: Event, round_: Round) -> Answer:
    return await page(
        request,
        "voting/closed.html",
        event=event,
        round=round_,
        is_counting=_is_counting(round_),
        earlier=await counted_rounds(event),
    )


@get("/{slug:str}/vote/counting")
async def show_counting(request: Asked, slug: FromPath[str]) -> Answer:
    """How far the count is: the part of the page that scripts ask for again and again."""
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    round_ = await round_or_404(event)
    if "HX-Request" not in request.headers or state_of(round_) in {"prepared", "open"}:
        return go(f"/{slug}/vote")
    return await page(request, "voting/_counting.html", event=event, round=round_, is_counting=_is_counting(round_))


@post("/{slug:str}/vote/count")
async def count_vote(request: Asked, slug: FromPath[str]) -> Answer:
    """Begins the count again, where it broke off."""
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    match state_of(await round_or_404(event)):
        case "closed":
            wake()
        case "prepared" | "open":
            return say(go(f"/{slug}/vote"), _("Close the vote before it is counted."), "warning")
    return go(f"/{slug}/vote")


def _is_counting(round_: Round) -> bool:
    until: datetime | None = round_.counting_until
    return until is not None and until > clock.now()


handlers = [show_counting, count_vote]
