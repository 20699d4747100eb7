"""The pages of the timetable."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time
from typing import Any

import httpx
import pytest

from eventapp.event.tables import Event
from eventapp.timetable.actions import change_rules
from eventapp.timetable.planned import PlannedSession, Rules, planned_sessions
from eventapp.timetable.tables import Session
from tests.cast import a_person, a_room, an_event, an_organisation, an_organiser, sign_in
from tests.timetable.some import a_selected_proposal, a_session, change_session, placed

pytestmark = pytest.mark.anyio

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)
ELEVEN = TEN.replace(hour=11)
ABSENT = "bbbbbbbbbbbb"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event whose organiser is signed in at `client`."""
    event = await an_event()
    await sign_in(client, await an_organiser(event))
    return event


async def the(session: Session) -> PlannedSession:
    [found] = [planned for planned in await planned_sessions(session.event) if planned.id == session.id]
    return found


async def filled_in(client: httpx.AsyncClient, path: str, **typed: str) -> dict[str, str]:
    """The form of a session's page as a browser sends it, with what is typed over it."""
    text = (await client.get(path)).text
    [form] = [part for part in text.split("<form")[1:] if 'name="seen"' in part]
    values = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if found.get("type") not in ("radio", "checkbox") or " checked" in tag:
            values[found["name"]] = found.get("value", "")
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        [*_others, values[name]] = ["", *re.findall(r'<option value="([^"]*)" selected', options)]
    return values | typed


# Who may see them


@pytest.mark.parametrize("role", ["nobody", "outsider", "partner", "organiser"])
async def test_the_timetable_is_for_organisers(client: httpx.AsyncClient, role: str) -> None:
    event = await an_event()
    session = await a_session(event)
    paths = [("GET", "timetable"), ("GET", f"timetable/{session.id}"), ("GET", "timetable/break")]
    paths += [("POST", f"timetable/{session.id}/{noun}") for noun in ("move", "taking-off", "cancellation", "return")]
    paths += [("POST", "timetable/sessions"), ("POST", "timetable/break"), ("POST", f"timetable/{session.id}")]
    paths += [("POST", f"timetable/{session.id}/removal")]
    if role == "outsider":
        await sign_in(client, await a_person())
    if role == "partner":
        await sign_in(client, await a_person("Pat", await an_organisation(event)))
    if role == "organiser":
        await sign_in(client, await an_organiser(event))

    answers = {path: (await client.request(method, f"/day/{path}")).status_code for method, path in paths[:3]}
    posts = {path: (await client.request(method, f"/day/{path}")).status_code for method, path in paths[3:]}

    expected = {"nobody": 303, "outsider": 404, "partner": 404, "organiser": 200}[role]
    assert set(answers.values()) == {expected}
    if role != "organiser":
        assert set(posts.values()) == {expected}
        assert [planned.id for planned in await planned_sessions(event.id)] == [session.id]


async def test_a_session_that_is_not_there_is_not_found(client: httpx.AsyncClient, event: Event) -> None:
    other = await a_session(await an_event("other"))

    statuses = [(await client.get(f"/day/timetable/{id_}")).status_code for id_ in (ABSENT, other.id, "x", "9" * 40)]

    assert statuses == [404, 404, 404, 404]


# The table


async def test_an_empty_timetable_says_where_sessions_come_from(client: httpx.AsyncClient, event: Event) -> None:
    answer = await client.get("/day/timetable")

    assert answer.status_code == 200
    assert "Proposals come here once they are chosen by the vote." in answer.text


async def test_chosen_proposals_are_added_by_a_button(client: httpx.AsyncClient, event: Event) -> None:
    await a_selected_proposal(event, "Knitting")
    before = await client.get("/day/timetable")

    answer = await client.post("/day/timetable/sessions")

    assert "1 chosen proposal is not here yet." in before.text
    assert (answer.status_code, answer.headers["location"]) == (303, "/day/timetable")
    after = await client.get("/day/timetable")
    assert "1 session was added." in after.text
    assert "is not here yet" not in after.text
    assert "Knitting" in after.text


async def test_the_table_names_rooms_and_starts_in_its_headings(client: httpx.AsyncClient, event: Event) -> None:
    await placed(await a_session(event, title="Opening"), await a_room(event, "Library"), TEN)
    await placed(await a_session(event, title="Soup"), None, ELEVEN)

    text = (await client.get("/day/timetable")).text

    assert "Saturday 28 November" in text
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', text, re.DOTALL) == ["Start", "Everybody", "Library"]
    assert re.findall(r'<th scope="row">(.*?)</th>', text)[:5] == ["10am", "10:15am", "10:30am", "10:45am", "11am"]


