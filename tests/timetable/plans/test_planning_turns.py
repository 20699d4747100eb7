"""Making plans beside requests: stored as they get better, ended when they should, and never half placed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eventapp.event.tables import Event, Room
from eventapp.timetable.actions.plans import PlanWish, ask_for_plan, make_again, stop_plan
from eventapp.timetable.planned import planned_sessions
from eventapp.timetable.plans import planning_turns
from eventapp.timetable.plans import searching as plan_searching
from eventapp.timetable.plans.planning_turns import TURNS, end_broken_off, make_plan, plan_for_ever
from eventapp.timetable.plans.searching import How, OnPlan, search
from eventapp.timetable.plans.stored import Asked, Found, best_of, found_in, state_of, steps_of
from eventapp.timetable.solver.answers import Blocks
from eventapp.timetable.solver.instance import Instance, Place
from eventapp.timetable.solver.solving import SolverStopped
from eventapp.timetable.tables import Plan
from eventapp.turns import TURN
from tests.cast import a_room, an_event
from tests.conftest import Clock
from tests.timetable.some import a_selected_proposal, a_session

pytestmark = pytest.mark.anyio

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)
Search = Callable[..., Awaitable[Found]]


@pytest.fixture
async def event(db: None) -> Event:
    """An event with a room, and one session to place."""
    event = await an_event()
    await a_room(event)
    await a_session(event, await a_selected_proposal(event))
    return event


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search is looked at as often as can be."""
    monkeypatch.setattr(planning_turns, "BEAT_SECONDS", 0.001)


def searching(monkeypatch: pytest.MonkeyPatch, *plans: Place, then: Search | None = None) -> None:
    """The solver finds these places for the session, one after the other, and then does something else or ends."""

    async def search(_purpose: str, _asked: Asked, _how: How, on_plan: OnPlan) -> Found:
        for place in plans:
            on_plan([place], Found())
        return await then() if then else Found(moved=7)

    monkeypatch.setattr(planning_turns, "search", search)


async def for_ever() -> Found:
    await asyncio.Event().wait()
    return Found()


async def stored(plan: Plan) -> Plan:
    found = await Plan.objects().get(Plan.id == plan.id)
    assert found
    return found


