"""Proposals: finding them, adding an idea, growing it, talking about it."""

from math import ceil

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.paging import A_PAGE, page_address, page_number
from eventapp.people.tables import Organisation, Person
from eventapp.planning.tables import PlanningWorkshop, SurveyTheme
from eventapp.proposals.actions import (
    Stale,
    add_comment,
    add_idea,
    bring_back_proposal,
    revise_proposal,
    submit_proposal,
    withdraw_proposal,
)
from eventapp.proposals.facts import differences, facts
from eventapp.proposals.forms import (
    CommentForm,
    IdeaForm,
    ProposalForm,
    host_names,
    idea_form,
    is_good,
    proposal_form,
    search,
    search_form,
    typed_revision,
    typed_words,
)
from eventapp.proposals.kinds import KINDS
from eventapp.proposals.reading import (
    Search,
    comments_of,
    found_proposals,
    hosts_of,
    needs_of,
    organisations_of,
    organisations_taking_part,
    words_of,
)
from eventapp.proposals.states import STATES, may_be_revised, may_become
from eventapp.proposals.tables import Proposal
from eventapp.proposals.words import ProposalWords, still_needed, tells_contact
from eventapp.texts import _
from eventapp.web import Answer, Asked, asked_for, event_or_404, go, page, partner_or_404, posted, roles, say


async def proposal_or_404(event: Event, proposal_id: str) -> Proposal:
    """The proposal of this event with this id. Raises 404."""
    proposal = await Proposal.objects().where((Proposal.id == proposal_id) & (Proposal.event == event.id)).first()
    if proposal is None:
        raise NotFoundException
    return proposal


async def own_proposal_or_404(request: Asked, event: Event, proposal_id: str) -> Proposal:
    """As `proposal_or_404`, for the people of its organisations only. To all others there is no such page."""
    proposal = await proposal_or_404(event, proposal_id)
    if not await _is_own(request, event, proposal):
        raise NotFoundException
    return proposal


async def _is_own(request: Asked, event: Event, proposal: Proposal) -> bool:
    mine = (await roles(request, event)).organisations
    return any(one.id in mine for one in (await organisations_of([proposal.id]))[proposal.id])


# The list


