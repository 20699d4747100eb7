"""What `eventapp doctor` looks at: everything around the program that can be wrong, and what to do about it."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiosmtplib
import asyncpg

from eventapp import clock, db, schema
from eventapp.booking.invariants import look_for_broken
from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from eventapp.notices import delivery
from eventapp.notices.tables import Notice
from eventapp.settings import settings

FINE, LOOK, WRONG = "fine", "look", "WRONG"

LITTLE_SPACE, NO_SPACE = 1_000_000_000, 100_000_000
CLOCKS_MAY_DIFFER = timedelta(seconds=5)
BACKLOG_AFTER = timedelta(hours=1)
ON_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Finding:
    """Something that was looked at: `tone` is FINE, LOOK or WRONG; `to_do` is empty where nothing is to be done."""

    tone: str
    what: str
    to_do: str = ""


async def examine() -> list[Finding]:
    """Everything that was found, one finding or more for each thing looked at."""
    found = [_address(), *_files(), _space()]
    try:
        await db.start()
    except (OSError, sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
        to_do = "Check EVENTAPP_DATABASE_URL, that the database runs, and that this user may use it."
        return [*found, Finding(WRONG, f"The database cannot be opened: {problem}", to_do), await _mail_server()]
    try:
        return [*found, *[finding async for finding in _database()], await _mail_server()]
    finally:
        await db.stop()


async def examine_bookings() -> list[Finding]:
    """What is wrong with the bookings of each event: with whom places, lists and messages do not agree."""
    await db.start()
    try:
        return [finding async for finding in _bookings()]
    finally:
        await db.stop()


async def _bookings() -> AsyncIterator[Finding]:
    for event in await Event.objects().order_by(Event.starts_on):
        broken = await look_for_broken(event.id)
        if not broken:
            yield Finding(FINE, f"{event.name} ({event.slug}): places, lists, messages and the log agree.")
        for one in broken:
            what = f"{event.name} ({event.slug}): {one.session}: {one.words}."
            if one.may_be_meant:
                yield Finding(
                    LOOK, what, "Nobody loses a place by it. Look whether it is meant, and tell people if not."
                )
            else:
                yield Finding(WRONG, what, "Keep a copy of the database, and report this: it should never happen.")


# The installation


def _address() -> Finding:
    if settings().https:
        return Finding(FINE, f"People come by {settings().base_url}.")
    what = f"People come by {settings().base_url}, without TLS: cookies can be read on the way."
    if settings().host in ON_THIS_MACHINE:
        return Finding(LOOK, what, "Good for trying it on this machine. For others, set EVENTAPP_BASE_URL to https://…")
    to_do = "Put a web server with a certificate in front, and set EVENTAPP_BASE_URL to its https:// address."
    return Finding(WRONG, what, to_do)


def _files() -> list[Finding]:
    key = settings().data_dir / "secret-key"
    found = [_private(settings().data_dir, 0o700)]
    if key.exists():
        found.append(_private(key, 0o600))
    if settings().database_url.startswith("sqlite:///"):
        found.append(_private(Path(settings().database_url.removeprefix("sqlite:///")), 0o600))
    return found


def _private(path: Path, mode: int) -> Finding:
    if not path.exists():
        return Finding(LOOK, f"{path} is not there yet.", "The program makes it. Run: eventapp migrate")
    if path.stat().st_mode & 0o077:
        return Finding(WRONG, f"Others on this machine may read {path}.", f"Run: chmod {mode:o} {path}")
    return Finding(FINE, f"Only this user may read {path}.")


def _space() -> Finding:
    free = shutil.disk_usage(settings().data_dir).free
    what = f"{free / 1e9:.1f} GB are free at {settings().data_dir}."
    if free < NO_SPACE:
        return Finding(WRONG, what, "Make room now: bookings fail when the disk is full.")
    if free < LITTLE_SPACE:
        return Finding(LOOK, what, "Make room soon, or move the data folder (EVENTAPP_DATA_DIR).")
    return Finding(FINE, what)


# The database


async def _database() -> AsyncIterator[Finding]:
    kind = "SQLite" if db.is_sqlite() else "PostgreSQL"
    yield Finding(FINE, f"The database answers ({kind}).")
    waiting = await schema.pending()
    if waiting:
        yield Finding(WRONG, f"The database lacks {len(waiting)} migrations.", "Run: eventapp migrate")
        return
    for difference in await schema.drift():
        to_do = "Somebody changed the database by hand, or a newer program did. Restore a backup or update the program."
        yield Finding(WRONG, f"The database is not as it should be: {difference}", to_do)
    if db.is_sqlite():
        yield await _whole()
    yield await _clock()
    yield await _backlog()


async def _whole() -> Finding:
    said = [str(next(iter(row.values()))) for row in await db.engine().run_ddl("PRAGMA quick_check(5)")]
    if said == ["ok"]:
        return Finding(FINE, "The database file is whole.")
    return Finding(WRONG, f"The database file is damaged: {'; '.join(said)}", "Stop the program and restore a backup.")


async def _clock() -> Finding:
    now = clock.now()
    to_do = "Set this machine's clock (and the database's), best by a time service such as systemd-timesyncd."
    last = await LogEntry.objects().order_by(LogEntry.at, ascending=False).first()
    if last is not None and last.at > now + CLOCKS_MAY_DIFFER:
        return Finding(WRONG, f"The clock shows {now:%Y-%m-%d %H:%M} UTC, before the newest entry of the log.", to_do)
    if not db.is_sqlite():
        [row] = await db.engine().run_ddl("SELECT clock_timestamp() AS now")
        if abs(row["now"] - now) > CLOCKS_MAY_DIFFER:
            return Finding(WRONG, "The clocks of this machine and of the database differ.", to_do)
    return Finding(FINE, f"The clock shows {now:%Y-%m-%d %H:%M} UTC.")


async def _backlog() -> Finding:
    late = Notice.sent_at.is_null() & (Notice.created_at < clock.now() - BACKLOG_AFTER)
    count = await Notice.count().where(late & (Notice.due_at < clock.now() + timedelta(days=1)))
    if not count or settings().smtp_url is None:
        return Finding(FINE, "No message has waited for long.")
    return Finding(LOOK, f"Messages wait for more than an hour: {count}.", "Organisers see why under Notices.")


# Mail


async def _mail_server() -> Finding:
    url = settings().smtp_url
    if url is None:
        to_do = "Set EVENTAPP_SMTP_URL and EVENTAPP_MAIL_FROM. Until then organisers read messages under Notices."
        return Finding(LOOK, "Mail is not set up.", to_do)
    try:
        async with asyncio.timeout(15), delivery.mail_server(url):
            return Finding(FINE, "The mail server lets the program in.")
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as problem:
        why = str(problem) or type(problem).__name__
        return Finding(WRONG, f"The mail server does not let the program in: {why}", "Check EVENTAPP_SMTP_URL.")
