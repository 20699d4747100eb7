"""Finding a proposal, what it says now, and its page, which several forms come back to."""

from typing import Any

from litestar.exceptions import NotFoundException

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.forms import Posted
from eventapp.people.tables import Organisation, Person
from eventapp.planning.tables import PlanningWorkshop, SurveyTheme
from eventapp.proposals.actions import draft_of, typed_in
from eventapp.proposals.facts import facts
from eventapp.proposals.forms.comment import CommentForm
from eventapp.proposals.kinds import KINDS
from eventapp.proposals.reading import (
    alike,
    askings_of,
    comments_of,
    hosts_of,
    needs_of,
    organisations_of,
    organisations_taking_part,
    same_as,
    suggestions_of,
    words_of,
)
from eventapp.proposals.states import STATES, may_be_revised, may_become
from eventapp.proposals.tables import Proposal
from eventapp.proposals.times import times_of
from eventapp.proposals.words import ProposalWords, still_needed, tells_contact
from eventapp.voting.result_reading import is_in_vote, verdict_on
from eventapp.web import Answer, Asked, go, page, roles, signed_in


async def proposal_or_404(event: Event, proposal_id: str) -> Proposal:
    """The proposal of this event with this id. Raises 404."""
    proposal = await Proposal.objects().where((Proposal.id == proposal_id) & (Proposal.event == event.id)).first()
    if proposal is None:
        raise NotFoundException
    return proposal


async def own_proposal_or_404(request: Asked, event: Event, proposal_id: str) -> Proposal:
    """As `proposal_or_404`, for the people of its organisations only. To all others there is no such page."""
    proposal = await proposal_or_404(event, proposal_id)
    if not await is_own(request, event, proposal):
        raise NotFoundException
    return proposal


async def is_own(request: Asked, event: Event, proposal: Proposal) -> bool:
    mine = (await roles(request, event)).organisations
    return any(one.id in mine for one in (await organisations_of([proposal.id]))[proposal.id])


async def own_organisations(request: Asked, event: Event) -> list[Organisation]:
    mine = (await roles(request, event)).organisations
    return [one for one in await organisations_taking_part(event.id) if one.id in mine]


async def going_on_with(request: Asked, event: Event, person: Person, proposal: Proposal | None) -> Posted | None:
    """What this person typed before about the proposal, or a new idea, where the address asks for it."""
    if "draft" not in request.query_params:
        return None
    draft = await draft_of(event, person, proposal)
    return Posted(dict(typed_in(draft))) if draft else None


async def draft_shown(request: Asked, event: Event, proposal: Proposal | None) -> dict[str, Any]:
    """What the page of a form says of its draft: nothing while what was sent is being mended."""
    person = await signed_in(request)
    draft = await draft_of(event, person, proposal) if person and request.method == "GET" else None
    return {"draft": draft, "going_on": "draft" in request.query_params}


async def _alike(event: Event, proposal: Proposal, known: set[str]) -> list[tuple[str, str]]:
    """What may be the same idea, and nobody has marked yet."""
    found = await alike(event.id, proposal.title, proposal.what_happens, but=proposal.id)
    return [(one, title) for one, title in found if one not in known]


def to_proposal(event: Event, proposal: Proposal) -> Answer:
    return go(f"/{event.slug}/proposals/{proposal.id}")


async def refused_page(request: Asked, event: Event, proposal: Proposal, refusal: Refused) -> Answer:
    form = CommentForm()
    form.form_errors.append(str(refusal))
    return await proposal_page(request, event, proposal, form, status=422)


async def proposal_page(
    request: Asked, event: Event, proposal: Proposal, form: CommentForm, status: int = 200
) -> Answer:
    hosts = (await hosts_of([proposal.id]))[proposal.id]
    organisations = (await organisations_of([proposal.id]))[proposal.id]
    needs = (await needs_of([proposal.id]))[proposal.id]
    words, names, may = words_of(proposal), [host.name for host in hosts], await roles(request, event)
    own = any(one.id in may.organisations for one in organisations)
    same = await same_as(proposal)
    concerned = (own or may.organiser) and proposal.state in ("idea", "submitted")
    published = (words.title, words.what_happens, words.content_notes, words.access_notes)
    return await page(
        request,
        "proposals/proposal.html",
        event=event,
        status=status,
        form=form,
        proposal=proposal,
        state=STATES[proposal.state],
        kind=KINDS[proposal.kind],
        facts=facts(words, names, [one.name for one in organisations], needs),
        own=own,
        needed=still_needed(words, names),
        tells_contact=tells_contact(*published),
        may_be_revised=may_be_revised(proposal.state, proposals_open=event.proposals_open),
        may_be_grown=may_be_revised(proposal.state, proposals_open=True),
        may_become=may_become,
        workshop=await PlanningWorkshop.objects().get(PlanningWorkshop.id == proposal.workshop),
        theme=await SurveyTheme.objects().get(SurveyTheme.id == proposal.survey_theme),
        comments=await comments_of(proposal),
        in_vote=await is_in_vote(proposal),
        verdict=await verdict_on(proposal),
        mine=may.organisations,
        hosts=hosts,
        times=await times_of([host.id for host in hosts]),
        askings=await askings_of(proposal),
        suggestions=await suggestions_of(proposal),
        same=same,
        alike=await _alike(event, proposal, {one.id for one in same}) if concerned else [],
    )


async def said_now(proposal: Proposal) -> tuple[ProposalWords, list[str], list[Organisation], list[str]]:
    """What the proposal says now: words, hosts' names, organisations, needs."""
    hosts = (await hosts_of([proposal.id]))[proposal.id]
    organisations = (await organisations_of([proposal.id]))[proposal.id]
    needs = (await needs_of([proposal.id]))[proposal.id]
    return words_of(proposal), [host.name for host in hosts], organisations, needs
