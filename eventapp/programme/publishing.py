"""Publishing an edition, and keeping the public pages true to it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event import deeds
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme import published_pages
from eventapp.programme.acceptance import accepted_before, keep_accepted, not_accepted, warnings_of
from eventapp.programme.changes import BACK, CANCELLED, MOVED, RETITLED, ROOM, Change, changes
from eventapp.programme.easy.texts import EasyTexts, easy_texts, with_easy
from eventapp.programme.edition import EditionContent, EditionSession, sessions_to_publish, to_json
from eventapp.programme.feed_names import keep_feed_names
from eventapp.programme.on_the_day import published_clashes, with_changed
from eventapp.programme.published import Published, content_of, latest_edition, published
from eventapp.programme.rendering import Around, Pages, all_public, around, public_pages
from eventapp.programme.tables import Edition, PublishedSession
from eventapp.programme.webhooks.actions import owe_to_webhooks
from eventapp.texts import _, marked
from eventapp.timetable.checks.problems import Problem, clashes, problem_words
from eventapp.timetable.planned import PlannedSession, Rules, read_timetable, rules_of
from eventapp.timetable.tables import Session

logger = logging.getLogger("eventapp")

Follow = Callable[[Edition, list[Change]], Awaitable[None]]

# What makes a calendar treat an entry as a new version of itself (RFC 5545, 3.8.7.4).
_RAISES_SEQUENCE = {BACK, CANCELLED, MOVED, RETITLED, ROOM}
_MOVED_IS_SAID_FOR = timedelta(days=7)
_NOT_MOVED: dict[str, Any] = {"moved_from": None, "moved_at": None}


@dataclass(frozen=True)
class NextEdition:
    """What publishing now would do: the edition, its number, what it changes, and which clashes stand against it."""

    number: int
    content: EditionContent
    changes: list[Change]
    clashes: list[Problem]

    @property
    def refusals(self) -> list[str]:
        """What stands against it, in words."""
        if not self.content.sessions:
            return [_("Nothing is in the timetable yet. Give at least one session a room and a time.")]
        return [problem_words(clash, self.content.time_zone) for clash in self.clashes]


async def next_edition(event: Event, planned: Sequence[PlannedSession]) -> NextEdition:
    """The edition that would be published from this timetable. Three queries."""
    before = await latest_edition(event.id)
    return _next(event, planned, await rules_of(event.id), before, await easy_texts(event.id))


def _next(
    event: Event, planned: Sequence[PlannedSession], rules: Rules, before: Edition | None, easy: EasyTexts
) -> NextEdition:
    old = content_of(before) if before else None
    content = EditionContent(
        name=event.name,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        time_zone=event.time_zone,
        venue_name=event.venue_name,
        venue_address=event.venue_address,
        sessions=sessions_to_publish(planned, old),
    )
    content = with_easy(content, easy)
    return NextEdition(before.number + 1 if before else 1, content, changes(old, content), clashes(planned, rules))


async def publish_edition(
    event: Event,
    by: Person | None,
    note: str = "",
    *,
    accepted: Collection[str] | None = None,
    follow: Follow | None = None,
) -> Edition:
    """Publishes the timetable as it is as the next edition, with the public pages made from it.

    `by` is None for the command line. `accepted` are the words of the warnings that may stay; without it all may.
    `follow` is called with the edition and what it changes, in the same transaction. Where nothing changed since the
    last edition, that one is returned and nothing is written. Raises `Refused` while sessions clash, saying what and
    where, while there is nothing to publish, or while there are warnings that nobody accepted.
    """
    async with db.transaction():
        now = await _locked_event(event.id)
        before = await latest_edition(now.id)
        await _lock_plan(now.id)
        timetable = await read_timetable(now, with_wishes=accepted is not None)
        following = _next(now, timetable.sessions, timetable.rules, before, await easy_texts(now.id))
        if before and before.content == to_json(following.content):
            return before
        if following.refusals:
            raise Refused(" ".join(following.refusals))
        warnings = warnings_of(timetable) if accepted is not None else []
        known = await accepted_before(now.id) if warnings else {}
        if new := not_accepted(warnings, known, accepted or ()):
            words = " ".join(warning.words for warning in new)
            raise Refused(_("There is something to look at before you publish. %(words)s") % {"words": words})
        edition = await _store(now, by, note, following, follow)
        await keep_accepted(edition, by, [each.words for each in warnings if each.words not in known])
        return edition


async def publish_change(
    event: Event,
    by: Person | None,
    note: str,
    change: Callable[[EditionContent], Awaitable[Sequence[PlannedSession]]],
    *,
    follow: Follow | None = None,
) -> Edition:
    """Changes the timetable and publishes just that: whatever else was changed in it goes on waiting.

    `change` is given the latest edition, changes the timetable and returns sessions as they are to be published. The
    edition takes over their times and rooms and whether they are cancelled, no other words. Raises what `change`
    does, and `Refused` where the programme would clash, or before the first edition.
    """
    async with db.transaction():
        now = await _locked_event(event.id)
        before = await latest_edition(now.id)
        if before is None:
            raise Refused(_("Nothing is published yet."))
        await _lock_plan(now.id)
        old, changed = content_of(before), await change(content_of(before))
        timetable = await read_timetable(now, with_wishes=False)
        content = with_changed(old, changed)
        if content == old:
            return before
        clashing = published_clashes(content, timetable, {session.id for session in changed})
        following = NextEdition(before.number + 1, content, changes(old, content), clashing)
        if clashing:
            raise Refused(" ".join(following.refusals))
        return await _store(now, by, note, following, follow)


async def _store(event: Event, by: Person | None, note: str, following: NextEdition, follow: Follow | None) -> Edition:
    now = clock.now()
    edition = await _add_edition(event, by, note, following, now)
    await _keep_sessions(event, following, now)
    await keep_feed_names(event.id, following.content)
    await owe_to_webhooks(event, edition, following.changes)
    if follow:
        await follow(edition, following.changes)
    await _keep_pages(event)
    what = _("Edition %(number)s") % {"number": edition.number}
    await deeds.note(marked("published the programme"), what, event.id, by)
    return edition


async def _keep_pages(event: Event) -> None:
    shown, beside = await published(event), await around(event.id)
    if shown:
        # Whoever books meanwhile waits: a tenth of a second for 60 sessions.
        await published_pages.store(event.id, await asyncio.to_thread(all_public, shown, beside))


async def _locked_event(event_id: str) -> Event:
    # Publishing, refreshing and booking at this event wait here for one another.
    event = await db.locked(Event.objects().where(Event.id == event_id)).first()
    if event is None:
        raise Refused(_("This event does not exist any more."))
    found: Event = event
    return found


async def _lock_plan(event_id: str) -> None:
    # As the timetable does it: nothing is placed or changed while it is read.
    await db.locked(Session.select(Session.id).where(Session.event == event_id).order_by(Session.id))


async def _add_edition(event: Event, by: Person | None, note: str, following: NextEdition, now: datetime) -> Edition:
    edition = Edition(
        event=event.id,
        number=following.number,
        content=to_json(following.content),
        note=note,
        published_by=by.id if by else None,
        published_at=now,
    )
    await Edition.insert(edition)
    return edition


async def _keep_sessions(event: Event, following: NextEdition, now: datetime) -> None:
    rows = await PublishedSession.objects().where(PublishedSession.event == event.id)
    known = {str(row.session): row for row in rows}
    touched = {change.session.id for change in following.changes}
    risen = {change.session.id for change in following.changes if change.what in _RAISES_SEQUENCE}
    number = max((row.number for row in rows), default=0)
    new = []
    for session in following.content.sessions:
        row = known.get(session.id)
        if row is None:
            number += 1
            facts = _facts(session, now)
            new.append(PublishedSession(session=session.id, event=event.id, number=number, created_at=now, **facts))
            continue
        moving = _moving(row, session, now)
        if session.id in touched or moving:
            facts = _facts(session, now) | moving | {"sequence": row.sequence + (session.id in risen)}
            await PublishedSession.update(facts).where(PublishedSession.id == row.id)  # type: ignore[arg-type]
    await db.insert_all(PublishedSession, new)


def _moving(row: PublishedSession, session: EditionSession, now: datetime) -> dict[str, Any]:
    """What calendars are told about another start: said until an edition that comes a week later, or moves it back."""
    moved_at: datetime | None = row.moved_at
    if row.starts_at != session.starts_at:
        before = row.starts_at if moved_at is None else row.moved_from
        return _NOT_MOVED if before == session.starts_at else {"moved_from": before, "moved_at": now}
    is_old = moved_at is not None and now - moved_at > _MOVED_IS_SAID_FOR
    return _NOT_MOVED if is_old else {}


def _facts(session: EditionSession, now: datetime) -> dict[str, Any]:
    return {
        "uid": session.uid,
        "title": session.title,
        "room_name": session.room_name,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "places": session.places,
        "attendance": session.attendance,
        "changed_at": now,
        "cancelled_at": now if session.cancelled else None,
    }


async def refresh_pages(event_id: str) -> None:
    """Makes the event's public pages again, from its latest edition and from what has happened since.

    To be called after a commit that changed what they show: the event's words or switches, or whether a session is
    full. Does nothing before the first edition. Pages that come out the same stay as they are, and so do feeds.
    """
    await _refresh(event_id, public_pages)


async def _refresh(event_id: str, make: Callable[[Published, Around], Pages]) -> None:
    event = await Event.objects().where(Event.id == event_id).first()
    shown = await published(event) if event else None
    if shown is None:
        return
    # Before the transaction, which others wait for.
    pages = await asyncio.to_thread(make, shown, await around(event_id))
    await published_pages.compress_beforehand(pages)
    async with db.transaction():
        now_shown = await published(await _locked_event(event_id))
        if now_shown is not None and now_shown != shown:
            pages = await asyncio.to_thread(make, now_shown, await around(event_id))
        await published_pages.store(event_id, pages)


async def refresh_every_event() -> None:
    """Makes the pages and feeds of every event again, where this program makes them otherwise than they are stored.

    To be called when the program starts: pages of another version would name style sheets that are gone.
    """
    for row in await Edition.select(Edition.event).where(Edition.number == 1):
        try:
            await _refresh(row["event"], all_public)
        except Exception:
            # One event's trouble keeps nobody from the others.
            logger.exception("making the public pages of event %s again", row["event"])
