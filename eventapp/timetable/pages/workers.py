"""People who make sessions accessible, such as interpreters. For organisers."""

from collections import defaultdict

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.texts import _
from eventapp.timetable.access_work import WORK
from eventapp.timetable.actions import add_worker, change_worker, remove_worker
from eventapp.timetable.forms.rules import WorkerForm, worker_form
from eventapp.timetable.pages.finding import worker_names
from eventapp.timetable.planned import PlannedSession, planned_sessions
from eventapp.timetable.tables import AccessWorker
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/timetable/workers")
async def show_workers(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    sessions = await planned_sessions(event.id)
    return await _workers_page(request, event, sessions, worker_form(sessions))


async def _workers_page(
    request: Asked, event: Event, sessions: list[PlannedSession], form: WorkerForm, *, status: int = 200
) -> Answer:
    at: dict[str, list[PlannedSession]] = defaultdict(list)
    for session in sessions:
        for worker, _name in session.access_workers:
            at[worker].append(session)
    rows = {row["id"]: row for row in await AccessWorker.select().where(AccessWorker.event == event.id)}
    workers = [(rows[id_], str(WORK[rows[id_]["work"]]), at[id_]) for id_ in await worker_names(event) if id_ in rows]
    return await page(request, "timetable/workers.html", event=event, workers=workers, form=form, status=status)


@post("/{slug:str}/timetable/workers")
async def create_worker(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    sessions = await planned_sessions(event.id)
    form = worker_form(sessions, await posted(request))
    if not form.validate():
        return await _workers_page(request, event, sessions, form, status=422)
    name = form.name.data or ""
    try:
        await add_worker(event, organiser, name=name, work=form.work.data, sessions=form.sessions.data or ())
    except Refused as refusal:
        form.form_errors = [str(refusal)]
        return await _workers_page(request, event, sessions, form, status=422)
    return say(go(f"/{slug}/timetable/workers"), _("%(name)s is added.") % {"name": name})


@get("/{slug:str}/timetable/workers/{worker_id:str}")
async def show_worker(request: Asked, slug: FromPath[str], worker_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    worker = await _worker_or_404(event, worker_id)
    form = worker_form(await planned_sessions(event.id), worker=worker)
    return await page(request, "timetable/worker.html", event=event, worker=worker, form=form)


@post("/{slug:str}/timetable/workers/{worker_id:str}")
async def save_worker(request: Asked, slug: FromPath[str], worker_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    worker = await _worker_or_404(event, worker_id)
    form = worker_form(await planned_sessions(event.id), await posted(request))
    if not form.validate():
        return await page(request, "timetable/worker.html", event=event, worker=worker, form=form, status=422)
    name = form.name.data or ""
    try:
        await change_worker(worker, organiser, name=name, work=form.work.data, sessions=form.sessions.data or ())
    except Refused as refusal:
        form.form_errors = [str(refusal)]
        return await page(request, "timetable/worker.html", event=event, worker=worker, form=form, status=422)
    return say(go(f"/{slug}/timetable/workers"), _("%(name)s is saved.") % {"name": name})


@post("/{slug:str}/timetable/workers/{worker_id:str}/removal")
async def create_worker_removal(request: Asked, slug: FromPath[str], worker_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    worker = await _worker_or_404(event, worker_id)
    await remove_worker(worker, organiser)
    return say(go(f"/{slug}/timetable/workers"), _("%(name)s is removed.") % {"name": worker.name})


async def _worker_or_404(event: Event, worker_id: str) -> AccessWorker:
    found = AccessWorker.objects().where((AccessWorker.event == event.id) & (AccessWorker.id == worker_id))
    worker = await found.first()
    if worker is None:
        raise NotFoundException
    return worker


handlers = [show_workers, create_worker, show_worker, save_worker, create_worker_removal]
