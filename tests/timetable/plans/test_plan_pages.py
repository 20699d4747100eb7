"""The pages of plans that the program makes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from eventapp.event.tables import Event, Room
from eventapp.timetable.planned import planned_sessions
from eventapp.timetable.plans.asking import Placed
from eventapp.timetable.plans.stored import Best, Found, Rule, asked_in, write
from eventapp.timetable.tables import Placement, Plan
from eventapp.voting.tables import Candidate, Round
from tests.cast import a_room, an_event, an_organiser, sign_in
from tests.timetable.some import a_plan, a_selected_proposal, a_session

pytestmark = pytest.mark.anyio

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)
NOON = TEN.replace(hour=12)


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event whose organiser is signed in at `client`, with one room."""
    event = await an_event()
    await a_room(event)
    await sign_in(client, await an_organiser(event))
    return event


async def test_a_plan_is_asked_for_and_watched(client: httpx.AsyncClient, event: Event) -> None:
    await a_session(event, await a_selected_proposal(event))

    answer = await client.post("/day/timetable/plans", data={"work": "rest", "seconds": "10", "seed": "7"})

    [plan] = await Plan.objects()
    assert (answer.status_code, answer.headers["location"]) == (303, f"/day/timetable/plans/{plan.id}")
    assert (plan.purpose, plan.seconds, plan.seed, plan.ended) == ("draft", 10, 7, "")
    shown = (await client.get(f"/day/timetable/plans/{plan.id}")).text
    assert "The search begins in a moment" in shown
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


def ticks(page: str) -> list[str]:
    """The values of the boxes that say what to take."""
    return [part.split('value="')[1].split('"')[0] for part in page.split('name="take"')[1:]]


async def two_to_place(event: Event) -> tuple[str, str, str]:
    """Two sessions and the room (ids)."""
    one = await a_session(event, await a_selected_proposal(event))
    other = await a_session(event, await a_selected_proposal(event, "Soup"))
    room = await Room.objects().where(Room.event == event.id).first()
    assert room
    return one.id, other.id, room.id


async def test_a_plan_is_read_beside_the_timetable_and_taken_in_part(client: httpx.AsyncClient, event: Event) -> None:
    one, other, room = await two_to_place(event)
    plan = await a_plan(event, Best({one: Placed(room, TEN), other: Placed(room, NOON)}, (), 0.75))
    shown = (await client.get(f"/day/timetable/plans/{plan.id}")).text

    answer = await client.post(f"/day/timetable/plans/{plan.id}/taking", data={"take": ticks(shown)[:1]})

    assert "Not yet" in shown
    assert (answer.status_code, answer.headers["location"]) == (303, "/day/timetable")
    starts = {each.title: each.starts_at for each in await planned_sessions(event.id)}
    assert starts == {"Knitting": TEN, "Soup": None}


async def test_a_plan_says_what_makes_it_again_and_whether_that_makes_the_very_same(
    client: httpx.AsyncClient, event: Event
) -> None:
    one, _other, room = await two_to_place(event)
    best = Best({one: Placed(room, TEN)}, (), 0.75)
    stopped = await a_plan(event, best, ended="stopped", found=write(Found(seed=1_000_004, steps=(20, 1200, 3))))
    repaired = await a_plan(event, best, purpose="repair", found=write(Found(proven=True)))

    exact, anew = [(await client.get(f"/day/timetable/plans/{plan.id}")).text for plan in (stopped, repaired)]

    assert "finds this very plan" in exact
    assert [told in exact for told in ("1223", "1000004", "20, 1200, 3", stopped.question_hash)] == [True] * 4
    assert "What it finds may differ" in anew
    assert "Steps in each stage" not in anew


async def test_a_plan_can_be_read_with_nothing_ticked(client: httpx.AsyncClient, event: Event) -> None:
    one, other, room = await two_to_place(event)
    plan = await a_plan(event, Best({one: Placed(room, TEN), other: Placed(room, NOON)}, (), 0.75))
    address = f"/day/timetable/plans/{plan.id}"

    all_, none = [(await client.get(address + query)).text for query in ("", "?ticked=none")]

    assert (all_.count("checked>"), none.count("checked>")) == (2, 0)
    assert len(ticks(none)) == 2


