"""From what people told a survey to a result that everybody can check: how a programme is chosen, as people do it."""

import json
import re
from asyncio import gather, to_thread
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Page, expect

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

DAY = date.today() + timedelta(days=30)  # noqa: DTZ011 (the event lies ahead, wherever the test runs)
CLOSES = f"{DAY - timedelta(days=7)} 18:00"

BIRD_BOX, SOUP, QUILT, REPAIRS = "Make a bird box", "Soup lunch for all", "Quilt together", "Repair table"
SHED, KITCHEN, QUILTERS = "Riverside Shed", "Village Soup Lunch", "Quilters"

INVITATION = "You are invited to plan with us"
GROWING = "About a proposal for Peer Support Day"
VOTE = "The vote for Peer Support Day"
DECISION = "What you proposed for Peer Support Day"

HEADINGS = [
    "Who got how much of what they asked for",
    "Who proposed what was chosen",
    "What the room time goes to",
    "If the most votes won",
    "Was anybody left out who should not be?",
    "What was drawn",
    "Count it again yourself",
    "The rules of this vote",
]
CAPTIONS = [
    "Chosen, in the order of the count",
    "Not this time",
    "By the organisation that people voted for",
    "By the organisation that proposed it",
    "Room time by kind of activity, in the order of the strip",
]
RESULT = f"""
- 'heading "Result: What shall we do together?" [level=1]'
- paragraph: "This is what the count gives. It is not final yet: an organiser confirms it."
- paragraph: 6 people voted.
- paragraph: 1 person took part without choosing anything.
- table "Chosen, in the order of the count":
  - rowgroup
  - rowgroup:
    - row /{SOUP}/:
      - rowheader "{SOUP}"
      - cell /4/
      - cell:
        - group:
          - paragraph: /It needed 1 hour. The people who ticked it had .+ of their shares left to give./
          - list:
            - listitem: "/Organisations with few votes, together: .+/"
            - listitem: "/{SHED}: .+/"
    - row /{BIRD_BOX}/:
      - rowheader "{BIRD_BOX}"
      - cell /5/
      - cell:
        - group:
          - paragraph: /It needed 1 hour. The people who ticked it had .+ of their shares left to give./
- table "Not this time":
  - rowgroup
  - rowgroup:
    - row /{QUILT}/:
      - cell:
        - group:
          - paragraph: "/The rules say how much time this kind gets: Making together. Too little was left./"
    - row /{REPAIRS}/:
      - cell:
        - group:
          - paragraph: /The rules say that it cannot go together with “{BIRD_BOX}”, which was chosen first./
"""

# As a form tool exports it.
ANSWERS = (
    "Timestamp,Email Address,What would you like to do?\r\n"
    + "".join(f'2026/09/0{n} 10:1{n},a{n}@answers.example,"Eat together;Make something"\r\n' for n in range(1, 7))
    + "2026/09/08 11:00,a7@answers.example,Eat together\r\n"
)


