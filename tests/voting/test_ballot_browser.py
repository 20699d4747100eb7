"""A ballot in a real browser: saved as one goes with a script, by its buttons without one, by keyboard either way."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from eventapp.people.tables import Person
from eventapp.voting.reading import OwnBallot, own_ballot
from eventapp.voting.tables import Round
from tests.browser import Server
from tests.cast import a_person, an_event, an_organisation, an_organiser, sign_in_browser
from tests.voting.vote import an_open_round, candidates_of

pytestmark = pytest.mark.timeout(180)

OpenBallot = Callable[..., Awaitable[Page]]


@pytest.fixture
async def open_ballot(db: None, site: Server, browser: Browser) -> AsyncIterator[OpenBallot]:
    """A function that opens the vote in a browser of this person, with scripts or without."""
    contexts: list[BrowserContext] = []

    async def open_one(person: Person, *, scripts: bool, address: str = "/day/vote") -> Page:
        context = await browser.new_context(
            base_url=site.url, java_script_enabled=scripts, viewport={"width": 320, "height": 640}
        )
        contexts.append(context)
        await sign_in_browser(context, site.url, person)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        await page.goto(address)
        return page

    yield open_one
    for context in contexts:
        await context.close()


async def a_vote(*titles: str, stars: int = 1) -> tuple[Round, Person]:
    event = await an_event()
    round_ = await an_open_round(event, await an_organiser(event), *titles, stars=stars)
    return round_, await a_person("Tom", await an_organisation(event))


def tick(page: Page, title: str) -> Locator:
    return page.get_by_label(f"I want this in the programme ({title})", exact=True)


def star(page: Page, title: str) -> Locator:
    return page.get_by_label(f"A star: this matters most to me ({title})", exact=True)


async def test_with_a_script_each_tick_is_saved_and_said_and_the_focus_stays(open_ballot: OpenBallot) -> None:
    round_, tom = await a_vote()
    ids = await candidates_of(round_)
    page = await open_ballot(tom, scripts=True)

    await tick(page, "Film").focus()
    await page.keyboard.press("Space")
    await expect(page.locator("#status")).to_have_text("Saved. You have ticked 1 of 3.")
    await expect(tick(page, "Film")).to_be_focused()
    await star(page, "Soup lunch").press("Space")
    await expect(page.locator("#status")).to_have_text("Saved. You have ticked 2 of 3. 1 of them has a star.")

    await expect(tick(page, "Soup lunch")).to_be_checked()
    await expect(page.locator("#progress")).to_have_text("You have ticked 2 of 3. 1 of them has a star.")
    assert await own_ballot(round_, tom) == OwnBallot(
        frozenset([ids["Film"], ids["Soup lunch"]]), frozenset([ids["Soup lunch"]])
    )


async def test_with_a_script_a_star_too_many_is_told_and_goes_out_again(open_ballot: OpenBallot) -> None:
    round_, tom = await a_vote()
    ids = await candidates_of(round_)
    page = await open_ballot(tom, scripts=True)
    await star(page, "Film").press("Space")
    await expect(page.locator("#status")).to_contain_text("Saved.")

    await star(page, "Soup lunch").press("Space")

    await expect(page.locator("#status")).to_contain_text("You can give 1 star, and you have given it.")
    await expect(star(page, "Soup lunch")).not_to_be_checked()
    await expect(tick(page, "Soup lunch")).not_to_be_checked()
    assert await own_ballot(round_, tom) == OwnBallot(frozenset([ids["Film"]]), frozenset([ids["Film"]]))


async def test_with_a_script_many_quick_presses_end_as_the_page_shows(open_ballot: OpenBallot) -> None:
    round_, tom = await a_vote()
    ids = await candidates_of(round_)
    page = await open_ballot(tom, scripts=True)
    answers: list[str] = []
    page.on("requestfinished", lambda request: answers.append(request.method))

    for _press in range(5):
        await tick(page, "Film").press("Space")
    await tick(page, "Soup lunch").press("Space")
    await page.wait_for_function("() => !document.querySelector('.htmx-request')")
    while answers.count("POST") < 6:
        await page.wait_for_event("requestfinished")

    await expect(tick(page, "Film")).to_be_checked()
    assert await own_ballot(round_, tom) == OwnBallot(frozenset([ids["Film"], ids["Soup lunch"]]))


async def test_a_tick_on_a_lost_line_is_told_and_the_button_saves_it_later(open_ballot: OpenBallot) -> None:
    round_, tom = await a_vote()
    ids = await candidates_of(round_)
    page = await open_ballot(tom, scripts=True)

    await page.route("**/vote/ballot", lambda route: route.abort("connectionfailed"))
    await tick(page, "Film").press("Space")
    await expect(page.locator("#status")).to_have_text("That did not save. Check your connection and try again.")
    await page.unroute("**/vote/ballot")
    await page.get_by_role("button", name="Save and see my vote").press("Enter")

    await expect(page.get_by_role("heading", level=1)).to_have_text("Your vote is saved")
    assert await own_ballot(round_, tom) == OwnBallot(frozenset([ids["Film"]]))


async def test_without_a_script_buttons_save_on_the_way_and_come_back_to_the_place(open_ballot: OpenBallot) -> None:
    round_, tom = await a_vote(*[f"Idea {number}" for number in range(60)])
    page = await open_ballot(tom, scripts=False)
    boxes = page.locator("input[name=count_me_in]")

    await boxes.nth(3).press("Space")
    await page.get_by_role("button", name="Save", exact=True).first.press("Enter")
    await expect(page.locator("#saved")).to_contain_text("Saved. You have ticked 1 of 60.")
    await expect(page.locator("#saved")).to_be_in_viewport()
    await boxes.nth(20).press("Space")
    await page.get_by_role("button", name="Save and go on").press("Enter")
    await expect(page.locator("main")).to_contain_text("Shown here: 26 to 50 of 60 proposals.")
    await boxes.nth(0).press("Space")
    await page.get_by_text("Show only some of them").click()
    await page.get_by_label("Your ticks").select_option("Ticked")
    await page.get_by_role("button", name="Save my ticks, then show these").press("Enter")

    await expect(page.locator("main")).to_contain_text("Shown here: 1 to 3 of 3 proposals.")
    assert len((await own_ballot(round_, tom)).marks) == 3
