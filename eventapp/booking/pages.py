"""Booking, My day; for organisers, how full sessions are, the desk, and what would help."""

import csv
import io
from collections.abc import Awaitable
from typing import Any, TypeVar

from litestar import Response, get, post
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath

from eventapp import clock, db
from eventapp.booking import attendees, reading
from eventapp.booking.actions import book_places, cancel_booking, forget_attendee
from eventapp.booking.attendees import (
    Newcomer,
    attendee_with_code,
    attendee_with_token,
    personal_token,
    plain_name,
    said_code,
)
from eventapp.booking.decide import BOOKED, CANCELLED, Booked, Clash, Full, NotBookable, Outcome, Waiting
from eventapp.booking.forms import (
    AgainForm,
    BookForForm,
    BookingForm,
    DeskForm,
    DetailsForm,
    FindForm,
    offer_places,
    offer_sessions,
)
from eventapp.booking.needs import count_words, need_words
from eventapp.booking.personal_calendar import personal_calendar
from eventapp.booking.tables import Attendee, Booking
from eventapp.booking.writer import Busy, Reply
from eventapp.event.tables import Event
from eventapp.forms import Posted
from eventapp.ids import new_secret
from eventapp.log.actions import record
from eventapp.people.tables import Person
from eventapp.programme.ical import CONTENT_TYPE
from eventapp.programme.tables import PublishedSession
from eventapp.settings import settings
from eventapp.texts import _, day_words, marked, moment_words, ngettext
from eventapp.web import (
    Answer,
    Asked,
    asked_for,
    cookie_name,
    event_or_404,
    go,
    organiser_or_404,
    page,
    posted,
    say,
    set_cookie,
)

COOKIE = "my-day"

Result = TypeVar("Result")


# Booking a session


