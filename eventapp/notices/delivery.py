"""Delivering notices: one worker among all processes, with retries."""

import asyncio
import contextlib
import logging
import secrets
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import aiosmtplib

from eventapp import clock, db
from eventapp.notices.tables import DeliveryTurn, Notice
from eventapp.settings import settings

logger = logging.getLogger("eventapp")

TURN = timedelta(seconds=60)
LOOK_AGAIN_SECONDS = 15.0
BATCH = 20
# After the last of these a notice is tried twice a day until its event is deleted; organisers see it in the backlog.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]

_us = secrets.token_hex(8)
_awake: asyncio.Event | None = None


def wake() -> None:
    """Tells this process's worker that something new may be due."""
    if _awake:
        _awake.set()


async def deliver_for_ever() -> None:
    """Delivers what is due, again and again, while this process holds the turn. Ends when cancelled."""
    global _awake
    _awake = asyncio.Event()
    while True:
        _awake.clear()
        try:
            if await take_turn():
                while await deliver_due():
                    pass
        except Exception:
            # The worker must outlive any fault, such as a database that restarts; it looks again shortly.
            logger.exception("delivery of notices")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(_awake.wait(), LOOK_AGAIN_SECONDS)


async def take_turn() -> bool:
    """Whether this process delivers now. A turn lasts a minute and goes to another process when its holder is gone."""
    now = clock.now()
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


async def deliver_due() -> int:
    """Sends what is due, oldest first, at most twenty notices. Returns how many were tried; 0 without mail set up."""
    url = settings().smtp_url
    if url is None:
        return 0
    due = await (
        Notice.objects()
        .where(Notice.sent_at.is_null() & (Notice.due_at <= clock.now()))
        .order_by(Notice.due_at)
        .limit(BATCH)
    )
    for notice in due:
        await _deliver(notice, url)
    return len(due)


async def _deliver(notice: Notice, url: str) -> None:
    # The next try is booked before this one begins: a process killed in the middle does not send in a tight loop.
    pause = PAUSES[min(notice.attempts, len(PAUSES) - 1)]
    await Notice.update({Notice.attempts: Notice.attempts + 1, Notice.due_at: clock.now() + pause}).where(
        Notice.id == notice.id
    )
    try:
        await _send(message(notice), url)
    except (aiosmtplib.SMTPException, OSError) as problem:
        await Notice.update({Notice.trouble: str(problem)[:500]}).where(Notice.id == notice.id)
    else:
        await Notice.update({Notice.sent_at: clock.now(), Notice.trouble: ""}).where(Notice.id == notice.id)


async def _send(mail: EmailMessage, url: str) -> None:
    address = urlsplit(url)
    direct = address.scheme == "smtps"
    await aiosmtplib.send(
        mail,
        hostname=address.hostname,
        port=address.port or (465 if direct else 587),
        username=unquote(address.username) if address.username else None,
        password=unquote(address.password) if address.password else None,
        use_tls=direct,
        timeout=30,
    )


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
    return mail
