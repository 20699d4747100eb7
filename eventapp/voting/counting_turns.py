"""Counts closed votes beside requests: one process at a time, and another goes on where one was killed."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from eventapp import clock
from eventapp.voting.actions import count_round, explain_round
from eventapp.voting.tables import Round
from eventapp.voting.waking import new_bell

logger = logging.getLogger("eventapp")

# Whoever counts says so each second. Who has said nothing for this long is gone.
TURN = timedelta(seconds=20)
BEAT_SECONDS = 1.0
# A server that is started again finds its own count of before, and waits until that turn ends.
LOOK_EVERY_SECONDS = TURN.total_seconds()

# A count whose result is stored, and not yet what would have been enough.
UNEXPLAINED = Round.result.like('%"explained":false%')
UNFINISHED = Round.counted_at.is_null() | UNEXPLAINED


async def count_for_ever() -> None:
    """Looks when a vote was closed here, and again and again. Ends when cancelled."""
    bell = new_bell()
    while True:
        bell.clear()
        try:
            await count_closed_rounds()
        except Exception:
            # It must outlive any fault; soon it looks again.
            logger.exception("counting votes")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_EVERY_SECONDS):
                await bell.wait()


async def count_closed_rounds() -> None:
    """Counts each closed round that nobody else is counting; then explains what would have been enough.

    So the result can be read at once. What breaks off is told, and tried again later.
    """
    for round_ in await Round.objects().where(Round.closed_at.is_not_null() & Round.counted_at.is_null()):
        await _in_turn(round_, _count)
    for round_ in await Round.objects().where(Round.counted_at.is_not_null() & UNEXPLAINED):
        await _in_turn(round_, _explain)


async def _count(round_: Round, hear: Callable[[int], None]) -> None:
    await count_round(round_, hear, explained=False)


async def _explain(round_: Round, hear: Callable[[int], None]) -> None:
    hear(100)
    await explain_round(round_)


async def take_turn(round_: Round, turn: str) -> bool:
    """Whether this turn (a random name) is the one that counts now. It ends by itself when it is not kept up."""
    now = clock.now()
    nobody_counts = Round.counting_until.is_null() | (Round.counting_until <= now)
    taken = (
        await Round.update(
            {Round.counting_turn: turn, Round.counting_until: now + TURN, Round.counting_stopped_at: None}
        )
        .where((Round.id == round_.id) & UNFINISHED & nobody_counts)
        .returning(Round.id)
    )
    return bool(taken)


async def _in_turn(round_: Round, work: Callable[[Round, Callable[[int], None]], Awaitable[None]]) -> None:
    turn, percent = secrets.token_hex(8), 0
    if not await take_turn(round_, turn):
        return

    def hear(told: int) -> None:
        nonlocal percent
        percent = told

    async def keep_up() -> None:
        while True:
            await keep_turn(round_, turn, percent)
            await asyncio.sleep(BEAT_SECONDS)

    beat = asyncio.create_task(keep_up())
    try:
        await work(round_, hear)
    except Exception:
        # Whatever it was: the other votes that wait are counted all the same, and this one is tried again.
        logger.exception("a vote is closed and not counted")
        await Round.update({Round.counting_stopped_at: clock.now()}).where(Round.id == round_.id)
    finally:
        beat.cancel()
        await asyncio.gather(beat, return_exceptions=True)
        await Round.update({Round.counting_until: None}).where(_holds(round_, turn))


async def keep_turn(round_: Round, turn: str, percent: int) -> None:
    """Says that this turn still counts, and how far it is."""
    await Round.update({Round.counting_until: clock.now() + TURN, Round.counting_percent: percent}).where(
        _holds(round_, turn) & UNFINISHED
    )


def _holds(round_: Round, turn: str) -> Any:
    return (Round.id == round_.id) & (Round.counting_turn == turn)
