"""What attendees are told by email, if they gave an address."""

from datetime import date
from zoneinfo import ZoneInfo

from babel.dates import format_date

from eventapp.booking.attendees import personal_token, said_code
from eventapp.booking.decide import BOOKED, CANCELLED, Step
from eventapp.booking.tables import Attendee
from eventapp.event.tables import Event
from eventapp.notices.actions import owe
from eventapp.programme.tables import PublishedSession
from eventapp.settings import settings
from eventapp.templating import render
from eventapp.texts import LOCALE, _


def neutral_subject(day: date) -> str:
    """The subject of every message about bookings: whoever sees it over a shoulder learns nothing."""
    return _("Your booking for %(day)s") % {"day": format_date(day, "d MMMM", locale=LOCALE)}


def kind_of(step: Step) -> str:
    """Which message a step calls for."""
    if step.entry.state == CANCELLED:
        return "cancelled"
    if step.entry.state == BOOKED:
        return "place-freed" if step.served else "booked"
    return "waiting"


async def tell_step(step: Step, attendee: Attendee, event: Event, session: PublishedSession) -> None:
    """Owes the attendee a message about one step, inside the transaction that stores it."""
    if not attendee.email:
        return
    kind = kind_of(step)
    body = render(
        f"booking/{kind.replace('-', '_')}.txt",
        event=event,
        session=session,
        places=step.entry.places,
        name=attendee.name,
        said_code=said_code(attendee.code),
        address=personal_address(event, attendee),
    )
    await owe(
        kind,
        attendee.email,
        neutral_subject(session.starts_at.astimezone(ZoneInfo(event.time_zone)).date()),
        body,
        event=event.id,
        attendee=attendee.id,
        # A booking goes through each state once.
        about=f"booking {step.entry.id} {step.entry.state}",
    )


def personal_address(event: Event, attendee: Attendee) -> str:
    """The address of My day that works on every device."""
    return f"{settings().base_url}/{event.slug}/my/{personal_token(attendee)}"
