"""What somebody booked, as a calendar that programs subscribe to."""

import re
from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.booking.attendees import calendar_key, make_new_calendar_address
from eventapp.booking.pages.shared import attendee_or_404
from eventapp.booking.personal_calendar import (
    PersonalFeed,
    booked_rows,
    file_name,
    personal_calendar,
    personal_feed,
)
from eventapp.booking.tables import Attendee
from eventapp.event.tables import Event
from eventapp.programme.ical import CONTENT_TYPE
from eventapp.programme.rendering import Ways, ways_to
from eventapp.settings import settings
from eventapp.snapshots import Snapshot, make, quickly_compressed
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, say, snapshot_answer

_PATH = re.compile(r"/(?P<slug>[a-z0-9-]{2,40})/my-calendar/(?P<key>[A-Za-z0-9_-]{55})/(?P<name>[^/]+)")
_MOST = 1000

# What was made for whom (key and name of the file), and from which rows.
_kept: dict[tuple[str, str], tuple[list[dict[str, Any]], Snapshot]] = {}


def ways_to_calendar(event: Event, attendee: Attendee) -> list[Ways]:
    """The calendar without titles, and the one with them."""
    key = calendar_key(attendee.id, attendee.link_number, attendee.feed_number)
    return [
        ways_to(f"/{event.slug}/my-calendar/{key}/{file_name(event.slug, titled=titled)}", event.name)
        for titled in (False, True)
    ]


@get("/{slug:str}/my-calendar/{key:str}/{name:str}")
async def my_calendar(request: Asked, slug: FromPath[str], key: FromPath[str], name: FromPath[str]) -> Answer:
    snapshot = await _snapshot(slug, key, name)
    if snapshot is None:
        raise NotFoundException
    return snapshot_answer(request, snapshot)


async def find(path: str) -> Snapshot | None:
    """The calendar at this path, as bytes. None for other paths, and for an address that is nobody's."""
    asked = _PATH.fullmatch(path)
    return await _snapshot(asked["slug"], asked["key"], asked["name"]) if asked else None


async def _snapshot(slug: str, key: str, name: str) -> Snapshot | None:
    rows = await booked_rows(slug, key)
    if not rows or name not in {file_name(slug, titled=titled) for titled in (False, True)}:
        return None
    # Most who ask have seen it: from the same rows nothing is written twice.
    kept = _kept.get((key, name))
    if kept is None or kept[0] != rows:
        if len(_kept) >= _MOST:
            _kept.clear()
        kept = _kept[key, name] = rows, _made(personal_feed(slug, rows), key, name)
    return kept[1]


def _made(feed: PersonalFeed, key: str, name: str) -> Snapshot:
    source = f"{settings().base_url}/{feed.slug}/my-calendar/{key}/{name}"
    body = personal_calendar(feed, source, titled=name == file_name(feed.slug, titled=True))
    return make(
        body,
        CONTENT_TYPE,
        cache_control="private, no-cache",
        changed=feed.changed_at,
        extra=[
            (b"content-disposition", f'inline; filename="{name}"'.encode()),
            (b"referrer-policy", b"no-referrer"),
            (b"x-robots-tag", b"noindex"),
        ],
        smaller=quickly_compressed(body),
    )


@post("/{slug:str}/my/{token:str}/calendar")
async def new_calendar_address(slug: FromPath[str], token: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await attendee_or_404(event, token)
    await make_new_calendar_address(attendee)
    text = _("Your calendar has a new address. The old one no longer works: add the new one to your calendar program.")
    return say(go(f"/{event.slug}/my/{token}"), text)


handlers = [
    my_calendar,
    new_calendar_address,
]
