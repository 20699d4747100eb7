"""One person's ballot: leafing through the candidates, ticking, reading it back."""

from dataclasses import fields
from typing import Any

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.forms import Posted
from eventapp.paging import page_number
from eventapp.people.tables import Organisation, Person
from eventapp.proposals.facts import ATTENDANCE, places_in_words
from eventapp.proposals.kinds import KINDS
from eventapp.proposals.languages import language_name
from eventapp.proposals.reading import hosts_of
from eventapp.voting.actions import cast_ballot, change_ballot
from eventapp.voting.actions.casting import TooManyStars
from eventapp.voting.actions.parts import candidate_ids
from eventapp.voting.browsing import Wanted, leaf, question
from eventapp.voting.forms.ballot import BallotForm, ballot_form, text_of, wanted_form
from eventapp.voting.pages.finding import open_round, round_or_404
from eventapp.voting.paper import paper_ballots_by_organisation, voters_by_organisation, votes_on_paper
from eventapp.voting.reading import (
    Contender,
    contenders,
    counted_rounds,
    entries,
    organisations_of_voters,
    own_ballot,
    rules_of,
    votes_cast,
)
from eventapp.voting.secrecy import own_order
from eventapp.voting.shares import before_voting
from eventapp.voting.states import state_of
from eventapp.voting.tables import Round
from eventapp.web import Answer, Asked, asked_for, event_or_404, go, page, partner_or_404, posted, roles, say

# Without scripts nobody ticks far from a button that saves.
A_GROUP = 10


async def ballot_page(
    request: Asked, event: Event, round_: Round, person: Person, form: BallotForm | None = None
) -> Answer:
    """What there is to choose from, a page at a time, in this person's own order. With `form`: as it was sent."""
    everything = {one.id: one for one in await entries(round_)}
    ordered = [everything[id_] for id_ in own_order(round_.ballot_key, person.id, list(everything))]
    saved = await own_ballot(round_, person)
    asked = wanted_form(asked_for(request), ordered)
    start = page_number(request.query_params.get("from", ""))
    shown = leaf(ordered, asked.wanted, saved.marks, start)
    by_id = {one.candidate.id: one for one in await contenders(round_, shown.shown)}
    found = [by_id[id_] for id_ in shown.shown]
    if form and form.star.errors:
        starred = form.star.data or []
        form.star.id = f"star-{next((id_ for id_ in shown.shown if id_ in starred), '')}"
    return await page(
        request,
        "voting/ballot.html",
        event=event,
        status=422 if form else 200,
        form=form or ballot_form(list(everything), saved=saved),
        round=round_,
        rules=await rules_of(round_),
        paper=await paper_ballots_by_organisation(round_),
        saved=saved,
        earlier=await counted_rounds(event),
        how_many=len(ordered),
        leaf=shown,
        contenders=found,
        hosts=await hosts_of([one.proposal.id for one in found]),
        asked=asked,
        narrowed=asked.wanted != Wanted(),
        view=question(asked.wanted, start),
        to=lambda place: question(asked.wanted, place),
        saved_after=page_number(request.query_params["saved"]) if "saved" in request.query_params else 0,
        a_group=A_GROUP,
        kinds=KINDS,
        attendance=ATTENDANCE,
        places_in_words=places_in_words,
        language_name=language_name,
        votes=await votes_cast(round_) if (await roles(request, event)).organiser else None,
        **await _voter(request, event, round_, person),
    )


async def _voter(request: Asked, event: Event, round_: Round, person: Person) -> dict[str, Any]:
    """What the page says of the one who votes: whether they may, for whom, and how their vote is kept secret."""
    mine = (await organisations_of_voters(event.id, person)).get(person.id, "")
    on_paper = await votes_on_paper(round_, person)
    return {
        "may_vote": bool(mine) and not on_paper,
        "on_paper": on_paper,
        "votes_for": await Organisation.objects().get(Organisation.id == mine),
        "several": len((await roles(request, event)).organisations) > 1,
        "secrecy": before_voting(await voters_by_organisation(event.id, round_), mine),
    }


