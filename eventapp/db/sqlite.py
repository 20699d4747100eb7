"""SQLite: several readers and one writer that is taken in turn, each connection in a thread of its own.

Piccolo's own engine opens a connection and a thread for every query, fails with "database is locked" when
several write at once, and leaves threads behind that keep the process from ending.
"""

import asyncio
import random
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

from piccolo.engine.sqlite import SQLiteEngine, dict_factory
from piccolo.querystring import QueryString

from eventapp.db.connections import Connection
from eventapp.db.queries import run_query
from eventapp.db.transactions import Transaction, open_transaction, transaction_on

Result = TypeVar("Result")

# Piccolo's goes through Decimal, at eight times the cost, for text in integer columns, which we never have.
sqlite3.register_converter("INTEGER", int)

OLDEST = (3, 35, 0)  # RETURNING
READERS = 4

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # A booking that was confirmed survives a power cut.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # A deleted ballot or access need is overwritten, not just forgotten.
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-8000",
)


class SQLiteConnection:
    """A connection that lives in one thread: what is asked of it runs in the order of asking, cancelled or not."""

    def __init__(self, path: str, patience: float) -> None:
        """`patience`: seconds to wait for another process that is writing."""
        self._path = path
        self._patience = patience
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")

    async def _in_thread(self, work: Callable[..., Result], *args: Any) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *args)

    async def open(self, *, writes: bool) -> None:
        await self._in_thread(self._open, writes)

    def _open(self, writes: bool) -> None:
        # Nobody else on this machine may read who booked what. SQLite gives its other files the same mode.
        Path(self._path).touch(mode=0o600)
        self._raw = sqlite3.connect(
            self._path,
            timeout=self._patience,
            isolation_level=None,
            detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES,
        )
        self._raw.row_factory = dict_factory
        for pragma in PRAGMAS:
            self._patiently(pragma)
        # The writer's waiting is done by _patiently(): SQLite's own looks so seldom that it can starve.
        self._raw.execute("PRAGMA busy_timeout=0" if writes else "PRAGMA query_only=ON")

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[dict[str, Any]]:
        return await self._in_thread(self._patiently, sql, args)

    def _patiently(self, sql: str, args: Sequence[Any] = ()) -> list[dict[str, Any]]:
        deadline = time.monotonic() + self._patience
        while True:
            try:
                return self._fetch(sql, args)
            except sqlite3.OperationalError as error:
                busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY and not self._raw.in_transaction
                if not busy or time.monotonic() > deadline:
                    raise
            # Uneven, so that two processes do not keep meeting.
            time.sleep(random.uniform(0.0005, 0.003))  # noqa: S311

    def _fetch(self, sql: str, args: Sequence[Any]) -> list[dict[str, Any]]:
        cursor = self._raw.execute(sql, args)
        try:
            return cursor.fetchall()
        finally:
            cursor.close()

    async def begin(self) -> None:
        # Not deferred: two that read first and write later would both fail, however long they wait.
        await self.fetch("BEGIN IMMEDIATE")

    async def commit(self) -> None:
        await self.fetch("COMMIT")

    async def roll_back(self) -> None:
        await self._in_thread(self._roll_back)

    def _roll_back(self) -> None:
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK")

    async def close(self) -> None:
        await self._in_thread(self._close)
        self._thread.shutdown()

    def _close(self) -> None:
        # Opening it may have failed.
        if hasattr(self, "_raw"):
            self._raw.close()


class PooledSQLiteEngine(SQLiteEngine):
    """Without a started pool (the `piccolo` command, migrations) each query or transaction opens its own connection."""

    current_transaction: ContextVar[Transaction | None]  # type: ignore[assignment]

    def __init__(self, path: str, *, patience: float = 5.0) -> None:
        """`patience`: seconds to wait for another process that is writing."""
        super().__init__(path=path)
        self._patience = patience
        self._connections: list[SQLiteConnection] = []
        self._readers: asyncio.LifoQueue[SQLiteConnection] = asyncio.LifoQueue()
        self._writer: SQLiteConnection | None = None
        self._writers_turn = asyncio.Lock()

    # --- the pool ---

    async def start_connection_pool(self) -> None:
        if self._writer is not None:
            return
        self._readers = asyncio.LifoQueue()
        self._writers_turn = asyncio.Lock()
        try:
            # The writer first: it makes the file, and readers can only read one.
            writer = await self._open(writes=True)
            for _ in range(READERS):
                self._readers.put_nowait(await self._open(writes=False))
        except BaseException:
            await self.close_connection_pool()
            raise
        self._writer = writer

    async def close_connection_pool(self) -> None:
        self._writer = None
        while self._connections:
            await self._connections.pop().close()

    async def _open(self, *, writes: bool) -> SQLiteConnection:
        if sqlite3.sqlite_version_info < OLDEST:
            raise RuntimeError(f"this Python has SQLite {sqlite3.sqlite_version}; 3.35 or newer is needed")
        connection = SQLiteConnection(self.path, self._patience)
        self._connections.append(connection)
        await connection.open(writes=writes)
        return connection

    @asynccontextmanager
    async def lease(self, sql: str) -> AsyncIterator[Connection]:
        """A connection for this statement: a reader for SELECT, else the writer when its turn has come."""
        if self._writer is None:
            async with self._unpooled() as connection:
                yield connection
        elif sql.lstrip()[:6].upper() == "SELECT":
            reader = await self._readers.get()
            try:
                yield reader
            finally:
                self._readers.put_nowait(reader)
        else:
            async with self._writers_turn:
                yield self._writer

    @asynccontextmanager
    async def _unpooled(self) -> AsyncIterator[Connection]:
        connection = await self._open(writes=True)
        try:
            yield connection
        finally:
            self._connections.remove(connection)
            await connection.close()

    @asynccontextmanager
    async def migration(self) -> AsyncIterator[None]:
        """A transaction that may rebuild tables. One process at a time."""
        async with self._unpooled() as connection:
            # To change a column SQLite makes the table anew and drops the old one, which would delete
            # the rows of other tables that refer to it.
            await connection.fetch("PRAGMA foreign_keys=OFF")
            async with transaction_on(self, connection):
                yield
                broken = await connection.fetch("PRAGMA foreign_key_check")
                if broken:
                    raise RuntimeError(f"after the migration rows refer to nothing: {broken[:5]}")

    # --- what Piccolo calls ---

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Sequence[Any]:
        sql, args = querystring.compile_string(engine_type=self.engine_type)
        return await run_query(self, sql, args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Sequence[Any]:
        return await run_query(self, ddl)

    def transaction(  # type: ignore[override]
        self, *_args: Any, **_options: Any
    ) -> AbstractAsyncContextManager[Transaction]:
        return open_transaction(self)
