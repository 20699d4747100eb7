"""What the CalDAV server Radicale gives back of each calendar in a folder: python read_radicale.py FOLDER.

Prints for each calendar its entries as they come back, and for each uid in `starts.json` which uids Radicale finds in
the first minute of its entry: it has worked out the times for itself. It runs among the clients' packages, not among
the program's.
"""

import base64
import importlib
import io
import json
import re
import sys
import tempfile
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SOMEBODY = f"Basic {base64.b64encode(b'jo:any').decode()}"
QUERY = (
    '<?xml version="1.0"?><C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop>'
    '<C:calendar-data/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{}'
    "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
)
DATA = "{urn:ietf:params:xml:ns:caldav}calendar-data"


def _radicale(folder: str) -> Any:
    # By name, since it is not there where the program's types are checked.
    configuration = importlib.import_module("radicale.config").load()
    settings = {
        "storage": {"filesystem_folder": folder},
        "auth": {"type": "none"},
        "rights": {"type": "authenticated"},
        "logging": {"level": "error"},
    }
    configuration.update(settings, "the tests", privileged=True)
    return importlib.import_module("radicale.app").Application(configuration)


def _asked(server: Any, method: str, path: str, body: bytes) -> tuple[int, str]:
    status: list[int] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_TYPE": "text/calendar; charset=utf-8" if method == "PUT" else "application/xml; charset=utf-8",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_DEPTH": "1",
        "HTTP_AUTHORIZATION": SOMEBODY,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
    }
    parts = server(environ, lambda line, _headers: status.append(int(line.split()[0])))
    return status[0], b"".join(parts).decode()


def _found(server: Any, path: str, inner: str) -> list[str]:
    status, answer = _asked(server, "REPORT", path, QUERY.format(inner).encode())
    assert status == 207, answer
    return [node.text or "" for node in ET.fromstring(answer).iter(DATA)]


def _uid(text: str) -> str:
    [uid] = re.findall(r"^UID:(.*?)\r?$", text.replace("\r\n ", ""), re.MULTILINE)
    return str(uid)


def _minute(seconds: int) -> str:
    first, last = (datetime.fromtimestamp(moment, UTC).strftime("%Y%m%dT%H%M%SZ") for moment in (seconds, seconds + 60))
    return f'<C:time-range start="{first}" end="{last}"/>'


def main(folder: Path) -> None:
    starts: dict[str, dict[str, int]] = json.loads((folder / "starts.json").read_text())
    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as storage:
        server = _radicale(storage)
        for file in sorted(folder.glob("*.ics")):
            path = f"/jo/{file.stem}/"
            status, answer = _asked(server, "PUT", path, file.read_bytes())
            assert status == 201, answer
            told[file.stem] = {
                "entries": _found(server, path, ""),
                "at": {
                    uid: [_uid(text) for text in _found(server, path, _minute(start))]
                    for uid, start in starts.get(file.stem, {}).items()
                },
            }
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
