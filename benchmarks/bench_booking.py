"""What deciding bookings together is worth: batches against one transaction each, in one run on one machine.

python -m benchmarks.bench_booking
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta

from eventapp import clock, db, schema
from eventapp.booking import writer
from eventapp.booking.actions import book_places
from eventapp.booking.attendees import Newcomer
from eventapp.booking.invariants import broken_promises
from eventapp.ids import new_id
from tests import postgres
from tests.cast import a_published_session, an_event

THIS = "benchmarks.bench_booking"
PEOPLE = 300
SESSIONS = 10
ROUNDS = 3


async def bookings_per_second(batch: int) -> float:
    """The best of several rounds in which everybody asks at the same moment."""
    writer.BATCH = batch
    best = 0.0
    for _ in range(ROUNDS):
        day = (clock.now() + timedelta(days=7)).date()
        event = await an_event(new_id(), starts_on=day, ends_on=day)
        sessions = [await a_published_session(event, places=PEOPLE // SESSIONS // 2) for _ in range(SESSIONS)]
        start = time.perf_counter()
        await asyncio.gather(
            *(
                book_places(
                    event, sessions[n % SESSIONS].session, Newcomer(f"Person {n}", form_key=new_id()), wait=True
                )
                for n in range(PEOPLE)
            )
        )
        best = max(best, PEOPLE / (time.perf_counter() - start))
        problems = await broken_promises(event.id)
        if problems:
            raise RuntimeError(f"bookings are wrong: {problems}")
    return best


async def compare() -> None:
    await schema.migrate()
    await db.start()
    alone, together = await bookings_per_second(1), await bookings_per_second(64)
    kind = "SQLite" if db.is_sqlite() else "PostgreSQL"
    print(f"{kind}: {alone:.0f} a second one by one, {together:.0f} in batches: {together / alone:.1f} times as many")
    await db.stop()


def main() -> None:
    given = "EVENTAPP_DATABASE_URL" in os.environ
    if not given and postgres.binaries():
        subprocess.run([sys.executable, "-m", "tests.postgres", "--", *(sys.executable, "-m", THIS)], check=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EVENTAPP_DATA_DIR"] = folder
        os.environ.setdefault("EVENTAPP_DATABASE_URL", f"sqlite:///{folder}/bench.db")
        asyncio.run(compare())


if __name__ == "__main__":
    main()
