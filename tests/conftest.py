"""What every test can ask for. The database of a run is SQLite, or PostgreSQL with TEST_DATABASE=postgres.

This file sets the environment before anything of eventapp is imported: it must not import it at the top.
"""

import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, ExitStack
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import pytest

from tests import postgres

pytest_plugins = ["tests.browser"]

# What the whole run holds open: the PostgreSQL server and the folder of data.
_run = ExitStack()
_folders: list[Path] = []
_SERVER = "EVENTAPP_TESTS_POSTGRES"
# The folder of published schedules and ballots, to try the import and the count on.
_REAL_DATA = "EVENTAPP_REAL_DATA"
# What a run stores, with much to spare, in bytes.
_ROOM = 2_000_000_000
# A test that asks for none of these gives the same whatever the database.
_DATABASES = {"database", "new_database", "migrated_database"}

# `pytest --hypothesis-profile=thorough` looks for longer.
hypothesis.settings.register_profile("tests", deadline=None, database=None, print_blob=True, max_examples=30)
hypothesis.settings.register_profile("thorough", hypothesis.settings.get_profile("tests"), max_examples=1000)
hypothesis.settings.load_profile("tests")


# --- the run ---------------------------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    # What is gathered stays: to go through it for garbage again and again takes a third of the time of gathering.
    gc.disable()
    _forget_settings()
    folder = Path(tempfile.mkdtemp(prefix="eventapp-tests-", dir=_memory()))
    _run.callback(shutil.rmtree, folder, ignore_errors=True)
    _folders.append(folder)
    os.environ["EVENTAPP_DATA_DIR"] = str(folder / "data")
    os.environ["EVENTAPP_BASE_URL"] = "http://test.example"
    if on_postgres() and _SERVER not in os.environ:
        # Started once, by the process that starts the workers: they inherit the variable.
        if postgres.binaries() is None:
            raise pytest.UsageError(f"TEST_DATABASE=postgres: {postgres.NOT_FOUND}")
        os.environ[_SERVER] = str(_run.enter_context(postgres.running()))
        _run.callback(os.environ.pop, _SERVER)
    if _runs_tests(config):
        os.environ["EVENTAPP_DATABASE_URL"] = _new_database()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    _run.close()


def on_postgres() -> bool:
    """Whether this run's database is PostgreSQL."""
    return os.environ.get("TEST_DATABASE") == "postgres"


def _forget_settings() -> None:
    # A developer's own mail server or database must not be found by a test.
    for name in [name for name in os.environ if name.startswith("EVENTAPP_") and name not in (_SERVER, _REAL_DATA)]:
        del os.environ[name]
    os.environ.pop("PORT", None)


def _memory() -> str | None:
    """A folder in memory, where there is one with room: on a disk each of a hundred thousand commits waits for it."""
    folder = "/dev/shm"
    is_there = os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > _ROOM
    return folder if is_there else None


def _runs_tests(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput") or config.getoption("dist", "no") == "no"


def _new_database(like: str = "") -> str:
    """The URL of one more database: an empty one, or a copy of the one at this URL, which nobody has open."""
    if on_postgres():
        return postgres.new_database(Path(os.environ[_SERVER]), like)
    url = f"sqlite:///{tempfile.mkdtemp(dir=_folders[-1])}/test.db"
    if like:
        shutil.copy(like.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))
    return url


@cache
def _migrated() -> str:
    """The URL of a database to copy, since migrating takes a second."""
    url = _new_database()
    environment = {**os.environ, "EVENTAPP_DATABASE_URL": url}
    subprocess.run([sys.executable, "-m", "eventapp", "migrate"], env=environment, check=True, capture_output=True)
    return url


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        asked_for = set(getattr(item, "fixturenames", ()))
        if _DATABASES & asked_for:
            item.add_marker("database")
        if "new_client" in asked_for:
            item.add_marker("pages")


# --- what is left out, said loudly -----------------------------------------------------------------------------------


