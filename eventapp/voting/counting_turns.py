"""Counts closed votes beside requests: one process at a time, and another goes on where one was killed."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable

from eventapp import clock
from eventapp.turns import BEAT_SECONDS, TURN, Turns
from eventapp.voting.actions import count_round, explain_round
from eventapp.voting.tables import Round
from eventapp.voting.waking import bell

logger = logging.getLogger("eventapp")

# A count whose result is stored, and not yet what would have been enough.
UNEXPLAINED = Round.result.like('%"explained":false%')
TURNS = Turns(Round, Round.id, Round.counting_turn, Round.counting_until, Round.counted_at.is_null() | UNEXPLAINED)


async def count_for_ever() -> None:
    """Looks when a vote was closed here, and again and again. Ends when cancelled."""
    # A server that is started again finds its own count of before, and waits until that turn ends.
    await bell.look_for_ever(count_closed_rounds, every=TURN, what="counting votes")


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
    return await TURNS.take(round_.id, turn, {Round.counting_stopped_at: None})


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
        await TURNS.give_back(round_.id, turn)


async def keep_turn(round_: Round, turn: str, percent: int) -> None:
    """Says that this turn still counts, and how far it is."""
    await TURNS.keep(round_.id, turn, {Round.counting_percent: percent})
