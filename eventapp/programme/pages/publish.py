"""For organisers: looking at the next edition, and publishing it now or at a set time."""

from dataclasses import dataclass
from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.booking import publishing as booking
from eventapp.booking.foretelling import Foretold, foretold
from eventapp.errors import Refused
from eventapp.event.page_reading import texts_of
from eventapp.event.sections import missing
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme import due as set_times
from eventapp.programme.acceptance import TimetableWarning, accepted_before, not_accepted, warnings_of
from eventapp.programme.changes import WHATS, Change
from eventapp.programme.pages.shared import lines_of
from eventapp.programme.previewing import as_planned, preview_parts
from eventapp.programme.publish_forms import LATER, PublishForm, publish_form
from eventapp.programme.published import Published, Standing, latest_edition, published
from eventapp.programme.publishing import NextEdition, next_edition
from eventapp.programme.rendering import programme_parts
from eventapp.texts import _, lazy, moment_words
from eventapp.timetable.checks.problems import problem_words
from eventapp.timetable.planned import Timetable, planned_sessions, read_timetable
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say

_COUNTED = dict(
    zip(
        WHATS,
        (
            lazy("Cancelled"),
            lazy("On again"),
            lazy("New"),
            lazy("Moved"),
            lazy("Another room"),
            lazy("Access changed"),
            lazy("Another title"),
            lazy("Places changed"),
            lazy("Other words"),
        ),
        strict=True,
    )
)
_FORETOLD = {
    "cancelled": lazy("Bookings that end with their session"),
    "other_slot": lazy("Have another short time, since theirs is gone"),
    "left_out": lazy("Their short time is gone, and no other is free for them: find one together"),
    "served": lazy("Get a place for which they wait: told, if they gave an address"),
    "offered": lazy("Are offered a place for which they wait, and would give up another"),
    "over": lazy("Places booked beyond those that there will be: nobody loses theirs"),
}


@dataclass(frozen=True)
class _Opened:
    """An edition that an organiser looks at before it is published."""

    event: Event
    organiser: Person
    timetable: Timetable
    following: NextEdition
    warnings: list[TimetableWarning]
    accepted: dict[str, str]

    @property
    def to_accept(self) -> list[TimetableWarning]:
        return not_accepted(self.warnings, self.accepted, ())

    @property
    def accepted_before(self) -> list[tuple[str, str]]:
        """The warnings that were accepted with earlier editions, and by whom."""
        words = [warning.words for warning in self.warnings]
        return [(each, self.accepted[each]) for each in words if each in self.accepted]


async def _opened_or_404(request: Asked, slug: str) -> _Opened:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    timetable = await read_timetable(event)
    following = await next_edition(event, timetable.sessions)
    return _Opened(event, organiser, timetable, following, warnings_of(timetable), await accepted_before(event.id))


@get("/{slug:str}/publish")
async def publish(request: Asked, slug: FromPath[str]) -> Answer:
    opened = await _opened_or_404(request, slug)
    return await _publish_page(request, opened, publish_form(opened.event, opened.to_accept))


@post("/{slug:str}/publish")
async def publish_it(request: Asked, slug: FromPath[str]) -> Answer:
    opened = await _opened_or_404(request, slug)
    form = publish_form(opened.event, opened.to_accept, await posted(request))
    address = f"/{opened.event.slug}/publish"
    if opened.following.refusals:
        return say(go(address), " ".join(opened.following.refusals), "warning")
    if not form.validate():
        return await _publish_page(request, opened, form, status=422)
    accepted = {warning.words for warning in opened.warnings}
    try:
        if form.when.data == LATER:
            await set_times.publish_at(opened.event, opened.organiser, form.due_moment, form.note.data or "", accepted)
            when = moment_words(form.due_moment, opened.event.time_zone)
            return say(go(address), _("The edition is published on %(when)s.") % {"when": when})
        return await _publish(opened, form.note.data or "", accepted)
    except Refused as refusal:
        return say(go(address), str(refusal), "warning")


