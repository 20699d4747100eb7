"""Partners' websites are told of editions: what, how often, and how they know that it is true."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.fetching import NotFetched
from eventapp.notices.tables import Notice
from eventapp.people.tables import Organisation, Person
from eventapp.programme.publishing import publish_edition
from eventapp.programme.tables import Edition, WebhookDelivery
from eventapp.programme.webhooks import delivering
from eventapp.programme.webhooks.actions import MOST, add_webhook, remove_webhook, try_webhook
from eventapp.programme.webhooks.delivering import deliver, deliver_due
from eventapp.programme.webhooks.signing import new_webhook_secret, signed_headers
from eventapp.timetable.tables import Placement, Session
from tests.cast import a_room, a_session, an_event, an_organisation, an_organiser, sign_in
from tests.programme.making import at

ADDRESS = "https://shed.example/told"


class Receivers:
    """The websites of partners: what came, in order; while there is `trouble` nothing is taken."""

    def __init__(self) -> None:
        self.came: list[tuple[str, bytes, dict[str, str]]] = []
        self.trouble = ""

    async def send(self, address: str, body: bytes, *, headers: dict[str, str], seconds: float) -> None:
        self.came.append((address, body, headers))
        if self.trouble:
            raise NotFetched(self.trouble)


@pytest.fixture
def receivers(monkeypatch: pytest.MonkeyPatch) -> Receivers:
    found = Receivers()
    monkeypatch.setattr(delivering, "send", found.send)
    return found


async def _ready() -> tuple[Event, Person, Organisation, list[Session]]:
    event = await an_event()
    shed, room = await an_organisation(event, "Men’s Shed"), await a_room(event)
    bench = await a_session(event, "Bench", room=room, starts_at=at(10), organisations=[shed])
    return event, await an_organiser(event), shed, [bench, await a_session(event, "Soup", room=room, starts_at=at(14))]


def test_a_signature_is_what_libraries_for_standard_webhooks_expect() -> None:
    # The example that those libraries are tested with.
    moment, body = datetime.fromtimestamp(1614265330, UTC), b'{"test": 2432232314}'

    headers = signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", moment, body, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    assert len(base64.b64decode(new_webhook_secret().removeprefix("whsec_"))) == 32


@pytest.mark.usefixtures("db")
async def test_each_website_is_told_once_what_an_edition_changes_for_it(receivers: Receivers) -> None:
    event, mo, shed, [_bench, soup] = await _ready()
    whole = await add_webhook(event, mo, ADDRESS, None)
    sheds = await add_webhook(event, mo, "https://barn.example/", shed.id)
    await publish_edition(event, None)
    await deliver_due()
    await Placement.update({Placement.starts_at: at(15)}).where(Placement.session == soup.id)
    await publish_edition(event, None, "Soup is later.")
    # Nothing has changed, so there is nothing to tell.
    await publish_edition(event, None)
    await deliver_due()
    await deliver_due()

    told: dict[str, list[Any]] = {
        address: [json.loads(body)["data"] for to, body, _headers in receivers.came if to == address]
        for address in (whole.address, sheds.address)
    }
    changed = {
        address: [[(change["what"], change["title"]) for change in one["changes"]] for one in each]
        for address, each in told.items()
    }
    assert changed == {
        whole.address: [[("new", "Bench"), ("new", "Soup")], [("moved", "Soup")]],
        sheds.address: [[("new", "Bench")], []],
    }
    second = told[whole.address][1]
    assert (second["edition"]["number"], second["edition"]["note"]) == (2, "Soup is later.")
    assert second["changes"][0] | {"words": ""} == {
        "what": "moved",
        "words": "",
        "session": soup.id,
        "uid": soup.uid,
        "title": "Soup",
        "address": f"http://test.example/day/sessions/{soup.id}",
    }
    assert second["calendar"] == "http://test.example/day/calendar.ics"
    assert len({headers["webhook-id"] for *_rest, headers in receivers.came}) == len(receivers.came) == 4
    assert all(_is_signed(body, headers, whole.secret) for to, body, headers in receivers.came if to == ADDRESS)


def _is_signed(body: bytes, headers: dict[str, str], secret: str) -> bool:
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    made = hmac.new(base64.b64decode(secret[len("whsec_") :]), signed, hashlib.sha256).digest()
    return headers["webhook-signature"] == f"v1,{base64.b64encode(made).decode()}"


@pytest.mark.usefixtures("db")
async def test_what_does_not_arrive_is_tried_for_a_day_and_then_organisers_are_told(
    receivers: Receivers, clock: Any
) -> None:
    event, mo, *_rest = await _ready()
    await add_webhook(event, mo, f"{ADDRESS}?key=hidden", None)
    await publish_edition(event, None)
    receivers.trouble = "shed.example took too long to answer."
    for _step in range(25 * 6):
        await deliver_due()
        clock.advance(timedelta(minutes=10))

    ended = await _only_delivery()
    assert (ended.ended, ended.attempts, len(receivers.came)) == ("given up", 11, 11)
    # A receiver can tell that it is the same message.
    assert len({(body, headers["webhook-id"]) for _to, body, headers in receivers.came}) == 1
    [notice] = await Notice.objects().where(Notice.kind == "publishing")
    assert notice.email == mo.email
    assert ("shed.example took too long to answer." in notice.body, "hidden" in notice.body) == (True, False)


async def _only_delivery() -> WebhookDelivery:
    [delivery] = await WebhookDelivery.objects()
    return delivery


@pytest.mark.usefixtures("db")
async def test_what_arrives_late_has_arrived_and_two_servers_send_it_once(receivers: Receivers, clock: Any) -> None:
    event, mo, *_rest = await _ready()
    webhook = await add_webhook(event, mo, ADDRESS, None)
    await publish_edition(event, None)
    receivers.trouble = "shed.example answered with status 503."
    await deliver_due()
    receivers.trouble = ""
    clock.advance(timedelta(minutes=2))
    seen_by_both = await _only_delivery()
    await deliver(seen_by_both)
    await deliver(seen_by_both)

    arrived = await _only_delivery()
    await remove_webhook(event, mo, webhook)

    assert (arrived.ended, arrived.trouble, len(receivers.came)) == ("arrived", "", 2)
    assert await WebhookDelivery.count() == 0


@pytest.mark.usefixtures("db")
async def test_an_edition_that_is_not_published_is_told_to_nobody(receivers: Receivers) -> None:
    event, mo, *_rest = await _ready()
    webhook = await add_webhook(event, mo, ADDRESS, None)

    async def fail(_edition: Edition, _changes: Any) -> None:
        raise Refused("Not now.")

    with pytest.raises(Refused, match="Not now"):
        await publish_edition(event, None, follow=fail)
    await deliver_due()

    assert receivers.came == []
    # A try is one attempt, and says at once how it went.
    receivers.trouble = "There is no server called shed.example."
    assert await try_webhook(event, webhook) == receivers.trouble
    assert ((await _only_delivery()).ended, len(receivers.came)) == ("given up", 1)


async def test_organisers_say_which_websites_are_told(client: httpx.AsyncClient) -> None:
    event, mo, shed, _sessions = await _ready()
    await sign_in(client, mo)
    here = "/day/publish/webhooks"
    refused = [
        await client.post(here, data={"address": address, "organisation": organisation})
        for address, organisation in [
            ("", ""),
            ("ftp://shed.example/", ""),
            ("https://jo:pass@shed.example/", ""),
            (ADDRESS, "another"),
        ]
    ]
    # This machine is in no public network: it is refused when it is asked, since names can lead there, too.
    added = await client.post(here, data={"address": "http://127.0.0.1:9/told", "organisation": shed.id})
    page = (await client.get(here)).text
    path = page.split(f'action="{here}/')[1].split("/")[0]
    tried = await client.post(f"{here}/{path}/try")
    after = (await client.get(here)).text
    removed = await client.post(f"{here}/{path}/removal")
    for _one in range(MOST):
        await add_webhook(event, mo, ADDRESS, None)
    await client.post(here, data={"address": ADDRESS, "organisation": ""})
    full = (await client.get(here)).text

    assert [answer.status_code for answer in refused] == [422] * 4
    assert [answer.status_code for answer in (added, tried, removed)] == [303] * 3
    assert ("whsec_" in page, "what changes for sessions of Men’s Shed" in page) == (True, True)
    assert after.count("127.0.0.1 is in a private network") == 2
    assert "An event can tell up to twenty addresses." in full
    assert full.count("whsec_") == MOST
