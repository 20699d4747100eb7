"""Everything goes from one database into another, and comes as it was."""

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from piccolo.columns import Serial

from eventapp import schema
from eventapp.booking.actions import book_places
from eventapp.booking.attendees import Newcomer, attendee_with_token, personal_token
from eventapp.booking.invariants import broken_promises
from eventapp.booking.publishing import publish
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.moving import move_from
from eventapp.settings import settings
from tests.cast import a_room, a_session, an_event, an_organiser
from tests.conftest import Clock

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def old(tmp_path: Path) -> str:
    """The address of another database: SQLite, whatever the run's own is."""
    return f"sqlite:///{tmp_path}/old.db"


async def everything() -> Rows:
    """All rows of the run's own database, by table."""
    tables = schema.tables_children_first()
    return {table._meta.tablename: sorted(await table.select(), key=lambda row: str(row["id"])) for table in tables}


async def take_away() -> None:
    for table in schema.tables_children_first():
        await table.delete(force=True)


def no_progress(_done: int, _total: int) -> None:
    pass


def spoilt(url: str) -> str:
    """The address of a copy in which a room holds fewer than nobody, as no database of ours would have it."""
    path = Path(url.removeprefix("sqlite:///"))
    copy = path.with_name("spoilt.db")
    copy.write_bytes(path.read_bytes())
    connection = sqlite3.connect(copy)
    connection.executescript("PRAGMA ignore_check_constraints = ON; UPDATE room SET capacity = -1;")
    connection.close()
    return f"sqlite:///{copy}"


def move_into(url: str) -> "subprocess.CompletedProcess[str]":
    """`eventapp move` from the run's own database into this one."""
    return subprocess.run(
        [sys.executable, "-m", "eventapp", "move", settings().database_url],
        env={**os.environ, "EVENTAPP_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


async def test_an_event_with_bookings_moves_to_another_database_and_back_and_is_as_it_was(
    db: None, old: str, clock: Clock
) -> None:
    clock.set(TEN - timedelta(days=7))
    event = await an_event()
    mo = await an_organiser(event)
    soup = await a_session(event, "Soup", room=await a_room(event, "Room 1", "quiet"), starts_at=TEN, places=1)
    await publish(event, mo)
    jo = await book_places(event, soup.id, Newcomer("Jo", email="jo@example.org", needs=("bsl",), form_key="key"))
    await book_places(event, soup.id, Newcomer("Zoë ☂"), wait=True)
    before = await everything()
    assert jo.who

    there = move_into(old)
    await take_away()
    with pytest.raises(Refused, match="A row of room does not fit"):
        await move_from(spoilt(old), progress=no_progress)
    half = {name for name, rows in (await everything()).items() if rows}
    told: list[tuple[int, int]] = []
    brought = await move_from(old, progress=lambda done, total: told.append((done, total)))

    assert (there.returncode, half) == (0, set()), there.stderr
    assert there.stdout.splitlines() == [
        f"Brought {brought} rows, and compared each of them. The bookings as they are now:",
        "fine   Peer Support Day (day): places, lists, messages and the log agree.",
    ]
    assert await everything() == before
    assert (told[-1], brought) == ((brought, brought), sum(len(rows) for rows in before.values()))
    assert await broken_promises(event.id) == []
    found = await attendee_with_token(event, personal_token(jo.who))
    assert found
    assert found.name == "Jo"


async def test_a_database_with_rows_takes_no_others(db: None, old: str) -> None:
    await an_event()

    with pytest.raises(Refused, match="not empty: event has rows"):
        await move_from(old, progress=no_progress)

    assert await Event.count() == 1


NOT_OURS = [
    ("", "no file"),
    ("text", "cannot be opened"),
    ("CREATE TABLE cup (id TEXT)", "not one of this program"),
    ("CREATE TABLE migration (name TEXT, app_name TEXT)", "lacks"),
]


@pytest.fixture(params=NOT_OURS)
def not_ours(request: pytest.FixtureRequest, old: str) -> tuple[str, str]:
    """The address of what is no database of this version, and words of what is said about it."""
    made, words = request.param
    path = Path(old.removeprefix("sqlite:///"))
    if made == "text":
        path.write_text("this is plain text, and it is long enough to be looked at\n" * 20)
    elif made:
        connection = sqlite3.connect(path)
        connection.execute(made)
        connection.close()
    return old, words


async def test_what_is_no_database_of_this_version_is_refused(db: None, not_ours: tuple[str, str]) -> None:
    address, words = not_ours

    with pytest.raises(Refused, match=words):
        await move_from(address, progress=no_progress)


async def test_an_address_of_something_else_is_refused(db: None) -> None:
    with pytest.raises(Refused, match="starts with sqlite:/// or postgresql://"):
        await move_from("mysql://localhost/event", progress=no_progress)


def test_no_table_counts_up_its_ids_so_none_has_to_go_on_counting() -> None:
    columns = [column for table in schema.tables_children_first() for column in table._meta.columns]

    assert [column for column in columns if isinstance(column, Serial)] == []
