"""Sessions as plain values."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from eventapp.event.tables import Event
from eventapp.proposals.tables import Host, HostTime
from eventapp.timetable.planned import Rules, planned_sessions, read_timetable
from eventapp.timetable.tables import AccessWork, AccessWorker, TimetableRules
from eventapp.venue.days import Hours
from eventapp.venue.reading import Span
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


async def test_a_session_has_what_its_proposal_wants_of_the_timetable(db: None) -> None:
    event = await an_event()
    wants: dict[str, Any] = {"setup_minutes": 30, "clearing_minutes": 10, "people_expected": 25}
    proposal = await a_selected_proposal(event, "Talk", earliest=time(10), latest=time(12, 30), **wants)
    await placed(await a_session(event, proposal, setup="circle"), await a_room(event), TEN)

    [session] = await planned_sessions(event.id)

    assert (session.setup, session.setup_minutes, session.clearing_minutes) == ("circle", 30, 10)
    assert (session.room_from, session.room_until) == (TEN - timedelta(minutes=30), TEN + timedelta(minutes=70))
    assert session.can_start == (Span(TEN, TEN + timedelta(minutes=151)),)


@pytest.mark.parametrize(
    ("places", "expected", "people"), [(None, None, None), (12, None, 12), (None, 25, 25), (12, 25, 12)]
)
async def test_no_more_people_come_than_have_a_place(
    db: None, places: int | None, expected: int | None, people: int | None
) -> None:
    event = await an_event()
    proposal = await a_selected_proposal(event, places=places, people_expected=expected)
    await a_session(event, proposal)

    [session] = await planned_sessions(event.id)

    assert (session.people_expected, session.people) == (expected, people)


async def test_a_session_knows_its_access_workers(db: None) -> None:
    event = await an_event()
    session, other = await a_session(event), await a_session(event, title="Quiet")
    ids = [
        await _worker(event, name, work) for name, work in [("Sam", "signing"), ("Ben", "captions"), ("Al", "signing")]
    ]
    for worker in ids:
        await AccessWork.insert(AccessWork(session=session.id, worker=worker))

    found = {planned.id: planned for planned in await planned_sessions(event.id)}

    assert found[session.id].access_workers == ((ids[2], "Al"), (ids[1], "Ben"), (ids[0], "Sam"))
    assert found[session.id].access_work == ("captions", "signing")
    assert (found[other.id].access_workers, found[other.id].access_work) == ((), ())


async def _worker(event: Event, name: str, work: str) -> str:
    worker = AccessWorker(event=event.id, name=name, work=work)
    await worker.save()
    return str(worker.id)


async def test_the_timetable_has_all_that_it_is_judged_by(db: None) -> None:
    event = await an_event()
    room = await a_room(event, "Hall")
    session = await a_session(event, await a_selected_proposal(event, hosts=["Jo", "Ray"]))
    jo = await Host.objects().get(Host.name == "Jo")
    assert jo is not None
    await HostTime.insert(HostTime(host=jo.id, starts_at=TEN, ends_at=TEN + timedelta(hours=2)))
    await TimetableRules.insert(TimetableRules(event=event.id, grid_minutes=5, changeover_minutes=10, rest_minutes=30))

    found = await read_timetable(event)

    assert (found.zone, found.rules) == ("Europe/London", Rules(5, 10, 30))
    assert found.hours == Hours("Europe/London", date(2026, 11, 28), date(2026, 11, 28), time(10), time(16))
    assert [each.id for each in found.sessions] == [session.id]
    assert [each.id for each in found.rooms] == [room.id]
    assert found.can_come == {jo.id: (Span(TEN, TEN + timedelta(hours=2)),)}
    assert found.wishes == ()


async def test_an_event_without_rules_has_those_that_most_have(db: None) -> None:
    assert (await read_timetable(await an_event())).rules == Rules(
        grid_minutes=15, changeover_minutes=0, rest_minutes=15
    )


async def _more_of_everything(event: Event, number: int) -> None:
    proposal = await a_selected_proposal(event, f"Talk {number}", hosts=[f"Host {number}"], needs=["quiet"])
    room = await a_room(event, f"Room {number}", "quiet")
    session = await placed(await a_session(event, proposal), room, TEN)
    worker = await _worker(event, f"Worker {number}", "signing")
    await AccessWork.insert(AccessWork(session=session.id, worker=worker))


@pytest.mark.parametrize(("read", "count"), [("sessions", 15), ("timetable", 18)])
async def test_three_sessions_take_as_many_queries_as_one(
    db: None, queries: Callable[[], AbstractContextManager[Any]], read: str, count: int
) -> None:
    event = await an_event()
    counts = []

    for number in (1, 2, 3):
        await _more_of_everything(event, number)
        with queries() as counted:
            await (planned_sessions(event.id) if read == "sessions" else read_timetable(event))
        counts.append(counted.count)

    assert counts == [count] * 3
