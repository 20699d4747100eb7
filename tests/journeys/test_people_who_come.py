"""People who come, and who books for them or greets them: each on the kind of device that they have."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta

from playwright.async_api import Browser, Page, Response, expect

from eventapp.booking.actions import book_places
from eventapp.booking.attendees import Newcomer
from eventapp.booking.publishing import publish
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from tests import cast
from tests.browser import Server, watch
from tests.journeys.keyboard import choose, follow, reach, send, write

DAY = date.today() + timedelta(days=30)  # noqa: DTZ011 (the event lies ahead, wherever the test runs)
PHONE, LAPTOP = 390, 1280
MOST_BYTES = 80_000


async def a_published_day(slug: str) -> tuple[Event, Person]:
    """An event of one's own, since the server remembers what it published, and its organiser."""
    event = await cast.an_event(slug, starts_on=DAY, ends_on=DAY)
    mo = await cast.an_organiser(event, f"Mo of {slug}")
    quiet = await cast.a_room(event, "Reading Room", "quiet", floor="First floor")
    hall = await cast.a_room(event, "Hall")
    ten = datetime.combine(DAY, time(10), UTC)
    await cast.a_session(event, "An hour of quiet", room=quiet, starts_at=ten, what_happens="Sit, or read.", places=6)
    await cast.a_session(event, "Zupa i rozmowa", room=hall, starts_at=ten, language="pl", places=12)
    await cast.a_session(event, "Make a bird box", room=hall, starts_at=ten + timedelta(hours=2), places=8)
    await publish(event, mo, "")
    return event, mo


@asynccontextmanager
async def a_device(
    browser: Browser, server: Server, *, width: int = PHONE, scripts: bool = True, of: Person | None = None
) -> AsyncIterator[Page]:
    """A browser of somebody's own; signed in where it is an organiser's. Fails when it complains of anything."""
    context = await browser.new_context(
        base_url=server.url, java_script_enabled=scripts, viewport={"width": width, "height": 844}
    )
    if of:
        await cast.sign_in_browser(context, server.url, of)
    page = await context.new_page()
    page.set_default_timeout(10_000)
    complaints = watch(page)
    yield page
    await context.close()
    assert complaints == []


async def test_jo_finds_something_quiet_books_as_j_prints_it_and_may_turn_back(
    db: None, site: Server, browser: Browser
) -> None:
    """A site phone without scripts, by keyboard."""
    await a_published_day("jo-comes")
    async with a_device(browser, site, scripts=False) as page:
        await page.goto("/jo-comes/programme")
        await reach(page, page.locator(".filters summary"))
        await page.keyboard.press("Enter")
        await choose(page, "Access", "Quiet")
        await send(page, "Show")
        await expect(page.get_by_role("status").first).to_contain_text("1 session shown")
        await follow(page, "An hour of quiet")
        await follow(page, "Book a place")
        await write(page, "What should we call you?", "J")
        await send(page, "Book")
        await expect(page.get_by_role("heading", level=1)).to_have_text("You have a place")
        assert "quiet" not in await page.title()

        await follow(page, "Go to My day")
        await follow(page, "A card to print")
        await page.emulate_media(media="print")
        await expect(page.locator(".head")).to_be_hidden()
        await expect(page.locator(".sheet")).to_contain_text("Reading Room, First floor")
        await page.emulate_media(media="screen")

        await follow(page, "My day")
        await send(page, "Cancel (An hour of quiet)")
        await expect(page.locator("main")).to_contain_text("Your place in “An hour of quiet” is still free.")
        await send(page, "Take it back")
        await expect(page.locator("main")).to_contain_text("You have your place again.")
        await send(page, "Forget me on this device")
        await page.goto("/jo-comes/my-day")
        await expect(page.get_by_label("Your code")).to_be_visible()


