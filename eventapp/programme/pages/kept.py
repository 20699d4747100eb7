"""Sessions' pages as bytes for who is not signed in, made once for as long as nothing that they show changes."""

import asyncio
import re
from dataclasses import dataclass

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
    shown = await shown_now(asked["slug"]) if asked else None
    if asked is None or shown is None:
        return None
    kept = _kept.get(path)
    session = kept.session if kept and kept.shown is shown else shown.content.session(asked["session"])
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
