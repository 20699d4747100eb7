"""Many people vote at the same moment: nobody is turned away, and every ballot is kept."""

from collections.abc import Callable

import httpx

from eventapp.voting.actions import close_round
from tests.voting.load import WISHES, a_vote_for, ballots_kept, everybody_votes

PEOPLE = 60


async def test_sixty_people_vote_at_once_and_every_ballot_is_kept(
    new_client: Callable[[], httpx.AsyncClient],
) -> None:
    round_, sids = await a_vote_for(PEOPLE, candidates=WISHES + 1)

    seen = await everybody_votes(new_client, sids, within_seconds=0)
    closed = await close_round(round_, None)

    assert seen.faults == []
    assert await ballots_kept(closed) == (PEOPLE, seen.ticks) == (PEOPLE, PEOPLE * WISHES)
