"""The round that a page is about."""

from litestar.exceptions import NotFoundException

from eventapp.event.tables import Event
from eventapp.voting.actions import close_if_over
from eventapp.voting.reading import counted_rounds, latest_round
from eventapp.voting.states import state_of
from eventapp.voting.tables import Round


async def round_now(event: Event) -> Round | None:
    """The latest round, closed when its time has passed; then it is counted beside requests."""
    round_ = await latest_round(event)
    return None if round_ is None else await close_if_over(round_)


async def open_round(event: Event) -> Round | None:
    """The latest round, if people can vote in it now."""
    round_ = await round_now(event)
    return round_ if round_ is not None and state_of(round_) == "open" else None


async def round_or_404(event: Event) -> Round:
    round_ = await latest_round(event)
    if round_ is None:
        raise NotFoundException
    return round_


async def counted_round_or_404(event: Event, round_id: str = "") -> Round:
    """This round, once it is counted; without an id the last one that is."""
    for round_ in await counted_rounds(event):
        if round_id in ("", round_.id):
            return round_
    raise NotFoundException