async def test_clashes_and_warnings_stand_in_words_with_links(client: httpx.AsyncClient, event: Event) -> None:
    room = await a_room(event, "Library", capacity=5)
    one = await placed(await a_session(event, title="Choir", places=9), room, TEN)
    two = await placed(await a_session(event, title="Film"), room, TEN)

    text = (await client.get("/day/timetable/problems")).text

    assert "“Choir” (10am to 11am) and “Film” (10am to 11am) are both in Library." in text
    assert "“Choir” has 9 places, and Library holds 5 people." in text
    assert f'href="/day/timetable/{one.id}"' in text
    assert f'href="/day/timetable/{two.id}"' in text


async def test_what_people_wrote_is_shown_as_text(client: httpx.AsyncClient, event: Event) -> None:
    session = await placed(await a_session(event, title="<b>Soup</b> & “bread”"), None, TEN)

    for path in ("/day/timetable", f"/day/timetable/{session.id}"):
        text = (await client.get(path)).text
        assert "&lt;b&gt;Soup&lt;/b&gt; &amp; “bread”" in text
        assert "<b>Soup" not in text


async def test_the_timetable_takes_as_many_queries_for_three_sessions_as_for_one(
    client: httpx.AsyncClient, event: Event, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    await client.get("/day/timetable")
    counts = []
    for number in (1, 2, 3):
        session = await a_session(event, await a_selected_proposal(event, f"Talk {number}", hosts=[f"Host {number}"]))
        await placed(session, await a_room(event, f"Room {number}"), TEN)
        with queries() as counted:
            await client.get("/day/timetable")
        # The published pages are looked at once a second, whatever is asked for.
        counts.append(len([text for text in counted.texts if "published_page" not in text]))

    assert counts[0] == counts[1] == counts[2]


async def test_every_form_is_sent_to_an_address_that_takes_it(client: httpx.AsyncClient, event: Event) -> None:
    await a_selected_proposal(event)
    session = await placed(await a_session(event), await a_room(event), TEN)
    await a_room(event, "Room 2")
    pages = ["/day/timetable", f"/day/timetable/{session.id}", "/day/timetable/break"]

    texts = [(await client.get(path)).text for path in pages]

    main = [text.partition("<main")[2] for text in texts]
    root = f"/day/timetable/{session.id}"
    assert [sorted(set(re.findall(r'<form[^>]*action="([^"]*)"', text))) for text in main] == [
        ["/day/timetable/sessions"],
        [root, f"{root}/cancellation", f"{root}/move", f"{root}/removal", f"{root}/taking-off"],
        ["/day/timetable/break"],
    ]


# A session's form


async def test_an_organiser_gives_a_session_a_room_and_a_start(client: httpx.AsyncClient, event: Event) -> None:
    room = await a_room(event, "Library")
    session = await a_session(event, await a_selected_proposal(event, "Choir"))
    path = f"/day/timetable/{session.id}"

    answer = await client.post(path, data=await filled_in(client, path, room=room.id, start="10:15", locked="y"))

    assert (answer.status_code, answer.headers["location"]) == (303, "/day/timetable")
    now = await the(session)
    assert (now.room and now.room.name, now.starts_at, now.locked) == ("Library", TEN.replace(minute=15), True)
    assert "“Choir” is in Library, Saturday 28 November, 10:15am." in (await client.get("/day/timetable")).text


async def test_a_start_that_the_list_does_not_have_can_be_written(client: httpx.AsyncClient, event: Event) -> None:
    session = await a_session(event)
    path = f"/day/timetable/{session.id}"

    await client.post(path, data=await filled_in(client, path, other_start="09:55"))

    assert (await the(session)).starts_at == datetime(2026, 11, 28, 9, 55, tzinfo=UTC)
    assert (await filled_in(client, path))["other_start"] == "09:55"


async def test_rooms_say_what_they_are_and_what_they_lack(client: httpx.AsyncClient, event: Event) -> None:
    await a_room(event, "Library", "quiet", capacity=8, floor="First floor")
    session = await a_session(event, await a_selected_proposal(event, places=12, needs=["sink", "quiet"]))

    text = (await client.get(f"/day/timetable/{session.id}")).text

    assert "Library (First floor, 8 people, Quiet): too small and lacks Sink" in text


async def test_a_clash_is_said_and_what_was_chosen_is_kept(client: httpx.AsyncClient, event: Event) -> None:
    room = await a_room(event, "Library")
    await placed(await a_session(event, title="Film"), room, TEN)
    session = await a_session(event, title="Choir")
    path = f"/day/timetable/{session.id}"

    answer = await client.post(
        path, data=await filled_in(client, path, room=room.id, start="10:30", minutes="25", places="7")
    )

    assert answer.status_code == 422
    assert "“Film” (10am to 11am) and “Choir” (10:30am to 10:55am) are both in Library." in answer.text
    assert '<option value="10:30" selected' in answer.text
    assert 'value="25"' in answer.text
    now = await the(session)
    assert (now.starts_at, now.minutes, now.places) == (None, 60, None)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"minutes": ""}, "Say how long it is."),
        ({"minutes": "long"}, "Write a whole number, such as 12."),
        ({"minutes": "0"}, "Write a number from 1 to 20160."),
        ({"minutes": "9" * 30}, "Write a number from 1 to 20160."),
        ({"places": "-1"}, "Write a number from 1 to 100000."),
        ({"room": ABSENT}, "Choose one of the answers offered."),
        ({"start": "25:99"}, "Choose one of the answers offered."),
        ({"other_start": "soon"}, "Write a time, such as 10:30."),
        ({"day": "2030-01-01", "start": "10:00"}, "Choose one of the answers offered."),
        ({"attendance": "maybe"}, "Choose one of the answers offered."),
        ({"title": ""}, "Give it a title."),
        ({"title": "x" * 201}, "Write at most 200 characters."),
        ({"seen": "x" * 501}, "Write at most 500 characters."),
    ],
)
async def test_what_cannot_be_is_said_beside_its_field(
    client: httpx.AsyncClient, event: Event, typed: dict[str, str], message: str
) -> None:
    session = await a_session(event)
    before = await the(session)
    path = f"/day/timetable/{session.id}"

    answer = await client.post(path, data=await filled_in(client, path, **typed))

    assert answer.status_code == 422
    assert message in answer.text
    assert await the(session) == before


