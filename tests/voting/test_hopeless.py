"""Rules that leave no hope for a proposal."""

from datetime import UTC, datetime
from typing import Any

import pytest

from eventapp.proposals.tables import Proposal
from eventapp.voting.hopeless import hopeless
from eventapp.voting.rules import RoundRules

LONGER = "It is longer than all the room time there is."
CAP = "Kind “Film” gets no more than 0 minutes in all, and it is longer."
ELSEWHERE = "The rules ask for 1 person of another organisation, and not so many can vote."
TWO_ELSEWHERE = "The rules ask for 2 people of other organisations, and not so many can vote."


def some_rules(**changes: Any) -> RoundRules:
    facts: dict[str, Any] = {
        "title": "Vote",
        "note": "",
        "budget_minutes": 120,
        "room_time": None,
        "closes_at": datetime(2026, 11, 21, tzinfo=UTC),
        "weighting": "organisation",
        "supporters_elsewhere": 0,
        "stars": 0,
        "votes_published": True,
        "caps": {},
        "excluded": (),
        "seed": "",
    }
    return RoundRules(**(facts | changes))


@pytest.mark.parametrize(
    ("rules", "people", "why"),
    [
        ({}, {"trust": 3}, ""),
        ({"budget_minutes": 59}, {"trust": 3}, LONGER),
        ({"budget_minutes": 60}, {"trust": 3}, ""),
        ({"caps": {"film": 0}}, {"trust": 3}, CAP),
        ({"caps": {"film": 60, "talk": 0}}, {"trust": 3}, ""),
        ({"supporters_elsewhere": 1}, {"trust": 3}, ELSEWHERE),
        ({"supporters_elsewhere": 1}, {"trust": 3, "shed": 0}, ELSEWHERE),
        ({"supporters_elsewhere": 1}, {"trust": 3, "shed": 3}, ""),
        # Counted together, two of the host may be two of these three.
        ({"supporters_elsewhere": 1}, {"trust": 2, "shed": 1}, ""),
        ({"supporters_elsewhere": 2}, {"trust": 2, "shed": 1}, TWO_ELSEWHERE),
        ({}, {}, ""),
        ({"supporters_elsewhere": 1}, {}, ELSEWHERE),
    ],
)
def test_what_cannot_be_chosen_though_everybody_wants_it_is_named(
    rules: dict[str, Any], people: dict[str, int], why: str
) -> None:
    film = Proposal(
        id="film",
        event="day",
        kind="film",
        minutes=60,
        title="Film",
        what_happens="",
        contact="",
        content_notes="",
        access_notes="",
    )

    found = hopeless(some_rules(**rules), [film], {"film": ["trust"]}, people)

    assert [one.why for one in found] == ([why] if why else [])
