"""Changes on the day, each published at once as a small edition of its own."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from eventapp import clock
from eventapp.booking.publishing import publish_on_the_day
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme.edition import EditionContent
from eventapp.programme.on_the_day import as_published, later, rooms_swapped
from eventapp.programme.tables import Edition
from eventapp.texts import _, marked
from eventapp.timetable.actions import change_placements
from eventapp.timetable.planned import PlannedSession, Timetable

# The session, all as they are published, and the timetable.
_Change = Callable[[PlannedSession, list[PlannedSession], Timetable], list[PlannedSession]]


async def publish_later(event: Event, by: Person | None, session_id: str, minutes: int) -> Edition:
    """Has the session, and what has to wait for it in its room, begin so many minutes later than published."""
    return await _publish(event, by, session_id, lambda session, all_, _now: later(session.id, minutes, all_))


async def publish_other_room(event: Event, by: Person | None, session_id: str, room_id: str) -> Edition:
    """Has the session in this room; what is there at that time goes into the room that it leaves."""

    def change(session: PlannedSession, all_: list[PlannedSession], now: Timetable) -> list[PlannedSession]:
        room = next((room for room in now.rooms if room.id == room_id), None)
        if room is None:
            raise Refused(_("Somebody removed this room a moment ago."))
        return rooms_swapped(session, room, all_)

    return await _publish(event, by, session_id, change)


async def publish_cancelled(event: Event, by: Person | None, session_id: str, reason: str) -> Edition:
    """Says that the session will not happen, and why."""
    return await _publish(
        event,
        by,
        session_id,
        lambda session, _all, _now: [replace(session, cancelled_at=clock.now(), cancelled_reason=reason)],
    )


async def _publish(event: Event, by: Person | None, session_id: str, change: _Change) -> Edition:
    async def change_it(content: EditionContent) -> Sequence[PlannedSession]:
        wished: list[PlannedSession] = []

        def changes(timetable: Timetable) -> list[PlannedSession]:
            published = as_published(content, timetable)
            session = next((one for one in published if one.id == session_id), None)
            if session is None:
                raise Refused(_("This session is not in the programme any more."))
            wished[:] = change(session, published, timetable)
            return wished

        await change_placements(event, by, marked("changed on the day"), None, changes)
        return wished

    return await publish_on_the_day(event, by, "", change_it)
