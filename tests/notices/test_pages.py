"""The outbox as organisers see it."""

import dataclasses
from datetime import timedelta
from typing import Any

import httpx
import pytest

from eventapp import clock
from eventapp import db as database
from eventapp.booking import refreshing
from eventapp.booking.actions import book_places
from eventapp.booking.attendees import Newcomer
from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from eventapp.notices import pages
from eventapp.notices.actions import owe
from eventapp.notices.tables import Notice
from eventapp.people.sign_in import ask_to_sign_in
from eventapp.settings import settings
from tests.cast import a_person, a_published_session, an_event, an_organisation, an_organiser, sign_in

pytestmark = pytest.mark.anyio


async def a_notice(event: Event | None, email: str = "jo@example.org", **facts: Any) -> Notice:
    async with database.transaction():
        await owe("booking", email, "Your booking", "Hello Jo.", event=event.id if event else None)
    notice = await Notice.objects().where(Notice.email == email).order_by(Notice.created_at, ascending=False).first()
    assert notice is not None
    if facts:
        await Notice.update(**facts).where(Notice.id == notice.id)
    return notice


async def as_organiser(client: httpx.AsyncClient) -> Event:
    event = await an_event()
    await sign_in(client, await an_organiser(event))
    return event


def with_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = dataclasses.replace(settings(), smtp_url="smtp://mail.example")
    monkeypatch.setattr(pages, "settings", lambda: changed)


async def test_the_outbox_tells_what_waits_what_has_trouble_and_what_was_sent(client: httpx.AsyncClient) -> None:
    event = await as_organiser(client)
    await a_notice(event, "waiting@example.org")
    await a_notice(event, "trouble@example.org", trouble="550 no such person", attempts=3)
    await a_notice(event, "sent@example.org", sent_at=clock.now(), attempts=1)

    text = (await client.get("/day/notices")).text

    places = [text.index(f"{name}@example.org") for name in ("trouble", "waiting", "sent")]
    assert places == sorted(places)
    assert "550 no such person" in text
    assert "Email is not set up here, so messages wait." in text


async def test_a_long_outbox_has_pages_and_trouble_stands_on_the_first(client: httpx.AsyncClient) -> None:
    event = await as_organiser(client)
    for number in range(49):
        await a_notice(event, f"sent{number}@example.org", sent_at=clock.now() - timedelta(minutes=number), attempts=1)
    await a_notice(event, "waiting@example.org")
    await a_notice(event, "trouble@example.org", trouble="550 no such person", attempts=3)

    pages_ = [(await client.get(f"/day/notices?page={number}")).text for number in (1, 2, 3)]

    everyone = ["trouble", "waiting", "sent0", "sent47", "sent48"]
    assert [[name for name in everyone if f"{name}@example.org" in text] for text in pages_] == [
        everyone[:4],
        everyone[4:],
        [],
    ]
    assert ["?page=2" in text for text in pages_] == [True, False, True]


async def test_messages_of_other_events_are_not_shown(client: httpx.AsyncClient) -> None:
    await as_organiser(client)
    notice = await a_notice(await an_event("other"), "elsewhere@example.org")

    outbox, page = await client.get("/day/notices"), await client.get(f"/day/notices/{notice.id}")

    assert "elsewhere@example.org" not in outbox.text
    assert page.status_code == 404


async def test_ways_to_sign_in_are_shown_for_those_who_plan_this_event(client: httpx.AsyncClient) -> None:
    event = await as_organiser(client)
    await a_person("Denise", await an_organisation(event))
    await a_person("Charlie")
    for name in ("denise", "charlie", "mo"):
        await ask_to_sign_in(f"{name}@example.org", "/")
    foreign = await Notice.objects().get(Notice.email == "charlie@example.org")
    assert foreign is not None

    text = (await client.get("/day/notices")).text
    page = await client.get(f"/day/notices/{foreign.id}")

    shown = [f"{name}@example.org" in text for name in ("denise", "charlie", "mo")]
    assert shown == [True, False, True]
    assert page.status_code == 404


async def test_without_mail_an_organiser_reads_a_message_and_every_look_is_logged(client: httpx.AsyncClient) -> None:
    event = await as_organiser(client)
    await a_person("Denise", await an_organisation(event))
    await ask_to_sign_in("denise@example.org", "/")
    notice = await Notice.objects().first()
    assert notice is not None

    texts = [(await client.get(f"/day/notices/{notice.id}")).text for _look in range(2)]

    rows = await LogEntry.select(LogEntry.who, LogEntry.did, LogEntry.what)
    assert all("http://test.example/sign-in/link/" in text for text in texts)
    assert (
        rows
        == [
            {"who": "Mo", "did": "read the message", "what": "Your link to sign in, denise@example.org"},
        ]
        * 2
    )


async def test_the_log_names_no_address_of_people_who_come(client: httpx.AsyncClient) -> None:
    event = await as_organiser(client)
    soup = await a_published_session(event)
    await book_places(event, soup.session, Newcomer("Jo", email="jo@example.org"))
    notice = await Notice.objects().first()
    assert notice is not None

    await client.get(f"/day/notices/{notice.id}")
    await refreshing.finish()

    rows = await LogEntry.select(LogEntry.did, LogEntry.what).where(LogEntry.who == "Mo")
    assert rows == [{"did": "read the message", "what": "Your booking for 28 November"}]


async def test_with_mail_nobody_else_reads_a_way_to_sign_in(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = await as_organiser(client)
    await a_person("Denise", await an_organisation(event))
    await ask_to_sign_in("denise@example.org", "/")
    booking = await a_notice(event)
    secret = await Notice.objects().get(Notice.kind == "sign-in")
    assert secret is not None
    with_mail(monkeypatch)

    way = (await client.get(f"/day/notices/{secret.id}")).text
    message = (await client.get(f"/day/notices/{booking.id}")).text

    assert ("/sign-in/link/" in way, "Only the person it was sent to can read it." in way) == (False, True)
    assert "Hello Jo." in message


async def test_with_mail_nobody_else_reads_what_people_who_come_get(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = await as_organiser(client)
    soup = await a_published_session(event)
    await book_places(event, soup.session, Newcomer("Jo", email="jo@example.org"))
    notice = await Notice.objects().first()
    assert notice is not None
    await refreshing.finish()

    without = (await client.get(f"/day/notices/{notice.id}")).text
    with_mail(monkeypatch)
    message = (await client.get(f"/day/notices/{notice.id}")).text

    # Their link is in it, and leads to what they asked for.
    assert ["/day/my/" in text for text in (without, message)] == [True, False]


async def test_a_partner_and_nobody_read_no_messages(client: httpx.AsyncClient) -> None:
    event = await an_event()
    notice = await a_notice(event)
    nobody = await client.get(f"/day/notices/{notice.id}")
    await sign_in(client, await a_person("Denise", await an_organisation(event)))
    partner = await client.get(f"/day/notices/{notice.id}")

    assert (nobody.status_code, partner.status_code) == (303, 404)
    assert await LogEntry.count() == 0


async def test_a_message_is_shown_as_text(client: httpx.AsyncClient) -> None:
    event = await as_organiser(client)
    notice = await a_notice(event, body="<script>alert(1)</script>", due_at=clock.now() + timedelta(days=1))

    text = (await client.get(f"/day/notices/{notice.id}")).text

    assert "&lt;script&gt;alert(1)" in text
