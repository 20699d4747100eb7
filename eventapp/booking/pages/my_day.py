"""My day: by this device, by the link, or by the code."""

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.booking.attendees import attendee_with_code, personal_token, said_code
from eventapp.booking.day import day_of, given_back
from eventapp.booking.forms import FindForm
from eventapp.booking.pages.own_calendar import ways_to_calendar
from eventapp.booking.pages.shared import (
    COOKIE,
    attendee_or_404,
    card_context,
    day_context,
    forgotten,
    known_here,
    personal,
    saved_context,
)
from eventapp.booking.tables import Attendee
from eventapp.booking.ways import rooms_of
from eventapp.event.tables import Event
from eventapp.settings import settings
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, page, posted, say, set_cookie


@get("/{slug:str}/my-day")
async def my_day_here(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await known_here(request, event)
    if attendee is None:
        form = FindForm(data={"next": request.query_params.get("next", "")})
        return await page(request, "booking/find.html", event=event, form=form, **await saved_context(request, event))
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
    saved = await saved_context(request, event)
    return await page(request, "booking/find.html", event=event, status=422, form=form, **saved)


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
    cancelled = request.query_params.get("given-back")
    day = await day_context(event, attendee)
    booked = [item.session.session for item in day["items"] if item.state != "cancelled"]
    answer = await page(
        request,
        "booking/my_day.html",
        event=event,
        attendee=attendee,
        said_code=said_code(attendee.code),
        root=f"/{event.slug}/my/{personal_token(attendee)}",
        ways_to_calendar=ways_to_calendar(event, attendee),
        given_back=await given_back(attendee, cancelled) if cancelled else None,
        **day,
        **await saved_context(request, event, booked),
    )
    return personal(answer)


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
        rooms=await rooms_of(str(event.slug)),
        calendar=ways_to_calendar(event, attendee)[0].webcal,
    )
    return personal(answer)


@get("/{slug:str}/my/{token:str}/card")
async def own_card(request: Asked, slug: FromPath[str], token: FromPath[str]) -> Answer:
    """`?print=large` for large print."""
    event = await event_or_404(slug)
    attendee = await attendee_or_404(event, token)
    context = await card_context(request, event, attendee)
    return personal(
        await page(request, "booking/own_card.html", event=event, root=f"/{event.slug}/my/{token}", **context)
    )


handlers = [
    my_day_here,
    find_my_day,
    forget_device,
    my_day,
    booked,
    own_card,
]
