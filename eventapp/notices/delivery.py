"""Delivering notices: one worker among all processes, with retries."""

import asyncio
import contextlib
import logging
import re
import secrets
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosmtplib
from piccolo.columns import Column

from eventapp import clock, db
from eventapp.notices.tables import DeliveryTurn, Notice
from eventapp.settings import settings

logger = logging.getLogger("eventapp")

TURN = timedelta(seconds=60)
LOOK_AGAIN_SECONDS = 15.0
BATCH = 20
REST_SECONDS = 60.0
TIMEOUT_SECONDS = 30.0
# Less than a turn, or another process could send the same notice meanwhile.
SEND_SECONDS = 45.0
# Messages that hold a way in: whoever reads one can sign in as the person it is for.
SECRET_KINDS = ("sign-in", "invitation")
# After the last of these a notice is tried twice a day until its event is deleted; organisers see it in the backlog.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]

_OBJECT = re.compile(r"BEGIN:VCALENDAR\r\n.*?METHOD:(\w+)\r\n.*?END:VCALENDAR\r\n", re.DOTALL)

_us = secrets.token_hex(8)
_awake: asyncio.Event | None = None


def wake() -> None:
    """Tells this process's worker that something new may be due."""
    if _awake:
        _awake.set()


class MailServerDown(Exception):
    """The mail server cannot be reached, or lets nobody in. No notice is to blame."""


async def deliver_for_ever() -> None:
    """Delivers what is due, again and again, while this process holds the turn. Ends when cancelled."""
    global _awake
    _awake = asyncio.Event()
    while not _cancelled():
        _awake.clear()
        try:
            while await take_turn() and await deliver_due():
                pass
        except MailServerDown as problem:
            logger.warning("mail waits: %s", problem)
            await asyncio.sleep(REST_SECONDS)
        except Exception:
            # The worker must outlive any fault, such as a database that restarts; it looks again shortly.
            logger.exception("delivery of notices")
        if not _cancelled():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                    await _awake.wait()


def _cancelled() -> bool:
    # A cancellation that comes together with an answer of the mail server is lost in Python 3.11's `wait_for`.
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def take_turn() -> bool:
    """Whether this process delivers now. A turn lasts a minute and goes to another process when its holder is gone."""
    now = clock.now()
    mine = await db.row_with(DeliveryTurn, id="mail", holder=_us)
    # Nobody else takes a turn that lasts long enough to send one: it need not be written anew for each.
    if mine and mine.until > now + timedelta(seconds=SEND_SECONDS):
        return True
    try:
        async with db.transaction():
            turn = await db.locked(DeliveryTurn.objects().where(DeliveryTurn.id == "mail")).first()
            if turn is None:
                async with db.broken_rule():
                    await DeliveryTurn.insert(DeliveryTurn(id="mail", holder=_us, until=now + TURN))
                return True
            if turn.holder != _us and turn.until > now:
                return False
            await DeliveryTurn.update({DeliveryTurn.holder: _us, DeliveryTurn.until: now + TURN}).where(
                DeliveryTurn.id == "mail"
            )
            return True
    except db.Broken:
        # Another process took the very first turn in the same moment.
        return False


async def deliver_due() -> int:
    """Sends what is due, oldest first, at most twenty notices. Returns how many were tried; 0 without mail set up.

    Raises `MailServerDown`; then every notice is due as before, in the same order.
    """
    url = settings().smtp_url
    if url is None:
        return 0
    due = await (
        Notice.objects()
        .where(Notice.sent_at.is_null() & (Notice.due_at <= clock.now()))
        .order_by(Notice.due_at)
        .order_by(Notice.created_at)
        .limit(BATCH)
    )
    if not due:
        return 0
    server = mail_server(url)
    try:
        await server.connect()
    except (aiosmtplib.SMTPException, OSError) as problem:
        server.close()
        await _note_trouble([notice.id for notice in due], problem)
        raise MailServerDown(_words(problem)) from problem
    try:
        tried = await _deliver_all(due, server)
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await server.quit()
        return tried
    finally:
        # In the middle of a mail there is no parting politely: the server would be asked while it still answers.
        server.close()


def mail_server(url: str) -> aiosmtplib.SMTP:
    """The server that the setting names, not connected yet. `async with` connects, signs in, and hangs up."""
    address = urlsplit(url)
    direct = address.scheme == "smtps"
    return aiosmtplib.SMTP(
        hostname=address.hostname,
        port=address.port or (465 if direct else 587),
        username=unquote(address.username) if address.username else None,
        password=unquote(address.password) if address.password else None,
        use_tls=direct,
        timeout=TIMEOUT_SECONDS,
    )


async def _deliver_all(due: list[Notice], server: aiosmtplib.SMTP) -> int:
    tried = 0
    for notice in due:
        # Where the server hung up, the next call begins anew with those that are left. A turn that is lost is
        # another process's: it may be sending the rest already.
        if not server.is_connected or (tried and not await take_turn()):
            break
        if await _claim(notice):
            tried += 1
            await _deliver(notice, server)
    return tried


async def _claim(notice: Notice) -> bool:
    """Books the next try before this one begins, and tells whether nobody else did so.

    A process killed in the middle does not send in a tight loop, and two never send the same notice at once.
    """
    pause = PAUSES[min(notice.attempts, len(PAUSES) - 1)]
    untouched = (Notice.id == notice.id) & (Notice.attempts == notice.attempts) & Notice.sent_at.is_null()
    claimed = (
        await Notice.update({Notice.attempts: notice.attempts + 1, Notice.due_at: clock.now() + pause})
        .where(untouched)
        .returning(Notice.id)
    )
    return bool(claimed)


async def _deliver(notice: Notice, server: aiosmtplib.SMTP) -> None:
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await server.send_message(message(notice))
    except (aiosmtplib.SMTPException, OSError, ValueError) as problem:
        if isinstance(problem, TimeoutError):
            # What the server would say next would be taken for an answer to something else.
            server.close()
        await _note_trouble([notice.id], problem)
    else:
        sent: dict[Column | str, Any] = {Notice.sent_at: clock.now(), Notice.trouble: ""}
        if notice.kind in SECRET_KINDS:
            # A way in is kept nowhere but hashed, once it has gone to whom it is for.
            sent[Notice.body] = ""
        await Notice.update(sent).where(Notice.id == notice.id)


async def _note_trouble(notices: list[str], problem: Exception) -> None:
    await Notice.update({Notice.trouble: _words(problem)}).where(Notice.id.is_in(notices))


def _words(problem: Exception) -> str:
    return (str(problem) or type(problem).__name__)[:500]


def message(notice: Notice) -> EmailMessage:
    """The notice as a mail. Its Message-ID stays the same over all tries, so that mail programs drop a second copy."""
    mail = EmailMessage()
    mail["From"] = settings().mail_from
    mail["To"] = notice.email
    mail["Subject"] = notice.subject
    mail["Date"] = format_datetime(notice.created_at)
    mail["Message-ID"] = f"<{notice.id}@{settings().host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(notice.body)
    for number, (method, calendar) in enumerate(_calendars(notice.calendar), 1):
        # Mail programs take METHOD from the header, and look into the first form of the message that they can read.
        if number == 1:
            mail.add_alternative(calendar, subtype="calendar", params={"method": method})
        else:
            mail.add_attachment(calendar, subtype="calendar", params={"method": method}, filename=f"{number}.ics")
    return mail


def _calendars(objects: str) -> list[tuple[str, str]]:
    """Each iCalendar object of a notice, after its METHOD."""
    return [(match[1], match[0]) for match in _OBJECT.finditer(objects)]
