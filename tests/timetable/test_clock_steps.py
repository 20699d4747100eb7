"""Moments that come every so many minutes on the clock."""

from datetime import UTC, datetime

import pytest

from eventapp.timetable.clock_steps import is_step, step_after, step_before

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minute", "before", "after"), [(0, 0, 0), (1, 0, 15), (14, 0, 15), (15, 15, 15), (46, 45, 60)]
)
def test_a_moment_lies_between_two_steps_or_is_one(minute: int, before: int, after: int) -> None:
    moment = TEN.replace(minute=minute)

    found = [(step - TEN).total_seconds() // 60 for step in (step_before(moment, 15), step_after(moment, 15))]

    assert found == [before, after]
    assert is_step(moment, 15) == (before == after)


def test_a_moment_within_a_minute_is_no_step() -> None:
    assert not is_step(TEN.replace(second=1), 5)
