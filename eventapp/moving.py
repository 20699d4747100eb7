"""Brings everything from one database into another, empty one: from SQLite to PostgreSQL, or back."""

# ruff: noqa: SLF001 (`_meta` is where Piccolo keeps what it knows of a table)

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import asyncpg
from piccolo.apps.migrations.tables import Migration
from piccolo.columns import Column
from piccolo.table import Table

from eventapp import db, schema
from eventapp.errors import Refused
from eventapp.piccolo_app import APP_CONFIG

# Rows hold photos and whole pages.
AT_ONCE = 50

_FAULTS = (OSError, sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError, db.Unstorable)


async def move_from(url: str, *, progress: Callable[[int, int], None]) -> int:
    """Copies every row of the database at `url` into the one that the settings name. Returns how many there were.

    All of it is brought, or nothing. All is read as it was at one moment, during which nobody writes there where it is
    SQLite, and each row is read back and compared. `progress` is told how many rows are done, and of how many. Raises
    `Refused` where the new database is not empty, or the old one is not that of this version of the program.
    """
    await _make_ready()
    async with _reading(url) as old:
        await _check_version(old)
        return await _copy(old, progress)


async def _make_ready() -> None:
    if not await Migration.table_exists():
        await schema.migrate()
    if await schema.pending():
        raise Refused("The new database is that of an older version. Name an empty one.")
    for table in schema.tables_children_first():
        if await table.exists():
            raise Refused(f"The new database is not empty: {_name(table)} has rows. Nothing was brought.")


@asynccontextmanager
async def _reading(url: str) -> AsyncIterator[Any]:
    """The engine of the old database, in a transaction that sees it as it is now."""
    _check_address(url)
    old = db.engine_for(url)
    async with AsyncExitStack() as opened:
        try:
            await old.start_connection_pool()
            opened.push_async_callback(old.close_connection_pool)
            await opened.enter_async_context(old.transaction())
            if old.engine_type == "postgres":
                await old.run_ddl("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        except _FAULTS as problem:
            raise Refused(f"The old database cannot be opened: {problem}.") from problem
        yield old


def _check_address(url: str) -> None:
    if not url.startswith(("sqlite:///", "postgresql://")):
        raise Refused("The address of the old database starts with sqlite:/// or postgresql://.")
    # Opening it would make it.
    if url.startswith("sqlite:///") and not Path(unquote(url.removeprefix("sqlite:///"))).is_file():
        raise Refused("There is no file at the address of the old database.")


async def _check_version(old: Any) -> None:
    ran = Migration.select(Migration.name).where(Migration.app_name == APP_CONFIG.app_name)
    try:
        there = {row["name"] for row in await _asked(old, ran)}
    except _FAULTS as problem:
        raise Refused(f"The old database is not one of this program: {problem}.") from problem
    here = {row["name"] for row in await ran}
    if there - here:
        raise Refused("The old database is that of a newer version of the program. Update the program first.")
    if here - there:
        raise Refused(f"The old database lacks {len(here - there)} migrations. Run there first: eventapp migrate")


async def _asked(old: Any, query: Any) -> list[dict[str, Any]]:
    """What this query gives in the old database: tables ask their own, which is the new one."""
    return [dict(row) for row in await old.run_querystring(query.querystrings[0])]


async def _copy(old: Any, progress: Callable[[int, int], None]) -> int:
    tables = list(reversed(schema.tables_children_first()))
    counts = {table: await _count(old, table) for table in tables}
    done, total = 0, sum(counts.values())
    async with db.transaction():
        for table in tables:
            async for rows in _rows(old, table):
                await _bring(table, rows)
                done += len(rows)
                progress(done, total)
            if await table.count() != counts[table]:
                raise Refused(f"{_name(table)} has another number of rows in the new database. Nothing was brought.")
    return total


async def _count(old: Any, table: type[Table]) -> int:
    [row] = await _asked(old, table.count())
    return int(row["count"])


async def _rows(old: Any, table: type[Table]) -> AsyncIterator[list[dict[str, Any]]]:
    """All rows of the old table, some at a time, by id."""
    key: Any = _key(table)
    rows = [{"id": ""}]
    while rows := await _asked(old, table.select().where(key > rows[-1]["id"]).order_by(key).limit(AT_ONCE)):
        yield rows


async def _bring(table: type[Table], rows: list[dict[str, Any]]) -> None:
    try:
        await table.insert(*(table(**row) for row in rows))
    except _FAULTS as problem:
        why = str(problem).partition("\n")[0]
        raise Refused(f"A row of {_name(table)} does not fit: {why}. Nothing was brought.") from problem
    ids = [row["id"] for row in rows]
    brought: list[dict[str, Any]] = await table.select().where(_key(table).is_in(ids))
    if sorted(brought, key=_id) != sorted(rows, key=_id):
        raise Refused(f"A row of {_name(table)} is another one in the new database. Nothing was brought.")


def _id(row: dict[str, Any]) -> str:
    return str(row["id"])


def _key(table: type[Table]) -> Column:
    return table._meta.primary_key


def _name(table: type[Table]) -> str:
    return table._meta.tablename
