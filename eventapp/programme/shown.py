"""What is published, remembered by each process for as long as its public page stays the same."""

from eventapp.event.tables import Event
from eventapp.programme import published_pages
from eventapp.programme.published import Published, published
from eventapp.snapshots import Snapshot

# By the event's slug. The page of the programme shows everything that is asked for here: with another page, it is old.
_remembered: dict[str, tuple[Snapshot, Published]] = {}


async def shown_now(slug: str) -> Published | None:
    """What is published at this event, or None. No query where it was asked for before, and nothing has changed."""
    path = f"/{slug}/programme"
    while True:
        page = await published_pages.find(path)
        if page and (remembered := _remembered.get(slug)) and remembered[0] is page:
            return remembered[1]
        event = await Event.objects().where(Event.slug == slug).first()
        found = await published(event) if event else None
        if found is None or await published_pages.is_newest(path, page):
            break
        # Another process published: this one takes over all of it before it shows any.
        published_pages.look_again()
    if page and found:
        _remembered[slug] = page, found
    return found
