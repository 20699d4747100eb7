"""What people read about each candidate."""

from fractions import Fraction

import pytest

from eventapp.voting import reasons
from eventapp.voting.reasons import WITHDRAWN, Reason, came_first, spent_elsewhere, words, would_do
from eventapp.voting.tally import Enough, Outcome, Why

TITLES = {"film": "Film", "soup": "Soup lunch", "choir": "Choir", "chess": "Chess", "walk": "Garden walk"}


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        (
            "bought",
            "It needed 1 hour. The people who ticked it had 3 hours 34 minutes of their shares left to give.",
        ),
        ("filled", "It came in at the end. It needed 1 hour. The room time still free was 1 hour 15 minutes."),
        (
            "did not fit",
            (
                "It needed 1 hour. The people who ticked it had 3 hours 34 minutes of their shares left. "
                "When its turn came at the end, the room time still free was 1 hour 15 minutes."
            ),
        ),
        ("too long", "It needed 1 hour. That is more than all the room time."),
        ("no support", "Nobody ticked it this time."),
        (
            "few from elsewhere",
            "The rules ask for ticks from people of other organisations. It had too few of them.",
        ),
    ],
)
def test_each_reason_is_told_in_words_after_it_was_stored(why: Why, sentence: str) -> None:
    outcome = Outcome("a", cost=60, why=why, turn=None, weight=Fraction(7, 2), people=4, held=Fraction(429, 2), left=75)

    reason = reasons.read(reasons.stored(reasons.reason_of(outcome)))

    assert reason == Reason(why, held=214, left=75, weight="7/2")
    assert words(reason, 60, TITLES) == sentence


def test_what_was_withdrawn_was_not_counted() -> None:
    assert words(WITHDRAWN, 60, TITLES) == "The people who proposed it took it back before the count."
    assert not WITHDRAWN.counted_in


def test_what_stood_in_the_way_is_named() -> None:
    by_kind = Reason("cap", blocked_by="workshop")
    by_another = Reason("excluded", blocked_by="film")

    assert words(by_kind, 45, TITLES) == (
        "It needed 45 minutes. The rules say how much time this kind gets: Workshop. Too little was left."
    )
    assert words(by_another, 45, TITLES) == (
        "The rules say that it cannot go together with “Film”, which was chosen first."
    )


@pytest.mark.parametrize(
    "why", ["bought", "filled", "did not fit", "no support", "too long", "cap", "excluded", "withdrawn"]
)
def test_of_very_few_votes_no_reason_tells_how_much_was_for_something(why: str) -> None:
    one, many = Reason(why, held=7, left=9), Reason(why, held=700, left=900)

    sentence = words(one, 60, TITLES, numbers=False)

    assert sentence == words(many, 60, TITLES, numbers=False)
    assert "Nobody" not in sentence


def test_where_the_shares_went_is_told_by_the_largest_three() -> None:
    spent = [("film", 90), ("soup", 30), ("choir", 5), ("chess", 4), ("walk", 1)]

    assert spent_elsewhere(spent, TITLES) == (
        "Before, they had given 1 hour 30 minutes for “Film”, 30 minutes for “Soup lunch”, 5 minutes for “Choir” "
        "and more for others."
    )
    assert spent_elsewhere(spent[:1], TITLES) == "Before, they had given 1 hour 30 minutes for “Film”."
    assert spent_elsewhere([("film", 0)], TITLES) == spent_elsewhere([], TITLES) == ""


def test_a_tie_says_whether_it_was_drawn() -> None:
    assert came_first(["Film", "Choir"], drawn=True) == (
        "It was level with “Film” and “Choir” in all that counts. Their order was drawn."
    )
    assert came_first(["Film"], drawn=False) == (
        "“Film” would have cost people as little for each minute. The rules say which comes first."
    )
    assert came_first([], drawn=True) == ""


@pytest.mark.parametrize(
    ("enough", "sentence"),
    [
        (Enough(45, 2), "with a length of 45 minutes, or with 2 more people for it, like those who ticked it."),
        (Enough(45, 1), "with a length of 45 minutes, or with 1 more person for it, like those who ticked it."),
        (Enough(45, None), "with a length of 45 minutes."),
        (Enough(None, 2), "with 2 more people for it, like those who ticked it."),
        (Enough(None, 1), "with 1 more person for it, like those who ticked it."),
    ],
)
def test_what_would_have_been_enough_is_told(enough: Enough, sentence: str) -> None:
    assert would_do(enough) == f"It would have been chosen {sentence}"


def test_where_nothing_would_have_been_enough_nothing_is_told() -> None:
    assert would_do(Enough(None, None)) == would_do(None) == ""
