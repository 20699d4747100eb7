"""A timetable by keyboard: ten sessions by hand, the rest with help, a room that closes, and what is published."""

import os
import re
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme.tables import PublishedSession
from eventapp.proposals.tables import Proposal, ProposalHost
from eventapp.timetable.planned import PlannedSession, planned_sessions
from tests.browser import Server, watch
from tests.cast import a_room, sign_in_browser
from tests.journeys.keyboard import choose, choose_radio, follow, reach, send, tick, write
from tests.timetable.some import what_was_chosen

pytestmark = pytest.mark.timeout(180)

BY_FORM = {
    "Soup lunch": ("Library", "10am"),
    "Film": ("Library", "11am"),
    "Choir": ("Library", "1pm"),
    "Quilting": ("Hall", "10am"),
    "Bird boxes": ("Hall", "11am"),
    "Garden walk": ("Hall", "1pm"),
    "Drumming": ("Kitchen", "10am"),
    "Chess": ("Kitchen", "1pm"),
}
BY_PLACE = ["Bread", "Poems"]
REST = ["Letters", "Maps", "Photos", "Radio", "Seeds", "Yoga"]
TITLES = [*BY_FORM, *BY_PLACE, *REST]
LOCKED = ["Bird boxes", "Drumming", "Quilting"]

FOUND_WITHIN = 60_000

OpenTimetable = Callable[..., Awaitable[Page]]


@pytest.fixture
async def open_timetable(db: None, site: Server, browser: Browser) -> AsyncIterator[OpenTimetable]:
    """A function that opens the timetable in a browser of this person. The test fails when the browser complains."""
    contexts: list[BrowserContext] = []
    complaints: list[list[str]] = []

    async def open_one(person: Person, *, scripts: bool, width: int) -> Page:
        context = await browser.new_context(
            base_url=site.url, java_script_enabled=scripts, viewport={"width": width, "height": 800}
        )
        contexts.append(context)
        await sign_in_browser(context, site.url, person)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        complaints.append(watch(page))
        await page.goto("/day/timetable")
        return page

    yield open_one
    for context in contexts:
        await context.close()
    assert [words for each in complaints for words in each] == []


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 320)], ids=["with scripts", "without scripts"])
async def test_a_timetable_is_made_and_mended_by_keyboard(
    open_timetable: OpenTimetable, *, scripts: bool, width: int
) -> None:
    event, mo = await what_was_chosen(TITLES)
    for room in ("Library", "Hall", "Kitchen", "Attic"):
        await a_room(event, room)
    page = await open_timetable(mo, scripts=scripts, width=width)

    for title, (room, start) in BY_FORM.items():
        await _place_by_form(page, title, room, start)
    for title in BY_PLACE:
        await _place_where_it_can_go(page, title)
    by_hand = await _places(event)
    assert {title: by_hand[title] for title in BY_FORM} == BY_FORM
    assert sorted(by_hand) == sorted([*BY_FORM, *BY_PLACE])

    await _ask_for(page, "Draft the rest")
    if scripts:
        await _watch_the_picture(page)
    await _stop_at_a_plan(page)
    for title in REST[:3]:
        await tick(page, title)
    await send(page, "Take what is ticked")
    await _says(page, "3 sessions have new places. You can undo this.")
    taken = await _places(event)
    assert sorted(taken.keys() - by_hand.keys()) == REST[3:]
    assert {title: taken[title] for title in by_hand} == by_hand

    await send(page, "Undo")
    await _says(page, "Undone. As it was before: Radio, Seeds and Yoga.")
    assert await _places(event) == by_hand
    await send(page, "Redo")
    assert await _places(event) == taken

    for title in LOCKED:
        await follow(page, title)
        await tick(page, "Keep it at this place")
        await send(page, "Save")
    await _close_the_library(page)
    await expect(page.get_by_role("table", name="Blocked by organisers")).to_contain_text("A pipe burst")
    await _hosts_too(event, "Chess", host_of="Garden walk")
    await _look_at_what_to_publish(page)
    against = page.locator("h2:has-text('What stands against it') + ul").get_by_role("listitem")
    both = re.escape("Host 5 hosts both “Chess” (1pm to 2pm) and “Garden walk” (1pm to 2pm).")
    await expect(against).to_have_text([re.compile(both)])
    await expect(page.get_by_role("button", name="Publish")).to_have_count(0)

    await follow(page, "Go to the timetable")
    await _ask_for(page, "Repair")
    await _wait_for_the_plan(page)
    await expect(page.locator("main")).to_contain_text("No plan would change less: that is proven.")
    await send(page, "Take what is ticked")
    repaired = await _places(event)
    assert "Library" not in {room for room, _start in repaired.values()}
    could_stay = {title for title, (room, _start) in taken.items() if room != "Library"}
    [moved] = [title for title in could_stay if repaired[title] != taken[title]]
    assert moved in {"Chess", "Garden walk"}

    await _look_at_what_to_publish(page)
    # What is to be known of this timetable may stay so.
    for warning in await page.locator("[name=accepted]").all():
        await reach(page, warning)
        await page.keyboard.press("Space")
    await send(page, "Publish edition 1")
    published = await PublishedSession.select(PublishedSession.title).where(PublishedSession.event == event.id)
    assert sorted(row["title"] for row in published) == sorted(repaired)


