"""What `eventapp doctor` finds, and what it says to do."""

import asyncio
import dataclasses
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from eventapp import doctor, schema
from eventapp.booking import refreshing
from eventapp.booking.actions import book_places
from eventapp.booking.attendees import Newcomer
from eventapp.booking.tables import Booking
from eventapp.doctor import FINE, LOOK, WRONG, Finding
from eventapp.log.actions import record
from eventapp.log.tables import LogEntry
from eventapp.notices.actions import owe
from eventapp.notices.tables import Notice
from eventapp.programme.tables import PublishedSession
from eventapp.settings import settings
from tests.cast import a_published_session, an_event
from tests.conftest import Clock


class Usage(NamedTuple):
    """What `shutil.disk_usage` gives, in bytes."""

    total: int
    used: int
    free: int


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A function that has the doctor see other settings."""

    def change(**changes: Any) -> None:
        changed = dataclasses.replace(settings(), **changes)
        monkeypatch.setattr(doctor, "settings", lambda: changed)

    return change


async def _found_in_database() -> list[Finding]:
    return [finding async for finding in doctor._database()]


def _tones(findings: list[Finding]) -> list[str]:
    return [finding.tone for finding in findings]


# The command


def test_the_status_says_whether_something_is_wrong(tmp_path: Path, new_database: str) -> None:
    environment = {"EVENTAPP_DATA_DIR": str(tmp_path / "data"), "EVENTAPP_DATABASE_URL": new_database}

    behind = _eventapp("doctor", environment)
    _eventapp("migrate", environment)
    in_order = _eventapp("doctor", environment)

    assert [behind.returncode, in_order.returncode] == [1, 0]
    assert ["Run: eventapp migrate" in each.stdout for each in (behind, in_order)] == [True, False]


def _eventapp(word: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "eventapp", word]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


# The installation


@pytest.mark.parametrize(
    ("base_url", "tone"),
    [
        ("https://day.example.org", FINE),
        ("http://127.0.0.1:8000", LOOK),
        ("http://day.example.org", WRONG),
    ],
)
def test_an_address_without_tls_is_for_this_machine_only(base_url: str, tone: str, use: Callable[..., None]) -> None:
    use(base_url=base_url)

    assert doctor._address().tone == tone


@pytest.mark.parametrize(("mode", "tone"), [(0o600, FINE), (0o640, WRONG), (0o604, WRONG)])
def test_a_key_that_others_may_read_is_wrong(mode: int, tone: str, tmp_path: Path) -> None:
    key = tmp_path / "secret-key"
    key.touch(mode)
    key.chmod(mode)

    found = doctor._private(key, 0o600)

    assert (found.tone, found.to_do) == (tone, f"Run: chmod 600 {key}" if tone == WRONG else "")


@pytest.mark.parametrize(("free", "tone"), [(50_000_000, WRONG), (500_000_000, LOOK), (5_000_000_000, FINE)])
def test_little_space_is_told_before_it_is_gone(free: int, tone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**12, 0, free))

    assert doctor._space().tone == tone


# The database


async def test_a_database_in_order_is_fine(db: None) -> None:
    assert set(_tones(await _found_in_database())) == {FINE}


async def test_a_database_that_was_changed_by_hand_is_wrong(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    async def drift() -> list[str]:
        return ["room.floor: the database lacks this column (text not null)"]

    monkeypatch.setattr(schema, "drift", drift)

    [wrong] = [finding for finding in await _found_in_database() if finding.tone == WRONG]

    assert wrong.what.endswith("room.floor: the database lacks this column (text not null)")


async def test_a_clock_behind_the_newest_entry_of_the_log_is_wrong(db: None, clock: Clock) -> None:
    clock.advance(timedelta(hours=2))
    await record("made", "the future", who="Mo")
    clock.advance(timedelta(hours=-2))

    assert (await doctor._clock()).tone == WRONG


async def test_messages_that_wait_for_long_are_told_where_mail_is_set_up(
    db: None, clock: Clock, use: Callable[..., None]
) -> None:
    use(smtp_url="smtp://mail.example.org")
    await owe("booked", "jo@example.org", "Your booking", "Hello")
    soon = await doctor._backlog()
    clock.advance(timedelta(hours=2))

    late = await doctor._backlog()

    assert (soon.tone, late.tone, late.what) == (FINE, LOOK, "Messages wait for more than an hour: 1.")


# Mail


async def test_without_mail_it_says_where_messages_are_read(use: Callable[..., None]) -> None:
    use(smtp_url=None)

    found = await doctor._mail_server()

    assert (found.tone, "organisers read messages under Notices" in found.to_do) == (LOOK, True)


async def test_a_mail_server_that_is_down_is_wrong(use: Callable[..., None]) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        use(smtp_url=f"smtp://127.0.0.1:{closed.getsockname()[1]}")

        found = await doctor._mail_server()

    assert (found.tone, found.to_do) == (WRONG, "Check EVENTAPP_SMTP_URL.")


async def test_a_mail_server_that_lets_us_in_is_fine(use: Callable[..., None]) -> None:
    server = await asyncio.start_server(_friendly, "127.0.0.1", 0)
    async with server:
        use(smtp_url=f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}")

        found = await doctor._mail_server()

    assert found.tone == FINE


async def _friendly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A mail server that greets, and says goodbye."""
    writer.write(b"220 here\r\n")
    async for line in reader:
        goodbye = line.upper().startswith(b"QUIT")
        writer.write(b"221 bye\r\n" if goodbye else b"250 here\r\n")
        if goodbye:
            break
    writer.close()


# Bookings


async def test_bookings_that_agree_and_those_that_do_not_are_told_apart(db: None) -> None:
    event = await an_event()
    soup = await a_published_session(event, places=2)
    await book_places(event, soup.session, Newcomer("Jo", email="jo@example.org"), places=2)
    fine = [finding async for finding in doctor._bookings()]
    await PublishedSession.update({PublishedSession.places: 1}).where(PublishedSession.id == soup.id)
    await Notice.delete(force=True)
    await LogEntry.delete(force=True)
    await Booking.update({Booking.state: "waiting", Booking.places: 1}).where(Booking.session == soup.session)

    found = [finding async for finding in doctor._bookings()]

    await refreshing.finish()
    assert [(finding.tone, finding.to_do) for finding in fine] == [(FINE, "")]
    assert [(finding.tone, finding.what.partition("): ")[2]) for finding in found] == [
        (WRONG, "Soup and a chat: whoever has turn 1 waits although there is room."),
        (WRONG, "Soup and a chat: pages say that it is full."),
        (WRONG, "The log: 1 changes of bookings are missing."),
    ]
