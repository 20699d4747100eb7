"""`python -m tests [pytest's options]`: the suite on SQLite, then what needs a database on PostgreSQL; a summary."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest

from tests import postgres

# Rules know of no database, and what pages say is the same on both: there tests/test_everywhere.py asks for every page
# and sends every form, and what people do is done again. `TEST_DATABASE=postgres pytest` runs all of it.
ON_THE_SECOND = ["-m", "database and not browser and not pages and not once"]
WIDTH = 100


def _main(options: list[str]) -> int:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="eventapp-counts-") as folder:
        runs = [_run("sqlite", options, Path(folder))]
        if postgres.binaries():
            runs.append(_run("postgres", [*options, *ON_THE_SECOND], Path(folder)))
        else:
            _banner(f"LEFT OUT: the suite on PostgreSQL: {postgres.NOT_FOUND}", "!")
            if postgres.required():
                runs.append((pytest.ExitCode.TESTS_FAILED, Counter(error=1)))
    status = _status([status for status, _ in runs], narrowed=bool(options))
    counts = sum((counts for _, counts in runs), Counter[str]())
    _banner(f"{_sentence(counts, status)} in {time.monotonic() - started:.2f}s")
    return status


def _run(database: str, options: list[str], folder: Path) -> tuple[int, Counter[str]]:
    _banner(f"the suite on {database}")
    counts_file = folder / database
    environment = {**os.environ, "TEST_DATABASE": database, "TEST_COUNTS": str(counts_file)}
    # A run starts dozens of processes: where nothing compiled is kept, each would compile everything again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    # Whoever has nothing left to do takes over what others have waiting.
    command = [sys.executable, "-m", "pytest", "-n", str(_workers()), "--dist", "worksteal", *options]
    status = subprocess.run(command, env=environment, check=False).returncode
    if not counts_file.exists():
        # pytest itself broke before its summary.
        return status or pytest.ExitCode.INTERNAL_ERROR, Counter(error=1)
    return status, Counter(json.loads(counts_file.read_text()))


def _workers() -> int:
    # One more than there are cores, since each waits for servers and browsers now and then. Each holds a database pool
    # and perhaps a browser: beyond a few, memory is what runs out.
    return min((os.cpu_count() or 1) + 1, 6)


def _status(statuses: list[int], *, narrowed: bool) -> int:
    """The first failure. A run that was narrowed may find no test on one of the databases."""
    nothing_ran = pytest.ExitCode.NO_TESTS_COLLECTED
    if narrowed and any(status != nothing_ran for status in statuses):
        statuses = [status for status in statuses if status != nothing_ran]
    return next((status for status in statuses if status), 0)


def _sentence(counts: Counter[str], status: int) -> str:
    """As pytest says it, so that whatever reads pytest's last line can read this one."""
    if status and not counts["failed"] + counts["error"]:
        counts["error"] += 1
    names = {"failed": "failed", "passed": "passed", "skipped": "skipped"}
    parts = [f"{counts[kind]} {name}" for kind, name in names.items() if counts[kind]]
    if counts["error"]:
        parts.append("1 error" if counts["error"] == 1 else f"{counts['error']} errors")
    return ", ".join(parts) or "no tests ran"


def _banner(text: str, line: str = "=") -> None:
    print(f"{line * 3} {text} {line * 3}".center(WIDTH, line), flush=True)


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
