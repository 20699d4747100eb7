"""The address of the vote: what there is to see of it now."""

from litestar import get
from litestar.params import FromPath

from eventapp.event.tables import Event
from eventapp.proposals.reading import organisations_of
from eventapp.proposals.tables import Proposal
from eventapp.voting.actions import FEWEST_CANDIDATES
from eventapp.voting.hopeless import Hopeless, hopeless
from eventapp.voting.pages.ballot import ballot_page
from eventapp.voting.pages.closing import closed_page
from eventapp.voting.pages.finding import round_now
from eventapp.voting.pages.result import result_page
from eventapp.voting.pages.rules import new_round_page
from eventapp.voting.reading import (
    counted_rounds,
    ideas_of,
    organisations_with_voters,
    put_forward_at,
    room_time_of,
    rules_of,
)
from eventapp.voting.rules import RoundRules
from eventapp.voting.shares import FEWEST, before_voting
from eventapp.voting.states import state_of
from eventapp.voting.tables import Round
from eventapp.web import Answer, Asked, event_or_404, page, partner_or_404, roles


@get("/{slug:str}/vote")
async def show_vote(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    organiser = (await roles(request, event)).organiser
    round_ = await round_now(event)
    if round_ is None:
        return await (new_round_page(request, event) if organiser else page(request, "voting/none.html", event=event))
    match state_of(round_):
        case "prepared":
            return await _prepared_page(request, event, round_, organiser=organiser)
        case "open":
            return await ballot_page(request, event, round_, person)
        case "closed":
            return await closed_page(request, event, round_)
        case _:
            return await result_page(request, event, round_)


async def _prepared_page(request: Asked, event: Event, round_: Round, *, organiser: bool) -> Answer:
    rules, put_forward = await rules_of(round_), await put_forward_at(event)
    voters = await organisations_with_voters(event)
    sizes = {organisation.id: number for organisation, number in voters if number}
    told = [(one, number, before_voting(sizes, one.id) if number else None) for one, number in voters]
    return await page(
        request,
        "voting/prepared.html",
        event=event,
        round=round_,
        rules=rules,
        voters=told,
        joining=any(secrecy == "pooled" and number >= FEWEST for _organisation, number, secrecy in told),
        waiting=len(put_forward),
        enough=len(put_forward) >= FEWEST_CANDIDATES,
        hopeless=await _hopeless(rules, put_forward, sizes) if organiser else [],
        ideas=await ideas_of(event) if organiser else [],
        earlier=await counted_rounds(event),
        outdated=await _room_time_since(event, rules) if organiser else None,
    )


async def _hopeless(rules: RoundRules, put_forward: list[Proposal], sizes: dict[str, int]) -> list[Hopeless]:
    hosting = await organisations_of([proposal.id for proposal in put_forward])
    return hopeless(rules, put_forward, {id_: [one.id for one in hosts] for id_, hosts in hosting.items()}, sizes)


async def _room_time_since(event: Event, rules: RoundRules) -> int | None:
    """The minutes that the rooms give now, where that is no longer what the rules were written with."""
    then = rules.room_time
    if then is None:
        return None
    now = await room_time_of(event, break_minutes=then.break_minutes, change_over_minutes=then.change_over_minutes)
    return now.minutes if now != then else None


handlers = [show_vote]
