"""Who makes sessions accessible, and at which they are."""

from collections.abc import Collection
from dataclasses import replace

from eventapp import db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.texts import _, marked
from eventapp.timetable.actions.changing import Held, apply, held
from eventapp.timetable.planned import PlannedSession
from eventapp.timetable.tables import AccessWorker


async def add_worker(event: Event, by: Person | None, *, name: str, work: str, sessions: Collection[str]) -> None:
    """Adds somebody who is at these sessions (ids). `work` is a key of `WORK`. Refuses a name that is there."""
    async with db.transaction():
        now = await held(event.id)
        worker = AccessWorker(event=event.id, name=name, work=work)
        try:
            async with db.broken_rule():
                await AccessWorker.insert(worker)
        except db.Broken as problem:
            raise Refused(_name_taken(name)) from problem
        await note(marked("added an access worker"), name, event.id, by)
        await _send(now, by, worker, sessions)


async def change_worker(
    worker: AccessWorker, by: Person | None, *, name: str, work: str, sessions: Collection[str]
) -> None:
    """Changes name, work and sessions. Refuses to send somebody to two sessions at once."""
    async with db.transaction():
        now = await held(worker.event)
        try:
            async with db.broken_rule():
                await AccessWorker.update(name=name, work=work).where(AccessWorker.id == worker.id)
        except db.Broken as problem:
            raise Refused(_name_taken(name)) from problem
        if (name, work) != (worker.name, worker.work):
            await note(marked("changed an access worker"), name, now.event.id, by)
        worker.name = name
        await _send(now, by, worker, sessions)


def _name_taken(name: str) -> str:
    return _("There is an access worker named %(name)s already.") % {"name": name}


async def remove_worker(worker: AccessWorker, by: Person | None) -> None:
    """Removes somebody, from all sessions too."""
    async with db.transaction():
        now = await held(worker.event)
        await _send(now, by, worker, ())
        await AccessWorker.delete().where(AccessWorker.id == worker.id)
        await note(marked("removed an access worker"), worker.name, now.event.id, by)


async def _send(now: Held, by: Person | None, worker: AccessWorker, sessions: Collection[str]) -> None:
    wished: dict[str, PlannedSession | None] = {}
    for session in now.timetable.sessions:
        others = tuple(pair for pair in session.access_workers if pair[0] != worker.id)
        mine = ((worker.id, worker.name),) if session.id in sessions else ()
        if {worker_id for worker_id, _name in session.access_workers} != {pair[0] for pair in others + mine}:
            wished[session.id] = replace(session, access_workers=others + mine)
    await apply(now, by, marked("changed who works at"), None, wished)
