"""What people read about each candidate."""

from fractions import Fraction

import pytest

from eventapp.voting import reasons
from eventapp.voting.equal_shares import Outcome, Why
from eventapp.voting.reasons import WITHDRAWN, Reason, words


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        (
            "bought",
            "It needed 1 hour. The people who ticked it had 3 hours 34 minutes of their shares left to give.",
        ),
        ("filled", "It came in at the end. 1 hour 15 minutes was still free, and it needed 1 hour."),
        (
            "did not fit",
            (
                "It needed 1 hour. The people who ticked it had 3 hours 34 minutes of their shares left. "
                "When its turn came at the end, 1 hour 15 minutes was still free."
            ),
        ),
        ("too long", "It needed 1 hour. That is more than all the room time."),
        ("no support", "Nobody ticked it this time."),
    ],
)
def test_each_reason_is_told_in_words_after_it_was_stored(why: Why, sentence: str) -> None:
    outcome = Outcome("a", cost=60, why=why, turn=None, weight=Fraction(7, 2), people=4, held=Fraction(429, 2), left=75)

    reason = reasons.read(reasons.stored(reasons.reason_of(outcome)))

    assert reason == Reason(why, held=214, left=75, weight="7/2")
    assert words(reason, 60) == sentence


def test_what_was_withdrawn_was_not_counted() -> None:
    assert words(WITHDRAWN, 60) == "The people who proposed it took it back before the count."
    assert not WITHDRAWN.counted_in
