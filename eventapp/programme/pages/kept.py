"""Sessions' pages as bytes for who is not signed in, made once for as long as nothing that they show changes."""

import asyncio
import re
from dataclasses import dataclass

from eventapp import db
from eventapp.booking.seen import places_seen
from eventapp.event.access import NOBODY
from eventapp.programme.edition import EditionSession
from eventapp.programme.pages.session_parts import says_places, session_parts
from eventapp.programme.published import Published
from eventapp.programme.rendering import HTML
from eventapp.programme.shown import shown_now
from eventapp.snapshots import Snapshot, make, quickly_compressed
from eventapp.templating import render

_PATH = re.compile(r"/(?P<slug>[a-z0-9-]{2,40})/sessions/(?P<session>[2-9b-z]{12})")
_MOST = 2000


@dataclass(frozen=True)
class _Kept:
    shown: Published
    session: EditionSession
    free: int | None
    snapshot: Snapshot


_kept: dict[str, _Kept] = {}


async def find(path: str) -> Snapshot | None:
    """The page of the session at this path, with the places that it had left a second ago. None for other paths."""
    asked = _PATH.fullmatch(path)
    try:
        return await _find(path, asked["slug"], asked["session"]) if asked else None
    except Exception as fault:
        if not db.is_unavailable(fault):
            raise
        # What there was is better than nothing; without it the application says what is the matter.
        return _kept[path].snapshot if path in _kept else None


async def _find(path: str, slug: str, session_id: str) -> Snapshot | None:
    shown = await shown_now(slug)
    if shown is None:
        return None
    kept = _kept.get(path)
    session = kept.session if kept and kept.shown is shown else shown.content.session(session_id)
    if session is None:
        return None
    free = await places_seen(session.id) if says_places(session, shown) else None
    if kept is None or kept.shown is not shown or kept.free != free:
        if len(_kept) >= _MOST:
            _kept.clear()
        kept = _kept[path] = _Kept(shown, session, free, await asyncio.to_thread(made, path, session, shown, free))
    return kept.snapshot


def made(path: str, session: EditionSession, shown: Published, free: int | None) -> Snapshot:
    body = render(
        "programme/session.html",
        event=shown.event,
        path=path,
        person=None,
        roles=NOBODY,
        messages=[],
        problem=False,
        saved=frozenset(),
        **session_parts(session, shown, free),
    ).encode()
    return make(body, HTML, cache_control="public, max-age=0, must-revalidate", smaller=quickly_compressed(body))
