"""For everybody: which events there are, and what one should know of them."""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.event.pages.shared import organises_something
from eventapp.event.pages.showing import is_past, parts_of, shown_of
from eventapp.event.sections import ACCESS, ACCESSIBILITY, HELP, HOME, PRIVACY
from eventapp.event.tables import Event, PagePhoto
from eventapp.programme.easy.views import access_view
from eventapp.web import Answer, Asked, event_or_404, page, signed_in


@get("/")
async def show_events(request: Asked) -> Answer:
    events = await Event.objects().order_by(Event.starts_on).order_by(Event.name)
    coming = [event for event in events if not is_past(event)]
    past = [event for event in reversed(events) if is_past(event)]
    person = await signed_in(request)
    may_add = person is not None and await organises_something(person)
    return await page(request, "event/events.html", coming=coming, past=past, may_add=may_add)


@get("/{slug:str}")
async def show_event(request: Asked, slug: FromPath[str]) -> Answer:
    return await _shown(request, slug, HOME)


@get("/{slug:str}/access")
async def show_access(request: Asked, slug: FromPath[str]) -> Answer:
    if request.query_params.get("view") == "easy":
        event = await event_or_404(slug)
        return await page(request, "event/easy_access.html", event=event, **await access_view(event))
    return await _shown(request, slug, ACCESS)


@get("/{slug:str}/help")
async def show_help(request: Asked, slug: FromPath[str]) -> Answer:
    return await _shown(request, slug, HELP)


async def _shown(request: Asked, slug: str, name: str) -> Answer:
    """The page for who is signed in or has a message to read: everybody else gets its bytes (`kept`)."""
    event = await event_or_404(slug)
    return await page(request, f"event/{name}.html", event=event, **parts_of(await shown_of(event), name))


@get("/{slug:str}/photos/{page_photo_id:str}")
async def show_photo(request: Asked, slug: FromPath[str], page_photo_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    # What has this address never changes.
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "ETag": f'"{page_photo_id}"'}
    photo = await PagePhoto.objects().get((PagePhoto.id == page_photo_id) & (PagePhoto.event == event.id))
    if photo is None:
        raise NotFoundException
    if page_photo_id in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)
    return Response(photo.image, media_type="image/jpeg", headers=headers)


@get("/privacy")
async def show_privacy(request: Asked) -> Answer:
    return await page(request, "event/privacy.html")


@get("/{slug:str}/privacy")
async def show_privacy_of_event(request: Asked, slug: FromPath[str]) -> Answer:
    return await _shown(request, slug, PRIVACY)


@get("/accessibility")
async def show_accessibility(request: Asked) -> Answer:
    return await page(request, "event/accessibility.html")


@get("/{slug:str}/accessibility")
async def show_accessibility_of_event(request: Asked, slug: FromPath[str]) -> Answer:
    return await _shown(request, slug, ACCESSIBILITY)


handlers = [
    show_events,
    show_event,
    show_access,
    show_help,
    show_photo,
    show_privacy,
    show_privacy_of_event,
    show_accessibility,
    show_accessibility_of_event,
]
