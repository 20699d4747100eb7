"""Booking a session."""

from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp import clock
from eventapp.booking import reading
from eventapp.booking.actions import book_places
from eventapp.booking.attendees import personal_token, plain_name
from eventapp.booking.day import Item, day_of
from eventapp.booking.decide import BOOKED, CANCELLED, Booked, Clash, Full, NotBookable, Outcome, Waiting
from eventapp.booking.forms import AgainForm, BookingForm, offer_places
from eventapp.booking.pages.shared import COOKIE, known_here, newcomer, patiently, places_left
from eventapp.booking.tables import Attendee
from eventapp.booking.writer import Reply
from eventapp.event.tables import Event
from eventapp.forms import Posted
from eventapp.ids import new_secret
from eventapp.programme.tables import PublishedSession
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, page, posted, set_cookie


@get("/{slug:str}/sessions/{session_id:str}/booking")
async def show_booking(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    session = await _session_or_404(event, session_id)
    known = await known_here(request, event)
    form: BookingForm | AgainForm = AgainForm() if known else BookingForm(data={"form_key": new_secret()})
    return await _booking_page(request, event, session, known, form)


@post("/{slug:str}/sessions/{session_id:str}/booking")
async def book(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    session = await _session_or_404(event, session_id)
    known = await known_here(request, event)
    sent = await posted(request)
    if known and not _is_from(known, sent):
        known = None
    form: BookingForm | AgainForm = AgainForm(sent) if known else BookingForm(sent)
    offer_places(form, session.places)
    if not form.validate():
        return await _booking_page(request, event, session, known, form, status=422)
    reply = await patiently(
        book_places(
            event,
            session_id,
            known or newcomer(form),
            places=form.places.data,
            wait=bool(sent.getlist("wait")),
        )
    )
    if isinstance(reply.outcome, Booked | Waiting):
        return await _booked(event, reply)
    return await _booking_page(request, event, session, known, form, status=409, outcome=reply.outcome)


def _is_from(known: Attendee, sent: Posted) -> bool:
    """Whether a form came from the person whom this device knows.

    It may be older than that: sent again, or opened in a second tab before. On a shared device it may be another's.
    """
    keys, names = sent.getlist("form_key"), sent.getlist("name")
    if not keys or keys[0] == known.form_key:
        return True
    return bool(names) and plain_name(str(names[0])) == plain_name(known.name)


async def _booked(event: Event, reply: Reply) -> Answer:
    attendee = await Attendee.objects().where(Attendee.id == reply.attendee).first()
    if attendee is None or not isinstance(reply.outcome, Booked | Waiting):
        raise NotFoundException
    token = personal_token(attendee)
    answer = go(f"/{event.slug}/my/{token}/booked/{reply.outcome.entry.id}")
    set_cookie(answer, COOKIE, token)
    return answer


async def _booking_page(
    request: Asked,
    event: Event,
    session: PublishedSession,
    known: Attendee | None,
    form: Any,
    *,
    status: int = 200,
    outcome: Outcome | None = None,
) -> Answer:
    offer_places(form, session.places)
    fill = await reading.fill_of(session)
    why = outcome.why if isinstance(outcome, NotBookable) else _not_bookable(event, session)
    is_full = isinstance(outcome, Full) or session.is_full
    items = await day_of(known) if known else []
    return await page(
        request,
        "booking/book.html",
        event=event,
        status=status,
        form=form,
        session=session,
        known=known,
        why=why,
        fill=fill,
        is_full=is_full,
        problem_text=_problem_words(outcome, fill),
        held=next(
            (item for item in items if item.session.session == session.session and item.state != CANCELLED), None
        ),
        clash=await _clash(event, session, items, outcome),
        also_on=await reading.also_on(session) if is_full else [],
    )


def _not_bookable(event: Event, session: PublishedSession) -> str:
    if session.cancelled_at is not None:
        return "cancelled"
    if session.attendance != "book":
        return "drop-in"
    if session.ends_at <= clock.now():
        return "over"
    return "closed" if event.over_at is not None or not event.bookings_open else ""


def _problem_words(outcome: Outcome | None, fill: reading.Fill) -> str:
    if not isinstance(outcome, Full):
        return ""
    if outcome.free:
        return places_left(outcome.free) + " " + _("Ask for fewer, or wait for all of them.")
    if fill.free:
        return _("Others are waiting for the places that are left.")
    return _("This session is full now. Nothing you wrote is lost.")


async def _clash(
    event: Event, session: PublishedSession, items: list[Item], outcome: Outcome | None
) -> PublishedSession | None:
    """The session that this person is in at the same time."""
    if isinstance(outcome, Clash):
        return await reading.session_at(event.id, outcome.session)
    at_once = [
        item.session
        for item in items
        if item.state == BOOKED
        and item.session.session != session.session
        and item.session.starts_at < session.ends_at
        and session.starts_at < item.session.ends_at
    ]
    return at_once[0] if at_once else None


async def _session_or_404(event: Event, session_id: str) -> PublishedSession:
    session = await reading.session_at(event.id, session_id)
    if session is None:
        raise NotFoundException
    return session


handlers = [
    show_booking,
    book,
]
