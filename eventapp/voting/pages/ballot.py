"""One person's ballot."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.proposals.kinds import KINDS
from eventapp.voting.actions import cast_ballot
from eventapp.voting.forms import BallotForm, ballot_form
from eventapp.voting.pages.finding import round_now, round_or_404
from eventapp.voting.reading import contenders, marks_of, may_vote, votes_cast
from eventapp.voting.secrecy import own_order
from eventapp.voting.states import state_of
from eventapp.voting.tables import Round
from eventapp.web import Answer, Asked, event_or_404, go, page, partner_or_404, posted, roles, say


@get("/{slug:str}/vote/ballot")
async def show_ballot(request: Asked, slug: FromPath[str]) -> Answer:
    """What this person has saved."""
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    round_ = await round_now(event, organiser=False)
    if round_ is None or state_of(round_) != "open" or not await may_vote(event, person):
        return go(f"/{slug}/vote")
    ticked = await marks_of(round_, person)
    found = [one for one in await contenders(round_) if one.candidate.id in ticked]
    found.sort(key=lambda one: (one.proposal.title.casefold(), one.candidate.id))
    return await page(request, "voting/saved.html", event=event, round=round_, contenders=found)


@post("/{slug:str}/vote/ballot")
async def save_ballot(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    round_ = await round_or_404(event)
    if state_of(round_) == "open":
        form = ballot_form([one.candidate.id for one in await contenders(round_)], await posted(request))
        if not form.validate():
            return await ballot_page(request, event, round_, person, form)
        marks = form.count_me_in.data or []
    else:
        marks = []
    try:
        await cast_ballot(round_, person, marks)
    except Refused as refusal:
        return say(go(f"/{slug}/vote"), str(refusal), "warning")
    return go(f"/{slug}/vote/ballot")


async def ballot_page(
    request: Asked, event: Event, round_: Round, person: Person, form: BallotForm | None = None
) -> Answer:
    by_id = {one.candidate.id: one for one in await contenders(round_)}
    order = own_order(round_.ballot_key, person.id, list(by_id))
    ticked = await marks_of(round_, person)
    return await page(
        request,
        "voting/ballot.html",
        event=event,
        status=422 if form else 200,
        form=form or ballot_form(order, ticked=list(ticked)),
        round=round_,
        contenders=[by_id[id_] for id_ in order],
        kinds=KINDS,
        saved=len(ticked),
        may_vote=await may_vote(event, person),
        votes=await votes_cast(round_) if (await roles(request, event)).organiser else None,
    )


handlers = [show_ballot, save_ballot]
