"""What people do in more than one journey."""

import re

from playwright.async_api import Page, expect

from tests.browser import Server

LINK = re.compile(r"http://\S+/sign-in/link/[\w-]+")
# A count may wait for other things that the machine does.
COUNTED_WITHIN = 60_000


async def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Presses the button and waits for the page that follows."""
    async with page.expect_navigation():
        await page.get_by_role("button", name=name).click()


async def sign_in(page: Page, said: str) -> None:
    """Uses the link that stands in what was said."""
    found = LINK.search(said)
    assert found, said
    await page.goto(found.group())
    await press(page, "Continue")
    await expect(page).to_have_url(re.compile("/plan$"))


def event_with_organiser(server: Server, day: object) -> str:
    """Makes the event as whoever runs the machine does, and returns the link that the organiser, Mo, is given."""
    server.command("event", "new", "day", "--name", "Peer Support Day", "--date", str(day))
    return server.command("invite", "mo@example.org", "--name", "Mo", "--organiser", "--event", "day")


async def add_organisation(organiser: Page, name: str) -> None:
    await organiser.goto("/day/organisations/new")
    await organiser.get_by_label("Name of the organisation").fill(name)
    await press(organiser, "Add the organisation")


async def invite(organiser: Page, name: str, organisation: str) -> None:
    await organiser.goto("/day/people")
    await organiser.get_by_label("Name", exact=True).fill(name)
    await organiser.get_by_label("Email address").fill(f"{name.lower()}@example.org")
    await organiser.get_by_label("Belongs to").select_option(label=organisation)
    await press(organiser, "Invite")


async def link_from_the_outbox(organiser: Page, name: str) -> str:
    await organiser.goto("/day/notices")
    await organiser.get_by_role("row").filter(has_text=f"{name.lower()}@example.org").get_by_role("link").click()
    return await organiser.inner_text("main")


async def outbox(organiser: Page) -> list[tuple[str, str]]:
    """Subject and address of every message that is owed."""
    await organiser.goto("/day/notices")
    rows = organiser.get_by_role("row").filter(has=organiser.get_by_role("link"))
    texts = [await row.get_by_role("link").inner_text() for row in await rows.all()]
    addresses = [re.findall(r"\S+@\S+", await row.inner_text())[0] for row in await rows.all()]
    return sorted(zip(texts, addresses, strict=True))


async def end_the_vote(organiser: Page, why: str) -> None:
    """Ends it, waits for the count as a person does, and opens the result."""
    await organiser.goto("/day/vote")
    await organiser.get_by_role("link", name="End the vote now").click()
    await organiser.get_by_label("Why does voting end now?").fill(why)
    await press(organiser, "End the vote and count")
    result = organiser.get_by_role("heading", name="Result:")
    if await organiser.locator("body.govuk-frontend-supported").count():
        # The page asks by itself how far the count is. A short one may be done before the page is there.
        told = organiser.get_by_role("link", name="Read the result")
        await expect(told.or_(result)).to_be_visible(timeout=COUNTED_WITHIN)
        if await told.is_visible():
            await told.click()
    else:
        while not await result.is_visible():
            await organiser.get_by_role("link", name="Look again").click()
    await expect(result).to_be_visible()
