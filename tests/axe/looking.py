"""A page as axe-core sees it, and whether it fits, in each width and in light and dark."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Browser, BrowserContext, Page, Response

from tests.browser import watch
from tests.everywhere import SentForm

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# What depends on the look. All else a page has in both, and all rules take twice as long as these.
RULES_OF_A_LOOK: dict[str, Any] = {
    "runOnly": ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"],
    "resultTypes": ["violations"],
}
# Colours depend on the scheme, what fits on the width: these two meet each of either.
Look = tuple[int, Literal["light", "dark"]]
SMALL: Look = (320, "light")
LARGE: Look = (1280, "dark")
IN_BOTH = (SMALL, LARGE)
OTHERWISE: tuple[Look, ...] = ((320, "dark"), (1280, "light"))
HEIGHT = 900
# For a few pages a second tab costs more than it saves.
PAGES_FOR_A_TAB, MOST_TABS = 20, 3

_RUN = "async rules => (await axe.run(document, rules)).violations.map(v => [v.id, v.nodes.map(n => n.html)])"
# Of things in a list that are built alike one is enough: a sample has a hundred, and each takes as long as the first.
_ONE_OF_A_KIND = """() => {
    const built = one => one.tagName + [...one.attributes].map(({name, value}) =>
        name + (["class", "type", "role", "lang", "hidden"].includes(name) ? value : "")) + !one.textContent.trim();
    const wholly = one => [one, ...one.querySelectorAll("*")].map(built).join(" ");
    for (const list of document.querySelectorAll("main :is(ul, ol, tbody, dl, select)")) {
        const known = new Set();
        for (const one of [...list.children].filter(child => child.tagName !== "DT" && child.tagName !== "DD")) {
            if (known.has(wholly(one))) one.remove();
            known.add(wholly(one));
        }
    }
}"""
_TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_SEND = """([action, values]) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = action;
    for (const [name, value] of Object.entries(values)) {
        const field = document.createElement("textarea");
        field.name = name;
        field.value = value;
        form.append(field);
    }
    document.body.append(form);
    form.submit();
}"""


@dataclass(frozen=True)
class Visit:
    """A page to look at: of an address, or the answer to a form on it; with the `sid` of who is signed in.

    The first look is at everything, a second one at what depends on the look.
    """

    address: str
    sid: str = ""
    form: SentForm | None = None
    status: int = 200
    looks: tuple[Look, ...] = IN_BOTH

    def __str__(self) -> str:
        return f"{self.address} {'after ' + self.form.action if self.form else ''}".rstrip()


async def look_at(browser: Browser, url: str, visits: Iterable[Visit]) -> list[str]:
    """What is wrong with these pages, a line each. Several are looked at side by side."""
    waiting = list(visits)
    found: list[str] = []

    async def work() -> None:
        # One tab for all: a new one is a new process, which costs more than the look.
        context = await browser.new_context(base_url=url)
        # Not as a script of the page: that its Content-Security-Policy refuses, as it should.
        await context.add_init_script(AXE)
        page = await context.new_page()
        complaints = watch(page)
        while waiting:
            visit = waiting.pop(0)
            await _sign_in(context, url, visit.sid)
            faults = await _faults(page, visit)
            found.extend(f"{visit}: {fault}" for fault in [*faults, *complaints])
            complaints.clear()
        await context.close()

    tabs = min(MOST_TABS, 1 + len(waiting) // PAGES_FOR_A_TAB)
    await asyncio.gather(*(work() for _ in range(tabs)))
    return found


async def _sign_in(context: BrowserContext, url: str, sid: str) -> None:
    await context.clear_cookies()
    if sid:
        await context.add_cookies([{"name": "sid", "value": sid, "url": url}])


async def _faults(page: Page, visit: Visit) -> list[str]:
    answer = await _open(page, visit)
    if answer.status != visit.status:
        return [f"answered {answer.status}"]
    found = slips(await answer.text())
    first, *others = visit.looks
    for look in (LARGE, SMALL) if first == SMALL else (SMALL, LARGE):
        await _show_as(page, look)
        if wide := await page.evaluate(_TOO_WIDE):
            found.append(f"{look}: {wide} px too wide")
    await page.evaluate(_ONE_OF_A_KIND)
    found += await _broken_rules(page, first, RULES)
    for look in others:
        found += await _broken_rules(page, look, RULES_OF_A_LOOK)
    return found


async def _broken_rules(page: Page, look: Look, rules: dict[str, Any]) -> list[str]:
    await _show_as(page, look)
    return [f"{look}: {rule} {nodes[:3]}" for rule, nodes in await page.evaluate(_RUN, rules)]


async def _show_as(page: Page, look: Look) -> None:
    width, scheme = look
    # Laying a page out anew takes as long as opening it.
    if page.viewport_size != {"width": width, "height": HEIGHT}:
        await page.set_viewport_size({"width": width, "height": HEIGHT})
    await page.emulate_media(color_scheme=scheme)


async def _open(page: Page, visit: Visit) -> Response:
    # A form is sent from whatever page of ours stands there.
    answer = None if visit.form and page.url.startswith("http") else await page.goto(visit.address)
    if visit.form:
        async with page.expect_navigation() as navigation:
            await page.evaluate(_SEND, [visit.form.action, visit.form.values])
        answer = await navigation.value
    assert answer
    return answer


def slips(source: str) -> list[str]:
    """What is wrong in the source itself: what browsers hide from axe, and names of what is not there."""
    return _Slips(source).found


class _Slips(HTMLParser):
    """Attributes that a tag has twice, ids that a page has twice, and ids that are named and not there."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._ids: Counter[str | None] = Counter()
        self._named: set[str] = set()
        self.feed(source)
        self.found += [f"the id {id_} {times} times" for id_, times in self._ids.items() if times > 1]
        self.found += [f"no id {id_}" for id_ in sorted(self._named - set(self._ids))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = Counter(name for name, _value in attrs)
        self.found += [f"<{tag}> with {name} {times} times" for name, times in names.items() if times > 1]
        self._ids.update(value for name, value in attrs if name == "id")
        for name, value in attrs:
            if value and name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
                self._named |= set(value.split())
            elif value and name == "href" and value.startswith("#"):
                self._named.add(value.removeprefix("#"))
