from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from eventapp import assets, styleguide
from eventapp.front import CONTENT_SECURITY_POLICY
from tests.browser import watch
from tests.look.rendering import SomePerson, SomeRoles, part, whole_page

SITE = "http://look.example"

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()

SAVING = """
<form id="saving" action="/saved" method="post" data-hx-post="/saved" data-hx-target="#kept"
 data-hx-select="#kept" data-hx-swap="outerHTML">
  <label for="words">Words</label> <input id="words" name="words"><button type="submit">Save</button>
</form>
<div id="kept">Nothing yet</div>
"""


class Site:
    """Pages and static files, answered inside the browser: no server runs."""

    def __init__(self) -> None:
        self.page = ""
        self.status = 200
        self.answer: str | None = ""

    async def serve(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if asset := assets.files().get(path):
            await route.fulfill(body=asset.body, content_type=asset.content_type)
        elif route.request.method == "POST":
            await self.save(route)
        else:
            await self.show(route, 200, self.page)

    async def save(self, route: Route) -> None:
        if self.answer is None:
            await route.abort("connectionfailed")
        else:
            await self.show(route, self.status, self.answer)

    async def show(self, route: Route, status: int, html: str) -> None:
        headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
        await route.fulfill(status=status, body=html, content_type="text/html; charset=utf-8", headers=headers)


def page_with(html: str) -> str:
    """A page with this in its main part."""
    return whole_page("styleguide.html", **styleguide.context()).replace(
        '<main id="main">', f'<main id="main">{html}', 1
    )


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
async def seen(browser: Browser, site: Site) -> AsyncIterator[Page]:
    """A page of `site` in the browser, with what it complains of in `complaints`."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.route("**/*", site.serve)
    yield page
    await context.close()


async def test_the_style_guide_runs_under_the_policy_without_complaint(seen: Page, site: Site) -> None:
    site.page = whole_page("styleguide.html", **styleguide.context())
    complaints = watch(seen)

    await seen.goto(SITE)

    await expect(seen.locator("body")).to_have_class("govuk-frontend-supported")
    await expect(seen.locator("#story-info + .govuk-character-count__status")).to_have_text("59 characters left")
    assert complaints == []


async def test_a_failed_form_puts_the_focus_on_its_summary(seen: Page, site: Site) -> None:
    site.page = page_with(part("{{ forms.error_summary(form) }}", form=styleguide.filled_in()))

    await seen.goto(SITE)

    await expect(seen.locator(".govuk-error-summary").first).to_be_focused()


async def test_a_saved_part_is_swapped_in_and_what_it_has_to_say_is_said(seen: Page, site: Site) -> None:
    site.page = page_with(SAVING)
    site.answer = '<div id="kept"><p data-say="Saved to My day">Kept</p></div>'
    await seen.goto(SITE)

    await seen.get_by_role("button", name="Save", exact=True).click()

    await expect(seen.locator("#kept")).to_have_text("Kept")
    await expect(seen.locator("#status")).to_have_text("Saved to My day")


async def test_a_page_with_problems_is_swapped_in_and_not_called_a_failure(seen: Page, site: Site) -> None:
    site.page = page_with(SAVING)
    site.status, site.answer = 422, '<div id="kept">Give it a title.</div>'
    await seen.goto(SITE)

    await seen.get_by_role("button", name="Save", exact=True).click()

    await expect(seen.locator("#kept")).to_have_text("Give it a title.")
    await expect(seen.locator("#status")).to_be_empty()


@pytest.mark.parametrize("status", [403, 404, 410, 429, 500, 503])
async def test_a_failure_leaves_the_form_alone_and_is_said(seen: Page, site: Site, status: int) -> None:
    site.page = page_with(SAVING)
    site.status, site.answer = status, "<p>Sorry</p>"
    await seen.goto(SITE)
    await seen.get_by_label("Words", exact=True).fill("half typed")

    await seen.get_by_role("button", name="Save", exact=True).click()

    await expect(seen.locator("#status")).to_have_text("That did not save. Wait a moment, then try again.")
    await expect(seen.locator("#kept")).to_have_text("Nothing yet")
    await expect(seen.get_by_label("Words", exact=True)).to_have_value("half typed")


async def test_a_lost_connection_leaves_the_form_alone_and_is_said(seen: Page, site: Site) -> None:
    site.page = page_with(SAVING)
    site.answer = None
    await seen.goto(SITE)
    await seen.get_by_label("Words", exact=True).fill("half typed")

    await seen.get_by_role("button", name="Save", exact=True).click()

    await expect(seen.locator("#status")).to_have_text("That did not save. Check your connection and try again.")
    await expect(seen.get_by_label("Words", exact=True)).to_have_value("half typed")


async def test_the_pages_of_partners_fold_away_on_a_phone_without_a_script(browser: Browser, site: Site) -> None:
    site.page = whole_page(
        "styleguide.html", **styleguide.context(), person=SomePerson(), roles=SomeRoles(partner=True, organiser=True)
    )
    context = await browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = await context.new_page()
    await page.route("**/*", site.serve)
    await page.goto(SITE)
    rooms = page.get_by_role("link", name="Rooms", exact=True)

    await expect(rooms).to_be_hidden()
    await page.get_by_text("Planning pages").click()

    await expect(rooms).to_be_visible()
    await context.close()
