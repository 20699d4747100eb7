"""My day as a calendar feed, with titles or without: calendars are shared with employers and families."""

from collections.abc import Sequence
from datetime import datetime

from eventapp.booking.decide import BOOKED, WAITING
from eventapp.booking.reading import Item
from eventapp.event.tables import Event
from eventapp.programme import ical
from eventapp.settings import settings
from eventapp.texts import _

_STATUS = {BOOKED: ical.CONFIRMED, WAITING: ical.TENTATIVE}


def file_name(event: Event, *, titled: bool) -> str:
    """What the feed's address ends in, which some calendars show as its name."""
    return f"{event.slug}-bookings{'-with-titles' if titled else ''}.ics"


def personal_calendar(
    event: Event, items: Sequence[Item], source: str, changed: datetime, *, titled: bool = False
) -> bytes:
    """The feed's bytes. `source` is its own address. Only where it is `titled` does it name the sessions."""
    feed = ical.Feed(
        name=event.name,
        description="",
        zone=event.time_zone,
        source=source,
        url=f"{settings().base_url}/{event.slug}/my-day",
        changed=changed,
        ask_every=ical.ASK_EVERY_ON_THE_DAY,
    )
    return ical.calendar(feed, [_entry(event, item, titled=titled) for item in items])


def _entry(event: Event, item: Item, *, titled: bool) -> ical.Entry:
    booking, session = item.booking, item.session
    page = f"{settings().base_url}/{event.slug}/sessions/{session.session}"
    room = session.room_name
    return ical.Entry(
        uid=booking.uid,
        # Both only rise: a moved session and a changed booking each make a new version of the entry.
        sequence=booking.sequence + session.sequence,
        created=booking.created_at,
        changed=max(booking.changed_at, session.changed_at),
        starts=session.starts_at,
        ends=session.ends_at,
        title=session.title if titled else _discreet(event, room),
        location=", ".join(part for part in (room, event.venue_name) if part),
        description=ical.with_booking_line("", page),
        url=page,
        status=_STATUS.get(item.state, ical.CANCELLED),
        private=True,
    )


def _discreet(event: Event, room: str) -> str:
    return _("%(event)s, %(room)s") % {"event": event.name, "room": room} if room else event.name
