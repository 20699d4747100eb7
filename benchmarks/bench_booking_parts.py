"""What of a booking's cost cannot be left out: CPU time of each part on its own, on SQLite and on PostgreSQL.

All in one process, called as a server calls it, without HTTP; the database server's own time is not in it. The best of
several rounds that take turns.

python -m benchmarks.bench_booking_parts
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from benchmarks.bench_booking import SESSIONS, an_event_with, form_of, served
from eventapp import clock, db, schema
from eventapp.booking.attendees import personal_token
from eventapp.booking.decide import Book, Known, SessionFacts, decide
from eventapp.booking.decide.requests import Step
from eventapp.booking.forms import BookingForm
from eventapp.booking.pages.booking import _booked
from eventapp.booking.tables import Attendee, Booking
from eventapp.booking.telling import _notice
from eventapp.forms import Posted
from eventapp.ids import fingerprint, new_code, new_id
from eventapp.log.tables import LogEntry
from eventapp.notices.tables import Notice
from eventapp.programme.tables import PublishedSession
from tests import postgres

THIS = "benchmarks.bench_booking_parts"
# As many as ask at once.
AT_ONCE, ROUNDS, CALLS = 64, 6, 320
BATCHES = ROUNDS * (CALLS // AT_ONCE + 1)

Part = Callable[[], Awaitable[object]]


class Served:
    """The program as a server calls it."""

    def __init__(self) -> None:
        self._app, self._ending = served(), asyncio.Event()

    async def begin(self) -> None:
        begun = asyncio.Event()

        async def receive() -> dict[str, Any]:
            if not begun.is_set():
                return {"type": "lifespan.startup"}
            await self._ending.wait()
            return {"type": "lifespan.shutdown"}

        async def send(_message: dict[str, Any]) -> None:
            begun.set()

        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        self._life = asyncio.create_task(self._app(scope, receive, send))
        await begun.wait()

    async def end(self) -> None:
        self._ending.set()
        await self._life

    async def post(self, path: str, form: dict[str, str], status: int) -> None:
        body = urlencode(form).encode()
        got: list[dict[str, Any]] = []
        kind = (b"content-type", b"application/x-www-form-urlencoded")
        headers = [(b"host", b"test.example"), kind, (b"content-length", str(len(body)).encode())]
        scope: dict[str, Any] = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "state": {},
        }
        scope |= {"raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers}
        scope |= {"asgi": {"version": "3.0"}, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80)}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            got.append(message)

        await self._app(scope, receive, send)
        if got[0]["status"] != status:
            raise RuntimeError(f"{got[0]['status']}")


class Parts:
    """Each method but `prepare` does its part of `AT_ONCE` bookings."""

    def __init__(self, program: Served) -> None:
        self.program = program
        self.number = 0

    async def prepare(self) -> None:
        self.here, self.sessions = await an_event_with(SESSIONS, places=100_000)
        await self.program.post(self.path(1), form_of(1, new_id()), 303)
        [self.person] = await Attendee.objects()
        [self.session] = await db.rows_with(PublishedSession, "session", self.sessions[:1])
        self.steps = await self.decided()
        one_of_each = [await table.objects().first() for table in (Attendee, Booking, LogEntry, Notice)]
        self.rows = [[self._insertion(row, batch) for row in one_of_each] for batch in range(BATCHES)]

    def _insertion(self, like: Any, batch: int) -> tuple[str, list[Any]]:
        """The plain SQL that stores rows of one table, and its values."""
        rows = []
        for one in range(batch * AT_ONCE, (batch + 1) * AT_ONCE, 2 if isinstance(like, Notice) else 1):
            id_ = f"plain{one}"
            # Turns are far from those that the program itself gives.
            own = {"id": id_, "code": id_, "link_hash": id_, "form_key": id_, "uid": id_, "turn": 10**6 + one}
            own |= {"about": id_, "attendee": id_}
            rows.append({name: own.get(name, value) for name, value in like.to_dict().items()})
        names = ", ".join(f'"{name}"' for name in rows[0])
        marks = iter(range(1, len(rows) * len(rows[0]) + 1))
        values = ", ".join("(" + ", ".join(_mark(next(marks)) for _ in row) + ")" for row in rows)
        question = f"INSERT INTO {like._meta.tablename} ({names}) VALUES {values}"  # noqa: SLF001
        return question, [value for row in rows for value in row.values()]

    def path(self, number: int) -> str:
        return f"/{self.here.slug}/sessions/{self.sessions[number % SESSIONS]}/booking"

    async def empty(self) -> None:
        await asyncio.gather(*(self.program.post("/nothing", form_of(1, "key"), 201) for _ in range(AT_ONCE)))

    async def whole(self) -> None:
        self.number += AT_ONCE
        numbers = range(self.number, self.number + AT_ONCE)
        await asyncio.gather(*(self.program.post(self.path(one), form_of(one, new_id()), 303) for one in numbers))

    async def form(self) -> None:
        for one in range(AT_ONCE):
            if not BookingForm(Posted({name: [value] for name, value in form_of(one, "key").items()})).validate():
                raise RuntimeError("the form was right")

    async def decided(self) -> list[Step]:
        starts = clock.now() + timedelta(days=1)
        facts = [SessionFacts(id_, starts, starts + timedelta(hours=1), 100) for id_ in self.sessions]
        asked = [Book(f"b{one}", self.sessions[one % SESSIONS], f"a{one}") for one in range(AT_ONCE)]
        return decide(asked, Known(clock.now(), facts, [])).steps

    async def stored(self) -> None:
        async with db.transaction() as transaction:
            for question, values in self.rows.pop():
                await transaction.connection.fetch(question, values)

    async def secrets(self) -> None:
        for _ in range(AT_ONCE):
            for make in (new_id, new_id, new_id, new_code):
                make()
            fingerprint(personal_token(self.person))

    async def told(self) -> None:
        for step in self.steps[::2]:
            _notice(step, self.person, self.here, self.session, "uid")

    async def answered(self) -> None:
        for step in self.steps:
            _booked(self.here.slug, self.person, step.entry).to_asgi_response(None, None)  # type: ignore[arg-type]


def _mark(number: int) -> str:
    return "?" if db.is_sqlite() else f"${number}"


async def measure() -> None:
    await schema.migrate()
    program = Served()
    await program.begin()
    made = Parts(program)
    await made.prepare()
    parts: dict[str, Part] = {
        "an empty handler": made.empty,
        "the form, by WTForms": made.form,
        "deciding": made.decided,
        "its rows, in one transaction": made.stored,
        "ids, code and secret": made.secrets,
        "the message to every second": made.told,
        "the answer with its cookie": made.answered,
        "a whole booking (POST)": made.whole,
    }
    best = dict.fromkeys(parts, float("inf"))
    for _ in range(ROUNDS):
        for name, part in parts.items():
            await part()
            begun = time.process_time()
            for _ in range(CALLS // AT_ONCE):
                await part()
            best[name] = min(best[name], (time.process_time() - begun) / CALLS * 1000)
    print("SQLite" if db.is_sqlite() else "PostgreSQL")
    for name, milliseconds in best.items():
        print(f"  {name:<32} {milliseconds:6.3f} ms", flush=True)
    *needed, whole = best.values()
    print(
        f"  of a whole booking the parts are {sum(needed) / whole:.0%}; an empty handler has {needed[0] / whole:.0%} of"
    )
    print(f"  its cost, and {needed[0] / sum(needed):.0%} of the parts'", flush=True)
    await program.end()


def main() -> None:
    if "EVENTAPP_DATABASE_URL" not in os.environ and postgres.binaries():
        subprocess.run([sys.executable, "-m", "tests.postgres", "--", *(sys.executable, "-m", THIS)], check=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EVENTAPP_DATA_DIR"] = folder
        os.environ.setdefault("EVENTAPP_DATABASE_URL", f"sqlite:///{folder}/bench.db")
        asyncio.run(measure())


if __name__ == "__main__":
    main()
