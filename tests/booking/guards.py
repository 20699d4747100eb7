"""Takes away what keeps bookings right, one guard or several, to see that a test would notice."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any

import pytest

from eventapp import db
from eventapp.booking.tables import Arrival, Attendee, Booking


@asynccontextmanager
async def indexes_dropped(*names: str) -> AsyncIterator[None]:
    """While the block lasts the database itself refuses none of what these unique indexes do. Deletes all bookings."""
    made = [await _definition(name) for name in names]
    for name in names:
        await db.engine().run_ddl(f"DROP INDEX {name}")
    try:
        yield
    finally:
        for table in (Arrival, Booking, Attendee) if names else ():
            await table.delete(force=True)
        for definition in made:
            await db.engine().run_ddl(definition)


async def _definition(name: str) -> str:
    asked = (
        f"SELECT sql AS made FROM sqlite_schema WHERE name = '{name}'"
        if db.is_sqlite()
        else f"SELECT indexdef AS made FROM pg_indexes WHERE indexname = '{name}'"
    )
    [row] = await db.engine().run_ddl(asked)
    return str(row["made"])


def take_no_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for anybody: no transaction, no lock."""
    monkeypatch.setattr(db, "transaction", nullcontext)
    monkeypatch.setattr(db, "locked", _unlocked)


def _unlocked(query: Any) -> Any:
    return query
