"""Several processes on one database, and processes that end."""

import subprocess
from collections.abc import Callable

import pytest

Python = Callable[[str], "subprocess.Popen[str]"]

WRITE_64 = """
import asyncio
from eventapp import db

async def write():
    async with db.transaction():
        found = await db.engine().run_ddl("SELECT height FROM shelf" + ("" if db.is_sqlite() else " FOR UPDATE"))
        await db.engine().run_ddl(f"UPDATE shelf SET height = {found[0]['height'] + 1}")

async def main():
    await db.start()
    await asyncio.gather(*(write() for _ in range(64)))
    await db.stop()

asyncio.run(main())
"""

MAKE_SHELF = """
import asyncio
from eventapp import db

async def main():
    await db.engine().run_ddl("CREATE TABLE shelf (height INTEGER NOT NULL)")
    await db.engine().run_ddl("INSERT INTO shelf VALUES (0)")

asyncio.run(main())
"""

HEIGHT = """
import asyncio
from eventapp import db

print((asyncio.run(db.engine().run_ddl("SELECT height FROM shelf")))[0]["height"])
"""

# The pool is never closed, as when a program falls over.
FAIL_TO_COMMIT = """
import asyncio
from eventapp import db

async def main():
    await db.start()
    await db.engine().run_ddl("CREATE TABLE shelf (id INTEGER PRIMARY KEY)")
    await db.engine().run_ddl(
        "CREATE TABLE cup (shelf INTEGER REFERENCES shelf (id) DEFERRABLE INITIALLY DEFERRED)"
    )
    try:
        with db.broken_rule():
            async with db.transaction():
                await db.engine().run_ddl("INSERT INTO cup VALUES (99)")
    except db.Broken:
        print("refused")

asyncio.run(main())
"""

FAIL_TO_START = """
import asyncio
from eventapp import db

async def main():
    try:
        await db.start()
    except Exception:
        print("refused")

asyncio.run(main())
"""


def said(process: "subprocess.Popen[str]") -> str:
    """What the process printed, once it has ended."""
    text, _ = process.communicate(timeout=60)
    assert process.returncode == 0, text
    return text.strip()


def test_two_processes_with_64_writers_each_lose_nothing_and_wait_for_each_other(python: Python) -> None:
    said(python(MAKE_SHELF))

    processes = [python(WRITE_64), python(WRITE_64)]

    assert [said(process) for process in processes] == ["", ""]
    assert said(python(HEIGHT)) == "128"


def test_a_process_ends_after_a_commit_that_failed(python: Python) -> None:
    assert said(python(FAIL_TO_COMMIT)) == "refused"


def test_a_process_ends_after_its_database_could_not_be_opened(
    python: Python, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = url.replace("/test.db", "/no-such-folder/test.db").replace("?host=", "?host=/nowhere")

    assert said(python(f"import os; os.environ['EVENTAPP_DATABASE_URL'] = '{elsewhere}'\n{FAIL_TO_START}")) == "refused"


def test_two_processes_that_migrate_at_once_migrate_once(python: Python) -> None:
    migrate = "import asyncio; from eventapp import schema; print(len(asyncio.run(schema.migrate())))"

    ran = sorted(int(said(process)) for process in [python(migrate), python(migrate), python(migrate)])

    again = int(said(python(migrate)))
    assert ran[:2] == [0, 0]
    assert ran[2] >= 1
    assert again == 0
