"""Keeping apart what overlaps."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from eventapp.timetable.apart import Use, apart

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)


def a_use(start: int, length: int, of: str = "Hall") -> Use:
    """From `start` minutes after ten, for `length` minutes."""
    begins = TEN + timedelta(minutes=start)
    return Use(of, begins, begins + timedelta(minutes=length))


def test_what_follows_one_another_needs_no_copy() -> None:
    assert apart([a_use(0, 60), a_use(60, 30), a_use(0, 60, "Yard")]) == [(1, None), (1, None), (1, None)]


def test_what_overlaps_gets_a_copy_and_the_position_of_what_was_there() -> None:
    assert apart([a_use(30, 60), a_use(0, 60), a_use(60, 30)]) == [(2, 1), (1, None), (1, None)]


uses = some.lists(
    some.builds(a_use, some.integers(0, 30), some.integers(1, 15), some.sampled_from(["Hall", "Yard"])), max_size=12
)


@given(uses)
def test_no_copy_is_used_twice_at_once_and_no_more_are_made_than_overlap(given_uses: list[Use]) -> None:
    found = apart(given_uses)

    placed = [(use, copy) for use, (copy, _other) in zip(given_uses, found, strict=True)]
    for number, (use, copy) in enumerate(placed):
        at_once = [
            other_copy
            for other_number, (other, other_copy) in enumerate(placed)
            if other_number != number
            and other.of == use.of
            and other.starts_at < use.ends_at
            and use.starts_at < other.ends_at
        ]
        assert copy not in at_once
    for of in {use.of for use in given_uses}:
        of_it = [use for use in given_uses if use.of == of]
        most = max(len([use for use in of_it if use.starts_at <= one.starts_at < use.ends_at]) for one in of_it)
        assert max(copy for use, copy in placed if use.of == of) == most


@given(uses)
def test_what_stands_in_the_way_is_there_at_the_same_time(given_uses: list[Use]) -> None:
    for use, (copy, other) in zip(given_uses, apart(given_uses), strict=True):
        assert (other is None) == (copy == 1)
        if other is not None:
            assert given_uses[other].of == use.of
            assert given_uses[other].starts_at <= use.starts_at < given_uses[other].ends_at
