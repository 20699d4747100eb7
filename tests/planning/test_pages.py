"""Workshops and survey results, for partners."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from eventapp.people.tables import Organisation, Person
from eventapp.planning.actions import add_photo, add_survey, add_survey_theme, add_workshop, change_workshop
from eventapp.planning.tables import PlanningWorkshop, Survey, SurveyTheme, WorkshopPhoto
from eventapp.proposals.actions import add_idea
from tests.cast import a_person, a_photo, an_event, an_organisation, an_organiser, sign_in
from tests.conftest import Clock

pytestmark = pytest.mark.anyio

WORKSHOP = {"title": "Second workshop", "held_on": "2026-09-03", "place": "Library", "who_came": "Ray", "notes": "Tea."}


async def as_partner(client: httpx.AsyncClient) -> tuple[Event, Person]:
    event = await an_event()
    denise = await a_person("Denise", await an_organisation(event))
    await sign_in(client, denise)
    return event, denise


async def a_workshop(event: Event, title: str = "First workshop") -> PlanningWorkshop:
    return await add_workshop(
        event, None, title=title, held_on=date(2026, 9, 1), place="", who_came="", notes="Less sitting."
    )


SURVEY = {"title": "Peer support survey", "asked_on": "2026-06-01", "answered": "41"}


async def a_survey(event: Event, title: str = "Peer support survey") -> Survey:
    return await add_survey(event, None, title=title, asked_on=date(2026, 6, 1), answered=41)


async def a_theme(event: Event, theme: str = "Quiet", people: int = 12, quotes: str = "") -> SurveyTheme:
    return await add_survey_theme(
        event, None, theme=theme, answer_group="Carers", people=people, quotes=quotes, quotes_allowed=bool(quotes)
    )


# Who sees what


async def test_planning_pages_are_for_partners(client: httpx.AsyncClient) -> None:
    event = await an_event()
    workshop, survey = await a_workshop(event), await a_survey(event)
    photo = await add_photo(workshop, None, a_photo(), "A wall.")
    paths = [
        "/day/workshops",
        "/day/workshops/new",
        f"/day/workshops/{workshop.id}",
        f"/day/workshops/{workshop.id}/edit",
        f"/day/workshops/{workshop.id}/photos/{photo.id}",
        f"/day/workshops/{workshop.id}/photos/{photo.id}/words",
        "/day/survey",
        "/day/survey/new",
        "/day/survey/import",
        f"/day/survey/{survey.id}",
        f"/day/survey/{survey.id}/edit",
    ]
    found = []

    nobody = {(await client.get(path)).status_code for path in paths}
    for person in (await a_person("Charlie"), await a_person("Denise", await an_organisation(event))):
        await sign_in(client, person)
        found.append({(await client.get(path)).status_code for path in paths})
    await sign_in(client, await an_organiser(event))
    found.append({(await client.get(path)).status_code for path in paths})

    assert (nobody, found) == ({303}, [{404}, {200}, {200}])


async def test_an_outsider_changes_nothing(client: httpx.AsyncClient) -> None:
    event = await an_event()
    workshop, theme, survey = await a_workshop(event), await a_theme(event), await a_survey(event)
    photo = await add_photo(workshop, None, a_photo(), "A wall.")
    photos = f"/day/workshops/{workshop.id}/photos"
    await sign_in(client, await a_person("Charlie"))

    answers = [
        await client.post("/day/workshops/new", data=WORKSHOP),
        await client.post(f"/day/workshops/{workshop.id}/edit", data=WORKSHOP),
        await client.post("/day/survey", data={"theme": "Soup", "people": "3"}),
        await client.post("/day/survey/lines", data={"rows": "Soup,,3"}),
        await client.post(f"/day/survey/{theme.id}/removal"),
        await client.post("/day/survey/new", data=SURVEY),
        await client.post(f"/day/survey/{survey.id}/edit", data=SURVEY),
        await client.post(f"/day/survey/{survey.id}/deletion"),
        await client.post(f"{photos}", data={"words": "x"}, files={"file": ("x.jpg", a_photo(), "image/jpeg")}),
        await client.post(f"{photos}/{photo.id}/words", data={"words": "x"}),
        await client.post(f"{photos}/{photo.id}/removal"),
        await client.post("/day/survey/import", data={"rows": "Soup?\nYes"}),
        await client.post("/day/survey/import/columns"),
        await client.post("/day/survey/import/result"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    stored = [await table.count() for table in (PlanningWorkshop, SurveyTheme, Survey, WorkshopPhoto)]
    assert stored == [1, 1, 1, 1]
    assert await WorkshopPhoto.select(WorkshopPhoto.words) == [{"words": "A wall."}]


async def test_things_of_another_event_do_not_exist_here(client: httpx.AsyncClient) -> None:
    event, _denise = await as_partner(client)
    other = await an_event("other")
    workshop, survey = await a_workshop(other), await a_survey(other)
    own = await a_workshop(event)
    photo = await add_photo(workshop, None, a_photo(), "A wall.")

    answers = [
        await client.get(f"/day/survey/{survey.id}"),
        await client.get(f"/day/workshops/{workshop.id}/photos/{photo.id}"),
        await client.get(f"/day/workshops/{own.id}/photos/{photo.id}"),
        await client.get(f"/day/workshops/{workshop.id}"),
        await client.get(f"/day/workshops/{workshop.id}/edit"),
        await client.post(f"/day/workshops/{workshop.id}/edit", data=WORKSHOP),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6


# Workshops


async def test_a_partner_writes_a_workshop_down(client: httpx.AsyncClient) -> None:
    await as_partner(client)

    answer = await client.post("/day/workshops/new", data=WORKSHOP)
    page = await client.get(answer.headers["location"])

    workshop = await PlanningWorkshop.objects().first()
    assert workshop is not None
    assert answer.headers["location"] == f"/day/workshops/{workshop.id}"
    assert "Thursday 3 September 2026" in page.text
    assert f'href="/day/proposals/new?workshop={workshop.id}"' in page.text


async def test_what_a_workshop_decided_and_led_to_is_read_on_its_page(client: httpx.AsyncClient) -> None:
    event, denise = await as_partner(client)
    equal_lives = await Organisation.objects().first()
    assert equal_lives
    words = {
        "agenda": "1. Tea",
        "decisions": "- Tea all day\n\n- No stairs",
        "agreed": "Ray asks for chairs by Monday.",
    }

    answer = await client.post("/day/workshops/new", data=WORKSHOP | words)
    workshop = await PlanningWorkshop.objects().first()
    await add_idea(event, denise, equal_lives, "Soup", "We eat.", "d@example.org", workshop=workshop)
    page = (await client.get(answer.headers["location"])).text

    assert "<li>Tea all day</li><li>No stairs</li>" in page
    assert "<li>Ray asks for chairs by Monday.</li>" in page
    assert "1. Tea" in page
    assert ">Soup</a>" in page
    assert ">\n            Idea" in page or ">Idea</strong>" in page


async def test_notes_that_took_an_hour_outlast_the_sign_in(client: httpx.AsyncClient, clock: Clock) -> None:
    await as_partner(client)
    clock.advance(timedelta(days=60))

    answer = await client.post("/day/workshops/new", data=WORKSHOP | {"notes": "An hour of notes."})

    assert answer.status_code == 403
    assert "Nothing is lost." in answer.text
    assert "An hour of notes.</textarea>" in answer.text


@pytest.mark.parametrize("changes", [{"title": ""}, {"held_on": "soon"}, {"notes": "x" * 20_001}, {"title": "x" * 151}])
async def test_a_workshop_that_cannot_be_keeps_what_was_typed(
    client: httpx.AsyncClient, changes: dict[str, str]
) -> None:
    await as_partner(client)

    answer = await client.post("/day/workshops/new", data=WORKSHOP | {"place": "Library, Norwich"} | changes)

    assert answer.status_code == 422
    assert "Library, Norwich" in answer.text
    assert await PlanningWorkshop.count() == 0


async def test_two_who_write_at_once_lose_nothing(client: httpx.AsyncClient, clock: Clock) -> None:
    event, _denise = await as_partner(client)
    workshop = await a_workshop(event)
    begun = {"changed_at": workshop.changed_at.isoformat()}
    clock.advance(timedelta(minutes=1))
    await client.post(f"/day/workshops/{workshop.id}/edit", data=WORKSHOP | begun | {"notes": "Ray's notes."})

    late = await client.post(f"/day/workshops/{workshop.id}/edit", data=WORKSHOP | begun | {"notes": "My notes."})
    stored = await PlanningWorkshop.objects().first()
    assert stored is not None
    seen = {"changed_at": stored.changed_at.isoformat()}
    again = await client.post(f"/day/workshops/{workshop.id}/edit", data=WORKSHOP | seen | {"notes": "Both."})

    assert (late.status_code, again.status_code) == (422, 303)
    assert stored.notes == "Ray's notes."
    assert "Ray&#39;s notes." in late.text
    assert "My notes." in late.text
    assert f'value="{seen["changed_at"]}"' in late.text


@pytest.mark.parametrize("as_of", ["", "nonsense", "2026-11-21", "9999-99-99"])
async def test_a_change_that_does_not_say_what_it_began_from_overwrites_nothing(
    client: httpx.AsyncClient, as_of: str
) -> None:
    event, _denise = await as_partner(client)
    workshop = await a_workshop(event)

    answer = await client.post(f"/day/workshops/{workshop.id}/edit", data=WORKSHOP | {"changed_at": as_of})

    assert answer.status_code == 422


async def test_a_workshop_that_is_gone_is_not_changed(client: httpx.AsyncClient) -> None:
    event, denise = await as_partner(client)
    workshop = await a_workshop(event)
    await PlanningWorkshop.delete(force=True)

    with pytest.raises(Refused):
        await change_workshop(
            workshop,
            denise,
            as_of=workshop.changed_at,
            title="x",
            held_on=workshop.held_on,
            place="",
            who_came="",
            notes="",
        )


# Survey


async def test_small_numbers_are_shown_to_nobody_and_not_even_kept(client: httpx.AsyncClient) -> None:
    event, _denise = await as_partner(client)
    theme = await a_theme(event, "Soup", people=3)
    partner = (await client.get("/day/survey")).text
    await sign_in(client, await an_organiser(event))
    organiser = (await client.get("/day/survey")).text

    assert theme.people == 0
    assert [("fewer than 5</td>" in page, ">3</td>" in page) for page in (partner, organiser)] == [(True, False)] * 2


async def test_quotes_that_are_not_allowed_are_not_even_kept(client: httpx.AsyncClient) -> None:
    event, _denise = await as_partner(client)

    theme = await add_survey_theme(
        event, None, theme="Quiet", answer_group="", people=9, quotes="My secret.", quotes_allowed=False
    )
    typed = {"theme": "Soup", "people": "9", "quotes": "Another secret."}
    answer = await client.post("/day/survey", data=typed)

    assert theme.quotes == ""
    assert answer.status_code == 422
    assert "Tick this if they allowed it. If not, leave out what they said." in answer.text
    assert await SurveyTheme.count() == 1


async def test_a_partner_adds_a_theme_and_an_idea_can_come_from_it(client: httpx.AsyncClient) -> None:
    await as_partner(client)

    answer = await client.post(
        "/day/survey", data={"theme": "Soup", "people": "0", "quotes": "Hot.", "quotes_allowed": "y"}
    )
    theme = await SurveyTheme.objects().first()
    page = await client.get("/day/survey")

    assert theme is not None
    assert answer.status_code == 303
    assert f'href="/day/proposals/new?theme={theme.id}"' in page.text
    assert "Hot." in page.text


@pytest.mark.parametrize(
    "typed", [{}, {"theme": "Soup"}, {"theme": "Soup", "people": "-1"}, {"theme": "Soup", "people": "x"}]
)
async def test_a_theme_that_cannot_be_is_not_stored(client: httpx.AsyncClient, typed: dict[str, str]) -> None:
    await as_partner(client)

    answer = await client.post("/day/survey", data=typed)

    assert (answer.status_code, await SurveyTheme.count()) == (422, 0)


async def test_a_theme_that_is_there_is_not_added_again(client: httpx.AsyncClient) -> None:
    event, _denise = await as_partner(client)
    await a_theme(event, "Quiet")

    answer = await client.post("/day/survey", data={"theme": "QUIET", "answer_group": "carers", "people": "1"})

    assert (answer.status_code, await SurveyTheme.count()) == (422, 1)


async def test_lines_are_pasted(client: httpx.AsyncClient) -> None:
    await as_partner(client)

    answer = await client.post("/day/survey/lines", data={"rows": "Soup,Carers,3\nQuiet,,12"})
    after = await client.get("/day/survey")

    assert answer.status_code == 303
    assert "2 themes are added." in after.text
    assert await SurveyTheme.count() == 2
    assert await LogEntry.count() == 1


async def test_a_file_is_uploaded(client: httpx.AsyncClient) -> None:
    await as_partner(client)
    table = "Theme;Group;People\r\nCafé;Carers;3\r\n".encode("cp1252")

    answer = await client.post(
        "/day/survey/lines", data={"rows": ""}, files={"file": ("survey.csv", table, "text/csv")}
    )

    assert answer.status_code == 303
    assert await SurveyTheme.select(SurveyTheme.theme) == [{"theme": "Café"}]


async def test_one_bad_line_stores_none_and_every_problem_is_told(client: httpx.AsyncClient) -> None:
    event, _denise = await as_partner(client)
    await a_theme(event, "Quiet")

    answer = await client.post("/day/survey/lines", data={"rows": "Soup,Carers,3\nQuiet,Carers,9\nTea,,many"})

    assert answer.status_code == 422
    assert "Line 2: “Quiet” is in the table already, for this group." in answer.text
    assert "Line 3: How many people is “many”." in answer.text
    assert "Soup,Carers,3" in answer.text
    assert await SurveyTheme.count() == 1


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02\xff\xfe", b"PK\x03\x04" + bytes(range(256)) * 20, b'"' * 200_000])
async def test_a_file_that_is_no_table_is_told_and_stores_nothing(client: httpx.AsyncClient, data: bytes) -> None:
    await as_partner(client)

    answer = await client.post("/day/survey/lines", files={"file": ("x.xlsx", data, "application/octet-stream")})

    assert (answer.status_code, await SurveyTheme.count()) == (422, 0)


async def test_organisers_remove_themes_and_partners_do_not(client: httpx.AsyncClient) -> None:
    event, _denise = await as_partner(client)
    theme = await a_theme(event)
    partner = await client.post(f"/day/survey/{theme.id}/removal")
    await sign_in(client, await an_organiser(event))
    organiser = await client.post(f"/day/survey/{theme.id}/removal")

    assert (partner.status_code, organiser.status_code) == (404, 303)
    assert await SurveyTheme.count() == 0


async def test_a_survey_is_added_by_hand_and_its_themes_after_it(client: httpx.AsyncClient) -> None:
    await as_partner(client)

    answer = await client.post("/day/survey/new", data=SURVEY)
    survey = await Survey.objects().first()
    assert survey
    theme = {"survey": survey.id, "theme": "Soup", "people": "12"}
    added = await client.post("/day/survey", data=theme)
    lines = await client.post("/day/survey/lines", data={"of_survey": survey.id, "rows": "Quiet,,9\nNight,,2"})
    page = (await client.get(f"/day/survey/{survey.id}")).text

    assert {each.headers["location"] for each in (answer, added, lines)} == {f"/day/survey/{survey.id}"}
    assert "41 people answered" in page
    assert [name for name in ("Soup", "Quiet", "Night") if f">{name}</th>" in page] == ["Soup", "Quiet", "Night"]
    assert '<progress value="12" max="41"' in page
    assert "41 people answered · 3 lines of results" in (await client.get("/day/survey")).text


async def test_two_surveys_may_ask_the_same_but_not_be_called_the_same(client: httpx.AsyncClient) -> None:
    event, _denise = await as_partner(client)
    await a_survey(event)
    other = await a_survey(event, "Another")

    again = await client.post("/day/survey/new", data=SURVEY | {"title": "PEER support survey"})
    renamed = await client.post(f"/day/survey/{other.id}/edit", data=SURVEY)
    for survey in await Survey.objects():
        await client.post("/day/survey", data={"survey": survey.id, "theme": "Soup", "people": "9"})
    twice = await client.post("/day/survey", data={"survey": other.id, "theme": "Soup", "people": "9"})

    assert [answer.status_code for answer in (again, renamed, twice)] == [422, 422, 422]
    assert (await Survey.count(), await SurveyTheme.count()) == (2, 2)


@pytest.mark.parametrize(("typed", "shown"), [("", "Not known"), ("3", "Fewer than 5 people"), ("12", "12 people")])
async def test_how_many_answered_can_be_mended(client: httpx.AsyncClient, typed: str, shown: str) -> None:
    event, _denise = await as_partner(client)
    survey = await a_survey(event)

    answer = await client.post(f"/day/survey/{survey.id}/edit", data=SURVEY | {"answered": typed})

    assert answer.status_code == 303
    assert shown in (await client.get(f"/day/survey/{survey.id}")).text


async def test_what_was_done_about_a_theme_stands_beside_it(client: httpx.AsyncClient) -> None:
    event, denise = await as_partner(client)
    equal_lives = await Organisation.objects().first()
    assert equal_lives
    theme = await a_theme(event)
    await add_idea(event, denise, equal_lives, "Soft chairs", "We sit.", "d@example.org", survey_theme=theme)

    page = (await client.get("/day/survey")).text

    assert ">Soft chairs</a>" in page
    assert "Nothing yet." not in page


async def test_organisers_remove_a_survey_when_they_say_so_twice(client: httpx.AsyncClient) -> None:
    event, _denise = await as_partner(client)
    survey = await a_survey(event)
    await client.post("/day/survey", data={"survey": survey.id, "theme": "Soup", "people": "9"})
    address = f"/day/survey/{survey.id}/deletion"
    partner = [await client.get(address), await client.post(address)]
    await sign_in(client, await an_organiser(event))
    asked = await client.get(address)
    kept = await Survey.count()
    done = await client.post(address)

    assert [answer.status_code for answer in (*partner, asked, done)] == [404, 404, 200, 303]
    assert (kept, await Survey.count(), await SurveyTheme.count()) == (1, 0, 0)


async def test_lists_cost_the_same_for_one_row_and_three(
    client: httpx.AsyncClient,
    queries: Callable[[], AbstractContextManager[Any]],
) -> None:
    event, denise = await as_partner(client)
    equal_lives = await Organisation.objects().first()
    assert equal_lives
    workshop = await a_workshop(event, "Seen")
    await client.get("/")
    counts = []

    for names in (["1"], ["2", "3"]):
        for name in names:
            await a_workshop(event, f"Workshop {name}")
            theme = await a_theme(event, f"Theme {name}")
            await a_survey(event, f"Survey {name}")
            await add_photo(workshop, None, a_photo(), f"Wall {name}")
            await add_idea(
                event,
                denise,
                equal_lives,
                f"Idea {name}",
                "We.",
                "d@example.org",
                survey_theme=theme,
                workshop=workshop,
            )
        for path in ("/day/workshops", "/day/survey", f"/day/workshops/{workshop.id}"):
            with queries() as counted:
                await client.get(path)
            counts.append(counted.count)

    assert counts[:3] == counts[3:]
