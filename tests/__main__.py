"""`python -m tests [pytest's options]`: the suite on SQLite and, beside it, what needs a database on PostgreSQL.

But for looking at every page with axe: `make audit` does that.
"""

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

# A sixth of all the time. `make audit` is for whoever changes how pages look, and for what is handed in.
AUDIT_APART = ["--ignore=tests/axe"]
# Rules know of no database, and what pages say is the same on both: there tests/test_everywhere.py asks for every page
# and sends every form, and what people do is done again. `TEST_DATABASE=postgres pytest` runs all of it.
ON_THE_SECOND = ["-m", "database and not browser and not pages and not once"]
WIDTH = 100


def _main(options: list[str]) -> int:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="eventapp-counts-") as folder:
        # At once, since each waits for servers, disks and browsers now and then. The second says all at the end.
        beside = postgres.binaries() and _Run("postgres", [*options, *ON_THE_SECOND], Path(folder), in_silence=True)
        runs = [_Run("sqlite", options, Path(folder)).ended()]
        if beside:
            runs.append(beside.ended())
        else:
            _banner(f"LEFT OUT: the suite on PostgreSQL: {postgres.NOT_FOUND}", "!")
            if postgres.required():
                runs.append((pytest.ExitCode.TESTS_FAILED, Counter(error=1)))
    status = _status([status for status, _ in runs], narrowed=bool(options))
    counts = sum((counts for _, counts in runs), Counter[str]())
    _banner(f"{_sentence(counts, status)} in {time.monotonic() - started:.2f}s")
    return status


class _Run:
    """A run of the suite on one of the databases, from the moment that this is made."""

    def __init__(self, database: str, options: list[str], folder: Path, *, in_silence: bool = False) -> None:
        self._counts, self._said = folder / f"{database}.counts", folder / f"{database}.said"
        self._title = f"the suite on {database}"
        environment = {**os.environ, "TEST_DATABASE": database, "TEST_COUNTS": str(self._counts)}
        # A run starts dozens of processes: where nothing compiled is kept, each would compile everything again.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-m", "pytest", *AUDIT_APART, *_shared_out(_workers(database)), *options]
        if in_silence:
            with self._said.open("wb") as said:
                self._process = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT)
        else:
            _banner(self._title)
            self._process = subprocess.Popen(command, env=environment)

    def ended(self) -> tuple[int, Counter[str]]:
        """Its status and how many tests came to what, once it has ended and all that it said is shown."""
        status = self._process.wait()
        if self._said.exists():
            _banner(self._title)
            print(self._said.read_text(errors="replace"), flush=True)
        if not self._counts.exists():
            # pytest itself broke before its summary.
            return status or pytest.ExitCode.INTERNAL_ERROR, Counter(error=1)
        return status, Counter(json.loads(self._counts.read_text()))


def _shared_out(workers: int) -> list[str]:
    # Whoever has nothing left to do takes over what others have waiting. One alone needs nobody to hand it tests.
    return ["-n", str(workers), "--dist", "worksteal"] if workers > 1 else []


def _workers(database: str) -> int:
    # One more than there are cores. PostgreSQL, where a fifth of the work is done, has a third of that beside them: it
    # is to end first, since whoever is alone at the end leaves cores idle. Each holds a database pool and perhaps a
    # browser: beyond a few, memory is what runs out.
    most = min((os.cpu_count() or 1) + 1, 6)
    return most if database == "sqlite" else most // 3 or 1


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
