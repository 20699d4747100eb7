"""For organisers: the rooms."""

from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.forms import RoomForm
from eventapp.event.rooms import add_room, change_room, features_of, remove_room, rooms_of
from eventapp.event.tables import Event, Room
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/rooms")
async def show_rooms(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await page(request, "event/rooms.html", event=event, rooms=await rooms_of(event))


@get("/{slug:str}/rooms/new")
async def show_new_room(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await page(request, "event/room.html", event=event, room=None, form=RoomForm())


@post("/{slug:str}/rooms/new")
async def create_room(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    form = RoomForm(await posted(request))
    if form.validate():
        try:
            room = await add_room(event, person, **_room_words(form))
        except Refused as refusal:
            form.name.errors = [str(refusal)]
        else:
            return say(go(f"/{slug}/rooms"), _("%(room)s is added.") % {"room": room.name})
    return await page(request, "event/room.html", status=422, event=event, room=None, form=form)


@get("/{slug:str}/rooms/{room_id:str}")
async def show_room(request: Asked, slug: FromPath[str], room_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    room = await _room_or_404(event, room_id)
    features = await features_of([room])
    form = RoomForm(obj=room, data={"features": sorted(features[room.id])})
    return await page(request, "event/room.html", event=event, room=room, form=form)


@post("/{slug:str}/rooms/{room_id:str}")
async def save_room(request: Asked, slug: FromPath[str], room_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    room = await _room_or_404(event, room_id)
    form = RoomForm(await posted(request))
    if form.validate():
        try:
            await change_room(room, person, **_room_words(form))
        except Refused as refusal:
            form.name.errors = [str(refusal)]
        else:
            return say(go(f"/{slug}/rooms"), _("Saved."))
    return await page(request, "event/room.html", status=422, event=event, room=room, form=form)


@post("/{slug:str}/rooms/{room_id:str}/removal")
async def delete_room(request: Asked, slug: FromPath[str], room_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    room = await _room_or_404(event, room_id)
    try:
        await remove_room(room, person)
    except Refused as refusal:
        return say(go(f"/{slug}/rooms"), str(refusal), "warning")
    return say(go(f"/{slug}/rooms"), _("%(room)s is removed.") % {"room": room.name})


async def _room_or_404(event: Event, room_id: str) -> Room:
    room = await Room.objects().where((Room.id == room_id) & (Room.event == event.id)).first()
    if room is None:
        raise NotFoundException
    return room


def _room_words(form: RoomForm) -> dict[str, Any]:
    return {name: value if value is not None else "" for name, value in form.data.items()}


handlers = [
    show_rooms,
    show_new_room,
    create_room,
    show_room,
    save_room,
    delete_room,
]
