"""PostgreSQL through asyncpg's pool, with transactions that end cleanly."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from typing import Any

import asyncpg
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from eventapp.db.connections import Connection, Unstorable
from eventapp.db.queries import run_query
from eventapp.db.transactions import Transaction, open_transaction, transaction_on

# Seconds after which a statement is given up: a lock that nobody lets go, a network that swallows answers.
PATIENCE = 60.0
POOL_SIZE = 10
# Any number that nobody else uses on the same database.
MIGRATION_LOCK = 8_251_128


class PostgresConnection:
    def __init__(self, raw: Any) -> None:
        self._raw = raw

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> Sequence[Any]:
        try:
            rows: Sequence[Any] = await self._raw.fetch(sql, *args)
        except (asyncpg.DataError, asyncpg.exceptions.DataError) as error:
            raise Unstorable("a value that does not fit its column") from error
        return rows

    async def begin(self) -> None:
        await self._raw.execute("BEGIN")

    async def commit(self) -> None:
        answer = await self._raw.execute("COMMIT")
        # The server answers thus, without an error, when something in the transaction had failed.
        if answer != "COMMIT":
            raise RuntimeError(f"the server answered {answer} to COMMIT")

    async def roll_back(self) -> None:
        try:
            await self._raw.execute("ROLLBACK")
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            self._raw.terminate()


class SafePostgresEngine(PostgresEngine):
    """Without a started pool (the `piccolo` command, migrations) each query or transaction opens its own connection."""

    current_transaction: ContextVar[Transaction | None]  # type: ignore[assignment]

    def __init__(self, url: str) -> None:
        super().__init__(config={"dsn": url})

    async def check_version(self) -> None:
        # Piccolo's connects, and the constructor calls it.
        pass

    # --- the pool ---

    async def start_connection_pool(self) -> None:  # type: ignore[override]
        if self.pool is None:
            self.pool = await asyncpg.create_pool(
                **self.config, min_size=1, max_size=POOL_SIZE, command_timeout=PATIENCE, reset=_nothing_to_reset
            )

    async def close_connection_pool(self) -> None:
        pool, self.pool = self.pool, None
        if pool is not None:
            await pool.close()

    @asynccontextmanager
    async def lease(self, _sql: str) -> AsyncIterator[Connection]:
        if self.pool is None:
            async with self._unpooled() as connection:
                yield connection
        else:
            async with self.pool.acquire() as raw:
                yield PostgresConnection(raw)

    @asynccontextmanager
    async def _unpooled(self) -> AsyncIterator[Connection]:
        raw = await self.get_new_connection()
        try:
            yield PostgresConnection(raw)
        finally:
            await raw.close()

    @asynccontextmanager
    async def migration(self) -> AsyncIterator[None]:
        """A transaction that may take long. One process at a time."""
        async with self._unpooled() as connection, transaction_on(self, connection):
            await connection.fetch(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
            yield

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


async def _nothing_to_reset(_connection: Any) -> None:
    # asyncpg's own costs a round trip as long as the query. Transactions end before the connection goes back,
    # and nothing here uses session settings, LISTEN or session locks.
    pass
