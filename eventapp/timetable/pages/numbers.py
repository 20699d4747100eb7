"""What the timetable is worth to those who come, in numbers. For organisers."""

from litestar import get
from litestar.params import FromPath

from eventapp.programme.tables import PublishedSession
from eventapp.timetable.checks.worth import Where, worth
from eventapp.timetable.pages.finding import Opened, timetable_or_404
from eventapp.web import Answer, Asked, page


@get("/{slug:str}/timetable/numbers")
async def show_numbers(request: Asked, slug: FromPath[str]) -> Answer:
    opened = await timetable_or_404(request, slug)
    before = await _published(opened)
    found = worth(opened.timetable, before)
    on = [session for session in opened.timetable.sessions if session.cancelled_at is None]
    return await page(
        request,
        "timetable/numbers.html",
        event=opened.event,
        worth=found,
        groups=sorted(found.by_group.items(), key=lambda pair: pair[1]),
        published=len(before),
        placed=sum(session.is_on for session in on),
        sessions=len(on),
        people=sum(session.people or 0 for session in on if session.is_on),
    )


async def _published(opened: Opened) -> dict[str, Where]:
    """Where sessions are in the latest edition. A room that has another name since counts as another room."""
    rows = await PublishedSession.select(
        PublishedSession.session, PublishedSession.room_name, PublishedSession.starts_at
    ).where((PublishedSession.event == opened.event.id) & PublishedSession.cancelled_at.is_null())
    rooms: dict[str, str | None] = {room.name: room.id for room in opened.timetable.rooms}
    rooms[""] = None
    return {row["session"]: (rooms.get(row["room_name"], ""), row["starts_at"]) for row in rows}


handlers = [show_numbers]
