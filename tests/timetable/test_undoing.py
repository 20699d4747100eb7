"""Undo and redo: each takes back their own, and nothing that somebody else did is lost."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventapp.errors import Refused
from eventapp.event.tables import Event, Room
from eventapp.people.tables import Person
from eventapp.programme.tables import PublishedSession
from eventapp.proposals.tables import Proposal
from eventapp.timetable.actions import (
    Wish,
    add_breaks,
    cancel_session,
    change_placements,
    change_rules,
    make_sessions,
    move_session,
    place_session,
    plan_session,
    redo,
    remove_break,
    restore_session,
    swap_sessions,
    undo,
    unplace_session,
)
from eventapp.timetable.decided import state_of
from eventapp.timetable.planned import PlannedSession, Rules, Timetable, planned_sessions, rules_of
from eventapp.timetable.tables import Session, TimetableChange
from tests.cast import a_room, an_event, an_organiser
from tests.timetable.some import a_selected_proposal, a_session, change_session, placed

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)
ELEVEN = TEN.replace(hour=11)


async def states(event: Event) -> dict[str, str]:
    """What is decided about each session now, and about all."""
    rules = repr(await rules_of(event.id))
    return {session.id: state_of(session) for session in await planned_sessions(event.id)} | {"all": rules}


async def the(session: Session) -> PlannedSession:
    [found] = [planned for planned in await planned_sessions(session.event) if planned.id == session.id]
    return found


def later(session: PlannedSession) -> PlannedSession:
    return replace(session, starts_at=session.starts_at and session.starts_at + timedelta(minutes=15))


Deed = Callable[[Event, Person, Session, Session, Room], Awaitable[object]]


async def planned_with_all(_event: Event, mo: Person, session: Session, _other: Session, room: Room) -> None:
    wish = Wish("Tea", 25, 7, "drop-in", room.id, TEN.replace(hour=14), locked=True, setup="circle", sensitive=True)
    await plan_session(session, mo, wish, seen=state_of(await the(session)))


async def a_plan_taken(event: Event, mo: Person, session: Session, other: Session, _room: Room) -> None:
    def all_later(timetable: Timetable) -> Sequence[PlannedSession]:
        return [later(planned) for planned in timetable.sessions if planned.id in (session.id, other.id)]

    assert len(await change_placements(event, mo, "took a plan", None, all_later)) == 2


async def chosen_added(event: Event, mo: Person, _session: Session, _other: Session, _room: Room) -> None:
    for title in ("Film", "Choir"):
        await a_selected_proposal(event, title, minutes=45, places=9, attendance="drop-in")
    assert await make_sessions(event, mo) == 2


DEEDS: dict[str, Deed] = {
    "add what was chosen": chosen_added,
    "rules": lambda event, mo, _one, _other, _room: change_rules(event, mo, Rules(5, changeover_minutes=10)),
    "place": lambda _event, mo, one, _other, room: place_session(one, mo, room=room, starts_at=TEN.replace(hour=14)),
    "move": lambda _event, mo, one, _other, _room: move_session(one, mo, to=later),
    "swap": lambda _event, mo, one, other, _room: swap_sessions(one, other, mo),
    "take off": lambda _event, mo, one, _other, _room: unplace_session(one, mo),
    "lock": lambda _event, mo, one, _other, room: place_session(one, mo, room=room, starts_at=TEN, locked=True),
    "length": lambda _event, mo, one, _other, _room: change_session(
        one, mo, minutes=30, places=3, attendance="drop-in"
    ),
    "cancel": lambda _event, mo, one, _other, _room: cancel_session(one, mo, "The host is ill."),
    "add breaks": lambda event, mo, _one, _other, _room: add_breaks(
        event, mo, title="Lunch", minutes=45, starts=[TEN, None]
    ),
    "remove a break": lambda _event, mo, one, _other, _room: remove_break(one, mo),
    "the whole form": planned_with_all,
    "a plan": a_plan_taken,
}


@pytest.mark.parametrize("deed", DEEDS)
async def test_every_deed_can_be_undone_and_done_again(db: None, deed: str) -> None:
    event = await an_event()
    mo = await an_organiser(event)
    room = await a_room(event)
    session = await placed(await a_session(event), room, TEN)
    other = await placed(await a_session(event, await a_selected_proposal(event)), room, ELEVEN + timedelta(hours=1))
    before = await states(event)
    await DEEDS[deed](event, mo, session, other, room)
    after = await states(event)

    await undo(event, mo)
    undone = await states(event)
    await redo(event, mo)

    assert before != after
    assert undone == before
    assert await states(event) == after


async def test_a_session_that_was_put_back_on_is_cancelled_again(db: None) -> None:
    event = await an_event()
    mo = await an_organiser(event)
    session = await a_session(event)
    await cancel_session(session, None, "The host is ill.")
    cancelled = await the(session)
    await restore_session(session, mo)

    await undo(event, mo)

    assert await the(session) == cancelled


async def test_undo_goes_back_through_the_whole_session_of_work_and_redo_forward(db: None) -> None:
    event = await an_event()
    mo = await an_organiser(event)
    session = await placed(await a_session(event), None, TEN)
    seen = [await states(event)]
    for _ in range(5):
        await move_session(session, mo, to=later)
        seen.append(await states(event))

    back = []
    for _ in range(5):
        await undo(event, mo)
        back.append(await states(event))
    forward = []
    for _ in range(5):
        await redo(event, mo)
        forward.append(await states(event))

    assert back == seen[-2::-1]
    assert forward == seen[1:]
    with pytest.raises(Refused, match=r"^There is nothing of yours to do again\.$"):
        await redo(event, mo)


async def test_what_was_added_is_not_removed_once_somebody_placed_it(db: None) -> None:
    event = await an_event()
    mo, ann = await an_organiser(event), await an_organiser(event, "Ann")
    await a_selected_proposal(event, "Film")
    await make_sessions(event, mo)
    [session] = await Session.objects()
    await place_session(session, ann, room=await a_room(event), starts_at=TEN)

    with pytest.raises(Refused, match=r"^“Film” is no longer as you left it: Ann gave a room and time to Film, "):
        await undo(event, mo)

    assert (await the(session)).starts_at == TEN


@pytest.mark.parametrize("meanwhile", ["added by another", "not chosen any more"])
async def test_what_was_added_comes_back_only_where_it_still_can(db: None, meanwhile: str) -> None:
    event = await an_event()
    mo, ann = await an_organiser(event), await an_organiser(event, "Ann")
    proposal = await a_selected_proposal(event, "Film")
    await make_sessions(event, mo)
    await undo(event, mo)
    if meanwhile == "added by another":
        await make_sessions(event, ann)
    else:
        await Proposal.update(state="withdrawn").where(Proposal.id == proposal.id)
    before = await states(event)

    with pytest.raises(Refused, match=r"^The chosen proposals changed since\."):
        await redo(event, mo)

    assert await states(event) == before


async def test_undoing_rules_leaves_those_that_somebody_else_set_since(db: None) -> None:
    event = await an_event()
    mo, ann = await an_organiser(event), await an_organiser(event, "Ann")
    await change_rules(event, mo, Rules(5, changeover_minutes=10))
    await change_rules(event, ann, Rules(5, changeover_minutes=10, rest_minutes=40))

    await undo(event, mo)

    assert await rules_of(event.id) == Rules(15, 0, 40)
    await change_rules(event, ann, Rules(15, 20, 40))
    with pytest.raises(Refused, match=r"^“The rules of the timetable” is no longer as you left it: Ann changed"):
        await redo(event, mo)


async def test_somebody_without_changes_has_nothing_to_undo(db: None) -> None:
    event = await an_event()
    mo, ann = await an_organiser(event), await an_organiser(event, "Ann")
    session = await placed(await a_session(event), None, TEN)
    await move_session(session, mo, to=later)

    with pytest.raises(Refused, match=r"^There is nothing of yours to undo\.$"):
        await undo(event, ann)

    assert (await the(session)).starts_at == TEN + timedelta(minutes=15)


async def test_what_somebody_else_changed_since_is_not_lost_and_one_is_told_who_did(db: None) -> None:
    event = await an_event()
    mo, ann = await an_organiser(event), await an_organiser(event, "Ann")
    session = await placed(await a_session(event, title="Soup"), None, TEN)
    await move_session(session, mo, to=later)
    await move_session(session, ann, to=later)

    with pytest.raises(Refused) as refusal:
        await undo(event, mo)

    assert str(refusal.value).startswith("“Soup” is no longer as you left it: Ann moved Soup, ")
    assert (await the(session)).starts_at == TEN + timedelta(minutes=30)


async def test_undo_leaves_what_somebody_else_decided_about_the_same_session(db: None) -> None:
    event = await an_event()
    mo, ann = await an_organiser(event), await an_organiser(event, "Ann")
    session = await placed(await a_session(event), None, TEN)
    await move_session(session, mo, to=later)
    await change_session(session, ann, minutes=30, places=5, attendance="drop-in")

    await undo(event, mo)

    now = await the(session)
    assert (now.starts_at, now.minutes, now.places) == (TEN, 30, 5)


async def test_a_plan_is_undone_as_a_whole_or_not_at_all(db: None) -> None:
    event = await an_event()
    mo, ann = await an_organiser(event), await an_organiser(event, "Ann")
    one, other = [await placed(await a_session(event), None, TEN) for _ in range(2)]
    await a_plan_taken(event, mo, one, other, await a_room(event))
    await move_session(other, ann, to=later)
    before = await states(event)

    with pytest.raises(Refused, match="no longer as you left it"):
        await undo(event, mo)

    assert await states(event) == before


async def test_undo_refuses_to_put_a_session_where_another_is_now(db: None) -> None:
    event = await an_event()
    mo, ann = await an_organiser(event), await an_organiser(event, "Ann")
    room = await a_room(event, "Library")
    session = await placed(await a_session(event), room, TEN)
    await unplace_session(session, mo)
    other = await a_session(event, title="Film")
    await place_session(other, ann, room=room, starts_at=TEN)

    with pytest.raises(Refused, match="are both in Library"):
        await undo(event, mo)

    assert (await the(session)).starts_at is None


async def test_undo_does_not_move_what_somebody_else_keeps_at_its_place(db: None) -> None:
    event = await an_event()
    mo, ann = await an_organiser(event), await an_organiser(event, "Ann")
    session = await placed(await a_session(event), None, TEN)
    await move_session(session, mo, to=later)
    await place_session(session, ann, room=None, starts_at=TEN + timedelta(minutes=15), locked=True)

    with pytest.raises(Refused, match="kept at its place"):
        await undo(event, mo)


async def test_undo_refuses_where_the_room_is_gone(db: None) -> None:
    event = await an_event()
    mo = await an_organiser(event)
    room = await a_room(event)
    session = await placed(await a_session(event), room, TEN)
    await unplace_session(session, mo)
    await room.remove()

    with pytest.raises(Refused, match=r"^The room that it was in is no longer there\.$"):
        await undo(event, mo)


async def test_a_break_that_was_published_since_is_not_removed_by_undo(db: None) -> None:
    event = await an_event()
    mo = await an_organiser(event)
    [lunch] = await add_breaks(event, mo, title="Lunch", minutes=45, starts=[TEN])
    await PublishedSession.insert(
        PublishedSession(session=lunch.id, event=event.id, uid=lunch.uid, title="Lunch", room_name="")
    )

    with pytest.raises(Refused, match="was in a published programme"):
        await undo(event, mo)

    assert (await the(lunch)).title == "Lunch"


async def test_something_new_forgets_what_could_be_done_again(db: None) -> None:
    event = await an_event()
    mo, ann = await an_organiser(event), await an_organiser(event, "Ann")
    session, other = [await placed(await a_session(event), None, TEN) for _ in range(2)]
    await move_session(session, mo, to=later)
    await move_session(other, ann, to=later)
    await undo(event, mo)
    await undo(event, ann)

    await change_session(session, mo, minutes=30, places=None, attendance="book")

    with pytest.raises(Refused, match="nothing of yours to do again"):
        await redo(event, mo)
    await redo(event, ann)
    assert (await the(other)).starts_at == TEN + timedelta(minutes=15)


async def test_an_earlier_change_can_be_undone_by_its_number(db: None) -> None:
    event = await an_event()
    mo = await an_organiser(event)
    session, other = [await placed(await a_session(event), None, TEN) for _ in range(2)]
    await move_session(session, mo, to=later)
    await move_session(other, mo, to=later)

    await undo(event, mo, 1)

    assert ((await the(session)).starts_at, (await the(other)).starts_at) == (TEN, TEN + timedelta(minutes=15))
    with pytest.raises(Refused, match="This is undone already"):
        await undo(event, mo, 1)


async def test_only_the_change_that_is_meant_is_done_again(db: None) -> None:
    event = await an_event()
    mo = await an_organiser(event)
    session = await placed(await a_session(event), None, TEN)
    for _ in range(2):
        await move_session(session, mo, to=later)
    for _ in range(2):
        await undo(event, mo)

    await redo(event, mo, 1)
    with pytest.raises(Refused, match="nothing of yours to do again"):
        await redo(event, mo, 1)

    assert (await the(session)).starts_at == TEN + timedelta(minutes=15)


async def test_of_two_undos_at_once_each_takes_back_another_change(db: None) -> None:
    event = await an_event()
    mo = await an_organiser(event)
    session = await placed(await a_session(event), None, TEN)
    for _ in range(3):
        await move_session(session, mo, to=later)

    await asyncio.gather(undo(event, mo), undo(event, mo))

    assert (await the(session)).starts_at == TEN + timedelta(minutes=15)
    assert await TimetableChange.count().where(TimetableChange.undone_at.is_null()) == 1


async def test_two_organisers_who_change_at_once_are_numbered_one_after_the_other(db: None) -> None:
    event = await an_event()
    people = [await an_organiser(event, name) for name in ("Mo", "Ann", "Ray")]
    sessions = [await placed(await a_session(event), None, TEN) for _ in people]

    await asyncio.gather(
        *(move_session(session, person, to=later) for session, person in zip(sessions, people, strict=True))
    )

    rows = await TimetableChange.select(TimetableChange.number).order_by(TimetableChange.number)
    assert [row["number"] for row in rows] == [1, 2, 3]


async def test_what_changes_nothing_is_not_remembered(db: None) -> None:
    event = await an_event()
    session = await placed(await a_session(event), None, TEN)

    changed = await change_placements(event, None, "moved", None, lambda timetable: list(timetable.sessions))

    assert changed == []
    assert await TimetableChange.count() == 0
    assert (await the(session)).starts_at == TEN


async def test_many_sessions_are_changed_in_a_fixed_number_of_steps(db: None, queries: Callable[[], object]) -> None:
    event = await an_event()
    counts = []
    for _ in range(3):
        await placed(await a_session(event), None, TEN)
        with queries() as counted:  # type: ignore[attr-defined]
            await change_placements(event, None, "moved", None, lambda now: [later(one) for one in now.sessions])
        counts.append(counted.count)

    assert counts[0] == counts[1] == counts[2]


async def test_changes_take_all_clashes_into_account_and_nothing_is_half_done(db: None) -> None:
    event = await an_event()
    room = await a_room(event, "Library")
    one, other = [await placed(await a_session(event), room, start) for start in (TEN, ELEVEN)]
    before = await states(event)

    def onto_each_other(timetable: Timetable) -> Sequence[PlannedSession]:
        return [replace(session, starts_at=TEN) for session in timetable.sessions if session.id == other.id]

    def exchanged(timetable: Timetable) -> Sequence[PlannedSession]:
        first, second = timetable.sessions
        return [replace(first, starts_at=second.starts_at), replace(second, starts_at=first.starts_at)]

    with pytest.raises(Refused, match="are both in Library"):
        await change_placements(event, None, "moved", None, onto_each_other)
    refused = await states(event)
    await change_placements(event, None, "moved", None, exchanged)

    assert refused == before
    assert ((await the(one)).starts_at, (await the(other)).starts_at) == (ELEVEN, TEN)
