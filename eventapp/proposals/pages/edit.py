"""All the words of a proposal, for its own people."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.forms import Posted
from eventapp.people.tables import Organisation, Person
from eventapp.proposals.actions import Stale, revise_proposal
from eventapp.proposals.facts import differences, facts
from eventapp.proposals.forms.proposal import (
    ProposalForm,
    host_names,
    is_good,
    proposal_form,
    typed_revision,
    typed_words,
)
from eventapp.proposals.pages.shared import (
    draft_shown,
    going_on_with,
    own_organisations,
    own_proposal_or_404,
    proposal_or_404,
    said_now,
    to_proposal,
)
from eventapp.proposals.reading import organisations_of, organisations_taking_part
from eventapp.proposals.states import may_be_revised
from eventapp.proposals.tables import Proposal
from eventapp.proposals.times import days_of
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, page, partner_or_404, posted, say


@get("/{slug:str}/proposals/{proposal_id:str}/edit")
async def show_edit(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    _words, hosts, organisations, needs = await said_now(proposal)
    if draft := await going_on_with(request, event, person, proposal):
        return await _edit_page(request, event, proposal, await _form(request, event, proposal, draft))
    form = await _form(
        request,
        event,
        proposal,
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
    form = await _form(request, event, proposal, await posted(request))
    if not is_good(form, proposal):
        return await _edit_page(request, event, proposal, form)
    try:
        await _revise(request, event, proposal, person, form)
    except Stale as stale:
        return await _stale_page(request, event, await proposal_or_404(event, proposal_id), form, stale)
    except Refused as refusal:
        form.form_errors.append(str(refusal))
        return await _edit_page(request, event, proposal, form)
    return say(to_proposal(event, proposal), _("Your changes are saved."))


async def _form(
    request: Asked, event: Event, proposal: Proposal, sent: Posted | None = None, **first: object
) -> ProposalForm:
    return proposal_form(proposal, await own_organisations(request, event), days_of(event), sent, **first)


async def _organisations(request: Asked, event: Event, proposal: Proposal, form: ProposalForm) -> list[Organisation]:
    """Those that host it when the form is saved: others as they are; of one's own, where asked, the chosen ones."""
    own = {one.id for one in await own_organisations(request, event)}
    hosting = {one.id for one in (await organisations_of([proposal.id]))[proposal.id]}
    chosen = set(form.organisations.data or []) if "organisations" in form else own & hosting
    after = hosting - own | chosen
    return [one for one in await organisations_taking_part(event.id) if one.id in after]


async def _revise(request: Asked, event: Event, proposal: Proposal, person: Person, form: ProposalForm) -> None:
    await revise_proposal(
        proposal,
        person,
        typed_words(form),
        hosts=host_names(form),
        organisations=[one.id for one in await _organisations(request, event, proposal, form)],
        needs=form.needs.data or [],
        revision=typed_revision(form),
    )


async def _stale_page(request: Asked, event: Event, proposal: Proposal, form: ProposalForm, stale: Stale) -> Answer:
    """What it says now beside what was typed. Saving once more is then a decision, so the form carries on from now."""
    words, hosts, organisations, needs = await said_now(proposal)
    chosen = await _organisations(request, event, proposal, form)
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
        **await draft_shown(request, event, proposal),
    )


handlers = [show_edit, save_edit]
