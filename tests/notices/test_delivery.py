"""Delivery: nothing is lost, nothing is sent twice, and nobody waits for somebody else's address."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from eventapp import db as database
from eventapp.notices import delivery
from eventapp.notices.actions import owe
from eventapp.notices.delivery import MailServerDown, deliver_due, deliver_for_ever, message, take_turn
from eventapp.notices.tables import DeliveryTurn, Notice
from eventapp.settings import Settings, settings
from tests.conftest import Clock
from tests.notices.smtp_sink import Sink, mail_server
from tests.servers import free_port

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


def use_mail_server(monkeypatch: pytest.MonkeyPatch, url: str | None) -> None:
    changed: Settings = dataclasses.replace(settings(), smtp_url=url, mail_from="Peer Support Day <day@test.example>")
    monkeypatch.setattr(delivery, "settings", lambda: changed)


@pytest.fixture
async def sink(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sink]:
    async with mail_server() as server:
        use_mail_server(monkeypatch, server.url)
        yield server


async def owe_to(*names: str, kind: str = "booking", clock: Clock | None = None) -> None:
    for name in names:
        async with database.transaction():
            await owe(kind, f"{name}@example.org", "Your booking for 28 November", f"Hello {name}.\n")
        if clock:
            clock.advance(timedelta(seconds=1))


async def notice_to(name: str) -> Notice:
    notice = await Notice.objects().where(Notice.email == f"{name}@example.org").first()
    assert notice is not None
    return notice


# Writing


async def test_a_notice_of_a_deed_that_fails_is_not_owed() -> None:
    async def a_deed_that_fails() -> None:
        async with database.transaction():
            await owe("booking", "jo@example.org", "Your booking", "Hello.")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await a_deed_that_fails()

    assert await Notice.count() == 0


async def test_a_second_notice_about_the_same_fact_is_left_out() -> None:
    for email in ("jo@example.org", "jo@example.org", "ray@example.org"):
        async with database.transaction():
            await owe("booking", email, "Your booking", "Hello.", about="edition 2")

    rows = await Notice.select(Notice.email).order_by(Notice.email)
    assert [row["email"] for row in rows] == ["jo@example.org", "ray@example.org"]


# Sending


async def test_a_mail_says_who_sends_it_and_stays_one_mail_over_all_tries(sink: Sink) -> None:
    await owe_to("jo")
    notice = await notice_to("jo")

    tried = await deliver_due()

    mail = sink.mails[0]
    assert tried == 1
    assert (mail["From"], mail["To"]) == ("Peer Support Day <day@test.example>", "jo@example.org")
    assert (mail["Subject"], mail.get_content()) == ("Your booking for 28 November", "Hello jo.\n")
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == (f"<{notice.id}@test.example>", "auto-generated")


async def test_names_and_texts_in_any_script_arrive(sink: Sink) -> None:
    async with database.transaction():
        await owe("booking", "jo@example.org", "Žofia, 你好", "Zażółć gęślą jaźń.\n. a dot\n")

    await deliver_due()

    assert sink.mails[0]["Subject"] == "Žofia, 你好"
    assert sink.mails[0].get_content() == "Zażółć gęślą jaźń.\n. a dot\n"


async def test_what_was_sent_is_sent_once(sink: Sink, clock: Clock) -> None:
    await owe_to("jo")

    await deliver_due()
    clock.advance(timedelta(days=2))
    again = await deliver_due()

    assert (again, sink.recipients) == (0, ["jo@example.org"])
    assert (await notice_to("jo")).sent_at is not None


async def test_notices_go_out_in_the_order_in_which_they_were_owed(sink: Sink, clock: Clock) -> None:
    names = [f"jo{number}" for number in range(25)]
    await owe_to(*names, clock=clock)

    counts = [await deliver_due(), await deliver_due(), await deliver_due()]

    assert counts == [20, 5, 0]
    assert sink.recipients == [f"{name}@example.org" for name in names]
    assert sink.connections == 2


async def test_a_reminder_waits_for_its_time(sink: Sink, clock: Clock) -> None:
    async with database.transaction():
        await owe("reminder", "jo@example.org", "Tomorrow", "Hello.", due_at=clock() + timedelta(hours=1))

    early = await deliver_due()
    clock.advance(timedelta(hours=1))
    in_time = await deliver_due()

    assert (early, in_time) == (0, 1)


async def test_without_a_mail_server_everything_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    use_mail_server(monkeypatch, None)
    await owe_to("jo")

    tried = await deliver_due()

    notice = await notice_to("jo")
    assert notice.sent_at is None
    assert (tried, notice.attempts, notice.trouble) == (0, 0, "")


async def test_a_way_in_is_forgotten_once_it_is_sent(sink: Sink) -> None:
    await owe_to("jo", kind="sign-in")
    await owe_to("ray", kind="booking")

    await deliver_due()

    assert [mail.get_content() for mail in sink.mails] == ["Hello jo.\n", "Hello ray.\n"]
    assert [(await notice_to(name)).body for name in ("jo", "ray")] == ["", "Hello ray.\n"]


# Trouble


async def test_a_mail_server_that_is_down_loses_nothing_and_keeps_the_order(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    port = free_port()
    use_mail_server(monkeypatch, f"smtp://127.0.0.1:{port}")
    await owe_to("jo", "ray", "amina", clock=clock)

    with pytest.raises(MailServerDown):
        await deliver_due()
    troubled = [(await notice_to(name)).trouble != "" for name in ("jo", "ray", "amina")]
    clock.advance(timedelta(hours=1))
    async with mail_server(port) as sink:
        await deliver_due()

    assert troubled == [True, True, True]
    assert sink.recipients == ["jo@example.org", "ray@example.org", "amina@example.org"]
    assert (await notice_to("jo")).trouble == ""


async def test_a_dead_address_blocks_nobody_else_and_is_tried_again_later(sink: Sink, clock: Clock) -> None:
    sink.answers["jo@example.org"] = "550 no such person"
    await owe_to("jo", "ray", clock=clock)

    await deliver_due()
    at_once = await deliver_due()
    dead = await notice_to("jo")
    sink.answers.clear()
    clock.advance(timedelta(minutes=1))
    await deliver_due()

    assert (at_once, sink.recipients) == (0, ["ray@example.org", "jo@example.org"])
    assert dead.sent_at is None
    assert (dead.attempts, "no such person" in dead.trouble) == (1, True)
    assert (await notice_to("jo")).sent_at is not None


async def test_the_pauses_between_tries_grow(sink: Sink, clock: Clock) -> None:
    sink.answers["jo@example.org"] = "451 later"
    await owe_to("jo")
    pauses = []

    for _try in range(8):
        await deliver_due()
        due_at = (await notice_to("jo")).due_at
        pauses.append(int((due_at - clock()).total_seconds() / 60))
        clock.set(due_at)

    assert pauses == [1, 5, 15, 60, 240, 720, 720, 720]
    assert (await notice_to("jo")).attempts == 8


async def test_a_notice_at_which_the_server_hangs_up_does_not_hold_up_the_rest(sink: Sink, clock: Clock) -> None:
    sink.answers["jo@example.org"] = ""
    await owe_to("jo", "ray", clock=clock)

    counts = [await deliver_due(), await deliver_due()]

    assert (counts, sink.recipients) == ([1, 1], ["ray@example.org"])
    assert (await notice_to("jo")).trouble != ""


async def test_a_subject_that_no_mail_can_have_holds_up_nobody(sink: Sink, clock: Clock) -> None:
    async with database.transaction():
        await owe("booking", "jo@example.org", "Two\nlines", "Hello.")
    clock.advance(timedelta(seconds=1))
    await owe_to("ray")

    await deliver_due()

    assert sink.recipients == ["ray@example.org"]
    assert (await notice_to("jo")).trouble != ""


async def test_a_mail_names_no_second_address() -> None:
    notice = Notice(email="jo@example.org\nBcc: all@example.org", subject="Hello", body="Hello.")

    with pytest.raises(ValueError, match="linefeed"):
        message(notice)


# Turns


def become(monkeypatch: pytest.MonkeyPatch, worker: str) -> None:
    monkeypatch.setattr(delivery, "_us", worker)


async def test_one_of_two_workers_delivers(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    become(monkeypatch, "first")
    first = await take_turn()
    become(monkeypatch, "second")
    second = await take_turn()
    become(monkeypatch, "first")
    clock.advance(timedelta(seconds=50))
    still_first = await take_turn()

    assert (first, second, still_first) == (True, False, True)


async def test_the_turn_of_a_worker_that_is_gone_goes_to_another(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    become(monkeypatch, "first")
    await take_turn()
    become(monkeypatch, "second")

    clock.advance(timedelta(seconds=60))

    assert await take_turn()
    assert await DeliveryTurn.select(DeliveryTurn.holder) == [{"holder": "second"}]


async def test_a_turn_is_written_anew_before_it_is_too_short_to_send_in(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    become(monkeypatch, "first")
    lasting = []

    for seconds in (0, 14, 2):
        clock.advance(timedelta(seconds=seconds))
        assert await take_turn()
        [turn] = await DeliveryTurn.objects()
        lasting.append((turn.until - clock()).total_seconds())

    assert lasting == [60, 46, 60]


async def test_a_notice_that_two_workers_read_is_sent_by_one(sink: Sink) -> None:
    await owe_to(*(f"jo{number}" for number in range(5)))

    counts = await asyncio.gather(deliver_due(), deliver_due())

    assert sum(counts) == 5
    assert sorted(sink.recipients) == [f"jo{number}@example.org" for number in range(5)]


async def test_a_worker_that_lost_its_turn_stops(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    await owe_to("jo", "ray", "amina")
    turns = iter([True, False])

    async def turn() -> bool:
        return next(turns)

    monkeypatch.setattr(delivery, "take_turn", turn)

    assert await deliver_due() == 2


async def test_the_worker_sends_what_is_owed_while_it_waits(sink: Sink) -> None:
    worker = asyncio.create_task(deliver_for_ever())
    await asyncio.sleep(0)
    sent = asyncio.Event()
    sink.mails = Noticing(sent)

    await owe_to("jo")
    await asyncio.wait_for(sent.wait(), 10)
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)

    assert sink.recipients == ["jo@example.org"]


class Noticing(list[Any]):
    """A list that says when something is added."""

    def __init__(self, happened: asyncio.Event) -> None:
        super().__init__()
        self.happened = happened

    def append(self, thing: object) -> None:
        super().append(thing)
        self.happened.set()
