"""Votes that close by themselves."""

import asyncio
from datetime import timedelta

import pytest

from eventapp.log.tables import LogEntry
from eventapp.voting import closing
from eventapp.voting.closing import close_rounds_that_are_over
from eventapp.voting.states import state_of
from eventapp.voting.tables import Round
from tests.cast import an_event, an_organisation, an_organiser
from tests.conftest import Clock
from tests.voting.vote import a_prepared_round, an_open_round, people_who_vote

pytestmark = pytest.mark.usefixtures("db")


async def states() -> list[str]:
    return [state_of(round_) for round_ in await Round.objects().order_by(Round.closes_at)]


async def test_a_vote_whose_time_has_passed_is_closed_though_nobody_visits(clock: Clock) -> None:
    event = await an_event()
    round_ = await an_open_round(event, await an_organiser(event))
    await people_who_vote(round_, await an_organisation(event), ["Film"])
    clock.set(round_.closes_at)

    await close_rounds_that_are_over()
    await close_rounds_that_are_over()

    found = await Round.objects().get(Round.id == round_.id)
    assert found
    assert found.ballot_key is None
    assert found.closed_at == round_.closes_at
    assert await LogEntry.count().where(LogEntry.did == "closed a vote") == 1


async def test_a_vote_that_goes_on_or_has_not_begun_is_left_alone(clock: Clock) -> None:
    going_on, prepared = await an_event("going-on"), await an_event("prepared")
    open_one = await an_open_round(going_on, await an_organiser(going_on))
    await a_prepared_round(prepared, await an_organiser(prepared, "Ray"), closes_at=clock() + timedelta(days=1))
    clock.set(open_one.closes_at - timedelta(seconds=1))

    await close_rounds_that_are_over()

    assert await states() == ["prepared", "open"]


async def test_closing_goes_on_after_a_fault_until_it_is_cancelled(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks = 0
    looked_twice = asyncio.Event()

    async def look() -> None:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise OSError("the disk is full")
        looked_twice.set()

    monkeypatch.setattr(closing, "LOOK_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(closing, "close_rounds_that_are_over", look)
    task = asyncio.create_task(closing.close_for_ever())
    await looked_twice.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert task.cancelled()
    assert "closing votes whose time has passed" in caplog.text
