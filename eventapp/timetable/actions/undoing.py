"""Taking back what one did in the timetable, and doing it again. What others did since is never lost."""

import json
from dataclasses import asdict
from typing import Any

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.proposals.tables import Proposal
from eventapp.texts import _, marked, moment_words
from eventapp.timetable.actions.changing import Held, held, make_so
from eventapp.timetable.actions.storing import store_rules
from eventapp.timetable.changes import next_to_redo
from eventapp.timetable.decided import RULES, Decided, as_decided, decided
from eventapp.timetable.planned import PlannedSession, Rules
from eventapp.timetable.tables import AccessWorker, TimetableChange

States = dict[str, Decided | None]


async def undo(event: Event, by: Person, number: int | None = None) -> str:
    """Takes back the person's latest deed that is not undone, or the one with this number. Returns what it was done to.

    Refuses where there is none or it is undone already, and where what it changed was changed since; it says by whom.
    """
    async with db.transaction():
        now = await held(event.id)
        mine = (TimetableChange.event == event.id) & (TimetableChange.person == by.id)
        which = TimetableChange.undone_at.is_null() if number is None else TimetableChange.number == number
        query = TimetableChange.objects().where(mine & which)
        change = await query.order_by(TimetableChange.number, ascending=False).first()
        if change is None:
            raise Refused(_("There is nothing of yours to undo."))
        if change.undone_at is not None:
            raise Refused(_("This is undone already."))
        await _turn(now, by, change, json.loads(change.after), json.loads(change.before))
        await _mark(change, undone_at=clock.now(), forgotten=False)
        await note(marked("undid a change of"), change.what, event.id, by)
        return change.what


async def redo(event: Event, by: Person, number: int | None = None) -> str:
    """Does again what the person took back last, and did nothing else since. Refuses as `undo` does.

    With a `number` it does only that one again: who sends a form twice does not mean the next one too.
    """
    async with db.transaction():
        now = await held(event.id)
        mine = (TimetableChange.event == event.id) & (TimetableChange.person == by.id)
        undone = TimetableChange.objects().where(mine & TimetableChange.undone_at.is_not_null())
        change = next_to_redo(await undone)
        if change is None or number not in (None, change.number):
            raise Refused(_("There is nothing of yours to do again."))
        await _turn(now, by, change, json.loads(change.before), json.loads(change.after))
        await _mark(change, undone_at=None, forgotten=False)
        await note(marked("did a change again of"), change.what, event.id, by)
        return change.what


async def _turn(now: Held, by: Person, change: TimetableChange, was: States, to: States) -> None:
    """Makes sessions as they are in `to`, where they are still as in `was`."""
    if RULES in to:
        await _turn_rules(now, change, was, to)
        return
    there = {session.id: session for session in now.timetable.sessions}
    await _refuse_without_proposals(
        now, {state["proposal"] for id_, state in to.items() if state and not there.get(id_)}
    )
    workers = await AccessWorker.select().where(AccessWorker.event == now.event.id)
    known = {row["id"]: (row["name"], row["work"]) for row in workers}
    wished: dict[str, PlannedSession | None] = {}
    for session_id, state in to.items():
        session = there.get(session_id)
        target = _target(decided(session) if session else None, was[session_id], state)
        if target is _CHANGED:
            title = session.title if session else change.what
            raise Refused(await _who_changed(now.event, change, session_id, title))
        wished[session_id] = as_decided(session_id, target, session, now.timetable.rooms, known) if target else None
    await make_so(now, by, wished)


_CHANGED: Decided = {"changed": True}


async def _turn_rules(now: Held, change: TimetableChange, was: States, to: States) -> None:
    target = _target(asdict(now.timetable.rules), was[RULES], to[RULES])
    if target is _CHANGED or target is None:
        raise Refused(await _who_changed(now.event, change, RULES, _("The rules of the timetable")))
    await store_rules(now.event.id, Rules(**target))


async def _refuse_without_proposals(now: Held, wanted: set[str | None]) -> None:
    """Refuses to bring back sessions of these proposals where one is not chosen any more, or has a session."""
    wanted = wanted - {None}
    if not wanted:
        return
    there = {session.proposal for session in now.timetable.sessions}
    chosen = await Proposal.select(Proposal.id).where(Proposal.id.is_in(list(wanted)) & (Proposal.state == "selected"))
    if wanted & there or len(chosen) < len(wanted):
        raise Refused(_("The chosen proposals changed since. Add them to the timetable anew."))


def _target(now: Decided | None, was: Decided | None, to: Decided | None) -> Decided | None:
    """What is to be decided: `to`, with all else that is so now. `_CHANGED` where it is no longer as it was."""
    if was is None or to is None or now is None:
        return to if now == was else _CHANGED
    changed = [name for name in to if to[name] != was[name]]
    if any(now[name] != was[name] for name in changed):
        return _CHANGED
    return now | {name: to[name] for name in changed}


async def _mark(change: TimetableChange, **columns: Any) -> None:
    await TimetableChange.update(**columns).where(TimetableChange.id == change.id)


async def _who_changed(event: Event, change: TimetableChange, key: str, title: str) -> str:
    """Who stands in the way of undoing, in words. `key` is where the change is remembered: an id, or `RULES`."""
    since = (TimetableChange.event == event.id) & (TimetableChange.number != change.number)
    rows = (
        await TimetableChange.objects(TimetableChange.person)
        .where(since & TimetableChange.undone_at.is_null() & TimetableChange.after.like(f'%"{key}": %'))
        .order_by(TimetableChange.made_at, ascending=False)
    )
    if not rows:
        return _("“%(title)s” is no longer as you left it. Nothing was changed.") % {"title": title}
    last = rows[0]
    words = {
        "title": title,
        "who": last.person.name if last.person and last.person.id else _("somebody else"),
        "did": _(last.did),
        "what": last.what,
        "when": moment_words(last.made_at, event.time_zone),
    }
    return (
        _("“%(title)s” is no longer as you left it: %(who)s %(did)s %(what)s, %(when)s. Nothing was changed.") % words
    )
