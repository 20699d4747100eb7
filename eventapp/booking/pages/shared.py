"""What the pages of booking share: whom the browser belongs to, what a personal page says, waiting for the writer."""

from collections.abc import Awaitable, Collection
from typing import Any, TypeVar

from litestar.exceptions import HTTPException, NotFoundException

from eventapp import db
from eventapp.booking.attendees import Newcomer, attendee_with_token, said_code
from eventapp.booking.day import day_of
from eventapp.booking.tables import Attendee
from eventapp.booking.telling import personal_address
from eventapp.booking.ways import rooms_of, ways_between
from eventapp.booking.writer import Busy
from eventapp.event.tables import Event
from eventapp.programme import saved
from eventapp.programme.addresses import to_type
from eventapp.programme.qr import qr_code
from eventapp.programme.shown import shown_now
from eventapp.settings import settings
from eventapp.texts import ngettext
from eventapp.web import Answer, Asked, cookie_name, forget_cookie, signed_cookie

COOKIE = "my-day"

Result = TypeVar("Result")


def knows_somebody(request: Asked) -> bool:
    """Whether this browser keeps anybody's bookings, of any event."""
    return cookie_name(COOKIE) in request.cookies


async def known_here(request: Asked, event: Event) -> Attendee | None:
    """Whose bookings this browser keeps, for this event."""
    token = request.cookies.get(cookie_name(COOKIE))
    return await attendee_with_token(event, token) if token else None


async def attendee_or_404(event: Event, token: str) -> Attendee:
    """Whose link this is. Raises 404."""
    attendee = await attendee_with_token(event, token)
    if attendee is None:
        raise NotFoundException
    return attendee


def forgotten(answer: Answer) -> Answer:
    """The answer that makes this browser forget whose bookings it keeps."""
    for name in (COOKIE, saved.COOKIE):
        forget_cookie(answer, name)
    # What the browser kept of personal pages goes too: the next person at this device may press Back.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def personal(answer: Answer) -> Answer:
    """A page with the secret in its address: it goes to nobody else, and into no search engine."""
    # Not `no-referrer`: without it older browsers say of our own forms that they come from nowhere.
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


async def day_context(event: Event, attendee: Attendee) -> dict[str, Any]:
    """What My day and its card show: the bookings, their rooms, and the ways between."""
    items, rooms = await day_of(attendee), await rooms_of(str(event.slug))
    return {"items": items, "rooms": rooms, "ways": ways_between(items, rooms)}


async def saved_context(request: Asked, event: Event, booked: Collection[str] = ()) -> dict[str, Any]:
    """What this browser keeps of sessions that were saved, for programme/_saved_here.html. `booked` are ids."""
    kept = signed_cookie(request, saved.COOKIE)
    return saved.my_day_parts(kept, await shown_now(str(event.slug)) if kept else None, frozenset(booked))


async def card_context(request: Asked, event: Event, attendee: Attendee) -> dict[str, Any]:
    """What the card with somebody's day shows. Its code to scan opens My day, on any phone."""
    return {
        "attendee": attendee,
        "said_code": said_code(attendee.code),
        "code": qr_code(personal_address(event, attendee)),
        "address": to_type(f"{settings().base_url}/{event.slug}/my-day"),
        "large": request.query_params.get("print") == "large",
        **await day_context(event, attendee),
    }


def newcomer(form: Any) -> Newcomer:
    """Somebody new, as a form for booking describes them."""
    return Newcomer(
        name=form.name.data,
        email=form.email.data or None,
        needs=tuple(form.needs.data or ()),
        own_words=form.own_words.data or "",
        reminders=bool(form.email.data and form.reminders.data),
        # A form without its key came from no page of ours, and cannot be told from another one.
        form_key=form.form_key.data or None,
    )


def places_left(count: int) -> str:
    return ngettext("%(count)s place is left.", "%(count)s places are left.", count) % {"count": count}


async def patiently(asking: Awaitable[Result]) -> Result:
    """What the writer answers. Raises 503, with a time to come back, when too many wait for it or for the database."""
    try:
        return await asking
    except Exception as busy:
        if not isinstance(busy, Busy) and not db.is_unavailable(busy):
            raise
        raise HTTPException(status_code=503, headers={"Retry-After": "5"}) from busy
