"""One session: all that organisers decide about it. For organisers."""

from dataclasses import replace
from typing import Any

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.proposals.kinds import KINDS
from eventapp.texts import _
from eventapp.timetable.actions import Stale, cancel_session, plan_session, remove_break, restore_session
from eventapp.timetable.changes import ways_of
from eventapp.timetable.checks.problems import problem_words, problems_beside, problems_of
from eventapp.timetable.checks.telling import wanted_by
from eventapp.timetable.decided import state_of
from eventapp.timetable.forms.moving import CancelForm, MoveForm, swap_form
from eventapp.timetable.forms.session import SessionForm, both_versions, session_form
from eventapp.timetable.pages.finding import OpenedSession, session_or_404, where_words, worker_names
from eventapp.timetable.planned import RoomFacts
from eventapp.venue.reading import SETUPS
from eventapp.web import Answer, Asked, go, page, posted, say


@get("/{slug:str}/timetable/{session_id:str}")
async def show_session(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    return await _session_page(request, await session_or_404(request, slug, session_id))


async def _session_page(
    request: Asked,
    opened: OpenedSession,
    *,
    status: int = 200,
    form: SessionForm | None = None,
    cancelling: CancelForm | None = None,
    **context: Any,
) -> Answer:
    event, session, timetable = opened.event, opened.session, opened.timetable
    moving = MoveForm()
    moving.offer(_free_rooms(opened))
    found = problems_of(session, timetable)
    return await page(
        request,
        "timetable/session.html",
        event=event,
        status=status,
        session=session,
        kind=KINDS.get(session.kind, _("Break")),
        form=form or session_form(session, timetable, await worker_names(event)),
        cancelling=cancelling or CancelForm(),
        problems=[(problem, problem_words(problem, event.time_zone)) for problem in found],
        moving=moving,
        swapping=swap_form(session, timetable),
        step=timetable.rules.grid_minutes,
        wanted=wanted_by(timetable).get(session.id, 0),
        setups=SETUPS,
        address=opened.page,
        ways=await ways_of(event, opened.organiser),
        **context,
    )


def _free_rooms(opened: OpenedSession) -> list[RoomFacts]:
    """The other rooms in which nothing stands in the way at the same time."""
    session = opened.session
    if not session.is_on or session.room is None or session.locked:
        return []
    check = problems_beside(session.id, opened.timetable)
    return [
        room
        for room in opened.timetable.rooms
        if room.id != session.room.id and not any(problem.stops for problem in check(replace(session, room=room)))
    ]


@post("/{slug:str}/timetable/{session_id:str}")
async def save_session(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    opened = await session_or_404(request, slug, session_id)
    hours, workers = opened.timetable.hours, await worker_names(opened.event)
    form = session_form(opened.session, opened.timetable, workers, await posted(request))
    if not form.validate() or not form.check_place(opened.session, hours):
        return await _session_page(request, opened, status=422, form=form)
    wish = form.wish(opened.session, hours, workers)
    try:
        await plan_session(opened.row, opened.organiser, wish, seen=form.seen.data or "")
    except Stale as refusal:
        opened = await session_or_404(request, slug, session_id)
        form.seen.data = state_of(opened.session)
        form.form_errors = [str(refusal)]
        versions = both_versions(opened.session, wish, opened.timetable)
        return await _session_page(request, opened, status=422, form=form, versions=versions)
    except Refused as refusal:
        form.form_errors = [str(refusal)]
        return await _session_page(request, opened, status=422, form=form)
    saved = await session_or_404(request, slug, session_id)
    return say(go(opened.address), where_words(saved.session, opened.event))


@post("/{slug:str}/timetable/{session_id:str}/cancellation")
async def cancel(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    opened = await session_or_404(request, slug, session_id)
    form = CancelForm(await posted(request))
    if not form.validate():
        return await _session_page(request, opened, status=422, cancelling=form)
    try:
        await cancel_session(opened.row, opened.organiser, form.reason.data or "")
    except Refused as refusal:
        return say(go(opened.address), str(refusal), "warning")
    words = _("“%(title)s” is cancelled. People hear of it when you publish the next programme.")
    return say(go(opened.page), words % {"title": opened.session.title})


@post("/{slug:str}/timetable/{session_id:str}/return")
async def put_back_on(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    opened = await session_or_404(request, slug, session_id)
    try:
        await restore_session(opened.row, opened.organiser)
    except Refused as refusal:
        return say(go(opened.page), str(refusal), "warning")
    return say(go(opened.page), _("“%(title)s” is on again.") % {"title": opened.session.title})


@post("/{slug:str}/timetable/{session_id:str}/removal")
async def remove(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    opened = await session_or_404(request, slug, session_id)
    try:
        await remove_break(opened.row, opened.organiser)
    except Refused as refusal:
        return say(go(opened.page), str(refusal), "warning")
    return say(go(opened.address), _("“%(title)s” is removed.") % {"title": opened.session.title})


handlers = [show_session, save_session, cancel, put_back_on, remove]
