"""What the pages of a result read about the ballots."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from eventapp.proposals.tables import Proposal
from eventapp.voting.actions import close_round, confirm_result, count_round
from eventapp.voting.fairness import Ticks
from eventapp.voting.result_reading import is_in_vote, left_with_nothing, names_for, ticks_of_round
from tests.cast import an_event, an_organisation, an_organiser
from tests.voting.vote import a_submitted_proposal, an_open_round, candidates_of, people_who_vote

pytestmark = pytest.mark.usefixtures("db")


async def test_ticks_are_added_up_by_group_and_candidate_of_this_round_only() -> None:
    event, other_event = await an_event(), await an_event("another-day")
    organiser, other_organiser = await an_organiser(event), await an_organiser(other_event, "Other Mo")
    lives, shed = await an_organisation(event), await an_organisation(event, "Shed")
    elsewhere = await an_organisation(other_event, "Elsewhere")
    round_ = await an_open_round(event, organiser)
    other_round = await an_open_round(other_event, other_organiser)
    await people_who_vote(round_, lives, ["Film"], ["Film", "Soup lunch"], ["Film"])
    await people_who_vote(round_, shed, ["Garden walk"], ["Garden walk"], ["Soup lunch"])
    await people_who_vote(other_round, elsewhere, ["Film"])
    ids = await candidates_of(round_)
    await close_round(round_, organiser)

    ticks = await ticks_of_round(round_)

    assert ticks == Ticks(
        people={lives.id: 3, shed.id: 3},
        marks={
            lives.id: {ids["Film"]: 3, ids["Soup lunch"]: 1},
            shed.id: {ids["Garden walk"]: 2, ids["Soup lunch"]: 1},
        },
    )
    assert await left_with_nothing(round_, [ids["Film"]], 6) == 3
    assert await left_with_nothing(round_, [ids["Film"], ids["Soup lunch"]], 6) == 2
    assert await left_with_nothing(round_, [], 6) == 6


async def test_more_ballots_are_not_more_queries(queries: Callable[[], AbstractContextManager[Any]]) -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    organisation = await an_organisation(event)
    round_ = await an_open_round(event, organiser)
    asked = []

    for number in (1, 5):
        # Open: their ballots have no group yet, and are added up all the same.
        await people_who_vote(round_, await an_organisation(event, f"Group {number}"), *[["Film"]] * number)
        with queries() as counted:
            await ticks_of_round(round_)
            await left_with_nothing(round_, ["some id"], number)
            await names_for(Ticks({organisation.id: 3}, {}))
        asked.append(counted.count)

    assert asked[0] == asked[1] == 4


async def test_groups_are_called_by_their_organisation_and_the_pooled_by_what_they_are() -> None:
    organisation = await an_organisation(await an_event())

    name = await names_for(Ticks({organisation.id: 3, "pooled": 4}, {}))

    assert name(organisation.id) == "Equal Lives"
    assert name("pooled") == name("gone") == "Organisations with few votes, together"


async def test_a_proposal_is_in_a_vote_from_its_opening_until_its_result_is_final() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    film = await a_submitted_proposal(event, "Film")
    before = await is_in_vote(film)

    round_ = await an_open_round(event, organiser, "Soup lunch")
    too_late = await a_submitted_proposal(event, "Garden walk")
    open_now, left_out = await is_in_vote(film), await is_in_vote(too_late)
    await count_round(await close_round(round_, organiser))
    counted = await is_in_vote(film)
    await confirm_result(round_, organiser, [], {})
    final = await is_in_vote(await Proposal.objects().get(Proposal.id == film.id) or film)

    assert (before, open_now, left_out, counted, final) == (False, True, False, True, False)
