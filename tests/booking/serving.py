"""The program in two server processes on the database of this run, with its guards and without them."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from litestar import post
from litestar.params import FromPath

from tests.servers import ask, free_port, wait_until_healthy

ROOT = Path(__file__).parent.parent.parent


def served() -> Any:
    """The program as it is, and beside it an address that takes its guards away and puts them back."""
    from eventapp.app import create_app
    from eventapp.booking import pages

    pages.handlers.append(set_guards)
    return create_app()


@post("/guards/{are:str}")
async def set_guards(are: FromPath[str]) -> None:
    """`off`: nothing keeps two processes from deciding at once any more, no locks, transactions or turns in order.

    Turns are a guard, too: the database takes each only once.
    """
    from eventapp import db
    from eventapp.booking.decide.state import State
    from eventapp.db.sqlite import SQLiteConnection

    async def nothing(_connection: Any) -> None:
        pass

    unguarded: dict[Any, dict[str, Any]] = {
        db: {"locked": lambda query: query},
        SQLiteConnection: {"begin": nothing, "commit": nothing},
        State: {"next_turn": lambda _state, _session: random.randrange(1, 2**31)},
    }
    for owner, names in unguarded.items():
        for name, value in names.items():
            guard = _guards.setdefault((owner, name), getattr(owner, name))
            setattr(owner, name, value if are == "off" else guard)


# What was there before it was taken away.
_guards: dict[tuple[Any, str], Any] = {}


class Servers:
    """The program in two processes, at `urls`. What they say goes to `log`."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._ports = [free_port(), free_port()]
        self._output = log.open("w")
        self._processes = [self._start(port) for port in self._ports]
        self.urls = [f"http://127.0.0.1:{port}" for port in self._ports]

    def _start(self, port: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "asgi", "--http", "1", "--no-ws"),
                *("--port", str(port), "--factory", "tests.booking.serving:served"),
            ],
            cwd=ROOT,
            env=os.environ,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=self._output,
            # With the workers that it has: killed together, they say goodbye to nobody.
            start_new_session=True,
        )

    def wait(self) -> None:
        """Waits until both answer."""
        for url, process in zip(self.urls, self._processes, strict=True):
            wait_until_healthy(url, process, self._log)

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        """While the block lasts nothing keeps the two from deciding at once."""
        self._set_guards("off")
        try:
            yield
        finally:
            self._set_guards("on")

    def _set_guards(self, are: str) -> None:
        for url in self.urls:
            ask(f"{url}/guards/{are}", "POST").raise_for_status()

    def kill(self, number: int) -> None:
        """Ends one of them as a power cut does, with all its workers."""
        os.killpg(self._processes[number].pid, signal.SIGKILL)
        self._processes[number].wait(timeout=15)

    def start_again(self, number: int) -> None:
        """Starts the one that was killed, at the same address."""
        self._processes[number] = self._start(self._ports[number])
        self.wait()

    def stop(self) -> None:
        """Ends both."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(timeout=15)
        self._output.close()


@contextmanager
def two_servers(log: Path) -> Iterator[Servers]:
    """Runs the program in two processes while the block lasts."""
    servers = Servers(log)
    try:
        servers.wait()
        yield servers
    finally:
        servers.stop()
