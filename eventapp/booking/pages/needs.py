"""For the access lead: what would help whom, and how far it is arranged."""

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp import db
from eventapp.booking.arranging import ARRANGED, ASKED, CANNOT, note_told, set_need_state
from eventapp.booking.desk_forms import NeedForm, offer_states
from eventapp.booking.needs import OWN_WORDS, count_words, need_words
from eventapp.booking.tables import AccessNeed, Attendee
from eventapp.booking.who_comes import need_counts, needs_by_person
from eventapp.event.deeds import note
from eventapp.event.tables import Event
from eventapp.event.taking_part import access_leads
from eventapp.people.tables import Person
from eventapp.texts import _, marked
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/bookings/needs")
async def show_needs(request: Asked, slug: FromPath[str]) -> Answer:
    """Names for access leads; for other organisers numbers, and who to ask."""
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    leads = await access_leads(event)
    if mo.id not in {lead.id for lead in leads}:
        counts = [(need_words(need), count_words(count)) for need, count in await need_counts(event.id)]
        return await page(request, "booking/need_counts.html", event=event, leads=leads, counts=counts)
    people = await needs_by_person(event.id)
    async with db.transaction():
        await note(marked("looked at"), _("Who needs what"), event.id, mo)
    return await page(
        request,
        "booking/needs.html",
        event=event,
        people=people,
        need_words=need_words,
        own_words=OWN_WORDS,
        states={ASKED: _("Asked for"), ARRANGED: _("Arranged"), CANNOT: _("Not possible")},
    )


@post("/{slug:str}/bookings/needs/{need_id:str}")
async def arrange(request: Asked, slug: FromPath[str], need_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await _access_lead_or_404(request, event)
    need = await AccessNeed.objects().where(AccessNeed.id == need_id).first()
    attendee = (
        await Attendee.objects().where((Attendee.id == need.attendee) & (Attendee.event == event.id)).first()
        if need
        else None
    )
    if need is None or attendee is None:
        raise NotFoundException
    back = go(f"/{event.slug}/bookings/needs#need-{need.id}")
    form = NeedForm(await posted(request))
    offer_states(form)
    if not form.validate():
        return say(back, _("Choose how far it is."), "warning")
    if form.state.data == NeedForm.TOLD:
        await note_told(event, need, mo)
        return say(back, _("It is noted that you told them."))
    told = await set_need_state(event, need, attendee, form.state.data, mo)
    return say(back, _("It is noted, and a message is on its way to them.") if told else _("It is noted."))


async def _access_lead_or_404(request: Asked, event: Event) -> Person:
    mo = await organiser_or_404(request, event)
    if mo.id not in {lead.id for lead in await access_leads(event)}:
        raise NotFoundException
    return mo


handlers = [show_needs, arrange]
