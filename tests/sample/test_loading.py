"""Loading the sample event: for which day, and all of it or nothing."""

from datetime import date
from typing import Any

import pytest

from eventapp.event.tables import Event
from eventapp.proposals.tables import Proposal
from eventapp.sample import building, loading, people
from eventapp.sample.loading import load_sample, next_day


def test_the_day_is_the_next_28_november() -> None:
    days = [next_day(day) for day in (date(2026, 11, 21), date(2026, 11, 27), date(2026, 11, 28), date(2027, 1, 1))]

    assert days == [date(2026, 11, 28), date(2026, 11, 28), date(2027, 11, 28), date(2027, 11, 28)]


async def test_without_a_sample_nobody_is_signed_in(db: None) -> None:
    assert await people.ways_in() == []


async def test_a_sample_that_fails_halfway_leaves_no_event(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_words: Any, **_more: Any) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr(building, "add_break", fail)

    with pytest.raises(RuntimeError, match="lights"):
        await load_sample()

    assert await Event.count() == 0
    assert await Proposal.count() == 0


@pytest.mark.once
async def test_a_sample_whose_loading_was_killed_is_made_anew(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    async def killed(_event: Event) -> None:
        """A killed process takes nothing back."""

    async def fail(*_words: Any, **_more: Any) -> None:
        raise RuntimeError("the lights went out")

    with monkeypatch.context() as at_first:
        at_first.setattr(loading, "_remove", killed)
        at_first.setattr(building, "publish", fail)
        with pytest.raises(RuntimeError, match="lights"):
            await load_sample()
    half = await loading.half_made()

    whole = await load_sample()

    assert half is not None
    assert [event.id for event in await Event.objects()] == [whole.id]
    assert await loading.half_made() is None
