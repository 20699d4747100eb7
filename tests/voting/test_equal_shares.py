"""The count, by hand for small cases and over many drawn ones."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.voting.equal_shares import BallotValue, Candidate, Outcome, Rules, ejr_plus_violations, tally

SEED = "drawn before the vote"

# What is drawn: up to six candidates, and the wishes of up to four organisations' voters.
lengths = st.lists(st.sampled_from([15, 30, 45, 60, 90]), min_size=1, max_size=6)
wishes = st.frozensets(st.sampled_from("abcdef"), max_size=6)
organisations = st.lists(st.lists(wishes, min_size=1, max_size=4), max_size=4)
budgets = st.integers(min_value=1, max_value=300)


def candidates_of(minutes: list[int]) -> list[Candidate]:
    return [Candidate(id_, length) for id_, length in zip("abcdef", minutes, strict=False)]


def weighed(voters: list[list[frozenset[str]]]) -> list[BallotValue]:
    """One share for each organisation, split among its voters."""
    return [
        BallotValue(marks, Fraction(1, len(ballots)), f"organisation {number}")
        for number, ballots in enumerate(voters)
        for marks in ballots
    ]


def ballot(marks: str, weight: Fraction | int = 1, group: str = "one") -> BallotValue:
    return BallotValue(frozenset(marks), Fraction(weight), group)


# By hand


def test_what_everybody_wants_is_in() -> None:
    counted = tally([Candidate("a", 60), Candidate("b", 60)], [ballot("a"), ballot("a")], Rules(60, SEED))

    assert counted.chosen == ("a",)
    assert [(one.id, one.why) for one in counted.outcomes] == [("a", "bought"), ("b", "no support")]


def test_a_third_of_the_voters_decides_about_a_third_of_the_time() -> None:
    # By most votes a, b and c would take all three hours.
    candidates = [Candidate(id_, 60) for id_ in "abcd"]
    ballots = [ballot("abc"), ballot("abc"), ballot("d")]

    counted = tally(candidates, ballots, Rules(180, SEED))

    assert "d" in counted.chosen
    assert len(counted.chosen) == 3


def test_an_organisation_of_twenty_takes_no_more_than_one_of_three() -> None:
    candidates = [Candidate(id_, 30) for id_ in "abcdefgh"]
    large = [ballot("abcd", Fraction(1, 20), "large") for _ in range(20)]
    small = [ballot("efgh", Fraction(1, 3), "small") for _ in range(3)]

    counted = tally(candidates, [*large, *small], Rules(120, SEED))

    assert len(set("abcd") & set(counted.chosen)) == 2
    assert len(set("efgh") & set(counted.chosen)) == 2


def test_the_numbers_of_a_purchase_are_those_of_its_supporters() -> None:
    counted = tally([Candidate("a", 60), Candidate("b", 60)], [ballot("a", 1), ballot("b", 3)], Rules(240, SEED))

    assert counted.outcomes == (
        Outcome(
            "b",
            60,
            "bought",
            turn=1,
            weight=Fraction(3),
            people=1,
            held=Fraction(180),
            left=0,
            price=Fraction(20),
            paid={"one": Fraction(60)},
        ),
        Outcome(
            "a",
            60,
            "bought",
            turn=2,
            weight=Fraction(1),
            people=1,
            held=Fraction(60),
            left=0,
            price=Fraction(60),
            paid={"one": Fraction(60)},
        ),
    )
    assert (counted.spent, counted.budget, int(counted.shares)) == (120, 240, 240)


def test_shares_are_raised_while_what_is_bought_fits() -> None:
    # Each third can pay 30 of the 45 minutes of what it wants, until shares are half as large again.
    candidates = [Candidate("a", 45), Candidate("b", 45)]

    counted = tally(candidates, [ballot("a"), ballot("b"), ballot("")], Rules(90, SEED))

    assert [(one.id, one.why) for one in counted.outcomes if one.chosen] == [(id_, "bought") for id_ in counted.chosen]
    assert set(counted.chosen) == {"a", "b"}
    assert counted.shares == 135


def test_what_is_free_at_the_end_is_filled_by_support() -> None:
    # The few who want b and c hold far too little, even when shares are doubled.
    candidates = [Candidate("a", 30), Candidate("b", 60), Candidate("c", 60)]
    ballots = [*(ballot("a") for _ in range(17)), ballot("b"), ballot("b"), ballot("c")]

    counted = tally(candidates, ballots, Rules(100, SEED))

    assert [(one.id, one.why, one.left) for one in counted.outcomes] == [
        ("a", "bought", 0),
        ("b", "filled", 70),
        ("c", "did not fit", 10),
    ]


def test_something_longer_than_the_budget_is_never_in_and_stops_nothing() -> None:
    candidates = [Candidate("a", 500), Candidate("b", 45), Candidate("c", 45)]

    counted = tally(candidates, [ballot("ab"), ballot("ac"), ballot("a")], Rules(90, SEED))

    assert set(counted.chosen) == {"b", "c"}
    assert counted.outcomes[-1].why == "too long"


@pytest.mark.parametrize(
    ("candidates", "ballots", "first"),
    [
        # Each pair costs its supporters the same for each minute, but for what the name says.
        pytest.param([Candidate("a", 30), Candidate("b", 30)], [ballot("a"), ballot("b", 2)], "b", id="more weight"),
        pytest.param(
            [Candidate("a", 30), Candidate("b", 30)],
            [ballot("a", 2, "x"), ballot("b", 1, "x"), ballot("b", 1, "y")],
            "b",
            id="more groups",
        ),
        pytest.param([Candidate("a", 30), Candidate("b", 15)], [ballot("ab")], "b", id="shorter"),
    ],
)
def test_ties_go_to_more_weight_then_more_groups_then_the_shorter(
    candidates: list[Candidate], ballots: list[BallotValue], first: str
) -> None:
    for seed in ("1", "2", "3", "4", "5"):
        assert tally(candidates, ballots, Rules(200, seed)).chosen[0] == first


def test_the_last_tie_is_drawn_by_the_seed_and_not_by_the_id() -> None:
    candidates = [Candidate("a", 60), Candidate("b", 60)]

    winners = {
        tally(candidates, [ballot("a"), ballot("b")], Rules(60, f"seed {number}")).chosen for number in range(20)
    }

    assert winners == {("a",), ("b",)}


def test_a_vote_without_ballots_chooses_nothing() -> None:
    counted = tally([Candidate("a", 60)], [], Rules(60, SEED))

    assert counted.chosen == ()
    assert [one.why for one in counted.outcomes] == ["no support"]


def test_marks_for_what_is_not_a_candidate_are_ignored() -> None:
    candidates = [Candidate("a", 60), Candidate("b", 60)]

    assert tally(candidates, [ballot("az"), ballot("b")], Rules(120, SEED)) == tally(
        candidates, [ballot("a"), ballot("b")], Rules(120, SEED)
    )


# Over many


@given(lengths, organisations, budgets, st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_candidates_changes_nothing(
    minutes: list[int], voters: list[list[frozenset[str]]], budget: int, chance: random.Random
) -> None:
    candidates, ballots = candidates_of(minutes), weighed(voters)
    expected = tally(candidates, ballots, Rules(budget, SEED))

    chance.shuffle(candidates)
    chance.shuffle(ballots)

    assert tally(candidates, ballots, Rules(budget, SEED)) == expected


@given(lengths, organisations, budgets, st.integers(0, 3), st.integers(2, 5))
def test_an_organisation_with_many_times_the_voters_chooses_the_same(
    minutes: list[int], voters: list[list[frozenset[str]]], budget: int, which: int, times: int
) -> None:
    candidates = candidates_of(minutes)
    cloned = [ballots * times if number == which else ballots for number, ballots in enumerate(voters)]

    expected = tally(candidates, weighed(voters), Rules(budget, SEED))
    counted = tally(candidates, weighed(cloned), Rules(budget, SEED))

    assert [(one.id, one.why, one.turn, one.held) for one in counted.outcomes] == [
        (one.id, one.why, one.turn, one.held) for one in expected.outcomes
    ]


def test_without_the_weights_the_larger_organisation_would_choose() -> None:
    # The control of the test above: it can fail.
    candidates = [Candidate("a", 60), Candidate("b", 60)]
    small, large = [ballot("a", 1, "small")], [ballot("b", 1, "large")] * 5

    assert tally(candidates, [*small, *large], Rules(60, SEED)).chosen == ("b",)


@given(lengths, organisations, budgets)
def test_the_budget_is_never_exceeded_and_nothing_that_fits_and_is_wanted_is_left_out(
    minutes: list[int], voters: list[list[frozenset[str]]], budget: int
) -> None:
    candidates, ballots = candidates_of(minutes), weighed(voters)

    counted = tally(candidates, ballots, Rules(budget, SEED))

    left = budget - sum(one.cost for one in counted.outcomes if one.chosen)
    assert counted.spent == budget - left
    assert left >= 0
    assert [one.id for one in counted.outcomes if not one.chosen and one.people and one.cost <= left] == []
    assert sorted(one.id for one in counted.outcomes) == sorted(one.id for one in candidates)
    assert [one.turn for one in counted.outcomes if one.chosen] == [*range(1, len(counted.chosen) + 1)]


@given(lengths, organisations, budgets)
def test_no_group_is_left_out_that_its_own_share_would_have_paid_for(
    minutes: list[int], voters: list[list[frozenset[str]]], budget: int
) -> None:
    candidates, ballots = candidates_of(minutes), weighed(voters)

    counted = tally(candidates, ballots, Rules(budget, SEED))

    assert ejr_plus_violations(candidates, ballots, budget, counted.chosen) == []


def test_the_check_of_that_promise_finds_who_is_left_out() -> None:
    # Most votes would choose a, b and c, and leave a third of the people with nothing.
    candidates = [Candidate(id_, 60) for id_ in "abcd"]
    ballots = [ballot("abc"), ballot("abc"), ballot("d")]

    assert ejr_plus_violations(candidates, ballots, 180, ["a", "b", "c"]) == ["d"]