async def test_a_form_sent_empty_changes_nothing(client: httpx.AsyncClient, event: Event) -> None:
    session = await placed(await a_session(event), None, TEN)
    before = await the(session)

    answer = await client.post(f"/day/timetable/{session.id}")

    assert answer.status_code == 422
    assert await the(session) == before


async def test_a_room_without_a_start_and_a_start_without_a_room_are_asked_about(
    client: httpx.AsyncClient, event: Event
) -> None:
    room = await a_room(event)
    session = await a_session(event, await a_selected_proposal(event))
    path = f"/day/timetable/{session.id}"

    only_room = await client.post(path, data=await filled_in(client, path, room=room.id))
    only_start = await client.post(path, data=await filled_in(client, path, start="10:00"))

    assert (only_room.status_code, only_start.status_code) == (422, 422)
    assert "Choose a start, or no room yet." in only_room.text
    assert "Choose a room." in only_start.text


async def test_the_length_can_change_before_there_is_a_place(client: httpx.AsyncClient, event: Event) -> None:
    session = await a_session(event, await a_selected_proposal(event))
    path = f"/day/timetable/{session.id}"

    answer = await client.post(path, data=await filled_in(client, path, minutes="35"))

    assert answer.status_code == 303
    assert ((await the(session)).minutes, (await the(session)).starts_at) == (35, None)


async def test_what_somebody_else_changed_meanwhile_is_shown_and_nothing_is_lost(
    client: httpx.AsyncClient, event: Event
) -> None:
    session = await a_session(event, title="Soup")
    path = f"/day/timetable/{session.id}"
    form = await filled_in(client, path, minutes="25", title="Hot soup")
    await change_session(session, None, minutes=90, places=None, attendance="book")

    answer = await client.post(path, data=form)

    assert answer.status_code == 422
    assert "Somebody else changed this session while you had it open." in answer.text
    assert "1 hour 30 minutes" in answer.text
    assert 'value="Hot soup"' in answer.text
    assert (await the(session)).minutes == 90
    again = form | {"seen": re.findall(r'name="seen"[^>]*value="([^"]*)"', answer.text)[0]}
    assert (await client.post(path, data=again)).status_code == 303
    assert ((await the(session)).minutes, (await the(session)).title) == (25, "Hot soup")


async def test_a_start_that_the_clocks_skip_is_refused(client: httpx.AsyncClient) -> None:
    night = date(2026, 3, 29)
    event = await an_event(starts_on=night, ends_on=night, opens_at=time(0), closes_at=time(6))
    await sign_in(client, await an_organiser(event))
    session = await a_session(event)
    path = f"/day/timetable/{session.id}"

    answer = await client.post(path, data=await filled_in(client, path, other_start="01:30"))

    assert answer.status_code == 422
    assert "The clocks go forward then. Choose another start." in answer.text


async def test_saving_leaves_a_session_in_the_second_of_two_equal_hours(client: httpx.AsyncClient) -> None:
    night = date(2026, 10, 25)
    event = await an_event(starts_on=night, ends_on=night, opens_at=time(0), closes_at=time(6))
    await sign_in(client, await an_organiser(event))
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    session = await placed(await a_session(event), None, second)
    path = f"/day/timetable/{session.id}"

    await client.post(path, data=await filled_in(client, path, minutes="10"))

    assert ((await the(session)).starts_at, (await the(session)).minutes) == (second, 10)


