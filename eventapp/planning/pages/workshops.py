"""Workshops: what was talked about, decided and agreed."""

from datetime import UTC, datetime
from typing import Any

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.planning.actions import add_workshop, change_workshop
from eventapp.planning.forms import PhotoForm, WorkshopForm
from eventapp.planning.pages.shared import workshop_or_404
from eventapp.planning.tables import PlanningWorkshop, WorkshopPhoto
from eventapp.proposals.states import STATES
from eventapp.proposals.tables import Proposal
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, page, partner_or_404, posted, say


@get("/{slug:str}/workshops")
async def show_workshops(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    workshops = await (
        PlanningWorkshop.objects()
        .where(PlanningWorkshop.event == event.id)
        .order_by(PlanningWorkshop.held_on, ascending=False)
        .order_by(PlanningWorkshop.title)
    )
    return await page(request, "planning/workshops.html", event=event, workshops=workshops)


@get("/{slug:str}/workshops/new")
async def show_new_workshop(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    return await page(
        request, "planning/workshop_form.html", event=event, workshop=None, form=WorkshopForm(), theirs=None
    )


@post("/{slug:str}/workshops/new")
async def create_workshop(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    form = WorkshopForm(await posted(request))
    if not form.validate():
        return await page(
            request, "planning/workshop_form.html", status=422, event=event, workshop=None, form=form, theirs=None
        )
    workshop = await add_workshop(event, person, **_words(form))
    return say(go(f"/{slug}/workshops/{workshop.id}"), _("The workshop is added."))


@get("/{slug:str}/workshops/{workshop_id:str}")
async def show_workshop(request: Asked, slug: FromPath[str], workshop_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    return await workshop_page(request, event, await workshop_or_404(event, workshop_id), PhotoForm())


async def workshop_page(
    request: Asked, event: Event, workshop: PlanningWorkshop, form: PhotoForm, *, status: int = 200
) -> Answer:
    """The page of a workshop, with the form for one more photo."""
    ideas = await (
        Proposal.select(Proposal.id, Proposal.title, Proposal.state)
        .where((Proposal.workshop == workshop.id) & (Proposal.state != "withdrawn"))
        .order_by(Proposal.title)
    )
    photos = await (
        WorkshopPhoto.select(
            WorkshopPhoto.id,
            WorkshopPhoto.words,
            WorkshopPhoto.width,
            WorkshopPhoto.height,
            WorkshopPhoto.added_by,
        )
        .where(WorkshopPhoto.workshop == workshop.id)
        .order_by(WorkshopPhoto.created_at)
    )
    return await page(
        request,
        "planning/workshop.html",
        status=status,
        event=event,
        workshop=workshop,
        ideas=[idea | {"state": STATES[idea["state"]]} for idea in ideas],
        photos=photos,
        form=form,
    )


@get("/{slug:str}/workshops/{workshop_id:str}/edit")
async def show_workshop_form(request: Asked, slug: FromPath[str], workshop_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    workshop = await workshop_or_404(event, workshop_id)
    form = WorkshopForm(obj=workshop)
    form.changed_at.data = workshop.changed_at.isoformat()
    return await page(request, "planning/workshop_form.html", event=event, workshop=workshop, form=form, theirs=None)


@post("/{slug:str}/workshops/{workshop_id:str}/edit")
async def save_workshop(request: Asked, slug: FromPath[str], workshop_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    workshop = await workshop_or_404(event, workshop_id)
    form = WorkshopForm(await posted(request))
    theirs = None
    if form.validate():
        try:
            await change_workshop(workshop, person, as_of=_instant(form.changed_at.data), **_words(form))
        except Refused as refusal:
            form.form_errors.append(str(refusal))
            theirs = await workshop_or_404(event, workshop_id)
            # Saved again, it is saved on top of theirs, which the writer has now seen.
            form.changed_at.data = theirs.changed_at.isoformat()
        else:
            return say(go(f"/{slug}/workshops/{workshop.id}"), _("Saved."))
    return await page(
        request,
        "planning/workshop_form.html",
        status=422,
        event=event,
        workshop=workshop,
        form=form,
        theirs=theirs,
    )


def _instant(text: str | None) -> datetime:
    """When the version that the form began from was written; one long ago where the form does not say."""
    try:
        instant = datetime.fromisoformat(text or "")
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _words(form: WorkshopForm) -> Any:
    return {name: "" if value is None else value for name, value in form.data.items() if name != "changed_at"}


handlers = [
    show_workshops,
    show_new_workshop,
    create_workshop,
    show_workshop,
    show_workshop_form,
    save_workshop,
]