async def test_a_plan_is_made_in_a_process_of_its_own_places_nothing_and_once_stopped_is_made_again(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        await a_session(event, await a_selected_proposal(event, f"Talk {number}"), minutes=45)
    plan = await ask_for_plan(event, None, PlanWish("draft", seconds=60, seed=3))

    async def search_until_there_is_a_plan(purpose: str, asked: Asked, how: How, on_plan: OnPlan) -> Found:
        found = asyncio.Event()

        def hear(numbers: Any, what: Found) -> None:
            on_plan(numbers, what)
            found.set()

        searching = asyncio.create_task(search(purpose, asked, how, hear))
        try:
            await found.wait()
            await stop_plan(plan)
            return await searching
        finally:
            searching.cancel()

    monkeypatch.setattr(planning_turns, "search", search_until_there_is_a_plan)
    await make_plan(plan)
    monkeypatch.setattr(planning_turns, "search", search)
    stopped = await stored(plan)
    again = await make_again(event, None, stopped)

    await make_plan(again)

    made, best = await stored(again), best_of(stopped)
    assert (stopped.ended, made.ended) == ("stopped", "done")
    assert best
    assert (len(best.placed), best.unplaced) == (6, ())
    assert {session.starts_at for session in await planned_sessions(event.id)} == {None}
    assert (best_of(made), found_in(made)) == (best, found_in(stopped))


async def test_a_draft_in_blocks_is_proven_to_be_the_best(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    async def best_blocks(_instance: Instance, **_how: Any) -> Blocks:
        return Blocks((Place(0, 0), Place(4, 0)), 0, 0, proven=True)

    monkeypatch.setattr(plan_searching, "best_blocks", best_blocks)
    await a_session(event, await a_selected_proposal(event, "Soup"))
    plan = await ask_for_plan(event, None, PlanWish("blocks", "locked", 20))

    await make_plan(plan)

    now = await stored(plan)
    best = best_of(now)
    assert best
    assert (state_of(now), len(best.placed), found_in(now).proven) == ("done", 2, True)


async def test_the_picture_and_the_best_plan_are_kept(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    searching(monkeypatch, Place(0, 0), Place(4, 0))
    plan = await ask_for_plan(event, None, PlanWish("draft"))

    await make_plan(plan)

    now = await stored(plan)
    best = best_of(now)
    assert best
    assert [place.starts_at for place in best.placed.values()] == [TEN + timedelta(hours=1)]
    assert [(step.attainable, step.placed) for step in steps_of(now)] == [(1.0, 1), (1.0, 1)]
    assert found_in(now).moved == 7


async def test_a_search_that_is_stopped_keeps_the_best_so_far(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = await ask_for_plan(event, None, PlanWish("draft"))

    async def stopped() -> Found:
        await stop_plan(plan)
        return await for_ever()

    searching(monkeypatch, Place(0, 0), then=stopped)

    await make_plan(plan)

    now = await stored(plan)
    assert (now.ended, best_of(now) is not None) == ("stopped", True)


async def test_one_that_nobody_makes_is_stopped_at_once(event: Event) -> None:
    plan = await ask_for_plan(event, None, PlanWish("draft"))

    await stop_plan(plan)

    assert (await stored(plan)).ended == "stopped"


async def test_a_newer_plan_ends_the_one_before(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = await ask_for_plan(event, None, PlanWish("draft"))

    async def overtaken() -> Found:
        await ask_for_plan(event, None, PlanWish("draft", seed=2))
        return await for_ever()

    searching(monkeypatch, Place(0, 0), then=overtaken)

    await make_plan(plan)

    rows = await Plan.select(Plan.seed, Plan.ended).order_by(Plan.seed)
    assert rows == [{"seed": 1, "ended": "replaced"}, {"seed": 2, "ended": ""}]


async def test_a_change_of_what_it_goes_by_ends_it(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = await ask_for_plan(event, None, PlanWish("draft"))

    async def changed() -> Found:
        await Room.update({Room.capacity: 3}).where(Room.event == event.id)
        return await for_ever()

    searching(monkeypatch, Place(0, 0), then=changed)

    await make_plan(plan)

    assert (await stored(plan)).ended == "replaced"


async def test_a_change_that_the_solver_is_not_told_does_not_end_it(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = await ask_for_plan(event, None, PlanWish("draft"))

    async def renamed() -> Found:
        await Room.update({Room.floor: "Upstairs"}).where(Room.event == event.id)
        for _beat in range(20):
            await asyncio.sleep(0.001)
        return Found()

    searching(monkeypatch, Place(0, 0), then=renamed)

    await make_plan(plan)

    assert (await stored(plan)).ended == "done"


async def test_what_waited_while_the_program_was_renewed_is_not_made(event: Event) -> None:
    plan = await ask_for_plan(event, None, PlanWish("draft"))
    await Plan.update({Plan.version: "0", Plan.question: '{"unheard":1}'}).where(Plan.id == plan.id)

    await make_plan(await stored(plan))

    assert (await stored(plan)).ended == "failed"


async def test_a_plan_made_again_is_not_ended_by_what_changed_before_it(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = await ask_for_plan(event, None, PlanWish("draft", seed=5))
    await Room.update({Room.capacity: 3}).where(Room.event == event.id)
    plan = await make_again(event, None, earlier)

    async def a_while() -> Found:
        for _beat in range(20):
            await asyncio.sleep(0.001)
        return Found()

    searching(monkeypatch, Place(0, 0), then=a_while)

    await make_plan(plan)

    now = await stored(plan)
    assert (now.ended, now.seed, now.question_hash) == ("done", 5, earlier.question_hash)


async def test_a_search_that_fails_says_so(
    event: Event, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> Found:
        raise SolverStopped("it ended with -9")

    searching(monkeypatch, Place(0, 0), then=fail)
    plan = await ask_for_plan(event, None, PlanWish("draft"))

    await make_plan(plan)

    now = await stored(plan)
    assert (now.ended, best_of(now) is not None) == ("failed", True)
    assert "a plan broke off" in caplog.text


async def test_of_two_servers_that_begin_at_once_one_makes_a_plan(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []

    async def begin() -> Found:
        begun.append("a search")
        return Found()

    searching(monkeypatch, Place(0, 0), then=begin)
    plan = await ask_for_plan(event, None, PlanWish("draft"))

    both = [await stored(plan) for _server in range(2)]
    await asyncio.gather(*map(make_plan, both))

    assert (begun, (await stored(plan)).ended) == (["a search"], "done")


async def test_only_one_server_makes_a_plan(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    searching(monkeypatch, Place(0, 0))
    plan = await ask_for_plan(event, None, PlanWish("draft"))
    await TURNS.take(plan.id, "another server")

    await make_plan(plan)

    now = await stored(plan)
    assert (now.turn, now.ended, now.best) == ("another server", "", "")


async def test_a_plan_whose_server_was_killed_breaks_off_and_can_be_taken(event: Event, clock: Clock) -> None:
    plan = await ask_for_plan(event, None, PlanWish("draft"))
    await TURNS.take(plan.id, "a server", {Plan.best: '{"placed":{},"unplaced":[],"attainable":1.0}'})

    await end_broken_off()
    assert state_of(await stored(plan)) == "running"

    clock.advance(TURN)
    assert state_of(await stored(plan)) == "broke off"
    await end_broken_off()

    now = await stored(plan)
    assert (now.ended, best_of(now) is not None) == ("killed", True)
    assert [session.starts_at for session in await planned_sessions(event.id)] == [None]


async def test_a_plan_waits_while_others_are_made_however_long(event: Event, clock: Clock) -> None:
    plan = await ask_for_plan(event, None, PlanWish("draft"))

    clock.advance(TURN * 3)
    await end_broken_off()

    assert state_of(await stored(plan)) == "waiting"


async def test_a_fault_in_making_a_plan_does_not_keep_others_from_being_made(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, broke, made = await an_event("other"), asyncio.Event(), asyncio.Event()
    await a_room(other)
    await a_session(other, await a_selected_proposal(other))
    faulty = await ask_for_plan(event, None, PlanWish("draft"))

    async def make(plan: Plan) -> None:
        if plan.id == faulty.id:
            broke.set()
            raise OSError("no more processes")
        made.set()

    monkeypatch.setattr(planning_turns, "make_plan", make)
    serving, waiting = asyncio.create_task(plan_for_ever()), asyncio.create_task(made.wait())
    await broke.wait()
    await ask_for_plan(other, None, PlanWish("draft"))

    planning_turns.bell.ring()

    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    assert made.is_set()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def test_a_server_that_ends_kills_its_searches(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def until_killed() -> Found:
        begun.set()
        try:
            return await for_ever()
        finally:
            ended.set()

    searching(monkeypatch, Place(0, 0), then=until_killed)
    plan = await ask_for_plan(event, None, PlanWish("draft"))
    serving = asyncio.create_task(plan_for_ever())
    await begun.wait()

    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)

    assert ended.is_set()
    assert (await stored(plan)).ended == ""


async def test_who_makes_plans_hears_the_bell(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    looked, begun = asyncio.Event(), asyncio.Event()

    async def look() -> None:
        looked.set()

    async def make(_plan: Plan) -> None:
        begun.set()

    monkeypatch.setattr(planning_turns, "end_broken_off", look)
    monkeypatch.setattr(planning_turns, "make_plan", make)
    serving = asyncio.create_task(plan_for_ever())
    await looked.wait()
    await ask_for_plan(event, None, PlanWish("draft"))

    planning_turns.bell.ring()

    await begun.wait()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)

    assert begun.is_set()