# Other deeds


async def test_a_session_moves_by_a_quarter_of_an_hour(client: httpx.AsyncClient, event: Event) -> None:
    session = await placed(await a_session(event, title="Soup"), None, TEN)

    for way in ("later", "later", "earlier"):
        answer = await client.post(f"/day/timetable/{session.id}/move", data={"way": way})

    assert (await the(session)).starts_at == TEN.replace(minute=15)
    assert answer.headers["location"] == f"/day/timetable/{session.id}"
    assert "“Soup” is on Saturday 28 November, 10:15am." in (await client.get(answer.headers["location"])).text


async def test_a_session_moves_only_to_rooms_that_are_free_then(client: httpx.AsyncClient, event: Event) -> None:
    here, taken, free = [await a_room(event, name) for name in ("Here", "Taken", "Free")]
    session = await placed(await a_session(event, await a_selected_proposal(event)), here, TEN)
    await placed(await a_session(event), taken, TEN)
    path = f"/day/timetable/{session.id}"

    moving = (await client.get(path)).text.partition('id="other-room"')[2].partition("</select>")[0]
    offered = re.findall(r"<option[^>]*>(\w+)", moving)
    await client.post(f"{path}/move", data={"room": taken.id})
    refused = await client.get(path)
    await client.post(f"{path}/move", data={"room": free.id})

    assert offered == ["Free"]
    assert "are both in Taken" in refused.text
    now = await the(session)
    assert now.room is not None
    assert now.room.name == "Free"


@pytest.mark.parametrize("data", [{}, {"way": "up"}, {"room": ABSENT}, {"room": "x" * 99}])
async def test_a_move_to_nowhere_is_not_found(client: httpx.AsyncClient, event: Event, data: dict[str, str]) -> None:
    session = await placed(await a_session(event), None, TEN)

    assert (await client.post(f"/day/timetable/{session.id}/move", data=data)).status_code == 404


async def test_a_break_is_added_and_then_placed(client: httpx.AsyncClient, event: Event) -> None:
    answer = await client.post("/day/timetable/break", data={"title": "Soup", "minutes": "45"})

    [session] = await planned_sessions(event.id)
    assert (session.title, session.minutes) == ("Soup", 45)
    assert answer.headers["location"] == f"/day/timetable/{session.id}"


@pytest.mark.parametrize("data", [{}, {"title": "Soup"}, {"title": " ", "minutes": "x"}, {"title": "x" * 201}])
async def test_a_break_that_cannot_be_is_not_added(
    client: httpx.AsyncClient, event: Event, data: dict[str, str]
) -> None:
    answer = await client.post("/day/timetable/break", data=data)

    assert answer.status_code == 422
    assert "<title>Problem:" in answer.text
    assert await planned_sessions(event.id) == []


async def test_a_session_is_taken_off_cancelled_put_back_and_removed(client: httpx.AsyncClient, event: Event) -> None:
    session = await placed(await a_session(event, title="Soup"), None, TEN)
    path = f"/day/timetable/{session.id}"

    await client.post(f"{path}/cancellation", data={"reason": "No soup today."})
    cancelled = await client.get(path)
    await client.post(f"{path}/return")
    back = await the(session)
    await client.post(f"{path}/taking-off")
    off = await the(session)
    await client.post(f"{path}/removal")

    assert "No soup today." in cancelled.text
    assert back.is_on
    assert off.starts_at is None
    assert await planned_sessions(event.id) == []


async def test_a_reason_that_is_too_long_is_kept_on_the_page(client: httpx.AsyncClient, event: Event) -> None:
    session = await a_session(event)

    answer = await client.post(f"/day/timetable/{session.id}/cancellation", data={"reason": "x" * 301})

    assert answer.status_code == 422
    assert "x" * 301 in answer.text
    assert (await the(session)).cancelled_at is None


async def test_a_grid_of_five_minutes_has_as_many_rows_and_can_be_seen_at_a_glance(
    client: httpx.AsyncClient, event: Event
) -> None:
    await a_room(event)
    await a_session(event)
    await change_rules(event, None, Rules(grid_minutes=5))

    fine, coarse = [(await client.get(f"/day/timetable{query}")).text for query in ("", "?rows=glance&rooms=all")]

    assert (fine.count('<th scope="row">'), coarse.count('<th scope="row">')) == (6 * 12, 6 * 4)
    assert f"?day={event.starts_on}&amp;rows=glance#day" in fine
    assert f"?day={event.starts_on}&amp;rooms=all#day" in coarse
