"""A new idea."""

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.people.tables import Organisation, Person
from eventapp.planning.tables import PlanningWorkshop, SurveyTheme
from eventapp.proposals.actions import add_idea
from eventapp.proposals.forms.idea import IdeaForm, idea_form
from eventapp.proposals.pages.shared import draft_shown, going_on_with, own_organisations
from eventapp.proposals.tables import Proposal
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, page, partner_or_404, posted, say


@get("/{slug:str}/proposals/new")
async def show_new_idea(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    asked = request.query_params
    own = await own_organisations(request, event)
    if draft := await going_on_with(request, event, person, None):
        form = idea_form(own, draft)
    else:
        form = idea_form(own, contact=person.email, workshop=asked.get("workshop", ""), theme=asked.get("theme", ""))
    return await _idea_page(request, event, form, own)


@post("/{slug:str}/proposals/new")
async def create_idea(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    own = await own_organisations(request, event)
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
        **await draft_shown(request, event, None),
    )


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


handlers = [show_new_idea, create_idea]
