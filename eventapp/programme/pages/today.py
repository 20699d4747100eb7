"""For organisers: what changes on the day, published at once."""

from dataclasses import dataclass
from datetime import date

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp import clock
from eventapp.booking.on_the_day import publish_cancelled, publish_later, publish_other_room
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme.edition import EditionContent, EditionSession
from eventapp.programme.forms import days_of
from eventapp.programme.on_the_day import as_published, published_clashes, rooms_swapped, with_changed
from eventapp.programme.pages.shared import published_or_404, session_or_404
from eventapp.programme.publish_forms import MINUTES, CancelNowForm, LaterForm, OtherRoomForm
from eventapp.programme.published import published
from eventapp.programme.tables import Edition
from eventapp.texts import _
from eventapp.timetable.planned import PlannedSession, RoomFacts, Timetable, read_timetable
from eventapp.venue.days import day_of
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@dataclass(frozen=True)
class _Opened:
    """A published session that an organiser changes."""

    event: Event
    organiser: Person
    content: EditionContent
    session: EditionSession

    @property
    def page(self) -> str:
        return f"/{self.event.slug}/publish/today/{self.session.id}"


async def _opened_or_404(request: Asked, slug: str, session_id: str) -> _Opened:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    shown = await published_or_404(event)
    session = session_or_404(shown, session_id)
    if session.cancelled:
        raise NotFoundException
    return _Opened(event, organiser, shown.content, session)


@get("/{slug:str}/publish/today")
async def today(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    shown = await published(event)
    if shown is None:
        return say(go(f"/{slug}/publish"), _("Nothing is published yet."))
    days, zone = days_of(shown.content), shown.content.time_zone
    day = _day(request.query_params.get("day", ""), days, day_of(clock.now(), zone))
    return await page(
        request,
        "programme/publish_today.html",
        event=event,
        days=days,
        day=day,
        sessions=[each for each in shown.content.running if day_of(each.starts_at, zone) == day],
    )


def _day(asked: str, days: list[date], now: date) -> date:
    known = {day.isoformat(): day for day in days}
    return known.get(asked) or known.get(now.isoformat()) or days[0]


@get("/{slug:str}/publish/today/{session_id:str}")
async def change(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    return await _change_page(request, await _opened_or_404(request, slug, session_id), CancelNowForm())


async def _change_page(request: Asked, opened: _Opened, form: CancelNowForm, *, status: int = 200) -> Answer:
    timetable = await read_timetable(opened.event, with_wishes=False)
    return await page(
        request,
        "programme/publish_change.html",
        event=opened.event,
        status=status,
        session=opened.session,
        form=form,
        minutes=MINUTES,
        rooms=_rooms(opened, timetable),
        address=opened.page,
    )


def _rooms(opened: _Opened, timetable: Timetable) -> list[tuple[RoomFacts, str]]:
    """The rooms that it can go to without a clash, with the title of what it would swap with."""
    there = as_published(opened.content, timetable)
    session = next((one for one in there if one.id == opened.session.id), None)
    if session is None or session.room is None:
        return []
    found = []
    for room in timetable.rooms:
        wished = rooms_swapped(session, room, there)
        # To swap with several would be another timetable.
        if room.id != session.room.id and len(wished) <= 2 and not _clash(wished, opened.content, timetable):
            found.append((room, wished[1].title if wished[1:] else ""))
    return found


def _clash(wished: list[PlannedSession], content: EditionContent, timetable: Timetable) -> bool:
    return bool(published_clashes(with_changed(content, wished), timetable, {one.id for one in wished}))


@post("/{slug:str}/publish/today/{session_id:str}/later")
async def begin_later(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    opened = await _opened_or_404(request, slug, session_id)
    form = LaterForm(await posted(request))
    if not form.validate() or form.minutes.data is None:
        raise NotFoundException
    try:
        edition = await publish_later(opened.event, opened.organiser, session_id, form.minutes.data)
    except Refused as refusal:
        return say(go(opened.page), str(refusal), "warning")
    return _done(opened, edition)


@post("/{slug:str}/publish/today/{session_id:str}/room")
async def use_other_room(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    opened = await _opened_or_404(request, slug, session_id)
    form = OtherRoomForm(await posted(request))
    if not form.validate():
        raise NotFoundException
    try:
        edition = await publish_other_room(opened.event, opened.organiser, session_id, form.room.data or "")
    except Refused as refusal:
        return say(go(opened.page), str(refusal), "warning")
    return _done(opened, edition)


@post("/{slug:str}/publish/today/{session_id:str}/cancellation")
async def cancel_now(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    opened = await _opened_or_404(request, slug, session_id)
    form = CancelNowForm(await posted(request))
    if not form.validate():
        return await _change_page(request, opened, form, status=422)
    try:
        edition = await publish_cancelled(opened.event, opened.organiser, session_id, form.reason.data or "")
    except Refused as refusal:
        return say(go(opened.page), str(refusal), "warning")
    return _done(opened, edition)


def _done(opened: _Opened, edition: Edition) -> Answer:
    words = _("Edition %(number)s is published.") % {"number": edition.number}
    return say(go(f"/{opened.event.slug}/editions/{edition.number}"), words)


handlers = [today, change, begin_later, use_other_room, cancel_now]
