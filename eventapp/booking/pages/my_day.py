"""My day: by this device, by the link, or by the code."""

from functools import lru_cache

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.booking.attendees import attendee_with_code, personal_token, said_code
from eventapp.booking.day import day_of
from eventapp.booking.forms import FindForm
from eventapp.booking.pages.shared import COOKIE, attendee_or_404, forgotten, known_here, personal
from eventapp.booking.personal_calendar import PersonalFeed, file_name, personal_calendar, personal_feed
from eventapp.booking.tables import Attendee
from eventapp.event.tables import Event
from eventapp.programme.ical import CONTENT_TYPE
from eventapp.programme.rendering import Ways, ways_to
from eventapp.settings import settings
from eventapp.snapshots import Snapshot, make, quickly_compressed
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, page, posted, say, set_cookie, snapshot_answer


@get("/{slug:str}/my-day")
async def my_day_here(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await known_here(request, event)
    if attendee is None:
        form = FindForm(data={"next": request.query_params.get("next", "")})
        return await page(request, "booking/find.html", event=event, form=form)
    return await _my_day_page(request, event, attendee)


@post("/{slug:str}/my-day")
async def find_my_day(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    form = FindForm(await posted(request))
    if form.validate():
        address = request.client.host if request.client else ""
        attendee = await attendee_with_code(event, form.code.data or "", form.name.data or "", address)
        if attendee is not None:
            answer = go(_next_path(event, form.next.data or ""))
            set_cookie(answer, COOKIE, personal_token(attendee))
            return answer
        # The same words for a wrong code, a wrong name and too many tries.
        form.code.errors = [_("That did not work. Check the code and the name, or ask us: we can look for you.")]
    return await page(request, "booking/find.html", event=event, status=422, form=form)


def _next_path(event: Event, path: str) -> str:
    session = path.removeprefix(f"/{event.slug}/sessions/").removesuffix("/booking")
    is_ours = path == f"/{event.slug}/sessions/{session}/booking" and session.isalnum()
    return path if is_ours else f"/{event.slug}/my-day"


@post("/{slug:str}/my-day/leaving")
async def forget_device(slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    answer = say(go(f"/{event.slug}/my-day"), _("This device has forgotten you. Your bookings are kept."))
    return forgotten(answer)


@get("/{slug:str}/my/{token:str}")
async def my_day(request: Asked, slug: FromPath[str], token: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await attendee_or_404(event, token)
    answer = await _my_day_page(request, event, attendee)
    set_cookie(answer, COOKIE, token)
    return answer


async def _my_day_page(request: Asked, event: Event, attendee: Attendee) -> Answer:
    items = await day_of(attendee)
    token = personal_token(attendee)
    answer = await page(
        request,
        "booking/my_day.html",
        event=event,
        attendee=attendee,
        items=items,
        said_code=said_code(attendee.code),
        root=f"/{event.slug}/my/{token}",
        ways=[_ways(event, token, titled=titled) for titled in (False, True)],
    )
    return personal(answer)


def _ways(event: Event, token: str, *, titled: bool) -> Ways:
    return ways_to(f"/{event.slug}/my/{token}/{file_name(event.slug, titled=titled)}", event.name)


@get("/{slug:str}/my/{token:str}/booked/{booking_id:str}")
async def booked(request: Asked, slug: FromPath[str], token: FromPath[str], booking_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await attendee_or_404(event, token)
    items = [item for item in await day_of(attendee) if item.booking.id == booking_id]
    if not items:
        raise NotFoundException
    answer = await page(
        request,
        "booking/booked.html",
        event=event,
        attendee=attendee,
        item=items[0],
        said_code=said_code(attendee.code),
        root=f"/{event.slug}/my/{token}",
        personal_address=f"{settings().base_url}/{event.slug}/my/{token}",
    )
    return personal(answer)


@get("/{slug:str}/my/{token:str}/{name:str}")
async def my_calendar(request: Asked, slug: FromPath[str], token: FromPath[str], name: FromPath[str]) -> Answer:
    feed = await personal_feed(slug, token)
    if feed is None or name not in {file_name(slug, titled=titled) for titled in (False, True)}:
        raise NotFoundException
    source = f"{settings().base_url}/{slug}/my/{token}/{name}"
    return snapshot_answer(request, _calendar(feed, source, name, titled=name == file_name(slug, titled=True)))


@lru_cache(maxsize=1000)
def _calendar(feed: PersonalFeed, source: str, name: str, *, titled: bool) -> Snapshot:
    # Most who ask have seen it: the same feed is not written twice.
    body = personal_calendar(feed, source, titled=titled)
    return make(
        body,
        CONTENT_TYPE,
        cache_control="private, no-cache",
        changed=feed.changed_at,
        extra=[
            (b"content-disposition", f'inline; filename="{name}"'.encode()),
            (b"referrer-policy", b"no-referrer"),
            (b"x-robots-tag", b"noindex"),
        ],
        smaller=quickly_compressed(body),
    )


handlers = [
    my_day_here,
    find_my_day,
    forget_device,
    my_day,
    booked,
    my_calendar,
]
