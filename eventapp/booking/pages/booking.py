"""Booking a session."""

from datetime import datetime
from typing import Any

from litestar import get, post
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath

from eventapp import clock
from eventapp.booking import reading
from eventapp.booking.actions import book_places, rules_of_event, rules_of_session, swap_booking
from eventapp.booking.attendees import personal_token, plain_name
from eventapp.booking.day import Item, day_of
from eventapp.booking.decide import (
    BOOKED,
    CANCELLED,
    Booked,
    Clash,
    Entry,
    Full,
    NotBookable,
    Outcome,
    Waiting,
    meet,
)
from eventapp.booking.forms import AgainForm, BookingForm, most_places, offer_places, offer_slots
from eventapp.booking.pages.shared import COOKIE, known_here, knows_somebody, newcomer, patiently, places_left
from eventapp.booking.tables import Attendee, Booking
from eventapp.event.tables import Event
from eventapp.forms import Posted
from eventapp.ids import new_secret
from eventapp.programme.tables import PublishedSession
from eventapp.texts import _, ngettext
from eventapp.web import Answer, Asked, event_or_404, go, page, posted, set_cookie


@get("/{slug:str}/sessions/{session_id:str}/booking")
async def show_booking(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    known = await known_here(request, event)
    form: BookingForm | AgainForm = AgainForm() if known else BookingForm(data={"form_key": new_secret()})
    return await _booking_page(request, event, session_id, known, form)


@post("/{slug:str}/sessions/{session_id:str}/booking")
async def book(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    # The event and the session are asked for where it is booked, and where the page is shown again: most who book are
    # new here, and need neither before.
    event = await event_or_404(slug) if knows_somebody(request) else None
    known = await known_here(request, event) if event else None
    sent = await posted(request)
    if known and not _is_from(known, sent):
        known = None
    form: BookingForm | AgainForm = AgainForm(sent) if known else BookingForm(sent)
    if not form.validate():
        return await _booking_page(request, event or await event_or_404(slug), session_id, known, form, status=422)
    given_up = await _own_booking(known, sent.getlist("instead-of")) if known else None
    asking = (
        swap_booking(event, given_up, session_id)
        if event and given_up
        else book_places(
            slug,
            session_id,
            known or newcomer(form),
            places=form.places.data,
            supporters=form.supporters.data,
            slot=form.slot.data,
            wait=bool(sent.getlist("wait")),
        )
    )
    try:
        reply = await patiently(asking)
    except HTTPException as busy:
        return await _busy_page(request, event or await event_or_404(slug), session_id, known, form, busy)
    if isinstance(reply.outcome, Booked | Waiting):
        return _booked(slug, reply.who, reply.outcome.entry)
    event = event or await event_or_404(slug)
    return await _booking_page(request, event, session_id, known, form, status=409, outcome=reply.outcome)


def _is_from(known: Attendee, sent: Posted) -> bool:
    """Whether a form came from the person whom this device knows.

    It may be older than that: sent again, or opened in a second tab before. On a shared device it may be another's.
    """
    keys, names = sent.getlist("form_key"), sent.getlist("name")
    if not keys or keys[0] == known.form_key:
        return True
    return bool(names) and plain_name(str(names[0])) == plain_name(known.name)


async def _own_booking(known: Attendee, ids: list[Any]) -> Booking | None:
    """The booking that this person gives up, if they asked for that."""
    if not ids:
        return None
    return await Booking.objects().where((Booking.id == str(ids[0])) & (Booking.attendee == known.id)).first()


def _booked(slug: str, attendee: Attendee | None, entry: Entry) -> Answer:
    if attendee is None:
        raise NotFoundException
    token = personal_token(attendee)
    answer = go(f"/{slug}/my/{token}/booked/{entry.id}")
    set_cookie(answer, COOKIE, token)
    return answer


async def _busy_page(
    request: Asked, event: Event, session_id: str, known: Attendee | None, form: Any, busy: HTTPException
) -> Answer:
    """The form again, as it was typed: sent once more it books once."""
    words = _(
        "Many people are booking now. Nothing you wrote is lost: wait a few seconds, then press the button again."
    )
    answer = await _booking_page(request, event, session_id, known, form, status=busy.status_code, problem=words)
    answer.headers.update(busy.headers or {})
    return answer


async def _booking_page(
    request: Asked,
    event: Event,
    session_id: str,
    known: Attendee | None,
    form: Any,
    *,
    status: int = 200,
    outcome: Outcome | None = None,
    problem: str = "",
) -> Answer:
    """The form of a session, and what became of it. Raises 404 where this event has no such session."""
    session = await reading.session_at(event.id, session_id)
    if session is None:
        raise NotFoundException
    fill = await reading.fill_of(session)
    offer_places(form, most_places(fill.rules))
    offer_slots(form, fill.rules, fill.taken.free_slots(), event.time_zone)
    why = _not_bookable(session, fill)
    is_full = isinstance(outcome, Full) or session.is_full
    items = await day_of(known) if known else []
    _say_beside_places(form, outcome, fill)
    return await page(
        request,
        "booking/book.html",
        event=event,
        status=status,
        form=form,
        session=session,
        known=known,
        why=why,
        opens_at=await _opens_at(event, session) if why == "closed" else None,
        fill=fill,
        is_full=is_full,
        problem_text=problem or _problem_words(outcome, fill),
        held=next(
            (item for item in items if item.session.session == session.session and item.state != CANCELLED), None
        ),
        clash=_clash(session, items, outcome) if not fill.rules.slot_minutes or isinstance(outcome, Clash) else None,
        also_on=await reading.also_on(session) if is_full else [],
    )


def _not_bookable(session: PublishedSession, fill: reading.Fill) -> str:
    if session.cancelled_at is not None:
        return "cancelled"
    if session.attendance != "book":
        return "drop-in"
    if session.ends_at <= clock.now():
        return "over"
    return "" if fill.rules.bookings_open else "closed"


async def _opens_at(event: Event, session: PublishedSession) -> datetime | None:
    """When one can book, where that is set and still to come, and nothing else stands against it."""
    own, all_ = await rules_of_session(str(session.session)), await rules_of_event(event.id)
    if not event.bookings_open or event.over_at is not None or own.bookings_stopped:
        return None
    times = [moment for moment in (own.opens_at, all_.opens_at) if moment is not None and moment > clock.now()]
    return max(times, default=None)


def _say_beside_places(form: Any, outcome: Outcome | None, fill: reading.Fill) -> None:
    if isinstance(outcome, NotBookable) and outcome.why in ("group", "more"):
        most = most_places(fill.rules)
        words = ngettext(
            "At most %(count)s place can be booked together here.",
            "At most %(count)s places can be booked together here.",
            most,
        )
        form.places.errors = [words % {"count": most}]


def _problem_words(outcome: Outcome | None, fill: reading.Fill) -> str:
    if isinstance(outcome, NotBookable) and outcome.why == "limit":
        return _("You have booked as many sessions as one person may. To come here, give one up on My day, or swap it.")
    if not isinstance(outcome, Full):
        return ""
    if fill.rules.slot_minutes and outcome.free:
        return _("Somebody took this time a moment ago. Choose another one.")
    if outcome.free:
        return places_left(outcome.free) + " " + _("Ask for fewer, or wait for all of them.")
    if fill.free:
        return _("Others are waiting for the places that are left.")
    return _("This session is full now. Nothing you wrote is lost.")


def _clash(session: PublishedSession, items: list[Item], outcome: Outcome | None) -> Item | None:
    """What this person has booked at the same time."""
    if isinstance(outcome, Clash):
        return next((item for item in items if item.state == BOOKED and item.session.session == outcome.session), None)
    whole = (session.starts_at, session.ends_at)
    return next(
        (
            item
            for item in items
            if item.state == BOOKED
            and item.session.session != session.session
            and meet((item.starts_at, item.ends_at), whole)
        ),
        None,
    )


handlers = [
    show_booking,
    book,
]
