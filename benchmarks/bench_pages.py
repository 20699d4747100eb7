"""How much faster a published page is from its bytes than rendered, and how long publishing takes.

python -m benchmarks.bench_pages
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from eventapp import db, schema
from eventapp.app import create_app
from eventapp.programme.publishing import publish_edition, refresh_pages
from tests.cast import a_room, a_session, an_event

ROUNDS = 5
CALLS = {"from bytes": 2000, "not changed (304)": 2000, "rendered": 40}


async def measure(sessions: int) -> None:
    event = await an_event(f"day-{sessions}")
    await _fill(event, sessions)
    app, path = create_app(), f"/{event.slug}/programme"
    publishing = await _seconds(lambda: publish_edition(event, None))
    refreshing = await _seconds(lambda: refresh_pages(event.id))
    etag = dict((await _get(app, path))[0]["headers"])[b"etag"]
    asks: dict[str, Callable[[], Awaitable[Any]]] = {
        "from bytes": lambda: _get(app, path),
        "not changed (304)": lambda: _get(app, path, [(b"if-none-match", etag)]),
        "rendered": lambda: _get(app, path, query=b"kind="),
    }
    best = dict.fromkeys(asks, float("inf"))
    # In turns, since the machine is shared.
    for _ in range(ROUNDS):
        for name, ask in asks.items():
            best[name] = min(best[name], await _each(ask, CALLS[name]))
    print(f"{sessions} sessions: publishing {publishing * 1000:.0f} ms, refreshing {refreshing * 1000:.0f} ms")
    for name, seconds in best.items():
        ratio = best["rendered"] / seconds
        print(f"  programme {name:18} {seconds * 1e6:8.0f} us, {ratio:6.1f} times as fast as rendered")


async def _fill(event: Any, sessions: int) -> None:
    start = datetime(2026, 11, 28, tzinfo=UTC)
    words = "We sit together and talk about what helps on a bad day. You can join in or just listen. " * 3
    per_room = 20
    for number in range(-(-sessions // per_room)):
        room = await a_room(event, f"Room {number + 1}", "step-free", "quiet")
        for slot in range(min(per_room, sessions - number * per_room)):
            starts_at = start + timedelta(hours=slot)
            title = f"Session {slot + 1} in room {number + 1}"
            await a_session(event, title, room=room, starts_at=starts_at, hosts=[f"Host {number}"], what_happens=words)


async def _seconds(work: Callable[[], Awaitable[Any]]) -> float:
    start = time.perf_counter()
    await work()
    return time.perf_counter() - start


async def _each(work: Callable[[], Awaitable[Any]], calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        await work()
    return (time.perf_counter() - start) / calls


async def _get(
    app: Any, path: str, headers: list[tuple[bytes, bytes]] | None = None, *, query: bytes = b""
) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), (b"accept-encoding", b"gzip, br"), *(headers or [])],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    await app(scope, receive, send)
    return sent


async def run() -> None:
    await schema.migrate()
    await db.start()
    for sessions in (32, 500):
        await measure(sessions)
    await db.stop()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        # Before the settings are read, which happens once.
        os.environ["EVENTAPP_DATA_DIR"] = folder
        os.environ.pop("EVENTAPP_DATABASE_URL", None)
        asyncio.run(run())


if __name__ == "__main__":
    main()
