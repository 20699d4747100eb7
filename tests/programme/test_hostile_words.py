"""Whatever people type stands in every feed, file and page as they typed it, and nothing of it runs."""

import csv
import html
import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import httpx
import icalendar
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eventapp.forms import clean
from eventapp.programme.changes import Change
from eventapp.programme.files import sheets
from eventapp.programme.files.atom import changes_atom
from eventapp.programme.files.schedule import schedule
from eventapp.programme.files.schedule_json import schedule_json
from eventapp.programme.files.schedule_xml import schedule_xml
from eventapp.programme.history import EditionChanges
from eventapp.programme.published import Published
from eventapp.programme.publishing import publish_edition
from eventapp.programme.rendering import Around, all_public, public_pages
from eventapp.programme.structured import structured
from eventapp.templating import render
from tests.cast import a_room, a_session, an_event, an_organisation
from tests.programme.clients import CLIENTS
from tests.programme.making import a_programme, a_published, at

pytestmark = pytest.mark.once

HOSTILE = [
    "Soup, bread; \\n and \\, “talk”",
    "BEGIN:VEVENT\nUID:evil\nEND:VEVENT",
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)> & 'quotes' ]]> <!-- -->",
    "مرحبا \u202eevil\u202c 🍲👩‍👩‍👧 é e\u0301 \u2028 end",
    "{{ 7 * 7 }} {% raw %} ${7*7} %s %(title)s",
    '=HYPERLINK("http://x.example")',
    "x" * 10_000,
    "-" * 80 + "ß" * 80,
]
# As forms store it: without control characters, with plain line ends.
WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).map(clean).filter(bool)


def _around(shown: Published) -> Around:
    [session] = shown.content.sessions
    change = Change("moved", session, replace(session, starts_at=at(9)), "Room 1", "Room 1")
    return Around((), [EditionChanges(2, at(12, day=10), 1, (change,))])


@settings(max_examples=25)
@given(WORDS)
@example(HOSTILE[0])
@example(HOSTILE[1])
@example(HOSTILE[2])
@example(HOSTILE[4])
@example(HOSTILE[6])
@example(HOSTILE[7])
def test_words_come_back_from_every_file_as_they_were(words: str) -> None:
    shown = a_programme(a_published("soup", title=words, words=words, hosts=(words,)))
    told = schedule(shown)

    xml = ET.fromstring(schedule_xml(told))
    conference = json.loads(schedule_json(told))["schedule"]["conference"]
    atom = ET.fromstring(changes_atom(shown, _around(shown).history))
    [[heads, row]] = [
        list(csv.reader(io.StringIO(sheets.csv_file(sheets.table(shown)).decode("utf-8-sig"), newline="")))
    ]

    [event] = [event for day in conference["days"] for events in day["rooms"].values() for event in events]
    assert [event["title"], event["abstract"], event["persons"][0]["name"]] == [words] * 3
    in_xml = [xml.findtext(f"day/room/event/{tag}") for tag in ("title", "abstract", "persons/person")]
    assert in_xml == [_without_what_xml_lacks(words)] * 3
    assert atom.findtext("{*}entry/{*}title") == f"Moved: {_without_what_xml_lacks(words)}"
    assert row[heads.index("Title")].removeprefix("'") == words.removeprefix("'")
    assert structured(shown.content.sessions[0], shown)["name"] == words


def _without_what_xml_lacks(words: str) -> str:
    return words.replace("\ufffe", "").replace("\uffff", "")


@settings(max_examples=15)
@given(WORDS)
@example(HOSTILE[0])
@example(HOSTILE[1])
@example(HOSTILE[4])
@example(HOSTILE[7])
def test_words_come_back_from_the_feed_as_they_were(words: str) -> None:
    shown = a_programme(a_published("soup", title=words, words=""))

    body = all_public(shown, _around(shown))["/day/calendar.ics"][1]

    [entry] = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert (str(entry["SUMMARY"]), str(entry["UID"])) == (words, "slot-soup@test.example")


@pytest.mark.parametrize("words", HOSTILE)
def test_every_client_shows_one_entry_with_its_words(words: str) -> None:
    shown = a_programme(a_published("soup", title=words, words=words))
    body = all_public(shown, _around(shown))["/day/calendar.ics"][1]

    # ics takes an escaped backslash before an n for a line break.
    able = {name: read for name, read in CLIENTS.items() if name != "ics" or "\\n" not in words}
    told = {name: {uid: entry[2] for uid, entry in read(body).items()} for name, read in able.items()}

    assert told == {name: {"slot-soup@test.example": words} for name in able}


@settings(max_examples=15)
@given(WORDS)
@example(HOSTILE[2])
@example(HOSTILE[3])
@example(HOSTILE[5])
def test_pages_show_words_and_run_nothing(words: str) -> None:
    shown = a_programme(a_published("soup", title=words, words=words))

    page = public_pages(shown, _around(shown))["/day/programme"][1].decode()

    plain = public_pages(a_programme(a_published("soup", title="Soup", words="We talk.")), _around(shown))
    tags = [re.findall(r"<[a-z!/][^>]*>", text) for text in (page, plain["/day/programme"][1].decode())]
    assert tags[0] == tags[1]
    [title] = re.findall(r'card__title"><a href="[^"]+">(.*?)</a>', page, re.DOTALL)
    assert html.unescape(title) == words


@pytest.mark.parametrize("words", HOSTILE)
def test_what_search_engines_read_on_a_page_cannot_end_its_script(words: str) -> None:
    facts = {"name": words}

    made = render("programme/_structured.html", structured=facts)

    [inside] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', made, re.DOTALL)
    assert json.loads(inside) == facts
    assert made.count("<") == 2


async def test_no_page_of_an_edition_and_no_sheet_of_paper_runs_what_people_typed(client: httpx.AsyncClient) -> None:
    event = await an_event()
    shed = await an_organisation(event, "Shed & <b>Barn</b>")
    for hour, words in enumerate(HOSTILE):
        # As wide as a proposal's title may be; what is longer stands in its text.
        await a_session(
            event,
            words[:200],
            room=await a_room(event, f"<i>Room {hour}</i>"),
            starts_at=at(9 + hour),
            organisations=[shed],
            hosts=[words[:60]],
            what_happens=words,
        )
    session = await a_session(event, HOSTILE[2], room=await a_room(event, "Room"), starts_at=at(8))
    await publish_edition(event, None, HOSTILE[2])
    sheets = [f"print/{sheet}" for sheet in ("a4", "a3", "large", "doors", "poster", f"poster/{session.id}")]
    pages = [
        "programme",
        "programme?kind=",
        "programme?view=rooms",
        "programme?view=easy",
        "now",
        "saved/1-2-3",
        "embed",
        "editions/1",
        "editions",
        f"sessions/{session.id}",
        f"sessions/{session.id}?view=easy",
        "calendar",
    ]

    found = {path: (await client.get(f"/day/{path}")).text for path in [*sheets, *pages]}

    # The page of a session has scripts of its own, but none that says this.
    typed = ["<script>alert", "<img src=x", "<!-- -->", "<b>", "<i>"]
    assert [(path, tag) for path, page in found.items() for tag in typed if tag in page] == []
    assert all(HOSTILE[2] in html.unescape(found[path]) for path in (*sheets[:4], *pages[:4], f"sessions/{session.id}"))
