"""Answers from a form tool become results in three steps, and what one person answered is never stored."""

import asyncio
import re
from datetime import date
from html import unescape

import httpx
import pytest

from eventapp import db as database
from eventapp.planning.actions import add_survey
from eventapp.planning.survey import SurveyRow
from eventapp.planning.tables import Survey, SurveyTheme
from tests.cast import an_event, an_organiser, sign_in
from tests.everywhere import Forms
from tests.planning.exports import GOOGLE, MICROSOFT
from tests.planning.test_pages import a_survey, as_partner

pytestmark = pytest.mark.anyio

NAMED = {"title": "Peer support survey", "asked_on": "2026-06-10"}


def the_form(answer: httpx.Response, action: str) -> dict[str, str]:
    """What a browser would send of the form for this address."""
    return next(form.values for form in Forms(answer.text, "").found if form.action == action)


async def test_a_file_is_counted_and_stored_in_three_steps(client: httpx.AsyncClient) -> None:
    await as_partner(client)

    file = {"file": ("answers.csv", GOOGLE.encode(), "text/csv")}
    columns = await client.post("/day/survey/import", data={"rows": ""}, files=file)
    chosen = the_form(columns, "/day/survey/import/columns") | {"use_1": "group", "use_2": "quotes"}
    result = await client.post("/day/survey/import/columns", data=chosen)
    stored = await Survey.count()
    last = the_form(result, "/day/survey/import/result") | NAMED | {"quotes_0": "Less noise, please"}
    answer = await client.post("/day/survey/import/result", data=last)
    survey = await Survey.objects().first()
    assert survey

    assert "Less noise, please</textarea>" in result.text
    assert "Left out already: Timestamp, Email Address" in unescape(columns.text)
    assert stored == 0
    assert answer.headers["location"] == f"/day/survey/{survey.id}"
    assert (survey.title, survey.answered) == ("Peer support survey", 12)
    themes = sorted(await SurveyTheme.objects(), key=lambda row: (row.question, row.theme, row.answer_group))
    assert [(row.question, row.theme, row.answer_group, row.people, row.quotes) for row in themes] == [
        ("", "Anything else?", "", 0, "Less noise, please"),
        *(("What would you like?", theme, group, people, "") for theme, group, people in EXPECTED),
    ]
    page = (await client.get(f"/day/survey/{survey.id}")).text
    assert "12 people answered" in page
    assert "Less noise, please" in page


EXPECTED = [
    ("A quiet room", "Are you a carer? No", 6),
    ("A quiet room", "Are you a carer? Yes", 0),
    ("Films", "Are you a carer? No", 0),
    ("Films", "Are you a carer? Yes", 0),
    ("Soup", "Are you a carer? No", 5),
    ("Soup", "Are you a carer? Yes", 6),
]


async def test_no_step_stores_or_shows_who_answered(client: httpx.AsyncClient) -> None:
    await as_partner(client)

    with database.count_queries() as counted:
        columns = await client.post("/day/survey/import", data={"rows": GOOGLE})
        result = await client.post(
            "/day/survey/import/columns", data=the_form(columns, "/day/survey/import/columns") | {"use_1": "leave"}
        )

    assert not [text for text in counted.texts if text.startswith(("INSERT", "UPDATE"))]
    assert "@example.org" not in re.sub("denise@example.org", "", columns.text + result.text)
    assert "My name is Ray" not in result.text
    assert not re.search(r"data-label=\"People\">[1-4]<", result.text)


async def test_what_people_wrote_is_read_through_before_it_is_stored(client: httpx.AsyncClient) -> None:
    await as_partner(client)
    columns = await client.post("/day/survey/import", data={"rows": GOOGLE})
    chosen = the_form(columns, "/day/survey/import/columns") | {"use_2": "quotes"}
    result = await client.post("/day/survey/import/columns", data=chosen)

    edited = the_form(result, "/day/survey/import/result") | NAMED | {"quotes_0": "Less noise"}
    await client.post("/day/survey/import/result", data=edited)

    assert await SurveyTheme.select(SurveyTheme.quotes).where(SurveyTheme.quotes_allowed.eq(True)) == [
        {"quotes": "Less noise"}
    ]


async def test_a_table_that_is_counted_already_goes_to_the_last_step(client: httpx.AsyncClient) -> None:
    await as_partner(client)

    result = await client.post(
        "/day/survey/import", data={"rows": "Theme,Group,People,Quotes,Allowed\nSoup,,12,Hot,yes\nNight,,2"}
    )
    answer = await client.post("/day/survey/import/result", data=the_form(result, "/day/survey/import/result") | NAMED)

    assert answer.status_code == 303
    assert await SurveyTheme.select(SurveyTheme.theme, SurveyTheme.people, SurveyTheme.quotes).order_by(
        SurveyTheme.theme
    ) == [{"theme": "Night", "people": 0, "quotes": ""}, {"theme": "Soup", "people": 12, "quotes": "Hot"}]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Choose a file, or paste the table below."),
        (b"PK\x03\x04" + bytes(300), "This is a spreadsheet or a zipped file."),
        (b"\x00\x01\x02" * 90, "This is a spreadsheet or a zipped file."),
        (b"x" * 4_000_001, "This is larger than 1 megabyte."),
        (b"Soup?\n" + b"," * 100_000, "Line 2: This line has more than 300 columns."),
        (b"Name,Email\nRay,ray@example.org", "Line 1: There is no column with answers"),
        (b"Theme,Group,People\nSoup,,many", "Line 2: How many people is “many”."),
        ("Soup?\n".encode("utf-16"), "Line 1: There is no line with answers below the headings."),
    ],
    ids=range(8),
)
async def test_a_file_that_cannot_be_read_is_told_by_its_line(
    client: httpx.AsyncClient, data: bytes, sentence: str
) -> None:
    await as_partner(client)

    answer = await client.post("/day/survey/import", files={"file": ("answers.csv", data, "text/csv")})

    assert answer.status_code == 422
    assert sentence in unescape(answer.text)


