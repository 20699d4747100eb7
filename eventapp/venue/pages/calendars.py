"""For organisers: calendars of the venue that say when a room is busy."""

from litestar import post
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event, Room
from eventapp.people.tables import Person
from eventapp.texts import _
from eventapp.venue.actions import add_calendar, add_file, read_again, remove_calendar
from eventapp.venue.forms.times import CalendarForm
from eventapp.venue.pages.shared import room_or_404, times_page
from eventapp.venue.tables import VenueCalendar
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, posted, say


@post("/{slug:str}/rooms/{room_id:str}/calendars")
async def create_calendar(request: Asked, slug: FromPath[str], room_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    room = await room_or_404(event, room_id)
    form = CalendarForm(await posted(request))
    if not form.address.data and not isinstance(form.file.data, UploadFile):
        form.address.errors = [_("Write an address, or choose a file.")]
    elif form.validate() and await _read(event, room, person, form):
        return say(go(f"/{slug}/rooms/{room.id}/times"), _("The calendar is read."))
    return await times_page(request, event, room, calendar=form)


async def _read(event: Event, room: Room, person: Person, form: CalendarForm) -> bool:
    """Whether the calendar could be read; where not, the form says why."""
    try:
        if form.address.data:
            await add_calendar(event, room, person, form.address.data)
        else:
            await add_file(event, room, person, form.file.data.filename, await form.file.data.read())
    except Refused as refusal:
        (form.address if form.address.data else form.file).errors = [str(refusal)]
        return False
    return True


@post("/{slug:str}/rooms/{room_id:str}/calendars/{calendar_id:str}/reading")
async def create_reading(
    request: Asked, slug: FromPath[str], room_id: FromPath[str], calendar_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    room = await room_or_404(event, room_id)
    calendar = (
        await VenueCalendar.objects()
        .where((VenueCalendar.id == calendar_id) & (VenueCalendar.room == room.id) & (VenueCalendar.address != ""))
        .first()
    )
    if calendar is None:
        raise NotFoundException
    problem = await read_again(event, calendar)
    answer = go(f"/{slug}/rooms/{room.id}/times")
    return say(answer, problem, "warning") if problem else say(answer, _("The calendar is read."))


@post("/{slug:str}/rooms/{room_id:str}/calendars/{calendar_id:str}/removal")
async def delete_calendar(
    request: Asked, slug: FromPath[str], room_id: FromPath[str], calendar_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    room = await room_or_404(event, room_id)
    await remove_calendar(room, person, calendar_id)
    return say(go(f"/{slug}/rooms/{room.id}/times"), _("The calendar is removed. What it blocked is free again."))


handlers = [
    create_calendar,
    create_reading,
    delete_calendar,
]
