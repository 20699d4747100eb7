"""Running the web application under granian: its processes, its log."""

import logging
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.utils.proxies import wrap_asgi_with_proxy_headers

from eventapp.settings import settings


def serve() -> None:
    """Serves until the process is told to stop; requests that have begun are answered first."""
    Granian(
        "eventapp.serving:application",
        factory=True,
        address=settings().listen,
        port=settings().port,
        interface=Interfaces.ASGI,
        workers=settings().workers,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        websockets=False,
        backpressure=1000,
        log_level="warning",  # type: ignore[arg-type]
        # No access log: paths of personal links are secrets.
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        working_dir=Path(__file__).parent.parent,
    ).serve()


def application() -> Any:
    """What each server process runs: an ASGI application."""
    # The process that starts the others, and watches them, needs no pages.
    from eventapp.app import create_app  # noqa: PLC0415

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # Tries of booking codes are counted by address: behind a proxy everybody would share one.
    return wrap_asgi_with_proxy_headers(create_app(), settings().trusted_proxies)
