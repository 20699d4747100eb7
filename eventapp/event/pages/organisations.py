"""For organisers: the organisations that take part."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.forms import OrganisationForm
from eventapp.event.pages.shared import organisation_or_404, people_of
from eventapp.event.tables import Event
from eventapp.event.taking_part import change_organisation, let_organisation_go, take_in_organisation
from eventapp.people.tables import Organisation
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/organisations/new")
async def show_new_organisation(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await page(request, "event/organisation.html", event=event, organisation=None, form=OrganisationForm())


@post("/{slug:str}/organisations/new")
async def create_organisation(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    by = await organiser_or_404(request, event)
    form = OrganisationForm(await posted(request))
    if form.validate():
        added = await take_in_organisation(event, by, form.name.data or "", form.other_names.data or "")
        return say(go(f"/{slug}/people"), _("%(name)s takes part.") % {"name": added.name})
    return await page(request, "event/organisation.html", status=422, event=event, organisation=None, form=form)


@get("/{slug:str}/organisations/{organisation_id:str}")
async def show_organisation(request: Asked, slug: FromPath[str], organisation_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    organisation = await organisation_or_404(event, organisation_id)
    return await _organisation_page(request, event, organisation, OrganisationForm(obj=organisation))


async def _organisation_page(
    request: Asked, event: Event, organisation: Organisation, form: OrganisationForm
) -> Answer:
    return await page(
        request,
        "event/organisation.html",
        status=422 if form.errors else 200,
        event=event,
        organisation=organisation,
        people=(await people_of([organisation]))[organisation.id],
        form=form,
    )


@post("/{slug:str}/organisations/{organisation_id:str}")
async def save_organisation(request: Asked, slug: FromPath[str], organisation_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    by = await organiser_or_404(request, event)
    organisation = await organisation_or_404(event, organisation_id)
    form = OrganisationForm(await posted(request))
    if form.validate():
        try:
            await change_organisation(
                event, by, organisation, name=form.name.data or "", other_names=form.other_names.data or ""
            )
        except Refused as refusal:
            form.name.errors = [str(refusal)]
        else:
            return say(go(f"/{slug}/people"), _("Saved."))
    return await _organisation_page(request, event, organisation, form)


@post("/{slug:str}/organisations/{organisation_id:str}/removal")
async def remove_organisation(request: Asked, slug: FromPath[str], organisation_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    by = await organiser_or_404(request, event)
    organisation = await organisation_or_404(event, organisation_id)
    try:
        await let_organisation_go(event, by, organisation)
    except Refused as refusal:
        return say(go(f"/{slug}/people"), str(refusal), "warning")
    return say(go(f"/{slug}/people"), _("%(name)s takes no part now.") % {"name": organisation.name})


handlers = [
    show_new_organisation,
    create_organisation,
    show_organisation,
    save_organisation,
    remove_organisation,
]
