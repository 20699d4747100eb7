"""What would help: by name for the access lead only, arranged, and told."""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from eventapp.booking.actions import book_places
from eventapp.booking.attendees import Newcomer
from eventapp.booking.tables import AccessNeed
from eventapp.event.tables import Event, Organiser
from eventapp.log.tables import LogEntry
from eventapp.notices.tables import Notice
from eventapp.people.tables import Person
from tests.cast import a_published_session, an_event, an_organiser, sign_in
from tests.conftest import Clock

NewClient = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def event(refreshed_at_once: None, clock: Clock) -> Event:
    clock.set(datetime(2026, 11, 21, 12, tzinfo=UTC))
    return await an_event()


@pytest.fixture
async def browser(mo: Person, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await sign_in(client, mo)
    return client


async def make_lead(event: Event, person: Person) -> None:
    await Organiser.update({Organiser.access_lead: True}).where(
        (Organiser.event == event.id) & (Organiser.person == person.id)
    )


async def jo_needs(event: Event, *needs: str, email: str | None = None, own_words: str = "") -> AccessNeed:
    soup = await a_published_session(event)
    await book_places(event, soup.session, Newcomer("Joanna", email=email, needs=needs, own_words=own_words))
    need = await AccessNeed.objects().order_by(AccessNeed.need).first()
    assert need
    return need


async def test_only_an_access_lead_sees_names_and_each_look_is_noted(
    event: Event, mo: Person, browser: httpx.AsyncClient
) -> None:
    need = await jo_needs(event, "bsl", own_words="A chair with arms")

    before = await browser.get("/day/bookings/needs")
    refused = await browser.post(f"/day/bookings/needs/{need.id}", data={"state": "arranged"})
    chosen = await browser.post(f"/day/organisers/{mo.id}/access-lead")
    seen = await browser.get("/day/bookings/needs")

    assert "nobody is that yet" in before.text
    assert "A BSL interpreter" in before.text
    assert "Joanna" not in before.text
    assert "A chair with arms" not in before.text
    assert (refused.status_code, chosen.status_code) == (404, 303)
    assert all(words in seen.text for words in ("Joanna", "A BSL interpreter", "A chair with arms", "Asked for"))
    lines = await LogEntry.select(LogEntry.did, LogEntry.what).where(LogEntry.who == "Mo").order_by(LogEntry.at)
    assert [(line["did"], line["what"]) for line in lines] == [
        ("chose as access lead:", "Mo"),
        ("looked at", "Who needs what"),
    ]


async def test_what_is_arranged_is_told_once_by_a_mail_that_keeps_their_own_words_out(
    event: Event, mo: Person, browser: httpx.AsyncClient
) -> None:
    await make_lead(event, mo)
    need = await jo_needs(event, "bsl", email="jo@example.org")

    for _press in range(2):
        await browser.post(f"/day/bookings/needs/{need.id}", data={"state": "arranged"})
    page = await browser.get("/day/bookings/needs")
    await browser.post(f"/day/bookings/needs/{need.id}", data={"state": "cannot"})

    told = await Notice.objects().where(Notice.kind == "need").order_by(Notice.created_at).order_by(Notice.body)
    assert {notice.subject for notice in told} == {"Your booking for 28 November"}
    assert sorted("We have arranged it." in notice.body for notice in told) == [False, True]
    assert "told" in page.text
    [stored] = await AccessNeed.objects()
    assert (stored.state, stored.state_changed_by, stored.told_at is not None) == ("cannot", mo.id, True)


async def test_whoever_gave_no_address_is_told_otherwise_and_that_is_noted(
    event: Event, mo: Person, browser: httpx.AsyncClient
) -> None:
    await make_lead(event, mo)
    need = await jo_needs(event, "captions")

    await browser.post(f"/day/bookings/needs/{need.id}", data={"state": "arranged"})
    [arranged] = await AccessNeed.objects()
    await browser.post(f"/day/bookings/needs/{need.id}", data={"state": "told"})
    [told] = await AccessNeed.objects()
    wrong = await browser.post(f"/day/bookings/needs/{need.id}", data={"state": "forgotten"})

    assert (arranged.told_at is not None, told.told_at is not None, wrong.status_code) == (False, True, 303)
    assert await Notice.count() == 0
    assert (await AccessNeed.objects().first()).state == "arranged"  # type: ignore[union-attr]


async def test_an_access_lead_of_another_event_sees_and_arranges_nothing(
    event: Event, client: httpx.AsyncClient
) -> None:
    need = await jo_needs(event, "bsl")
    other = await an_event("other")
    ray = await an_organiser(other, "Ray")
    await make_lead(other, ray)
    await sign_in(client, ray)

    page = await client.get("/other/bookings/needs")
    arranged = await client.post(f"/other/bookings/needs/{need.id}", data={"state": "arranged"})

    assert "Joanna" not in page.text
    assert (arranged.status_code, (await AccessNeed.objects())[0].state) == (404, "asked")
