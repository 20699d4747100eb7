"""The timetable, or one session of it, that a page is about."""

from dataclasses import dataclass
from datetime import date

from litestar.exceptions import NotFoundException

from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.texts import _, moment_words
from eventapp.timetable.planned import PlannedSession, Timetable, read_timetable
from eventapp.timetable.tables import AccessWorker, Session
from eventapp.web import Asked, event_or_404, organiser_or_404


@dataclass(frozen=True)
class Opened:
    """A timetable that an organiser has open."""

    event: Event
    organiser: Person
    timetable: Timetable

    @property
    def address(self) -> str:
        return f"/{self.event.slug}/timetable"


@dataclass(frozen=True)
class OpenedSession(Opened):
    """A session that an organiser has open, among all the others."""

    row: Session
    session: PlannedSession

    @property
    def page(self) -> str:
        return f"{self.address}/{self.session.id}"


async def timetable_or_404(request: Asked, slug: str) -> Opened:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    return Opened(event, organiser, await read_timetable(event))


async def session_or_404(request: Asked, slug: str, session_id: str) -> OpenedSession:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    row = await Session.objects().where((Session.event == event.id) & (Session.id == session_id)).first()
    if row is None:
        raise NotFoundException
    timetable = await read_timetable(event)
    session = next((session for session in timetable.sessions if session.id == session_id), None)
    if session is None:
        raise NotFoundException
    return OpenedSession(event, organiser, timetable, row, session)


def day_asked(request: Asked, days: list[date]) -> date:
    """The day in the address, where it is one of these; else the first."""
    asked = request.query_params.get("day", "")
    return next((day for day in days if day.isoformat() == asked), days[0])


async def worker_names(event: Event) -> dict[str, str]:
    """The names of the event's access workers by id, in order."""
    rows = await AccessWorker.select().where(AccessWorker.event == event.id)
    return {row["id"]: row["name"] for row in sorted(rows, key=lambda row: row["name"].casefold())}


def where_words(session: PlannedSession, event: Event) -> str:
    """Where and when the session is now, in a sentence."""
    if session.starts_at is None:
        return _("“%(title)s” is saved. It has no time yet.") % {"title": session.title}
    words = {"title": session.title, "moment": moment_words(session.starts_at, event.time_zone)}
    if session.room is None:
        return _("“%(title)s” is on %(moment)s.") % words
    return _("“%(title)s” is in %(room)s, %(moment)s.") % {**words, "room": session.room.name}
