"""Stretches of time: joined, shared, taken away."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from eventapp.venue.spans import Span, both, joined, without

_START = datetime(2026, 11, 28, tzinfo=UTC)


def _span(first: int, last: int) -> Span:
    return Span(_START + timedelta(hours=first), _START + timedelta(hours=last))


def _hours(spans: tuple[Span, ...]) -> set[int]:
    return {
        hour for hour in range(24) for span in spans if span.starts_at <= _START + timedelta(hours=hour) < span.ends_at
    }


_SPANS = st.lists(
    st.tuples(st.integers(0, 22), st.integers(1, 5)).map(lambda pair: _span(pair[0], min(sum(pair), 24))), max_size=5
).map(tuple)


def test_time_that_touches_is_one_stretch() -> None:
    assert joined([_span(3, 5), _span(1, 3), _span(6, 7)]) == (_span(1, 5), _span(6, 7))


def test_what_is_taken_from_the_middle_leaves_two_ends() -> None:
    assert without([_span(1, 9)], [_span(2, 3), _span(5, 6), _span(8, 12)]) == (_span(1, 2), _span(3, 5), _span(6, 8))


@given(_SPANS, _SPANS)
def test_hour_by_hour_nothing_is_lost_or_added(some: tuple[Span, ...], others: tuple[Span, ...]) -> None:
    assert _hours(joined([*some, *others])) == _hours(some) | _hours(others)
    assert _hours(both(some, others)) == _hours(some) & _hours(others)
    assert _hours(without(some, others)) == _hours(some) - _hours(others)
