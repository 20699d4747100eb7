"""Makes what was deleted unreadable: a database keeps copies of old rows beside its tables."""

import asyncio
import logging
from collections.abc import Iterable

from piccolo.table import Table

from eventapp.db.postgres import SafePostgresEngine
from eventapp.db.sqlite import PooledSQLiteEngine

logger = logging.getLogger("eventapp")

TRIES = 40
PAUSE_SECONDS = 0.05


async def erase(engine: PooledSQLiteEngine | SafePostgresEngine, tables: Iterable[type[Table]]) -> None:
    """Overwrites the old rows of these tables that the files still hold."""
    if engine.engine_type == "sqlite":
        await _empty_write_ahead_log(engine)
    else:
        await _outlast_older_transactions(engine)
        for table in tables:
            await engine.run_ddl(f'VACUUM FULL "{table._meta.tablename}"')  # noqa: SLF001 (where Piccolo keeps it)


async def _empty_write_ahead_log(engine: PooledSQLiteEngine | SafePostgresEngine) -> None:
    for _try in range(TRIES):
        [answer] = await engine.run_ddl("PRAGMA wal_checkpoint(TRUNCATE)")
        if not answer["busy"]:
            return
        # Somebody is reading an older state; a page's query takes milliseconds.
        await asyncio.sleep(PAUSE_SECONDS)
    logger.warning("Somebody kept reading: what was deleted stays in the write-ahead log until the next erasing.")


async def _outlast_older_transactions(engine: PooledSQLiteEngine | SafePostgresEngine) -> None:
    """Waits for whoever could still see the old rows, since VACUUM keeps what anybody may see.

    That is each transaction that began before now: here, or one that writes in another database of the same server.
    """
    [before] = await engine.run_ddl("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xid")
    still_seen = f"""
        SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint < {before["xid"]} OR EXISTS (
            SELECT 1 FROM pg_stat_activity
            WHERE (datname IS NULL OR datname = current_database()) AND pid <> pg_backend_pid()
            AND age(backend_xmin) > age('{before["xid"] % 2**32}'::xid)
        ) AS seen
    """  # noqa: S608 (numbers that the database itself gave)
    for _try in range(TRIES):
        [answer] = await engine.run_ddl(still_seen)
        if not answer["seen"]:
            return
        await asyncio.sleep(PAUSE_SECONDS)
    logger.warning("An older transaction kept running: VACUUM may keep what was deleted until the next erasing.")
