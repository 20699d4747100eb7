"""What organisers do with webhooks, and what publishing owes to them."""

from collections.abc import Sequence
from datetime import timedelta

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event import deeds
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme.changes import Change
from eventapp.programme.tables import Edition, Webhook, WebhookDelivery
from eventapp.programme.webhooks.delivering import PAUSES, bell, deliver, host_of
from eventapp.programme.webhooks.messages import edition_message, try_message
from eventapp.programme.webhooks.signing import new_webhook_secret
from eventapp.texts import _, marked

MOST = 20
KEPT = timedelta(days=30)


async def add_webhook(event: Event, by: Person, address: str, organisation: str | None) -> Webhook:
    """From the next edition on this address is told, for an organisation (an id) or the whole event.

    Raises `Refused` where the event has twenty already.
    """
    async with db.transaction():
        await deeds.hold(event)
        if await Webhook.count().where(Webhook.event == event.id) >= MOST:
            raise Refused(_("An event can tell up to twenty addresses. Remove one first."))
        webhook = Webhook(
            event=event.id, organisation=organisation, address=address, secret=new_webhook_secret(), added_by=by.id
        )
        await Webhook.insert(webhook)
        await deeds.note(marked("has editions told to"), host_of(webhook), event.id, by)
    return webhook


async def remove_webhook(event: Event, by: Person, webhook: Webhook) -> None:
    """The address is told nothing more, and what was still to be sent is not sent."""
    async with db.transaction():
        gone = await Webhook.delete().where(Webhook.id == webhook.id).returning(Webhook.id)
        if gone:
            await deeds.note(marked("has editions told no more to"), host_of(webhook), event.id, by)


async def try_webhook(event: Event, webhook: Webhook) -> str:
    """Sends a message about nothing, once. Returns why it did not arrive, in words; empty when it did."""
    now = clock.now()
    # Due only later, so that nobody but this sends it.
    delivery = _owed(webhook, None, try_message(event, now))
    delivery.due_at = now + PAUSES[0]
    await WebhookDelivery.insert(delivery)
    return await deliver(delivery)


async def owe_to_webhooks(event: Event, edition: Edition, changes: Sequence[Change]) -> None:
    """Owes each webhook a message about the edition, in the transaction of publishing. One query where none is."""
    webhooks = await Webhook.objects().where(Webhook.event == event.id)
    if not webhooks:
        return
    ids = [webhook.id for webhook in webhooks]
    is_old = WebhookDelivery.ended_at < clock.now() - KEPT
    await WebhookDelivery.delete().where(WebhookDelivery.webhook.is_in(ids) & is_old)
    owed = [
        _owed(webhook, edition, edition_message(event, edition, _changes_for(webhook, changes))) for webhook in webhooks
    ]
    await db.insert_all(WebhookDelivery, owed)
    db.after_commit(bell.ring)


def _owed(webhook: Webhook, edition: Edition | None, body: str) -> WebhookDelivery:
    now = clock.now()
    return WebhookDelivery(
        webhook=webhook.id,
        edition=edition.id if edition else None,
        body=body,
        created_at=now,
        due_at=now,
        trouble="",
        ended="",
    )


def _changes_for(webhook: Webhook, changes: Sequence[Change]) -> list[Change]:
    """All of them, or those of the sessions that the webhook's organisation hosts or hosted until now."""
    if webhook.organisation is None:
        return list(changes)
    return [
        change
        for change in changes
        if any(
            webhook.organisation in session.organisation_ids for session in (change.session, change.before) if session
        )
    ]
