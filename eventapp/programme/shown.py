"""What is published, remembered by each process for as long as its public page stays the same."""

import time
from dataclasses import dataclass

from eventapp import db
from eventapp.event.tables import Event
from eventapp.programme import published_pages
from eventapp.programme.published import Published, published
from eventapp.snapshots import Snapshot

# A session that fills up, and has a place again before its page is made anew, leaves no trace in the page.
BELIEVED_SECONDS = 10.0


@dataclass
class _Remembered:
    page: Snapshot
    shown: Published
    asked_at: float


# By the event's slug. The page of the programme shows everything that is asked for here: with another page, it is old.
_remembered: dict[str, _Remembered] = {}


async def shown_now(slug: str) -> Published | None:
    """What is published at this event, or None. No query where it was asked for before, and nothing has changed."""
    path = f"/{slug}/programme"
    while True:
        page, now = await published_pages.find(path), time.monotonic()
        known = _remembered.get(slug)
        if known and known.page is page:
            if now - known.asked_at < BELIEVED_SECONDS:
                return known.shown
            # Whoever comes while this one asks gets what was known.
            known.asked_at = now
        event = await db.row_with(Event, slug=slug)
        found = await published(event) if event else None
        if found is None or await published_pages.is_newest(path, page):
            break
        # Another process published: this one takes over all of it before it shows any.
        published_pages.look_again()
    if page and found:
        # What was made from an equal one stays good.
        found = known.shown if known and known.shown == found else found
        _remembered[slug] = _Remembered(page, found, now)
    return found