def pytest_report_header() -> str:
    return f"database: {'PostgreSQL on ' + os.environ[_SERVER] if on_postgres() else 'SQLite'}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    if reasons:
        terminalreporter.section("LEFT OUT", sep="!", yellow=True, bold=True)
        for reason, count in reasons.most_common():
            terminalreporter.line(f"{count} left out: {reason.removeprefix('Skipped: ')}", yellow=True, bold=True)
    counts_file = os.environ.get("TEST_COUNTS")
    if counts_file:
        counts = {kind: len(reports) for kind, reports in terminalreporter.stats.items() if kind}
        Path(counts_file).write_text(json.dumps(counts))


# --- the database ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """One event loop for the whole run: the pool of the database belongs to it."""
    return "asyncio"


@pytest.fixture(scope="session")
async def database(anyio_backend: str) -> AsyncIterator[None]:
    """The migrated database of this worker, its pool open."""
    from eventapp import db, schema

    await schema.migrate()
    await db.start()
    yield
    await db.stop()


@pytest.fixture
async def db(database: None) -> AsyncIterator[None]:
    """An empty database. What the test stores is really committed, and really deleted after it."""
    yield
    from eventapp.programme import published_pages

    await _empty_every_table()
    published_pages.forget()


async def _empty_every_table() -> None:
    from eventapp import db, schema

    tables = {table._meta.tablename: table for table in schema.tables_children_first()}
    # One question for all of them, since a test fills few.
    questions = (f"SELECT '{name}' AS name WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables)
    filled = {row["name"] for row in await next(iter(tables.values())).raw(" UNION ALL ".join(questions))}
    async with db.transaction():
        for name, table in tables.items():
            if name in filled:
                await table.delete(force=True)


@pytest.fixture
def new_database() -> str:
    """The URL of an empty, unmigrated database of one's own, of the kind that this run uses."""
    return _new_database()


@pytest.fixture
def migrated_database() -> str:
    """The URL of a migrated, empty database of one's own."""
    return _new_database(like=_migrated())


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder for temporary files, in which nothing was made before."""
    from eventapp.made_before import folder

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder.cache_clear()
    yield tmp_path
    folder.cache_clear()


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> Callable[[], AbstractContextManager[Any]]:
    """`with queries() as counted:` counts what the database is asked inside: `counted.count`, `counted.texts`."""
    from eventapp import db
    from eventapp.programme import published_pages

    # Else a slow machine would now and then be asked once more whether another process has published.
    monkeypatch.setattr(published_pages, "LOOK_EVERY_SECONDS", float("inf"))
    return db.count_queries


# --- the program -----------------------------------------------------------------------------------------------------


@pytest.fixture
async def new_client(db: None) -> AsyncIterator[Callable[[], httpx.AsyncClient]]:
    """A function that opens one more browser on the same running program, for tests with several people."""
    from eventapp.event.pages import kept
    from eventapp.programme import published_pages
    from tests.everywhere import UNCOMPRESSED, the_program

    # Each process remembers what it found published: what the test before published is gone.
    published_pages.forget()
    kept.forget()
    app = the_program()
    async with AsyncExitStack() as opened:

        def open_one() -> httpx.AsyncClient:
            client = httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url="http://test.example", headers=UNCOMPRESSED
            )
            opened.push_async_callback(client.aclose)
            return client

        yield open_one


@pytest.fixture
def client(new_client: Callable[[], httpx.AsyncClient]) -> httpx.AsyncClient:
    """A browser without scripts or a cookie yet, at http://test.example."""
    return new_client()


class Clock:
    """The time that eventapp sees. It stands still until it is set or moved."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        return self._now

    def set(self, instant: datetime) -> None:
        assert instant.tzinfo, "a clock shows an instant: give it a time zone"
        self._now = instant

    def advance(self, step: timedelta) -> None:
        self._now += step


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stops eventapp's clock at this moment; `clock.set(instant)` and `clock.advance(timedelta)` move it."""
    from eventapp import clock as the_clock

    stopped = Clock(the_clock.now())
    monkeypatch.setattr(the_clock, "source", stopped)
    return stopped
