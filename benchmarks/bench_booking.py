"""What booking costs, side by side with an empty handler on the same server, on SQLite and on PostgreSQL.

A server of its own answers; this process asks over 64 connections and checks every answer. Rates say what the machine
could do at that moment; the server's CPU time says what booking costs whatever else runs.

python -m benchmarks.bench_booking
"""

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from litestar import post

from benchmarks.asking import Connection, Got
from eventapp import clock, db, schema
from eventapp.booking.invariants import broken_promises
from eventapp.booking.tables import Attendee, Booking
from eventapp.event.tables import Event
from eventapp.ids import new_id
from eventapp.timetable.tables import Session
from tests import postgres
from tests.cast import a_published_session, a_room, a_session, an_event
from tests.servers import free_port

THIS = "benchmarks.bench_booking"
CLIENTS, SESSIONS, PEOPLE, TWICE = 64, 40, 1000, 0.05
OPENING_PEOPLE, OPENING_SECONDS = 300, 10.0
STORED = (1_000, 10_000, 100_000)
TICKS = os.sysconf("SC_CLK_TCK")


@post("/nothing")
async def nothing() -> str:
    """What the server does for any form at the least."""
    return ""


def served() -> Any:
    """The program, and beside it a handler that does nothing."""
    from eventapp.app import create_app  # noqa: PLC0415
    from eventapp.booking import pages  # noqa: PLC0415

    pages.handlers.append(nothing)
    return create_app()


class Server:
    """The program in one process at `port`; `cpu` is how many seconds of it were used so far."""

    def __init__(self, log: Path) -> None:
        self.port = free_port()
        with log.open("w") as output:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "granian", "--interface", "asgi", "--http", "1", "--no-ws"),
                    *("--loop", "uvloop", "--port", str(self.port), "--factory", f"{THIS}:served"),
                ],
                stdout=output,
                stderr=output,
            )

    async def ready(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                await (await Connection.to(self.port)).get("/health")
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.1)
            else:
                return
        raise RuntimeError("the server did not become ready")

    @property
    def cpu(self) -> float:
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in children]
        return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)


@contextmanager
def a_server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "log")
        try:
            yield server
        finally:
            server.stop()


@dataclass
class Measured:
    """How long each answer took, in seconds; and what all of it took: time, and the server's CPU time."""

    seconds: float = 0.0
    cpu: float = 0.0
    took: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds

    @property
    def milliseconds(self) -> float:
        return self.cpu / len(self.took) * 1000

    def percentile(self, share: float) -> float:
        return sorted(self.took)[int(len(self.took) * share)] * 1000


async def measure(server: Server, jobs: list[Callable[[Connection], Awaitable[None]]]) -> Measured:
    """Does these jobs over 64 connections, each as soon as one is free."""
    measured, waiting = Measured(), list(reversed(jobs))
    connections = [await Connection.to(server.port) for _ in range(CLIENTS)]

    async def work(connection: Connection) -> None:
        while waiting:
            job = waiting.pop()
            begun = time.perf_counter()
            await job(connection)
            measured.took.append(time.perf_counter() - begun)

    cpu, begun = server.cpu, time.perf_counter()
    await asyncio.gather(*(work(connection) for connection in connections))
    measured.seconds, measured.cpu = time.perf_counter() - begun, server.cpu - cpu
    return measured


def check(got: Got, *right: int) -> Got:
    if got.status not in right:
        raise RuntimeError(f"{got.status}: {got.body[:300]!r}")
    return got


def form_of(person: int, key: str) -> dict[str, str]:
    # Every second person gives an address: a message is owed to them, with a part for their calendar.
    email = {"email": f"p{person}@example.org", "reminders": "y"} if person % 2 else {}
    return {"form_key": key, "name": f"Person {person}", "places": "1", "supporters": "0", **email}


def booking(slug: str, session: str, person: int, key: str, *, whole: bool) -> Callable[[Connection], Awaitable[None]]:
    address = f"/{slug}/sessions/{session}/booking"

    async def book(connection: Connection) -> None:
        if whole:
            check(await connection.get(address), 200)
        answer = check(await connection.post(address, form_of(person, key)), 303)
        if whole:
            cookie = answer.headers["set-cookie"].partition(";")[0]
            check(await connection.get(answer.headers["location"], ("cookie", cookie)), 200)

    return book


async def an_event_with(sessions: int, *, places: int) -> tuple[Event, list[str]]:
    day = (clock.now() + timedelta(days=7)).date()
    event = await an_event(new_id(), starts_on=day, ends_on=day)
    rows = [await a_published_session(event, f"Session {n}", places=places) for n in range(sessions)]
    return event, [str(row.session) for row in rows]


