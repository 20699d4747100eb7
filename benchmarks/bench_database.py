"""How much faster the program's engines are than Piccolo's own, in one run on one machine.

python -m benchmarks.bench_database
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from typing import Any

from piccolo.columns import Integer, Text
from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.sqlite import SQLiteEngine, TransactionType
from piccolo.table import Table

from eventapp.db.postgres import SafePostgresEngine
from eventapp.db.sqlite import PooledSQLiteEngine
from tests import postgres

ROUNDS = 5
CALLS = 100


class Cup(Table, tablename="cup"):
    id = Integer(primary_key=True)
    label = Text()
    washed = Integer()


async def select_a_row() -> None:
    await Cup.select().where(Cup.id == 7).first()


async def update_a_row() -> None:
    await Cup.update({Cup.washed: Cup.washed + 1}).where(Cup.id == 7)


async def read_and_write_in_a_transaction() -> None:
    engine: Any = Cup._meta.db  # noqa: SLF001
    # Piccolo's other kind fails as soon as two of them overlap.
    kind = {"transaction_type": TransactionType.immediate} if engine.engine_type == "sqlite" else {}
    async with engine.transaction(**kind):
        await Cup.select(Cup.washed).where(Cup.id == 7).first()
        await Cup.update({Cup.washed: Cup.washed + 1}).where(Cup.id == 7)


WORK = (select_a_row, update_a_row, read_and_write_in_a_transaction)


async def microseconds(work: Callable[[], Awaitable[None]]) -> float:
    start = time.perf_counter()
    for _ in range(CALLS):
        await work()
    return (time.perf_counter() - start) / CALLS * 1e6


async def compare(title: str, theirs: Any, ours: Any) -> None:
    """Prints the best of several rounds that take turns, since the machine is shared."""
    await fill(ours)
    best: dict[tuple[str, Any], float] = {}
    for _ in range(ROUNDS):
        for engine in (theirs, ours):
            Cup._meta.db = engine  # noqa: SLF001
            for work in WORK:
                key = (work.__name__, engine)
                best[key] = min(await microseconds(work), best.get(key, float("inf")))
    for work in WORK:
        piccolo, eventapp = best[work.__name__, theirs], best[work.__name__, ours]
        name = work.__name__.replace("_", " ")
        print(f"{title:11} {name:32} {piccolo:6.0f} us -> {eventapp:5.0f} us: {piccolo / eventapp:4.1f} times faster")


async def fill(engine: Any) -> None:
    Cup._meta.db = engine  # noqa: SLF001
    await engine.run_ddl(
        "CREATE TABLE cup (id INTEGER PRIMARY KEY NOT NULL, label TEXT NOT NULL, washed INTEGER NOT NULL)"
    )
    await Cup.insert(*(Cup(id=number, label="x" * 400, washed=0) for number in range(60)))


async def compare_on_sqlite(path: str) -> None:
    ours = PooledSQLiteEngine(path)
    await ours.start_connection_pool()
    await compare("SQLite", SQLiteEngine(path), ours)
    await ours.close_connection_pool()


async def compare_on_postgres(url: str) -> None:
    theirs, ours = PostgresEngine({"dsn": url}), SafePostgresEngine(url)
    await theirs.start_connection_pool()
    await ours.start_connection_pool()
    await compare("PostgreSQL", theirs, ours)
    await theirs.close_connection_pool()
    await ours.close_connection_pool()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(compare_on_sqlite(f"{folder}/bench.db"))
    if postgres.binaries():
        with postgres.running() as server:
            asyncio.run(compare_on_postgres(postgres.new_database(server)))
    else:
        print(f"PostgreSQL left out: {postgres.NOT_FOUND}")


if __name__ == "__main__":
    main()