async def test_choices_that_cannot_be_stay_and_are_told(client: httpx.AsyncClient) -> None:
    await as_partner(client)
    columns = await client.post("/day/survey/import", data={"rows": GOOGLE})
    begun = the_form(columns, "/day/survey/import/columns")

    none = await client.post("/day/survey/import/columns", data=begun | {f"use_{n}": "leave" for n in range(4)})
    unknown = await client.post("/day/survey/import/columns", data=begun | {"use_0": "nonsense"})
    quotes = await client.post("/day/survey/import/columns", data=begun | {"use_2": "quotes", "use_3": "leave"})
    again = the_form(quotes, "/day/survey/import/columns")

    assert [answer.status_code for answer in (none, unknown, quotes)] == [422, 422, 422]
    assert "Choose at least one column to count." in none.text
    assert "Nothing says that we may show this." in quotes.text
    assert (again["use_2"], again["use_3"], again["answers"]) == ("quotes", "leave", begun["answers"])


@pytest.mark.parametrize("typed", [{}, {"title": "", "asked_on": "2026-06-10"}, NAMED | {"asked_on": "soon"}])
async def test_a_survey_needs_a_name_and_a_day(client: httpx.AsyncClient, typed: dict[str, str]) -> None:
    await as_partner(client)
    columns = await client.post("/day/survey/import", data={"rows": MICROSOFT})
    result = await client.post("/day/survey/import/columns", data=the_form(columns, "/day/survey/import/columns"))
    values = the_form(result, "/day/survey/import/result")

    answer = await client.post("/day/survey/import/result", data=values | typed)

    assert (answer.status_code, await Survey.count()) == (422, 0)
    assert the_form(answer, "/day/survey/import/result")["result"] == values["result"]


async def test_a_second_survey_of_the_same_name_stores_nothing(client: httpx.AsyncClient) -> None:
    event, _denise = await as_partner(client)
    await a_survey(event)
    columns = await client.post("/day/survey/import", data={"rows": MICROSOFT})
    result = await client.post("/day/survey/import/columns", data=the_form(columns, "/day/survey/import/columns"))

    answer = await client.post("/day/survey/import/result", data=the_form(result, "/day/survey/import/result") | NAMED)

    assert answer.status_code == 422
    assert "There is a survey of this name already." in answer.text
    assert (await Survey.count(), await SurveyTheme.count()) == (1, 0)


async def test_what_we_did_not_seal_is_not_taken(client: httpx.AsyncClient) -> None:
    event, _denise = await as_partner(client)
    columns = await client.post("/day/survey/import", data={"rows": MICROSOFT})
    sealed = the_form(columns, "/day/survey/import/columns")
    mo = await an_organiser(await an_event("other"))

    found = [
        await client.post("/day/survey/import/columns", data=sealed | {"answers": "!" + sealed["answers"]}),
        await client.post("/day/survey/import/result", data=NAMED | {"result": sealed["answers"]}),
        await client.post("/day/survey/import/columns"),
    ]
    await sign_in(client, mo)
    found.append(await client.post("/other/survey/import/columns", data=sealed))

    assert [answer.status_code for answer in found] == [422] * 4
    assert all("Choose the file once more." in answer.text for answer in found)
    assert event.slug == "day"


async def test_formulas_are_text(client: httpx.AsyncClient) -> None:
    await as_partner(client)
    formula = '=HYPERLINK("https://example.org";"x")'
    lines = "".join(f'"{formula.replace(chr(34), chr(34) * 2)}"\n' for _n in range(6))

    columns = await client.post("/day/survey/import", data={"rows": f"Soup?\n{lines}"})
    chosen = the_form(columns, "/day/survey/import/columns") | {"use_0": "one"}
    result = await client.post("/day/survey/import/columns", data=chosen)
    await client.post("/day/survey/import/result", data=the_form(result, "/day/survey/import/result") | NAMED)

    assert await SurveyTheme.select(SurveyTheme.theme) == [{"theme": formula}]


async def test_two_who_store_the_same_survey_at_once_store_it_once(db: None) -> None:
    event = await an_event()
    rows = [SurveyRow("Soup", "", 12, "", quotes_allowed=False)]

    found = await asyncio.gather(
        *(add_survey(event, None, title="Spring", asked_on=date(2026, 6, 1), rows=rows) for _n in range(4)),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in found) == ["Refused", "Refused", "Refused", "Survey"]
    assert (await Survey.count(), await SurveyTheme.count()) == (1, 1)
