"""Closes votes whose time has passed: the key that ties ballots to people must not wait for somebody to visit."""

import asyncio
import logging

from eventapp import clock
from eventapp.voting.actions import close_if_over
from eventapp.voting.tables import Round

logger = logging.getLogger("eventapp")

LOOK_EVERY_SECONDS = 60.0


async def close_for_ever() -> None:
    """Looks every minute, beside requests. Ends when cancelled."""
    while True:
        try:
            await close_rounds_that_are_over()
        except Exception:
            # It must outlive any fault; a minute later it looks again.
            logger.exception("closing votes whose time has passed")
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def close_rounds_that_are_over() -> None:
    """Closes each open round whose time has passed. Two processes that do so at once close it once."""
    is_open = Round.opened_at.is_not_null() & Round.closed_at.is_null()
    for round_ in await Round.objects().where(is_open & (Round.closes_at <= clock.now())):
        try:
            await close_if_over(round_)
        except Exception:
            # The key of one vote must not wait for the fault of another.
            logger.exception("closing a vote whose time has passed")
