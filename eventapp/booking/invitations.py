"""Bookings as invitations in mails (iTIP): calendars take them in, change them and take them out by themselves."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import lru_cache

from icalendar import Calendar, Event, vCalAddress
from icalendar.parser import Contentline

from eventapp import __version__
from eventapp.booking.slots import times_of
from eventapp.booking.tables import Booking
from eventapp.event.tables import Event as OurEvent
from eventapp.programme.tables import PublishedSession
from eventapp.settings import settings
from eventapp.texts import _

REQUEST, CANCEL = "REQUEST", "CANCEL"

_LONGEST_LINE = 75
_BEGIN = "BEGIN:VEVENT\r\n"


@dataclass(frozen=True)
class Invited:
    """A booking as calendars know it: `uid` never changes, `sequence` rises with each change of the booking.

    `times` are when it begins and ends: the session's, or a short slot of it.
    """

    uid: str
    sequence: int
    email: str
    times: tuple[datetime, datetime]


def invitation(method: str, event: OurEvent, session: PublishedSession, booked: Invited, now: datetime) -> str:
    """An iCalendar object with this METHOD. It names the event and the room, never the session: calendars are shared.

    A calendar only takes out by `CANCEL` what came by `REQUEST`, with the same UID and a SEQUENCE that has risen.
    """
    contact = event.contact_email or parseaddr(settings().mail_from)[1]
    where = ", ".join(part for part in (session.room_name, event.venue_name) if part)
    shared = _shared(
        method=method,
        name=event.name,
        contact=contact,
        title=discreet_title(event.name, session.room_name),
        location=where,
        address=f"{settings().base_url}/{event.slug}/my-day",
        times=booked.times,
    )
    own = [
        f"UID:{booked.uid}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        # Both only rise. The personal feed says the same number.
        f"SEQUENCE:{booked.sequence + session.sequence}",
        # They said yes by booking, so nobody waits for another answer.
        f"ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{booked.email}",
    ]
    return shared.replace(_BEGIN, _BEGIN + "".join(_folded(line) for line in own), 1)


def _folded(line: str) -> str:
    if len(line) <= _LONGEST_LINE and line.isascii() and line.isprintable():
        return line + "\r\n"
    folded: bytes = Contentline(line).to_ical()  # type: ignore[no-untyped-call]
    return folded.decode() + "\r\n"


# Everybody who books a session gets the same lines: making them anew each time costs more than the booking.
@lru_cache(maxsize=512)
def _shared(
    *, method: str, name: str, contact: str, title: str, location: str, address: str, times: tuple[datetime, datetime]
) -> str:
    made = Event()
    # Instants in UTC need no rules of clock changes, and no mail program reads them wrongly.
    made.add("dtstart", _utc(times[0]))
    made.add("dtend", _utc(times[1]))
    made.add("summary", title)
    made.add("location", location)
    made.add("description", _("Your day: %(url)s") % {"url": address})
    made.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    made.add("transp", "TRANSPARENT" if method == CANCEL else "OPAQUE")
    made.add("class", "PRIVATE")
    organizer = vCalAddress(f"mailto:{contact}")
    organizer.params["CN"] = name
    made.add("organizer", organizer)
    whole = Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", f"-//eventapp//eventapp {__version__}//EN")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", method)
    whole.add_component(made)
    written: bytes = whole.to_ical(sorted=False)
    return written.decode()


def invited(booking: Booking, session: PublishedSession, email: str) -> Invited:
    """The booking as it is stored."""
    return Invited(booking.uid, booking.sequence, email, times_of(booking, session))


def discreet_title(event: str, room: str) -> str:
    """A title that tells nobody what somebody goes to."""
    return _("%(event)s, %(room)s") % {"event": event, "room": room} if room else event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
