"""Brings a database up to date, and tells where it differs from the Table classes.

`python -m eventapp.schema` does both for the database that the settings name, and exits 1 when they differ.
"""

# ruff: noqa: SLF001 (`_meta` is where Piccolo keeps what it knows of a table)

import asyncio
import contextlib
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any

from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.columns import Column, ForeignKey
from piccolo.table import Table

from eventapp import db
from eventapp.piccolo_app import APP_CONFIG


async def migrate() -> list[str]:
    """Runs the migrations that are missing, all or none, and returns their ids. Two processes at once run them once."""
    async with db.engine().migration():
        missing = await pending()
        if missing:
            await _run_forwards()
    return missing


async def _run_forwards() -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), _same_import_path():
        result = await ForwardsMigrationManager(app_name=APP_CONFIG.app_name).run()
    if not result.success:
        raise RuntimeError(f"the migrations did not run: {result.message}\n{said.getvalue()}")


async def pending() -> list[str]:
    """The ids of the migrations that this database lacks, oldest first."""
    return sorted(_known_migrations() - await _migrations_that_ran())


async def _migrations_that_ran() -> set[str]:
    if not await Migration.table_exists():
        return set()
    return set(await Migration.get_migrations_which_ran(app_name=APP_CONFIG.app_name))


def _known_migrations() -> set[str]:
    runner = ForwardsMigrationManager(app_name=APP_CONFIG.app_name)
    with _same_import_path():
        return set(runner.get_migration_modules(APP_CONFIG.resolved_migrations_folder_path))


@contextlib.contextmanager
def _same_import_path() -> Iterator[None]:
    # Piccolo puts the folder of the migrations on it each time and leaves it there.
    before = list(sys.path)
    try:
        yield
    finally:
        sys.path[:] = before


def tables_children_first() -> list[type[Table]]:
    """Every table of the program, each before those that it refers to: the order in which rows can be deleted."""
    refers_to = {
        table: {key._foreign_key_meta.resolved_references for key in table._meta.foreign_key_columns} - {table}
        for table in APP_CONFIG.table_classes
    }
    return list(reversed(list(TopologicalSorter(refers_to).static_order())))


# --- drift -----------------------------------------------------------------------------------------------------------

# For each table, by column, what it is: "varchar(12) not null, references person (id) on delete cascade".
Tables = dict[str, dict[str, str]]

TYPE_NAMES = {
    "character varying": "varchar",
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "time without time zone": "time",
    "blob": "bytea",
    "serial": "integer",
    "bigserial": "bigint",
}
# Piccolo has one name for all whole numbers in SQLite, as SQLite has one size.
SQLITE_TYPE_NAMES = TYPE_NAMES | {"bigint": "integer", "bigserial": "integer", "smallint": "integer"}


async def drift() -> list[str]:
    """Where the live database differs from the Table classes, a line each; empty when nowhere.

    Looks at tables, columns, their types and nullability, primary keys, foreign keys with their ON DELETE,
    and migrations that ran and that this program does not know. Not at checks and indexes.
    """
    found = await (_found_in_sqlite() if db.is_sqlite() else _found_in_postgres())
    found.pop(Migration._meta.tablename, None)
    wanted = {table._meta.tablename: _wanted(table) for table in APP_CONFIG.table_classes}
    strange = sorted(await _migrations_that_ran() - _known_migrations())
    return [
        *(f"the database is newer than the program: migration {id_} is unknown here" for id_ in strange),
        *(f"{name}: the database lacks this table" for name in sorted(wanted.keys() - found.keys())),
        *(f"{name}: only the database has this table" for name in sorted(found.keys() - wanted.keys())),
        *(line for name in sorted(found.keys() & wanted.keys()) for line in _compare(name, found[name], wanted[name])),
    ]


def _compare(table: str, found: dict[str, str], wanted: dict[str, str]) -> Iterator[str]:
    for column in sorted(found.keys() | wanted.keys()):
        if column not in found:
            yield f"{table}.{column}: the database lacks this column ({wanted[column]})"
        elif column not in wanted:
            yield f"{table}.{column}: only the database has this column ({found[column]})"
        elif found[column] != wanted[column]:
            yield f"{table}.{column}: the database has {found[column]}; the program wants {wanted[column]}"


