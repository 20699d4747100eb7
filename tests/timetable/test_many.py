"""Pages of a large timetable ask the database no more than those of a small one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from eventapp import clock, db
from eventapp.event.tables import Event, Room
from eventapp.people.tables import Person
from eventapp.timetable.actions import make_sessions
from eventapp.timetable.actions.plans import PlanWish, ask_for_plan
from eventapp.timetable.plans.asking import Placed
from eventapp.timetable.plans.stored import Best, write
from eventapp.timetable.tables import Placement, Plan, Session
from tests.cast import a_room, an_event, an_organiser, sign_in
from tests.timetable.some import a_selected_proposal

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)


async def with_sessions(event: Event, mo: Person, rooms: list[Room], count: int) -> str:
    """So many sessions, every other placed, and a plan (its id) that puts all of them elsewhere."""
    async with db.transaction():
        for number in range(await Session.count(), count):
            hosts, needs = ([f"Host {number}"], ["quiet"]) if number % 5 == 0 else ([], [])
            await a_selected_proposal(event, f"Talk {number}", hosts=hosts, needs=needs)
        await make_sessions(event, mo)
        sessions = await Session.objects().order_by(Session.id)
        starts = {session.id: TEN + timedelta(hours=number // 10) for number, session in enumerate(sessions)}
        await Placement.delete(force=True)
        half = [(id_, starts_at, rooms[number % 5]) for number, (id_, starts_at) in enumerate(starts.items())][::2]
        await db.insert_all(
            Placement, [Placement(session=id_, room=room.id, starts_at=starts_at) for id_, starts_at, room in half]
        )
        plan = await ask_for_plan(event, None, PlanWish("draft", "locked"))
        best = Best({id_: Placed(rooms[4].id, starts_at) for id_, starts_at in starts.items()}, (), 0.75)
        await Plan.update({Plan.ended: "done", Plan.ended_at: clock.now(), Plan.best: write(best)}).where(
            Plan.id == plan.id
        )
    return str(plan.id)


async def test_sixty_sessions_take_as_many_queries_as_twenty(
    client: httpx.AsyncClient, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    event = await an_event()
    mo = await an_organiser(event)
    rooms = [await a_room(event, f"Room {number}") for number in range(5)]
    await sign_in(client, mo)
    counts = []

    for sessions in (20, 60):
        plan = await with_sessions(event, mo, rooms, sessions)
        asked = {}
        for page in ("", "/problems", f"/plans/{plan}"):
            with queries() as counted:
                answer = await client.get(f"/day/timetable{page}")
            assert answer.status_code == 200
            asked[page[:7]] = sum("published_page" not in text for text in counted.texts)
        counts.append(asked)

    assert counts[0] == counts[1]
    assert counts[0]["/plans/"] < 35