async def test_what_changed_meanwhile_is_told_with_the_plan(client: httpx.AsyncClient, event: Event) -> None:
    one, other, room = await two_to_place(event)
    plan = await a_plan(event, Best({one: Placed(room, TEN), other: Placed(room, NOON)}, (), 0.75))
    seen = [tick for tick in ticks((await client.get(f"/day/timetable/plans/{plan.id}")).text) if other in tick]
    await Placement.insert(Placement(session=other, room=room, starts_at=TEN.replace(hour=14)))

    answer = await client.post(f"/day/timetable/plans/{plan.id}/taking", data={"take": seen})

    assert answer.status_code == 422
    assert "Somebody changed this while you looked at the plan: Soup." in answer.text
    assert answer.text.count("checked>") == 1
    assert await Placement.count() == 1


@pytest.mark.parametrize("take", [[], ["nonsense"], ["x.y"]])
async def test_what_cannot_be_taken_is_said(client: httpx.AsyncClient, event: Event, take: list[str]) -> None:
    one, _other, room = await two_to_place(event)
    plan = await a_plan(event, Best({one: Placed(room, TEN)}, (), 0.75))

    answer = await client.post(f"/day/timetable/plans/{plan.id}/taking", data={"take": take})

    assert answer.status_code == 422
    assert await Placement.count() == 0


async def test_a_running_plan_is_polled_and_says_when_it_has_ended(client: httpx.AsyncClient, event: Event) -> None:
    one, _other, room = await two_to_place(event)
    plan = await a_plan(event, Best({one: Placed(room, TEN)}, (), 0.75), ended="")
    address, scripted = f"/day/timetable/plans/{plan.id}/progress", {"HX-Request": "true"}

    running = (await client.get(address, headers=scripted)).text
    without_scripts = await client.get(address)
    await client.post(f"/day/timetable/plans/{plan.id}/stop")
    ended = (await client.get(address, headers=scripted)).text

    assert 'data-hx-trigger="every 2s"' in running
    assert without_scripts.headers["location"] == f"/day/timetable/plans/{plan.id}"
    assert "The search has ended." in ended
    assert "every 2s" not in ended


async def test_a_plan_that_broke_off_says_so_and_can_be_taken(client: httpx.AsyncClient, event: Event) -> None:
    one, _other, room = await two_to_place(event)
    plan = await a_plan(event, Best({one: Placed(room, TEN)}, (), 0.75), ended="killed")

    shown = (await client.get(f"/day/timetable/plans/{plan.id}")).text

    assert "The search broke off. Nothing of it is in the timetable." in shown
    assert len(ticks(shown)) == 1


async def test_why_not_is_told_in_rules_with_links(client: httpx.AsyncClient, event: Event) -> None:
    one, other, room = await two_to_place(event)
    rules = (Rule("placed", (one,)), Rule("placed", (other,)), Rule("open", room=room), Rule("gone", room="nowhere"))
    found = Found("cannot", rules, minimal=True, needed=120, there=60)
    plan = await a_plan(event, purpose="why", found=write(found))

    shown = (await client.get(f"/day/timetable/plans/{plan.id}")).text

    assert "These cannot all hold" in shown
    assert "Together they need 2 hours of room time, and only 1 hour can be had." in shown
    assert f'<a href="/day/timetable/{one}">Knitting</a>' in shown
    assert f'<a href="/day/rooms/{room}">Room 1</a>' in shown


async def test_over_in_time_is_never_a_no(client: httpx.AsyncClient, event: Event) -> None:
    await two_to_place(event)
    plan = await a_plan(event, purpose="why", found=write(Found("not proven")))

    shown = (await client.get(f"/day/timetable/plans/{plan.id}")).text

    assert "It may be possible, or not." in shown


