"""Stretches of time, and what is left of them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple


class Span(NamedTuple):
    """From one instant until another, which is not in it any more. In UTC."""

    starts_at: datetime
    ends_at: datetime


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time in order, with those that touch or overlap as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.starts_at <= found[-1].ends_at:
            found[-1] = Span(found[-1].starts_at, max(found[-1].ends_at, span.ends_at))
        else:
            found.append(span)
    return tuple(found)


def both(some: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """The time that is in one of the first and in one of the others."""
    others = list(others)
    shared = (
        Span(max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)) for one in some for other in others
    )
    return joined(span for span in shared if span.starts_at < span.ends_at)


def without(spans: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """What of these is left when the others are taken away."""
    taken = joined(taken)
    return tuple(left for span in joined(spans) for left in _left(span, taken))


def _left(span: Span, taken: tuple[Span, ...]) -> Iterator[Span]:
    starts_at = span.starts_at
    for other in taken:
        if other.ends_at <= starts_at or other.starts_at >= span.ends_at:
            continue
        if other.starts_at > starts_at:
            yield Span(starts_at, other.starts_at)
        starts_at = other.ends_at
    if starts_at < span.ends_at:
        yield Span(starts_at, span.ends_at)
