"""Makes what was deleted unreadable: a database keeps copies of old rows beside its tables."""

import asyncio
from collections.abc import Iterable

from piccolo.table import Table

from eventapp.db.postgres import SafePostgresEngine
from eventapp.db.sqlite import PooledSQLiteEngine

TRIES = 40
PAUSE_SECONDS = 0.05


async def erase(engine: PooledSQLiteEngine | SafePostgresEngine, tables: Iterable[type[Table]]) -> None:
    """Overwrites the old rows of these tables that the files still hold."""
    if engine.engine_type == "sqlite":
        await _empty_write_ahead_log(engine)
    else:
        for table in tables:
            await engine.run_ddl(f'VACUUM FULL "{table._meta.tablename}"')  # noqa: SLF001 (where Piccolo keeps it)


async def _empty_write_ahead_log(engine: PooledSQLiteEngine | SafePostgresEngine) -> None:
    for _try in range(TRIES):
        [answer] = await engine.run_ddl("PRAGMA wal_checkpoint(TRUNCATE)")
        if not answer["busy"]:
            return
        # Somebody is reading an older state; a page's query takes milliseconds.
        await asyncio.sleep(PAUSE_SECONDS)
