"""Programs of others that subscribe to feeds or read them, each run once for all feeds: see `make clients`."""

import json
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
THERE = HERE.parent.parent / ".clients"
PYTHON = THERE / "venv" / "bin" / "python"
NODE_MODULES = THERE / "node_modules"
# Where the subscribers are: no feed is about this zone.
ZONE = "Pacific/Auckland"

# Start and end (Unix seconds), summary, location and status.
Shown = tuple[int, int, str, str, str]


@contextmanager
def served(feeds: Mapping[str, bytes]) -> Iterator[str]:
    """Serves each feed under its name and `.ics`, as it is at the moment; the value is the address of them all."""

    class Feeds(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = feeds[self.path.strip("/").removesuffix(".ics")]
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (likewise)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Feeds)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def run(*command: object, **environment: str) -> str:
    """What the program prints. Raises with what it complained of."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": ZONE, **environment},
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


class Subscriber:
    """Somebody who keeps the feeds with vdirsyncer and looks at them with khal."""

    def __init__(self, folder: Path, address: str, names: list[str]) -> None:
        self._environment = {"HOME": str(folder), "VDIRSYNCER_CONFIG": str(folder / "vdirsyncer")}
        self._khal = folder / "khal"
        pairs = [_pair(name, folder, address) for name in names]
        (folder / "vdirsyncer").write_text("\n".join([f'[general]\nstatus_path = "{folder}/status"', *pairs]))
        calendars = "".join(f"[[{name}]]\npath = {folder}/kept/{name}\n" for name in names)
        self._khal.write_text(_KHAL.format(calendars=calendars, folder=folder, zone=ZONE))
        for name in names:
            (folder / "kept" / name).mkdir(parents=True)
        run(PYTHON, "-m", "vdirsyncer", "discover", **self._environment)

    def sync(self) -> None:
        run(PYTHON, "-m", "vdirsyncer", "sync", **self._environment)

    def seen(self, first: str, last: str) -> dict[str, list[Shown]]:
        """What khal shows between two days by feed, in order. vdirsyncer gives entries ids of its own."""
        columns = ("calendar", "start-long", "end-long", "title", "location", "status")
        wanted = [part for column in columns for part in ("--json", column)]
        told = run(PYTHON, "-m", "khal", "-c", self._khal, "list", *wanted, first, last, **self._environment)
        found: dict[str, set[Shown]] = {}
        # A list for each day; what goes on over midnight is in two of them.
        for one in (one for line in told.splitlines() for one in json.loads(line)):
            shown = (_seconds(one["start-long"]), _seconds(one["end-long"]), one["title"], one["location"])
            found.setdefault(one["calendar"], set()).add((*shown, one["status"].strip()))
        return {name: sorted(shown) for name, shown in found.items()}


def _pair(name: str, folder: Path, address: str) -> str:
    return f"""
[pair {name}]
a = "{name}_feed"
b = "{name}_kept"
collections = null
conflict_resolution = "a wins"
[storage {name}_feed]
type = "http"
url = "{address}/{name}.ics"
[storage {name}_kept]
type = "filesystem"
path = "{folder}/kept/{name}"
fileext = ".ics"
"""


_KHAL = """
[calendars]
{calendars}
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M:%S
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M:%S
longdatetimeformat = %Y-%m-%d %H:%M:%S
[default]
show_all_days = False
[sqlite]
path = {folder}/khal.db
"""


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).timestamp())


def by_radicale(folder: Path) -> dict[str, Any]:
    """What `read_radicale.py` tells of the calendars in this folder."""
    told: dict[str, Any] = json.loads(run(PYTHON, HERE / "read_radicale.py", folder))
    return told


def by_node(folder: Path) -> dict[str, dict[str, dict[str, Shown]]]:
    """What `read.cjs` tells of them: by client, feed and uid."""
    told = json.loads(run("node", HERE / "read.cjs", folder, NODE_PATH=str(NODE_MODULES)))
    return {
        client: {name: {uid: tuple(rest) for uid, *rest in entries} for name, entries in feeds.items()}
        for client, feeds in told.items()
    }
