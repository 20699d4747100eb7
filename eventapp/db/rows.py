"""Rows without Piccolo's question builder, where every request asks for them: it begins anew each time."""
# ruff: noqa: SLF001 (`_meta` is where Piccolo keeps what it knows of a table)

from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, TypeVar

from piccolo.table import Table

from eventapp.db.queries import run_query

Row = TypeVar("Row", bound=Table)

# PostgreSQL takes 32,767 values in one statement, SQLite one less.
MOST_VALUES = 32_000


async def rows_of(table: type[Table], question: str, *values: Any) -> list[dict[str, Any]]:
    """What a question in SQL finds, as `table.raw` gives it, at a tenth of the cost. `{}` stands for each value."""
    engine = _engine(table)
    return [dict(row) for row in await run_query(engine, _compiled(question, engine.engine_type), values)]


@lru_cache(maxsize=500)
def _compiled(question: str, engine_type: str) -> str:
    if engine_type == "sqlite":
        return question.replace("{}", "?")
    first, *rest = question.split("{}")
    return first + "".join(f"${number}{text}" for number, text in enumerate(rest, 1))


def marks(values: Collection[Any]) -> str:
    """For these values in a question: `{}, {}, {}`, and for none what finds none."""
    return ", ".join(["{}"] * len(values)) or "NULL"


async def row_with(table: type[Row], **values: Any) -> Row | None:
    """The row whose columns (by their names) have these values, as `objects().where(...).first()` gives it."""
    rows = await rows_of(table, _question(table, tuple(values)), *values.values())
    return _made(table, rows[0]) if rows else None


async def rows_with(table: type[Row], column: str, values: Collection[Any]) -> list[Row]:
    """The rows whose column has one of these values, as `objects().where(...)` gives them."""
    which = f'SELECT {columns_of(table)} FROM "{table._meta.tablename}" WHERE "{column}" IN ({marks(values)})'  # noqa: S608 (our names)
    return [_made(table, row) for row in await rows_of(table, which, *values)]


async def insert_rows(table: type[Row], rows: Sequence[Mapping[str, Any]], *, leave_doubles: bool = False) -> list[Row]:
    """Inserts rows, also none, given by the names of their columns; returns them. What is left out is the default.

    As `table.insert(table(...), ...)` does, at a fifth of the cost, but for tables with JSON columns. With
    `leave_doubles` those are left out that are there, by any unique rule of the table; all are returned.
    """
    whole = [_whole(table, row) for row in rows]
    insert = _insert_on_sqlite if _engine(table).engine_type == "sqlite" else _insert_on_postgres
    doubles = " ON CONFLICT DO NOTHING" if leave_doubles else ""
    await insert(table, [list(row.values()) for row in whole], doubles)
    return [_made(table, row) for row in whole]


async def _insert_on_sqlite(table: type[Table], rows: Sequence[list[Any]], doubles: str) -> None:
    at_once = MOST_VALUES // len(table._meta.columns)
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        one = f"({', '.join('?' * len(some[0]))})"
        question = f"{_into(table)} VALUES {', '.join([one] * len(some))}{doubles}"
        await run_query(_engine(table), question, [value for row in some for value in row])


async def _insert_on_postgres(table: type[Table], rows: Sequence[list[Any]], doubles: str) -> None:
    """With one statement for any number of rows: it is prepared once, not anew for each number."""
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        await run_query(_engine(table), _insertion(table) + doubles, columns)


def _whole(table: type[Table], row: Mapping[str, Any]) -> dict[str, Any]:
    """All columns in their order."""
    whole = {name: row[name] if name in row else default() for name, default in _defaults(table).items()}
    if not row.keys() <= whole.keys():
        raise ValueError(f"no such columns: {row.keys() - whole.keys()}")
    return whole


@cache
def _defaults(table: type[Table]) -> dict[str, Any]:
    return {column._meta.name: column.get_default_value for column in table.all_columns()}


@cache
def _into(table: type[Table]) -> str:
    return f'INSERT INTO "{table._meta.tablename}" ({", ".join(_name(column) for column in table.all_columns())})'


@cache
def _insertion(table: type[Table]) -> str:
    # Without the length: a cast would cut off what is too long, where the table refuses it.
    types = [column.column_type.partition("(")[0] for column in table.all_columns()]
    arrays = ", ".join(f"${number}::{type_}[]" for number, type_ in enumerate(types, 1))
    return f"{_into(table)} SELECT * FROM UNNEST({arrays})"  # noqa: S608 (our names)


def _made(table: type[Row], values: Mapping[str, Any]) -> Row:
    """A row that is stored, as Piccolo makes it from all columns, without a look at each."""
    made = table.__new__(table)
    vars(made).update(values, _exists_in_db=True, _was_created=None)
    return made


@cache
def _question(table: type[Table], names: tuple[str, ...]) -> str:
    known = " AND ".join(f'"{name}" = {{}}' for name in names)
    return f'SELECT {columns_of(table)} FROM "{table._meta.tablename}" WHERE {known} LIMIT 1'  # noqa: S608 (our names)


@cache
def columns_of(table: type[Table]) -> str:
    """All columns of the table, for a question in SQL: `"person"."id", "person"."name"`."""
    return ", ".join(f'"{table._meta.tablename}".{_name(column)}' for column in table.all_columns())


def _engine(table: type[Table]) -> Any:
    return table._meta.db


def _name(column: Any) -> str:
    return f'"{column._meta.db_column_name}"'
