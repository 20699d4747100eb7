"""What would have been enough, by hand, and counted again."""

from dataclasses import replace
from fractions import Fraction

from eventapp.voting.tally import BallotValue, Candidate, Enough, Limits, Rules, enough, tally

CANDIDATES = [Candidate("a", 60), Candidate("b", 60), Candidate("c", 45)]
RULES = Rules(90, "seed")


def ballots(*marks: str) -> list[BallotValue]:
    return [BallotValue(frozenset(one), Fraction(1), "one") for one in marks]


def test_it_says_which_length_and_how_many_more_people_would_have_been_enough() -> None:
    votes = ballots("a", "a", "a", "b", "b")
    counted = tally(CANDIDATES, votes, RULES)

    found = enough(CANDIDATES, votes, RULES, "b", counted)

    assert counted.chosen == ("a",)
    # Two pay for 39 minutes before three pay for 60; lengths here are told in quarters of an hour.
    assert found == Enough(cost=30, more_people=3)


def test_what_it_says_is_so() -> None:
    votes = ballots("ab", "a", "a", "bc", "b", "c", "a")
    counted = tally(CANDIDATES, votes, RULES)

    for outcome in counted.outcomes:
        found = enough(CANDIDATES, votes, RULES, outcome.id, counted)
        if outcome.chosen:
            assert found == Enough(None, None)
            continue
        assert found.cost is not None
        shorter = [replace(one, cost=found.cost) if one.id == outcome.id else one for one in CANDIDATES]
        assert outcome.id in tally(shorter, votes, RULES).chosen


def test_what_nobody_ticked_is_not_helped_by_being_shorter() -> None:
    votes = ballots("a", "a", "b")

    found = enough(CANDIDATES, votes, RULES, "c", tally(CANDIDATES, votes, RULES))

    assert found == Enough(cost=None, more_people=3)


def test_neither_helps_what_is_blocked() -> None:
    votes = ballots("ab", "ab", "a")
    rules = Rules(200, "seed", limits=Limits(exclusions=frozenset([("a", "b")])))

    assert enough(CANDIDATES, votes, rules, "b", tally(CANDIDATES, votes, rules)) == Enough(None, None)
