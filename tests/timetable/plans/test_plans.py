"""Asking for plans and taking them."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from eventapp.errors import Refused
from eventapp.event.tables import Event, Room
from eventapp.ids import fingerprint
from eventapp.log.tables import LogEntry
from eventapp.people.tables import Person
from eventapp.timetable.actions import plans
from eventapp.timetable.actions.plans import PlanWish, ask_for_plan, forget_old_plans, take_plan
from eventapp.timetable.planned import planned_sessions
from eventapp.timetable.plans.asking import Placed
from eventapp.timetable.plans.comparing import place_of
from eventapp.timetable.plans.stored import VERSION, Asked, Best, asked_in, write
from eventapp.timetable.tables import Placement, Plan, Session, TimetableChange
from tests.cast import a_room, an_event, an_organiser
from tests.conftest import Clock
from tests.timetable.some import a_selected_proposal, a_session, placed

pytestmark = pytest.mark.anyio

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)
NOON = TEN.replace(hour=12)


async def taking(event: Event, by: Person, best: Best, *sessions: Session, seen: dict[str, str] | None = None) -> None:
    """Takes of a plan what it says of these sessions, as they are now or were `seen`."""
    plan = await ask_for_plan(event, by, PlanWish("draft", "locked"))
    await Plan.update({Plan.best: write(best)}).where(Plan.id == plan.id)
    stored = await Plan.objects().get(Plan.id == plan.id)
    assert stored
    await take_plan(event, stored, by, await seen_now(event, *sessions) if seen is None else seen)


async def seen_now(event: Event, *sessions: Session) -> dict[str, str]:
    ids = {session.id for session in sessions}
    return {each.id: place_of(each) for each in await planned_sessions(event.id) if each.id in ids}


async def starts(event: Event) -> dict[str, datetime | None]:
    return {session.title: session.starts_at for session in await planned_sessions(event.id)}


async def two(event: Event) -> tuple[Session, Session]:
    """Two sessions, one of them placed."""
    knitting = await a_session(event, await a_selected_proposal(event))
    soup = await a_session(event, await a_selected_proposal(event, "Soup"))
    return knitting, soup


async def test_what_is_taken_is_one_deed_that_can_be_undone(db: None) -> None:
    event = await an_event()
    room, by = await a_room(event), await an_organiser(event)
    knitting, soup = await two(event)

    await taking(
        event, by, Best({knitting.id: Placed(room.id, TEN), soup.id: Placed(room.id, NOON)}, (), 1.0), knitting, soup
    )

    assert await starts(event) == {"Knitting": TEN, "Soup": NOON}
    [change] = await TimetableChange.objects()
    assert (change.person, change.did) == (by.id, "took a plan for")
    [entry] = await LogEntry.objects()
    assert (entry.did, entry.what) == ("took a plan for", "Knitting and Soup")
    [plan] = await Plan.objects()
    assert plan.taken_at is not None


async def test_only_what_was_ticked_is_taken(db: None) -> None:
    event = await an_event()
    room, by = await a_room(event), await an_organiser(event)
    knitting, soup = await two(event)

    await taking(event, by, Best({knitting.id: Placed(room.id, TEN), soup.id: Placed(room.id, NOON)}, (), 1.0), soup)

    assert await starts(event) == {"Soup": NOON, "Knitting": None}


async def test_what_somebody_changed_meanwhile_is_told_and_nothing_is_taken(db: None) -> None:
    event = await an_event()
    room, by = await a_room(event), await an_organiser(event)
    knitting, soup = await two(event)
    seen = await seen_now(event, knitting, soup)
    await placed(soup, room, TEN.replace(hour=14))
    best = Best({knitting.id: Placed(room.id, TEN), soup.id: Placed(room.id, NOON)}, (), 1.0)

    with pytest.raises(Refused, match="Somebody changed this while you looked at the plan: Soup"):
        await taking(event, by, best, seen=seen)

    assert await starts(event) == {"Soup": TEN.replace(hour=14), "Knitting": None}


async def test_a_part_that_clashes_with_what_stays_is_refused_whole(db: None) -> None:
    event = await an_event()
    room, by = await a_room(event), await an_organiser(event)
    knitting, soup = await two(event)
    tea = await placed(await a_session(event, await a_selected_proposal(event, "Tea")), room, NOON)
    best = Best({knitting.id: Placed(room.id, TEN), soup.id: Placed(room.id, NOON)}, (tea.id,), 1.0)

    with pytest.raises(Refused, match="are both in Room 1"):
        await taking(event, by, best, knitting, soup)

    assert await starts(event) == {"Tea": NOON, "Knitting": None, "Soup": None}


async def test_what_is_kept_at_its_place_is_not_taken_from_it(db: None) -> None:
    event = await an_event()
    room, by = await a_room(event), await an_organiser(event)
    knitting, _soup = await two(event)
    await placed(knitting, room, TEN, locked=True)

    with pytest.raises(Refused, match="is kept at its place"):
        await taking(event, by, Best({knitting.id: Placed(room.id, NOON)}, (), 1.0), knitting)

    assert (await starts(event))["Knitting"] == TEN


async def test_a_room_or_a_session_that_is_gone_is_told(db: None) -> None:
    event = await an_event()
    by, knitting = await an_organiser(event), (await two(event))[0]
    await a_room(event)

    for best in (Best({knitting.id: Placed("no room", TEN)}, (), 1.0), Best({}, (knitting.id,), 1.0)):
        with pytest.raises(Refused, match="is not there any more"):
            await taking(event, by, best, knitting)


async def test_the_draft_keeps_what_is_placed_or_only_what_is_locked(db: None) -> None:
    event = await an_event()
    room = await a_room(event)
    knitting, soup = await two(event)
    await placed(knitting, room, TEN)

    rest = asked_in(await ask_for_plan(event, None, PlanWish("draft", "placed"))).question
    everything = asked_in(await ask_for_plan(event, None, PlanWish("draft", "locked"))).question
    repair = asked_in(await ask_for_plan(event, None, PlanWish("repair", "locked"))).question

    assert [rest.instance.sessions[number].id for number in rest.free] == [soup.id]
    assert {everything.instance.sessions[number].id for number in everything.free} == {knitting.id, soup.id}
    assert [session.id for session in repair.instance.sessions] == [knitting.id]
    assert [place and repair.slots.instant(place.start) for place in repair.before] == [TEN]


async def test_the_same_timetable_is_the_same_question(db: None) -> None:
    event = await an_event()
    await a_room(event)
    await two(event)

    one = await ask_for_plan(event, None, PlanWish("draft"))
    same = await ask_for_plan(event, None, PlanWish("draft", seed=9))
    await Room.update({Room.capacity: 5}).where(Room.event == event.id)
    other = await ask_for_plan(event, None, PlanWish("draft"))

    assert one.question_hash == same.question_hash != other.question_hash


async def test_blocks_are_for_sessions_that_are_equally_long_and_not_kept(db: None) -> None:
    event = await an_event()
    room = await a_room(event)
    one = await a_session(event, await a_selected_proposal(event))
    await a_session(event, await a_selected_proposal(event, "Soup"))
    wish = PlanWish("blocks", "locked")

    asked = await ask_for_plan(event, None, wish)
    await Session.update({Session.minutes: 30}).where(Session.id == one.id)
    with pytest.raises(Refused, match="equally long"):
        await ask_for_plan(event, None, wish)
    await Session.update({Session.minutes: 60}).where(Session.id == one.id)
    await placed(one, room, TEN, locked=True)
    with pytest.raises(Refused, match="none kept at its place"):
        await ask_for_plan(event, None, wish)

    assert asked.purpose == "blocks"


def test_another_way_to_store_questions_is_another_version() -> None:
    """Whoever changes what a question looks like writes another number for `VERSION` here and there."""

    def without_words(schema: Any) -> Any:
        if isinstance(schema, dict):
            return {key: without_words(value) for key, value in sorted(schema.items()) if key != "description"}
        return [without_words(each) for each in schema] if isinstance(schema, list) else schema

    looks = fingerprint(json.dumps(without_words(msgspec.json.schema(Asked))))[:16]

    assert (VERSION, looks) == ("2", "c8e8e6272c6b178d")


async def test_only_the_newest_plans_stay(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "PLANS_KEPT", 2)
    event = await an_event()
    await a_room(event)
    await two(event)

    for seed in (1, 2, 3):
        await ask_for_plan(event, None, PlanWish("draft", seed=seed))

    assert {row["seed"] for row in await Plan.select(Plan.seed)} == {2, 3}


async def test_plans_are_forgotten_a_month_after_the_event(db: None, clock: Clock) -> None:
    event = await an_event(starts_on=date(2026, 11, 28), ends_on=date(2026, 11, 28))
    await a_room(event)
    await two(event)
    await ask_for_plan(event, None, PlanWish("draft"))

    clock.set(TEN + timedelta(days=30))
    await forget_old_plans()
    assert await Plan.count() == 1

    clock.advance(timedelta(days=1))
    await forget_old_plans()
    assert await Plan.count() == 0


async def test_taking_the_same_again_changes_nothing_more(db: None) -> None:
    event = await an_event()
    room, by = await a_room(event), await an_organiser(event)
    knitting, _soup = await two(event)
    best = Best({knitting.id: Placed(room.id, TEN)}, (), 1.0)

    for _time in range(2):
        await taking(event, by, best, knitting)

    assert await Placement.count() == 1
    assert await TimetableChange.count() == 1
