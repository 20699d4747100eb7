"""Shared computers: what the next person finds who presses Back."""

from playwright.async_api import Browser, expect

from tests.browser import Server, watch
from tests.journeys.steps import LINK


async def test_back_shows_nothing_of_whoever_signed_out(server: Server, browser: Browser) -> None:
    server.command("event", "new", "day", "--name", "Peer Support Day", "--date", "2030-11-28")
    for scripts in (True, False):
        said = server.command("invite", "mo@example.org", "--name", "Mo", "--organiser", "--event", "day")
        link = LINK.search(said)
        assert link
        context = await browser.new_context(base_url=server.url, java_script_enabled=scripts)
        page = await context.new_page()
        complaints = watch(page)
        await page.goto(link[0])
        await page.get_by_role("button", name="Continue").click()
        await page.goto("/day/people")
        await expect(page.locator("main")).to_contain_text("mo@example.org")

        await page.get_by_role("button", name="Sign out").click()
        await expect(page.locator("main")).to_contain_text("You are signed out.")
        await page.go_back()

        await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert "mo@example.org" not in await page.content()
        await context.close()
        assert complaints == []
