"""One history for all tables: each file is one SQL text that SQLite and PostgreSQL both read.

Write PostgreSQL's type names (TEXT, VARCHAR(12), INTEGER, BIGINT, BOOLEAN, TIMESTAMPTZ, DATE, JSON, BYTEA): Piccolo
reads values from SQLite by these names. Write out NOT NULL, CHECK, ON DELETE, and indexes, partial unique ones too.
"""

import sqlite3
from collections.abc import Iterator

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp import db


def sql_migration(migration_id: str, description: str, sql: str) -> MigrationManager:
    """What a migration's `forwards()` returns: it runs the statements of `sql` in order, each ended by a semicolon."""

    async def run() -> None:
        for statement in statements(sql):
            await db.engine().run_ddl(statement)

    manager = MigrationManager(migration_id=migration_id, app_name="eventapp", description=description)
    manager.add_raw(run)
    return manager


def statements(sql: str) -> Iterator[str]:
    """The statements one by one; semicolons in quotes, comments and triggers end none.

    Raises `ValueError` when the last one is not ended.
    """
    statement = ""
    for piece in sql.split(";")[:-1]:
        statement += piece + ";"
        # SQLite's own tokenizer: for it, too, the standard's quotes and comments are PostgreSQL's.
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    rest = statement + sql.rpartition(";")[2]
    if any(line.strip() and not line.strip().startswith("--") for line in rest.splitlines()):
        raise ValueError(f"a statement without its semicolon: {rest.strip()}")