# Without scripts people vote in test_the_whole_way.py and in tests/voting/test_ballot_browser.py.
@pytest.mark.parametrize("open_browser", [True], indirect=True, ids=["with scripts"])
@pytest.mark.timeout(240)
async def test_what_people_asked_for_is_chosen_fairly_and_can_be_checked(
    server: Server, open_browser: OpenBrowser, tmp_path: Path
) -> None:
    mo, una = await open_browser(), await open_browser()
    ray, vic, rosa, sid = [await open_browser() for _ in range(4)]
    peggy, quin = await open_browser(), await open_browser()
    partners = {"Ray": ray, "Vic": vic, "Rosa": rosa, "Sid": sid, "Peggy": peggy, "Quin": quin}
    mo_is_told, una_is_told = await gather(
        to_thread(event_with_organiser, server, DAY), to_thread(_organiser_of_another_event, server)
    )
    await gather(sign_in(mo, mo_is_told), sign_in(una, una_is_told))
    await _prepare_the_event(mo)
    links = {name: await link_from_the_outbox(mo, name) for name in partners}
    await gather(*(sign_in(partners[name], link) for name, link in links.items()))

    await _bring_in_the_survey(mo)
    assert b"answers.example" not in await to_thread(_stored, server)
    bird_box, soup, quilt, repairs = await gather(
        _add_an_idea(ray, BIRD_BOX),
        _add_an_idea_of_the_survey(peggy, "Soup lunch", theme="Eat together"),
        _add_an_idea(quin, QUILT),
        _add_an_idea(rosa, REPAIRS),
    )
    await _ask_to_do_it_together(ray, bird_box, QUILTERS)
    await _say_yes(quin, bird_box, SHED, QUILTERS)
    await _ask_to_do_it_together(quin, soup)
    await _say_yes(peggy, soup, KITCHEN, QUILTERS)
    await _suggest_a_title(ray, soup, SOUP)
    await _use_the_suggested_title(peggy, soup, SOUP)
    await gather(
        _put_forward(ray, bird_box, "Making together"),
        _put_forward(peggy, soup, "Discussion"),
        _put_forward(quin, quilt, "Making together"),
        _put_forward(rosa, repairs, "Drop-in"),
    )
    for page in (mo, quin, una):
        await _finds_nothing(page, get=[f"{repairs}/edit"], post=[f"{repairs}/edit", f"{repairs}/withdrawal"])

    rules = await _prepare_the_vote(mo)
    await _read_the_rules(peggy, rules)
    for page in (peggy, una):
        await _finds_nothing(page, get=["/day/vote/rules"], post=["/day/vote/rules", "/day/vote/opening"])
    await _open_and_try_to_change_the_rules(mo)

    await gather(
        _vote_and_change_it(ray, at_first=[REPAIRS], then=[BIRD_BOX, SOUP]),
        _vote_by_keyboard(vic, [BIRD_BOX, QUILT], star=BIRD_BOX),
        _vote_on_a_narrow_phone(rosa, BIRD_BOX, REPAIRS),
        _abstain(sid),
        _vote(peggy, BIRD_BOX, SOUP, star=SOUP),
        _vote(quin, SOUP, QUILT),
        _vote_on_paper(mo, "Pat", BIRD_BOX, SOUP, REPAIRS),
    )
    for page in (peggy, una):
        await _finds_nothing(page, get=["/day/vote/paper", "/day/vote/paper/ballots", "/day/vote/paper/typing"])

    await end_the_vote(mo, "Everybody has voted.")
    for page in (peggy, una):
        await _finds_nothing(page, get=["/day/vote/what-if"], post=["/day/vote/confirm"])
    await _read_the_result(peggy)
    assert await _count_again(server, peggy, tmp_path) == [SOUP, BIRD_BOX]

    await _confirm(mo, instead=QUILT, offered=REPAIRS)
    await _read_the_decisions(peggy)
    assert "There is a wall for it." in await _messages(mo, DECISION, "quin")
    assert "We would like to offer you a stall or table" in await _messages(mo, DECISION, "rosa")
    assert await outbox(mo) == sorted(
        [
            *(
                (INVITATION, f"{name}@example.org")
                for name in ("mo", "ray", "vic", "rosa", "sid", "peggy", "pat", "quin")
            ),
            *((GROWING, f"{name}@example.org") for name in ("quin", "ray", "peggy", "quin", "peggy", "ray")),
            *((VOTE, f"{name}@example.org") for name in ("ray", "vic", "rosa", "sid", "peggy", "pat", "pat", "quin")),
            *((DECISION, f"{name}@example.org") for name in ("ray", "peggy", "quin", "quin", "quin", "rosa")),
        ]
    )


# The machine


def _organiser_of_another_event(server: Server) -> str:
    server.command("event", "new", "other", "--name", "Another Day", "--date", str(DAY))
    return server.command("invite", "una@example.org", "--name", "Una", "--organiser", "--event", "other")


def _stored(server: Server) -> bytes:
    """What the files of the installation hold; of a database on PostgreSQL nothing."""
    folders = [Path(server.environment["EVENTAPP_DATA_DIR"])]
    database = server.environment["EVENTAPP_DATABASE_URL"]
    if database.startswith("sqlite:///"):
        folders.append(Path(database.removeprefix("sqlite:///")).parent)
    found = b"".join(file.read_bytes() for folder in folders for file in folder.rglob("*") if file.is_file())
    assert b"Peer support survey" in found or len(folders) == 1
    return found


