"""Publishing with several processes, one of which is killed in the middle."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from eventapp.programme.publishing import publish_edition
from eventapp.programme.tables import Edition, PublishedPage
from eventapp.proposals.tables import Proposal
from tests.cast import a_room, a_session, an_event
from tests.programme.making import at

ROOT = Path(__file__).parent.parent.parent
OLD, NEW = "Soup one", "Soup two"

# Asks for all that is published, page after page, as requests do; prints when it first saw all of the new edition, and
# from which edition each answer was.
READ = """
import asyncio, json, re, time
from eventapp import db
from eventapp.programme import published_pages

PATHS = ["programme", "calendar.ics", "calendar/room/room-1.ics", "calendar/kind/workshop.ics", "schedule.xml"]

async def main():
    await db.start()
    seen = []
    while seen[-len(PATHS):] != ["Soup two"] * len(PATHS):
        for path in PATHS:
            page = await published_pages.find("/day/" + path)
            seen.append(re.search(rb"Soup (?:one|two)", page.bodies[b""])[0].decode())
        if len(seen) == len(PATHS):
            print("reading", flush=True)
        await asyncio.sleep(0.02)
    print(json.dumps([time.time(), seen]), flush=True)
    await db.stop()

asyncio.run(main())
"""

# Publishes, and stands still where all is stored and nothing committed.
STOP_BEFORE_THE_COMMIT = """
import asyncio
from eventapp import db
from eventapp.event.tables import Event
from eventapp.programme import published_pages
from eventapp.programme.publishing import publish_edition

store = published_pages.store

async def store_and_wait(*args):
    await store(*args)
    print("stored", flush=True)
    await asyncio.sleep(60)

async def main():
    await db.start()
    published_pages.store = store_and_wait
    await publish_edition(await Event.objects().first(), None)

asyncio.run(main())
"""


@contextmanager
def _running(program: str) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


@pytest.mark.usefixtures("db")
async def test_a_killed_process_publishes_nothing_and_all_others_take_over_an_edition_as_a_whole_at_once() -> None:
    event = await an_event()
    soup = await a_session(event, OLD, room=await a_room(event, "Room 1"), starts_at=at(10), kind="workshop")
    await publish_edition(event, None)

    await Proposal.update({Proposal.title: NEW}).where(Proposal.id == soup.proposal)

    with _running(READ) as one, _running(READ) as other, _running(STOP_BEFORE_THE_COMMIT) as publisher:
        assert [_line(process) for process in (one, other)] == ["reading", "reading"]
        assert _line(publisher) == "stored"
        publisher.kill()
        publisher.wait()
        left = [await Edition.count(), {row["version"] for row in await PublishedPage.select(PublishedPage.version)}]
        edition = await publish_edition(event, None)
        published_at = time.time()
        told = [json.loads(_line(process)) for process in (one, other)]

    assert left == [1, {1}]
    assert edition.number == 2
    for taken_over_at, seen in told:
        assert seen == [OLD] * seen.count(OLD) + [NEW] * seen.count(NEW)
        assert seen.count(NEW) < seen.count(OLD)
        # A second, and what a busy machine adds to it.
        assert taken_over_at - published_at < 4
