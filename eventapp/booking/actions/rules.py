"""What organisers decide about bookings. It holds at once, and whoever waits is served in the same transaction."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from eventapp import clock, db
from eventapp.booking.actions.serving import serve_lists
from eventapp.booking.decide import CANCELLED, USUALLY_TOGETHER, WAITING
from eventapp.booking.tables import Booking, BookingRules, SessionRules
from eventapp.errors import Refused
from eventapp.event.deeds import hold, note
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme.tables import PublishedSession
from eventapp.texts import _, marked


@dataclass(frozen=True)
class Decided:
    """The rules for one session, as `SessionRules` has them. A session without such a row has these."""

    most_together: int = USUALLY_TOGETHER
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    bookings_stopped: bool = False
    promotion_paused: bool = False
    held_wheelchair: int = 0
    held_interpreter: int = 0
    held_supporter: int = 0
    held_until: datetime | None = None
    slot_minutes: int | None = None


async def rules_of_session(session_id: str) -> SessionRules:
    """The rules for this session; those that hold for every session where it has none of its own, not stored yet."""
    row = await SessionRules.objects().where(SessionRules.session == session_id).first()
    return row or SessionRules(session=session_id, **asdict(Decided()))


async def rules_of_event(event_id: str) -> BookingRules:
    """The rules for every session; without limits where there are none, not stored yet."""
    row = await BookingRules.objects().where(BookingRules.event == event_id).first()
    return row or BookingRules(event=event_id)


async def set_session_rules(event: Event, session: PublishedSession, decided: Decided, by: Person) -> None:
    """Has these rules hold for a session from now on. Held places that were freed are held again if they change.

    Raises `Refused` where short slots would replace bookings of the whole session, or the other way round.
    """
    async with db.transaction():
        await hold(event)
        rules = await rules_of_session(str(session.session))
        if rules.slot_minutes != decided.slot_minutes and await _is_booked(session):
            raise Refused(_("People have booked already. Cancel their bookings first, or leave the slots as they are."))
        held = ("held_wheelchair", "held_interpreter", "held_supporter", "held_until")
        if any(getattr(rules, name) != getattr(decided, name) for name in held):
            rules.freed_at = None
        for name, value in asdict(decided).items():
            setattr(rules, name, value)
        await rules.save()
        await note(marked("changed the rules of booking for"), session.title, event.id, by)
        await serve_lists(event, [str(session.session)])


async def _is_booked(session: PublishedSession) -> bool:
    live = (Booking.session == session.session) & (Booking.state != CANCELLED)
    return bool(await Booking.exists().where(live))


async def free_held_places(event: Event, session: PublishedSession, by: Person) -> None:
    """Gives the places that are held for some to whoever comes, those who wait first."""
    async with db.transaction():
        await hold(event)
        await SessionRules.update({SessionRules.freed_at: clock.now()}).where(SessionRules.session == session.session)
        await note(marked("freed the held places of"), session.title, event.id, by)
        await serve_lists(event, [str(session.session)])


async def set_booking_rules(
    event: Event, *, opens_at: datetime | None, closes_at: datetime | None, most_sessions: int | None, by: Person
) -> None:
    """Has these rules hold for every session from now on."""
    async with db.transaction():
        await hold(event)
        rules = await rules_of_event(event.id)
        rules.opens_at, rules.closes_at, rules.most_sessions = opens_at, closes_at, most_sessions
        await rules.save()
        await note(marked("changed the rules of booking for"), event.name, event.id, by)
        # Whoever had as many sessions as they might may have one more now.
        waiting: list[dict[str, Any]] = await (
            Booking.select(Booking.session)
            .where((Booking.state == WAITING) & (Booking.attendee.event == event.id))
            .group_by(Booking.session)
        )
        await serve_lists(event, [row["session"] for row in waiting])