async def _count_again(server: Server, page: Page, folder: Path) -> list[str]:
    """The titles that are chosen by the program's own count of the file that a partner downloads, in its order."""
    told = await (await page.request.get("/day/vote/result.json")).json()
    file = folder / "result.pb"
    file.write_bytes(await (await page.request.get("/day/vote/result.pb")).body())
    found = json.loads(server.command("tally", str(file), "--json"))
    assert found["winners"] == told["chosen"]
    assert found["ejr_plus_violations"] == told["ejr_plus_violations"] == []
    titles = {one["id"]: one["title"] for one in told["candidates"]}
    return [titles[id_] for id_ in found["winners"]]


# The organiser


async def _prepare_the_event(mo: Page) -> None:
    await mo.goto("/day/settings")
    await press(mo, "Open proposals")
    for organisation in (SHED, KITCHEN, QUILTERS):
        await add_organisation(mo, organisation)
    for name in ("Ray", "Vic", "Rosa", "Sid"):
        await invite(mo, name, SHED)
    for name in ("Peggy", "Pat"):
        await invite(mo, name, KITCHEN)
    await invite(mo, "Quin", QUILTERS)


async def _bring_in_the_survey(mo: Page) -> None:
    await mo.goto("/day/survey/import")
    answers: FilePayload = {"name": "answers.csv", "mimeType": "text/csv", "buffer": ANSWERS.encode()}
    await mo.get_by_label("Choose the CSV file").set_input_files(answers)
    await press(mo, "Read it")
    await expect(mo.locator("main")).to_contain_text("Left out already: Timestamp, Email Address")
    assert "answers.example" not in await mo.content()
    await press(mo, "Count the answers")
    await expect(mo.locator("main")).to_contain_text("Nothing is stored yet.")
    await mo.get_by_label("What is the survey called?").fill("Peer support survey")
    await mo.get_by_label("When did it end?").fill("2026-09-30")
    await press(mo, "Store these results")
    row = mo.get_by_role("row").filter(has_text="Eat together")
    await expect(row.get_by_role("cell").nth(1)).to_have_text("7")


async def _prepare_the_vote(mo: Page) -> list[str]:
    """Writes the rules; returns sentences that everybody must be able to read."""
    await mo.goto("/day/vote")
    await mo.get_by_label("What is the vote about?").fill("What shall we do together?")
    await mo.get_by_label("When does voting close?").fill(CLOSES)
    await mo.get_by_label("I write it myself").check()
    await mo.get_by_label("Room time to give, in minutes").fill("180")
    await mo.get_by_label("How many stars has each person?").fill("1")
    await mo.get_by_label("Making together").fill("60")
    await press(mo, "Add a pair")
    await mo.get_by_label("Either").select_option(label=BIRD_BOX)
    await mo.get_by_label("Or", exact=True).select_option(label=REPAIRS)
    await press(mo, "Save")
    return [
        "You can give a star to 1 proposal that matters most to you.",
        "Kind “Making together”: no more than 1 hour in all.",
        "Only one of these two can be chosen:",
        "Each organisation has the same share of the room time, however many of its people vote.",
    ]


async def _open_and_try_to_change_the_rules(mo: Page) -> None:
    late = await mo.context.new_page()
    await late.goto("/day/vote/rules")
    await mo.goto("/day/vote")
    await press(mo, "Open the vote")
    await expect(mo.locator("main")).to_contain_text("0 people have voted so far")
    await late.get_by_label("How many stars has each person?").fill("0")
    await press(late, "Save")
    await expect(late.locator("main")).to_contain_text("Voting has opened. The rules stay as they are.")
    await late.close()


async def _vote_on_paper(mo: Page, name: str, *titles: str) -> None:
    await mo.goto("/day/vote/paper")
    await mo.get_by_label("Who votes on paper?").select_option(label=name)
    await press(mo, "This person votes on paper")
    await mo.get_by_role("link", name="Print the ballots").click()
    code = await mo.locator("main strong").inner_text()
    await _type_code(mo, code)
    for title in titles:
        await mo.get_by_label(f"Ticked ({title})").check()
    await press(mo, "Count this ballot")
    await expect(mo.locator("body")).to_contain_text(f"The ballot {code} is typed in.")
    await _type_code(mo, code)
    await expect(mo.locator("main")).to_contain_text("This ballot is typed in already, and counts once.")


