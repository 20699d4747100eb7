"""Long work for a row of a table: one server at a time does it, and another notices when that one was killed."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from piccolo.columns import Column
from piccolo.table import Table

from eventapp import clock

logger = logging.getLogger("eventapp")

# Whoever works says so each second. Who has said nothing for this long is gone.
TURN = timedelta(seconds=20)
BEAT_SECONDS = 1.0

NOTHING: Mapping[Any, Any] = {}


@dataclass(frozen=True)
class Turns:
    """Whose turn it is for each row of a table that is `unfinished`: the column `name` says who, `until` how long."""

    table: type[Table]
    key: Column
    name: Column
    until: Column
    unfinished: Any

    async def take(self, row_id: str, turn: str, says: Mapping[Any, Any] = NOTHING) -> bool:
        """Whether this turn (a random name) is the one that works now. It ends by itself when it is not kept up."""
        now = clock.now()
        is_free = self.until.is_null() | (self.until <= now)
        taken = (
            await self.table.update({self.name: turn, self.until: now + TURN, **says})
            .where((self.key == row_id) & self.unfinished & is_free)
            .returning(self.key)
        )
        return bool(taken)

    async def keep(self, row_id: str, turn: str, says: Mapping[Any, Any] = NOTHING) -> bool:
        """Says that this turn still works, and more about the row. Whether that is so: others may have ended it."""
        kept = (
            await self.table.update({self.until: clock.now() + TURN, **says})
            .where(self.holds(row_id, turn) & self.unfinished)
            .returning(self.key)
        )
        return bool(kept)

    async def give_back(self, row_id: str, turn: str) -> None:
        """Ends the turn at once, so that nobody waits for it."""
        await self.table.update({self.until: None}).where(self.holds(row_id, turn))

    def holds(self, row_id: str, turn: str) -> Any:
        """The row, while it is this turn's."""
        return (self.key == row_id) & (self.name == turn)


class Bell:
    """Tells whoever looks for work in this process that there is some."""

    def __init__(self) -> None:
        self._rung: asyncio.Event | None = None

    def ring(self) -> None:
        """There may be something to do now."""
        if self._rung:
            self._rung.set()

    async def look_for_ever(self, look: Callable[[], Awaitable[None]], *, every: timedelta, what: str) -> None:
        """Looks at once, when the bell rings, and again and again. Ends when cancelled; no fault ends it.

        `what` says in the log what was tried when something failed.
        """
        # The bell that rings is the one of the loop that runs now.
        rung = self._rung = asyncio.Event()
        while True:
            rung.clear()
            try:
                await look()
            except Exception:
                logger.exception(what)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(every.total_seconds()):
                    await rung.wait()
