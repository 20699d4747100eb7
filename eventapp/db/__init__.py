"""The database: one engine, transactions, and whatever differs between SQLite and PostgreSQL.

Nobody else knows which of the two is running. Migrations and the drift check are in `eventapp.schema`.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import cache
from typing import Any, TypeVar
from urllib.parse import unquote

from piccolo.table import Table

from eventapp.db import erasure
from eventapp.db.connections import Unstorable, is_unavailable
from eventapp.db.postgres import SafePostgresEngine
from eventapp.db.queries import count_queries
from eventapp.db.rows import MOST_VALUES, columns_of, insert_rows, marks, row_with, rows_of, rows_with
from eventapp.db.rules import Broken, broken_rule_on
from eventapp.db.sqlite import PooledSQLiteEngine
from eventapp.db.transactions import Transaction
from eventapp.settings import settings

__all__ = [
    "Broken",
    "Unstorable",
    "after_commit",
    "broken_rule",
    "columns_of",
    "count_queries",
    "engine",
    "erase_deleted",
    "insert_all",
    "insert_rows",
    "is_sqlite",
    "is_unavailable",
    "locked",
    "marks",
    "row_with",
    "rows_of",
    "rows_with",
    "start",
    "stop",
    "transaction",
]

Query = TypeVar("Query")

# Where Piccolo's tables look for their engine, whatever folder the program was started from.
os.environ.setdefault("PICCOLO_CONF", "eventapp.piccolo_conf")


@cache
def engine() -> PooledSQLiteEngine | SafePostgresEngine:
    """The one engine of this process, for the database that the settings name. Making it connects to nothing."""
    return engine_for(settings().database_url)


def engine_for(url: str) -> PooledSQLiteEngine | SafePostgresEngine:
    if url.startswith("sqlite:///"):
        return PooledSQLiteEngine(unquote(url.removeprefix("sqlite:///")))
    return SafePostgresEngine(url)


def is_sqlite() -> bool:
    return engine().engine_type == "sqlite"


async def start() -> None:
    """Opens the pool. Does nothing when it is open. The pool belongs to the event loop that opened it."""
    await engine().start_connection_pool()


async def stop() -> None:
    """Closes the pool. Does nothing when it is closed."""
    await engine().close_connection_pool()


def transaction() -> AbstractAsyncContextManager[Transaction]:
    """`async with transaction():` commits at the end, and rolls back on any exception, cancellation included.

    Inside another one it is a savepoint: when it fails and the failure is caught outside it, the outer one goes on.
    Raises `RuntimeError` at the end when a query in it failed and the failure was caught inside it.
    """
    return engine().transaction()


def locked(query: Query) -> Query:
    """The same select or objects query; the rows it finds stay as they are until the transaction ends.

    Lock rows of several tables, and several rows of one, in the same order everywhere. Raises `RuntimeError`
    outside a transaction.
    """
    if engine().current_transaction.get() is None:
        raise RuntimeError("locked() has no effect outside transaction()")
    if not is_sqlite():
        _lock_rows(query)
    return query


def _lock_rows(query: Any) -> None:
    # first() and get() wrap the query that they limit.
    while not hasattr(query, "lock_rows"):
        query = query.query
    # Only its own table: PostgreSQL refuses to lock what an outer join may leave out. Keys never change here, and locks
    # on them would hold up every insert that refers to the row, in an order that nobody chose: deadlocks.
    query.lock_rows("NO KEY UPDATE", of=(query.table,))


def broken_rule() -> broken_rule_on:
    """Raises `Broken` in place of the driver's exception when a rule of the database refuses what is done in it.

    Within a transaction write `async with broken_rule():`, which lets the transaction go on after the refusal.
    Around a whole transaction, or one query without, `with broken_rule():` is enough.
    """
    return broken_rule_on(engine())


def after_commit(callback: Callable[[], object]) -> None:
    """Calls `callback` once what is being written has been committed; never when it is rolled back.

    Outside a transaction it is called at once. What it raises after a commit goes to the log only.
    """
    transaction = engine().current_transaction.get()
    if transaction is None:
        callback()
    else:
        transaction.after_commit(callback)


async def insert_all(table: type[Table], rows: Sequence[Table]) -> None:
    """Inserts the rows, also none, also very many. Where it must be all or none, within a transaction."""
    at_once = MOST_VALUES // len(table.all_columns())
    for start in range(0, len(rows), at_once):
        await table.insert(*rows[start : start + at_once])


async def erase_deleted(*tables: type[Table]) -> None:
    """Makes deleted rows of these tables unreadable in the database's files. Safe to repeat.

    Inside a transaction it does nothing, since what is being deleted is still needed then: call it after.
    """
    if engine().current_transaction.get() is None:
        await erasure.erase(engine(), tables)
