"""Publishing with its consequences for those who have booked, in one transaction."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence

from eventapp.booking.decide import CANCELLED
from eventapp.booking.edition_messages import TOLD, tell_edition
from eventapp.booking.foretelling import what_follows
from eventapp.booking.known import known_about
from eventapp.booking.reminding import keep_reminders
from eventapp.booking.storing import log_steps, mark_full, store_bookings
from eventapp.booking.tables import Booking
from eventapp.booking.telling import neutral_subject
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme.changes import Change, sentence
from eventapp.programme.edition import EditionContent
from eventapp.programme.publishing import Follow, publish_change, publish_edition
from eventapp.programme.tables import Edition, PublishedSession
from eventapp.templating import render
from eventapp.texts import _
from eventapp.timetable.planned import PlannedSession


async def publish(
    event: Event,
    by: Person | None,
    note: str = "",
    *,
    accepted: Collection[str] | None = None,
    then: Callable[[Edition], Awaitable[None]] | None = None,
) -> Edition:
    """Publishes the timetable as the next edition, with what follows for bookings.

    Bookings of cancelled sessions are cancelled; where places grew, those who wait are served; whoever had a short slot
    that is gone gets another one, if one is free for them; and each attendee with an address is owed one message about
    all that changed for them. `then` is called in the same transaction. All else is as `publish_edition` has it.
    """
    return await publish_edition(event, by, note, accepted=accepted, follow=_following(event, by, then))


async def publish_on_the_day(
    event: Event, by: Person | None, note: str, change: Callable[[EditionContent], Awaitable[Sequence[PlannedSession]]]
) -> Edition:
    """Changes the timetable and publishes just that (see `publish_change`), with the same consequences."""
    return await publish_change(event, by, note, change, follow=_following(event, by))


def _following(event: Event, by: Person | None, then: Callable[[Edition], Awaitable[None]] | None = None) -> Follow:
    async def follow(edition: Edition, changes: Sequence[Change]) -> None:
        await _follow(event, edition, changes, by)
        if then:
            await then(edition)

    return follow


async def told_by_session(event_id: str, changes: Iterable[Change]) -> dict[str, int]:
    """How many attendees would get a message because of each session (an id), where there are any."""
    changed = [change.session.id for change in changes if change.what in TOLD]
    rows = await _told(event_id, changed)
    return {id_: number for id_ in dict.fromkeys(changed) if (number := sum(row["session"] == id_ for row in rows))}


def message_about(event: Event, changes: Iterable[Change], told: Collection[str]) -> tuple[str, str]:
    """Subject and text of the message to somebody who booked all of these sessions (ids), without what is theirs."""
    lines: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    for change in changes:
        if change.what in TOLD and change.session.id in told:
            titles[change.session.id] = change.session.title
            lines.setdefault(change.session.id, []).append(sentence(change, event.time_zone))
    body = render(
        "booking/changed.txt",
        event=event,
        name=_("[their name]"),
        lines=[(titles[id_], " ".join(said)) for id_, said in lines.items()],
        clashes=[],
        said_code="",
        address=_("[the address of their day]"),
    )
    return neutral_subject(event.starts_on), body


async def who_would_be_told(event_id: str, changes: Iterable[Change]) -> int:
    """How many attendees publishing these changes would send a message to. Places that become free are not counted."""
    rows = await _told(event_id, [change.session.id for change in changes if change.what in TOLD])
    return len({row["attendee"] for row in rows})


async def _told(event_id: str, changed: Sequence[str]) -> list[dict[str, str]]:
    if not changed:
        return []
    live = Booking.session.is_in(list(changed)) & (Booking.state != CANCELLED) & (Booking.attendee.event == event_id)
    return await Booking.select(Booking.attendee, Booking.session).where(live & Booking.attendee.email.is_not_null())


async def _follow(event: Event, edition: Edition, changes: Sequence[Change], by: Person | None) -> None:
    sessions = {
        str(row.session): row for row in await PublishedSession.objects().where(PublishedSession.event == event.id)
    }
    holders = await _holders(event.id)
    closed = [id_ for id_, row in sessions.items() if _is_cancelled(row)]
    known = await known_about(sessions, asking=(), giving_back=(), closing=closed)
    decision = what_follows(sessions, closed, known)
    await store_bookings(decision)
    await log_steps(decision.steps, sessions, lambda step: None if step.served else by)
    await tell_edition(event, edition, changes, decision, holders)
    await keep_reminders(event)
    # The edition's own pages are made after this, in the same transaction.
    await mark_full(decision.full, sessions)


def _is_cancelled(session: PublishedSession) -> bool:
    return session.cancelled_at is not None


async def _holders(event_id: str) -> dict[str, list[Booking]]:
    """Who holds or waits for what before the edition changes it: bookings by attendee."""
    held: dict[str, list[Booking]] = defaultdict(list)
    live = (Booking.attendee.event == event_id) & (Booking.state != CANCELLED)
    for booking in await Booking.objects().where(live):
        held[booking.attendee].append(booking)
    return held
