"""People with browsers of their own, with scripts on and with scripts off."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from tests.browser import Server, watch

OpenBrowser = Callable[[], Awaitable[Page]]


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
async def open_browser(browser: Browser, server: Server, request: pytest.FixtureRequest) -> AsyncIterator[OpenBrowser]:
    """A function that opens a browser of one more person, on a phone, which runs scripts or does not.

    The test fails when one of the browsers complains.
    """
    contexts: list[BrowserContext] = []
    complaints: list[list[str]] = []

    async def open_one() -> Page:
        context = await browser.new_context(
            base_url=server.url, java_script_enabled=request.param, viewport={"width": 390, "height": 844}
        )
        contexts.append(context)
        page = await context.new_page()
        # What is not there within this time does not come.
        page.set_default_timeout(10_000)
        complaints.append(watch(page))
        return page

    yield open_one
    for context in contexts:
        await context.close()
    assert [words for each in complaints for words in each] == []
