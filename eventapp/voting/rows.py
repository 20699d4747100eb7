"""Storing many rows."""

from collections.abc import Sequence

from piccolo.table import Table

# PostgreSQL takes 32,767 values in one statement.
AT_ONCE = 1000


async def insert(table: type[Table], rows: Sequence[Table]) -> None:
    """Inserts the rows, also none, also very many."""
    for start in range(0, len(rows), AT_ONCE):
        await table.insert(*rows[start : start + AT_ONCE])
