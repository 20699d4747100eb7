"""The one way to a place: requests that come together are decided together, in one transaction.

Each process has one writer. Those of several processes take turns, event by event, at the event's row: publishing
holds the same row, and everything that a booking writes refers to it.
"""

import asyncio
import contextvars
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from eventapp import db
from eventapp.booking.attendees import Newcomer, add_newcomers
from eventapp.booking.carrying_out import attendees_by_id, carry_out, sessions_by_id
from eventapp.booking.decide import (
    Book,
    Booked,
    Cancel,
    CancelAll,
    ChangePlaces,
    Close,
    Known,
    NotBookable,
    Outcome,
    Promote,
    Request,
    Step,
    Swap,
    Waiting,
    decide,
)
from eventapp.booking.known import known_about
from eventapp.booking.needs import HELD_FOR
from eventapp.booking.tables import AccessNeed, Attendee
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme.tables import PublishedSession

logger = logging.getLogger("eventapp")

BATCH = 64
# Beyond it people are asked to try again: better than to wait longer than a browser does.
LONGEST_QUEUE = 1000
PATIENCE_SECONDS = 15.0


class Busy(Exception):
    """Too many people book at this moment. Nothing was done that asking again would do twice."""


@dataclass(frozen=True)
class Wish:
    """Something asked of the writer, for one event, by its slug. `by` is the organiser who asks for somebody else.

    With `newcomer`, the attendee of a `Book` is stored once they have a booking. With `forget`, the attendee of a
    `CancelAll` is deleted with everything about them.
    """

    event: str
    request: Book | ChangePlaces | Swap | Cancel | CancelAll | Promote
    newcomer: Newcomer | None = None
    by: Person | None = None
    forget: bool = False


@dataclass(frozen=True)
class Reply:
    """What came of a wish, and whose booking it is: the id of an attendee, and who that is where they are stored."""

    outcome: Outcome
    attendee: str
    who: Attendee | None = None


_Waiting = tuple[Wish, "asyncio.Future[Reply]"]
_queue: deque[_Waiting] = deque()
_writing: "asyncio.Task[None] | None" = None


async def ask(wish: Wish) -> Reply:
    """Has the wish decided and stored, and returns once it is committed. Raises `Busy`.

    When the caller goes away it is done all the same.
    """
    global _writing
    if len(_queue) >= LONGEST_QUEUE:
        raise Busy
    answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
    _queue.append((wish, answer))
    if _writing is None or _writing.done() or _writing.get_loop() is not asyncio.get_running_loop():
        # In a context of its own: it must not inherit a transaction from whoever happens to ask first.
        _writing = asyncio.get_running_loop().create_task(_write_all(), context=contextvars.Context())
    try:
        return await asyncio.wait_for(answer, PATIENCE_SECONDS)
    except TimeoutError as slow:
        raise Busy from slow


async def finish() -> None:
    """Waits until everything asked so far is stored: for the end of the process."""
    if _writing is not None and not _writing.done():
        await asyncio.wait([_writing])


async def _write_all() -> None:
    while _queue:
        batch = [_queue.popleft() for _ in range(min(BATCH, len(_queue)))]
        try:
            replies = await _decide_and_store([wish for wish, _ in batch])
        except Exception:
            logger.exception("a batch of bookings; each is tried alone")
            await _write_alone(batch)
        else:
            for (_, answer), reply in zip(batch, replies, strict=True):
                if not answer.done():
                    answer.set_result(reply)


async def _write_alone(batch: Sequence[_Waiting]) -> None:
    """So that one wish that cannot be stored does not take the others with it."""
    for wish, answer in batch:
        try:
            [reply] = await _decide_and_store([wish])
        except Exception as fault:  # noqa: BLE001 (whoever asked gets it)
            if not answer.done():
                answer.set_exception(fault)
        else:
            if not answer.done():
                answer.set_result(reply)


async def _decide_and_store(wishes: Sequence[Wish]) -> list[Reply]:
    async with db.transaction():
        events = await _hold_events({wish.event for wish in wishes})
        wishes = await _who_is_known(wishes)
        known = await _known(wishes)
        sessions = await sessions_by_id([session.id for session in known.sessions if session.whole])
        wishes = await _with_held_places(wishes, known)
        attendees = await attendees_by_id({whose(wish.request) for wish in wishes if not _is_new(wish)} - {""})
        # Whoever was deleted meanwhile asks for nothing any more, and nobody is given what is at another event.
        asking = [n for n, wish in enumerate(wishes) if _is_there(wish, attendees) and _is_here(wish, events, sessions)]
        decision = decide([wishes[n].request for n in asking], known)
        decided = [wishes[n] for n in asking]
        outcomes: list[Outcome] = [NotBookable("unknown") for _ in wishes]
        for n, outcome in zip(asking, decision.outcomes, strict=True):
            outcomes[n] = outcome
        attendees |= await _add_newcomers(decided, decision.outcomes, events, attendees)
        attendees |= await attendees_by_id({step.entry.attendee for step in decision.steps} - set(attendees))
        leaving = {whose(wish.request) for wish in decided if wish.forget}
        by_id = {event.id: event for event in events.values()}
        await carry_out(decision, attendees, sessions, by_id, doer=lambda step: _doer(decided, step), untold=leaving)
        if leaving:
            await Attendee.delete().where(Attendee.id.is_in(list(leaving)))
    people = [whose(wish.request) for wish in wishes]
    return [Reply(outcome, id_, attendees.get(id_)) for outcome, id_ in zip(outcomes, people, strict=True)]


