"""The slots of the solver: the times at which the venue is in use, cut into equal parts, day after day in one row."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventapp.timetable.clock_steps import step_after, step_before
from eventapp.venue.reading import Span


@dataclass(frozen=True)
class Stretch:
    """Slots without a gap: the number of the first, the instant at which it begins, and how many there are."""

    first: int
    begins_at: datetime
    count: int


@dataclass(frozen=True)
class Slots:
    """Slots of `minutes`. Between two stretches stand some in which nothing is open: nothing goes on over them."""

    minutes: int
    stretches: tuple[Stretch, ...]

    @property
    def count(self) -> int:
        return self.stretches[-1].first + self.stretches[-1].count if self.stretches else 0

    @property
    def step(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    def instant(self, slot: int) -> datetime:
        """When this slot begins."""
        stretch = self.stretches[bisect_right(self.stretches, slot, key=lambda each: each.first) - 1]
        return stretch.begins_at + (slot - stretch.first) * self.step

    def at(self, moment: datetime) -> int | None:
        """The slot that begins at this moment, None where none does."""
        slot = self.touching(Span(moment, moment + self.step))
        return slot.start if len(slot) == 1 else None

    def touching(self, span: Span) -> range:
        """The slots of which some part is within the span, which must not reach over two stretches."""
        for stretch in self.stretches:
            first, last = self._offsets(stretch, span)
            if first < stretch.count and last > 0:
                return range(stretch.first + max(0, first), stretch.first + min(stretch.count, last))
        return range(0)

    def touched(self, span: Span) -> set[int]:
        """The slots of which some part is within the span, on whatever day."""
        found: set[int] = set()
        for stretch in self.stretches:
            first, last = self._offsets(stretch, span)
            found.update(range(stretch.first + max(0, first), stretch.first + min(stretch.count, last)))
        return found

    def within(self, span: Span) -> set[int]:
        """The slots that are wholly within the span."""
        found: set[int] = set()
        for stretch in self.stretches:
            first = -((stretch.begins_at - span.starts_at) // self.step)
            last = (span.ends_at - stretch.begins_at) // self.step
            found.update(range(stretch.first + max(0, first), stretch.first + min(stretch.count, last)))
        return found

    def beginning_in(self, span: Span) -> set[int]:
        """The slots that begin within the span."""
        return {
            stretch.first + number
            for stretch in self.stretches
            for number in range(stretch.count)
            if span.starts_at <= stretch.begins_at + number * self.step < span.ends_at
        }

    def _offsets(self, stretch: Stretch, span: Span) -> tuple[int, int]:
        """The first slot that the span touches and the one after the last, counted from the stretch's first."""
        return (span.starts_at - stretch.begins_at) // self.step, -((stretch.begins_at - span.ends_at) // self.step)


def slots_over(spans: Iterable[Span], minutes: int, gap: int) -> Slots:
    """Slots that cover all these spans, with at least `gap` others between two stretches.

    They begin at whole multiples of `minutes` on the clock.
    """
    joined: list[tuple[datetime, datetime]] = []
    step = timedelta(minutes=minutes)
    for span in sorted(spans):
        begins = step_before(span.starts_at, minutes)
        ends = step_after(span.ends_at, minutes)
        if joined and begins - joined[-1][1] < gap * step:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((begins, ends))
    stretches: list[Stretch] = []
    for begins, ends in joined:
        before = stretches[-1] if stretches else None
        first = before.first + before.count + gap if before else 0
        stretches.append(Stretch(first, begins, (ends - begins) // step))
    return Slots(minutes, tuple(stretches))
