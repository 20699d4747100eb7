"""The round that a page is about."""

import contextlib

from litestar.exceptions import NotFoundException

from eventapp.event.tables import Event
from eventapp.voting.actions import close_if_over, count_round
from eventapp.voting.counting import CountStopped
from eventapp.voting.reading import latest_round
from eventapp.voting.states import state_of
from eventapp.voting.tables import Round


async def round_now(event: Event, *, organiser: bool) -> Round | None:
    """The latest round, brought up to date: closed when its time has passed, and counted when an organiser looks.

    So a server that was stopped between closing and counting goes on by itself.
    """
    round_ = await latest_round(event)
    if round_ is None:
        return None
    round_ = await close_if_over(round_)
    if organiser and state_of(round_) == "closed":
        # When it breaks off, the page of a closed round offers to count again.
        with contextlib.suppress(CountStopped):
            round_ = await count_round(round_)
    return round_


async def round_or_404(event: Event) -> Round:
    round_ = await latest_round(event)
    if round_ is None:
        raise NotFoundException
    return round_
