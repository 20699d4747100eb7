"""The public pages and feeds as bytes, kept in memory by each process and in the database for all of them."""

import asyncio
import time

from piccolo.query.functions import Max

from eventapp import clock, db
from eventapp.programme.tables import PublishedPage
from eventapp.snapshots import Snapshot, make

# How long a process may go on serving what another has replaced.
LOOK_EVERY_SECONDS = 1.0

_snapshots: dict[str, Snapshot] = {}
_version = -1
_looked_at = float("-inf")
_looking: asyncio.Lock | None = None


async def find(path: str) -> Snapshot | None:
    """The bytes published at this path. Asks the database at most once a second whether anything changed."""
    if time.monotonic() - _looked_at > LOOK_EVERY_SECONDS:
        await _look()
    return _snapshots.get(path)


def look_again() -> None:
    """The next request asks the database, whenever it last did: called after this process published."""
    global _looked_at
    _looked_at = float("-inf")


def forget() -> None:
    """Drops everything in memory, as if the process had just started."""
    global _version
    _snapshots.clear()
    _version = -1
    look_again()


async def _look() -> None:
    global _looking, _looked_at, _version
    _looking = _looking or asyncio.Lock()
    async with _looking:
        if time.monotonic() - _looked_at <= LOOK_EVERY_SECONDS:
            return
        rows = await PublishedPage.objects().where(PublishedPage.version > _version)
        made = [(row, await asyncio.to_thread(_snapshot, row)) for row in rows]
        for row, snapshot in made:
            _snapshots[row.path] = snapshot
            _version = max(_version, row.version)
        _looked_at = time.monotonic()


def _snapshot(row: PublishedPage) -> Snapshot:
    return make(
        bytes(row.body), row.content_type, cache_control="public, max-age=0, must-revalidate", changed=row.changed_at
    )


async def store(event: str, pages: dict[str, tuple[str, bytes]]) -> None:
    """Keeps these pages (path to content type and bytes) for the event with this id, inside a transaction.

    A page whose bytes stay the same keeps its version and its date, so that clients who know it get a 304.
    """
    known = {page.path: page for page in await db.locked(PublishedPage.objects().where(PublishedPage.event == event))}
    highest = await PublishedPage.select(Max(PublishedPage.version)).first()
    version = ((highest or {}).get("max") or 0) + 1
    now = clock.now()
    for path, (content_type, body) in pages.items():
        old = known.get(path)
        if old is None:
            await PublishedPage.insert(
                PublishedPage(
                    event=event, path=path, content_type=content_type, body=body, version=version, changed_at=now
                )
            )
        elif bytes(old.body) != body or old.content_type != content_type:
            await PublishedPage.update(
                {
                    PublishedPage.body: body,
                    PublishedPage.content_type: content_type,
                    PublishedPage.version: version,
                    PublishedPage.changed_at: now,
                }
            ).where(PublishedPage.id == old.id)
    db.after_commit(look_again)