async def test_of_a_search_that_is_killed_the_page_says_so_and_the_best_plan_can_be_taken(
    open_timetable: OpenTimetable,
) -> None:
    event, mo = await what_was_chosen(TITLES[:8])
    for room in ("Library", "Hall"):
        await a_room(event, room)
    page = await open_timetable(mo, scripts=True, width=1280)

    await _ask_for(page, "Draft the rest")
    await expect(page.locator("#search")).to_contain_text("The best plan so far places", timeout=FOUND_WITHIN)
    _kill_what_searches()
    await _wait_for_the_plan(page)
    await expect(page.locator("main")).to_contain_text("The search broke off. Nothing of it is in the timetable.")
    placed = await _places(event)
    await send(page, "Take what is ticked")

    assert placed == {}
    assert sorted(await _places(event)) == sorted(TITLES[:8])


# The event


async def _hosts_too(event: Event, title: str, *, host_of: str) -> None:
    """Whoever hosts the one session is now a host of the other too, which was placed before."""
    hosting = ProposalHost.select(ProposalHost.host).where(
        (ProposalHost.proposal.event == event.id) & (ProposalHost.proposal.title == host_of)
    )
    proposal = await Proposal.objects().get((Proposal.event == event.id) & (Proposal.title == title))
    [host] = await hosting.output(as_list=True)
    assert proposal
    await ProposalHost.insert(ProposalHost(proposal=proposal.id, host=host, position=1))


async def _places(event: Event) -> dict[str, tuple[str, str]]:
    """For each session that has a place, by title, its room and the time of its start as it is written."""
    return {session.title: _place(session) for session in await planned_sessions(event.id) if session.starts_at}


def _place(session: PlannedSession) -> tuple[str, str]:
    assert session.room
    assert session.starts_at
    written = f"{session.starts_at:%I:%M%p}".lower().lstrip("0").replace(":00", "")
    return session.room.name, written


# The organiser's hands


async def _says(page: Page, words: str) -> None:
    await expect(page.get_by_role("alert")).to_contain_text(words)


async def _place_by_form(page: Page, title: str, room: str, start: str) -> None:
    await follow(page, title)
    await choose(page, "Room", room)
    await choose(page, "Start", start)
    await send(page, "Save")
    await _says(page, f"“{title}” is in {room}")


async def _place_where_it_can_go(page: Page, title: str) -> None:
    """In the first place that is free."""
    await follow(page, re.compile(f"^Find a place.*{title}$"))
    await reach(page, page.get_by_role("radio").first)
    await page.keyboard.press("Space")
    await send(page, "Put it there")
    await _says(page, f"“{title}” is in ")


async def _ask_for(page: Page, work: str) -> None:
    await follow(page, "Draft and repair")
    await choose_radio(page, work)
    await send(page, "Begin")


async def _watch_the_picture(page: Page) -> None:
    """It comes and goes on by itself."""
    line = page.locator("#search svg polyline")
    await expect(line).to_be_attached(timeout=FOUND_WITHIN)
    drawn = await line.get_attribute("points")
    await expect(page.locator("#search svg")).to_be_visible()
    await expect(line).not_to_have_attribute("points", str(drawn))


async def _stop_at_a_plan(page: Page) -> None:
    """Looks again until there is a plan, and stops the search."""
    while not await page.get_by_text("The best plan so far places").count():
        await follow(page, "Look again")
    await send(page, "Stop and keep the best plan so far")
    await _wait_for_the_plan(page)
    await expect(page.locator("main")).to_contain_text("The search was stopped. The best plan so far was kept.")


async def _wait_for_the_plan(page: Page) -> None:
    made = page.get_by_role("heading", name="How it was made")
    if await page.locator("body.govuk-frontend-supported").count():
        # The page asks by itself; a search may be over before it is there.
        told = page.get_by_role("button", name="Look at the plan").or_(
            page.get_by_role("link", name="Look at the plan")
        )
        await expect(told.or_(made)).to_be_visible(timeout=FOUND_WITHIN)
        if await told.is_visible():
            await reach(page, told)
            async with page.expect_navigation():
                await page.keyboard.press("Enter")
    else:
        while not await made.is_visible():
            await follow(page, "Look again")
    await expect(made).to_be_visible()


async def _close_the_library(page: Page) -> None:
    await page.goto("/day/rooms")
    await follow(page, re.compile("^Library.*when it can be used$"))
    await write(page, "Why?", "A pipe burst")
    await send(page, "Block this time")


async def _look_at_what_to_publish(page: Page) -> None:
    await page.goto("/day/timetable")
    await follow(page, "Look at what to publish")


# The machine


def _kill_what_searches() -> None:
    """Kills every process of the solver below this one, as a machine does that runs out of memory."""
    parents: dict[int, int] = {}
    searching: list[int] = []
    for folder in Path("/proc").glob("[0-9]*"):
        # Others come and go.
        with suppress(OSError):
            pid = int(folder.name)
            parents[pid] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if b"eventapp.timetable.solver.working" in (folder / "cmdline").read_bytes():
                searching.append(pid)
    ours = [pid for pid in searching if _is_below(os.getpid(), pid, parents)]
    assert ours
    for pid in ours:
        os.kill(pid, signal.SIGKILL)


def _is_below(above: int, pid: int, parents: dict[int, int]) -> bool:
    while pid in parents and pid != above:
        pid = parents[pid]
    return pid == above
