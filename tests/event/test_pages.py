"""The event's pages, for everybody, for partners and for organisers."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from eventapp.event.page_actions import write_section
from eventapp.event.rules import RESERVED
from eventapp.event.sections import ACCESS, HELP, section_of
from eventapp.event.tables import Event, Organiser, Participation, Room
from eventapp.people.tables import Membership, Organisation, Person
from eventapp.web import event_or_404
from tests.cast import a_person, a_room, an_event, an_organisation, an_organiser, sign_in
from tests.conftest import Clock
from tests.everywhere import the_program
from tests.voting.vote import an_open_round

PUBLIC = ["/", "/day/", "/day/access", "/day/help", "/privacy", "/day/privacy", "/accessibility", "/day/accessibility"]
PARTNER = ["/day/plan"]
ORGANISER = [
    "/day/settings",
    "/day/people",
    "/day/organisations/new",
    "/day/notices",
    "/day/log",
]
POSTS = [
    "/day/settings",
    "/day/settings/proposals",
    "/day/settings/bookings",
    "/day/settings/end",
    "/day/people",
    "/day/organisations/new",
]

SETTINGS = {
    "name": "Peer Support Day",
    "intro": "Come as you are.",
    "starts_on": "2026-11-28",
    "ends_on": "2026-11-28",
    "opens_at": "10:00",
    "closes_at": "16:00",
    "time_zone": "Europe/London",
}


async def statuses(client: httpx.AsyncClient, paths: list[str]) -> set[int]:
    return {(await client.get(path)).status_code for path in paths}


async def as_organiser(client: httpx.AsyncClient) -> tuple[Event, Person]:
    event = await an_event()
    mo = await an_organiser(event)
    await sign_in(client, mo)
    return event, mo


async def written(event: Event, page: str, key: str, text: str) -> None:
    section = section_of(page, key)
    assert section
    await write_section(event, None, page, section, text)


# Who sees what


async def test_nobody_sees_public_pages_and_is_asked_to_sign_in_for_the_rest(client: httpx.AsyncClient) -> None:
    await an_event()

    assert await statuses(client, PUBLIC) == {200}
    for path in PARTNER + ORGANISER:
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={path}")
    for path in POSTS:
        assert (await client.post(path)).status_code == 303


async def test_an_outsider_gets_the_404_of_things_that_do_not_exist(client: httpx.AsyncClient) -> None:
    await an_event()
    elsewhere = await an_event("elsewhere")
    await sign_in(client, await a_person("Charlie", await an_organisation(elsewhere)))

    assert await statuses(client, PUBLIC) == {200}
    assert await statuses(client, PARTNER + ORGANISER) == {404}
    assert {(await client.post(path)).status_code for path in POSTS} == {404}


async def test_a_partner_sees_partners_pages_and_not_organisers(client: httpx.AsyncClient) -> None:
    event = await an_event()
    await sign_in(client, await a_person("Denise", await an_organisation(event)))

    assert await statuses(client, PUBLIC + PARTNER) == {200}
    assert await statuses(client, ORGANISER) == {404}
    assert {(await client.post(path)).status_code for path in POSTS} == {404}


async def test_an_organiser_sees_everything(client: httpx.AsyncClient) -> None:
    await as_organiser(client)

    assert await statuses(client, PUBLIC + PARTNER + ORGANISER) == {200}


async def test_pages_of_an_event_that_does_not_exist_are_404_for_everybody(client: httpx.AsyncClient) -> None:
    await as_organiser(client)

    paths = [path.replace("/day", "/nowhere") for path in PUBLIC + PARTNER + ORGANISER if "/day" in path]

    assert await statuses(client, paths) == {404}


async def test_every_first_part_of_an_address_of_the_program_is_reserved() -> None:
    app = the_program()
    routes = [route.path for route in app.app.routes]

    ours = {path.split("/")[1] for path in routes} - {"", "{slug:str}"}

    assert ours - RESERVED == set()
    assert {"static", "health", "events"} <= RESERVED


# For everybody


async def test_the_first_page_of_an_empty_installation_says_how_to_begin(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")

    assert "There is no event yet" in answer.text
    assert "eventapp event new" in answer.text


async def test_the_first_page_lists_coming_events_before_past_ones(client: httpx.AsyncClient, clock: Clock) -> None:
    clock.set(datetime(2026, 11, 21, 12, tzinfo=UTC))
    for slug, day in (("later", 28), ("over", 22), ("past", 20), ("soon", 25)):
        over_at = clock() if slug == "over" else None
        at = date(2026, 11, day)
        await an_event(slug, name=f"The {slug} one", starts_on=at, ends_on=at, over_at=over_at)

    text = (await client.get("/")).text

    found = [text.index(f"The {slug} one") for slug in ("soon", "later", "over", "past")]
    assert found == sorted(found)
    assert text.index("The later one") < text.index("Past events") < text.index("The over one")


async def test_an_event_lasts_until_its_day_ends_where_it_is(client: httpx.AsyncClient, clock: Clock) -> None:
    await an_event(time_zone="Pacific/Auckland")

    clock.set(datetime(2026, 11, 28, 10, 59, tzinfo=UTC))
    before_midnight = (await client.get("/")).text
    clock.set(datetime(2026, 11, 28, 11, 0, tzinfo=UTC))
    after_midnight = (await client.get("/")).text

    assert ("Past events" in before_midnight, "Past events" in after_midnight) == (False, True)


async def test_the_home_page_says_what_when_where_and_how_much(client: httpx.AsyncClient) -> None:
    await an_event()

    text = (await client.get("/day/")).text

    for words in (
        "Workshops, talks, films and a cuppa.",
        "Saturday 28 November 2026, 10am to 4pm",
        "The Forum, Millennium Plain, Norwich",
        "Free",
        "Anyone can come",
    ):
        assert words in text
    for page in ("programme", "access", "help"):
        assert f'href="/day/{page}"' in text


async def test_an_event_of_several_days_says_so(client: httpx.AsyncClient) -> None:
    await an_event(ends_on=date(2026, 11, 29))

    text = (await client.get("/day/")).text

    assert "Saturday 28 November to Sunday 29 November 2026, each day 10am to 4pm" in text


async def test_a_sample_says_that_it_is_one(client: httpx.AsyncClient) -> None:
    await an_event(is_sample=True)

    assert "This is a sample event. The people in it are invented." in (await client.get("/day/")).text


async def test_the_access_page_lists_rooms_with_their_features(client: httpx.AsyncClient) -> None:
    event = await an_event()
    await written(event, ACCESS, "about", "The way in is step-free.")
    await a_room(event, "The Gallery", "hearing-loop", "step-free", floor="First floor, lift")

    text = (await client.get("/day/access")).text

    assert "The way in is step-free." in text
    assert "First floor, lift" in text
    assert "<li>Step-free</li><li>Hearing loop</li>" in text


async def test_what_organisers_write_is_shown_as_text(client: httpx.AsyncClient) -> None:
    event = await an_event(name="<i>Day</i>")
    await written(event, ACCESS, "about", "<script>alert(1)</script>")
    await written(event, HELP, "day", "<b>x</b>")

    pages = [(await client.get(path)).text for path in PUBLIC]

    assert not any("<script>alert" in text or "<b>x" in text or "<i>Day" in text for text in pages)


async def test_the_help_page_is_small_and_says_whom_to_call(client: httpx.AsyncClient) -> None:
    event = await an_event()
    await written(event, HELP, "day", "Ask anybody with a green badge.")

    answer = await client.get("/day/help")

    assert 'href="tel:999"' in answer.text
    assert 'href="tel:111"' in answer.text
    assert "option 2" in answer.text
    assert "Ask anybody with a green badge." in answer.text
    assert 'href="mailto:hello@example.org"' in answer.text
    assert len(answer.content) < 15_000


async def test_the_home_page_costs_the_same_for_one_event_and_three(
    client: httpx.AsyncClient, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    counts = []
    await client.get("/")

    for slugs in (["one"], ["two", "three"]):
        for slug in slugs:
            event = await an_event(slug)
            await a_room(event, "Room 1", "quiet")
            await a_room(event, "Room 2", "quiet")
        with queries() as counted:
            await client.get("/")
        counts.append(counted.count)

    assert counts[0] == counts[1]


# The plan


async def test_the_plan_says_where_we_are_and_what_comes_next(client: httpx.AsyncClient, clock: Clock) -> None:
    clock.set(datetime(2026, 11, 21, 12, tzinfo=UTC))
    event = await an_event()
    await sign_in(client, await a_person("Denise", await an_organisation(event, "Men’s Shed")))

    text = (await client.get("/day/plan")).text

    assert "Open. Ideas and proposals are welcome." in text
    assert 'href="/day/proposals/new"' in text
    assert "7 days" in text
    assert "Men’s Shed" in text
    assert "0 proposals" in text


async def test_the_plan_says_until_when_one_can_vote(client: httpx.AsyncClient, clock: Clock) -> None:
    clock.set(datetime(2026, 11, 21, 12, tzinfo=UTC))
    event, mo = await as_organiser(client)
    round_ = await an_open_round(event, mo, closes_at=datetime(2026, 11, 24, 18, tzinfo=UTC))

    while_open = (await client.get("/day/plan")).text
    clock.set(round_.closes_at)
    afterwards = (await client.get("/day/plan")).text

    assert ("Voting closes" in while_open, "You can vote, and change your vote" in while_open) == (True, True)
    assert ("Voting closes" in afterwards, "The result is being made ready." in afterwards) == (False, True)


async def test_the_plan_tells_an_organiser_without_organisation_what_that_means(client: httpx.AsyncClient) -> None:
    await as_organiser(client)

    text = (await client.get("/day/plan")).text

    assert "You belong to no organisation here." in text
    assert 'href="/day/proposals/new"' not in text


# Settings


async def test_settings_are_saved(client: httpx.AsyncClient) -> None:
    event, _mo = await as_organiser(client)

    answer = await client.post("/day/settings", data=SETTINGS | {"name": "A Day Together", "contact_email": ""})

    stored = await event_or_404("day")
    assert (answer.status_code, answer.headers["location"]) == (303, "/day/settings")
    assert (stored.name, stored.intro, stored.contact_email) == ("A Day Together", "Come as you are.", "")
    assert stored.id == event.id


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "Give the event a name."),
        ({"ends_on": "2026-11-01"}, "The last day is before the first."),
        ({"ends_on": "2027-11-01"}, "An event lasts 14 days at most."),
        ({"starts_on": "soon"}, "Write a date, such as 2026-11-28."),
        ({"closes_at": "09:00"}, "Closing time must be later than opening time."),
        ({"closes_at": "late"}, "Write a time, such as 10:30."),
        ({"time_zone": "Mars"}, "Write a time zone by its place, such as Europe/London."),
        ({"contact_email": "hello"}, "Write an email address in full"),
        ({"name": "x" * 101}, "Write at most 100 characters."),
    ],
)
async def test_settings_that_cannot_be_are_said_and_what_was_typed_is_kept(
    client: httpx.AsyncClient, changes: dict[str, str], said: str
) -> None:
    await as_organiser(client)

    answer = await client.post("/day/settings", data=SETTINGS | {"cost": "Free, with cake"} | changes)

    stored = await event_or_404("day")
    assert answer.status_code == 422
    assert "<title>Problem:" in answer.text
    assert said in answer.text
    assert "Free, with cake" in answer.text
    assert stored.cost == "Free"


@pytest.mark.parametrize(
    ("switch", "column"), [("proposals", "proposals_open"), ("bookings", "bookings_open"), ("end", "over_at")]
)
async def test_a_switch_does_what_its_button_says(client: httpx.AsyncClient, switch: str, column: str) -> None:
    await as_organiser(client)
    states = []

    for wanted in ("yes", "yes", "no", "no", "nonsense"):
        answer = await client.post(f"/day/settings/{switch}", data={"wanted": wanted})
        states.append(bool(getattr(await event_or_404("day"), column)))
        assert answer.status_code == 303

    assert states == [True, True, False, False, False]


# A new event


async def test_an_organiser_adds_an_event_and_organises_it(client: httpx.AsyncClient) -> None:
    event, mo = await as_organiser(client)
    await a_room(event, "Room 1")
    typed = {"name": "Next Day", "slug": " Next-Day ", "starts_on": "2027-11-27", "ends_on": "2027-11-27"}

    answer = await client.post("/events/new", data=typed | {"copy_of": event.id})

    made = await event_or_404("next-day")
    assert (answer.status_code, answer.headers["location"]) == (303, "/next-day/settings")
    assert await Organiser.exists().where((Organiser.event == made.id) & (Organiser.person == mo.id))
    assert await Room.count().where(Room.event == made.id) == 1


@pytest.mark.parametrize("slug", ["sign-in", "day", "", "A B", "../x", "x" * 60])
async def test_an_address_that_cannot_be_is_said_beside_the_field(client: httpx.AsyncClient, slug: str) -> None:
    await as_organiser(client)
    typed = {"name": "Next Day", "slug": slug, "starts_on": "2027-11-27", "ends_on": "2027-11-27", "copy_of": ""}

    answer = await client.post("/events/new", data=typed)

    assert answer.status_code == 422
    assert 'id="slug-error"' in answer.text
    assert 'value="Next Day"' in answer.text
    assert await Event.count() == 1


async def test_nobody_copies_an_event_that_they_do_not_organise(client: httpx.AsyncClient) -> None:
    await as_organiser(client)
    other = await an_event("other", name="The other one")
    typed = {"name": "Next Day", "slug": "next", "starts_on": "2027-11-27", "ends_on": "2027-11-27"}

    page = await client.get("/events/new")
    answer = await client.post("/events/new", data=typed | {"copy_of": other.id})

    assert "The other one" not in page.text
    assert answer.status_code == 422
    assert await Event.count() == 2


async def test_partners_and_outsiders_add_no_events(client: httpx.AsyncClient) -> None:
    event = await an_event()
    nobody = await client.get("/events/new")
    await sign_in(client, await a_person("Denise", await an_organisation(event)))
    partner = [await client.get("/events/new"), await client.post("/events/new")]

    assert nobody.status_code == 303
    assert [answer.status_code for answer in partner] == [404, 404]


# Lists


async def test_lists_cost_the_same_for_one_row_and_three(
    client: httpx.AsyncClient, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    event, _mo = await as_organiser(client)
    paths = ["/day/access", "/day/people", "/day/plan", "/day/notices", "/day/log"]
    counts = []
    await client.get("/")

    for names in (["1"], ["2", "3"]):
        for name in names:
            await a_room(event, f"Room {name}", "quiet")
            await a_person(f"Person {name}", await an_organisation(event, f"Organisation {name}"))
        for path in paths:
            with queries() as counted:
                await client.get(path)
            counts.append(counted.count)

    assert counts[: len(paths)] == counts[len(paths) :]


# People


async def test_the_people_page_lists_organisations_with_their_people(client: httpx.AsyncClient) -> None:
    event, _mo = await as_organiser(client)
    shed = await an_organisation(event, "Men’s Shed")
    await a_person("Ray", shed)
    await a_person("Abe", shed)
    await an_organisation(None, "Somebody else")

    text = (await client.get("/day/people")).text

    assert "Abe and Ray" in text
    assert "Somebody else" not in text


async def test_an_organisation_s_page_lists_its_people_to_write_to_or_remove(client: httpx.AsyncClient) -> None:
    event, _mo = await as_organiser(client)
    shed = await an_organisation(event, "Men’s Shed")
    ray, abe = await a_person("Ray", shed), await a_person("Abe", shed)

    text = (await client.get(f"/day/organisations/{shed.id}")).text

    assert re.findall(r'action="([^"]+)/removal"', text) == [
        f"/day/organisations/{shed.id}/people/{abe.id}",
        f"/day/organisations/{shed.id}/people/{ray.id}",
        f"/day/organisations/{shed.id}",
    ]
    assert text.index("abe@example.org") < text.index("ray@example.org")


async def test_an_invitation_is_sent_from_the_page(client: httpx.AsyncClient) -> None:
    event, _mo = await as_organiser(client)
    shed = await an_organisation(event, "Men’s Shed")

    answer = await client.post("/day/people", data={"name": "Ray", "email": "ray@example.org", "organisation": shed.id})

    assert (answer.status_code, answer.headers["location"]) == (303, "/day/people")
    assert await Membership.count().where(Membership.organisation == shed.id) == 1


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"name": "Ray", "email": "ray@example.org", "organisation": ""},
        {"name": "Ray", "email": "ray", "organiser": "y", "organisation": ""},
        {"name": "", "email": "ray@example.org", "organiser": "y", "organisation": ""},
        {"name": "Ray", "email": "ray@example.org", "organisation": "nonsense"},
    ],
)
async def test_an_invitation_that_cannot_be_invites_nobody(client: httpx.AsyncClient, typed: dict[str, str]) -> None:
    await as_organiser(client)

    answer = await client.post("/day/people", data=typed)

    assert answer.status_code == 422
    assert await Person.count() == 1


async def test_people_are_removed_from_organisations_and_from_organising(client: httpx.AsyncClient) -> None:
    event, mo = await as_organiser(client)
    shed = await an_organisation(event)
    ray, priya = await a_person("Ray", shed), await an_organiser(event, "Priya")

    answers = [
        await client.post(f"/day/organisations/{shed.id}/people/{ray.id}/removal"),
        await client.post(f"/day/organisations/{shed.id}/people/{ray.id}/removal"),
        await client.post(f"/day/organisers/{priya.id}/removal"),
        await client.post(f"/day/organisers/{priya.id}/removal"),
        await client.post(f"/day/organisers/{mo.id}/removal"),
    ]
    after = await client.get("/day/people")

    assert [answer.status_code for answer in answers] == [303, 404, 303, 404, 303]
    assert "Mo is the last organiser. First invite another one." in after.text
    assert (await Membership.count(), await Organiser.count()) == (0, 1)


async def test_whoever_stops_organising_lands_on_a_page_that_they_may_see(client: httpx.AsyncClient) -> None:
    event, mo = await as_organiser(client)
    await an_organiser(event, "Priya")

    answer = await client.post(f"/day/organisers/{mo.id}/removal")

    assert answer.headers["location"] == "/day/"
    assert (await client.get("/day/people")).status_code == 404


async def test_an_organisation_is_added_renamed_and_removed(client: httpx.AsyncClient) -> None:
    await as_organiser(client)

    added = await client.post("/day/organisations/new", data={"name": "Men’s Shed", "other_names": "The Shed\nShed"})
    shed = await Organisation.objects().first()
    assert shed is not None
    page = await client.get("/day/people")
    renamed = await client.post(f"/day/organisations/{shed.id}", data={"name": "Aylsham Shed"})
    removed = await client.post(f"/day/organisations/{shed.id}/removal")
    gone = await client.get(f"/day/organisations/{shed.id}")

    assert [answer.status_code for answer in (added, renamed, removed, gone)] == [303, 303, 303, 404]
    assert "Also known as The Shed and Shed" in page.text
    assert await Organisation.select(Organisation.name) == [{"name": "Aylsham Shed"}]
    assert await Participation.count() == 0
