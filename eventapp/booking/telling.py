"""What attendees are told by email, if they gave an address. What they booked goes with it, for their calendar."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from gettext import NullTranslations
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from babel.dates import format_date

from eventapp import clock
from eventapp.booking.attendees import personal_token, said_code
from eventapp.booking.decide import BOOKED, CANCELLED, Step, times_within
from eventapp.booking.invitations import CANCEL, REQUEST, Invited, invitation
from eventapp.booking.storing import new_uid
from eventapp.booking.tables import Attendee, Booking
from eventapp.event.tables import Event
from eventapp.notices.actions import owe_all
from eventapp.notices.tables import Notice
from eventapp.programme.tables import PublishedSession
from eventapp.settings import settings
from eventapp.templating import render
from eventapp.texts import LOCALE, _, spoken


def neutral_subject(day: date) -> str:
    """The subject of every message about bookings: whoever sees it over a shoulder learns nothing."""
    return _("Your booking for %(day)s") % {"day": format_date(day, "d MMMM", locale=LOCALE)}


def personal_address(event: Event, attendee: Attendee) -> str:
    """The address of My day that works on every device."""
    return f"{settings().base_url}/{event.slug}/my/{personal_token(attendee)}"


# Which message each step calls for, and its template. Of an offer that is over nobody is told.
_KINDS = {
    "booked": "booked",
    "served": "place-freed",
    "waiting": "waiting",
    "cancelled": "cancelled",
    "places": "places-changed",
    "time": "places-changed",
    "offered": "swap-offered",
}


async def tell(
    steps: Sequence[Step],
    attendees: Mapping[str, Attendee],
    sessions: Mapping[str, PublishedSession],
    events: Mapping[str, Event],
) -> None:
    """Owes one message for each step to those who gave an address, once the bookings are stored."""
    told = [step for step in steps if attendees[step.entry.attendee].email and step.deed in _KINDS]
    uids = await _uids(step.entry.id for step in told if step.was is not None)
    notices = []
    for step in told:
        session = sessions[step.entry.session]
        uid = uids.get(step.entry.id) or new_uid(step.entry.id)
        notices.append(_notice(step, attendees[step.entry.attendee], events[str(session.event)], session, uid))
    await owe_all(notices)


async def _uids(bookings: Iterable[str]) -> dict[str, str]:
    ids = list(bookings)
    rows = await Booking.select(Booking.id, Booking.uid).where(Booking.id.is_in(ids)) if ids else []
    return {row["id"]: row["uid"] for row in rows}


def _notice(step: Step, attendee: Attendee, event: Event, session: PublishedSession, uid: str) -> Notice:
    kind, now = _KINDS[step.deed], clock.now()
    subject, body = _shared(
        spoken(),
        kind,
        _words_of(_EventWords, event),
        _words_of(_SessionWords, session),
        _times(step, session)[0],
        step.entry.places,
    )
    own = {_ADDRESS: personal_address(event, attendee), _CODE: said_code(attendee.code), _NAME: attendee.name}
    for mark, words in own.items():
        body = body.replace(mark, words)
    return Notice(
        kind=kind,
        email=attendee.email,
        subject=subject,
        body=body,
        calendar=_calendar(step, attendee, event, session, uid),
        event=event.id,
        attendee=attendee.id,
        about=_about(step, now),
        created_at=now,
        due_at=now,
    )


# Where the words stand that are each one's own. Nobody can have typed these: forms take no control characters.
_NAME, _CODE, _ADDRESS = "\x01", "\x02", "\x03"


class _EventWords(NamedTuple):
    """What messages say of an event."""

    name: str
    starts_on: date
    venue_name: str
    contact_phone: str
    contact_email: str
    time_zone: str


class _SessionWords(NamedTuple):
    """What messages say of a session."""

    title: str
    room_name: str


Words = TypeVar("Words", _EventWords, _SessionWords)


def _words_of(words: type[Words], row: Event | PublishedSession) -> Words:
    return words(*(getattr(row, name) for name in words._fields))


# All who book a session are told the same, but for their own words: rendering it each time costs more than the booking.
@lru_cache(maxsize=512)
def _shared(
    _language: NullTranslations,
    kind: str,
    event: _EventWords,
    session: _SessionWords,
    starts_at: datetime,
    places: int,
) -> tuple[str, str]:
    """The subject, and the text with marks in the place of what is each one's own."""
    body = render(
        f"booking/{kind.replace('-', '_')}.txt",
        event=event,
        session=session,
        starts_at=starts_at,
        places=places,
        name=_NAME,
        said_code=_CODE,
        address=_ADDRESS,
    )
    return neutral_subject(starts_at.astimezone(ZoneInfo(event.time_zone)).date()), body


def _about(step: Step, now: datetime) -> str:
    # Each change of a booking raises its sequence, and is told once. An offer is none: it may come again.
    which = now.isoformat() if step.deed == "offered" else step.entry.sequence
    return f"booking {step.entry.id} {which} {step.deed}"


def _times(step: Step, session: PublishedSession) -> tuple[datetime, datetime]:
    return times_within((session.starts_at, session.ends_at), step.entry.slot_start, step.entry.slot_minutes)


def _calendar(step: Step, attendee: Attendee, event: Event, session: PublishedSession, uid: str) -> str:
    if step.entry.state == BOOKED:
        method = REQUEST
    elif step.entry.state == CANCELLED and step.before == BOOKED:
        method = CANCEL
    else:
        # Whoever waits has nothing to go to yet, and had nothing to take out.
        return ""
    booked = Invited(uid, step.entry.sequence, attendee.email, _times(step, session))
    return invitation(method, event, session, booked, clock.now())
