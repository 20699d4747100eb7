"""What somebody booked, as a calendar that programs subscribe to."""

from functools import lru_cache

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.booking.attendees import calendar_key, make_new_calendar_address
from eventapp.booking.pages.shared import attendee_or_404
from eventapp.booking.personal_calendar import PersonalFeed, file_name, personal_calendar, personal_feed
from eventapp.booking.tables import Attendee
from eventapp.event.tables import Event
from eventapp.programme.ical import CONTENT_TYPE
from eventapp.programme.rendering import Ways, ways_to
from eventapp.settings import settings
from eventapp.snapshots import Snapshot, make, quickly_compressed
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, say, snapshot_answer


def ways_to_calendar(event: Event, attendee: Attendee) -> list[Ways]:
    """The calendar without titles, and the one with them."""
    key = calendar_key(attendee.id, attendee.link_number, attendee.feed_number)
    return [
        ways_to(f"/{event.slug}/my-calendar/{key}/{file_name(event.slug, titled=titled)}", event.name)
        for titled in (False, True)
    ]


@get("/{slug:str}/my-calendar/{key:str}/{name:str}")
async def my_calendar(request: Asked, slug: FromPath[str], key: FromPath[str], name: FromPath[str]) -> Answer:
    feed = await personal_feed(slug, key)
    if feed is None or name not in {file_name(slug, titled=titled) for titled in (False, True)}:
        raise NotFoundException
    source = f"{settings().base_url}/{slug}/my-calendar/{key}/{name}"
    return snapshot_answer(request, _calendar(feed, source, name, titled=name == file_name(slug, titled=True)))


@lru_cache(maxsize=1000)
def _calendar(feed: PersonalFeed, source: str, name: str, *, titled: bool) -> Snapshot:
    # Most who ask have seen it: the same feed is not written twice.
    body = personal_calendar(feed, source, titled=titled)
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
