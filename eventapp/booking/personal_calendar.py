"""My day as a calendar feed, with titles or without: calendars are shared with employers and families."""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventapp.booking.attendees import calendar_key
from eventapp.booking.day import is_shown
from eventapp.booking.decide import BOOKED, WAITING, times_within
from eventapp.booking.invitations import discreet_title
from eventapp.booking.tables import Attendee
from eventapp.ids import ID_LENGTH
from eventapp.programme import ical
from eventapp.settings import settings

_STATUS = {BOOKED: ical.CONFIRMED, WAITING: ical.TENTATIVE}

# Calendars of everybody who comes ask every quarter of an hour: one question, in the tables' own words.
_ROWS = """
SELECT attendee.id AS attendee, attendee.link_number, attendee.feed_number,
    event.name, event.time_zone, event.venue_name, attendee.created_at AS here_since,
    booking.uid, booking.state, booking.sequence, booking.created_at, booking.changed_at,
    booking.slot_start, booking.slot_minutes,
    published_session.session, published_session.title, published_session.room_name, published_session.starts_at,
    published_session.ends_at, published_session.sequence AS session_sequence,
    published_session.changed_at AS session_changed_at, published_session.cancelled_at, published_session.moved_at
FROM attendee JOIN event ON event.id = attendee.event
    LEFT JOIN booking ON booking.attendee = attendee.id
    LEFT JOIN published_session ON published_session.session = booking.session
WHERE attendee.id = {} AND event.slug = {}
ORDER BY published_session.starts_at, booking.created_at, booking.id
"""


@dataclass(frozen=True)
class PersonalEntry:
    """A booking with its session, as a calendar shows it."""

    uid: str
    sequence: int
    created_at: datetime
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    session: str
    title: str
    room_name: str
    status: str
    moved: bool


@dataclass(frozen=True)
class PersonalFeed:
    """What somebody has booked or waits for at an event. `changed_at` is when that last changed."""

    slug: str
    name: str
    time_zone: str
    venue_name: str
    changed_at: datetime
    entries: tuple[PersonalEntry, ...]


async def booked_rows(slug: str, key: str) -> list[dict[str, Any]]:
    """All that the feed at the address with this key is made from; nothing where it is nobody's. One query."""
    rows: list[dict[str, Any]] = await Attendee.raw(_ROWS, key[:ID_LENGTH], slug)
    return rows if rows and _opens(key, rows[0]) else []


def personal_feed(slug: str, rows: Sequence[dict[str, Any]]) -> PersonalFeed:
    """What is booked, from `booked_rows`. Equal rows give an equal feed."""
    first, booked = rows[0], [row for row in rows if row["uid"] is not None]
    moments = (moment for row in booked for moment in (row["changed_at"], row["session_changed_at"]))
    return PersonalFeed(
        slug=slug,
        name=first["name"],
        time_zone=first["time_zone"],
        venue_name=first["venue_name"],
        # What they took off their day themselves is a change too, though it is gone.
        changed_at=max([first["here_since"], *moments]),
        entries=tuple(_entries(booked)),
    )


def _opens(key: str, row: dict[str, Any]) -> bool:
    expected = calendar_key(row["attendee"], row["link_number"], row["feed_number"])
    return hmac.compare_digest(key.encode(), expected.encode())


def _entries(rows: Iterable[dict[str, Any]]) -> Iterable[PersonalEntry]:
    for row in rows:
        if is_shown(row["state"], row["changed_at"], row["cancelled_at"]):
            times = row["starts_at"], row["ends_at"]
            starts_at, ends_at = times_within(times, row["slot_start"], row["slot_minutes"])
            yield PersonalEntry(
                uid=row["uid"],
                # Both only rise: a moved session and a changed booking each make a new version of the entry.
                sequence=row["sequence"] + row["session_sequence"],
                created_at=row["created_at"],
                changed_at=max(row["changed_at"], row["session_changed_at"]),
                starts_at=starts_at,
                ends_at=ends_at,
                session=row["session"],
                title=row["title"],
                room_name=row["room_name"],
                status=_STATUS.get(row["state"], ical.CANCELLED),
                moved=row["moved_at"] is not None,
            )


def file_name(slug: str, *, titled: bool) -> str:
    """What the feed's address ends in, which some calendars show as its name."""
    return f"{slug}-bookings{'-with-titles' if titled else ''}.ics"


def personal_calendar(feed: PersonalFeed, source: str, *, titled: bool) -> bytes:
    """The feed's bytes. `source` is its own address. Only where it is `titled` does it name the sessions."""
    about = ical.Feed(
        name=feed.name,
        description="",
        zone=feed.time_zone,
        source=source,
        url=f"{settings().base_url}/{feed.slug}/my-day",
        changed=feed.changed_at,
        ask_every=ical.ASK_EVERY_ON_THE_DAY,
    )
    return ical.calendar(about, [_entry(feed, entry, titled=titled) for entry in feed.entries])


def _entry(feed: PersonalFeed, entry: PersonalEntry, *, titled: bool) -> ical.Entry:
    page = f"{settings().base_url}/{feed.slug}/sessions/{entry.session}"
    return ical.Entry(
        uid=entry.uid,
        sequence=entry.sequence,
        created=entry.created_at,
        changed=entry.changed_at,
        starts=entry.starts_at,
        ends=entry.ends_at,
        title=entry.title if titled else discreet_title(feed.name, entry.room_name),
        location=", ".join(part for part in (entry.room_name, feed.venue_name) if part),
        description=ical.with_booking_line("", page),
        url=page,
        status=entry.status,
        private=True,
        moved=entry.moved,
    )
