"""What pages of rooms share."""

from datetime import date
from typing import Any

from litestar.exceptions import NotFoundException

from eventapp.event.tables import Event, Room
from eventapp.texts import _, times_words
from eventapp.venue.days import Hours
from eventapp.venue.forms.times import BlockForm, CalendarForm, HoursForm, block_form, hours_form
from eventapp.venue.pictures import day_pictures
from eventapp.venue.reading import RoomFacts, calendars_of, hours_of, own_blocked, own_hours, rooms_of
from eventapp.web import Answer, Asked, page


async def room_or_404(event: Event, room_id: str) -> Room:
    """The room of this event with this id."""
    room = await Room.objects().where((Room.id == room_id) & (Room.event == event.id)).first()
    if room is None:
        raise NotFoundException
    return room


async def room_facts(event: Event, room: Room) -> tuple[RoomFacts, list[RoomFacts]]:
    """All that is known of this room, and of the event's other rooms."""
    rooms = await rooms_of(event)
    found = [facts for facts in rooms if facts.id == room.id]
    if not found:
        raise NotFoundException
    return found[0], [facts for facts in rooms if facts.id != room.id]


def hours_words(hours: Hours, words: str) -> dict[date, str]:
    """When the venue is open, put into these words (`%(times)s`), for each of its days."""
    return {
        day: words % {"times": times_words(span.starts_at, span.ends_at, hours.zone)} if span else ""
        for day, span in ((day, hours.span(day)) for day in hours.days)
    }


async def times_page(
    request: Asked,
    event: Event,
    room: Room,
    *,
    hours: HoursForm | None = None,
    blocking: BlockForm | None = None,
    calendar: CalendarForm | None = None,
) -> Answer:
    """When a room can be used. A form that is given was not filled in well."""
    venue = await hours_of(event)
    facts, others = await room_facts(event, room)
    wrong: Any = hours or blocking or calendar
    return await page(
        request,
        "venue/room_times.html",
        event=event,
        status=422 if wrong else 200,
        room=facts,
        form=wrong,
        shared=[other for other in others if other.id in facts.used_with],
        days=day_pictures(venue, [facts]),
        usual=hours_words(venue, _("The venue is open %(times)s.")),
        hours=hours or hours_form(venue.days, await own_hours(room.id)),
        blocking=blocking or block_form(venue.days),
        calendar_form=calendar or CalendarForm(),
        blocked=await own_blocked(room.id),
        calendars=await calendars_of(room.id),
    )