@get("/{slug:str}/sessions/{session_id:str}/booking")
async def show_booking(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    session = await _session_or_404(event, session_id)
    known = await _known_here(request, event)
    form: BookingForm | AgainForm = AgainForm() if known else BookingForm(data={"form_key": new_secret()})
    return await _booking_page(request, event, session, known, form)


@post("/{slug:str}/sessions/{session_id:str}/booking")
async def book(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    session = await _session_or_404(event, session_id)
    known = await _known_here(request, event)
    sent = await posted(request)
    if known and not _is_from(known, sent):
        known = None
    form: BookingForm | AgainForm = AgainForm(sent) if known else BookingForm(sent)
    offer_places(form, session.places)
    if not form.validate():
        return await _booking_page(request, event, session, known, form, status=422)
    reply = await _patiently(
        book_places(
            event,
            session_id,
            known or _newcomer(form),
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


def _newcomer(form: Any) -> Newcomer:
    return Newcomer(
        name=form.name.data,
        email=form.email.data or None,
        needs=tuple(form.needs.data or ()),
        own_words=form.own_words.data or "",
        # A form without its key came from no page of ours, and cannot be told from another one.
        form_key=form.form_key.data or None,
    )


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
    items = await reading.day_of(known) if known else []
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
        free = ngettext("%(count)s place is left.", "%(count)s places are left.", outcome.free)
        return (free % {"count": outcome.free}) + " " + _("Ask for fewer, or wait for all of them.")
    if fill.free:
        return _("Others are waiting for the places that are left.")
    return _("This session is full now. Nothing you wrote is lost.")


async def _clash(
    event: Event, session: PublishedSession, items: list[reading.Item], outcome: Outcome | None
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


async def _patiently(asking: Awaitable[Result]) -> Result:
    try:
        return await asking
    except Busy as busy:
        raise HTTPException(status_code=503, headers={"Retry-After": "5"}) from busy


# My day


@get("/{slug:str}/my-day")
async def my_day_here(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await _known_here(request, event)
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
    answer.delete_cookie(cookie_name(COOKIE))
    # What the browser kept of personal pages goes too: the next person at this device may press Back.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@get("/{slug:str}/my/{token:str}")
async def my_day(request: Asked, slug: FromPath[str], token: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await _attendee_or_404(event, token)
    answer = await _my_day_page(request, event, attendee)
    set_cookie(answer, COOKIE, token)
    return answer


async def _my_day_page(request: Asked, event: Event, attendee: Attendee) -> Answer:
    items = await reading.day_of(attendee)
    token = personal_token(attendee)
    answer = await page(
        request,
        "booking/my_day.html",
        event=event,
        attendee=attendee,
        items=items,
        said_code=said_code(attendee.code),
        root=f"/{event.slug}/my/{token}",
        calendar=f"{settings().base_url}/{event.slug}/my/{token}/{event.slug}-bookings.ics",
    )
    return _personal(answer)


def _personal(answer: Answer) -> Answer:
    # Not `no-referrer`: without it older browsers say of our own forms that they come from nowhere.
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@get("/{slug:str}/my/{token:str}/booked/{booking_id:str}")
async def booked(request: Asked, slug: FromPath[str], token: FromPath[str], booking_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await _attendee_or_404(event, token)
    items = [item for item in await reading.day_of(attendee) if item.booking.id == booking_id]
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
    return _personal(answer)


@post("/{slug:str}/my/{token:str}/bookings/{booking_id:str}/cancellation")
async def cancel_mine(slug: FromPath[str], token: FromPath[str], booking_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await _attendee_or_404(event, token)
    booking = await Booking.objects().where((Booking.id == booking_id) & (Booking.attendee == attendee.id)).first()
    if booking is None:
        raise NotFoundException
    await _patiently(cancel_booking(event, booking))
    return say(go(f"/{event.slug}/my/{token}"), _("Your booking is cancelled. Thank you for telling us."))


@get("/{slug:str}/my/{token:str}/details")
async def show_details(request: Asked, slug: FromPath[str], token: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await _attendee_or_404(event, token)
    needs, own_words = await attendees.needs_of(attendee)
    form = DetailsForm(data={"name": attendee.name, "email": attendee.email, "needs": needs, "own_words": own_words})
    return _personal(
        await page(request, "booking/details.html", event=event, form=form, root=f"/{event.slug}/my/{token}")
    )


@post("/{slug:str}/my/{token:str}/details")
async def save_details(request: Asked, slug: FromPath[str], token: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await _attendee_or_404(event, token)
    form, root = DetailsForm(await posted(request)), f"/{event.slug}/my/{token}"
    if not form.validate():
        return _personal(await page(request, "booking/details.html", event=event, status=422, form=form, root=root))
    await attendees.change_details(
        attendee,
        name=form.name.data or "",
        email=form.email.data or None,
        needs=tuple(form.needs.data or ()),
        own_words=form.own_words.data or "",
    )
    return say(go(root), _("Saved."))


@post("/{slug:str}/my/{token:str}/link")
async def new_link(slug: FromPath[str], token: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await _attendee_or_404(event, token)
    new_token = await attendees.make_new_link(attendee)
    answer = say(go(f"/{event.slug}/my/{new_token}"), _("You have a new link. The old one no longer works."))
    set_cookie(answer, COOKIE, new_token)
    return answer


@get("/{slug:str}/my/{token:str}/deletion")
async def ask_deletion(request: Asked, slug: FromPath[str], token: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await _attendee_or_404(event, token)
    return _personal(await page(request, "booking/delete.html", event=event, root=f"/{event.slug}/my/{token}"))


@post("/{slug:str}/my/{token:str}/deletion")
async def delete_me(slug: FromPath[str], token: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await _attendee_or_404(event, token)
    await _patiently(forget_attendee(event, attendee))
    answer = say(go(f"/{event.slug}/my-day"), _("Everything about you is deleted."))
    answer.delete_cookie(cookie_name(COOKIE))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@get("/{slug:str}/my/{token:str}/{name:str}")
async def my_calendar(slug: FromPath[str], token: FromPath[str], name: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await _attendee_or_404(event, token)
    if name != f"{slug}-bookings.ics":
        raise NotFoundException
    source = f"{settings().base_url}/{slug}/my/{token}/{name}"
    body = personal_calendar(event, attendee, await reading.day_of(attendee), source)
    return Response(
        body,
        media_type=CONTENT_TYPE,
        headers={
            "Cache-Control": "private, no-cache",
            "Content-Disposition": f'inline; filename="{name}"',
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
        },
    )


async def _known_here(request: Asked, event: Event) -> Attendee | None:
    """Whose bookings this browser keeps, for this event."""
    token = request.cookies.get(cookie_name(COOKIE))
    return await attendee_with_token(event, token) if token else None


async def _attendee_or_404(event: Event, token: str) -> Attendee:
    attendee = await attendee_with_token(event, token)
    if attendee is None:
        raise NotFoundException
    return attendee


# For organisers


@get("/{slug:str}/bookings")
async def bookings(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    people = await Attendee.count().where(Attendee.event == event.id)
    return await page(
        request,
        "booking/bookings.html",
        event=event,
        fills=await reading.fills(event.id),
        people=people,
        needs=[(need_words(need), count_words(count)) for need, count in await reading.need_counts(event.id)],
    )


@get("/{slug:str}/bookings/desk")
async def desk(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    form = DeskForm(asked_for(request))
    rows = await reading.desk_rows(event.id, form.words.data or "") if form.validate() else []
    status = 422 if form.errors else 200
    return await page(
        request, "booking/desk.html", event=event, status=status, form=form, rows=rows, said_code=said_code
    )


@post("/{slug:str}/bookings/desk.csv")
async def desk_file(request: Asked, slug: FromPath[str]) -> Answer:
    """The desk list as a file. Asked for by a button, since taking it away is noted."""
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    rows = await reading.desk_rows(event.id)
    async with db.transaction():
        await _note(marked("took away as a file"), _("Desk list"), mo, event)
    text = _desk_csv(event, mo, rows)
    return Response(
        "\ufeff" + text,
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{event.slug}-desk.csv"',
            "Cache-Control": "no-store",
        },
    )


def _desk_csv(event: Event, by: Person, rows: list[reading.DeskRow]) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    zone = event.time_zone
    taken = _("Taken by %(name)s on %(when)s") % {"name": by.name, "when": moment_words(clock.now(), zone)}
    writer.writerow([_safe(taken), _("Destroy after %(day)s") % {"day": day_words(event.ends_on)}])
    writer.writerow([_("Name"), _("Code"), _("Session"), _("When"), _("Room"), _("Places"), _("State")])
    for row in rows:
        for booking, session in row.sessions:
            state = _("Booked") if booking.state == BOOKED else _("Waiting")
            when = moment_words(session.starts_at, zone)
            facts = [row.attendee.name, row.attendee.code, session.title, when, session.room_name]
            writer.writerow([*(_safe(fact) for fact in facts), booking.places, state])
    return written.getvalue()


def _safe(text: str) -> str:
    """Text that a spreadsheet shows instead of running it as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


@get("/{slug:str}/bookings/needs")
async def show_needs(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    people = await reading.needs_by_person(event.id)
    async with db.transaction():
        await _note(marked("looked at"), _("Who needs what"), mo, event)
    return await page(request, "booking/needs.html", event=event, people=people, need_words=need_words)


async def _note(did: str, what: str, by: Person, event: Event) -> None:
    await record(did, what, who=by.name, person=by.id, event=event.id)


@get("/{slug:str}/bookings/new")
async def show_book_for(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    asked = request.query_params
    data = {"form_key": new_secret(), "session": asked.get("session", ""), "code": asked.get("code", "")}
    return await _book_for_page(request, event, BookForForm(data=data))


@post("/{slug:str}/bookings/new")
async def book_for(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    form = BookForForm(await posted(request))
    await _offer_sessions(event, form)
    who = await _who_is_meant(event, form) if form.validate() else None
    if who is None:
        return await _book_for_page(request, event, form, status=422)
    reply = await _patiently(
        book_places(event, form.session.data, who, places=form.places.data, wait=form.wait.data, by=mo)
    )
    if isinstance(reply.outcome, Booked | Waiting):
        return say(go(f"/{event.slug}/bookings/{reply.attendee}/card"), _done_words(reply.outcome))
    form.session.errors = [await _refusal_words(event, reply.outcome)]
    return await _book_for_page(request, event, form, status=409)


async def _who_is_meant(event: Event, form: BookForForm) -> Attendee | Newcomer | None:
    code = attendees.plain_code(form.code.data or "")
    if not code and not form.name.data:
        form.name.errors = [_("Write a name, or the code of somebody who has booked before.")]
        return None
    if not code:
        return _newcomer(form)
    found = await Attendee.objects().where((Attendee.event == event.id) & (Attendee.code == code)).first()
    if found is None:
        form.code.errors = [_("Nobody has this code. Look them up at the desk.")]
    return found


async def _book_for_page(request: Asked, event: Event, form: BookForForm, status: int = 200) -> Answer:
    await _offer_sessions(event, form)
    return await page(request, "booking/book_for.html", event=event, status=status, form=form)


async def _offer_sessions(event: Event, form: BookForForm) -> None:
    fills = await reading.fills(event.id)
    offer_sessions(form, [(str(fill.session.session), _fill_words(event, fill)) for fill in fills])
    offer_places(form, None)


def _fill_words(event: Event, fill: reading.Fill) -> str:
    when = moment_words(fill.session.starts_at, event.time_zone)
    free = _("full") if fill.session.is_full else _("places left")
    return f"{when}: {fill.session.title} ({free})"


def _done_words(outcome: Booked | Waiting) -> str:
    if isinstance(outcome, Booked):
        return _("Their place is booked.")
    return _("They are number %(count)s on the waiting list.") % {"count": outcome.position}


async def _refusal_words(event: Event, outcome: Outcome) -> str:
    if isinstance(outcome, Full):
        free = ngettext("%(count)s place is left.", "%(count)s places are left.", outcome.free)
        return _("This session is full.") if not outcome.free else free % {"count": outcome.free}
    if isinstance(outcome, Clash):
        other = await reading.session_at(event.id, outcome.session)
        title = other.title if other else ""
        return _("They have a place at the same time: %(title)s.") % {"title": title}
    why = outcome.why if isinstance(outcome, NotBookable) else ""
    return {
        "closed": _("Bookings are not open."),
        "over": _("This session is over."),
        "more": _("This session never has so many places."),
    }.get(why, _("This session is not booked."))


@get("/{slug:str}/bookings/{attendee_id:str}/card")
async def card(request: Asked, slug: FromPath[str], attendee_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    attendee = await Attendee.objects().where((Attendee.id == attendee_id) & (Attendee.event == event.id)).first()
    if attendee is None:
        raise NotFoundException
    items = await reading.day_of(attendee)
    return await page(
        request, "booking/card.html", event=event, attendee=attendee, items=items, said_code=said_code(attendee.code)
    )


@post("/{slug:str}/bookings/{booking_id:str}/cancellation")
async def cancel_for(request: Asked, slug: FromPath[str], booking_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    booking = await Booking.objects().where((Booking.id == booking_id) & (Booking.attendee.event == event.id)).first()
    if booking is None:
        raise NotFoundException
    await _patiently(cancel_booking(event, booking, by=mo))
    return say(go(f"/{event.slug}/bookings/{booking.attendee}/card"), _("The booking is cancelled."))


handlers = [
    show_booking,
    book,
    my_day_here,
    find_my_day,
    forget_device,
    my_day,
    booked,
    cancel_mine,
    show_details,
    save_details,
    new_link,
    ask_deletion,
    delete_me,
    my_calendar,
    bookings,
    desk,
    desk_file,
    show_needs,
    show_book_for,
    book_for,
    card,
    cancel_for,
]
