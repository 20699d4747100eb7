"""Shared computers: what the next person finds who presses Back."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser import Server, watch
from tests.cast import an_event, an_organiser, sign_in_browser


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_back_shows_nothing_of_whoever_signed_out(
    db: None, site: Server, browser: Browser, *, scripts: bool
) -> None:
    mo = await an_organiser(await an_event())
    context = await browser.new_context(base_url=site.url, java_script_enabled=scripts)
    await sign_in_browser(context, site.url, mo)
    page = await context.new_page()
    complaints = watch(page)
    await page.goto("/day/people")
    await expect(page.locator("main")).to_contain_text(mo.email)

    await page.get_by_role("button", name="Sign out").click()
    await expect(page.locator("main")).to_contain_text("You are signed out.")
    await page.go_back()

    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert mo.email not in await page.content()
    await context.close()
    assert complaints == []
