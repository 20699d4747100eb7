"""Other words for a proposal: suggesting them, and what its own people answer."""

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.proposals.actions import accept_suggestion, decline_suggestion, suggest_words, take_back_suggestion
from eventapp.proposals.facts import differing_words
from eventapp.proposals.forms.proposal import typed_revision
from eventapp.proposals.forms.suggestion import SuggestionForm, answer_form, suggestion_form, typed_suggestion
from eventapp.proposals.pages.shared import is_own, own_proposal_or_404, proposal_or_404, to_proposal
from eventapp.proposals.reading import words_of
from eventapp.proposals.states import may_be_revised
from eventapp.proposals.tables import Proposal, Suggestion
from eventapp.proposals.wording import SUGGESTED, suggested
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, page, partner_or_404, posted, say


@get("/{slug:str}/proposals/{proposal_id:str}/suggestions/new")
async def show_new_suggestion(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    words = words_of(proposal)
    first = {name: getattr(words, name) for name in SUGGESTED} | {"revision": str(proposal.revision)}
    return await _new_page(request, event, proposal, suggestion_form(first))


@post("/{slug:str}/proposals/{proposal_id:str}/suggestions/new")
async def create_suggestion(request: Asked, slug: FromPath[str], proposal_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    form = suggestion_form({}, await posted(request))
    if not form.validate():
        return await _new_page(request, event, proposal, form, status=422)
    try:
        await suggest_words(
            proposal, person, typed_suggestion(form), form.reason.data or "", revision=typed_revision(form)
        )
    except Refused as refusal:
        form.form_errors.append(str(refusal))
        return await _new_page(request, event, proposal, form, status=422)
    return say(to_proposal(event, proposal), _("Thank you. Its people decide, and we tell you."))


@get("/{slug:str}/proposals/{proposal_id:str}/suggestions/{suggestion_id:str}")
async def show_suggestion(
    request: Asked, slug: FromPath[str], proposal_id: FromPath[str], suggestion_id: FromPath[str]
) -> Answer:
    """For the proposal's own people, and for who suggested it. To all others there is no such page."""
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    suggestion = await _suggestion_or_404(proposal, suggestion_id)
    if not (await is_own(request, event, proposal) or suggestion.suggested_by == person.id):
        raise NotFoundException
    return await _page(request, event, proposal, suggestion, _answer_form(proposal, suggestion), person)


@post("/{slug:str}/proposals/{proposal_id:str}/suggestions/{suggestion_id:str}/acceptance")
async def create_acceptance(
    request: Asked, slug: FromPath[str], proposal_id: FromPath[str], suggestion_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    suggestion = await _suggestion_or_404(proposal, suggestion_id)
    form = answer_form(suggested(suggestion) | {"revision": ""}, await posted(request))
    if not form.validate():
        return await _page(request, event, proposal, suggestion, form, person, status=422)
    otherwise = {name: typed for name, typed in typed_suggestion(form).items() if typed is not None}
    try:
        await accept_suggestion(suggestion, person, revision=typed_revision(form), otherwise=otherwise)
    except Refused as refusal:
        form.form_errors.append(str(refusal))
        proposal = await proposal_or_404(event, proposal_id)
        form.revision.data = str(proposal.revision)
        return await _page(request, event, proposal, suggestion, form, person, status=422)
    return say(to_proposal(event, proposal), _("The words are changed. We tell who suggested it."))


@post("/{slug:str}/proposals/{proposal_id:str}/suggestions/{suggestion_id:str}/refusal")
async def create_refusal(
    request: Asked, slug: FromPath[str], proposal_id: FromPath[str], suggestion_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    suggestion = await _suggestion_or_404(proposal, suggestion_id)
    try:
        await decline_suggestion(suggestion, person)
    except Refused as refusal:
        return await _refused(request, event, proposal, suggestion, person, refusal)
    return say(to_proposal(event, proposal), _("The words stay as they are. No reason is needed."))


@post("/{slug:str}/proposals/{proposal_id:str}/suggestions/{suggestion_id:str}/taking-back")
async def create_taking_back(
    request: Asked, slug: FromPath[str], proposal_id: FromPath[str], suggestion_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await proposal_or_404(event, proposal_id)
    suggestion = await _suggestion_or_404(proposal, suggestion_id)
    if suggestion.suggested_by != person.id:
        raise NotFoundException
    try:
        await take_back_suggestion(suggestion, person)
    except Refused as refusal:
        return await _refused(request, event, proposal, suggestion, person, refusal)
    return say(to_proposal(event, proposal), _("This is taken back."))


async def _suggestion_or_404(proposal: Proposal, suggestion_id: str) -> Suggestion:
    its_id = (Suggestion.id == suggestion_id) & (Suggestion.proposal == proposal.id)
    suggestion = await Suggestion.objects().where(its_id).first()
    if suggestion is None:
        raise NotFoundException
    return suggestion


def _answer_form(proposal: Proposal, suggestion: Suggestion) -> SuggestionForm:
    return answer_form(suggested(suggestion) | {"revision": str(proposal.revision)})


async def _refused(
    request: Asked, event: Event, proposal: Proposal, suggestion: Suggestion, person: Person, refusal: Refused
) -> Answer:
    form = _answer_form(proposal, suggestion)
    form.form_errors.append(str(refusal))
    return await _page(request, event, proposal, suggestion, form, person, status=422)


async def _new_page(
    request: Asked, event: Event, proposal: Proposal, form: SuggestionForm, status: int = 200
) -> Answer:
    return await page(
        request,
        "proposals/suggest.html",
        event=event,
        status=status,
        form=form,
        proposal=proposal,
        own=await is_own(request, event, proposal),
        may_be_revised=may_be_revised(proposal.state, proposals_open=event.proposals_open),
    )


async def _page(
    request: Asked,
    event: Event,
    proposal: Proposal,
    suggestion: Suggestion,
    form: SuggestionForm,
    person: Person,
    *,
    status: int = 200,
) -> Answer:
    now = await Suggestion.objects().get(Suggestion.id == suggestion.id) or suggestion
    by = await Person.objects().get(Person.id == now.suggested_by) if now.suggested_by else None
    return await page(
        request,
        "proposals/suggestion.html",
        event=event,
        status=status,
        form=form,
        proposal=proposal,
        suggestion=now,
        by=by.name if by else "",
        differing=differing_words(words_of(proposal), suggested(now)),
        own=await is_own(request, event, proposal),
        is_mine=now.suggested_by == person.id,
        may_be_revised=may_be_revised(proposal.state, proposals_open=event.proposals_open),
    )


handlers = [
    show_new_suggestion,
    create_suggestion,
    show_suggestion,
    create_acceptance,
    create_refusal,
    create_taking_back,
]
