"""Takes away what keeps bookings right, one guard or several, to see that a test would notice."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from typing import Any

import pytest

from eventapp import db
from eventapp.booking import known, writer
from eventapp.booking.actions import booking as actions
from eventapp.booking.decide.state import State
from eventapp.booking.tables import Arrival, Attendee, Booking
from eventapp.booking.writer import Reply, Wish

# Far longer than two need to read a few rows, even beside much else.
LONG_ENOUGH = 20.0


class Meeting:
    """Where two wait for one another, once each has read what it decides from: so neither sees what the other does.

    Where a guard lets only one of them get there, that one goes on alone after `patience` seconds.
    """

    def __init__(self, patience: float) -> None:
        self._patience, self._here, self._both = patience, 0, asyncio.Event()

    async def wait(self) -> None:
        self._here += 1
        if self._here >= 2:
            self._both.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._both.wait(), self._patience)


def meet_before_deciding(monkeypatch: pytest.MonkeyPatch, patience: float) -> None:
    """Whoever asks has a writer of their own, as in two processes; and two who ask meet before they decide."""
    meeting, facts_of, insert = Meeting(patience), known.facts_of, Arrival.insert

    async def read_and_meet(*asked: Any, **how: Any) -> Any:
        facts = await facts_of(*asked, **how)
        await meeting.wait()
        return facts

    async def meet_and_insert(*rows: Arrival) -> None:
        await meeting.wait()
        await insert(*rows)

    async def ask(wish: Wish) -> Reply:
        [reply] = await writer._decide_and_store([wish])
        return reply

    monkeypatch.setattr(known, "facts_of", read_and_meet)
    monkeypatch.setattr(Arrival, "insert", meet_and_insert)
    monkeypatch.setattr(actions, "ask", ask)


# The guards

Without = Callable[[pytest.MonkeyPatch], None]


def turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for anybody: no transaction, no lock."""
    monkeypatch.setattr(db, "transaction", nullcontext)
    monkeypatch.setattr(db, "locked", _as_it_is)


def _as_it_is(query: Any) -> Any:
    return query


def lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """A place that is free is nobody's, whoever waits."""
    monkeypatch.setattr(State, "serve", lambda _state, _sessions: None)


def limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person may have as many sessions as they wait for."""
    monkeypatch.setattr(State, "has_enough", lambda *_asked, **_how: False)


def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form that was sent before is not known again."""

    async def unknown(wishes: Sequence[Wish]) -> Sequence[Wish]:
        return wishes

    monkeypatch.setattr(writer, "_who_is_known", unknown)


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
