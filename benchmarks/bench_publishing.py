"""What published pages and feeds cost: against a bare callable on the same server, and against making them each time.

A server of its own answers; this process asks, and reads how much CPU time the server has used: other work on the
machine does not count. Also how long publishing takes, and what a first visit brings.

python -m benchmarks.bench_publishing
"""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.asking import Connection
from eventapp import clock, db, schema
from eventapp.booking.actions import book_places
from eventapp.booking.attendees import Newcomer, calendar_key
from eventapp.booking.personal_calendar import file_name
from eventapp.booking.tables import Attendee
from eventapp.event.tables import Event
from eventapp.programme.publishing import publish_edition, refresh_pages
from eventapp.timetable.tables import Session
from tests.cast import a_room, a_session, an_event
from tests.servers import free_port

ROUNDS = 5
FEW, SOME, MANY = 20, 60, 500
BRIEF, WHOLE = 300, 60
WORDS = "We sit together and talk about what helps on a bad day. You can join in or just listen. " * 3
BROTLI = ("accept-encoding", "br")


@dataclass
class Case:
    """Something to ask for, and the most CPU time it may take: so many times the bare callable's, or microseconds."""

    name: str
    path: str
    headers: tuple[tuple[str, str], ...] = (BROTLI,)
    times_bare: float | None = None
    microseconds: float | None = None
    calls: int = BRIEF
    used: float = float("inf")


