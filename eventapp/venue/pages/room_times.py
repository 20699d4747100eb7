"""For organisers: when a room can be used, and when not."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.texts import _
from eventapp.venue.actions import block, set_room_hours, unblock
from eventapp.venue.forms.times import block_form, hours_form, typed_span
from eventapp.venue.pages.shared import room_or_404, times_page
from eventapp.venue.reading import hours_of
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, posted, say


@get("/{slug:str}/rooms/{room_id:str}/times")
async def show_room_times(request: Asked, slug: FromPath[str], room_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await times_page(request, event, await room_or_404(event, room_id))


@post("/{slug:str}/rooms/{room_id:str}/hours")
async def save_room_hours(request: Asked, slug: FromPath[str], room_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    room = await room_or_404(event, room_id)
    form = hours_form((await hours_of(event)).days, {}, await posted(request))
    if not form.validate():
        return await times_page(request, event, room, hours=form)
    await set_room_hours(room, person, form.hours)
    return say(go(f"/{slug}/rooms/{room.id}/times"), _("Saved."))


@post("/{slug:str}/rooms/{room_id:str}/blocked")
async def create_blocked_time(request: Asked, slug: FromPath[str], room_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    room = await room_or_404(event, room_id)
    form = block_form((await hours_of(event)).days, await posted(request))
    if form.validate():
        try:
            await block(room, person, *typed_span(form, event), form.why.data or "")
        except Refused as refusal:
            form.ends.errors = [str(refusal)]
        else:
            return say(go(f"/{slug}/rooms/{room.id}/times"), _("This time is blocked."))
    return await times_page(request, event, room, blocking=form)


@post("/{slug:str}/rooms/{room_id:str}/blocked/{blocked_id:str}/removal")
async def remove_blocked_time(
    request: Asked, slug: FromPath[str], room_id: FromPath[str], blocked_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    room = await room_or_404(event, room_id)
    await unblock(room, person, blocked_id)
    return say(go(f"/{slug}/rooms/{room.id}/times"), _("This time is free again."))


handlers = [
    show_room_times,
    save_room_hours,
    create_blocked_time,
    remove_blocked_time,
]
