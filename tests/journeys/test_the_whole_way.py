"""From the first invitation to a place that goes on to whoever waits: the main job, end to end, as people do it."""

import re
from datetime import date, timedelta

import pytest
from icalendar import Calendar
from playwright.async_api import Page, expect

from tests.browser import Server
from tests.journeys.conftest import OpenBrowser
from tests.journeys.steps import (
    add_organisation,
    end_the_vote,
    event_with_organiser,
    invite,
    link_from_the_outbox,
    outbox,
    press,
    sign_in,
)
from tests.servers import ask

DAY = date.today() + timedelta(days=30)  # noqa: DTZ011 (the event lies ahead, wherever the test runs)
CLOSES = f"{DAY - timedelta(days=7)} 18:00"


@pytest.mark.timeout(240)
async def test_a_programme_is_made_together_published_and_booked(server: Server, open_browser: OpenBrowser) -> None:
    mo = await open_browser()
    await sign_in(mo, event_with_organiser(server, DAY))
    await _prepare_the_event(mo)

    ray, vic, peggy = await open_browser(), await open_browser(), await open_browser()
    for page, name in ((ray, "Ray"), (vic, "Vic"), (peggy, "Peggy")):
        await sign_in(page, await link_from_the_outbox(mo, name))
    await _propose(ray, "Make a bird box", kind="Making together", places="2", hosts="Ray")
    await _propose(peggy, "Soup lunch", kind="Discussion", places="", hosts="Peggy")

    await _open_a_round(mo)
    await _vote(ray, "Make a bird box")
    await _vote(vic, "Make a bird box", "Soup lunch")
    await _vote(peggy, "Make a bird box", "Soup lunch")
    await _close_and_confirm(mo)
    await _place(mo, "Make a bird box", "10:30")
    await _place(mo, "Soup lunch", "12:00")
    await _publish(mo)

    entries = _entries(server)
    assert sorted(entries) == ["Make a bird box", "Soup lunch"]
    jo, sam, kit = await open_browser(), await open_browser(), await open_browser()
    assert await _book(jo, entries["Make a bird box"], "Jo") == "You have a place"
    await jo.goto("/day/my-day")
    await expect(jo.locator("main")).to_contain_text("Make a bird box")
    assert await _book(sam, entries["Make a bird box"], "Sam") == "You have a place"
    assert await _wait_for_a_place(kit, entries["Make a bird box"], "Kit") == "You are on the waiting list"
    await press(jo, re.compile("^Cancel.*bird box"))
    await expect(jo.locator("main")).to_contain_text("Nothing booked yet")
    await kit.goto("/day/my-day")
    await expect(kit.locator("main")).to_contain_text("Booked")

    booking = f"Your booking for {DAY:%-d %B}"
    assert await outbox(mo) == sorted(
        [
            ("You are invited to plan with us", "mo@example.org"),
            ("You are invited to plan with us", "ray@example.org"),
            ("You are invited to plan with us", "vic@example.org"),
            ("You are invited to plan with us", "peggy@example.org"),
            ("The vote for Peer Support Day", "ray@example.org"),
            ("The vote for Peer Support Day", "vic@example.org"),
            ("The vote for Peer Support Day", "peggy@example.org"),
            ("What you proposed for Peer Support Day", "ray@example.org"),
            ("What you proposed for Peer Support Day", "peggy@example.org"),
            (booking, "jo@example.org"),
            (booking, "sam@example.org"),
            (booking, "kit@example.org"),
            (booking, "jo@example.org"),
            (booking, "kit@example.org"),
        ]
    )


# The organiser


async def _prepare_the_event(mo: Page) -> None:
    await mo.goto("/day/settings")
    await press(mo, "Open proposals")
    await mo.goto("/day/rooms/new")
    await mo.get_by_label("Name", exact=True).fill("Workbench Room")
    await mo.get_by_label("How many people fit?").fill("16")
    await mo.get_by_label("Step-free").check()
    await press(mo, "Add the room")
    for organisation in ("Riverside Shed", "Village Soup Lunch"):
        await add_organisation(mo, organisation)
    await invite(mo, "Ray", "Riverside Shed")
    await invite(mo, "Vic", "Riverside Shed")
    await invite(mo, "Peggy", "Village Soup Lunch")


