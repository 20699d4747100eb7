"""For organisers: adding an event, empty or as a copy of an earlier one."""

from litestar import get, post
from litestar.exceptions import NotFoundException

from eventapp.errors import Refused
from eventapp.event.actions import new_event
from eventapp.event.forms import NewEventForm
from eventapp.event.pages.shared import organises_something
from eventapp.event.tables import Event, Organiser
from eventapp.people.tables import Person
from eventapp.texts import _
from eventapp.venue.actions import event_like
from eventapp.web import Answer, Asked, SignInNeeded, go, page, posted, say, signed_in


@get("/events/new")
async def show_new_event(request: Asked) -> Answer:
    person = await _organiser_of_something_or_404(request)
    form = NewEventForm()
    await _offer_copies(form, person)
    return await page(request, "event/new.html", form=form)


@post("/events/new")
async def create_event(request: Asked) -> Answer:
    person = await _organiser_of_something_or_404(request)
    form = NewEventForm(await posted(request))
    own = await _offer_copies(form, person)
    if form.validate():
        words = form.data
        copy_of = own.get(words.pop("copy_of"))
        try:
            event = await (event_like(copy_of, person, **words) if copy_of else new_event(person, **words))
        except Refused as refusal:
            form.slug.errors = [str(refusal)]
        else:
            return say(go(f"/{event.slug}/settings"), _("The event is made. Only its organisers plan it so far."))
    return await page(request, "event/new.html", status=422, form=form)


async def _organiser_of_something_or_404(request: Asked) -> Person:
    person = await signed_in(request)
    if person is None:
        raise SignInNeeded
    if not await organises_something(person):
        raise NotFoundException
    return person


async def _offer_copies(form: NewEventForm, person: Person) -> dict[str, Event]:
    """Offers the events that this person organises to be copied. Returns them by id."""
    own = Organiser.select(Organiser.event).where(Organiser.person == person.id)
    events = await Event.objects().where(Event.id.is_in(own)).order_by(Event.starts_on, ascending=False)
    offered = {event.id: _("A copy of %(event)s") % {"event": event.name} for event in events}
    form.copy_of.choices = {"": _("Nothing: an empty event"), **offered}
    return {event.id: event for event in events}


handlers = [
    show_new_event,
    create_event,
]
