"""For organisers: who belongs to which organisation, who organises, and inviting them."""

from dataclasses import dataclass

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from wtforms import SelectField

from eventapp.errors import Refused
from eventapp.event.forms import InvitationForm
from eventapp.event.pages.shared import organisation_or_404, people_of
from eventapp.event.tables import Event, Organiser
from eventapp.event.taking_part import (
    access_leads,
    invite,
    remove_from_organisation,
    remove_organiser,
    set_access_lead,
)
from eventapp.people.tables import Membership, Organisation, Person
from eventapp.proposals.reading import organisations_taking_part
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation that takes part, with its people by name."""

    organisation: Organisation
    people: list[Person]


@get("/{slug:str}/people")
async def show_people(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await _people_page(request, event, await _organisations(event))


async def _people_page(
    request: Asked,
    event: Event,
    organisations: list[OrganisationRow],
    *,
    form: InvitationForm | None = None,
) -> Answer:
    if form is None:
        form = InvitationForm()
        _offer_organisations(form.organisation, organisations)
    return await page(
        request,
        "event/people.html",
        status=422 if form.errors else 200,
        event=event,
        organisations=organisations,
        organisers=await _organisers(event),
        access_leads=[lead.id for lead in await access_leads(event)],
        form=form,
    )


async def _organisations(event: Event) -> list[OrganisationRow]:
    organisations = await organisations_taking_part(event.id)
    people = await people_of(organisations)
    return [OrganisationRow(organisation, people[organisation.id]) for organisation in organisations]


async def _organisers(event: Event) -> list[Person]:
    organising = Organiser.select(Organiser.person).where(Organiser.event == event.id)
    return await Person.objects().where(Person.id.is_in(organising)).order_by(Person.name)


def _offer_organisations(field: SelectField, organisations: list[OrganisationRow]) -> None:
    names = {row.organisation.id: row.organisation.name for row in organisations}
    field.choices = {"": _("No organisation"), **names}


@post("/{slug:str}/people")
async def invite_person(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    by = await organiser_or_404(request, event)
    organisations = await _organisations(event)
    form = InvitationForm(await posted(request))
    _offer_organisations(form.organisation, organisations)
    if not form.validate():
        return await _people_page(request, event, organisations, form=form)
    person = await invite(
        event,
        by,
        form.email.data or "",
        form.name.data or "",
        organisation=next(
            (row.organisation for row in organisations if row.organisation.id == form.organisation.data), None
        ),
        organiser=form.organiser.data,
    )
    return say(go(f"/{slug}/people"), _("%(name)s is invited. A message is on its way.") % {"name": person.name})


@post("/{slug:str}/organisations/{organisation_id:str}/people/{person_id:str}/removal")
async def remove_member(
    request: Asked, slug: FromPath[str], organisation_id: FromPath[str], person_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    by = await organiser_or_404(request, event)
    organisation = await organisation_or_404(event, organisation_id)
    belongs = (Membership.person == person_id) & (Membership.organisation == organisation.id)
    membership = await Membership.objects(Membership.person).where(belongs).first()
    if membership is None:
        raise NotFoundException
    await remove_from_organisation(event, by, membership.person, organisation)
    return say(
        go(f"/{slug}/organisations/{organisation.id}"),
        _("%(name)s is removed from %(organisation)s.")
        % {"name": membership.person.name, "organisation": organisation.name},
    )


@post("/{slug:str}/organisers/{person_id:str}/removal")
async def remove_one_organiser(request: Asked, slug: FromPath[str], person_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    by = await organiser_or_404(request, event)
    organiser = next((person for person in await _organisers(event) if person.id == person_id), None)
    if organiser is None:
        raise NotFoundException
    try:
        await remove_organiser(event, by, organiser)
    except Refused as refusal:
        return say(go(f"/{slug}/people"), str(refusal), "warning")
    # Whoever removes themselves may not see the page any more.
    after = f"/{slug}/" if organiser.id == by.id else f"/{slug}/people"
    return say(go(after), _("%(name)s is no organiser now.") % {"name": organiser.name})


@post("/{slug:str}/organisers/{person_id:str}/access-lead")
async def choose_access_lead(request: Asked, slug: FromPath[str], person_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    by = await organiser_or_404(request, event)
    organiser = next((person for person in await _organisers(event) if person.id == person_id), None)
    if organiser is None:
        raise NotFoundException
    is_lead = organiser.id not in {lead.id for lead in await access_leads(event)}
    await set_access_lead(event, by, organiser, is_lead=is_lead)
    said = _("%(name)s is an access lead now.") if is_lead else _("%(name)s is no access lead now.")
    return say(go(f"/{slug}/people"), said % {"name": organiser.name})


handlers = [
    show_people,
    invite_person,
    remove_member,
    remove_one_organiser,
    choose_access_lead,
]
