"""What holds at every address of the program: who may come, and that no form, however it is filled in, breaks it."""

import re
from collections import Counter
from itertools import cycle

import httpx
import pytest

from eventapp import db
from eventapp.people.tables import Person
from tests import cast, everywhere
from tests.everywhere import EVERYBODY, FOR_ORGANISERS_TO_DO, ORGANISERS, PARTNERS, WHO_HOLDS_THE_LINK, Forms, World

# Refusals that leave a trace on purpose: tries are counted, looks at private things are logged, sign-ins are seen.
KEPT_ON_REFUSAL = ("code_try", "sign_in_link", "sign_in", "log_entry")
SECTIONS = ("/{section_key}", "/{section_key}/photos", "/{section_key}/return")
# Browsers mend it, and nobody sees it.
GLUED = re.compile(r'<[^<>]*="[^"<>]*"[a-z][^<>]*>')


def test_every_address_is_meant_for_somebody() -> None:
    known = {path for _method, path in everywhere.routes()}

    assert known == {*EVERYBODY, *WHO_HOLDS_THE_LINK, *PARTNERS, *ORGANISERS}


async def test_each_page_is_there_for_those_it_is_meant_for_and_for_nobody_else(db: None) -> None:
    """One test for all of it, since the sample takes seconds to load."""
    async with everywhere.a_world() as world:
        wrong = [
            *await _refused(world),
            *await _refused_with_another_link(world),
            *await _refused_at_another_event(world),
            *await _shown(world),
        ]

    assert wrong == []


async def _refused(world: World) -> list[str]:
    outsider = await cast.a_person("Charlie")
    return [
        *await _answers(world, None, [*PARTNERS, *ORGANISERS], expected=(303, 403)),
        *await _answers(world, outsider, [*PARTNERS, *ORGANISERS], expected=(404,)),
        *await _answers(world, world.partner, ORGANISERS, expected=(404,)),
        *await _answers(world, world.partner, FOR_ORGANISERS_TO_DO, expected=(404,), methods=("POST",)),
    ]


async def _refused_with_another_link(world: World) -> list[str]:
    guessed = world.with_names(token="a" * 43, key="a" * 55)
    return [
        answer
        for person in (None, world.partner, world.organiser)
        for answer in await _answers(guessed, person, WHO_HOLDS_THE_LINK, expected=(404,))
    ]


async def _refused_at_another_event(world: World) -> list[str]:
    other = await cast.an_event("another-day")
    mo = await cast.an_organiser(other, "Other Mo")
    # The sections of an event's pages are called the same at every event.
    paths = [path for path in [*PARTNERS, *ORGANISERS, *WHO_HOLDS_THE_LINK] if not path.endswith(SECTIONS)]
    named = [path for path in paths if path.count("{") > 1]
    return await _answers(world.with_names(slug=other.slug), mo, named, expected=(404,))


async def _shown(world: World) -> list[str]:
    # The sample's vote is over: there is nothing to be written for it. Some addresses are for forms only.
    gone = [world.address(path) for path in ("/{slug}/vote/new", "/{slug}/vote/rules")]
    wrong = [
        *await _answers(world, None, [*EVERYBODY, *WHO_HOLDS_THE_LINK], expected=(200, 303), methods=("GET",)),
        *await _answers(world, world.partner, PARTNERS, expected=(200, 303), methods=("GET",)),
        *await _answers(world, world.organiser, ORGANISERS, expected=(200, 303), methods=("GET",)),
    ]
    return [line for line in wrong if line.split()[1] not in gone]


async def _answers(
    world: World,
    person: Person | None,
    templates: object,
    *,
    expected: tuple[int, ...],
    methods: tuple[str, ...] = ("GET", "POST"),
) -> list[str]:
    """The answers that are not as expected, a line each."""
    browser = await world.browser(person)
    wrong = []
    for method, template in everywhere.routes():
        if template in templates and method in methods:  # type: ignore[operator]
            address = world.address(template)
            answer = await browser.request(method, address)
            if answer.status_code not in expected:
                wrong.append(f"{method} {address} {answer.status_code} for {person.name if person else 'nobody'}")
            if glued := GLUED.search(answer.text):
                wrong.append(f"{method} {address} has attributes without a space between them: {glued[0]}")
    return wrong


