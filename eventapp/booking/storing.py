"""Stores a decision: the bookings, the messages owed, the log, and what public pages say."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from eventapp import clock, db
from eventapp.booking.decide import CANCELLED, Decision, Entry, Step
from eventapp.booking.seen import look_again
from eventapp.booking.tables import Booking
from eventapp.log.tables import LogEntry
from eventapp.people.tables import Person
from eventapp.programme.tables import PublishedSession
from eventapp.settings import settings
from eventapp.texts import marked

_DEEDS = {
    "booked": marked("booked a place in"),
    "served": marked("gave a free place to the next who waited for"),
    "waiting": marked("asked for a place in"),
    "cancelled": marked("cancelled a booking for"),
    "places": marked("changed how many places they have in"),
    "time": marked("has another time in"),
    "offered": marked("offered a free place to somebody who is elsewhere at that time, in"),
}
_OVER_LIMIT = marked("gave places beyond the rules in")
# What the log says of a change that makes another version of a booking.
DEEDS_OF_BOOKINGS = frozenset({*_DEEDS.values(), _OVER_LIMIT} - {_DEEDS["offered"]})


async def store_bookings(decision: Decision, over_limit_by: Mapping[str, str] | None = None) -> None:
    """Writes what became of each booking: one query for those that are new, and one for each kind of change.

    `over_limit_by` says which person (an id) gave a booking (an id) more than the rules do.
    """
    first = {step.entry.id: step.was for step in reversed(decision.steps)}
    last = {step.entry.id: step.entry for step in decision.steps}
    by = over_limit_by or {}
    now = clock.now()
    alike: dict[tuple[tuple[str, Any], ...], list[str]] = defaultdict(list)
    for id_, was in first.items():
        if was is not None and was != last[id_]:
            alike[tuple(_changes(was, last[id_], by.get(id_), now))].append(id_)
    # Cancelled ones first: the same person may have booked the same session again, and somebody else the same slot.
    for changes, ids in sorted(alike.items(), key=lambda pair: ("state", CANCELLED) not in pair[0]):
        values: dict[Any, Any] = dict(changes)
        values["sequence"] = Booking.sequence + values["sequence"]
        await Booking.update(values).where(Booking.id.is_in(ids))
    new = [_new_row(last[id_], by.get(id_), now) for id_, was in first.items() if was is None]
    await db.insert_rows(Booking, new)
    db.after_commit(look_again)


def _changes(was: Entry, entry: Entry, by: str | None, now: datetime) -> Iterator[tuple[str, Any]]:
    """The columns that change, with their new values, and by how much the sequence rises: alike for many bookings."""
    for name in ("state", "places", "supporters", "slot_start", "slot_minutes"):
        if getattr(was, name) != getattr(entry, name):
            yield name, getattr(entry, name)
    if was.swap_offered != entry.swap_offered:
        yield "swap_offered_at", now if entry.swap_offered else None
    if entry.over_limit and not was.over_limit:
        yield from (("over_limit_reason", entry.over_limit), ("over_limit_by", by))
    if entry.sequence != was.sequence:
        yield "changed_at", now
    yield "sequence", entry.sequence - was.sequence


def _new_row(entry: Entry, by: str | None, now: datetime) -> dict[str, Any]:
    return {
        "id": entry.id,
        "session": entry.session,
        "attendee": entry.attendee,
        "state": entry.state,
        "places": entry.places,
        "supporters": entry.supporters,
        "held_for": entry.held_for,
        "slot_start": entry.slot_start,
        "slot_minutes": entry.slot_minutes if entry.slot_start is not None else None,
        "turn": entry.turn,
        "uid": new_uid(entry.id),
        "sequence": entry.sequence,
        "created_at": now,
        "changed_at": now,
        "over_limit_reason": entry.over_limit or None,
        "over_limit_by": by if entry.over_limit else None,
        "swap_offered_at": now if entry.swap_offered else None,
    }


def new_uid(booking: str) -> str:
    """What calendars know a new booking by, for ever."""
    return f"booking-{booking}@{settings().host}"


async def log_steps(
    steps: Sequence[Step], sessions: Mapping[str, PublishedSession], doer: Callable[[Step], Person | None]
) -> None:
    """Notes each step for organisers: what happened to which session, and never who comes."""
    now = clock.now()
    entries = []
    for step in steps:
        if step.deed not in _DEEDS:
            continue
        session, person = sessions[step.entry.session], doer(step)
        is_beyond = bool(step.entry.over_limit) and not (step.was and step.was.over_limit)
        entries.append(
            {
                "event": session.event,
                "person": person.id if person else None,
                "who": person.name if person else marked("somebody who comes"),
                "did": _OVER_LIMIT if is_beyond else _DEEDS[step.deed],
                "what": f"{session.title}: {step.entry.over_limit}" if is_beyond else session.title,
                "at": now,
            }
        )
    await db.insert_rows(LogEntry, entries)


async def mark_full(full: Mapping[str, bool], sessions: Mapping[str, PublishedSession]) -> set[str]:
    """Keeps what pages say of each session. Returns the ids of the events whose pages are to be made again."""
    events = set()
    for is_full in (True, False):
        changed = [row for id_, row in sessions.items() if full.get(id_) is is_full and row.is_full is not is_full]
        if changed:
            await PublishedSession.update({PublishedSession.is_full: is_full}).where(
                PublishedSession.id.is_in([row.id for row in changed])
            )
            events |= {str(row.event) for row in changed}
    return events
