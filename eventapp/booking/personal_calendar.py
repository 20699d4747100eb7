"""My day as a calendar feed. It names no session: calendars are shared with employers and families."""

from collections.abc import Sequence

from eventapp.booking.decide import BOOKED, WAITING
from eventapp.booking.reading import Item, last_change
from eventapp.booking.tables import Attendee
from eventapp.event.tables import Event
from eventapp.programme import ical
from eventapp.settings import settings
from eventapp.texts import _

_STATUS = {BOOKED: ical.CONFIRMED, WAITING: ical.TENTATIVE}


def personal_calendar(event: Event, attendee: Attendee, items: Sequence[Item], source: str) -> bytes:
    """The feed's bytes. `source` is its own address."""
    feed = ical.Feed(
        name=event.name,
        description="",
        zone=event.time_zone,
        source=source,
        url=f"{settings().base_url}/{event.slug}/my-day",
        changed=last_change(items, attendee),
    )
    return ical.calendar(feed, [_entry(event, item) for item in items])


def _entry(event: Event, item: Item) -> ical.Entry:
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
        title=_("%(event)s, %(room)s") % {"event": event.name, "room": room} if room else event.name,
        location=", ".join(part for part in (room, event.venue_name) if part),
        description=ical.with_booking_line("", page),
        url=page,
        status=_STATUS.get(item.state, ical.CANCELLED),
        private=True,
    )
