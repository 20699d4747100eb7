"""What people do who use no mouse: everything here is reached with Tab, and told by the keys that browsers know."""

import re

from playwright.async_api import Locator, Page, expect

# People who use no mouse jump too: from heading to heading, or by searching the page. A script jumps here to what comes
# just before the target: a key takes as long as a picture of the screen.
_JUMP = """target => {
    const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(
        one => one === target || (one.checkVisibility() && !(one.type === "radio" && one.name === target.name))
    );
    stops[stops.indexOf(target) - 1]?.focus();
}"""
MOST_TABS = 5


async def reach(page: Page, target: Locator) -> None:
    """Goes on with Tab until this has the focus."""
    await expect(target).to_have_count(1)
    await target.evaluate(_JUMP)
    for _ in range(MOST_TABS):
        if await target.evaluate("target => target === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached with Tab on {page.url}")


async def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """Follows the first link of this name, and waits for the page that comes."""
    await _use(page, page.get_by_role("link", name=name).first)


async def send(page: Page, name: str) -> None:
    """Presses the first button of this name, and waits for the page that comes."""
    await _use(page, page.get_by_role("button", name=name).first)


async def _use(page: Page, target: Locator) -> None:
    await reach(page, target)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


async def choose(page: Page, label: str, option: str) -> None:
    """Types how the option of a select begins."""
    select = page.get_by_label(label, exact=True)
    await reach(page, select)
    await page.keyboard.type(option)
    await expect(select.locator("option:checked")).to_have_text(re.compile(rf"^\s*{re.escape(option)}\b"))


async def write(page: Page, label: str, text: str) -> None:
    await reach(page, page.get_by_label(label))
    await page.keyboard.type(text)


async def tick(page: Page, label: str) -> None:
    """Ticks a box, or unticks it."""
    await reach(page, page.get_by_label(label, exact=True))
    await page.keyboard.press("Space")


async def choose_radio(page: Page, label: str) -> None:
    """Goes to the group, and on with the arrow keys."""
    radio = page.get_by_role("radio", name=label, exact=True)
    group = page.locator(f"input[type=radio][name='{await radio.get_attribute('name')}']")
    checked = group.and_(page.locator(":checked"))
    await reach(page, checked if await checked.count() else group.first)
    for _ in range(await group.count()):
        if await radio.is_checked():
            return
        await page.keyboard.press("ArrowDown")
    await expect(radio).to_be_checked()
