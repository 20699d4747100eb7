"""Ending the voting, and counting."""

from litestar import post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.texts import _
from eventapp.voting.actions import close_round, count_round
from eventapp.voting.counting import CountStopped
from eventapp.voting.pages.finding import round_or_404
from eventapp.voting.tables import Round
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, say


@post("/{slug:str}/vote/closing")
async def close_vote(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    try:
        round_ = await close_round(await round_or_404(event), organiser)
    except Refused as refusal:
        return say(go(f"/{slug}/vote"), str(refusal), "warning")
    return await _counted(event, round_)


@post("/{slug:str}/vote/count")
async def count_vote(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await _counted(event, await round_or_404(event))


async def _counted(event: Event, round_: Round) -> Answer:
    try:
        await count_round(round_)
    except CountStopped:
        text = _("Voting is closed and all votes are kept. Counting stopped before its end. Please count again.")
        return say(go(f"/{event.slug}/vote"), text, "warning")
    except Refused as refusal:
        return say(go(f"/{event.slug}/vote"), str(refusal), "warning")
    return say(go(f"/{event.slug}/vote/result"), _("The votes are counted."))


handlers = [close_vote, count_vote]
