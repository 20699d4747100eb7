"""How to subscribe, and the feeds themselves.

They are answered from bytes before this program wakes up (`published_pages`), unless their address has a question.
"""

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.programme import published_pages
from eventapp.programme.feed_names import NamedFeed, named_feeds
from eventapp.programme.feeds import session_calendar, session_file_path
from eventapp.programme.ical import CONTENT_TYPE
from eventapp.programme.pages.shared import session_or_404, shown_or_404
from eventapp.programme.published import latest_edition
from eventapp.programme.rendering import calendar_parts, ways_to
from eventapp.snapshots import make, quickly_compressed
from eventapp.web import Answer, Asked, event_or_404, page, snapshot_answer


@get("/{slug:str}/calendar")
async def subscribe(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    if await latest_edition(event.id) is None:
        return await page(request, "programme/not_yet.html", event=event)
    parts = calendar_parts(event, await named_feeds(event.id))
    return await page(request, "programme/calendar.html", event=event, **parts)


@get("/{slug:str}/calendar/{about:str}/{feed:str}")
async def one_feed(request: Asked, slug: FromPath[str], about: FromPath[str], feed: FromPath[str]) -> Answer:
    """The feed of a room, a kind or an organisation; without `.ics`, how to subscribe to it."""
    if feed.endswith(".ics"):
        return await _from_bytes(request)
    event = await event_or_404(slug)
    found = _called(await named_feeds(event.id), about, feed)
    ways = ways_to(found.path(slug), found.name)
    return await page(request, "programme/calendar_of.html", event=event, feed=found, ways=ways)


def _called(names: tuple[NamedFeed, ...], about: str, slug: str) -> NamedFeed:
    found = next((each for each in names if (each.about, each.slug) == (about, slug)), None)
    if found is None:
        raise NotFoundException
    return found


@get(
    [
        "/{slug:str}/calendar.ics",
        "/{slug:str}/schedule.xml",
        "/{slug:str}/schedule.json",
        "/{slug:str}/changes.atom",
    ]
)
async def whole_feed(request: Asked) -> Answer:
    return await _from_bytes(request)


async def _from_bytes(request: Asked) -> Answer:
    found = await published_pages.find(request.url.path)
    if found is None:
        raise NotFoundException
    return snapshot_answer(request, found)


@get("/{slug:str}/sessions/{session_id:str}/{name:str}")
async def session_file(request: Asked, slug: FromPath[str], session_id: FromPath[str], name: FromPath[str]) -> Answer:
    """The session as a calendar file, whatever its name: people see the name when they keep it."""
    shown = await shown_or_404(slug)
    found = session_or_404(shown, session_id)
    if not name.endswith(".ics"):
        raise NotFoundException
    body = session_calendar(found, shown)
    file = session_file_path(found, slug).rsplit("/", 1)[1]
    snapshot = make(
        body,
        CONTENT_TYPE,
        cache_control=published_pages.FEED_CACHE_CONTROL,
        changed=shown.published_at,
        extra=[(b"content-disposition", f'attachment; filename="{file}"'.encode())],
        smaller=quickly_compressed(body),
    )
    return snapshot_answer(request, snapshot)


handlers = [subscribe, one_feed, whole_feed, session_file]