async def _type_code(mo: Page, code: str) -> None:
    await mo.goto("/day/vote/paper/typing")
    await mo.get_by_label("Code on the ballot").fill(code)
    await press(mo, "Next")


async def _confirm(mo: Page, *, instead: str, offered: str) -> None:
    """Confirms the result, with one more than the count gives and with something else offered to one."""
    await mo.goto("/day/vote/confirm")
    await mo.get_by_label(instead, exact=True).check()
    await press(mo, "Confirm the result")
    await expect(mo.locator("main")).to_contain_text(f"Say why you decide differently about “{instead}”.")
    await mo.get_by_label(f"Why do you decide differently about “{instead}”?").fill("There is a wall for it.")
    await mo.locator("summary", has_text=f"Change this, or offer something else ({offered})").click()
    await mo.get_by_label(f"If “{offered}” is not chosen, what can we offer?").select_option("A stall or table")
    await press(mo, "Confirm the result")
    await expect(mo.locator("main")).to_contain_text("This is final")


async def _messages(mo: Page, subject: str, name: str) -> str:
    """What all messages with this subject to somebody say."""
    await mo.goto("/day/notices")
    found = mo.get_by_role("row").filter(has_text=f"{name}@example.org").get_by_role("link", name=subject)
    addresses = [await link.get_attribute("href") for link in await found.all()]
    words = []
    for address in addresses:
        await mo.goto(str(address))
        words.append(await mo.inner_text("main"))
    return "\n".join(words)


# Partners, growing ideas


async def _add_an_idea(page: Page, title: str) -> str:
    """Returns where it is."""
    await page.goto("/day/proposals/new")
    return await _write_the_idea(page, title)


async def _add_an_idea_of_the_survey(page: Page, title: str, *, theme: str) -> str:
    await page.goto("/day/survey")
    await page.get_by_role("link", name="Peer support survey").click()
    await page.get_by_role("link", name=re.compile(f"Add an idea from this.*{theme}")).click()
    return await _write_the_idea(page, title)


async def _write_the_idea(page: Page, title: str) -> str:
    await page.get_by_label("What would you call it?").fill(title)
    await page.get_by_label("What happens there?").fill("Come and see. No need to talk.")
    await press(page, "Save the idea")
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url


async def _ask_to_do_it_together(page: Page, idea: str, organisation: str = "") -> None:
    """Asks an organisation, or without one asks those whose idea it is."""
    await page.goto(f"{idea}/together")
    if organisation:
        await page.get_by_label("Which organisation?").select_option(label=organisation)
    await press(page, "Ask them")


async def _say_yes(page: Page, idea: str, *hosts: str) -> None:
    """Agrees to do it together. Only then the other organisation is named as a host."""
    await page.goto(idea)
    await expect(page.locator("main")).not_to_contain_text(" and ".join(sorted(hosts)))
    await page.get_by_role("link", name="Answer").click()
    await press(page, "Yes, together")
    await page.goto(f"{idea}/together")
    for host in hosts:
        await expect(page.get_by_role("listitem").filter(has_text=host)).to_be_visible()


async def _suggest_a_title(page: Page, idea: str, title: str) -> None:
    await page.goto(idea)
    await page.get_by_role("link", name="Suggest other words").click()
    await page.get_by_label("Title").fill(title)
    await page.get_by_label("Why would you change it?").fill("So that nobody thinks it is only for you.")
    await press(page, "Send the suggestion")


async def _use_the_suggested_title(page: Page, idea: str, title: str) -> None:
    await page.goto(idea)
    await page.get_by_role("link", name="Look at them").click()
    await press(page, "Use these words")
    await page.goto(idea)
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)


async def _put_forward(page: Page, idea: str, kind: str) -> None:
    await page.goto(f"{idea}/edit")
    await page.get_by_label(kind).check()
    await page.get_by_label("How long is it?").select_option("60")
    await page.get_by_label("Who hosts it?").fill("Somebody with time")
    await press(page, "Save")
    await press(page, "Put it forward")
    await expect(page.locator("main")).to_contain_text("Put forward")


# Partners who vote


