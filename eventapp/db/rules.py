"""One exception for a rule of the database that refuses a write, whichever database it is."""

import sqlite3
from contextlib import AbstractAsyncContextManager
from types import TracebackType

import asyncpg

from eventapp.db.transactions import Engine, Transaction, open_transaction


class Broken(Exception):
    """A UNIQUE, CHECK, NOT NULL or foreign key rule of the database refused a write."""


class broken_rule_on:  # noqa: N801 (reads as a function where it is used)
    """A context manager, plain and async; see `eventapp.db.broken_rule`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._savepoint: AbstractAsyncContextManager[Transaction] | None = None

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, sqlite3.IntegrityError | asyncpg.IntegrityConstraintViolationError):
            # The first line names the rule; PostgreSQL's second one quotes what somebody wrote.
            raise Broken(str(error).partition("\n")[0]) from error

    async def __aenter__(self) -> None:
        if self._engine.current_transaction.get() is not None:
            self._savepoint = open_transaction(self._engine)
            await self._savepoint.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._savepoint is not None:
            await self._savepoint.__aexit__(kind, error, traceback)
        self.__exit__(kind, error, traceback)
