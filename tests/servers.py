"""Asking servers that tests start. Nothing on the way to them is encrypted."""

import itertools
import os
import socket
import ssl
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

# Below those that the system gives to connections going out.
_ports = itertools.count(10_000 + os.getpid() % 200 * 100)
# httpx reads the system's certificates anew for each client and each question: longer than most tests take.
_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def free_port() -> int:
    """A port that no other process of the tests is about to take: each asks in a hundred of its own.

    The system's own choice is handed out again as soon as it is let go, and two servers may then share it unseen.
    """
    for port in _ports:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError


def new_client(**options: Any) -> httpx.AsyncClient:
    """A client of one's own, with httpx's options."""
    return httpx.AsyncClient(verify=_NO_CERTIFICATES, **options)


def ask(url: str, method: str = "GET") -> httpx.Response:
    """The answer at this address. Raises `httpx.TransportError` where nobody answers."""
    return httpx.request(method, url, verify=_NO_CERTIFICATES)


def is_healthy(url: str) -> bool:
    """Whether the server at `url` says that all is well."""
    try:
        return ask(f"{url}/health").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def wait_until_healthy(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Waits until the server, which writes to `log`, answers. Fails when it has ended or takes a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if is_healthy(url):
            return
        time.sleep(0.05)
    raise AssertionError(f"the server did not become ready:\n{log.read_text()}")