async def _read_the_rules(page: Page, sentences: list[str]) -> None:
    await page.goto("/day/vote")
    for sentence in sentences:
        await expect(page.locator("main")).to_contain_text(sentence)
    await expect(page.get_by_role("table", name="Organisations that take part")).to_contain_text(QUILTERS)
    await expect(page.get_by_role("button", name="Open the vote")).to_have_count(0)


def _tick(title: str) -> str:
    return f"I want this in the programme ({title})"


def _star(title: str) -> str:
    return f"A star: this matters most to me ({title})"


async def _vote(page: Page, *titles: str, star: str = "") -> None:
    await page.goto("/day/vote")
    for title in titles:
        await page.get_by_label(_tick(title)).check()
    if star:
        await page.get_by_label(_star(star)).check()
    await press(page, "Save and see my vote")
    await _vote_is_saved(page, titles, star)


async def _vote_is_saved(page: Page, titles: tuple[str, ...] | list[str], star: str = "") -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text("Your vote is saved")
    items = page.locator("main").get_by_role("listitem")
    await expect(items).to_have_text([re.compile(title) for title in sorted(titles)])
    starred = [title for title in titles if title == star]
    await expect(items.filter(has_text="Star")).to_have_text([re.compile(title) for title in starred])


async def _vote_and_change_it(page: Page, *, at_first: list[str], then: list[str]) -> None:
    await _vote(page, *at_first)
    await page.get_by_role("link", name="Change my vote").click()
    for title in at_first:
        await page.get_by_label(_tick(title)).uncheck()
    for title in then:
        await page.get_by_label(_tick(title)).check()
    await press(page, "Save and see my vote")
    await _vote_is_saved(page, then)


async def _vote_by_keyboard(page: Page, titles: list[str], *, star: str) -> None:
    """With Tab and Space only, once through the page."""
    await page.goto("/day/vote")
    wanted = {str(await page.get_by_label(_tick(title)).get_attribute("id")) for title in titles}
    wanted.add(str(await page.get_by_label(_star(star)).get_attribute("id")))
    focus = page.locator(":focus")
    last = page.get_by_role("button", name="Save and see my vote")
    while wanted or not await focus.and_(last).count():
        await page.keyboard.press("Tab")
        here = await focus.get_attribute("id")
        if here in wanted:
            wanted.remove(here)
            await page.keyboard.press("Space")
            await expect(focus).to_be_checked()
    async with page.expect_navigation():
        await page.keyboard.press("Space")
    await _vote_is_saved(page, titles, star)


async def _vote_on_a_narrow_phone(page: Page, *titles: str) -> None:
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto("/day/vote")
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    await _vote(page, *titles)
    assert await page.evaluate("document.documentElement.scrollWidth") == 320


async def _abstain(page: Page) -> None:
    await page.goto("/day/vote/ballot")
    await page.locator("summary", has_text="I would like to abstain").click()
    await press(page, "Abstain")
    await expect(page.get_by_role("heading", level=1)).to_have_text("You abstain")


# Partners who read the result


async def _read_the_result(page: Page) -> None:
    """As a screen reader tells it: where its parts begin, what each table is about, and for each proposal why."""
    await page.goto("/day/vote/result")
    main = page.locator("main")
    for why in await main.locator("summary", has_text="Why").all():
        await why.click()
    await expect(main).to_match_aria_snapshot(RESULT)
    assert await main.get_by_role("heading", level=2).all_inner_texts() == HEADINGS
    assert await main.locator("caption").all_inner_texts() == CAPTIONS
    assert await main.get_by_role("table").count() == len(CAPTIONS)


async def _read_the_decisions(page: Page) -> None:
    await page.goto("/day/vote/result")
    await expect(page.locator("main")).to_contain_text("There is a wall for it.")
    row = page.get_by_role("row").filter(has_text=REPAIRS)
    await expect(row.first).to_contain_text("A stall or table")


# What is not theirs


async def _finds_nothing(page: Page, get: Sequence[str] = (), post: Sequence[str] = ()) -> None:
    """Neither at these addresses nor behind the forms that are sent to those."""
    answers = [await page.request.get(address) for address in get]
    answers += [await page.request.post(address) for address in post]
    assert {answer.status for answer in answers} == {404}
