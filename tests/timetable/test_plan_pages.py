"""The pages of plans that the program makes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from eventapp import clock
from eventapp.event.tables import Event
from eventapp.timetable.actions.plans import Wish, ask_for_plan
from eventapp.timetable.asking import Placed
from eventapp.timetable.planned import planned_sessions
from eventapp.timetable.plans import Best, Found, Rule, Step, write
from eventapp.timetable.tables import Plan
from tests.cast import a_person, a_room, an_event, an_organisation, an_organiser, sign_in
from tests.timetable.some import a_selected_proposal, a_session, placed

pytestmark = pytest.mark.anyio

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event whose organiser is signed in at `client`, with one room."""
    event = await an_event()
    await a_room(event)
    await sign_in(client, await an_organiser(event))
    return event


async def a_plan(event: Event, best: Best | None = None, *, ended: str = "done", **changes: Any) -> Plan:
    """A plan that was made, as it is stored."""
    plan = await ask_for_plan(event, None, Wish("draft"))
    facts: dict[str, Any] = {
        "ended": ended,
        "ended_at": clock.now() if ended else None,
        "best": write(best) if best else "",
        "progress": write([Step(0.5, 0.5, 1), Step(2.0, 0.75, 1)]) if best else "",
    }
    await Plan.update({getattr(Plan, name): value for name, value in (facts | changes).items()}).where(
        Plan.id == plan.id
    )
    stored = await Plan.objects().get(Plan.id == plan.id)
    assert stored
    return stored


async def test_a_plan_is_asked_for_and_watched(client: httpx.AsyncClient, event: Event) -> None:
    await a_session(event, await a_selected_proposal(event))

    answer = await client.post("/day/timetable/plans", data={"work": "rest", "seconds": "10", "seed": "7"})

    [plan] = await Plan.objects()
    assert (answer.status_code, answer.headers["location"]) == (303, f"/day/timetable/plans/{plan.id}")
    assert (plan.purpose, plan.seconds, plan.seed, plan.ended) == ("draft", 10, 7, "")
    shown = (await client.get(f"/day/timetable/plans/{plan.id}")).text
    assert "The search begins in a moment." in shown
    assert 'data-hx-trigger="every 2s"' in shown


async def test_what_is_missing_in_the_form_is_said(client: httpx.AsyncClient, event: Event) -> None:
    answer = await client.post("/day/timetable/plans", data={"work": "", "seconds": "999", "seed": "x"})

    assert answer.status_code == 422
    assert "Choose what the program should do." in answer.text
    assert await Plan.count() == 0


async def test_without_anything_to_place_no_plan_begins(client: httpx.AsyncClient, event: Event) -> None:
    answer = await client.post("/day/timetable/plans", data={"work": "rest", "seconds": "10", "seed": "7"})

    assert answer.status_code == 422
    assert "There is nothing to place." in answer.text


async def test_a_plan_is_read_beside_the_timetable_and_taken(client: httpx.AsyncClient, event: Event) -> None:
    session = await a_session(event, await a_selected_proposal(event))
    other = await a_session(event, await a_selected_proposal(event, "Soup"))
    [room] = [room.id for room in await _rooms(event)]
    best = Best({session.id: Placed(room, TEN), other.id: Placed(room, TEN + timedelta(hours=2))}, (), 0.75)
    plan = await a_plan(event, best)
    shown = (await client.get(f"/day/timetable/plans/{plan.id}")).text
    ticks = [part.split('"')[0] for part in shown.split('name="take"')[1:] for part in [part.split('value="')[1]]]

    answer = await client.post(f"/day/timetable/plans/{plan.id}/taking", data={"take": ticks[:1]})

    assert (answer.status_code, answer.headers["location"]) == (303, "/day/timetable")
    starts = {each.title: each.starts_at for each in await planned_sessions(event.id)}
    assert starts == {"Knitting": TEN, "Soup": None}


async def _rooms(event: Event) -> Any:
    from eventapp.event.tables import Room

    return await Room.objects().where(Room.event == event.id)
