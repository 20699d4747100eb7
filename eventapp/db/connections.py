"""What both engines ask of a connection, and which values both can store."""

import sqlite3
from collections.abc import Sequence
from typing import Any, Protocol

import asyncpg


class Unstorable(Exception):
    """A value that the database cannot hold: text with a NUL or half a character, a number that is too large."""


def is_unavailable(fault: Exception) -> bool:
    """Whether the database was busy for too long, or restarts: nothing was stored, and a later try may succeed."""
    if isinstance(fault, sqlite3.OperationalError):
        # Made up by us without a code where the wait is over; a misspelt query has another one.
        return getattr(fault, "sqlite_errorname", "SQLITE_BUSY").startswith(("SQLITE_BUSY", "SQLITE_CANTOPEN"))
    return isinstance(
        fault,
        asyncpg.PostgresConnectionError
        | asyncpg.OperatorInterventionError
        | asyncpg.InsufficientResourcesError
        | ConnectionError,
    )


class Connection(Protocol):
    """One connection to the database. Used by one task at a time."""

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> Sequence[Any]: ...

    async def begin(self) -> None: ...

    async def commit(self) -> None: ...

    async def roll_back(self) -> None:
        """Leaves no transaction open, whatever state the connection is in. Raises nothing for a dead one."""


def check_storable(values: Sequence[Any]) -> None:
    """Raises `Unstorable`. SQLite would store what PostgreSQL refuses; here both refuse the same."""
    for value in values:
        if isinstance(value, str):
            _check_text(value)
        elif isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise Unstorable("a number outside 64 bits")
        elif isinstance(value, list):
            check_storable(value)


def _check_text(text: str) -> None:
    if "\0" in text:
        raise Unstorable("text with a NUL character")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise Unstorable("text with half a surrogate pair") from error
