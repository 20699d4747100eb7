"""A PostgreSQL server for one run: in a folder of its own, on a socket only, gone afterwards even when the run crashes.

As a command it runs another one with EVENTAPP_DATABASE_URL naming an empty database on such a server:

    python -m tests.postgres -- python -m eventapp.schema
"""

import asyncio
import itertools
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

NOT_FOUND = "no PostgreSQL server found (initdb on PATH or under /usr/lib/postgresql)"
USER = "eventapp"
# Nothing here outlives the run, so nothing waits for a disk.
# Its own cleaning would hold old rows for a moment, and tests look at what is left in the files.
OPTIONS = (
    "autovacuum=off",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "timezone=UTC",
)

_numbers = itertools.count(1)


class CannotStart(Exception):
    """The server is installed and does not start. The text holds what it said."""


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, of the newest version found, or None."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: float(folder.parent.name), default=None)


def required() -> bool:
    """Whether leaving PostgreSQL out is a failure."""
    return os.environ.get("REQUIRE_POSTGRES") == "1"


@contextmanager
def running() -> Iterator[Path]:
    """Runs a server; the value is its socket folder, for `new_database`. Raises `CannotStart`."""
    # The server belongs to a process of its own, which stops it when this pipe closes: that happens
    # however this process ends, and an interrupt at the keyboard does not reach it.
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres", "keep"],
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert keeper.stdin
    assert keeper.stdout
    try:
        answer = keeper.stdout.readline().strip()
        if not answer.startswith("/"):
            raise CannotStart(answer + keeper.stdout.read())
        yield Path(answer)
    finally:
        keeper.stdin.close()
        keeper.wait()
        keeper.stdout.close()


def new_database(server: Path, like: str = "") -> str:
    """Makes a database on a running server and returns its URL. Not to be called from async code.

    It is empty, or a copy of the one at the URL `like`, which nobody may have open.
    """
    name = f"run_{os.getpid()}_{next(_numbers)}"
    asyncio.run(_create(server, name, urlsplit(like).path.strip("/") or "template1"))
    return _url(server, name)


async def _create(server: Path, name: str, template: str) -> None:
    connection = await asyncpg.connect(_url(server, "postgres"))
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    finally:
        await connection.close()


def _url(server: Path, name: str) -> str:
    return f"postgresql://{USER}@/{name}?host={server}"


def _keep() -> None:
    found = binaries()
    if found is None:
        print(NOT_FOUND)
        return
    # Not $TMPDIR: a socket's path has to be short, and another user has to get there.
    folder = Path(tempfile.mkdtemp(prefix="eventapp-pg-", dir="/tmp"))
    user = _server_user()
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)

    def run(*words: str | Path) -> None:
        # The server keeps what it is started with, and would hold the pipe to our reader open.
        with (folder / "said").open("a") as said:
            subprocess.run(
                words,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                check=True,
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
            )

    data, log = folder / "data", folder / "log"
    options = " ".join(f"-c {option}" for option in OPTIONS)
    try:
        run(found / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        run(
            *(found / "pg_ctl", "start", "--silent", "--wait", "-D", data, "-l", log),
            *("-o", f"-k {folder} -c listen_addresses='' {options}"),
        )
        print(folder, flush=True)
        sys.stdin.read()
        run(found / "pg_ctl", "stop", "--silent", "--mode=immediate", "-D", data)
    except subprocess.CalledProcessError as problem:
        print(problem, *(file.read_text() for file in (folder / "said", log) if file.exists()), sep="\n")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server_user() -> pwd.struct_passwd | None:
    # PostgreSQL refuses to run as root.
    if os.geteuid() != 0:
        return None
    users = {entry.pw_name: entry for entry in pwd.getpwall()}
    return users.get("postgres") or users["nobody"]


def _main(words: list[str]) -> int:
    if words == ["keep"]:
        _keep()
        return 0
    if words[:1] != ["--"] or len(words) == 1:
        print(__doc__)
        return 2
    if binaries() is None:
        print(f"LEFT OUT: {' '.join(words[1:])}: {NOT_FOUND}")
        return 1 if required() else 0
    with running() as server:
        environment = {**os.environ, "EVENTAPP_DATABASE_URL": new_database(server)}
        return subprocess.run(words[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
