from datetime import timedelta
from typing import Any

import httpx
import pytest

from eventapp.booking.tables import Attendee, Booking
from eventapp.event.tables import Event, Room
from eventapp.notices.tables import Notice
from eventapp.programme.due import due_of
from eventapp.programme.publishing import publish_edition
from eventapp.programme.tables import AcceptedWarning, Edition
from eventapp.timetable.tables import Placement, Session
from tests.cast import a_person, a_room, a_session, an_event, an_organisation, an_organiser, sign_in
from tests.conftest import Clock
from tests.programme.accepting import all_accepted
from tests.programme.making import at

pytestmark = pytest.mark.usefixtures("db")


async def _an_event_of_mo(client: httpx.AsyncClient) -> tuple[Event, Room, Session]:
    """Soup at 10:30 in Room 1; Mo, who organises it, is signed in."""
    event = await an_event()
    room = await a_room(event, "Room 1", "step-free")
    soup = await a_session(event, "Soup", room=room, starts_at=at(10, 30))
    await sign_in(client, await an_organiser(event))
    return event, room, soup


async def _two_warnings(event: Event, room: Room) -> None:
    """What begins after the venue has closed."""
    for hour in (20, 22):
        await a_session(event, f"At {hour}", room=room, starts_at=at(hour))


async def test_nothing_is_published_before_each_warning_is_accepted(client: httpx.AsyncClient) -> None:
    event, room, _soup = await _an_event_of_mo(client)
    await _two_warnings(event, room)
    data = await all_accepted(client)

    refused = await client.post("/day/publish", data={"note": "Hello.", "accepted": data["accepted"][1:]})
    answer = await client.post("/day/publish", data=data)

    assert len(data["accepted"]) == 2
    assert (refused.status_code, answer.status_code) == (422, 303)
    assert "Tick each of these, or change the timetable first." in refused.text
    assert "Hello." in refused.text
    assert await Edition.count() == 1


async def test_who_accepted_what_is_kept_with_the_edition_and_asked_once(client: httpx.AsyncClient) -> None:
    event, room, _soup = await _an_event_of_mo(client)
    await _two_warnings(event, room)
    data = await all_accepted(client)
    await client.post("/day/publish", data=data)

    page = await client.get("/day/publish")
    edition = await client.get("/day/editions/1")
    client.cookies.clear()
    public = await client.get("/day/editions/1")

    rows = await AcceptedWarning.select(AcceptedWarning.words, AcceptedWarning.accepted_by.name.as_alias("name"))
    assert ({row["name"] for row in rows}, len(rows)) == ({"Mo"}, 2)
    assert 'name="accepted"' not in page.text
    assert "Accepted by Mo." in page.text
    assert "Accepted by Mo." in edition.text
    assert "Accepted by Mo." not in public.text


async def test_a_clash_is_told_with_links_to_what_clashes(client: httpx.AsyncClient) -> None:
    event, room, soup = await _an_event_of_mo(client)
    bread = await a_session(event, "Bread", room=room, starts_at=at(11))

    page = await client.get("/day/publish")

    assert "are both in Room 1." in page.text
    for session in (soup, bread):
        assert f'<a href="/day/timetable/{session.id}">Change ' in page.text


async def test_the_message_is_shown_without_what_is_somebodys_own(client: httpx.AsyncClient) -> None:
    event, _room, soup = await _an_event_of_mo(client)
    await publish_edition(event, None)
    ann = Attendee(event=event.id, name="Ann", code="KMP4TX", link_hash="x", email="ann@example.org")
    await ann.save()
    await Booking.insert(Booking(session=soup.id, attendee=ann.id, turn=1, uid="booking-1@test.example"))
    await Placement.update({Placement.starts_at: at(13)}).where(Placement.session == soup.id)

    page = await client.get("/day/publish")

    assert "Hello [their name]," in page.text
    assert "Moved to 1pm, from 10:30am." in page.text
    assert "Your booking for 28 November" in page.text
    assert "Ann" not in page.text


async def test_the_preview_is_the_programme_as_it_would_be(client: httpx.AsyncClient) -> None:
    event, _room, _soup = await _an_event_of_mo(client)
    await publish_edition(event, None)
    await a_session(event, "Bread", room=await a_room(event, "Room 2"), starts_at=at(12))

    preview = await client.get("/day/publish/preview")
    programme = await client.get("/day/programme")

    assert "Bread" in preview.text
    assert "Only organisers see this page." in preview.text
    assert "Bread" not in programme.text


async def test_there_is_no_preview_of_nothing(client: httpx.AsyncClient) -> None:
    await sign_in(client, await an_organiser(await an_event()))

    answer = await client.get("/day/publish/preview")

    assert answer.status_code == 404