async def test_ray_phones_and_gets_his_day_in_large_print(db: None, site: Server, browser: Browser) -> None:
    """Ray types nothing: an organiser books for him, and makes up no email for him."""
    event, mo = await a_published_day("ray-comes")
    async with a_device(browser, site, width=LAPTOP, of=mo) as page:
        await page.goto("/ray-comes/bookings/new")
        when = f"{DAY:%A} {DAY.day} {DAY:%B}"
        await choose(
            page, "Session", f"{when}, 12 noon: Make a bird box".replace("12 noon", "12\N{NO-BREAK SPACE}noon")
        )
        await write(page, "What should we call them?", "Ray")
        await send(page, "Book")
        await follow(page, "Large print")

        card = page.locator(".sheet")
        await expect(card).to_contain_text("Make a bird box")
        await expect(card).to_contain_text(f"Or phone {event.contact_phone}")
        await page.emulate_media(media="print")
        assert await card.evaluate("card => getComputedStyle(card).fontSize") == "24px"
        await expect(page.get_by_role("button", name="Cancel “Make a bird box”")).to_be_hidden()


async def test_amina_opens_a_link_in_her_language_and_books_three_places(
    db: None, site: Server, browser: Browser
) -> None:
    """An old phone without scripts, on data that she pays for."""
    await a_published_day("amina-comes")
    loaded: list[Response] = []
    async with a_device(browser, site, scripts=False) as page:
        page.on("response", lambda response: loaded.append(response))  # noqa: PLW0108 (it marks what it is given)
        await page.goto("/amina-comes/programme")
        address = await page.get_by_role("link", name="Zupa i rozmowa", exact=True).get_attribute("href")
        loaded.clear()
        await page.goto(str(address))
        sizes = [(await response.request.sizes())["responseBodySize"] for response in loaded]
        await expect(page.get_by_role("heading", level=1)).to_have_attribute("lang", "pl")
        assert sum(sizes) < MOST_BYTES

        await page.get_by_role("link", name="Book a place").click()
        await page.get_by_label("What should we call you?").fill("Amina أمينة")
        await page.get_by_label("How many places?").select_option("3")
        await page.get_by_role("button", name="Book", exact=True).click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("You have a place")
        await page.goto("/amina-comes/my-day")
        await expect(page.locator(".card")).to_contain_text("3 places")


async def test_priya_goes_by_headings_and_hears_what_is_missing_and_what_is_booked(
    db: None, site: Server, browser: Browser
) -> None:
    """A screen reader: headings in their order, the focus on what is said, and the keyboard."""
    await a_published_day("priya-comes")
    async with a_device(browser, site) as page:
        await page.goto("/priya-comes/programme")
        headings = await page.locator("main :is(h1, h2, h3)").evaluate_all("all => all.map(one => one.tagName)")
        assert headings == ["H1", "H2", "H3", "H3", "H2", "H3"]
        await follow(page, "Make a bird box")
        await follow(page, "Book a place")
        await send(page, "Book")
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert (await page.title()).startswith("Problem: ")
        await reach(page, page.locator(".govuk-error-summary a"))
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("What should we call you?")).to_be_focused()
        await page.keyboard.type("Priya")
        await send(page, "Book")
        await expect(page.get_by_role("heading", level=1)).to_have_text("You have a place")
        await expect(page.locator("main")).to_contain_text("Make a bird box")


async def test_bev_finds_people_at_the_door_and_lets_in_who_has_not_booked(
    db: None, site: Server, browser: Browser
) -> None:
    """The desk, by keyboard: by name or code, without what would help anybody, and two presses for who just came."""
    event, mo = await a_published_day("bev-greets")
    async with a_device(browser, site, width=LAPTOP, of=mo) as page:
        await page.goto("/bev-greets/programme")
        address = str(await page.get_by_role("link", name="An hour of quiet", exact=True).get_attribute("href"))
        await book_places(event, address.rsplit("/", 1)[1], Newcomer("Jo", needs=("captions",)))
        await page.goto("/bev-greets/bookings/desk")
        await write(page, "Name or code", "jo")
        await send(page, "Look up")
        await expect(page.get_by_role("rowheader")).to_have_text(["Jo"])
        assert "Captions" not in await page.inner_text("main")
        await send(page, "Is here (Jo)")
        await expect(page.get_by_role("status").first).to_contain_text("Jo is here.")

        await follow(page, "Somebody came without booking")
        await send(page, "10am An hour of quiet")
        await expect(page.locator("main")).to_contain_text("2 people, 2 of them here")
        await send(page, "Undo")
        await expect(page.locator("main")).to_contain_text("1 person, 1 of them here")
