"""For everybody: which events there are, and what one should know of them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from litestar import get
from litestar.params import FromPath

from eventapp.event.features import FEATURES
from eventapp.event.pages.shared import organises_something, today
from eventapp.event.tables import Event
from eventapp.programme.tables import Edition
from eventapp.venue.reading import rooms_of
from eventapp.web import Answer, Asked, event_or_404, page, signed_in


@get("/")
async def show_events(request: Asked) -> Answer:
    events = await Event.objects().order_by(Event.starts_on).order_by(Event.name)
    coming = [event for event in events if not _is_past(event)]
    past = [event for event in reversed(events) if _is_past(event)]
    person = await signed_in(request)
    may_add = person is not None and await organises_something(person)
    return await page(request, "event/events.html", coming=coming, past=past, may_add=may_add)


def _is_past(event: Event) -> bool:
    return event.over_at is not None or event.ends_on < today(event)


@get("/{slug:str}")
async def show_event(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    published = await Edition.exists().where(Edition.event == event.id)
    zone = ZoneInfo(event.time_zone)
    hours = tuple(datetime.combine(event.starts_on, at, zone) for at in (event.opens_at, event.closes_at))
    return await page(request, "event/home.html", event=event, published=published, past=_is_past(event), hours=hours)


@get("/{slug:str}/access")
async def show_access(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    return await page(request, "event/access.html", event=event, rooms=await rooms_of(event), features=FEATURES)


@get("/{slug:str}/help")
async def show_help(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    return await page(request, "event/help.html", event=event)


@get("/privacy")
async def show_privacy(request: Asked) -> Answer:
    return await page(request, "event/privacy.html")


@get("/{slug:str}/privacy")
async def show_privacy_of_event(request: Asked, slug: FromPath[str]) -> Answer:
    return await page(request, "event/privacy.html", event=await event_or_404(slug))


@get("/accessibility")
async def show_accessibility(request: Asked) -> Answer:
    return await page(request, "event/accessibility.html")


@get("/{slug:str}/accessibility")
async def show_accessibility_of_event(request: Asked, slug: FromPath[str]) -> Answer:
    return await page(request, "event/accessibility.html", event=await event_or_404(slug))


handlers = [
    show_events,
    show_event,
    show_access,
    show_help,
    show_privacy,
    show_privacy_of_event,
    show_accessibility,
    show_accessibility_of_event,
]