def _wanted(table: type[Table]) -> dict[str, str]:
    return {column._meta.db_column_name: _wanted_column(column) for column in table._meta.columns}


def _wanted_column(column: Column) -> str:
    key = _reference(column) if isinstance(column, ForeignKey) else None
    return _describe(column.column_type, key, null=bool(column._meta.null), primary=column._meta.primary_key)


def _reference(column: ForeignKey[Any]) -> str:
    meta = column._foreign_key_meta
    table, target = meta.resolved_references._meta.tablename, meta.resolved_target_column._meta.db_column_name
    return _describe_key(table, target, meta.on_delete.value)


def _describe(type_name: str, key: str | None, *, null: bool, primary: bool) -> str:
    text = f"{_type(type_name)} {'null' if null else 'not null'}"
    if primary:
        text += " primary key"
    return f"{text}, {key}" if key else text


def _describe_key(table: str, column: str, on_delete: str) -> str:
    return f"references {table} ({column}) on delete {on_delete.lower()}"


def _type(name: str) -> str:
    names = SQLITE_TYPE_NAMES if db.is_sqlite() else TYPE_NAMES
    word, bracket, size = name.lower().replace(", ", ",").partition("(")
    return names.get(word, word) + bracket + size


async def _found_in_sqlite() -> Tables:
    columns = await db.engine().run_ddl("""
        SELECT m.name AS table_name, c.name AS column_name, c.type AS type, c."notnull" AS required, c.pk AS pk,
               k."table" AS target, k."to" AS target_column, k.on_delete AS on_delete
        FROM sqlite_schema m
        JOIN pragma_table_info(m.name) c
        LEFT JOIN pragma_foreign_key_list(m.name) k ON k."from" = c.name
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~'
        """)
    return _by_table(columns)


async def _found_in_postgres() -> Tables:
    columns = await db.engine().run_ddl("""
        SELECT t.relname AS table_name, a.attname AS column_name, format_type(a.atttypid, a.atttypmod) AS type,
               a.attnotnull AS required, p.oid IS NOT NULL AS pk, k.target, k.target_column, k.on_delete
        FROM pg_class t
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_constraint p ON p.conrelid = t.oid AND p.contype = 'p' AND a.attnum = ANY (p.conkey)
        LEFT JOIN (
            SELECT f.conrelid, mine.attnum, target.relname AS target, theirs.attname AS target_column,
                   CASE f.confdeltype WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade'
                        WHEN 'n' THEN 'set null' ELSE 'set default' END AS on_delete
            FROM pg_constraint f
            JOIN pg_class target ON target.oid = f.confrelid
            CROSS JOIN LATERAL unnest(f.conkey, f.confkey) AS mine (attnum, target_attnum)
            JOIN pg_attribute theirs ON theirs.attrelid = f.confrelid AND theirs.attnum = mine.target_attnum
            WHERE f.contype = 'f'
        ) k ON k.conrelid = t.oid AND k.attnum = a.attnum
        WHERE t.relkind IN ('r', 'p') AND t.relnamespace = current_schema()::regnamespace
        """)
    return _by_table(columns)


def _by_table(columns: Sequence[Mapping[str, Any]]) -> Tables:
    tables: Tables = {}
    for row in columns:
        key = _describe_key(row["target"], row["target_column"], row["on_delete"]) if row["target"] else None
        table = tables.setdefault(row["table_name"], {})
        known = table.get(row["column_name"])
        # A column with two foreign keys comes twice.
        table[row["column_name"]] = (
            f"{known}, {key}"
            if known
            else _describe(row["type"], key, null=not row["required"], primary=bool(row["pk"]))
        )
    return tables


async def main() -> int:
    ran = await migrate()
    differences = await drift()
    print(f"{len(ran)} migrations ran; the database differs from the tables in {len(differences)} places")
    for difference in differences:
        print(f"  {difference}")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
