"""The public pages and feeds as bytes, kept in memory by each process and in the database for all of them."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from eventapp import clock, db
from eventapp.programme.tables import PublishedPage
from eventapp.snapshots import Headers, Snapshot, compressed, make

# How long a process may go on serving what another has replaced.
LOOK_EVERY_SECONDS = 1.0

# Calendars ask every hour or so.
FEED_CACHE_CONTROL = "public, max-age=300"
# The compressed forms, in the order of their columns.
FORMS = (b"br", b"zstd", b"gzip")
# As many names as a question of SQLite may hold with ease.
_AT_ONCE = 200
# What changes while people book is the programme's page.
_FEW = 8


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
    try:
        # Whoever comes while one request is asking gets what is there: compressing a new page takes a while.
        if _published != _seen or (_is_old() and not _looking.locked()):
            await _look()
    except Exception as fault:
        if not db.is_unavailable(fault):
            raise
        # What there was is better than nothing; without it the application says what is the matter.
    kept = _kept.get(path)
    return kept.snapshot if kept else None


def _is_old() -> bool:
    return time.monotonic() - _looked_at > LOOK_EVERY_SECONDS


def look_again() -> None:
    """The next request asks the database, whenever it last did: called after this process published."""
    global _published
    _published += 1


async def is_newest(path: str, found: Snapshot | None) -> bool:
    """Whether what `find` gave for this path is what the database has. One query."""
    there = await PublishedPage.select(PublishedPage.id, PublishedPage.version).where(PublishedPage.path == path)
    kept = _kept.get(path)
    known = [(kept.row, kept.version)] if kept and kept.snapshot is found else []
    return [(row["id"], row["version"]) for row in there] == known


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
    global _kept
    # Each row's own version, since the highest of all would hide a row whose transaction ended later.
    there = await _versions()
    while True:
        known = {path: (kept.row, kept.version) for path, kept in _kept.items()}
        changed = [path for path, version in there.items() if known.get(path) != version]
        taken = {row.path: row for row in await _rows(changed)}
        now_there = await _versions() if taken else there
        if now_there == there:
            break
        # Something was published in between: pages of two editions are never served side by side.
        there = now_there
    new = await asyncio.to_thread(lambda: {path: _keep(row) for path, row in taken.items()})
    _kept = {path: new.get(path) or _kept[path] for path in there if path in new or path in _kept}


async def _versions() -> dict[str, tuple[str, int]]:
    rows = await PublishedPage.select(PublishedPage.path, PublishedPage.id, PublishedPage.version)
    return {row["path"]: (row["id"], row["version"]) for row in rows}


async def _rows(paths: Sequence[str]) -> list[PublishedPage]:
    found: list[PublishedPage] = []
    for start in range(0, len(paths), _AT_ONCE):
        found += await PublishedPage.objects().where(PublishedPage.path.is_in(list(paths[start : start + _AT_ONCE])))
    return found


def _keep(row: PublishedPage) -> _Kept:
    smaller = {name: bytes(form) for name, form in zip(FORMS, (row.brotli, row.zstd, row.gzip), strict=True) if form}
    snapshot = make(
        bytes(row.body),
        row.content_type,
        cache_control=FEED_CACHE_CONTROL if _is_feed(row) else "public, max-age=0, must-revalidate",
        changed=row.changed_at,
        extra=feed_headers(row.path) if _is_feed(row) else [],
        smaller=smaller,
    )
    return _Kept(snapshot, row.id, row.version)


def _is_feed(row: PublishedPage) -> bool:
    return not row.content_type.startswith("text/html")


def feed_headers(path: str) -> Headers:
    """What goes with a feed for everybody: a name that says of which event it is; and other websites may read it."""
    slug, last = path.split("/")[1], path.rsplit("/", 1)[1]
    name = f"{slug}.ics" if last == "calendar.ics" else f"{slug}-{last}"
    return [
        (b"content-disposition", f'inline; filename="{name}"'.encode()),
        (b"access-control-allow-origin", b"*"),
    ]


async def store(event: str, pages: dict[str, tuple[str, bytes]]) -> None:
    """Keeps these pages (path to content type and bytes) for the event with this id, inside a transaction.

    They are compressed here, once for all processes. A page whose bytes stay the same keeps
    its version and its date, so that clients who know it get a 304.
    """
    query = (
        PublishedPage.objects()
        .where((PublishedPage.event == event) & PublishedPage.path.is_in(list(pages)))
        .order_by(PublishedPage.path)
    )
    known = {page.path: page for page in await db.locked(query)}
    now = clock.now()
    changed = {path: page for path, page in pages.items() if not _is_same(known.get(path), page)}
    smaller = await asyncio.to_thread(
        lambda: {path: _smaller(_compressed(body)) for path, (_type, body) in changed.items()}
    )
    new = []
    for path, (content_type, body) in changed.items():
        old = known.get(path)
        facts: dict[str, Any] = {"content_type": content_type, "body": body, "changed_at": now, **smaller[path]}
        if old is None:
            new.append(PublishedPage(event=event, path=path, version=1, **facts))
        else:
            # None of them is a column that somebody else writes.
            await PublishedPage.update(facts | {"version": old.version + 1}).where(  # type: ignore[arg-type]
                PublishedPage.id == old.id
            )
    await db.insert_all(PublishedPage, new)
    db.after_commit(look_again)


def _is_same(old: PublishedPage | None, page: tuple[str, bytes]) -> bool:
    return old is not None and (old.content_type, bytes(old.body)) == page


def _smaller(forms: dict[bytes, bytes]) -> dict[str, bytes | None]:
    return {"brotli": forms.get(b"br"), "zstd": forms.get(b"zstd"), "gzip": forms.get(b"gzip")}


async def compress_beforehand(pages: dict[str, tuple[str, bytes]]) -> None:
    """Compresses the few that are not what is served now, before a transaction that others wait for stores them."""
    new = [body for path, (_type, body) in pages.items() if path not in _kept or not _kept[path].snapshot.is_of(body)]
    await asyncio.to_thread(lambda: [_compressed(body) for body in new[:_FEW]])


@lru_cache(maxsize=_FEW)
def _compressed(body: bytes) -> dict[bytes, bytes]:
    return compressed(body, as_small_as_can_be=False)
