"""Transactions that always give their connection back, the same on both engines.

Piccolo's own lose the connection when BEGIN or COMMIT fails, and merge nested ones silently.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from eventapp.db.connections import Connection

logger = logging.getLogger(__name__)


class Transaction:
    """A transaction that is open, and the task that opened it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.committed = False
        self.callbacks: list[Callable[[], object]] = []
        self._task = asyncio.current_task()
        self._failed = False
        self._savepoints = 0

    def check_usable(self) -> None:
        if asyncio.current_task() is not self._task:
            raise RuntimeError(
                "this task was started inside another task's transaction and cannot use it: start it with "
                "after_commit(), or outside the transaction"
            )
        # PostgreSQL refuses everything after a failed query; SQLite would go on with half of the work.
        if self._failed:
            raise RuntimeError(
                "a query of this transaction failed and the failure was caught inside it: "
                "catch it outside, or put the query in `async with broken_rule():` or a nested transaction()"
            )

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> Sequence[Any]:
        self.check_usable()
        try:
            return await self.connection.fetch(sql, args)
        except BaseException:
            self._failed = True
            raise

    def after_commit(self, callback: Callable[[], object]) -> None:
        self.check_usable()
        self.callbacks.append(callback)

    async def commit(self) -> None:
        await self.connection.commit()
        self.committed = True

    def call_back(self) -> None:
        for callback in self.callbacks:
            try:
                callback()
            except Exception:
                logger.exception("what was to follow a commit failed; the commit itself stands")

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator["Transaction"]:
        self._savepoints += 1
        name = f"savepoint_{self._savepoints}"
        callbacks = len(self.callbacks)
        await self.fetch(f"SAVEPOINT {name}")
        try:
            yield self
            await self.fetch(f"RELEASE SAVEPOINT {name}")
        except BaseException:
            await to_the_end(self._roll_back_to(name))
            del self.callbacks[callbacks:]
            raise

    async def _roll_back_to(self, savepoint: str) -> None:
        self._failed = True
        await self.connection.fetch(f"ROLLBACK TO SAVEPOINT {savepoint}")
        await self.connection.fetch(f"RELEASE SAVEPOINT {savepoint}")
        self._failed = False


class Engine(Protocol):
    """What transactions and queries need of an engine."""

    current_transaction: ContextVar[Transaction | None]

    def lease(self, sql: str) -> AbstractAsyncContextManager[Connection]: ...


@asynccontextmanager
async def open_transaction(engine: Engine) -> AsyncIterator[Transaction]:
    outer = engine.current_transaction.get()
    async with _outermost(engine) if outer is None else outer.savepoint() as transaction:
        yield transaction


@asynccontextmanager
async def _outermost(engine: Engine) -> AsyncIterator[Transaction]:
    async with engine.lease("BEGIN") as connection, transaction_on(engine, connection) as transaction:
        yield transaction


@asynccontextmanager
async def transaction_on(engine: Engine, connection: Connection) -> AsyncIterator[Transaction]:
    """A transaction on a connection that is leased already."""
    transaction = Transaction(connection)
    try:
        await connection.begin()
        token = engine.current_transaction.set(transaction)
        try:
            yield transaction
            transaction.check_usable()
        finally:
            engine.current_transaction.reset(token)
        await to_the_end(transaction.commit())
    except BaseException:
        await to_the_end(connection.roll_back())
        raise
    finally:
        if transaction.committed:
            transaction.call_back()


async def to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Does the work although the caller is cancelled meanwhile; the cancellation is raised afterwards.

    Of a commit or a rollback one has to know how it ended.
    """
    task = asyncio.create_task(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    task.result()
    if cancelled is not None:
        raise cancelled
