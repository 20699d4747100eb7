"""Has the public pages made again when a session becomes full or free, at most once a second for an event."""

import asyncio
import contextvars
import logging
import time

from eventapp import db
from eventapp.programme.publishing import refresh_pages

logger = logging.getLogger("eventapp")

AT_MOST_EVERY_SECONDS = 1.0

_waiting: "dict[str, asyncio.Task[None]]" = {}
# The loop itself does not keep a task alive.
_running: "set[asyncio.Task[None]]" = set()
_made_at: dict[str, float] = {}


def refresh_after_commit(event_id: str) -> None:
    """Called in the transaction that changed what the pages of this event say."""
    db.after_commit(lambda: _refresh_soon(event_id))


def _refresh_soon(event_id: str) -> None:
    loop = asyncio.get_running_loop()
    waiting = _waiting.get(event_id)
    if waiting is None or waiting.done() or waiting.get_loop() is not loop:
        # In a context of its own, outside the transaction that is just ending.
        task = loop.create_task(_refresh(event_id), context=contextvars.Context())
        _waiting[event_id] = task
        _running.add(task)
        task.add_done_callback(_running.discard)


async def _refresh(event_id: str) -> None:
    pause = AT_MOST_EVERY_SECONDS - (time.monotonic() - _made_at.get(event_id, float("-inf")))
    if pause > 0:
        await asyncio.sleep(pause)
    # From here on a new change has pages made once more.
    _waiting.pop(event_id, None)
    _made_at[event_id] = time.monotonic()
    try:
        await refresh_pages(event_id)
    except Exception:
        # The next change makes them anew.
        logger.exception("making the public pages of event %s again", event_id)


async def finish() -> None:
    """Waits until what changed is shown, at most a little over a second: for the end of the process."""
    running = [task for task in _running if task.get_loop() is asyncio.get_running_loop()]
    if running:
        await asyncio.wait(running)
