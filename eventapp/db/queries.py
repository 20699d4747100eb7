"""Running one query, inside a transaction or outside, and counting them for tests."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from eventapp.db.connections import check_storable
from eventapp.db.transactions import Engine


async def run_query(engine: Engine, sql: str, args: Sequence[Any] = ()) -> Sequence[Any]:
    """The rows. Raises `Unstorable`, or the driver's exceptions."""
    check_storable(args)
    for counted in _counting:
        counted.texts.append(sql)
    transaction = engine.current_transaction.get()
    if transaction is not None:
        return await transaction.fetch(sql, args)
    async with engine.lease(sql) as connection:
        return await connection.fetch(sql, args)


@dataclass
class Counted:
    """The queries run so far: their SQL, in order."""

    texts: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.texts)


_counting: list[Counted] = []


@contextmanager
def count_queries() -> Iterator[Counted]:
    """Counts every query of this process, those of other tasks too. BEGIN, COMMIT and savepoints are not counted."""
    counted = Counted()
    _counting.append(counted)
    try:
        yield counted
    finally:
        # Two that hold the same queries are equal, so remove() might take the wrong one.
        _counting[:] = [other for other in _counting if other is not counted]
