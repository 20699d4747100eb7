"""The timetable in a real browser: by keyboard without scripts, and dragged with the mouse where there are some."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from eventapp.people.tables import Person
from eventapp.timetable.actions import move_session
from eventapp.timetable.planned import PlannedSession, planned_sessions
from tests.browser import Server
from tests.cast import a_room, an_event, an_organiser, sign_in_browser
from tests.timetable.some import a_selected_proposal, a_session, placed
from tests.timetable.test_undoing import later

pytestmark = pytest.mark.timeout(180)

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)

OpenTimetable = Callable[..., Awaitable[Page]]


@pytest.fixture
async def open_timetable(db: None, site: Server, browser: Browser) -> AsyncIterator[OpenTimetable]:
    """A function that opens the timetable in a browser of this person, with scripts or without."""
    contexts: list[BrowserContext] = []

    async def open_one(person: Person, *, scripts: bool) -> Page:
        context = await browser.new_context(base_url=site.url, java_script_enabled=scripts)
        contexts.append(context)
        await sign_in_browser(context, site.url, person)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        await page.goto("/day/timetable")
        return page

    yield open_one
    for context in contexts:
        await context.close()


async def planned(event_id: str) -> dict[str, PlannedSession]:
    return {session.title: session for session in await planned_sessions(event_id)}


def cell(page: Page, room_id: str, starts_at: datetime) -> Locator:
    return page.locator(f'[data-place="{room_id} {starts_at.isoformat()}"]')


async def drag(page: Page, session: Locator, to: Locator, *, give_up: bool = False) -> None:
    await session.hover(position={"x": 4, "y": 4})
    await page.mouse.down()
    # What was pressed is dragged only when it is still there at the first movement: before the page scrolls.
    box = await session.bounding_box()
    assert box
    await page.mouse.move(box["x"] + 16, box["y"] + 8)
    # Browsers begin to drag at the second movement, and look where that is at the next.
    await to.hover(position={"x": 8, "y": 8})
    await to.hover(position={"x": 10, "y": 10})
    if give_up:
        await page.keyboard.press("Escape")
    await page.mouse.up()


async def test_with_the_mouse_a_session_is_dragged_where_it_can_be_and_told_where_it_cannot(
    open_timetable: OpenTimetable,
) -> None:
    event = await an_event()
    mo = await an_organiser(event)
    library, kitchen = [await a_room(event, name) for name in ("Library", "Kitchen")]
    await placed(await a_session(event, await a_selected_proposal(event, "Film")), library, TEN)
    choir = await placed(
        await a_session(event, await a_selected_proposal(event, "Choir")), library, TEN.replace(hour=12)
    )
    page = await open_timetable(mo, scripts=True)
    dragged = page.locator(f"#session-{choir.id}")

    await drag(page, dragged, cell(page, kitchen.id, TEN), give_up=True)
    left = (await planned(event.id))["Choir"]
    await drag(page, dragged, cell(page, kitchen.id, TEN + timedelta(minutes=30)))
    await expect(page.get_by_role("alert")).to_contain_text("“Choir” is in Kitchen, Saturday 28 November, 10:30am.")
    moved = (await planned(event.id))["Choir"]
    await drag(page, dragged, cell(page, library.id, TEN))
    await expect(page.get_by_role("alert")).to_contain_text("are both in Library.")

    assert (left.room and left.room.name, left.starts_at) == ("Library", TEN.replace(hour=12))
    assert (moved.room and moved.room.name, moved.starts_at) == ("Kitchen", TEN + timedelta(minutes=30))
    assert (await planned(event.id))["Choir"].starts_at == moved.starts_at


async def test_the_page_says_by_itself_that_somebody_else_changed_something(open_timetable: OpenTimetable) -> None:
    event = await an_event()
    session = await placed(await a_session(event, title="Soup"), None, TEN)
    page = await open_timetable(await an_organiser(event), scripts=True)
    await move_session(session, await an_organiser(event, "Ann"), to=later)

    # As every ten seconds.
    await page.evaluate("htmx.ajax('GET', '/day/timetable/version', {target: '#changed', swap: 'outerHTML'})")

    await expect(page.locator("#changed")).to_contain_text("The timetable was changed: Ann moved Soup")
    await expect(page.locator("#status")).to_have_text("The timetable was changed.")


async def test_without_scripts_a_session_is_placed_moved_and_undone_by_keyboard(open_timetable: OpenTimetable) -> None:
    event = await an_event()
    await a_room(event, "Library")
    await a_session(event, await a_selected_proposal(event, "Choir"))
    page = await open_timetable(await an_organiser(event), scripts=False)

    await page.get_by_role("link", name="Find a place").press("Enter")
    await page.get_by_role("radio", name="11am", exact=True).press("Space")
    await page.get_by_role("button", name="Put it there").press("Enter")
    await page.locator(".grid").get_by_role("link", name="Choir").press("Enter")
    await page.get_by_role("button", name="15 minutes later").press("Enter")
    moved = (await planned(event.id))["Choir"].starts_at
    for _ in range(2):
        await page.goto("/day/timetable")
        await page.get_by_role("button", name="Undo").press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("Undone")

    assert moved == TEN.replace(hour=11, minute=15)
    assert (await planned(event.id))["Choir"].starts_at is None
