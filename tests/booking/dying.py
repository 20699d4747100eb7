"""Processes that book and end as in a power cut, each at a moment of its own.

`python -m tests.booking.dying EVENT SESSION...` has one process for each of `MOMENTS`, which books for `people` in its
session and is killed by signal 9 at that moment. Whoever was answered until then is printed.
"""

import asyncio
import os
import signal
import sys
from typing import Any

from eventapp import db
from eventapp.booking import carrying_out as the_carrying_out
from eventapp.booking import writer as the_writer
from eventapp.booking.actions import book_places
from eventapp.booking.attendees import Newcomer
from eventapp.event.tables import Event

# How many of the people are booked once the process is gone.
MOMENTS = {"before writing": 0, "before the commit": 0, "after the commit": 5, "while others wait": 2}


writer: Any = the_writer
carrying_out: Any = the_carrying_out


def people(moment: str) -> list[Newcomer]:
    """Five who all press at once; the same forms each time."""
    names = [f"{moment} {n}" for n in range(5)]
    return [Newcomer(name, email=f"{name.replace(' ', '.')}@example.org", form_key=name) for name in names]


def _die(*_asked: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _prepare(moment: str) -> None:
    mark_full, decide_and_store = carrying_out.mark_full, writer._decide_and_store
    batches = 0

    async def mark_and_die(*asked: Any) -> Any:
        nonlocal batches
        batches += 1
        marked = await mark_full(*asked)
        if moment == "before the commit" or batches == 2:
            _die()
        return marked

    async def store_and_die(wishes: Any) -> Any:
        replies = await decide_and_store(wishes)
        _die()
        return replies

    if moment == "before writing":
        writer.add_newcomers = _die
    elif moment == "after the commit":
        writer._decide_and_store = store_and_die
    else:
        carrying_out.mark_full = mark_and_die
        writer.BATCH = 2 if moment == "while others wait" else writer.BATCH


async def _book(moment: str, event_id: str, session: str) -> None:
    await db.start()
    event = await Event.objects().get(Event.id == event_id)
    assert event
    _prepare(moment)

    async def one(who: Newcomer) -> None:
        await book_places(event, session, who)
        print(who.name, flush=True)

    await asyncio.gather(*map(one, people(moment)))


def main() -> None:
    event, *sessions = sys.argv[1:]
    for moment, session in zip(MOMENTS, sessions, strict=True):
        # What takes a second to import is imported once.
        child = os.fork()
        if not child:
            asyncio.run(_book(moment, event, session))
            os._exit(0)
        _child, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            sys.exit(f"{moment}: the process was not killed")


if __name__ == "__main__":
    main()
