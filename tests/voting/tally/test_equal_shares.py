"""The count, by hand for small cases and over many drawn ones."""

import random
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eventapp.voting.tally import BallotValue, Candidate, Outcome, Rules, ejr_plus_violations, tally

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


@given(lengths, organisations, budgets, st.integers(0, 200))
def test_more_room_time_never_wrongs_anybody_who_would_have_had_a_share_of_less(
    minutes: list[int], voters: list[list[frozenset[str]]], budget: int, more: int
) -> None:
    candidates, ballots = candidates_of(minutes), weighed(voters)

    counted = tally(candidates, ballots, Rules(budget + more, SEED))

    assert ejr_plus_violations(candidates, ballots, budget, counted.chosen) == []


@given(lengths, organisations, budgets, st.permutations("abcdef"))
def test_other_ids_change_nothing_where_nothing_is_a_tie(
    minutes: list[int], voters: list[list[frozenset[str]]], budget: int, names: list[str]
) -> None:
    other = dict(zip("abcdef", names, strict=True))
    candidates, ballots = candidates_of(minutes), weighed(voters)
    rules = Rules(budget, SEED, completion="none")
    expected = tally(candidates, ballots, rules)
    assume(not any(one.tied_with for one in expected.outcomes))

    counted = tally(
        [Candidate(other[one.id], one.cost) for one in candidates],
        [BallotValue(frozenset(other[id_] for id_ in one.marks), one.weight, one.group) for one in ballots],
        rules,
    )

    assert counted.chosen == tuple(other[id_] for id_ in expected.chosen)


# The rule's options


def test_progress_is_told_from_0_to_1_and_never_falls() -> None:
    candidates = [Candidate("a", 30), Candidate("b", 60), Candidate("c", 60)]
    ballots = [*(ballot("a") for _ in range(17)), ballot("b"), ballot("b"), ballot("c")]
    heard: list[float] = []

    counted = tally(candidates, ballots, Rules(100, SEED), heard.append)

    assert heard == sorted(heard)
    assert heard[0] >= 0
    assert heard[-1] <= 1
    assert counted.runs == len(heard) + 1 == 201


def test_without_completion_shares_stay_as_they_are() -> None:
    candidates = [Candidate("a", 45), Candidate("b", 45)]
    ballots = [ballot("a"), ballot("b"), ballot("")]

    plain, raised, filled = (
        tally(candidates, ballots, Rules(80, SEED, completion=completion)) for completion in ("none", "add1", "add1u")
    )

    assert (plain.chosen, int(plain.shares), plain.runs) == ((), 80, 1)
    # Both at once would be too much, so neither is bought.
    assert raised.chosen == ()
    assert raised.shares < 135
    assert [one.why for one in filled.outcomes] == ["filled", "did not fit"]


def test_a_step_of_ones_own_may_raise_shares_beyond_double() -> None:
    candidates = [Candidate("a", 30), Candidate("b", 60)]
    ballots = [*(ballot("a") for _ in range(8)), ballot("b")]

    counted = tally(candidates, ballots, Rules(90, SEED, step=Fraction(10)))

    # The one who wants b holds 10 at first, and has 60 after five steps.
    assert [(one.id, one.why) for one in counted.outcomes] == [("a", "bought"), ("b", "bought")]
    assert (counted.runs, int(counted.shares)) == (6, 540)


def test_shares_are_not_raised_once_nothing_more_would_fit_where_the_rules_say_so() -> None:
    candidates = [Candidate("a", 60), Candidate("b", 60)]
    ballots = [ballot("a"), ballot("a"), ballot("b")]

    stopped = tally(candidates, ballots, Rules(90, SEED, stop_when_exhausted=True))

    assert (stopped.chosen, stopped.runs) == (("a",), 1)
    assert tally(candidates, ballots, Rules(90, SEED)).runs > 1


def test_ties_by_id_are_for_files_that_say_so() -> None:
    candidates = [Candidate(id_, 60) for id_ in ("10", "9", "8")]
    ballots = [ballot(""), BallotValue(frozenset(["10", "9", "8"]), Fraction(1), "one")]

    for seed in "123":
        assert tally(candidates, ballots, Rules(360, seed, ties="id")).chosen == ("10", "8", "9")


def test_whom_a_winner_was_tied_with_is_told() -> None:
    candidates = [Candidate(id_, 60) for id_ in "abc"]
    ballots = [ballot("a"), ballot("b"), ballot("c", 2)]

    outcomes = tally(candidates, ballots, Rules(240, SEED)).outcomes

    first, second, third = ((one.id, one.tied_with) for one in outcomes)
    assert first == ("c", ())
    assert second in [("a", ("b",)), ("b", ("a",))]
    assert third[1] == ()


def test_what_each_group_paid_adds_up_to_the_cost_and_losers_read_where_their_shares_went() -> None:
    candidates = [Candidate("a", 60), Candidate("b", 30), Candidate("c", 90)]
    ballots = [ballot("abc", 1, "x"), ballot("a", 1, "y"), ballot("b", 1, "z"), ballot("c", 1, "z")]

    outcomes = {one.id: one for one in tally(candidates, ballots, Rules(100, SEED, completion="none")).outcomes}

    # Everybody holds 25: 15 each for b, and then the first has only 10 left.
    assert outcomes["b"].paid == {"x": 15, "z": 15}
    assert (outcomes["b"].price, outcomes["b"].held) == (Fraction(15), Fraction(50))
    assert (outcomes["a"].why, int(outcomes["a"].held)) == ("did not fit", 35)
    assert outcomes["a"].spent_on == (("b", Fraction(15)),)
    assert (outcomes["c"].why, int(outcomes["c"].held)) == ("did not fit", 35)
    assert outcomes["c"].spent_on == (("b", Fraction(15)),)


def test_a_star_lets_a_ballot_pay_twice_as_much() -> None:
    candidates = [Candidate("a", 30)]
    starred = BallotValue(frozenset("a"), Fraction(1), "fond", stars=frozenset("a"))

    outcome = tally(candidates, [starred, ballot("a")], Rules(60, SEED)).outcomes[0]

    assert outcome.paid == {"fond": 20, "one": 10}
    assert (outcome.price, outcome.weight) == (Fraction(10), Fraction(2))


def test_a_star_for_what_is_not_ticked_is_nothing() -> None:
    candidates = [Candidate("a", 30), Candidate("b", 30)]
    odd = BallotValue(frozenset("a"), Fraction(1), "one", stars=frozenset("b"))

    assert tally(candidates, [odd], Rules(60, SEED)) == tally(candidates, [ballot("a")], Rules(60, SEED))


@pytest.mark.parametrize(
    ("candidates", "ballots"),
    [
        pytest.param([Candidate("a", 0)], [ballot("a")], id="costs nothing"),
        pytest.param([Candidate("a", 10)], [ballot("a", 0)], id="weighs nothing"),
        pytest.param([Candidate("a", 10), Candidate("a", 20)], [ballot("a")], id="the same id twice"),
    ],
)
def test_what_cannot_be_counted_is_refused(candidates: list[Candidate], ballots: list[BallotValue]) -> None:
    with pytest.raises(ValueError, match=r"above 0|same id"):
        tally(candidates, ballots, Rules(60, SEED))