async def _publish(opened: _Opened, note: str, accepted: set[str]) -> Answer:
    event = opened.event
    before = await latest_edition(event.id)
    edition = await booking.publish(event, opened.organiser, note, accepted=accepted)
    if before and before.number == edition.number:
        return say(go(f"/{event.slug}/publish"), _("Nothing has changed, so there is no new edition."))
    words = _("Edition %(number)s is published.") % {"number": edition.number}
    return say(go(f"/{event.slug}/editions/{edition.number}"), words)


@post("/{slug:str}/publish/calling-off")
async def call_off(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    await set_times.call_off(event, organiser)
    return say(go(f"/{event.slug}/publish"), _("Nothing is published by itself now."))


@get("/{slug:str}/publish/preview")
async def preview(request: Asked, slug: FromPath[str]) -> Answer:
    opened = await _opened_or_404(request, slug)
    if not opened.following.content.sessions:
        raise NotFoundException
    shown = await _as_shown(opened.event, opened.following)
    return await page(
        request,
        "programme/publish_preview.html",
        event=opened.event,
        said=[],
        question="",
        **programme_parts(shown),
    )


@get("/{slug:str}/publish/preview/{session_id:str}")
async def preview_session(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    """One session as people would see it, with or without a time."""
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    planned = next((each for each in await planned_sessions(event.id) if each.id == session_id), None)
    if planned is None:
        raise NotFoundException
    return await page(
        request,
        "programme/session_preview.html",
        event=event,
        way_back=f"/{slug}/timetable/{planned.id}",
        way_back_words=_("Change this session"),
        who_sees=_("Only organisers see this page. It shows the session as people would see it after publishing."),
        **preview_parts(as_planned(planned, event), event, is_timed=planned.starts_at is not None),
    )


async def _as_shown(event: Event, following: NextEdition) -> Published:
    """The edition as if it were published: whether sessions are full is as it is now."""
    now = await published(event)
    standing = dict(now.standing) if now else {}
    plain = Standing(0, event.created_at, event.created_at, is_full=False)
    return Published(
        event=event,
        facts=event.to_dict(),
        number=following.number,
        published_at=now.published_at if now else event.created_at,
        content=following.content,
        standing={session.id: standing.get(session.id, plain) for session in following.content.sessions},
    )


async def _publish_page(request: Asked, opened: _Opened, form: PublishForm, *, status: int = 200) -> Answer:
    event, following = opened.event, opened.following
    told = await booking.told_by_session(event.id, following.changes)
    subject, letter = booking.message_about(event, following.changes, told)
    last = await set_times.last_ended(event.id)
    return await page(
        request,
        "programme/publish.html",
        event=event,
        status=status,
        form=form,
        following=following,
        clashes=[(clash, problem_words(clash, event.time_zone)) for clash in following.clashes],
        counted=_counted(following.changes),
        lines=lines_of(following.changes, event.time_zone),
        bookings=_foretold(await foretold(following.content.sessions)) if following.number > 1 else [],
        told=await booking.who_would_be_told(event.id, following.changes),
        told_by=[(_title(following, id_), number) for id_, number in told.items()],
        subject=subject,
        letter=letter,
        accepted=[
            (each.words, opened.accepted[each.words]) for each in opened.warnings if each.words in opened.accepted
        ],
        missing=missing(event, await texts_of(event.id)),
        due=await set_times.due_of(event.id),
        refused=last if last and last.ended == set_times.REFUSED else None,
    )


def _foretold(said: Foretold) -> list[tuple[str, int]]:
    numbers = [(str(words), getattr(said, name)) for name, words in _FORETOLD.items()]
    return [(words, number) for words, number in numbers if number]


def _title(following: NextEdition, session_id: str) -> str:
    session = following.content.session(session_id)
    return session.title if session else ""


def _counted(changes: list[Change]) -> list[tuple[Any, int]]:
    """How many sessions change in each way."""
    numbers = [(str(words), sum(change.what == what for change in changes)) for what, words in _COUNTED.items()]
    return [(words, number) for words, number in numbers if number]


handlers = [publish, publish_it, call_off, preview, preview_session]