@get("/{slug:str}/proposals")
async def show_proposals(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    organisations = await organisations_taking_part(event.id)
    form = search_form(asked_for(request), organisations)
    wanted = search(form)
    found = await found_proposals(event.id, wanted)
    number, last = page_number(request.query_params.get("page", "")), max(1, ceil(len(found) / A_PAGE))
    number = min(number, last)
    proposals = found[(number - 1) * A_PAGE : number * A_PAGE]
    return await page(
        request,
        "proposals/list.html",
        event=event,
        form=form,
        narrowed=wanted != Search(),
        proposals=proposals,
        how_many=len(found),
        number=number,
        last=last,
        to_page=lambda to: page_address(request.url.path, request.query_params.multi_items(), to),
        organisations=await organisations_of([proposal.id for proposal in proposals]),
        kinds=KINDS,
        states=STATES,
    )


# A new idea


@get("/{slug:str}/proposals/new")
async def show_new_idea(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    asked = request.query_params
    own = await _own_organisations(request, event)
    form = idea_form(own, contact=person.email, workshop=asked.get("workshop", ""), theme=asked.get("theme", ""))
    return await _idea_page(request, event, form, own)


@post("/{slug:str}/proposals/new")
async def create_idea(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    own = await _own_organisations(request, event)
    form = idea_form(own, await posted(request))
    if form.validate():
        try:
            proposal = await _add(event, person, own, form)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            return say(go(f"/{event.slug}/proposals/{proposal.id}"), _("Your idea is saved. Partners can see it now."))
    return await _idea_page(request, event, form, own, status=422)


async def _add(event: Event, person: Person, own: list[Organisation], form: IdeaForm) -> Proposal:
    if not own:
        raise Refused(_("Ideas come from organisations. Ask to be added to one on the People page."))
    workshop, theme = await _sources_or_404(event, form)
    chosen = form.organisation.data if "organisation" in form else own[0].id
    return await add_idea(
        event,
        person,
        next(one for one in own if one.id == chosen),
        form.title.data or "",
        form.what_happens.data or "",
        form.contact.data or "",
        workshop=workshop,
        survey_theme=theme,
    )


async def _idea_page(
    request: Asked, event: Event, form: IdeaForm, own: list[Organisation], status: int = 200
) -> Answer:
    workshop, theme = await _sources_or_404(event, form)
    return await page(
        request,
        "proposals/new.html",
        event=event,
        status=status,
        form=form,
        own=own,
        workshop=workshop,
        theme=theme,
    )


async def _own_organisations(request: Asked, event: Event) -> list[Organisation]:
    mine = (await roles(request, event)).organisations
    return [one for one in await organisations_taking_part(event.id) if one.id in mine]


async def _sources_or_404(event: Event, form: IdeaForm) -> tuple[PlanningWorkshop | None, SurveyTheme | None]:
    """The workshop and the survey theme that the idea came from, where the address named them."""
    workshop = theme = None
    if form.workshop.data:
        its_id = PlanningWorkshop.id == form.workshop.data
        workshop = await PlanningWorkshop.objects().where(its_id & (PlanningWorkshop.event == event.id)).first()
    if form.theme.data:
        its_id = SurveyTheme.id == form.theme.data
        theme = await SurveyTheme.objects().where(its_id & (SurveyTheme.event == event.id)).first()
    if (form.workshop.data and workshop is None) or (form.theme.data and theme is None):
        raise NotFoundException
    return workshop, theme


# One proposal


@get("/{slug:str}/proposals/{proposal_id:str}")
async def show_proposal(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    return await _proposal_page(request, event, proposal, CommentForm())


@post("/{slug:str}/proposals/{proposal_id:str}/comments")
async def create_comment(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    form = CommentForm(await posted(request))
    if not form.validate():
        return await _proposal_page(request, event, proposal, form, status=422)
    await add_comment(proposal, person, form.body.data or "")
    return go(f"/{event.slug}/proposals/{proposal.id}#comments")


@post("/{slug:str}/proposals/{proposal_id:str}/submission")
async def create_submission(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    try:
        await submit_proposal(proposal, person)
    except Refused as refusal:
        return await _refused(request, event, proposal, refusal)
    return say(_to(event, proposal), _("This is put forward. It will be in the next vote."))


@post("/{slug:str}/proposals/{proposal_id:str}/withdrawal")
async def create_withdrawal(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    try:
        await withdraw_proposal(proposal, person)
    except Refused as refusal:
        return await _refused(request, event, proposal, refusal)
    return say(_to(event, proposal), _("This is withdrawn. You can bring it back at any time."))


@post("/{slug:str}/proposals/{proposal_id:str}/return")
async def create_return(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    await bring_back_proposal(proposal, person)
    return say(_to(event, proposal), _("This is back."))


def _to(event: Event, proposal: Proposal) -> Answer:
    return go(f"/{event.slug}/proposals/{proposal.id}")


async def _refused(request: Asked, event: Event, proposal: Proposal, refusal: Refused) -> Answer:
    form = CommentForm()
    form.form_errors.append(str(refusal))
    return await _proposal_page(request, event, proposal, form, status=422)


async def _proposal_page(
    request: Asked, event: Event, proposal: Proposal, form: CommentForm, status: int = 200
) -> Answer:
    words, hosts, organisations, needs = await _now(proposal)
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
        facts=facts(words, hosts, [one.name for one in organisations], needs),
        own=await _is_own(request, event, proposal),
        needed=still_needed(words, hosts),
        tells_contact=tells_contact(*published),
        may_be_revised=may_be_revised(proposal.state, proposals_open=event.proposals_open),
        may_become=may_become,
        workshop=await PlanningWorkshop.objects().get(PlanningWorkshop.id == proposal.workshop),
        theme=await SurveyTheme.objects().get(SurveyTheme.id == proposal.survey_theme),
        comments=await comments_of(proposal),
    )


async def _now(proposal: Proposal) -> tuple[ProposalWords, list[str], list[Organisation], list[str]]:
    """What the proposal says now: words, hosts' names, organisations, needs."""
    hosts = (await hosts_of([proposal.id]))[proposal.id]
    organisations = (await organisations_of([proposal.id]))[proposal.id]
    needs = (await needs_of([proposal.id]))[proposal.id]
    return words_of(proposal), [host.name for host in hosts], organisations, needs


# The whole proposal


@get("/{slug:str}/proposals/{proposal_id:str}/edit")
async def show_edit(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    _words, hosts, organisations, needs = await _now(proposal)
    form = proposal_form(
        proposal,
        await organisations_taking_part(event.id),
        hosts="\n".join(hosts),
        organisations=[one.id for one in organisations],
        needs=needs,
        revision=str(proposal.revision),
    )
    return await _edit_page(request, event, proposal, form)


@post("/{slug:str}/proposals/{proposal_id:str}/edit")
async def save_edit(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    form = proposal_form(proposal, await organisations_taking_part(event.id), await posted(request))
    if not is_good(form, proposal, (await roles(request, event)).organisations):
        return await _edit_page(request, event, proposal, form)
    try:
        await _revise(proposal, person, form)
    except Stale as stale:
        return await _stale_page(request, event, await proposal_or_404(event, proposal_id), form, stale)
    except Refused as refusal:
        form.form_errors.append(str(refusal))
        return await _edit_page(request, event, proposal, form)
    return say(_to(event, proposal), _("Your changes are saved."))


async def _revise(proposal: Proposal, person: Person, form: ProposalForm) -> None:
    await revise_proposal(
        proposal,
        person,
        typed_words(form),
        hosts=host_names(form),
        organisations=form.organisations.data or [],
        needs=form.needs.data or [],
        revision=typed_revision(form),
    )


async def _stale_page(request: Asked, event: Event, proposal: Proposal, form: ProposalForm, stale: Stale) -> Answer:
    """What it says now beside what was typed. Saving once more is then a decision, so the form carries on from now."""
    words, hosts, organisations, needs = await _now(proposal)
    chosen = [one for one in await organisations_taking_part(event.id) if one.id in (form.organisations.data or [])]
    differing = differences(
        facts(words, hosts, [one.name for one in organisations], needs),
        facts(typed_words(form), host_names(form), [one.name for one in chosen], form.needs.data or []),
    )
    form.revision.data = str(proposal.revision)
    form.form_errors.append(str(stale))
    return await _edit_page(request, event, proposal, form, differing)


async def _edit_page(
    request: Asked,
    event: Event,
    proposal: Proposal,
    form: ProposalForm,
    differing: list[tuple[str, str, str]] | None = None,
) -> Answer:
    return await page(
        request,
        "proposals/edit.html",
        event=event,
        status=422 if form.errors else 200,
        form=form,
        proposal=proposal,
        differing=differing or [],
        may_be_revised=may_be_revised(proposal.state, proposals_open=event.proposals_open),
    )


handlers = [
    show_proposals,
    show_new_idea,
    create_idea,
    show_proposal,
    create_comment,
    create_submission,
    create_withdrawal,
    create_return,
    show_edit,
    save_edit,
]
