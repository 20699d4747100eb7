"""Making sessions, and giving them rooms and times."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventapp.errors import Refused
from eventapp.log.tables import LogEntry
from eventapp.programme.tables import PublishedSession
from eventapp.timetable.actions import (
    Stale,
    Wish,
    add_break,
    cancel_session,
    change_rules,
    make_sessions,
    move_session,
    place_session,
    plan_session,
    remove_break,
    restore_session,
    swap_sessions,
    unplace_session,
)
from eventapp.timetable.decided import state_of
from eventapp.timetable.planned import PlannedSession, Rules, planned_sessions
from eventapp.timetable.tables import Placement, Session
from tests.cast import a_room, an_event, an_organiser
from tests.timetable.some import a_selected_proposal, a_session, change_session, placed

pytestmark = pytest.mark.anyio

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)
ELEVEN = TEN.replace(hour=11)


async def the(session: Session) -> PlannedSession:
    [found] = [planned for planned in await planned_sessions(session.event) if planned.id == session.id]
    return found


# Making


async def test_each_selected_proposal_becomes_one_session_however_often_one_asks(db: None) -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    await a_selected_proposal(event, "Knitting", minutes=45, places=9, attendance="drop-in")
    await a_selected_proposal(event, "An idea", state="idea")

    counts = [await make_sessions(event, organiser) for _ in range(2)]

    assert counts == [1, 0]
    [session] = await planned_sessions(event.id)
    assert (session.title, session.minutes, session.places, session.attendance) == ("Knitting", 45, 9, "drop-in")
    assert session.starts_at is None


async def test_two_organisers_who_add_the_chosen_proposals_at_once_make_each_session_once(db: None) -> None:
    event = await an_event()
    for number in range(5):
        await a_selected_proposal(event, f"Talk {number}")

    counts = await asyncio.gather(make_sessions(event, None), make_sessions(event, None))

    assert sorted(counts) == [0, 5]


async def test_a_session_is_named_for_calendars_once_and_for_ever(db: None) -> None:
    event = await an_event()
    session = await add_break(event, None, title="Soup", minutes=45)
    uid = session.uid

    await place_session(session, None, room=None, starts_at=TEN)
    await change_session(session, None, minutes=30, places=None, attendance="drop-in")

    assert (await the(session)).uid == uid
    assert uid.startswith("slot-")
    assert uid.endswith("@test.example")


async def test_a_break_is_for_dropping_in(db: None) -> None:
    event = await an_event()

    session = await add_break(event, None, title="Soup", minutes=45, places=200)

    soup = await the(session)
    assert (soup.title, soup.kind, soup.minutes, soup.places) == ("Soup", "break", 45, 200)
    assert soup.attendance == "drop-in"


# Placing


async def test_a_placed_session_has_its_room_and_start(db: None) -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    room = await a_room(event, "Library")
    session = await a_session(event, await a_selected_proposal(event))

    await place_session(session, organiser, room=room, starts_at=TEN, locked=True)

    now = await the(session)
    assert now.room is not None
    assert (now.room.name, now.starts_at, now.locked) == ("Library", TEN, True)
    entries = await LogEntry.select(LogEntry.who, LogEntry.did, LogEntry.what).where(LogEntry.event == event.id)
    assert entries == [{"who": "Mo", "did": "gave a room and time to", "what": "Knitting"}]


async def test_placing_again_moves_it(db: None) -> None:
    event = await an_event()
    session = await a_session(event)
    await place_session(session, None, room=None, starts_at=TEN)

    await place_session(session, None, room=None, starts_at=ELEVEN)

    assert (await the(session)).starts_at == ELEVEN
    assert await Placement.count() == 1


async def test_a_room_that_is_taken_is_refused_with_what_is_there_and_when(db: None) -> None:
    event = await an_event()
    room = await a_room(event, "Library")
    await placed(await a_session(event, await a_selected_proposal(event, "Film", hosts=["Jo"])), room, TEN)
    session = await a_session(event, await a_selected_proposal(event, "Choir", hosts=["Ray"]))

    with pytest.raises(Refused) as refusal:
        await place_session(session, None, room=room, starts_at=TEN + timedelta(minutes=30))

    assert str(refusal.value) == ("“Film” (10am to 11am) and “Choir” (10:30am to 11:30am) are both in Library.")
    assert (await the(session)).starts_at is None


async def test_a_host_cannot_be_in_two_rooms(db: None) -> None:
    event = await an_event()
    await placed(
        await a_session(event, await a_selected_proposal(event, "Film", hosts=["Jo"])), await a_room(event, "A"), TEN
    )
    session = await a_session(event, await a_selected_proposal(event, "Choir", hosts=["Ray", "Jo"]))

    with pytest.raises(Refused, match=r"^Jo hosts both “Choir” \(10am to 11am\) and “Film” \(10am to 11am\)\.$"):
        await place_session(session, None, room=await a_room(event, "B"), starts_at=TEN)


async def test_a_session_may_start_when_the_one_before_ends(db: None) -> None:
    event = await an_event()
    room = await a_room(event)
    await placed(await a_session(event, await a_selected_proposal(event, "Film")), room, TEN)
    session = await a_session(event, await a_selected_proposal(event, "Choir"))

    await place_session(session, None, room=room, starts_at=ELEVEN)

    assert (await the(session)).starts_at == ELEVEN


async def test_only_a_break_may_have_no_room(db: None) -> None:
    event = await an_event()
    session = await a_session(event, await a_selected_proposal(event, "Choir"))

    with pytest.raises(Refused, match=r"^“Choir” needs a room\. Only breaks can do without\.$"):
        await place_session(session, None, room=None, starts_at=TEN)


async def test_a_room_that_is_too_small_is_no_reason_to_refuse(db: None) -> None:
    event = await an_event()
    session = await a_session(event, await a_selected_proposal(event, places=50, needs=["sink"]))

    await place_session(session, None, room=await a_room(event, capacity=5), starts_at=TEN)

    assert (await the(session)).starts_at == TEN


async def test_of_two_organisers_who_want_the_same_gap_one_is_refused(db: None) -> None:
    event = await an_event()
    room = await a_room(event)
    sessions = [await a_session(event, await a_selected_proposal(event, f"Talk {number}")) for number in range(4)]

    outcomes = await asyncio.gather(
        *(place_session(session, None, room=room, starts_at=TEN) for session in sessions), return_exceptions=True
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["PlannedSession", "Refused", "Refused", "Refused"]
    assert await Placement.count() == 1


async def test_a_session_of_another_event_does_not_stand_in_the_way(db: None) -> None:
    one, two = await an_event("one"), await an_event("two")
    await placed(await a_session(one), await a_room(one), TEN)
    session = await a_session(two)

    await place_session(session, None, room=await a_room(two), starts_at=TEN)

    assert (await the(session)).starts_at == TEN


# Changing


async def test_a_longer_session_that_would_run_into_the_next_is_refused(db: None) -> None:
    event = await an_event()
    room = await a_room(event, "Library")
    session = await placed(await a_session(event, await a_selected_proposal(event, "Film")), room, TEN)
    await placed(await a_session(event, await a_selected_proposal(event, "Choir")), room, ELEVEN)

    with pytest.raises(Refused, match="are both in Library"):
        await change_session(session, None, minutes=61, places=None, attendance="book")

    assert (await the(session)).minutes == 60


async def test_what_clashes_by_a_new_rule_can_still_be_changed_but_not_for_the_worse(db: None) -> None:
    event = await an_event()
    room = await a_room(event)
    await placed(await a_session(event, title="Soup"), room, TEN)
    talk = await placed(await a_session(event, title="Talk"), room, ELEVEN)
    await change_rules(event, None, Rules(changeover_minutes=15))

    await change_session(talk, None, minutes=30, places=5, attendance="drop-in")

    assert (await the(talk)).minutes == 30
    with pytest.raises(Refused, match="are both in"):
        await place_session(talk, None, room=room, starts_at=ELEVEN - timedelta(minutes=5))
    assert (await the(talk)).starts_at == ELEVEN


async def test_what_does_not_change_is_not_written_in_the_log(db: None) -> None:
    event = await an_event()
    session = await a_session(event)

    await change_session(session, None, minutes=60, places=None, attendance="book")

    assert await LogEntry.count() == 0


async def test_a_move_starts_from_where_the_session_is_now(db: None) -> None:
    event = await an_event()
    session = await placed(await a_session(event), None, TEN)

    for _ in range(2):
        await move_session(session, None, to=later)

    assert (await the(session)).starts_at == TEN + timedelta(minutes=30)


def later(session: PlannedSession) -> PlannedSession:
    return replace(session, starts_at=session.starts_at and session.starts_at + timedelta(minutes=15))


async def test_a_session_that_is_kept_at_its_place_is_not_moved(db: None) -> None:
    event = await an_event()
    session = await placed(await a_session(event), None, TEN, locked=True)

    with pytest.raises(Refused, match="kept at its place"):
        await move_session(session, None, to=later)


async def test_a_session_without_a_place_cannot_be_moved(db: None) -> None:
    event = await an_event()
    session = await a_session(event)

    with pytest.raises(Refused, match="not in the timetable yet"):
        await move_session(session, None, to=later)


async def test_planning_stops_where_somebody_else_changed_the_session_meanwhile(db: None) -> None:
    event = await an_event()
    session = await a_session(event)
    seen = state_of(await the(session))
    await change_session(session, None, minutes=90, places=None, attendance="book")

    with pytest.raises(Stale):
        await plan(session, seen=seen, minutes=30)

    assert (await the(session)).minutes == 90


async def test_saving_the_same_twice_is_no_trouble(db: None) -> None:
    event = await an_event()
    session = await a_session(event)
    seen = state_of(await the(session))

    for _ in range(2):
        await plan(session, seen=seen, minutes=30)

    assert (await the(session)).minutes == 30


async def test_a_session_can_get_longer_and_move_in_one_step(db: None) -> None:
    event = await an_event()
    room = await a_room(event)
    session = await placed(await a_session(event), room, TEN)
    await placed(await a_session(event), room, ELEVEN)
    seen = state_of(await the(session))

    await plan(session, seen=seen, minutes=90, starts_at=ELEVEN)

    now = await the(session)
    assert (now.minutes, now.room, now.starts_at) == (90, None, ELEVEN)


async def plan(session: Session, *, seen: str, minutes: int, starts_at: datetime | None = None) -> None:
    wish = Wish(title=None, minutes=minutes, places=None, attendance="book", room="", starts_at=starts_at, locked=False)
    await plan_session(session, None, wish, seen=seen)


# Taking off, cancelling, removing


async def test_a_session_taken_off_keeps_what_was_decided_about_it(db: None) -> None:
    event = await an_event()
    session = await placed(await a_session(event, minutes=45, places=7), await a_room(event), TEN)

    await unplace_session(session, None)
    await unplace_session(session, None)

    now = await the(session)
    assert (now.starts_at, now.room, now.minutes, now.places) == (None, None, 45, 7)
    assert await LogEntry.count() == 1


async def test_a_cancelled_session_keeps_its_place_and_stands_in_nobodys_way(db: None) -> None:
    event = await an_event()
    room = await a_room(event)
    session = await placed(await a_session(event), room, TEN)
    other = await a_session(event)

    await cancel_session(session, None, "The host is ill.")
    await place_session(other, None, room=room, starts_at=TEN)

    now = await the(session)
    assert (now.starts_at, now.cancelled_reason, now.cancelled_at is None) == (TEN, "The host is ill.", False)


async def test_a_cancelled_session_comes_back_where_it_was(db: None) -> None:
    event = await an_event()
    session = await placed(await a_session(event), None, TEN)
    await cancel_session(session, None, "The host is ill.")

    await restore_session(session, None)

    now = await the(session)
    assert (now.starts_at, now.cancelled_at, now.cancelled_reason) == (TEN, None, "")


async def test_a_cancelled_session_whose_place_was_taken_comes_back_after_it_was_moved(db: None) -> None:
    event = await an_event()
    room = await a_room(event)
    session = await placed(await a_session(event), room, TEN)
    await cancel_session(session, None, "")
    await placed(await a_session(event), room, TEN)

    with pytest.raises(Refused, match="are both in Room 1"):
        await restore_session(session, None)
    await place_session(session, None, room=room, starts_at=ELEVEN)
    await restore_session(session, None)

    assert (await the(session)).is_on


async def test_a_break_that_nobody_has_seen_can_be_removed(db: None) -> None:
    event = await an_event()
    session = await placed(await a_session(event), None, TEN)

    await remove_break(session, None)

    assert await planned_sessions(event.id) == []


async def test_a_published_break_can_only_be_cancelled(db: None) -> None:
    event = await an_event()
    session = await placed(await a_session(event, title="Soup"), None, TEN)
    await PublishedSession.insert(
        PublishedSession(
            session=session.id,
            event=event.id,
            uid=session.uid,
            title="Soup",
            room_name="",
            starts_at=TEN,
            ends_at=ELEVEN,
        )
    )

    with pytest.raises(Refused, match="Cancel it, so that people hear of it"):
        await remove_break(session, None)

    assert len(await planned_sessions(event.id)) == 1


async def test_a_proposals_session_cannot_be_removed(db: None) -> None:
    event = await an_event()
    session = await a_session(event, await a_selected_proposal(event))

    with pytest.raises(Refused, match="taken off the timetable or cancelled"):
        await remove_break(session, None)


async def test_a_session_that_was_removed_meanwhile_is_refused_kindly(db: None) -> None:
    event = await an_event()
    session = await a_session(event)
    await remove_break(session, None)

    with pytest.raises(Refused, match="Somebody removed this session"):
        await place_session(session, None, room=None, starts_at=TEN)


async def test_a_form_moves_what_is_kept_only_where_that_is_unticked(db: None) -> None:
    event = await an_event()
    session = await placed(await a_session(event), None, TEN, locked=True)
    seen = state_of(await the(session))
    wish = Wish(None, 60, None, "book", "", ELEVEN, locked=True)

    with pytest.raises(Refused, match="kept at its place"):
        await plan_session(session, None, wish, seen=seen)
    await plan_session(session, None, replace(wish, locked=False), seen=seen)

    now = await the(session)
    assert (now.starts_at, now.locked) == (ELEVEN, False)


async def test_swapping_refuses_what_has_no_place_or_is_kept_and_moves_neither(db: None) -> None:
    event = await an_event()
    free = await placed(await a_session(event, title="Choir"), None, TEN)
    kept = await placed(await a_session(event, title="Film"), None, ELEVEN, locked=True)
    nowhere = await a_session(event, title="Tea")

    for other, words in ((kept, "“Film” is kept at its place"), (nowhere, "“Tea” is not in the timetable yet")):
        with pytest.raises(Refused, match=words):
            await swap_sessions(free, other, None)

    assert (await the(free)).starts_at == TEN


async def test_a_swap_that_would_clash_is_refused_as_a_whole(db: None) -> None:
    event = await an_event()
    room, other_room = await a_room(event, "Library"), await a_room(event, "Kitchen")
    short = await placed(await a_session(event, title="Tea", minutes=30), room, TEN)
    await placed(await a_session(event, title="Film"), room, TEN + timedelta(minutes=30))
    long = await placed(await a_session(event, title="Choir", minutes=90), other_room, TEN)

    with pytest.raises(Refused, match="are both in Library"):
        await swap_sessions(short, long, None)

    where = [(await the(session)).room for session in (short, long)]
    assert [place and place.name for place in where] == ["Library", "Kitchen"]


async def test_a_room_that_somebody_just_removed_is_refused(db: None) -> None:
    event = await an_event()
    room = await a_room(event)
    session = await a_session(event)
    await room.remove()

    with pytest.raises(Refused, match=r"^Somebody removed this room a moment ago\.$"):
        await place_session(session, None, room=room, starts_at=TEN)


async def test_changing_words_of_a_session_that_clashes_already_is_no_trouble(db: None) -> None:
    event = await an_event()
    room = await a_room(event)
    session, _other = [await placed(await a_session(event), room, TEN) for _ in range(2)]

    await change_session(session, None, minutes=60, places=7, attendance="drop-in")

    assert (await the(session)).places == 7


async def test_changing_over_takes_its_time(db: None) -> None:
    event = await an_event()
    room = await a_room(event, "Library")
    await change_rules(event, None, Rules(grid_minutes=15, changeover_minutes=20, rest_minutes=0))
    await placed(await a_session(event, title="Film"), room, TEN)
    session = await a_session(event, title="Choir")

    with pytest.raises(Refused, match="too close in Library"):
        await place_session(session, None, room=room, starts_at=ELEVEN)
    await place_session(session, None, room=room, starts_at=ELEVEN + timedelta(minutes=20))

    assert (await the(session)).starts_at == ELEVEN + timedelta(minutes=20)
