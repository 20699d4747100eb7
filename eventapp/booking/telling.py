"""What attendees are told by email, if they gave an address. What they booked goes with it, for their calendar."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from babel.dates import format_date

from eventapp import clock
from eventapp.booking.attendees import personal_token, said_code
from eventapp.booking.decide import BOOKED, CANCELLED, Step
from eventapp.booking.invitations import CANCEL, REQUEST, Invited, invitation
from eventapp.booking.storing import new_uid
from eventapp.booking.tables import Attendee, Booking
from eventapp.event.tables import Event
from eventapp.notices.actions import owe_all
from eventapp.notices.tables import Notice
from eventapp.programme.tables import PublishedSession
from eventapp.settings import settings
from eventapp.templating import render
from eventapp.texts import LOCALE, _


def neutral_subject(day: date) -> str:
    """The subject of every message about bookings: whoever sees it over a shoulder learns nothing."""
    return _("Your booking for %(day)s") % {"day": format_date(day, "d MMMM", locale=LOCALE)}


def personal_address(event: Event, attendee: Attendee) -> str:
    """The address of My day that works on every device."""
    return f"{settings().base_url}/{event.slug}/my/{personal_token(attendee)}"


def kind_of(step: Step) -> str:
    """Which message a step calls for."""
    if step.entry.state == CANCELLED:
        return "cancelled"
    if step.entry.state == BOOKED:
        return "place-freed" if step.served else "booked"
    return "waiting"


@dataclass(frozen=True)
class Version:
    """How calendars know a booking: by this UID, and in this version of it."""

    uid: str
    sequence: int


async def tell(
    steps: Sequence[Step],
    attendees: Mapping[str, Attendee],
    sessions: Mapping[str, PublishedSession],
    events: Mapping[str, Event],
) -> None:
    """Owes one message for each step to those who gave an address, once the bookings are stored."""
    told = [step for step in steps if attendees[step.entry.attendee].email]
    versions = await versions_of(step.entry.id for step in told if step.before is not None)
    notices = []
    for step in told:
        session = sessions[step.entry.session]
        version = versions.get(step.entry.id) or Version(new_uid(step.entry.id), 0)
        notices.append(_notice(step, attendees[step.entry.attendee], events[str(session.event)], session, version))
    await owe_all(notices)


async def versions_of(bookings: Iterable[str]) -> dict[str, Version]:
    """How calendars know these bookings (ids) now, as they are stored."""
    ids = list(bookings)
    if not ids:
        return {}
    rows = await Booking.select(Booking.id, Booking.uid, Booking.sequence).where(Booking.id.is_in(ids))
    return {row["id"]: Version(row["uid"], row["sequence"]) for row in rows}


def _notice(step: Step, attendee: Attendee, event: Event, session: PublishedSession, version: Version) -> Notice:
    kind, now = kind_of(step), clock.now()
    body = render(
        f"booking/{kind.replace('-', '_')}.txt",
        event=event,
        session=session,
        places=step.entry.places,
        name=attendee.name,
        said_code=said_code(attendee.code),
        address=personal_address(event, attendee),
    )
    return Notice(
        kind=kind,
        email=attendee.email,
        subject=neutral_subject(session.starts_at.astimezone(ZoneInfo(event.time_zone)).date()),
        body=body,
        calendar=_calendar(step, attendee, event, session, version),
        event=event.id,
        attendee=attendee.id,
        # A booking goes through each state once.
        about=f"booking {step.entry.id} {step.entry.state}",
        created_at=now,
        due_at=now,
    )


def _calendar(step: Step, attendee: Attendee, event: Event, session: PublishedSession, version: Version) -> str:
    if step.entry.state == BOOKED:
        method = REQUEST
    elif step.entry.state == CANCELLED and step.before == BOOKED:
        method = CANCEL
    else:
        # Whoever waits has nothing to go to yet, and had nothing to take out.
        return ""
    return invitation(method, event, session, Invited(version.uid, version.sequence, attendee.email or ""), clock.now())