async def fill(slug: str, sessions: int) -> tuple[Event, list[Session]]:
    day = (clock.now() + timedelta(days=7)).date()
    event = await an_event(slug, starts_on=day, ends_on=day, bookings_open=True)
    start = datetime.combine(day, datetime.min.time(), UTC)
    rooms = [await a_room(event, f"Room {number + 1}", "step-free", "quiet") for number in range(-(-sessions // FEW))]
    made = [
        await a_session(
            event,
            f"Session {number % FEW + 1} in {rooms[number // FEW].name}",
            room=rooms[number // FEW],
            starts_at=start + timedelta(hours=number % FEW),
            hosts=[f"Host {number // FEW}"],
            what_happens=WORDS,
            places=12,
        )
        for number in range(sessions)
    ]
    return event, made


async def seconds(work: Callable[[], Awaitable[Any]]) -> tuple[float, float]:
    """How long it took, and how much CPU time it used: what else the machine does makes only the first longer."""
    start, used = time.perf_counter(), time.process_time()
    await work()
    return time.perf_counter() - start, time.process_time() - used


async def prepare() -> tuple[dict[int, Event], Session, str]:
    """The events by their number of sessions, a session, and the path of somebody's calendar. Tells what it took."""
    await schema.migrate()
    await db.start()
    events, session, personal = {}, None, ""
    for count, most in ((SOME, 2.0), (MANY, 10.0), (FEW, None)):
        event, sessions = await fill(f"day-{count}", count)
        took, used = await seconds(lambda event=event: publish_edition(event, None))  # type: ignore[misc]
        _again, refreshed = await seconds(lambda event=event: refresh_pages(event.id))  # type: ignore[misc]
        target = f" (at most {most:.0f} s)" if most else ""
        print(
            f"publishing {count} sessions {took:.2f} s, of CPU {used:.2f} s{target};"
            f" making its pages again {refreshed * 1000:.0f} ms of CPU"
        )
        events[count] = event
        if count == SOME:
            session, personal = sessions[0], await _booked(event, sessions)
    await db.stop()
    if session is None:
        raise RuntimeError("no session was made")
    return events, session, personal


async def _booked(event: Event, sessions: list[Session]) -> str:
    """Somebody books three sessions. Their calendar."""
    reply = await book_places(event, sessions[0].id, Newcomer("Ann"))
    for session in sessions[1:3]:
        await book_places(event, session.id, reply.who or Newcomer("Ann"))
    attendee = await Attendee.objects().get(Attendee.event == event.id)
    if attendee is None:
        raise RuntimeError("nobody booked")
    key = calendar_key(attendee.id, attendee.link_number, attendee.feed_number)
    return f"/{event.slug}/my-calendar/{key}/{file_name(event.slug, titled=True)}"


@contextmanager
def served(port: int) -> Any:
    # As eventapp/serving.py has it, but for what is measured beside the program.
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--http", "1", "--no-ws", "--loop", "uvloop"]
    command += ["--port", str(port), "--log-level", "warning", "--factory", "benchmarks.beside_pages:application"]
    server = subprocess.Popen(command, env=os.environ, cwd=Path(__file__).parent.parent)
    try:
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


async def ready(port: int) -> Connection:
    for _try in range(200):
        try:
            connection = await Connection.to(port)
            if (await connection.get("/health")).status == 200:
                return connection
        except OSError:
            await asyncio.sleep(0.1)
    raise RuntimeError("the server did not become ready")


async def cases_of(events: dict[int, Event], session: Session, personal: str, ask: Connection) -> list[Case]:
    """In pairs: first what is measured, then what it is held against, whose names begin with two blanks."""
    day, page = events[SOME].slug, f"/{events[SOME].slug}/sessions/{session.id}"
    found: list[Case] = []
    for name, path, times_bare, microseconds in (
        ("programme", f"/{day}/programme", 2.0, None),
        ("session page", page, None, 500.0),
        ("calendar.ics", f"/{day}/calendar.ics", 2.0, None),
        ("personal feed", personal, None, 1000.0),
    ):
        got = await ask.get(path, BROTLI)
        etag = ("if-none-match", got.headers["etag"])
        found += [
            Case(name, path, times_bare=times_bare, microseconds=microseconds),
            Case("  bare callable, as many bytes", f"/bench/bare/{len(got.body)}"),
            Case("  made each time", f"/bench/made{path}", calls=WHOLE),
            Case(f"{name} 304", path, (BROTLI, etag), times_bare=times_bare and 1.5),
            Case("  bare callable, 304", "/bench/bare/304"),
        ]
    for count in (FEW, MANY):
        slug = events[count].slug
        got = await ask.get(f"/{slug}/calendar.ics", BROTLI)
        found += [
            Case(
                f"calendar.ics 304 of {count}",
                f"/{slug}/calendar.ics",
                (BROTLI, ("if-none-match", got.headers["etag"])),
            ),
            Case(f"programme of one room of {count}", f"/{slug}/programme?room=Room+1", calls=WHOLE),
        ]
    return found


async def measure(cases: list[Case], ask: Connection) -> None:
    """The least CPU time that each took in several rounds, in turns since the machine is shared."""
    for _round in range(ROUNDS):
        for case in cases:
            before = float((await ask.get("/bench/cpu")).body)
            for _call in range(case.calls):
                await ask.get(case.path, *case.headers)
            used = float((await ask.get("/bench/cpu")).body) - before
            case.used = min(case.used, used / case.calls)


def tell(cases: list[Case]) -> None:
    measured: Case | None = None
    for case in cases:
        line = f"{case.name:34} {case.used * 1e6:8.0f} us"
        if case.name.startswith("  ") and measured is not None:
            ratio = measured.used / case.used if "bare" in case.name else case.used / measured.used
            line += f"   {ratio:5.1f} times {'as much' if 'bare' in case.name else 'as long'}"
            if "bare" in case.name and measured.times_bare:
                line += f" (at most {measured.times_bare:.1f}){'' if ratio <= measured.times_bare else '  MISSED'}"
        else:
            measured = case
            if case.microseconds:
                line += (
                    f"   (at most {case.microseconds:.0f}){'' if case.used * 1e6 <= case.microseconds else '  MISSED'}"
                )
        print(line)


async def first_visit(path: str, ask: Connection) -> None:
    """What a browser that was never here fetches for the programme."""
    got = await ask.get(path, BROTLI)
    page = (await ask.get(path)).body.decode()
    parts = re.findall(
        r'<(?:link[^>]*rel="(?:stylesheet|icon|manifest)"[^>]*href|script[^>]*src|img[^>]*src)="([^"]+)"', page
    )
    parts = list(dict.fromkeys(part for part in parts if part.startswith("/")))
    sizes = {part: len((await ask.get(part, BROTLI)).body) for part in parts}
    scripts = sum(size for part, size in sizes.items() if ".js" in part)
    print(
        f"first visit of the programme: {(len(got.body) + sum(sizes.values())) / 1000:.1f} kB (at most 60)"
        f" in {1 + len(parts)} requests (at most 6), script {scripts / 1000:.1f} kB (at most 25)"
    )


async def run() -> None:
    events, session, personal = await prepare()
    port = free_port()
    with served(port):
        ask = await ready(port)
        cases = await cases_of(events, session, personal, ask)
        await measure(cases, ask)
        tell(cases)
        await first_visit(f"/{events[SOME].slug}/programme", ask)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        # Before the settings are read, which happens once.
        os.environ["EVENTAPP_DATA_DIR"] = folder
        os.environ.pop("EVENTAPP_DATABASE_URL", None)
        asyncio.run(run())


if __name__ == "__main__":
    main()