async def _open_a_round(mo: Page) -> None:
    await mo.goto("/day/vote/new")
    await mo.get_by_label("What is the vote about?").fill("What shall we do together?")
    await mo.get_by_label("When does voting close?").fill(CLOSES)
    await press(mo, "Save")
    await press(mo, "Open the vote")
    await expect(mo.locator("main")).to_contain_text("0 people have voted so far")


async def _close_and_confirm(mo: Page) -> None:
    await mo.goto("/day/vote")
    await expect(mo.locator("main")).to_contain_text("3 people have voted so far")
    await end_the_vote(mo, "Everybody has voted.")
    await mo.get_by_role("link", name="Confirm the list").click()
    await press(mo, "Confirm the result")
    await expect(mo.locator("main")).to_contain_text("This is final")


async def _place(mo: Page, title: str, start: str) -> None:
    await mo.goto("/day/timetable")
    await mo.get_by_role("link", name=title).first.click()
    room = mo.get_by_label("Room", exact=True)
    await room.select_option(await room.locator("option", has_text="Workbench Room").get_attribute("value"))
    await mo.get_by_label("Start", exact=True).select_option(start)
    await press(mo, "Save")
    await mo.goto("/day/timetable")
    # A phone shows the day as a list.
    await expect(mo.locator(".by-time")).to_contain_text(title)


async def _publish(mo: Page) -> None:
    await mo.goto("/day/settings")
    await press(mo, "Open bookings")
    await mo.goto("/day/publish")
    # What is to be known of this small programme may stay so.
    for warning in await mo.locator("[name=accepted]").all():
        await warning.check()
    await press(mo, "Publish edition 1")


# Partners


async def _propose(page: Page, title: str, *, kind: str, places: str, hosts: str) -> None:
    await page.goto("/day/proposals/new")
    await page.get_by_label("What would you call it?").fill(title)
    await page.get_by_label("What happens there?").fill("Come and see. No need to talk.")
    await press(page, "Save the idea")
    await page.get_by_role("link", name="Change the words").click()
    await page.get_by_label(kind).check()
    await page.get_by_label("How long is it?").select_option("60")
    await page.get_by_label("How many people can come at most?").fill(places)
    await page.get_by_label("Who hosts it?").fill(hosts)
    await press(page, "Save")
    await press(page, "Put it forward")
    await expect(page.locator("main")).to_contain_text("Put forward")


async def _vote(page: Page, *titles: str) -> None:
    await page.goto("/day/vote")
    for title in titles:
        await page.get_by_label(f"I want this in the programme ({title})").check()
    await press(page, "Save and see my vote")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Your vote is saved")


# Whoever comes


def _entries(server: Server) -> dict[str, str]:
    """For each entry of the public calendar, by its title, the address at the end of its description."""
    feed = Calendar.from_ical(ask(f"{server.url}/day/calendar.ics").content)
    return {
        str(entry["SUMMARY"]): str(entry["DESCRIPTION"]).splitlines()[-1].removeprefix("Book or cancel: ")
        for entry in feed.walk("VEVENT")
    }


async def _book(page: Page, address: str, name: str) -> str:
    """Books from the address in a calendar entry, and returns what the page then says first."""
    await _open_the_booking_form(page, address)
    await page.get_by_label("What should we call you?").fill(name)
    await page.get_by_label("Email for messages").fill(f"{name.lower()}@example.org")
    await press(page, re.compile("^Book$"))
    return await page.get_by_role("heading", level=1).inner_text()


async def _wait_for_a_place(page: Page, address: str, name: str) -> str:
    await _open_the_booking_form(page, address)
    await page.get_by_label("What should we call you?").fill(name)
    await page.get_by_label("Email for messages").fill(f"{name.lower()}@example.org")
    await press(page, "Ask for a place")
    return await page.get_by_role("heading", level=1).inner_text()


async def _open_the_booking_form(page: Page, address: str) -> None:
    await page.goto(address)
    if not address.endswith("/booking"):
        await page.locator("a[href$='/booking']").first.click()
