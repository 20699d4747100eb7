"""The address of the vote: what there is to see of it now."""

from litestar import get
from litestar.params import FromPath

from eventapp.voting.actions import FEWEST_CANDIDATES
from eventapp.voting.pages.ballot import ballot_page
from eventapp.voting.pages.finding import round_now
from eventapp.voting.pages.result import result_page
from eventapp.voting.pages.rules import round_page
from eventapp.voting.reading import proposals_waiting
from eventapp.voting.states import state_of
from eventapp.web import Answer, Asked, event_or_404, page, partner_or_404, roles


@get("/{slug:str}/vote")
async def show_vote(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    organiser = (await roles(request, event)).organiser
    round_ = await round_now(event, organiser=organiser)
    if round_ is None:
        return await (round_page(request, event) if organiser else page(request, "voting/none.html", event=event))
    match state_of(round_):
        case "prepared":
            waiting = await proposals_waiting(event)
            return await page(
                request,
                "voting/prepared.html",
                event=event,
                round=round_,
                waiting=waiting,
                enough=waiting >= FEWEST_CANDIDATES,
            )
        case "open":
            return await ballot_page(request, event, round_, person)
        case "closed":
            return await page(request, "voting/closed.html", event=event, round=round_)
        case _:
            return await result_page(request, event, round_)


handlers = [show_vote]
