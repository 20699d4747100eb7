"""Sessions as plain values."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest

from eventapp.timetable.planned import planned_sessions
from tests.cast import a_room, an_event, an_organisation
from tests.timetable.some import a_selected_proposal, a_session, placed

pytestmark = pytest.mark.anyio

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)


async def test_a_session_has_its_proposals_words_and_its_placement(db: None) -> None:
    event = await an_event()
    shed = await an_organisation(event, "The Shed")
    room = await a_room(event, "Workshop", "sink", "step-free", capacity=12)
    proposal = await a_selected_proposal(
        event, "Bird boxes", hosts=["Ray", "Jo"], organisations=[shed], needs=["tables", "sink"], kind="making"
    )
    await placed(await a_session(event, proposal, minutes=45), room, TEN, locked=True)

    [session] = await planned_sessions(event.id)

    assert (session.title, session.kind, session.minutes) == ("Bird boxes", "making", 45)
    assert [name for _id, name in session.hosts] == ["Ray", "Jo"]
    assert session.organisations == ("The Shed",)
    assert session.needs == ("sink", "tables")
    assert session.room is not None
    assert (session.room.name, session.room.capacity, session.room.features) == ("Workshop", 12, ("sink", "step-free"))
    assert (session.starts_at, session.ends_at) == (TEN, datetime(2026, 11, 28, 10, 45, tzinfo=UTC))
    assert (session.locked, session.is_on) == (True, True)


async def test_a_break_has_a_title_of_its_own_and_needs_no_room(db: None) -> None:
    event = await an_event()
    await placed(await a_session(event, title="Soup"), None, TEN)

    [session] = await planned_sessions(event.id)

    assert (session.title, session.kind, session.room, session.hosts) == ("Soup", "break", None, ())


async def test_sessions_stand_in_order_of_time_then_title_and_unplaced_ones_last(db: None) -> None:
    event = await an_event()
    await a_session(event, title="Anything")
    for title, hour in [("Talk", 11), ("film", 10), ("Chat", 10)]:
        await placed(await a_session(event, title=title), None, TEN.replace(hour=hour))

    assert [session.title for session in await planned_sessions(event.id)] == ["Chat", "film", "Talk", "Anything"]


async def test_another_events_sessions_are_not_among_them(db: None) -> None:
    await a_session(await an_event("one"), title="Soup")

    assert await planned_sessions((await an_event("two")).id) == []


async def test_three_sessions_take_as_many_queries_as_one(
    db: None, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    event = await an_event()
    counts = []

    for number in (1, 2, 3):
        proposal = await a_selected_proposal(event, f"Talk {number}", hosts=[f"Host {number}"], needs=["quiet"])
        await placed(await a_session(event, proposal), await a_room(event, f"Room {number}", "quiet"), TEN)
        with queries() as counted:
            await planned_sessions(event.id)
        counts.append(counted.count)

    assert counts == [15, 15, 15]