def whose(request: Request) -> str:
    """The attendee (an id) who asks this, or for whom it is asked; empty where it is about a session."""
    return "" if isinstance(request, Promote | Close) else request.attendee


def _is_new(wish: Wish) -> bool:
    """Whether nobody can be stored under the id that the wish names: it was made for it."""
    return wish.newcomer is not None and wish.newcomer.id == whose(wish.request)


def _is_there(wish: Wish, attendees: dict[str, Attendee]) -> bool:
    who = whose(wish.request)
    return not who or who in attendees or wish.newcomer is not None


def _is_here(wish: Wish, events: dict[str, Event], sessions: dict[str, PublishedSession]) -> bool:
    event = events.get(wish.event)
    session = None if isinstance(wish.request, CancelAll) else sessions.get(wish.request.session)
    return event is not None and (session is None or session.event == event.id)


async def _hold_events(slugs: set[str]) -> dict[str, Event]:
    query = Event.objects().where(Event.slug.is_in(list(slugs))).order_by(Event.id)
    return {event.slug: event for event in await db.locked(query)}


async def _who_is_known(wishes: Sequence[Wish]) -> list[Wish]:
    """The same wishes, those of a form that was sent before in the name of whoever it made."""
    sent = [(wish.event, wish.newcomer.form_key) for wish in wishes if wish.newcomer and wish.newcomer.form_key]
    events, keys = {event for event, _key in sent}, [key for _event, key in sent]
    attendees = "attendee JOIN event ON event.id = attendee.event"
    which = f"event.slug IN ({db.marks(events)}) AND attendee.form_key IN ({db.marks(keys)})"
    question = f"SELECT event.slug, attendee.form_key, attendee.id FROM {attendees} WHERE {which}"  # noqa: S608 (ours)
    rows = await db.rows_of(Attendee, question, *events, *keys) if sent else []
    made = {(row["slug"], row["form_key"]): row["id"] for row in rows}
    known = []
    for wish in wishes:
        if wish.newcomer and wish.newcomer.form_key:
            attendee = made.setdefault((wish.event, wish.newcomer.form_key), wish.newcomer.id)
            known.append(wish if attendee == whose(wish.request) else _asked(wish, attendee=attendee))
        else:
            known.append(wish)
    return known


def _asked(wish: Wish, **changes: str) -> Wish:
    request: Any = wish.request
    return replace(wish, request=replace(request, **changes))


async def _with_held_places(wishes: Sequence[Wish], known: Known) -> Sequence[Wish]:
    """The same wishes; those of people who said what would help them may use the places that are held for it."""
    asking = {wish.request.attendee for wish in wishes if isinstance(wish.request, Book | Swap) and not wish.newcomer}
    if not asking or not any(session.held for session in known.sessions):
        return wishes
    rows = await AccessNeed.select(AccessNeed.attendee, AccessNeed.need).where(
        AccessNeed.attendee.is_in(list(asking)) & AccessNeed.need.is_in(list(HELD_FOR))
    )
    held_for = {row["attendee"]: HELD_FOR[row["need"]] for row in sorted(rows, key=lambda row: str(row["need"]))}
    return [
        _asked(wish, held_for=held_for[whose(wish.request)])
        if isinstance(wish.request, Book | Swap) and whose(wish.request) in held_for
        else wish
        for wish in wishes
    ]


async def _known(wishes: Sequence[Wish]) -> Known:
    requests = [wish.request for wish in wishes]
    return await known_about(
        {request.session for request in requests if not isinstance(request, CancelAll)},
        asking={whose(request) for request in requests} - {""},
        giving_back={request.attendee for request in requests if isinstance(request, Cancel | CancelAll | Swap)},
    )


async def _add_newcomers(
    wishes: Sequence[Wish], outcomes: Sequence[Outcome], events: dict[str, Event], there: dict[str, Attendee]
) -> dict[str, Attendee]:
    new: dict[str, tuple[Newcomer, str, str | None]] = {}
    for wish, outcome in zip(wishes, outcomes, strict=True):
        id_ = whose(wish.request)
        if wish.newcomer and isinstance(outcome, Booked | Waiting) and id_ not in there and id_ not in new:
            new[id_] = replace(wish.newcomer, id=id_), events[wish.event].id, wish.by.id if wish.by else None
    return {attendee.id: attendee for attendee in await add_newcomers(new.values())}


def _doer(wishes: Sequence[Wish], step: Step) -> Person | None:
    return None if step.served else wishes[step.request].by
