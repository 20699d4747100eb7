"""The program as people meet it: started as a process, and looked at with the system's own Chromium."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from tests.servers import free_port, wait_until_healthy

NOT_FOUND = "no Chromium found (chromium, chromium-browser, google-chrome on PATH)"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str | None:
    """Where the system's Chromium is, or None."""
    # First the one without windows, which does the same in two thirds of the time.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


def pytest_report_header() -> str:
    return f"browser: {executable() or 'LEFT OUT: ' + NOT_FOUND}"


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    for item in items:
        if {"browser", "blind_browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
    yield
    items[:] = _in_parts(items, getattr(config, "workerinput", {}).get("workercount", 1))


def _in_parts(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """The same tests: each worker, which is handed the next part of them, begins with its share of a browser's.

    They take longest: what began with them ends evenly.
    """
    with_browser = [item for item in items if item.get_closest_marker("browser")]
    others = [item for item in items if not item.get_closest_marker("browser")]
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        share = with_browser[worker::workers]
        # As xdist counts.
        size = (len(items) - len(ordered)) // (workers - worker)
        fill = max(0, size - len(share))
        ordered += [*share, *others[:fill]]
        others = others[fill:]
    return ordered + others


# --- the program -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Server:
    """A running installation: its address, and its environment for further commands."""

    url: str
    environment: dict[str, str]

    def command(self, *words: str) -> str:
        """Runs `eventapp WORDS` on the same data and returns what it printed."""
        done = subprocess.run(_program(*words), env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"eventapp {' '.join(words)}\n{done.stdout}{done.stderr}"
        return done.stdout


@contextmanager
def serving(folder: Path, database_url: str, *, workers: int = 1) -> Iterator[Server]:
    """Runs `eventapp serve` on a folder, from the first answer on /health until the block ends."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("EVENTAPP_")},
        "EVENTAPP_DATA_DIR": str(folder),
        "EVENTAPP_DATABASE_URL": database_url,
        "EVENTAPP_BASE_URL": url,
        "EVENTAPP_WORKERS": str(workers),
        "PORT": str(port),
    }
    folder.mkdir(exist_ok=True)
    log = folder / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            _program("serve"), env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        wait_until_healthy(url, process, log)
        yield Server(url, environment)
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            pytest.fail(f"the server did not stop when asked to:\n{log.read_text()}")


@pytest.fixture
def server(tmp_path: Path, migrated_database: str) -> Iterator[Server]:
    """A new, empty installation of one's own, running."""
    with serving(tmp_path / "data", migrated_database) as server:
        yield server


_site = ExitStack()
_running: list[Server] = []


@pytest.fixture
def site(database: None) -> Server:
    """The program as a process on the database of these tests, one for all of them that have a browser."""
    if not _running:
        _running.append(
            _site.enter_context(serving(Path(os.environ["EVENTAPP_DATA_DIR"]), os.environ["EVENTAPP_DATABASE_URL"]))
        )
    return _running[0]


def pytest_runtest_setup(item: pytest.Item) -> None:
    # Others must not have it beside them: it delivers, counts and plans on the database that they look at.
    if not item.get_closest_marker("browser"):
        _stop_site()


def pytest_sessionfinish() -> None:
    _stop_site()


def _stop_site() -> None:
    _running.clear()
    _site.close()


def _program(*words: str) -> list[str]:
    return [sys.executable, "-m", "eventapp", *words]


# --- the browser -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
async def browser(anyio_backend: str) -> AsyncIterator[Browser]:
    """The system's Chromium. A test that asks for it is marked `browser`."""
    async with _chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
async def blind_browser(anyio_backend: str) -> AsyncIterator[Browser]:
    """One that lays pages out and never draws them, for looking at what a page is. In it nothing can be pressed."""
    # A frame is drawn when it is asked for, which nobody does. What runs once on each page is not worth optimising.
    async with _chromium("--enable-begin-frame-control", "--js-flags=--no-turbofan --no-maglev") as browser:
        yield browser


@asynccontextmanager
async def _chromium(*flags: str) -> AsyncIterator[Browser]:
    path = executable()
    if path is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(NOT_FOUND)
        pytest.skip(NOT_FOUND)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        yield browser
        await browser.close()


def watch(page: Page) -> list[str]:
    """A list that fills with what the browser complains of on this page: failing scripts, refused styles and images."""
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        # Pages of ours answer 404 and 422 on purpose; the browser logs that as an error too.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            complaints.append(message.text)

    page.on("console", on_console)
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    return complaints
