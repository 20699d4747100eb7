"""The timetable, and a session's room, time and length. For organisers."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event, Room
from eventapp.proposals.kinds import KINDS
from eventapp.proposals.tables import Proposal
from eventapp.texts import _, moment_words, ngettext
from eventapp.timetable.actions import (
    Stale,
    Wish,
    add_break,
    cancel_session,
    make_sessions,
    move_session,
    plan_session,
    remove_break,
    restore_session,
    unplace_session,
)
from eventapp.timetable.clashes import clash_words, clashes, clashes_of, warning_words, warnings
from eventapp.timetable.days import Hours
from eventapp.timetable.forms.session import BreakForm, CancelForm, MoveForm, SessionForm, session_form
from eventapp.timetable.grid import grids
from eventapp.timetable.kept import state_of
from eventapp.timetable.planned import PlannedSession, RoomFacts, planned_sessions, rooms_of
from eventapp.timetable.tables import Session
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say

STEP = timedelta(minutes=15)


@dataclass(frozen=True)
class Problem:
    """A sentence about sessions. A clash stops publishing; anything else is for organisers to judge."""

    stops: bool
    words: str
    sessions: tuple[PlannedSession, ...]


@get("/{slug:str}/timetable")
async def show_timetable(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    planned, rooms = await planned_sessions(event.id), await rooms_of(event)
    problems = _problems(planned, event)
    return await page(
        request,
        "timetable/timetable.html",
        event=event,
        grids=grids((session for session in planned if session.is_on), rooms, event.time_zone),
        rooms=rooms,
        problems=problems,
        clashing={session.id for problem in problems if problem.stops for session in problem.sessions},
        unplaced=[session for session in planned if session.starts_at is None and session.cancelled_at is None],
        cancelled=[session for session in planned if session.cancelled_at is not None],
        to_add=await _proposals_without_session(event, planned),
        kinds=KINDS,
    )


def _problems(planned: list[PlannedSession], event: Event) -> list[Problem]:
    zone = event.time_zone
    return [
        *(Problem(True, clash_words(clash, zone), clash.sessions) for clash in clashes(planned)),
        *(
            Problem(False, warning_words(warning, zone), warning.sessions)
            for warning in warnings(planned, _hours(event))
        ),
    ]


def _hours(event: Event) -> Hours:
    return Hours(event.time_zone, event.starts_on, event.ends_on, event.opens_at, event.closes_at)


async def _proposals_without_session(event: Event, planned: list[PlannedSession]) -> int:
    rows = await Proposal.select(Proposal.id).where((Proposal.event == event.id) & (Proposal.state == "selected"))
    return len({row["id"] for row in rows} - {session.proposal for session in planned})


@post("/{slug:str}/timetable/sessions")
async def add_chosen_proposals(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    made = await make_sessions(event, organiser)
    words = ngettext("%(count)s session was added.", "%(count)s sessions were added.", made) % {"count": made}
    return say(go(f"/{slug}/timetable"), words)


@get("/{slug:str}/timetable/break")
async def show_new_break(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await page(request, "timetable/break.html", event=event, form=BreakForm(data={"minutes": 30}))


@post("/{slug:str}/timetable/break")
async def make_break(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    form = BreakForm(await posted(request))
    if not form.validate():
        return await page(request, "timetable/break.html", event=event, form=form, status=422)
    session = await add_break(event, organiser, title=form.title.data or "", minutes=form.minutes.data or 0)
    return say(go(f"/{slug}/timetable/{session.id}"), _("It is added. Now choose when it is."))


# One session


@dataclass(frozen=True)
class Open:
    """A session that an organiser has open, among all the others."""

    event: Event
    row: Session
    session: PlannedSession
    planned: list[PlannedSession]
    rooms: list[RoomFacts]

    @property
    def address(self) -> str:
        return f"/{self.event.slug}/timetable/{self.row.id}"


async def _open_or_404(event: Event, session_id: str) -> Open:
    row = await Session.objects().where((Session.event == event.id) & (Session.id == session_id)).first()
    planned = await planned_sessions(event.id)
    session = next((session for session in planned if session.id == session_id), None)
    if row is None or session is None:
        raise NotFoundException
    return Open(event, row, session, planned, await rooms_of(event))


@get("/{slug:str}/timetable/{session_id:str}")
async def show_session(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await _session_page(request, await _open_or_404(event, session_id))


async def _session_page(
    request: Asked,
    opened: Open,
    *,
    status: int = 200,
    form: SessionForm | None = None,
    cancelling: CancelForm | None = None,
    **context: Any,
) -> Answer:
    event, session = opened.event, opened.session
    problems = [problem for problem in _problems(opened.planned, event) if session in problem.sessions]
    moving = MoveForm()
    moving.offer(_free_rooms(opened))
    return await page(
        request,
        "timetable/session.html",
        event=event,
        status=status,
        session=session,
        kind=KINDS.get(session.kind, _("Break")),
        form=form or session_form(session, _hours(event), opened.rooms),
        cancelling=cancelling or CancelForm(),
        problems=problems,
        moving=moving,
        address=opened.address,
        **context,
    )


def _free_rooms(opened: Open) -> list[RoomFacts]:
    """The other rooms that nothing else uses while this session is on."""
    session = opened.session
    if not session.is_on or session.room is None or session.locked:
        return []
    return [
        room
        for room in opened.rooms
        if room.id != session.room.id
        and not any(clash.kind == "room" for clash in clashes_of(replace(session, room=room), opened.planned))
    ]


@post("/{slug:str}/timetable/{session_id:str}")
async def save_session(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    opened = await _open_or_404(event, session_id)
    form = session_form(opened.session, _hours(event), opened.rooms, await posted(request))
    if not form.validate() or not form.check_place(opened.session, event.time_zone):
        return await _session_page(request, opened, status=422, form=form)
    starts_at = form.starts_at(opened.session, event.time_zone)
    wish = Wish(
        title=form.title.data if "title" in form else None,
        minutes=form.minutes.data or 0,
        places=form.places.data,
        attendance=form.attendance.data,
        room=form.room.data,
        starts_at=starts_at,
        locked=form.locked.data,
    )
    try:
        await plan_session(opened.row, organiser, wish, seen=form.seen.data or "")
    except Stale as refusal:
        opened = await _open_or_404(event, session_id)
        form.seen.data = state_of(opened.session)
        form.form_errors = [str(refusal)]
        return await _session_page(request, opened, status=422, form=form, stale=True)
    except Refused as refusal:
        form.form_errors = [str(refusal)]
        return await _session_page(request, opened, status=422, form=form)
    return say(go(f"/{slug}/timetable"), _where(await _open_or_404(event, session_id)))


async def _room(event: Event, room_id: str) -> Room | None:
    return await Room.objects().where((Room.event == event.id) & (Room.id == room_id)).first() if room_id else None


def _where(opened: Open) -> str:
    session = opened.session
    if session.starts_at is None:
        return _("“%(title)s” is saved. It has no time yet.") % {"title": session.title}
    words = {"title": session.title, "moment": moment_words(session.starts_at, opened.event.time_zone)}
    if session.room is None:
        return _("“%(title)s” is on %(moment)s.") % words
    return _("“%(title)s” is in %(room)s, %(moment)s.") % {**words, "room": session.room.name}


@post("/{slug:str}/timetable/{session_id:str}/move")
async def move(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    opened = await _open_or_404(event, session_id)
    form = MoveForm(await posted(request))
    room = next((room for room in opened.rooms if room.id == form.room.data), None)
    if not form.validate() or (form.way.data in ("earlier", "later")) == (room is not None):
        raise NotFoundException

    def moved(session: PlannedSession) -> PlannedSession:
        if room is not None:
            return replace(session, room=room)
        step = STEP if form.way.data == "later" else -STEP
        return replace(session, starts_at=session.starts_at and session.starts_at + step)

    try:
        await move_session(opened.row, organiser, to=moved)
    except Refused as refusal:
        return say(go(opened.address), str(refusal), "warning")
    return say(go(opened.address), _where(await _open_or_404(event, session_id)))


@post("/{slug:str}/timetable/{session_id:str}/taking-off")
async def take_off(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    opened = await _open_or_404(event, session_id)
    await unplace_session(opened.row, organiser)
    words = _("“%(title)s” is off the timetable. It is in the list of what has no time yet.")
    return say(go(f"/{slug}/timetable"), words % {"title": opened.session.title})


@post("/{slug:str}/timetable/{session_id:str}/cancellation")
async def cancel(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    opened = await _open_or_404(event, session_id)
    form = CancelForm(await posted(request))
    if not form.validate():
        return await _session_page(request, opened, status=422, cancelling=form)
    await cancel_session(opened.row, organiser, form.reason.data or "")
    words = _("“%(title)s” is cancelled. People hear of it when you publish the next programme.")
    return say(go(opened.address), words % {"title": opened.session.title})


@post("/{slug:str}/timetable/{session_id:str}/return")
async def put_back_on(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    opened = await _open_or_404(event, session_id)
    try:
        await restore_session(opened.row, organiser)
    except Refused as refusal:
        return say(go(opened.address), str(refusal), "warning")
    return say(go(opened.address), _("“%(title)s” is on again.") % {"title": opened.session.title})


@post("/{slug:str}/timetable/{session_id:str}/removal")
async def remove(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    opened = await _open_or_404(event, session_id)
    try:
        await remove_break(opened.row, organiser)
    except Refused as refusal:
        return say(go(opened.address), str(refusal), "warning")
    return say(go(f"/{slug}/timetable"), _("“%(title)s” is removed.") % {"title": opened.session.title})


handlers = [
    show_timetable,
    add_chosen_proposals,
    show_new_break,
    make_break,
    show_session,
    save_session,
    move,
    take_off,
    cancel,
    put_back_on,
    remove,
]