@post("/{slug:str}/vote/ballot")
async def save_ballot(request: Asked, slug: FromPath[str]) -> Answer:
    """Saves what a page of the ballot showed; of the rest it says nothing.

    With a script each card comes alone, and the answer is a note to stand on it. Without, `then` says where to go on.
    """
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    round_ = await round_or_404(event)
    sent = await posted(request)
    ids = sorted(await candidate_ids(round_))
    form = ballot_form(ids, sent)
    if state_of(round_) == "open" and not form.validate():
        return await ballot_page(request, event, round_, person, form)
    try:
        saved = await change_ballot(round_, person, *form.said)
    except Refused as refusal:
        return await _refused(request, event, round_, person, form, refusal)
    if _is_card(request):
        return await page(request, "voting/_noted.html", event=event, saved=saved, how_many=len(ids))
    return go(f"/{slug}/vote{_onwards(request, sent)}")


async def _refused(
    request: Asked, event: Event, round_: Round, person: Person, form: BallotForm, refusal: Refused
) -> Answer:
    if _is_card(request):
        saved = await own_ballot(round_, person)
        [card] = form.said[0][:1] or [""]
        said = {"refusal": str(refusal), "saved": saved, "card": card}
        return await page(request, "voting/_noted.html", event=event, status=422, **said)
    if isinstance(refusal, TooManyStars):
        form.star.errors = [str(refusal)]
        return await ballot_page(request, event, round_, person, form)
    return say(go(f"/{event.slug}/vote"), str(refusal), "warning")


def _is_card(request: Asked) -> bool:
    return request.headers.get("HX-Request") == "true"


def _onwards(request: Asked, sent: Posted) -> str:
    """What follows `/vote` in the address to go on to, from the button that was pressed."""
    button, _dash, number = text_of(sent, "then").partition("-")
    view = Wanted(**{field.name: text_of(asked_for(request), field.name) for field in fields(Wanted)})
    match button:
        case "show":
            return f"?{question(Wanted(**{field.name: text_of(sent, field.name) for field in fields(Wanted)}))}#list"
        case "from":
            return f"?{question(view, page_number(number))}#list"
        case "saved":
            start = page_number(request.query_params.get("from", ""))
            return f"?{question(view, start)}&saved={page_number(number)}#saved"
        case _:
            return "/ballot"


@get("/{slug:str}/vote/ballot")
async def show_ballot(request: Asked, slug: FromPath[str]) -> Answer:
    """What this person has saved."""
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    round_ = await open_round(event)
    if round_ is None:
        return go(f"/{slug}/vote")
    voter = await _voter(request, event, round_, person)
    if not voter["may_vote"]:
        return go(f"/{slug}/vote")
    saved = await own_ballot(round_, person)
    ticked = sorted(await contenders(round_, saved.marks), key=_by_title)
    minutes = sum(one.candidate.minutes for one in ticked if one.proposal.state != "withdrawn")
    return await page(
        request,
        "voting/saved.html",
        event=event,
        round=round_,
        saved=saved,
        ticked=ticked,
        how_many=len(await candidate_ids(round_)),
        minutes=minutes,
        **voter,
    )


def _by_title(one: Contender) -> tuple[str, str]:
    return one.proposal.title.casefold(), one.candidate.id


@post("/{slug:str}/vote/ballot/abstention")
async def abstain(request: Asked, slug: FromPath[str]) -> Answer:
    return await _cast_empty(request, slug, abstains=True)


@post("/{slug:str}/vote/ballot/removal")
async def take_back(request: Asked, slug: FromPath[str]) -> Answer:
    return await _cast_empty(request, slug, abstains=False)


async def _cast_empty(request: Asked, slug: str, *, abstains: bool) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    round_ = await round_or_404(event)
    try:
        await cast_ballot(round_, person, [], abstains=abstains)
    except Refused as refusal:
        return say(go(f"/{slug}/vote"), str(refusal), "warning")
    return go(f"/{slug}/vote/ballot")


handlers = [show_ballot, save_ballot, abstain, take_back]
