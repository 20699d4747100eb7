"""The program in two server processes on the database of this run, with its guards or without them."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.browser import free_port

ROOT = Path(__file__).parent.parent.parent


def guarded() -> Any:
    """The program as it is."""
    from eventapp.app import create_app

    return create_app()


def unguarded() -> Any:
    """The program without what keeps two processes from deciding at once: locks, transactions, and turns in order.

    Turns are a guard, too: the database takes each only once.
    """
    from eventapp import db
    from eventapp.booking.decide.state import State
    from eventapp.db.sqlite import SQLiteConnection

    async def nothing(_connection: Any) -> None:
        pass

    changed: dict[Any, dict[str, Any]] = {
        db: {"locked": lambda query: query},
        SQLiteConnection: {"begin": nothing, "commit": nothing},
        State: {"next_turn": lambda _state, _session: random.randrange(1, 2**31)},
    }
    for owner, names in changed.items():
        for name, value in names.items():
            setattr(owner, name, value)
    return guarded()


@contextmanager
def two_servers(factory: str, log: Path) -> Iterator[list[str]]:
    """Runs the factory of this name in two processes; the value is their addresses. What they say goes to `log`."""
    ports = [free_port(), free_port()]
    with log.open("w") as output:
        processes = [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "granian", "--interface", "asgi", "--http", "1", "--no-ws"),
                    *("--port", str(port), "--factory", f"tests.booking.serving:{factory}"),
                ],
                cwd=ROOT,
                env=os.environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
            for port in ports
        ]
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    try:
        for url in urls:
            _wait_for(url, log)
        yield urls
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=15)


def _wait_for(url: str, log: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/health").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"the server did not become ready:\n{log.read_text()}")