async def test_what_another_version_made_is_still_shown_and_taken(client: httpx.AsyncClient, event: Event) -> None:
    one, other, room = await two_to_place(event)
    plan = await a_plan(event, Best({one: Placed(room, TEN)}, (other,), 0.75), progress='[{"unheard":1}]')
    await Plan.update({Plan.version: "0", Plan.question: '{"unheard":1}'}).where(Plan.id == plan.id)
    address = f"/day/timetable/plans/{plan.id}"

    shown = (await client.get(address)).text
    again = await client.post(f"{address}/again")
    why = await client.post(f"{address}/why")
    taken = await client.post(f"{address}/taking", data={"take": ticks(shown)})

    assert "Another version of the program made this plan." in shown
    assert "Make it again" not in shown
    assert (again.status_code, why.status_code, taken.status_code) == (422, 303, 303)
    assert [each.starts_at for each in await planned_sessions(event.id)] == [TEN, None]


async def test_two_plans_are_laid_side_by_side(client: httpx.AsyncClient, event: Event) -> None:
    one, other, room = await two_to_place(event)
    first = await a_plan(event, Best({one: Placed(room, TEN), other: Placed(room, NOON)}, (), 0.75))
    second = await a_plan(event, Best({one: Placed(room, TEN)}, (other,), 0.5))

    shown = (await client.get(f"/day/timetable/plans/{second.id}?beside={first.id}")).text

    table = shown.split("Where the two plans differ")[1]
    assert "Soup" in table
    assert "No place" in table
    assert "Knitting" not in table


async def test_why_is_asked_with_what_the_plan_kept(client: httpx.AsyncClient, event: Event) -> None:
    one, other, room = await two_to_place(event)
    plan = await a_plan(event, Best({one: Placed(room, TEN)}, (other,), 0.5))

    answer = await client.post(f"/day/timetable/plans/{plan.id}/why")

    why = await Plan.objects().get(Plan.purpose == "why")
    assert why
    assert answer.headers["location"] == f"/day/timetable/plans/{why.id}"
    assert asked_in(why).kept == asked_in(plan).kept


async def test_whether_what_was_chosen_fits_is_asked_and_told(client: httpx.AsyncClient, event: Event) -> None:
    proposal = await a_selected_proposal(event, state="submitted")
    round_ = Round(
        event=event.id, title="What shall be in it?", opened_at=TEN, closed_at=TEN, counted_at=TEN, result=""
    )
    for name in ("rules", "room_time", "seed", "closing_reason", "group_weights", "counting_turn"):
        setattr(round_, name, "")
    await round_.save()
    await Candidate.insert(
        Candidate(round=round_.id, proposal=proposal.id, chosen=True, minutes=60, kind="talk", reason="", offer="")
    )
    address = f"/day/timetable/fit/{round_.id}"

    asked = await client.post(address)
    plan = await Plan.objects().get(Plan.purpose == "fit")
    assert plan
    waiting = (await client.get(address)).text
    found = write(Found("fits"))
    await Plan.update({Plan.ended: "done", Plan.ended_at: TEN, Plan.found: found}).where(Plan.id == plan.id)
    told = (await client.get(address)).text

    assert asked.status_code == 303
    assert [session.id for session in asked_in(plan).question.instance.sessions] == [proposal.id]
    assert "The program is finding out." in waiting
    assert "Yes. Everything fits" in told


async def test_a_vote_that_is_not_counted_has_nothing_to_fit(client: httpx.AsyncClient, event: Event) -> None:
    assert (await client.get("/day/timetable/fit/bbbbbbbbbbbb")).status_code == 404


async def test_a_plan_of_another_event_is_not_there(client: httpx.AsyncClient, event: Event) -> None:
    other = await an_event("other-day")
    await a_room(other)
    await a_session(other, await a_selected_proposal(other))
    plan = await a_plan(other)

    for path in ("", "/progress"):
        assert (await client.get(f"/day/timetable/plans/{plan.id}{path}")).status_code == 404


async def test_the_list_asks_as_little_for_many_plans(
    client: httpx.AsyncClient, event: Event, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    one, _other, room = await two_to_place(event)
    counts = []
    for _number in range(3):
        await a_plan(event, Best({one: Placed(room, TEN)}, (), 0.75))
        with queries() as counted:
            await client.get("/day/timetable/plans")
        counts.append(sum("published_page" not in text for text in counted.texts))

    assert counts[0] == counts[2]