SCRIPT = "<script>alert(1)</script>"
HOSTILE = {
    "empty": "",
    "too long": "x" * 120_000,
    "markup": f'">{SCRIPT}{{{{ 7*7 }}}}{{% raw %}}',
    "control characters": "a\x00b\x01c\u202e\ud800".encode("utf-8", "surrogatepass").decode("latin1"),
    "a negative number": "-1",
    "a huge number": "9" * 40,
    "no number": "NaN",
    "no date": "2026-02-31",
    "a path": "../../etc/passwd",
    "SQL": "'; DROP TABLE event; --",
}


async def test_no_form_breaks_however_it_is_filled_in(db: None) -> None:
    """With what is refused, nothing is stored; what is stored is shown as text."""
    seen: Counter[int] = Counter()
    async with everywhere.a_world() as world:
        browser = await world.browser(world.organiser)
        wrong = []
        known: set[tuple[str, frozenset[str]]] = set()
        for address, text in (await _pages(world, browser)).items():
            for form in Forms(text, address).found:
                fields = form.action, frozenset(form.typed)
                if form.typed and form.action.startswith("/") and fields not in known:
                    known.add(fields)
                    for name, value in HOSTILE.items():
                        answer, writes = await _send(
                            browser, form.action, form.values | dict.fromkeys(form.typed, value)
                        )
                        seen[answer.status_code] += 1
                        line = f"{form.action} with {name}: {answer.status_code}"
                        if answer.status_code not in (303, 404, 409, 410, 413, 422, 429):
                            wrong.append(line)
                        elif SCRIPT in answer.text:
                            wrong.append(f"{line}, with the script as it came")
                        elif answer.status_code != 303 and writes:
                            wrong.append(f"{line}, and yet {writes}")

        wrong += [address for address, text in (await _pages(world, browser)).items() if SCRIPT in text]

    assert wrong == []
    assert seen[422] > 100


@pytest.mark.once
async def test_bodies_that_are_no_form_break_nothing(db: None) -> None:
    bodies = {
        "application/x-www-form-urlencoded": b"\xff\xfe%zz=%&=&&a=%00" + b"&x=1" * 3000,
        "multipart/form-data; boundary=x": b"--x\r\nContent-Disposition: form-data; name=\x00\r\n\r\nhello",
        "multipart/form-data": b"no boundary",
        "application/json": b'{"title": [1, {"a": null}]}',
        "text/plain": b"hello",
    }
    async with everywhere.a_world() as world:
        wrong = []
        # Each address one of them, each of them many addresses: what reads them is the same.
        in_turn = cycle(bodies.items())
        for method, template in everywhere.routes():
            if method == "POST":
                # A new one for each: signing out is one of them.
                browser = await world.browser(world.organiser)
                kind, body = next(in_turn)
                answer = await browser.post(world.address(template), content=body, headers={"Content-Type": kind})
                if answer.status_code >= 500:
                    wrong.append(f"{template} {kind}: {answer.status_code}")

    assert wrong == []


async def _pages(world: World, browser: httpx.AsyncClient) -> dict[str, str]:
    """Every page that this person sees, by its address."""
    # Signing out would end the tour.
    addresses = [world.address(template) for method, template in everywhere.routes() if method == "GET"]
    pages = {}
    for address in addresses:
        answer = await browser.get(address)
        if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"):
            pages[address] = answer.text
    return pages


async def _send(browser: httpx.AsyncClient, action: str, values: dict[str, str]) -> tuple[httpx.Response, list[str]]:
    """The answer, and the tables that were written to."""
    with db.count_queries() as counted:
        answer = await browser.post(action, data=values)
    words = [text.split() for text in counted.texts if text.split()[0].upper() in ("INSERT", "UPDATE", "DELETE")]
    tables = {(word[1] if word[0].upper() == "UPDATE" else word[2]).strip('"') for word in words}
    return answer, sorted(tables - set(KEPT_ON_REFUSAL))
