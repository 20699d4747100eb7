"""The timetable by hand, over HTTP: places to choose, undo, what others changed, rules and access workers."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.timetable.actions import move_session, place_session
from eventapp.timetable.decided import state_of
from eventapp.timetable.planned import planned_sessions, rules_of
from eventapp.timetable.tables import AccessWorker, Session
from tests.cast import a_room, an_event, an_organiser, sign_in
from tests.timetable.some import a_selected_proposal, a_session, placed
from tests.timetable.test_pages import ABSENT, ELEVEN, TEN, filled_in, the
from tests.timetable.test_undoing import later


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event whose organiser is signed in at `client`."""
    event = await an_event()
    await sign_in(client, await an_organiser(event))
    return event


def main_of(answer: httpx.Response) -> str:
    """The page's main part as text, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2]).split())


# Places


async def test_places_say_what_is_free_what_is_possible_and_what_is_not_and_why(
    client: httpx.AsyncClient, event: Event
) -> None:
    room = await a_room(event, "Library")
    await placed(await a_session(event, await a_selected_proposal(event, "Film")), room, TEN)
    await placed(await a_session(event, title="Lunch"), None, TEN.replace(hour=12))
    session = await a_session(event, await a_selected_proposal(event, "Choir"))

    answer = await client.get(f"/day/timetable/{session.id}/places")

    text = main_of(answer)
    assert "Free : Library 11am 1pm" in text
    assert "Possible, and something to look at : Library It is during “Lunch” (12 noon to 1pm). 11:15am" in text
    assert "Impossible 10am to 11am: In this room: “Film” (10am to 11am)." in text


async def test_a_place_is_chosen_from_the_list(client: httpx.AsyncClient, event: Event) -> None:
    room = await a_room(event, "Library")
    session = await a_session(event, await a_selected_proposal(event, "Choir"))
    path = f"/day/timetable/{session.id}/places"
    page = (await client.get(path)).text
    [place] = re.findall(r'value="([^"]* 2026-11-28T11:00:00\+00:00)"', page)

    answer = await client.post(path, data={"place": place, "seen": state_of(await the(session))})

    assert (answer.status_code, answer.headers["location"]) == (303, "/day/timetable")
    now = await the(session)
    assert (now.room and now.room.id, now.starts_at) == (room.id, ELEVEN)


async def test_a_place_that_was_taken_meanwhile_is_refused_with_all_others_to_choose_from(
    client: httpx.AsyncClient, event: Event
) -> None:
    room = await a_room(event, "Library")
    session = await a_session(event, await a_selected_proposal(event, "Choir"))
    await placed(await a_session(event, title="Film"), room, TEN)

    answer = await client.post(
        f"/day/timetable/{session.id}/places", data={"place": f"{room.id} {TEN.isoformat()}", "seen": ""}
    )

    assert answer.status_code == 422
    assert "are both in Library." in answer.text
    assert "Free" in main_of(answer)
    assert (await the(session)).starts_at is None


async def test_what_is_dropped_where_it_cannot_be_comes_back_to_the_timetable_with_the_reason(
    client: httpx.AsyncClient, event: Event
) -> None:
    room = await a_room(event, "Library")
    await placed(await a_session(event, title="Film"), room, TEN)
    session = await placed(await a_session(event, title="Choir"), room, ELEVEN)

    answer = await client.post(
        f"/day/timetable/{session.id}/places",
        data={"place": f"{room.id} {TEN.isoformat()}", "seen": state_of(await the(session)), "back": "2026-11-28"},
    )

    # At the top, where the reason is.
    assert answer.headers["location"] == "/day/timetable?day=2026-11-28"
    assert "are both in Library." in (await client.get("/day/timetable")).text
    assert (await the(session)).starts_at == ELEVEN


async def test_what_somebody_else_moved_is_not_dropped_somewhere_else(client: httpx.AsyncClient, event: Event) -> None:
    session = await placed(await a_session(event), None, TEN)
    seen = state_of(await the(session))
    await move_session(session, None, to=later)

    answer = await client.post(
        f"/day/timetable/{session.id}/places", data={"place": f" {ELEVEN.isoformat()}", "seen": seen}
    )

    assert answer.status_code == 422
    assert "Somebody else changed this session" in answer.text
    assert (await the(session)).starts_at == TEN + timedelta(minutes=15)


@pytest.mark.parametrize(
    "place",
    [
        f"{ABSENT} 2026-11-28T10:00:00+00:00",
        "x",
        "2026-11-28T10:00:00",
        " 9999-99-99",
        " 9999-12-31T23:59:00-14:00",
        " 0001-01-01T00:00:00+14:00",
        " 2026-11-30T10:00:00+00:00",
        " 2026-11-28T10:00:30+00:00",
    ],
)
async def test_a_place_that_is_none_is_not_found(client: httpx.AsyncClient, event: Event, place: str) -> None:
    session = await a_session(event)

    answer = await client.post(f"/day/timetable/{session.id}/places", data={"place": place})

    assert answer.status_code == 404
    assert (await the(session)).starts_at is None


async def test_choosing_nothing_is_said(client: httpx.AsyncClient, event: Event) -> None:
    session = await a_session(event)

    answer = await client.post(f"/day/timetable/{session.id}/places", data={})

    assert answer.status_code == 422
    assert "Choose a place." in answer.text


async def to_swap(client: httpx.AsyncClient, session: Session, other: Session) -> dict[str, str]:
    """The form of the session's page that swaps it with the other."""
    [value] = re.findall(rf'value="({other.id}\.\w+)"', (await client.get(f"/day/timetable/{session.id}")).text)
    return {"other": value}