async def bookings_of(server: Server, people: int, *, whole: bool) -> Measured:
    """Everybody books once, some press twice; every answer is right, and so is the database afterwards."""
    event, sessions = await an_event_with(SESSIONS, places=people // SESSIONS + 5)
    jobs = []
    for person in range(people):
        job = booking(event.slug, sessions[person % SESSIONS], person, new_id(), whole=whole)
        jobs += [job] * (2 if random.random() < TWICE else 1)
    measured = await measure(server, jobs)
    stored, broken = await Attendee.count().where(Attendee.event == event.id), await broken_promises(event.id)
    # The pages are made again at most once a second: a moment ago is soon enough for them.
    if stored != people or broken:
        raise RuntimeError(f"{stored} people are stored: {broken}")
    return measured


async def empty_handler(server: Server, calls: int) -> Measured:
    async def ask(connection: Connection) -> None:
        check(await connection.post("/nothing", form_of(1, "key")), 201)

    return await measure(server, [ask] * calls)


async def opening(server: Server) -> Measured:
    """300 people within 10 seconds: each opens the page twice, then books."""
    event, sessions = await an_event_with(10, places=20)
    took: list[float] = []

    async def comes(person: int) -> None:
        await asyncio.sleep(random.uniform(0, OPENING_SECONDS))
        connection = await Connection.to(server.port)
        address = f"/{event.slug}/sessions/{sessions[person % 10]}/booking"
        for presses in (False, False, True):
            begun = time.perf_counter()
            if presses:
                answer = await connection.post(address, form_of(person, new_id()))
            else:
                answer = await connection.get(address)
            check(answer, 200, 303, 409)
            took.append(time.perf_counter() - begun)

    cpu, begun = server.cpu, time.perf_counter()
    await asyncio.gather(*(comes(person) for person in range(OPENING_PEOPLE)))
    return Measured(time.perf_counter() - begun, server.cpu - cpu, took)


async def last_place(server: Server) -> Measured:
    """20 times the last place of a session, and 16 people who press at the same moment: one has it, 15 are told."""
    event, sessions = await an_event_with(20, places=1)
    connections = [await Connection.to(server.port) for _ in range(16)]
    took: list[float] = []

    async def press(connection: Connection, session: str, person: int) -> int:
        begun = time.perf_counter()
        answer = await connection.post(f"/{event.slug}/sessions/{session}/booking", form_of(person, new_id()))
        took.append(time.perf_counter() - begun)
        return check(answer, 303, 409).status

    cpu, begun = server.cpu, time.perf_counter()
    for session in sessions:
        pressing = (press(connection, session, person) for person, connection in enumerate(connections))
        if sorted(await asyncio.gather(*pressing)) != [303] + [409] * 15:
            raise RuntimeError("the last place went to nobody, or to several")
    return Measured(time.perf_counter() - begun, server.cpu - cpu, took)


async def store_more(until: int) -> None:
    """Bookings of another event, 40 in each session, until there are so many."""
    missing = until - await Booking.count()
    while missing > 0:
        event, sessions = await an_event_with(50, places=40)
        now = clock.now()
        people = [
            Attendee(event=event.id, name="P", code=new_id(), link_hash=new_id(), created_at=now) for _ in range(40)
        ]
        await Attendee.insert(*people)
        rows = [
            Booking(session=session, attendee=person.id, turn=turn, uid=new_id(), created_at=now, changed_at=now)
            for session in sessions
            for turn, person in enumerate(people, 1)
        ][: max(missing, 0)]
        for start in range(0, len(rows), 500):
            await Booking.insert(*rows[start : start + 500])
        missing -= len(rows)


async def session_page(server: Server) -> tuple[Measured, Measured]:
    """The page of a session with its live places: for strangers, and made anew, as somebody's own browser has it."""
    from eventapp.booking.publishing import publish  # noqa: PLC0415

    day = (clock.now() + timedelta(days=7)).date()
    event = await an_event(new_id(), starts_on=day, ends_on=day)
    at = clock.now() + timedelta(days=7)
    soup: Session = await a_session(event, "Soup", room=await a_room(event), starts_at=at, places=9)
    await publish(event, None)
    path = f"/{event.slug}/sessions/{soup.id}"

    def get(*headers: tuple[str, str]) -> Callable[[Connection], Awaitable[None]]:
        async def ask(connection: Connection) -> None:
            check(await connection.get(path, ("accept-encoding", "br"), *headers), 200)

        return ask

    # The first to ask has all pages of the event made.
    await get()(await Connection.to(server.port))
    await asyncio.sleep(1.5)
    kept = await measure(server, [get()] * 2000)
    made = await measure(server, [get(("cookie", "sid=nobody; my-day=nobody"))] * 300)
    return kept, made


def line(what: str, measured: Measured) -> None:
    spread = "  ".join(f"p{share} {measured.percentile(share / 100):.1f}" for share in (50, 95, 99))
    print(f"  {what:<44} {measured.rate:7.0f}/s  {measured.milliseconds:6.2f} ms CPU  {spread} ms", flush=True)


async def compare() -> None:
    await schema.migrate()
    await db.start()
    print("SQLite, synchronous=FULL" if db.is_sqlite() else "PostgreSQL", flush=True)
    with a_server() as server:
        await server.ready()
        await bookings_of(server, 200, whole=True)
        empty, posts = await empty_handler(server, 3000), await bookings_of(server, PEOPLE, whole=False)
        line("empty handler (POST)", empty)
        line("booking, the POST alone", posts)
        line("booking: form, POST, result page", await bookings_of(server, PEOPLE, whole=True))
        share = posts.rate / empty.rate
        in_cpu = empty.milliseconds / posts.milliseconds
        least = 0.40 if db.is_sqlite() else 0.25
        print(f"  the POST has {share:.0%} of the empty handler's rate ({in_cpu:.0%} by CPU; wanted {least:.0%})")
        line(f"{OPENING_PEOPLE} people in {OPENING_SECONDS:.0f} s (wanted: p95 < 200 ms)", await opening(server))
        last = await last_place(server)
        line("16 people and one place, again and again", last)
        print(f"  the slowest waited {max(last.took) * 1000:.0f} ms (wanted: < 3000 ms)")
        costs = []
        for stored in STORED:
            await store_more(stored)
            costs.append(await bookings_of(server, 400, whole=False))
            line(f"the POST with {stored:,} bookings stored", costs[-1])
        growth = costs[-1].milliseconds / costs[0].milliseconds - 1
        print(f"  {STORED[-1]:,} bookings cost {growth:+.0%} (wanted: within 20%)")
        kept, made = await session_page(server)
        line("session page with live places", kept)
        line("the same, made each time", made)
        print(f"  {made.milliseconds / kept.milliseconds:.0f} times cheaper (wanted: 10)", flush=True)
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
