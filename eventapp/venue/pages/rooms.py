"""For organisers: the rooms, and what is said of each."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.features import FEATURES
from eventapp.event.tables import Event
from eventapp.texts import _
from eventapp.venue.actions import WrongParts, add_room, change_room, move_room, remove_room
from eventapp.venue.forms.room import RoomForm, room_form
from eventapp.venue.pages.shared import room_facts, room_or_404
from eventapp.venue.pictures import day_pictures
from eventapp.venue.reading import SETUPS, RoomFacts, hours_of, parts_of, rooms_of
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/rooms")
async def show_rooms(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    rooms = await rooms_of(event)
    days = day_pictures(await hours_of(event), rooms)
    return await page(
        request, "venue/rooms.html", event=event, rooms=rooms, days=days, features=FEATURES, setups=SETUPS
    )


@get("/{slug:str}/rooms/new")
async def show_new_room(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await _form_page(request, event, None, room_form(await rooms_of(event)))


@post("/{slug:str}/rooms/new")
async def create_room(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    form = room_form(await rooms_of(event), await posted(request))
    if form.validate():
        try:
            room = await add_room(event, person, **form.words)
        except Refused as refusal:
            (form.made_of if isinstance(refusal, WrongParts) else form.name).errors = [str(refusal)]
        else:
            return say(go(f"/{slug}/rooms"), _("%(room)s is added.") % {"room": room.name})
    return await _form_page(request, event, None, form, status=422)


@get("/{slug:str}/rooms/{room_id:str}")
async def show_room(request: Asked, slug: FromPath[str], room_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    room = await room_or_404(event, room_id)
    facts, others = await room_facts(event, room)
    return await _form_page(request, event, facts, room_form(others, room=facts, made_of=await parts_of(room.id)))


@post("/{slug:str}/rooms/{room_id:str}")
async def save_room(request: Asked, slug: FromPath[str], room_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    room = await room_or_404(event, room_id)
    facts, others = await room_facts(event, room)
    form = room_form(others, await posted(request))
    if form.validate():
        try:
            await change_room(room, person, **form.words)
        except Refused as refusal:
            (form.made_of if isinstance(refusal, WrongParts) else form.name).errors = [str(refusal)]
        else:
            return say(go(f"/{slug}/rooms"), _("Saved."))
    return await _form_page(request, event, facts, form, status=422)


@post("/{slug:str}/rooms/{room_id:str}/place")
async def save_place(request: Asked, slug: FromPath[str], room_id: FromPath[str]) -> Answer:
    """Moves the room up or down the list."""
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    room = await room_or_404(event, room_id)
    up = (await posted(request)).getlist("way")[:1] == ["up"]
    await move_room(event, person, room, -1 if up else 1)
    said = _("%(room)s is moved up.") if up else _("%(room)s is moved down.")
    return say(go(f"/{slug}/rooms"), said % {"room": room.name})


@post("/{slug:str}/rooms/{room_id:str}/removal")
async def delete_room(request: Asked, slug: FromPath[str], room_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    room = await room_or_404(event, room_id)
    try:
        await remove_room(room, person)
    except Refused as refusal:
        return say(go(f"/{slug}/rooms"), str(refusal), "warning")
    return say(go(f"/{slug}/rooms"), _("%(room)s is removed.") % {"room": room.name})


async def _form_page(request: Asked, event: Event, room: RoomFacts | None, form: RoomForm, status: int = 200) -> Answer:
    return await page(request, "venue/room.html", event=event, status=status, room=room, form=form, features=FEATURES)


handlers = [
    show_rooms,
    show_new_room,
    create_room,
    show_room,
    save_room,
    save_place,
    delete_room,
]
