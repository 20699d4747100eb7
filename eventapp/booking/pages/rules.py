"""For organisers: what they decide about bookings, for every session and for each."""

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp import clock
from eventapp.booking import reading
from eventapp.booking.actions import (
    free_held_places,
    rules_of_event,
    rules_of_session,
    set_booking_rules,
    set_session_rules,
)
from eventapp.booking.known import held_of
from eventapp.booking.rule_forms import (
    BookingRulesForm,
    SessionRulesForm,
    booking_rules_form,
    decided_by,
    instant,
    session_rules_form,
)
from eventapp.booking.tables import SessionRules
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.programme.tables import PublishedSession
from eventapp.texts import _, moment_words, ngettext
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/bookings/rules")
async def show_rules(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await _rules_page(request, event, booking_rules_form(event, await rules_of_event(event.id)))


@post("/{slug:str}/bookings/rules")
async def save_rules(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    form = booking_rules_form(event, await rules_of_event(event.id), await posted(request))
    if not form.validate():
        return await _rules_page(request, event, form, status=422)
    await set_booking_rules(
        event,
        opens_at=instant(event, form.opens_at),
        closes_at=instant(event, form.closes_at),
        most_sessions=form.most_sessions.data,
        by=mo,
    )
    return say(go(f"/{slug}/bookings/rules"), _("Saved. It holds from now on."))


async def _rules_page(request: Asked, event: Event, form: BookingRulesForm, *, status: int = 200) -> Answer:
    fills = await reading.fills(event.id)
    return await page(
        request,
        "booking/rules.html",
        event=event,
        status=status,
        form=form,
        sessions=[(fill, _said_of(event, fill)) for fill in fills],
    )


def _said_of(event: Event, fill: reading.Fill) -> str:
    """What is decided for one session, in a few words."""
    rules = fill.rules
    said = []
    if rules.slot_minutes:
        said.append(_("slots of %(count)s minutes") % {"count": rules.slot_minutes})
    if rules.held:
        held = rules.held.wheelchair + rules.held.interpreter + rules.held.supporter
        said.append(ngettext("%(count)s place held", "%(count)s places held", held) % {"count": held})
    if event.bookings_open and event.over_at is None and not rules.bookings_open:
        said.append(_("not open now"))
    if rules.promotion_paused:
        said.append(_("waiting list paused"))
    return ", ".join(said) or _("none")


@get("/{slug:str}/bookings/rules/{session_id:str}")
async def show_session_rules(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    session = await _session_or_404(event, session_id)
    rules = await rules_of_session(session_id)
    return await _session_page(request, event, session, rules, session_rules_form(event, rules))


@post("/{slug:str}/bookings/rules/{session_id:str}")
async def save_session_rules(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    session = await _session_or_404(event, session_id)
    rules = await rules_of_session(session_id)
    form = session_rules_form(event, rules, await posted(request))
    if not all((form.validate(), _can_be_so(form, session))):
        return await _session_page(request, event, session, rules, form, status=422)
    try:
        await set_session_rules(event, session, decided_by(event, form), mo)
    except Refused as refusal:
        form.slot_minutes.errors = [str(refusal)]
        return await _session_page(request, event, session, rules, form, status=409)
    return say(go(f"/{slug}/bookings/rules/{session_id}"), _("Saved. It holds from now on."))


def _can_be_so(form: SessionRulesForm, session: PublishedSession) -> bool:
    """Whether the session is large and long enough for what is typed; otherwise it is said beside the field."""
    held = sum(field.data or 0 for field in (form.held_wheelchair, form.held_interpreter, form.held_supporter))
    places: int | None = session.places
    if places is not None and held > places:
        form.held_wheelchair.errors = [_("The session has %(count)s places in all.") % {"count": places}]
        return False
    length = (session.ends_at - session.starts_at).total_seconds() / 60
    if (form.slot_minutes.data or 0) > length:
        form.slot_minutes.errors = [_("The session is shorter than that.")]
        return False
    return True


async def _session_page(
    request: Asked,
    event: Event,
    session: PublishedSession,
    rules: SessionRules,
    form: SessionRulesForm,
    *,
    status: int = 200,
) -> Answer:
    holds = bool(held_of(rules.to_dict(), clock.now()))
    return await page(
        request,
        "booking/session_rules.html",
        event=event,
        status=status,
        form=form,
        session=session,
        holds=holds,
        freed=not holds and any((rules.held_wheelchair, rules.held_interpreter, rules.held_supporter)),
        when=moment_words(session.starts_at, event.time_zone),
    )


@post("/{slug:str}/bookings/rules/{session_id:str}/freeing")
async def free_held(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    mo = await organiser_or_404(request, event)
    session = await _session_or_404(event, session_id)
    await free_held_places(event, session, mo)
    return say(go(f"/{slug}/bookings/rules/{session_id}"), _("Anybody can book the held places now."))


async def _session_or_404(event: Event, session_id: str) -> PublishedSession:
    session = await reading.session_at(event.id, session_id)
    if session is None or session.attendance != "book":
        raise NotFoundException
    return session


handlers = [
    show_rules,
    save_rules,
    show_session_rules,
    save_session_rules,
    free_held,
]
