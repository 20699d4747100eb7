"""Sending what is owed to webhooks, beside requests: again later where it did not arrive, for a day."""

import asyncio
import logging
from datetime import timedelta
from urllib.parse import urlsplit

from eventapp import clock, db
from eventapp.event.tables import Event, Organiser
from eventapp.fetching import NotFetched, send
from eventapp.notices.actions import owe
from eventapp.people.tables import Person
from eventapp.programme.tables import Webhook, WebhookDelivery
from eventapp.programme.webhooks.signing import signed_headers
from eventapp.settings import settings
from eventapp.templating import render
from eventapp.texts import _
from eventapp.turns import Bell

logger = logging.getLogger("eventapp")

ARRIVED, GIVEN_UP = "arrived", "given up"
LOOK_EVERY = timedelta(seconds=15)
BATCH = 20
SEND_SECONDS = 10.0
GIVEN_UP_AFTER = timedelta(days=1)
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240)]

bell = Bell()


async def tell_webhooks_for_ever() -> None:
    """Sends at once what was published here, and looks again and again for what is due. Ends when cancelled."""
    await bell.look_for_ever(deliver_due, every=LOOK_EVERY, what="telling other websites about editions")


async def deliver_due() -> None:
    """Sends everything that is due, oldest first, some at once: one that is slow keeps nobody waiting for long."""
    is_due = WebhookDelivery.ended_at.is_null() & (WebhookDelivery.due_at <= clock.now())
    while due := await WebhookDelivery.objects().where(is_due).order_by(WebhookDelivery.due_at).limit(BATCH):
        for problem in await asyncio.gather(*(deliver(each) for each in due), return_exceptions=True):
            if isinstance(problem, Exception):
                logger.error("telling another website about an edition", exc_info=problem)


async def deliver(delivery: WebhookDelivery) -> str:
    """Sends it now, unless somebody else is doing so. Returns why it did not arrive, in words; empty when it did."""
    pause = PAUSES[min(delivery.attempts, len(PAUSES) - 1)]
    webhook = await Webhook.objects().where(Webhook.id == delivery.webhook).first()
    if webhook is None or not await _claim(delivery, pause):
        return ""
    body = delivery.body.encode()
    headers = {"content-type": "application/json", **signed_headers(delivery.id, clock.now(), body, webhook.secret)}
    trouble = ""
    try:
        await send(webhook.address, body, headers=headers, seconds=SEND_SECONDS)
    except NotFetched as problem:
        trouble = str(problem)
    await _keep_answer(delivery, webhook, trouble, pause)
    return trouble


async def _claim(delivery: WebhookDelivery, pause: timedelta) -> bool:
    """Books the next attempt before this one begins, as notices do: none is sent twice at once, or in a tight loop."""
    untouched = (WebhookDelivery.attempts == delivery.attempts) & WebhookDelivery.ended_at.is_null()
    claimed = (
        await WebhookDelivery.update(
            {WebhookDelivery.attempts: delivery.attempts + 1, WebhookDelivery.due_at: clock.now() + pause}
        )
        .where((WebhookDelivery.id == delivery.id) & untouched)
        .returning(WebhookDelivery.id)
    )
    return bool(claimed)


async def _keep_answer(delivery: WebhookDelivery, webhook: Webhook, trouble: str, pause: timedelta) -> None:
    now = clock.now()
    is_try = delivery.edition is None
    is_too_late = now + pause > delivery.created_at + GIVEN_UP_AFTER
    ended = "" if trouble and not is_try and not is_too_late else GIVEN_UP if trouble else ARRIVED
    async with db.transaction():
        await WebhookDelivery.update(
            {
                WebhookDelivery.trouble: trouble,
                WebhookDelivery.ended: ended,
                WebhookDelivery.ended_at: now if ended else None,
            }
        ).where(WebhookDelivery.id == delivery.id)
        if ended == GIVEN_UP and not is_try:
            await _tell_organisers(delivery, webhook, trouble)


async def _tell_organisers(delivery: WebhookDelivery, webhook: Webhook, trouble: str) -> None:
    event = await Event.objects().where(Event.id == webhook.event).first()
    if event is None:
        return
    body = render(
        "programme/webhook_given_up.txt",
        event=event,
        host=host_of(webhook),
        trouble=trouble,
        address=f"{settings().base_url}/{event.slug}/publish/webhooks",
    )
    organisers = Organiser.select(Organiser.person).where(Organiser.event == event.id)
    for person in await Person.objects().where(Person.id.is_in(organisers)).order_by(Person.id):
        subject = _("A website could not be told about the programme")
        await owe("publishing", person.email, subject, body, event=event.id, about=f"given up {delivery.id}")


def host_of(webhook: Webhook) -> str:
    """Whose address it is, without what may be a key in the rest of it."""
    return urlsplit(webhook.address).hostname or ""