async def test_an_edition_is_set_for_a_time_and_called_off(client: httpx.AsyncClient, clock: Clock) -> None:
    event, _room, _soup = await _an_event_of_mo(client)
    when = (clock() + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    data = {"when": "later", "due_at": f"{when:%Y-%m-%dT%H:%M}", "note": "", **await all_accepted(client)}

    set_it = await client.post("/day/publish", data=data)
    page = await client.get("/day/publish")
    due = await due_of(event.id)
    told = await Notice.count()
    await client.post("/day/publish/calling-off")

    assert (set_it.status_code, due and due.due_at, told) == (303, when, 1)
    assert "Call it off" in page.text
    assert (await due_of(event.id), await Edition.count()) == (None, 0)


@pytest.mark.parametrize(
    ("due_at", "said"),
    [
        ("", "Write the day and time below, or choose Now."),
        ("tomorrow", "Write a day and a time, such as 2026-11-28 10:30."),
        ("2020-01-01T10:00", "Choose a time within the next two years."),
        ("9999-12-31T23:59", "Choose a time within the next two years."),
    ],
)
async def test_a_set_time_that_cannot_be_is_told(client: httpx.AsyncClient, due_at: str, said: str) -> None:
    event, _room, _soup = await _an_event_of_mo(client)
    data = {"when": "later", "due_at": due_at, **await all_accepted(client)}

    answer = await client.post("/day/publish", data=data)

    assert answer.status_code == 422
    assert said in answer.text
    assert await due_of(event.id) is None


async def test_late_in_two_taps(client: httpx.AsyncClient) -> None:
    event, _room, soup = await _an_event_of_mo(client)
    await a_room(event, "Room 2")
    await publish_edition(event, None)
    page = f"/day/publish/today/{soup.id}"

    list_of_all = await client.get("/day/publish/today?day=2026-11-28")
    first = await client.get(page)
    second = await client.post(f"{page}/later", data={"minutes": "10"})
    edition = await client.get("/day/editions/2")

    assert f'href="{page}"' in list_of_all.text
    assert "10 minutes later" in first.text
    assert "Room 2" in first.text
    assert (second.status_code, second.headers["location"]) == (303, "/day/editions/2")
    assert "Moved to 10:40am, from 10:30am." in edition.text


async def test_another_room_and_cancelling_on_the_day(client: httpx.AsyncClient) -> None:
    event, _room, soup = await _an_event_of_mo(client)
    other = await a_room(event, "Room 2", "step-free")
    await publish_edition(event, None)
    page = f"/day/publish/today/{soup.id}"

    moved = await client.post(f"{page}/room", data={"room": other.id})
    unsaid = await client.post(f"{page}/cancellation", data={"reason": ""})
    cancelled = await client.post(f"{page}/cancellation", data={"reason": "Jo is unwell."})
    after = await client.get(page)

    codes = [answer.status_code for answer in (moved, unsaid, cancelled, after)]
    assert codes == [303, 422, 303, 404]
    edition = await client.get("/day/editions/3")
    assert "Cancelled. Jo is unwell." in edition.text


@pytest.mark.parametrize(("deed", "data"), [("later", {"minutes": "x"}), ("room", {"room": ""}), ("later", {})])
async def test_a_change_that_no_button_sends_is_404(client: httpx.AsyncClient, deed: str, data: dict[str, str]) -> None:
    event, _room, soup = await _an_event_of_mo(client)
    await publish_edition(event, None)

    answer = await client.post(f"/day/publish/today/{soup.id}/{deed}", data=data)

    assert (answer.status_code, await Edition.count()) == (404, 1)


async def test_there_is_no_day_to_change_before_the_first_edition(client: httpx.AsyncClient) -> None:
    await _an_event_of_mo(client)

    answer = await client.get("/day/publish/today", follow_redirects=True)

    assert "Nothing is published yet." in answer.text


async def test_a_refusal_on_the_day_is_told(client: httpx.AsyncClient) -> None:
    event, _room, soup = await _an_event_of_mo(client)
    await publish_edition(event, None)

    answer = await client.post(f"/day/publish/today/{soup.id}/room", data={"room": "nowhere"}, follow_redirects=True)

    assert "Somebody removed this room a moment ago." in answer.text


@pytest.mark.parametrize("path", ["publish/preview", "publish/today", "publish/today/{soup}"])
@pytest.mark.parametrize("role", ["nobody", "outsider", "partner"])
async def test_only_organisers_look_at_what_is_not_published(client: httpx.AsyncClient, path: str, role: str) -> None:
    event = await an_event()
    soup = await a_session(event, "Soup", room=await a_room(event), starts_at=at(10, 30))
    await publish_edition(event, None)
    if role != "nobody":
        organisation = [await an_organisation(event)] if role == "partner" else []
        await sign_in(client, await a_person("Denise", *organisation))

    answer = await client.get(f"/day/{path.format(soup=soup.id)}")

    assert answer.status_code == (303 if role == "nobody" else 404)


# Editions


async def test_old_editions_stay_readable(client: httpx.AsyncClient) -> None:
    event, _room, soup = await _an_event_of_mo(client)
    await publish_edition(event, None, "Welcome.")
    await Placement.update({Placement.starts_at: at(13)}).where(Placement.session == soup.id)
    await publish_edition(event, None)
    client.cookies.clear()

    every, old, new = [await client.get(f"/day/editions{end}") for end in ("", "/1", "/2")]

    assert "Welcome." in every.text
    assert "This is an old edition." in old.text
    assert "10:30am to 11:30am" in old.text
    assert "This is an old edition." not in new.text
    assert "Moved to 1pm, from 10:30am." in new.text
    assert "1pm to 2pm" in new.text


async def test_there_are_no_editions_before_the_first(client: httpx.AsyncClient) -> None:
    await an_event()

    answer = await client.get("/day/editions")

    assert answer.status_code == 404


async def test_the_page_before_publishing_asks_as_much_for_one_session_as_for_three(
    client: httpx.AsyncClient, queries: Any
) -> None:
    event, room, _soup = await _an_event_of_mo(client)
    # The first visit after signing in is noted.
    await client.get("/day/publish")
    counts = []
    for others in (0, 2):
        for number in range(others):
            await a_session(event, f"S{number}", room=room, starts_at=at(13 + number))
        with queries() as counted:
            await client.get("/day/publish")
        counts.append(counted.count)

    assert counts[0] == counts[1]
