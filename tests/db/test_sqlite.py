"""What only SQLite does."""

import asyncio
import sqlite3
import stat
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from eventapp.db.sqlite import PooledSQLiteEngine


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[PooledSQLiteEngine]:
    engine = PooledSQLiteEngine(str(tmp_path / "cupboard.db"), patience=0.05)
    await engine.start_connection_pool()
    await engine.run_ddl("CREATE TABLE cup (id INTEGER PRIMARY KEY, label TEXT, room INTEGER)")
    yield engine
    await engine.close_connection_pool()


@pytest.fixture
def other(engine: PooledSQLiteEngine) -> Iterator[sqlite3.Connection]:
    """A connection as another process has it. It can be used from any thread."""
    other = sqlite3.connect(engine.path, isolation_level=None, check_same_thread=False)
    yield other
    other.close()


async def put(engine: PooledSQLiteEngine, label: str) -> None:
    async with engine.transaction():
        await engine.run_ddl(f"INSERT INTO cup (label) VALUES ('{label}')")


async def labels(engine: PooledSQLiteEngine) -> list[str]:
    return [row["label"] for row in await engine.run_ddl("SELECT label FROM cup ORDER BY id")]


async def test_readers_cannot_write(engine: PooledSQLiteEngine) -> None:
    async with engine.lease("SELECT 1") as reader:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await reader.fetch("INSERT INTO cup (label) VALUES ('mug')")

    assert await labels(engine) == []


async def test_reading_goes_on_while_somebody_writes(engine: PooledSQLiteEngine, other: sqlite3.Connection) -> None:
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO cup (label) VALUES ('mug')")

    found = await asyncio.gather(*(labels(engine) for _ in range(20)))

    assert found == [[]] * 20


async def test_while_another_process_writes_too_long_nothing_is_lost_but_the_one_write(
    engine: PooledSQLiteEngine, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await put(engine, "mug")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await engine.run_ddl("DELETE FROM cup")
    other.execute("ROLLBACK")
    await put(engine, "beaker")

    assert await labels(engine) == ["beaker"]


async def test_a_writer_waits_for_another_process(
    engine: PooledSQLiteEngine, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            other.execute("COMMIT")

    monkeypatch.setattr("eventapp.db.sqlite.time.sleep", wait)
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO cup (label) VALUES ('theirs')")

    await put(engine, "ours")

    assert await labels(engine) == ["theirs", "ours"]
    assert len(waited) == 3


async def test_cancelled_while_it_waits_for_another_process_a_writer_leaves_the_next_its_turn(
    engine: PooledSQLiteEngine, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, waiting = asyncio.get_running_loop(), asyncio.Event()
    monkeypatch.setattr("eventapp.db.sqlite.time.sleep", lambda _: loop.call_soon_threadsafe(waiting.set))
    other.execute("BEGIN IMMEDIATE")
    task = asyncio.create_task(put(engine, "mug"))
    await waiting.wait()

    task.cancel()
    other.execute("ROLLBACK")

    with pytest.raises(asyncio.CancelledError):
        await task
    await put(engine, "beaker")
    assert await labels(engine) == ["beaker"]


async def test_every_connection_has_its_pragmas(engine: PooledSQLiteEngine) -> None:
    async def pragmas(sql: str) -> list[Any]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        async with engine.lease(sql) as connection:
            return [next(iter((await connection.fetch(f"PRAGMA {name}"))[0].values())) for name in names]

    assert await pragmas("SELECT 1") == ["wal", 2, 1, 1]
    assert await pragmas("UPDATE") == ["wal", 2, 1, 1]


def read_files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


async def test_what_was_deleted_is_not_in_the_file_any_more(engine: PooledSQLiteEngine) -> None:
    await put(engine, "voted for the sauna")
    await engine.run_ddl("DELETE FROM cup")

    await engine.close_connection_pool()

    files = read_files(Path(engine.path).parent)
    assert list(files) == ["cupboard.db"]
    assert b"sauna" not in files["cupboard.db"]


async def test_only_its_user_may_read_the_file(engine: PooledSQLiteEngine) -> None:
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in Path(engine.path).parent.iterdir()}

    assert modes == {"cupboard.db": 0o600, "cupboard.db-wal": 0o600, "cupboard.db-shm": 0o600}


async def test_a_rebuilt_table_keeps_the_rows_of_others_that_refer_to_it(engine: PooledSQLiteEngine) -> None:
    await engine.run_ddl("CREATE TABLE handle (cup INTEGER REFERENCES cup (id) ON DELETE CASCADE)")
    await put(engine, "mug")
    await engine.run_ddl("INSERT INTO handle (cup) VALUES (1)")

    async with engine.migration():
        await engine.run_ddl("CREATE TABLE new (id INTEGER PRIMARY KEY, label TEXT NOT NULL)")
        await engine.run_ddl("INSERT INTO new SELECT id, label FROM cup")
        await engine.run_ddl("DROP TABLE cup")
        await engine.run_ddl("ALTER TABLE new RENAME TO cup")

    assert await engine.run_ddl("SELECT cup FROM handle") == [{"cup": 1}]
    with pytest.raises(sqlite3.IntegrityError):
        await engine.run_ddl("INSERT INTO handle (cup) VALUES (2)")


async def test_a_migration_that_leaves_rows_referring_to_nothing_is_undone(engine: PooledSQLiteEngine) -> None:
    await engine.run_ddl("CREATE TABLE handle (cup INTEGER REFERENCES cup (id))")
    await put(engine, "mug")
    await engine.run_ddl("INSERT INTO handle (cup) VALUES (1)")

    with pytest.raises(RuntimeError, match="refer to nothing"):
        async with engine.migration():
            await engine.run_ddl("DELETE FROM cup")

    assert await labels(engine) == ["mug"]


async def test_a_pool_that_could_not_be_opened_leaves_no_thread_behind(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text(
        "this is no database, it is long enough to be looked at, and it is plain text\n" * 20
    )
    before = threading.active_count()

    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        await PooledSQLiteEngine(str(tmp_path / "text.db")).start_connection_pool()

    assert threading.active_count() == before


async def test_an_old_sqlite_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.34.1")

    with pytest.raises(RuntimeError, match="is needed"):
        await PooledSQLiteEngine(str(tmp_path / "old.db")).start_connection_pool()
