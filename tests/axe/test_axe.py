"""Every page of every role in Chromium: axe-core finds nothing, nothing scrolls sideways, nothing is refused."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle

import httpx
import pytest
from playwright.async_api import Browser

from eventapp import clock
from eventapp.booking.publishing import publish
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.timetable.plans.asking import Placed
from eventapp.timetable.plans.stored import Best, Found, Rule, write
from eventapp.timetable.tables import Session
from eventapp.voting.actions import close_round, count_round, put_person_on_paper
from eventapp.voting.paper import sheets
from tests import cast, everywhere
from tests.axe.looking import IN_BOTH, LARGE, OTHERWISE, SMALL, Look, Visit, look_at, slips
from tests.browser import Server
from tests.everywhere import EVERYBODY, ORGANISERS, PARTNERS, WHO_HOLDS_THE_LINK, Forms, SentForm, World
from tests.timetable.some import a_plan, placed, what_was_chosen
from tests.voting.vote import a_prepared_round, a_submitted_proposal, an_open_round, people_who_vote

pytestmark = pytest.mark.timeout(300)


# Pages that look otherwise with a question in their address.
OTHER_VIEWS = (
    "/{slug}/programme?view=rooms",
    "/{slug}/programme?kind=talk&booking=free",
    "/{slug}/programme?words=nothing-like-it",
    "/{slug}/now?renew=yes",
    "/{slug}/embed?kind=none-such",
)


async def test_every_page_of_the_sample_is_sound_and_so_is_every_refused_form(
    db: None, site: Server, blind_browser: Browser
) -> None:
    """One test for both, since the sample takes seconds to load."""
    async with everywhere.a_world() as world:
        visitors = await _pages(world, None, [*EVERYBODY, *WHO_HOLDS_THE_LINK])
        partners = await _pages(world, world.partner, ["/", "/sign-in", *PARTNERS])
        for_organisers_too = _but_those_alike(await _pages(world, world.organiser, PARTNERS), partners)
        organisers = await _pages(world, world.organiser, ORGANISERS)
        others = [Visit(world.address(path), status=422 if "none-such" in path else 200) for path in OTHER_VIEWS]
        visits = [
            *_in_turn([*visitors, *organisers, *others, Visit("/nothing/here", status=404)], IN_BOTH, IN_BOTH[::-1]),
            *_in_turn(partners, (SMALL,), (LARGE,)),
            *_in_turn(for_organisers_too, (LARGE,), (SMALL,)),
            # It has every part of which pages are made.
            Visit("/styleguide", looks=OTHERWISE),
        ]
        faults = await look_at(blind_browser, site.url, visits)
        # Only now, since sending a form may use a page up.
        forms = await _refused_forms(world, visitors | partners | for_organisers_too | organisers)
        faults += [f"{visit}: {slip}" for visit, source in forms for slip in slips(source)]
        faults += await look_at(blind_browser, site.url, _in_turn(_longest_of_each_subject(forms), (SMALL,), (LARGE,)))

    assert len(visits) > 60
    assert len(forms) > 20
    assert faults == []


async def test_an_event_without_anything_is_sound(db: None, site: Server, blind_browser: Browser) -> None:
    event = await cast.an_event("bare", intro="", cost="", contact_phone="")
    mo = await cast.an_organiser(event)

    empty = "", "/programme", "/access", "/help", "/plan", "/workshops", "/survey", "/proposals", "/vote", "/vote/new"
    more = "/rooms", "/timetable", "/publish", "/bookings", "/bookings/desk", "/bookings/needs", "/people", "/notices"
    faults = await look_at(blind_browser, site.url, await _pages_of(event, [mo], *empty, *more, "/log"))

    assert faults == []


async def test_an_open_vote_is_sound(db: None, site: Server, blind_browser: Browser) -> None:
    event = await cast.an_event()
    mo = await cast.an_organiser(event)
    lives = await cast.an_organisation(event)
    tom = await cast.a_person("Tom", lives)
    round_ = await an_open_round(event, mo, stars=3)
    await put_person_on_paper(round_, mo, await cast.a_person("Ada", lives))
    [sheet] = await sheets(round_)
    paper = "/vote/paper", "/vote/paper/ballots", "/vote/paper/typing", "/vote/ending", "/vote/closing-time"

    pages = await _pages_of(event, [tom, mo], "/vote", "/plan") + await _pages_of(event, [mo], *paper)
    typing = SentForm(f"/{event.slug}/vote/paper/typing", {"code": sheet.code})
    faults = await look_at(blind_browser, site.url, [*pages, replace(pages[-1], form=typing)])

    assert faults == []


async def test_a_vote_that_is_prepared_and_its_trial_are_sound(db: None, site: Server, blind_browser: Browser) -> None:
    event = await cast.an_event()
    mo = await cast.an_organiser(event)
    lives = await cast.an_organisation(event)
    tom, *_others = [await cast.a_person(name, lives) for name in ("Tom", "Ada", "Bo", "Cy", "Di")]
    for title in ("Soup lunch", "Film", "Garden walk"):
        await a_submitted_proposal(event, title, by=tom, organisation=lives)
    await a_prepared_round(event, mo, stars=1)

    pages = await _pages_of(event, [tom], "/vote") + await _pages_of(event, [mo], "/vote", "/vote/rules", "/vote/trial")
    faults = await look_at(blind_browser, site.url, pages)

    assert faults == []


async def test_a_count_to_confirm_and_what_if_are_sound(db: None, site: Server, blind_browser: Browser) -> None:
    event = await cast.an_event()
    mo = await cast.an_organiser(event)
    lives = await cast.an_organisation(event)
    round_ = await an_open_round(event, mo)
    tom, *_others = await people_who_vote(round_, lives, ["Film"], ["Film", "Soup lunch"], ["Film"])
    await close_round(round_, mo)
    closed = await look_at(blind_browser, site.url, await _pages_of(event, [tom], "/vote"))
    await count_round(round_)

    ways = "/vote/result", "/vote/confirm", "/vote/what-if?one_room_more=y&budget_minutes=60&weighting=person"
    faults = await look_at(blind_browser, site.url, await _pages_of(event, [mo], *ways))

    assert [*closed, *faults] == []


async def test_a_timetable_with_problems_and_plans_for_it_are_sound(
    db: None, site: Server, blind_browser: Browser
) -> None:
    event, mo = await what_was_chosen(["Film", "Choir", "Soup lunch"])
    small = await cast.a_room(event, "Library", capacity=2)
    cellar = await cast.a_room(event, "Cellar")
    ten = datetime(2026, 11, 28, 10, tzinfo=UTC)
    film, choir, soup = sorted(await Session.objects(Session.proposal), key=lambda one: one.proposal.title)
    for session in (film, choir):
        await placed(session, small, ten)
    to_cellar = Best({film.id: Placed(cellar.id, ten), choir.id: Placed(small.id, ten)}, (soup.id,), 0.5)
    busy = Rule("open", (film.id, choir.id), room=small.id)
    why = Found("cannot", (busy, Rule("feature", (soup.id,), feature="quiet")), minimal=True, needed=90, there=60)
    plans = [
        await a_plan(event, to_cellar, ended="killed"),
        await a_plan(event, Best({}, (soup.id,), 0.25), purpose="why", found=write(why)),
        await a_plan(event, purpose="repair"),
        await a_plan(event, to_cellar, ended="", turn="another", turn_until=clock.now() + timedelta(hours=1)),
    ]
    made = [f"/plans/{plan.id}" for plan in plans]
    ways = "", "/problems", "/numbers", f"/{film.id}", f"/{film.id}/places", f"/{soup.id}/places", *made

    beside = f"/plans/{plans[0].id}?beside={plans[-1].id}"
    pages = await _pages_of(event, [mo], "/publish", *(f"/timetable{way}" for way in (*ways, beside)))
    stale = {"room": cellar.id, "day": "2026-11-28", "start": "11:00", "minutes": "60", "attendance": "book"}
    refused = Visit(pages[0].address, pages[0].sid, SentForm(f"/day/timetable/{film.id}", stale), status=422)
    faults = await look_at(blind_browser, site.url, [*pages, refused])

    assert faults == []


async def test_an_event_of_two_days_is_sound(db: None, site: Server, blind_browser: Browser) -> None:
    event = await cast.an_event(ends_on=date(2026, 11, 29))
    mo = await cast.an_organiser(event)
    room = await cast.a_room(event, "The room with a rather long name", "step-free", "hearing-loop")
    for day in (28, 29):
        await cast.a_session(
            event, f"Soup on the {day}th", room=room, starts_at=datetime(2026, 11, day, 11, tzinfo=UTC)
        )
    await publish(event, mo)

    changed = "", "/programme", "/timetable", "/publish", "/bookings", "/calendar"
    faults = await look_at(blind_browser, site.url, await _pages_of(event, [mo], *changed))

    assert faults == []


def _in_turn(visits: Iterable[Visit], *looks: tuple[Look, ...]) -> list[Visit]:
    """These looks in turn, since axe takes longest of all tests. The sample has each page in both."""
    return [replace(visit, looks=which) for visit, which in zip(visits, cycle(looks), strict=False)]


async def _pages(world: World, person: Person | None, templates: list[str]) -> dict[Visit, str]:
    """The pages at these addresses, for this person, each with its source."""
    client = await world.browser(person)
    pages = {}
    for method, template in everywhere.routes():
        address = world.address(template)
        if method == "GET" and template in templates and _is_page(page := await client.get(address)):
            pages[Visit(address, client.cookies.get("sid") or "")] = page.text
    return pages


def _but_those_alike(pages: dict[Visit, str], others: dict[Visit, str]) -> dict[Visit, str]:
    """Those in which something else stands than in the others, below the head that all pages have."""
    known = {source.partition("<main")[2] for source in others.values()}
    return {visit: source for visit, source in pages.items() if source.partition("<main")[2] not in known}


async def _refused_forms(world: World, pages: dict[Visit, str]) -> list[tuple[Visit, str]]:
    """The answers to the forms on these pages, filled in with far too much, each form once; each with its source."""
    client = await world.browser(None)
    refused: dict[str, tuple[Visit, str]] = {}
    for visit, source in pages.items():
        for form in Forms(source, visit.address).found:
            if form.typed and form.action.startswith("/") and form.action not in refused:
                values = form.values | dict.fromkeys(form.typed, "too much " * 2000)
                client.cookies.clear()
                client.cookies.set("sid", visit.sid)
                answer = await client.post(form.action, data=values)
                if answer.status_code == 422:
                    sent = SentForm(form.action, values)
                    refused[form.action] = Visit(visit.address, visit.sid, sent, status=422), answer.text
    return list(refused.values())


def _longest_of_each_subject(forms: list[tuple[Visit, str]]) -> Iterable[Visit]:
    """All are made of the same parts: axe finds in the longest what it finds in the others."""
    longest: dict[tuple[str, ...], Visit] = {}
    for visit, _source in sorted(forms, key=lambda form: len(form[1])):
        longest[tuple(visit.address.split("/")[2:3])] = visit
    return longest.values()


async def _pages_of(event: Event, people: list[Person], *ways: str) -> list[Visit]:
    visits = []
    for person in people:
        sid = await cast.new_sign_in(person)
        visits += [Visit(f"/{event.slug}{way}", sid) for way in ways]
    return _in_turn(visits, (SMALL,), (LARGE,))


def _is_page(answer: httpx.Response) -> bool:
    # What a page asks for by itself is a part of one.
    return answer.status_code == 200 and answer.text.lstrip().lower().startswith("<!doctype html>")
