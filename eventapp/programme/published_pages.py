"""The public pages and feeds as bytes, kept in memory by each process and in the database for all of them."""

import asyncio
import time
from dataclasses import dataclass

from eventapp import clock, db
from eventapp.programme.tables import PublishedPage
from eventapp.snapshots import Headers, Snapshot, make

# How long a process may go on serving what another has replaced.
LOOK_EVERY_SECONDS = 1.0


@dataclass(frozen=True)
class _Kept:
    snapshot: Snapshot
    row: str
    version: int


_kept: dict[str, _Kept] = {}
_looked_at = float("-inf")
# How often somebody here published, and how many of those times the database has been asked about.
_published = 1
_seen = 0
_looking = asyncio.Lock()


async def find(path: str) -> Snapshot | None:
    """The bytes published at this path. Asks the database at most once a second whether anything changed."""
    if _published != _seen:
        await _look()
    elif _is_old() and not _looking.locked():
        # Whoever comes while one request is asking gets what is there: compressing a new page takes a while.
        await _look()
    kept = _kept.get(path)
    return kept.snapshot if kept else None


def _is_old() -> bool:
    return time.monotonic() - _looked_at > LOOK_EVERY_SECONDS


def look_again() -> None:
    """The next request asks the database, whenever it last did: called after this process published."""
    global _published
    _published += 1


def forget() -> None:
    """Drops everything in memory, as if the process had just started."""
    _kept.clear()
    look_again()


async def _look() -> None:
    global _seen, _looked_at
    async with _looking:
        if _published == _seen and not _is_old():
            return
        # Noted before asking: what is published while the answer is on its way is asked for again.
        asked_for, asked_at = _published, time.monotonic()
        await _take_over()
        _seen, _looked_at = asked_for, asked_at


async def _take_over() -> None:
    # Each row's own version, since the highest of all would hide a row whose transaction ended later.
    there = {
        row["path"]: (row["id"], row["version"])
        for row in await PublishedPage.select(PublishedPage.path, PublishedPage.id, PublishedPage.version)
    }
    for path in _kept.keys() - there.keys():
        del _kept[path]
    known = {path: (kept.row, kept.version) for path, kept in _kept.items()}
    for path in [path for path, version in there.items() if known.get(path) != version]:
        row = await PublishedPage.objects().where(PublishedPage.path == path).first()
        if row is not None:
            _kept[path] = _Kept(await asyncio.to_thread(_snapshot, row), row.id, row.version)


def _snapshot(row: PublishedPage) -> Snapshot:
    return make(
        bytes(row.body),
        row.content_type,
        cache_control=_cache_control(row),
        changed=row.changed_at,
        extra=_extra(row),
    )


def _is_feed(row: PublishedPage) -> bool:
    return row.content_type.startswith("text/calendar")


def _cache_control(row: PublishedPage) -> str:
    # Calendars ask every hour or so, pages show whether there are places left.
    return "public, max-age=300" if _is_feed(row) else "public, max-age=0, must-revalidate"


def _extra(row: PublishedPage) -> Headers:
    if not _is_feed(row):
        return []
    slug = row.path.split("/")[1]
    return [(b"content-disposition", f'inline; filename="{slug}.ics"'.encode())]


async def store(event: str, pages: dict[str, tuple[str, bytes]]) -> None:
    """Keeps these pages (path to content type and bytes) for the event with this id, inside a transaction.

    A page whose bytes stay the same keeps its version and its date, so that clients who know it get a 304.
    """
    query = PublishedPage.objects().where(PublishedPage.event == event).order_by(PublishedPage.path)
    known = {page.path: page for page in await db.locked(query)}
    now = clock.now()
    for path, (content_type, body) in pages.items():
        old = known.get(path)
        if old is None:
            await PublishedPage.insert(
                PublishedPage(event=event, path=path, content_type=content_type, body=body, version=1, changed_at=now)
            )
        elif bytes(old.body) != body or old.content_type != content_type:
            await PublishedPage.update(
                {
                    PublishedPage.body: body,
                    PublishedPage.content_type: content_type,
                    PublishedPage.version: old.version + 1,
                    PublishedPage.changed_at: now,
                }
            ).where(PublishedPage.id == old.id)
    db.after_commit(look_again)
