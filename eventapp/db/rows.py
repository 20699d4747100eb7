"""One row by what it is known by, where every request asks for it."""
# ruff: noqa: SLF001 (`_meta` is where Piccolo keeps what it knows of a table)

from functools import cache
from typing import Any, TypeVar

from piccolo.table import Table

Row = TypeVar("Row", bound=Table)


async def row_with(table: type[Row], **values: Any) -> Row | None:
    """The row whose columns (by their names) have these values, as `objects().where(...).first()` gives it.

    It costs half of that: Piccolo puts the question together anew each time, column by column.
    """
    rows = await table.raw(_question(table, tuple(values)), *values.values())
    return table(_exists_in_db=True, **rows[0]) if rows else None


@cache
def _question(table: type[Table], names: tuple[str, ...]) -> str:
    known = " AND ".join(f'"{name}" = {{}}' for name in names)
    return f'SELECT {columns_of(table)} FROM "{table._meta.tablename}" WHERE {known} LIMIT 1'  # noqa: S608 (our names)


@cache
def columns_of(table: type[Table]) -> str:
    """All columns of the table, for a question in SQL: `"person"."id", "person"."name"`."""
    return ", ".join(f'"{table._meta.tablename}"."{column._meta.db_column_name}"' for column in table.all_columns())