async def test_two_sessions_swap_their_places_once_however_often_it_is_sent(
    client: httpx.AsyncClient, event: Event
) -> None:
    rooms = [await a_room(event, name) for name in ("Library", "Kitchen")]
    one = await placed(await a_session(event, title="Choir"), rooms[0], TEN)
    other = await placed(await a_session(event, title="Film"), rooms[1], ELEVEN)
    chosen = await to_swap(client, one, other)

    answers = [await client.post(f"/day/timetable/{one.id}/swap", data=chosen) for _time in range(2)]

    assert {answer.headers["location"] for answer in answers} == {f"/day/timetable/{one.id}"}
    assert "One of the two was moved meanwhile." in (await client.get(f"/day/timetable/{one.id}")).text
    now, then = await the(one), await the(other)
    assert (now.room and now.room.name, now.starts_at) == ("Kitchen", ELEVEN)
    assert (then.room and then.room.name, then.starts_at) == ("Library", TEN)


async def test_what_somebody_moved_meanwhile_is_not_swapped(client: httpx.AsyncClient, event: Event) -> None:
    one, other = [await placed(await a_session(event), None, at) for at in (TEN, ELEVEN)]
    chosen = await to_swap(client, one, other)
    await move_session(other, None, to=later)

    await client.post(f"/day/timetable/{one.id}/swap", data=chosen)

    assert (await the(one)).starts_at == TEN


@pytest.mark.parametrize(
    ("other", "words"), [("", "Choose a session to swap with."), (ABSENT, "Look at both, and choose again.")]
)
async def test_swapping_with_nothing_changes_nothing(
    client: httpx.AsyncClient, event: Event, other: str, words: str
) -> None:
    session = await placed(await a_session(event), None, TEN)

    answer = await client.post(f"/day/timetable/{session.id}/swap", data={"other": other})

    assert answer.status_code == 303
    assert words in (await client.get(answer.headers["location"])).text


# Undo, and others


async def test_undo_and_redo_are_buttons_that_say_what_they_do(client: httpx.AsyncClient, event: Event) -> None:
    session = await placed(await a_session(event, title="Soup"), None, TEN)
    await client.post(f"/day/timetable/{session.id}/move", data={"way": "later"})
    page = await client.get("/day/timetable")

    undone = await client.post("/day/timetable/undo?day=2026-11-28")
    before = (await the(session)).starts_at
    told = await client.get("/day/timetable")
    await client.post("/day/timetable/redo")

    assert "Your last change: moved Soup." in page.text
    assert undone.headers["location"] == "/day/timetable?day=2026-11-28"
    assert "Undone. As it was before: Soup." in told.text
    assert (before, (await the(session)).starts_at) == (TEN, TEN + timedelta(minutes=15))


async def test_a_button_that_is_pressed_twice_undoes_one_change(client: httpx.AsyncClient, event: Event) -> None:
    session = await placed(await a_session(event), None, TEN)
    for _time in range(2):
        await client.post(f"/day/timetable/{session.id}/move", data={"way": "later"})
    page = await client.get("/day/timetable")
    [(address, number)] = re.findall(
        r'action="(/day/timetable/undo[^"]*)".*?value="(\d+)" name="number"', page.text, re.DOTALL
    )

    for _time in range(2):
        await client.post(address, data={"number": number})

    assert "This is undone already." in (await client.get("/day/timetable")).text
    assert (await the(session)).starts_at == TEN + timedelta(minutes=15)


