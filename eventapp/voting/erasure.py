"""Makes what was deleted unreadable: a database keeps copies of old rows beside its tables.

This is the one file outside `db` that asks which database runs, since the two keep them in different places.
"""

import asyncio

from eventapp import db
from eventapp.voting.tables import Ballot, BallotMark, Round

TRIES = 40
PAUSE_SECONDS = 0.05


async def erase_traces() -> None:
    """Overwrites the old ballots and keys that the database still holds. Safe to repeat.

    Inside a transaction it does nothing: what is being deleted is still needed then. Call it again later.
    """
    if db.engine().current_transaction.get() is not None:
        return
    if db.is_sqlite():
        await _empty_write_ahead_log()
    else:
        for table in (BallotMark, Ballot, Round):
            await db.engine().run_ddl(f"VACUUM FULL {table._meta.tablename}")  # noqa: SLF001


async def _empty_write_ahead_log() -> None:
    for _try in range(TRIES):
        [answer] = await db.engine().run_ddl("PRAGMA wal_checkpoint(TRUNCATE)")
        if not answer["busy"]:
            return
        # Somebody is reading an older state; a page's query takes milliseconds.
        await asyncio.sleep(PAUSE_SECONDS)
