"""For organisers: partners' websites that are told when an edition is published."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event, Participation
from eventapp.programme.publish_forms import WebhookForm, webhook_form
from eventapp.programme.tables import Webhook, WebhookDelivery
from eventapp.programme.webhooks.actions import add_webhook, remove_webhook, try_webhook
from eventapp.programme.webhooks.delivering import host_of
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say

_SHOWN, _MOST = 5, 200


@dataclass(frozen=True)
class _Told:
    """A webhook, the name of its organisation (or none), and the last that it was told, newest first."""

    webhook: Webhook
    organisation: str
    deliveries: list[dict[str, Any]]


@get("/{slug:str}/publish/webhooks")
async def webhooks(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await _page(request, event, webhook_form(await _organisations(event)))


@post("/{slug:str}/publish/webhooks")
async def create_webhook(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    form = webhook_form(await _organisations(event), await posted(request))
    if not form.validate():
        return await _page(request, event, form, status=422)
    address = f"/{slug}/publish/webhooks"
    try:
        webhook = await add_webhook(event, organiser, form.address.data or "", form.organisation.data or None)
    except Refused as refusal:
        return say(go(address), str(refusal), "warning")
    return say(go(address), _("%(host)s is told from the next edition on.") % {"host": host_of(webhook)})


@post("/{slug:str}/publish/webhooks/{webhook_id:str}/try")
async def create_try(request: Asked, slug: FromPath[str], webhook_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    webhook = await _webhook_or_404(event, webhook_id)
    problem = await try_webhook(event, webhook)
    answer = go(f"/{slug}/publish/webhooks")
    if problem:
        return say(answer, problem, "warning")
    return say(answer, _("%(host)s took the try.") % {"host": host_of(webhook)})


@post("/{slug:str}/publish/webhooks/{webhook_id:str}/removal")
async def delete_webhook(request: Asked, slug: FromPath[str], webhook_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    webhook = await _webhook_or_404(event, webhook_id)
    await remove_webhook(event, organiser, webhook)
    return say(go(f"/{slug}/publish/webhooks"), _("%(host)s is told no more.") % {"host": host_of(webhook)})


async def _webhook_or_404(event: Event, webhook_id: str) -> Webhook:
    found = await Webhook.objects().where((Webhook.id == webhook_id) & (Webhook.event == event.id)).first()
    if found is None:
        raise NotFoundException
    return found


async def _organisations(event: Event) -> dict[str, str]:
    """The names of those that take part, by id, in order of name."""
    rows = await Participation.select(
        Participation.organisation, Participation.organisation.name.as_alias("name")
    ).where(Participation.event == event.id)
    return {row["organisation"]: row["name"] for row in sorted(rows, key=lambda row: row["name"].casefold())}


async def _page(request: Asked, event: Event, form: WebhookForm, *, status: int = 200) -> Answer:
    told = await _told(event)
    return await page(request, "programme/webhooks.html", event=event, status=status, form=form, told=told)


async def _told(event: Event) -> list[_Told]:
    found = await Webhook.objects().where(Webhook.event == event.id).order_by(Webhook.added_at).order_by(Webhook.id)
    names = await _organisations(event)
    rows = (
        await WebhookDelivery.select(*WebhookDelivery.all_columns(), WebhookDelivery.edition.number.as_alias("number"))
        .where(WebhookDelivery.webhook.event == event.id)
        .order_by(WebhookDelivery.created_at, ascending=False)
        .limit(_MOST)
    )
    by_webhook: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_webhook[row["webhook"]].append(row)
    return [
        _Told(webhook, names.get(webhook.organisation or "", ""), by_webhook[webhook.id][:_SHOWN]) for webhook in found
    ]


handlers = [webhooks, create_webhook, create_try, delete_webhook]
