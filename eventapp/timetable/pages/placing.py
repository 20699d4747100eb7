"""Where a session can go, and moving it. For organisers."""

from dataclasses import replace
from datetime import datetime, timedelta

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Room
from eventapp.texts import _
from eventapp.timetable.actions import move_session, place_session, swap_sessions, unplace_session
from eventapp.timetable.checks.place_words import by_room
from eventapp.timetable.checks.places import places_for
from eventapp.timetable.decided import state_of
from eventapp.timetable.forms.moving import MoveForm, PlaceForm, swap_form
from eventapp.timetable.grid import days_shown
from eventapp.timetable.pages.finding import OpenedSession, day_asked, session_or_404, where_words
from eventapp.timetable.planned import PlannedSession, Timetable
from eventapp.timetable.tables import Session
from eventapp.venue.days import day_of
from eventapp.web import Answer, Asked, go, page, posted, say


@get("/{slug:str}/timetable/{session_id:str}/places")
async def show_places(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    opened = await session_or_404(request, slug, session_id)
    return await _places_page(request, opened, PlaceForm(data={"seen": state_of(opened.session)}))


async def _places_page(request: Asked, opened: OpenedSession, form: PlaceForm, *, status: int = 200) -> Answer:
    session, timetable = opened.session, opened.timetable
    days = timetable.hours.days
    day = day_asked(request, days)
    if "day" not in request.query_params and session.starts_at is not None:
        own = day_of(session.starts_at, timetable.zone)
        day = own if own in days else day
    options = places_for(session, timetable, day)
    now = ""
    if session.starts_at is not None:
        now = f"{session.room.id if session.room else ''} {session.starts_at.isoformat()}"
    return await page(
        request,
        "timetable/places.html",
        event=opened.event,
        status=status,
        session=session,
        form=form,
        days=days,
        day=day,
        now=now,
        rooms=by_room(options, session, timetable.zone),
        address=opened.page,
    )


@post("/{slug:str}/timetable/{session_id:str}/places")
async def choose_place(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    opened = await session_or_404(request, slug, session_id)
    form = PlaceForm(await posted(request))
    # Where it was dropped, the timetable is shown again; where it was chosen, the places.
    shown = f"{opened.address}?day={form.back.data}#session-{session_id}" if form.back.data else ""
    if not form.validate() or not form.place.data:
        form.form_errors = [_("Choose a place.")]
        return await _places_page(request, opened, form, status=422)
    room_id, starts_at = _place(form.place.data, opened.timetable)
    if starts_at is None or (room_id and room_id not in {room.id for room in opened.timetable.rooms}):
        raise NotFoundException
    room = await Room.objects().where((Room.event == opened.event.id) & (Room.id == room_id)).first()
    try:
        session = await place_session(
            opened.row, opened.organiser, room=room, starts_at=starts_at, seen=form.seen.data or None
        )
    except Refused as refusal:
        if shown:
            # At the top, where the reason is, and not at the session, which is where it was.
            return say(go(shown.partition("#")[0]), str(refusal), "warning")
        form.form_errors = [str(refusal)]
        form.seen.data = state_of((await session_or_404(request, slug, session_id)).session)
        return await _places_page(request, opened, form, status=422)
    return say(go(shown or opened.address), where_words(session, opened.event))


def _place(text: str, timetable: Timetable) -> tuple[str, datetime | None]:
    """A room (id) and a start. No start where it is none of a whole minute on the days that are shown."""
    room_id, _space, moment = text.rpartition(" ")
    try:
        starts_at = datetime.fromisoformat(moment)
        day = day_of(starts_at, timetable.zone) if starts_at.tzinfo else None
    except (ValueError, OverflowError):
        return room_id, None
    is_one = day in days_shown(timetable.sessions, timetable.hours) and not (starts_at.second or starts_at.microsecond)
    return room_id.strip(), starts_at if is_one else None


@post("/{slug:str}/timetable/{session_id:str}/move")
async def move(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    opened = await session_or_404(request, slug, session_id)
    form = MoveForm(await posted(request))
    room = next((room for room in opened.timetable.rooms if room.id == form.room.data), None)
    if not form.validate() or (form.way.data in ("earlier", "later")) == (room is not None):
        raise NotFoundException
    step = timedelta(minutes=opened.timetable.rules.grid_minutes)

    def moved(session: PlannedSession) -> PlannedSession:
        if room is not None:
            return replace(session, room=room)
        by = step if form.way.data == "later" else -step
        return replace(session, starts_at=session.starts_at and session.starts_at + by)

    try:
        session = await move_session(opened.row, opened.organiser, to=moved)
    except Refused as refusal:
        return say(go(opened.page), str(refusal), "warning")
    return say(go(opened.page), where_words(session, opened.event))


@post("/{slug:str}/timetable/{session_id:str}/swap")
async def swap(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    opened = await session_or_404(request, slug, session_id)
    form = swap_form(opened.session, opened.timetable, await posted(request))
    if not form.other_id:
        return say(go(opened.page), _("Choose a session to swap with."), "warning")
    if not form.validate():
        return say(go(opened.page), _("One of the two was moved meanwhile. Look at both, and choose again."), "warning")
    other = await Session.objects().where((Session.event == opened.event.id) & (Session.id == form.other_id)).first()
    if other is None:
        raise NotFoundException
    try:
        await swap_sessions(opened.row, other, opened.organiser)
    except Refused as refusal:
        return say(go(opened.page), str(refusal), "warning")
    opened = await session_or_404(request, slug, session_id)
    return say(go(opened.page), where_words(opened.session, opened.event))


@post("/{slug:str}/timetable/{session_id:str}/taking-off")
async def take_off(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    opened = await session_or_404(request, slug, session_id)
    try:
        await unplace_session(opened.row, opened.organiser)
    except Refused as refusal:
        return say(go(opened.address), str(refusal), "warning")
    words = _("“%(title)s” is off the timetable. It is in the list of what has no time yet.")
    return say(go(opened.address), words % {"title": opened.session.title})


handlers = [show_places, choose_place, move, swap, take_off]
