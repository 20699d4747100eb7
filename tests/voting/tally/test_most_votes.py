"""What most votes would choose, beside which the result is shown."""

from fractions import Fraction

from eventapp.voting.tally import BallotValue, Candidate, Limits, Rules, tally

CANDIDATES = [Candidate("a", 60), Candidate("b", 60), Candidate("c", 30), Candidate("d", 30)]


def ballot(marks: str, weight: Fraction | int = 1) -> BallotValue:
    return BallotValue(frozenset(marks), Fraction(weight), "one")


def test_most_ballots_go_first_and_what_does_not_fit_is_passed_over() -> None:
    ballots = [*(ballot("ab") for _ in range(3)), ballot("a"), ballot("c"), ballot("c")]

    counted = tally(CANDIDATES, ballots, Rules(100, rule="most votes"))

    assert [(one.id, one.why, one.people, one.left) for one in counted.outcomes] == [
        ("a", "filled", 4, 100),
        ("c", "filled", 2, 40),
        ("b", "did not fit", 3, 40),
        ("d", "no support", 0, 10),
    ]
    assert (counted.spent, counted.runs) == (90, 0)


def test_each_ballot_is_one_vote_whatever_it_weighs() -> None:
    ballots = [ballot("a", 10), ballot("b", Fraction(1, 10)), ballot("b", Fraction(1, 10))]

    assert tally(CANDIDATES, ballots, Rules(60, rule="most votes")).chosen == ("b",)
    assert tally(CANDIDATES, ballots, Rules(60)).chosen == ("a",)


def test_the_same_limits_hold() -> None:
    ballots = [ballot("abc"), ballot("ab"), ballot("a")]
    limits = Limits(kinds={"a": "talk", "b": "talk"}, caps={"talk": 100})

    counted = tally(CANDIDATES, ballots, Rules(500, rule="most votes", limits=limits))

    assert counted.chosen == ("a", "c")
    assert [(one.id, one.why, one.blocked_by) for one in counted.outcomes if one.id == "b"] == [("b", "cap", "talk")]
