"""The event's public pages as bytes, made once in each process for as long as nothing that they show changes.

Whether something changed is asked once a second at most, so another process's edit is seen within that time. Nobody
has to say that something changed: what pages show is read and compared, the day included, since it ends an event.
"""

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import Any

from eventapp import db
from eventapp.event.access import NOBODY
from eventapp.event.pages.showing import Shown, parts_of, shown_of
from eventapp.event.rules import RESERVED
from eventapp.event.sections import HOME, PAGES
from eventapp.event.tables import Event
from eventapp.snapshots import Snapshot, make, quickly_compressed
from eventapp.templating import render

LOOK_EVERY_SECONDS = 1.0
_PATH = re.compile(rf"/(?P<slug>[a-z0-9-]{{2,40}})(?:/(?P<name>{'|'.join(set(PAGES) - {HOME})})?)?")
_HTML = "text/html; charset=utf-8"


@dataclass
class _Kept:
    shown: Shown
    looked_at: float
    snapshots: dict[str, Snapshot] = field(default_factory=dict)


_kept: dict[str, _Kept] = {}


async def find(path: str) -> Snapshot | None:
    """The event's page at this path as who is not signed in sees it. None for any other path."""
    found = _PATH.fullmatch(path)
    if found is None or found["slug"] in RESERVED:
        return None
    name = found["name"] or HOME
    try:
        kept = await _look(found["slug"])
    except Exception as fault:
        if not db.is_unavailable(fault):
            raise
        # What there was is better than nothing; without it the application says what is the matter.
        kept = _kept.get(found["slug"])
    if kept is None:
        return None
    if name not in kept.snapshots:
        kept.snapshots[name] = await asyncio.to_thread(_made, kept.shown, name)
    return kept.snapshots[name]


async def _look(slug: str) -> _Kept | None:
    kept = _kept.get(slug)
    if kept and time.monotonic() - kept.looked_at < LOOK_EVERY_SECONDS:
        return kept
    # Noted before asking: others get what there is meanwhile, and what changes meanwhile is asked for again.
    looked_at = time.monotonic()
    if kept:
        kept.looked_at = looked_at
    event = await db.row_with(Event, slug=slug)
    if event is None:
        _kept.pop(slug, None)
        return None
    shown = await shown_of(event)
    if kept and kept.shown == shown:
        return kept
    _kept[slug] = _Kept(shown, kept.looked_at if kept else looked_at)
    return _kept[slug]


def _made(shown: Shown, name: str) -> Snapshot:
    around: dict[str, Any] = {"person": None, "roles": NOBODY, "messages": [], "problem": False}
    path = PAGES[name].path(shown.event.slug)
    body = render(f"event/{name}.html", event=shown.event, path=path, **around, **parts_of(shown, name)).encode()
    return make(body, _HTML, cache_control="public, max-age=0, must-revalidate", smaller=quickly_compressed(body))


def look_again(slug: str) -> None:
    """The next request asks: called after this process changed a page, so that whoever did it sees it at once."""
    if slug in _kept:
        _kept[slug].looked_at = float("-inf")


def forget() -> None:
    """Drops everything, as if the process had just started."""
    _kept.clear()