async def test_what_is_no_number_undoes_nothing(client: httpx.AsyncClient, event: Event) -> None:
    session = await placed(await a_session(event), None, TEN)
    await client.post(f"/day/timetable/{session.id}/move", data={"way": "later"})

    answers = [await client.post("/day/timetable/undo", data={"number": number}) for number in ("x", "0", "9" * 30)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert (await the(session)).starts_at == TEN + timedelta(minutes=15)


async def test_without_changes_undo_and_redo_say_so(client: httpx.AsyncClient, event: Event) -> None:
    for way, words in (("undo", "nothing of yours to undo"), ("redo", "nothing of yours to do again")):
        answer = await client.post(f"/day/timetable/{way}")
        assert words in (await client.get(answer.headers["location"])).text


async def test_changes_are_listed_with_who_did_them_and_a_button_for_ones_own(
    client: httpx.AsyncClient, event: Event
) -> None:
    session = await placed(await a_session(event, title="Soup"), None, TEN)
    other = await placed(await a_session(event, title="Tea"), None, TEN)
    await client.post(f"/day/timetable/{session.id}/move", data={"way": "later"})
    await move_session(other, await an_organiser(event, "Ann"), to=later)

    page = await client.get("/day/timetable/changes")
    await client.post("/day/timetable/undo", data={"number": "1"})
    after = await client.get("/day/timetable/changes")

    assert "Ann moved Tea" in main_of(page)
    assert "Mo moved Soup Undo" in main_of(page)
    assert "Mo moved Soup Undone" in main_of(after)
    assert (await the(session)).starts_at == TEN


async def test_who_looks_again_is_told_what_others_changed_since(client: httpx.AsyncClient, event: Event) -> None:
    session = await placed(await a_session(event, title="Soup"), None, TEN)
    first = await client.get("/day/timetable")
    await client.post(f"/day/timetable/{session.id}/move", data={"way": "later"})
    await move_session(session, await an_organiser(event, "Ann"), to=later)

    told = await client.get("/day/timetable")
    again = await client.get("/day/timetable")

    assert "Since you looked last" not in first.text
    assert "Since you looked last Ann moved Soup" in main_of(told)
    assert "Since you looked last" not in again.text


async def test_the_page_asks_whether_somebody_changed_something(client: httpx.AsyncClient, event: Event) -> None:
    session = await placed(await a_session(event, title="Soup"), None, TEN)
    page = (await client.get("/day/timetable")).text
    [etag] = re.findall(r'"If-None-Match": "\\"([^"]*)\\""', page)

    same = await client.get("/day/timetable/version", headers={"If-None-Match": f'"{etag}"'})
    await move_session(session, await an_organiser(event, "Ann"), to=later)
    changed = await client.get("/day/timetable/version", headers={"If-None-Match": f'"{etag}"'})
    known = await client.get("/day/timetable/version", headers={"If-None-Match": changed.headers["etag"]})

    assert (same.status_code, same.text) == (304, "")
    assert changed.status_code == 200
    assert "The timetable was changed: Ann moved Soup" in " ".join(changed.text.split())
    assert known.status_code == 304


async def test_undoing_is_a_change_too(client: httpx.AsyncClient, event: Event) -> None:
    session = await placed(await a_session(event), None, TEN)
    versions = [(await client.get("/day/timetable/version")).headers["etag"]]
    for way in ("move", "undo", "redo"):
        path = f"{session.id}/move" if way == "move" else way
        await client.post(f"/day/timetable/{path}", data={"way": "later"})
        versions.append((await client.get("/day/timetable/version")).headers["etag"])

    assert versions[3] == versions[1]
    assert len(set(versions)) == 3


async def test_both_versions_stand_side_by_side_where_two_changed_the_same(
    client: httpx.AsyncClient, event: Event
) -> None:
    session = await a_session(event, title="Soup")
    path = f"/day/timetable/{session.id}"
    form = await filled_in(client, path, start="11:00", title="Hot soup")
    await place_session(session, None, room=None, starts_at=TEN)

    answer = await client.post(path, data=form)

    assert answer.status_code == 422
    text = main_of(answer)
    assert "Title Soup Hot soup" in text
    assert "Start Saturday 28 November, 10am Saturday 28 November, 11am" in text
    assert "Length" not in text.partition("The two versions")[2].partition("Your choices")[0]


# The timetable's own pages


async def test_a_day_is_shown_at_a_time(client: httpx.AsyncClient) -> None:
    event = await an_event(ends_on=date(2026, 11, 29))
    await sign_in(client, await an_organiser(event))
    await a_room(event)
    await placed(await a_session(event, title="Soup"), None, TEN)
    await placed(await a_session(event, title="Tea"), None, datetime(2026, 11, 29, 10, tzinfo=UTC))

    first, second, odd = [
        main_of(await client.get(f"/day/timetable{query}")) for query in ("", "?day=2026-11-29", "?day=never")
    ]

    assert ("Soup" in first, "Tea" in first) == (True, False)
    assert ("Soup" in second, "Tea" in second) == (False, True)
    assert odd.count("Soup") == first.count("Soup")


async def test_problems_can_be_narrowed_to_a_kind(client: httpx.AsyncClient, event: Event) -> None:
    room = await a_room(event, "Library", capacity=5)
    await placed(await a_session(event, title="Choir", places=9), room, TEN)
    await placed(await a_session(event, title="Film"), room, TEN)

    everything, small = [
        main_of(await client.get(f"/day/timetable/problems{query}")) for query in ("", "?kind=capacity")
    ]

    assert "To be mended before you publish" in everything
    assert "“Choir” has 9 places, and Library holds 5 people." in everything
    assert "are both in Library" not in small
    assert "“Choir” has 9 places, and Library holds 5 people." in small


async def test_numbers_say_what_is_placed_and_what_has_no_seat(client: httpx.AsyncClient, event: Event) -> None:
    await placed(await a_session(event, places=9), await a_room(event, capacity=5), TEN)
    await a_session(event)

    text = main_of(await client.get("/day/timetable/numbers"))

    assert "1 of 2 sessions have a time." in text
    assert "4 of about 9 people would have no seat" in text
    assert "Nothing is published yet." in text


async def test_the_rules_are_saved_and_used(client: httpx.AsyncClient, event: Event) -> None:
    session = await placed(await a_session(event, title="Soup"), None, TEN)
    sent = {"grid_minutes": "5", "changeover_minutes": "10", "rest_minutes": "30"}

    for _ in range(2):
        answer = await client.post("/day/timetable/rules", data=sent)
    await client.post(f"/day/timetable/{session.id}/move", data={"way": "later"})

    assert answer.status_code == 303
    rules = await rules_of(event.id)
    assert (rules.grid_minutes, rules.changeover_minutes, rules.rest_minutes) == (5, 10, 30)
    assert (await the(session)).starts_at == TEN + timedelta(minutes=5)
    assert "5 minutes later" in (await client.get(f"/day/timetable/{session.id}")).text


@pytest.mark.parametrize(
    "wrong", [{"grid_minutes": "7"}, {"changeover_minutes": "-1"}, {"rest_minutes": "241"}, {"rest_minutes": ""}]
)
async def test_rules_that_cannot_be_are_not_saved(
    client: httpx.AsyncClient, event: Event, wrong: dict[str, str]
) -> None:
    sent = {"grid_minutes": "5", "changeover_minutes": "10", "rest_minutes": "30"}

    answer = await client.post("/day/timetable/rules", data=sent | wrong)

    assert answer.status_code == 422
    assert (await rules_of(event.id)).grid_minutes == 15


async def test_lunch_is_added_on_every_day_and_undone_at_once(client: httpx.AsyncClient) -> None:
    event = await an_event(ends_on=date(2026, 11, 29))
    await sign_in(client, await an_organiser(event))

    answer = await client.post(
        "/day/timetable/break", data={"title": "Lunch", "minutes": "45", "start": "12:30", "day": "every"}
    )
    added = [(session.title, session.starts_at) for session in await planned_sessions(event.id)]
    await client.post("/day/timetable/undo")

    assert answer.headers["location"] == "/day/timetable"
    assert added == [("Lunch", datetime(2026, 11, day, 12, 30, tzinfo=UTC)) for day in (28, 29)]
    assert await planned_sessions(event.id) == []


async def test_a_break_can_be_on_one_day_only(client: httpx.AsyncClient) -> None:
    event = await an_event(ends_on=date(2026, 11, 29))
    await sign_in(client, await an_organiser(event))

    await client.post(
        "/day/timetable/break", data={"title": "Tea", "minutes": "45", "start": "15:00", "day": "2026-11-29"}
    )

    assert [session.starts_at for session in await planned_sessions(event.id)] == [
        datetime(2026, 11, 29, 15, tzinfo=UTC)
    ]


# Access workers


async def test_an_access_worker_is_added_changed_and_removed(client: httpx.AsyncClient, event: Event) -> None:
    choir, film = [await a_session(event, title=title) for title in ("Choir", "Film")]

    await client.post("/day/timetable/workers", data={"name": "Kim", "work": "signing", "sessions": choir.id})
    [kim] = await AccessWorker.objects()
    added = [await workers(choir), await workers(film)]
    page = await client.get("/day/timetable/workers")
    path = f"/day/timetable/workers/{kim.id}"
    await client.post(path, data={"name": "Kim Li", "work": "captions", "sessions": film.id})
    changed = [await workers(choir), await workers(film)]
    await client.post(f"{path}/removal")

    assert added == [["Kim"], []]
    assert "Kim Sign language Choir" in main_of(page)
    assert changed == [[], ["Kim Li"]]
    assert await AccessWorker.count() == 0
    assert await workers(film) == []


async def workers(session: Session) -> list[str]:
    return [name for _id, name in (await the(session)).access_workers]


async def test_nobody_can_sign_at_two_sessions_at_once(client: httpx.AsyncClient, event: Event) -> None:
    rooms = [await a_room(event, name) for name in ("Library", "Kitchen")]
    sessions = [await placed(await a_session(event), room, TEN) for room in rooms]

    answer = await client.post(
        "/day/timetable/workers",
        data={"name": "Kim", "work": "signing", "sessions": [session.id for session in sessions]},
    )

    assert answer.status_code == 422
    assert "Kim works at both" in answer.text
    assert await AccessWorker.count() == 0


@pytest.mark.parametrize("typed", [{"name": ""}, {"name": "x" * 201}, {"work": "magic"}, {"sessions": ABSENT}])
async def test_an_access_worker_that_cannot_be_is_not_added(
    client: httpx.AsyncClient, event: Event, typed: dict[str, str]
) -> None:
    answer = await client.post("/day/timetable/workers", data={"name": "Kim", "work": "signing"} | typed)

    assert answer.status_code == 422
    assert await AccessWorker.count() == 0


async def test_two_access_workers_of_one_name_are_refused(client: httpx.AsyncClient, event: Event) -> None:
    for name in ("Kim", "Ann"):
        await client.post("/day/timetable/workers", data={"name": name, "work": "signing"})
    ann = await AccessWorker.objects().where(AccessWorker.name == "Ann").first()
    assert ann

    again = await client.post("/day/timetable/workers", data={"name": "kim", "work": "signing"})
    renamed = await client.post(f"/day/timetable/workers/{ann.id}", data={"name": "KIM", "work": "signing"})

    assert (again.status_code, renamed.status_code) == (422, 422)
    assert "There is an access worker named kim already." in again.text
    assert sorted([row["name"] for row in await AccessWorker.select()]) == ["Ann", "Kim"]


async def test_an_access_worker_is_chosen_in_the_form_of_a_session(client: httpx.AsyncClient, event: Event) -> None:
    session = await a_session(event)
    await client.post("/day/timetable/workers", data={"name": "Kim", "work": "signing"})
    [kim] = await AccessWorker.objects()
    path = f"/day/timetable/{session.id}"

    await client.post(path, data=await filled_in(client, path, workers=kim.id, setup="circle", sensitive="y"))

    now = await the(session)
    assert (now.access_workers, now.setup, now.sensitive) == (((kim.id, "Kim"),), "circle", True)


async def test_lists_take_as_many_queries_for_three_as_for_one(
    client: httpx.AsyncClient, event: Event, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    pages = ["workers", "changes", "problems", "numbers"]
    mo = await Person.objects().first()
    counts = []
    for number in (1, 2, 3):
        session = await placed(await a_session(event), await a_room(event, f"Room {number}"), TEN)
        await move_session(session, mo, to=later)
        await AccessWorker.insert(AccessWorker(event=event.id, name=f"Kim {number}"))
        with queries() as counted:
            for page in pages:
                await client.get(f"/day/timetable/{page}")
        # The published pages are looked at once a second, whatever is asked for.
        counts.append(len([text for text in counted.texts if "published_page" not in text]))

    assert counts[0] == counts[1] == counts[2]
