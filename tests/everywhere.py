"""The sample event, with what every address of the program stands for in it, and a browser for each role."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser
from typing import Any

import httpx
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.types import Method
from piccolo.table import Table

from eventapp import clock, db, schema
from eventapp.app import create_app
from eventapp.booking.attendees import calendar_key, personal_token
from eventapp.booking.tables import AccessNeed, Attendee, Booking
from eventapp.event.tables import Event, PagePhoto, Room
from eventapp.notices.tables import Notice
from eventapp.people.sign_in import make_way_in
from eventapp.people.tables import Organisation, Person
from eventapp.planning.tables import Survey, SurveyTheme, WorkshopPhoto
from eventapp.programme.tables import Edition, PublishedSession, Webhook, WebhookDelivery
from eventapp.programme.webhooks.signing import new_webhook_secret
from eventapp.proposals.tables import CoHosting, HostTime, ProposalHost, Suggestion
from eventapp.sample.loading import load_sample
from eventapp.sample.people import ORGANISER_EMAIL, PARTNER_EMAIL
from eventapp.timetable.actions.plans import PlanWish, ask_for_plan
from eventapp.timetable.plans.asking import Placed
from eventapp.timetable.plans.stored import Best, write
from eventapp.timetable.tables import AccessWorker, Plan, Session
from eventapp.venue.tables import BlockedTime, VenueCalendar
from eventapp.voting.tables import Round
from tests import cast

# How clients of tests ask: else each page would be compressed for them, and unpacked by them.
UNCOMPRESSED = {"accept-encoding": "identity"}


def _addresses(words: str) -> list[str]:
    return words.split()


# Who may use an address. A new page fails the tests until it is named here.
EVERYBODY = _addresses("""
/ /accessibility /health /privacy /sign-in /sign-in/code /sign-in/link/{secret} /sign-out /styleguide /{slug}
/{slug}/access /{slug}/accessibility /{slug}/calendar /{slug}/calendar.ics /{slug}/calendar/{about}/{feed}
/{slug}/changes.atom /{slug}/editions /{slug}/editions/{number} /{slug}/embed /{slug}/help /{slug}/my-day
/{slug}/my-day/leaving /{slug}/now /{slug}/photos/{page_photo_id} /{slug}/print /{slug}/print/doors
/{slug}/print/poster /{slug}/print/poster/{session_id} /{slug}/print/{sheet} /{slug}/privacy /{slug}/programme
/{slug}/s/{number} /{slug}/saved/forgetting /{slug}/saved/{numbers} /{slug}/saved/{numbers}/saved.ics
/{slug}/schedule.json /{slug}/schedule.xml /{slug}/sessions/{session_id} /{slug}/sessions/{session_id}/booking
/{slug}/sessions/{session_id}/saving /{slug}/sessions/{session_id}/{name}
""")
WHO_HOLDS_THE_LINK = _addresses("""
/{slug}/my-calendar/{key}/{name} /{slug}/my/{token} /{slug}/my/{token}/booked/{booking_id}
/{slug}/my/{token}/bookings/{booking_id} /{slug}/my/{token}/bookings/{booking_id}/cancellation
/{slug}/my/{token}/bookings/{booking_id}/offer /{slug}/my/{token}/bookings/{booking_id}/places
/{slug}/my/{token}/bookings/{booking_id}/return /{slug}/my/{token}/bookings/{booking_id}/swap
/{slug}/my/{token}/calendar /{slug}/my/{token}/card /{slug}/my/{token}/deletion /{slug}/my/{token}/details
/{slug}/my/{token}/link
""")
PARTNERS = _addresses("""
/{slug}/gaps /{slug}/plan /{slug}/proposals /{slug}/proposals/new /{slug}/proposals/new/alike
/{slug}/proposals/new/draft /{slug}/proposals/new/draft/removal /{slug}/proposals/{proposal_id}
/{slug}/proposals/{proposal_id}/comments /{slug}/proposals/{proposal_id}/edit
/{slug}/proposals/{proposal_id}/edit/draft /{slug}/proposals/{proposal_id}/edit/draft/removal
/{slug}/proposals/{proposal_id}/hosts/{host_id}
/{slug}/proposals/{proposal_id}/hosts/{host_id}/times/{time_id}/removal /{slug}/proposals/{proposal_id}/preview
/{slug}/proposals/{proposal_id}/return /{slug}/proposals/{proposal_id}/submission
/{slug}/proposals/{proposal_id}/suggestions/new /{slug}/proposals/{proposal_id}/suggestions/{suggestion_id}
/{slug}/proposals/{proposal_id}/suggestions/{suggestion_id}/acceptance
/{slug}/proposals/{proposal_id}/suggestions/{suggestion_id}/refusal
/{slug}/proposals/{proposal_id}/suggestions/{suggestion_id}/taking-back /{slug}/proposals/{proposal_id}/together
/{slug}/proposals/{proposal_id}/together/{cohosting_id}/acceptance
/{slug}/proposals/{proposal_id}/together/{cohosting_id}/refusal
/{slug}/proposals/{proposal_id}/together/{cohosting_id}/taking-back
/{slug}/proposals/{proposal_id}/together/{organisation_id}/leaving /{slug}/proposals/{proposal_id}/withdrawal
/{slug}/survey /{slug}/survey/import /{slug}/survey/import/columns /{slug}/survey/import/result /{slug}/survey/lines
/{slug}/survey/new /{slug}/survey/{survey_id} /{slug}/survey/{survey_id}/edit /{slug}/vote /{slug}/vote/ballot
/{slug}/vote/ballot/abstention /{slug}/vote/ballot/removal /{slug}/vote/counting /{slug}/vote/result
/{slug}/vote/result.json /{slug}/vote/result.pb /{slug}/vote/results /{slug}/vote/results/{round_id}
/{slug}/vote/results/{round_id}/votes.json /{slug}/vote/results/{round_id}/votes.pb /{slug}/workshops
/{slug}/workshops/new /{slug}/workshops/{workshop_id} /{slug}/workshops/{workshop_id}/edit
/{slug}/workshops/{workshop_id}/photos /{slug}/workshops/{workshop_id}/photos/{photo_id}
/{slug}/workshops/{workshop_id}/photos/{photo_id}/words
""")
ORGANISERS = _addresses("""
/events/new /{slug}/bookings /{slug}/bookings/arrivals /{slug}/bookings/desk /{slug}/bookings/desk.csv
/{slug}/bookings/doors/{session_id} /{slug}/bookings/doors/{session_id}/file /{slug}/bookings/needs
/{slug}/bookings/needs/{need_id} /{slug}/bookings/new /{slug}/bookings/rules /{slug}/bookings/rules/{session_id}
/{slug}/bookings/rules/{session_id}/freeing /{slug}/bookings/walk-ins /{slug}/bookings/{attendee_id}/arrival
/{slug}/bookings/{attendee_id}/arrival/removal /{slug}/bookings/{attendee_id}/card
/{slug}/bookings/{booking_id}/cancellation /{slug}/days /{slug}/easy-read /{slug}/easy-read/access
/{slug}/easy-read/programme /{slug}/easy-read/{session_id} /{slug}/log /{slug}/notices /{slug}/notices/{notice_id}
/{slug}/organisations/new /{slug}/organisations/{organisation_id}
/{slug}/organisations/{organisation_id}/people/{person_id}/removal /{slug}/organisations/{organisation_id}/removal
/{slug}/organisers/{person_id}/access-lead /{slug}/organisers/{person_id}/removal /{slug}/pages
/{slug}/pages/{page_key}/{section_key} /{slug}/pages/{page_key}/{section_key}/photos
/{slug}/pages/{page_key}/{section_key}/photos/{page_photo_id}/removal /{slug}/pages/{page_key}/{section_key}/return
/{slug}/people /{slug}/print/pdf/{sheet} /{slug}/programme.csv /{slug}/programme.xlsx
/{slug}/proposals/{proposal_id}/same /{slug}/proposals/{proposal_id}/same/{other_id}/removal /{slug}/publish
/{slug}/publish/calling-off /{slug}/publish/preview /{slug}/publish/preview/{session_id} /{slug}/publish/today
/{slug}/publish/today/{session_id} /{slug}/publish/today/{session_id}/cancellation
/{slug}/publish/today/{session_id}/later /{slug}/publish/today/{session_id}/room /{slug}/publish/webhooks
/{slug}/publish/webhooks/{webhook_id}/removal /{slug}/publish/webhooks/{webhook_id}/try /{slug}/rooms
/{slug}/rooms/new /{slug}/rooms/{room_id} /{slug}/rooms/{room_id}/blocked
/{slug}/rooms/{room_id}/blocked/{blocked_id}/removal /{slug}/rooms/{room_id}/calendars
/{slug}/rooms/{room_id}/calendars/{calendar_id}/reading /{slug}/rooms/{room_id}/calendars/{calendar_id}/removal
/{slug}/rooms/{room_id}/hours /{slug}/rooms/{room_id}/place /{slug}/rooms/{room_id}/removal
/{slug}/rooms/{room_id}/times /{slug}/settings /{slug}/settings/bookings /{slug}/settings/end
/{slug}/settings/proposals /{slug}/survey/{survey_id}/deletion /{slug}/survey/{theme_id}/removal /{slug}/timetable
/{slug}/timetable/break /{slug}/timetable/changes /{slug}/timetable/fit/{round_id} /{slug}/timetable/numbers
/{slug}/timetable/plans /{slug}/timetable/plans/{plan_id} /{slug}/timetable/plans/{plan_id}/again
/{slug}/timetable/plans/{plan_id}/progress /{slug}/timetable/plans/{plan_id}/stop
/{slug}/timetable/plans/{plan_id}/taking /{slug}/timetable/plans/{plan_id}/why /{slug}/timetable/problems
/{slug}/timetable/redo /{slug}/timetable/rules /{slug}/timetable/sessions /{slug}/timetable/undo
/{slug}/timetable/version /{slug}/timetable/workers /{slug}/timetable/workers/{worker_id}
/{slug}/timetable/workers/{worker_id}/removal /{slug}/timetable/{session_id}
/{slug}/timetable/{session_id}/cancellation /{slug}/timetable/{session_id}/move /{slug}/timetable/{session_id}/places
/{slug}/timetable/{session_id}/removal /{slug}/timetable/{session_id}/return /{slug}/timetable/{session_id}/swap
/{slug}/timetable/{session_id}/taking-off /{slug}/vote/closing-time /{slug}/vote/confirm /{slug}/vote/count
/{slug}/vote/ending /{slug}/vote/new /{slug}/vote/opening /{slug}/vote/paper /{slug}/vote/paper/ballot
/{slug}/vote/paper/ballots /{slug}/vote/paper/names /{slug}/vote/paper/people /{slug}/vote/paper/return
/{slug}/vote/paper/typing /{slug}/vote/paper/{voter_id}/removal /{slug}/vote/results/{round_id}/offers
/{slug}/vote/rules /{slug}/vote/trial /{slug}/vote/what-if /{slug}/workshops/{workshop_id}/photos/{photo_id}/removal
""")
# Read by partners, decided by organisers.
FOR_ORGANISERS_TO_DO: set[str] = set()


@dataclass
class World:
    """The sample, and what stands for each part of an address."""

    names: dict[str, str]
    new_client: Callable[[], httpx.AsyncClient]
    partner: Person
    organiser: Person
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    def address(self, template: str) -> str:
        return template.format(**self.names)

    def with_names(self, **names: str) -> "World":
        """The same world, in which some parts of addresses are others."""
        return replace(self, names=self.names | names)

    async def browser(self, person: Person | None) -> httpx.AsyncClient:
        """A browser of its own, in which this person is signed in."""
        client = self.new_client()
        self.clients.append(client)
        if person is not None:
            await cast.sign_in(client, person)
        return client


@asynccontextmanager
async def a_world() -> AsyncIterator[World]:
    """The sample event as it is after `make run`."""
    event = await _sample()

    def new_client() -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=the_program(), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://test.example", headers=UNCOMPRESSED)

    partner = await Person.objects().get(Person.email == PARTNER_EMAIL)
    organiser = await Person.objects().get(Person.email == ORGANISER_EMAIL)
    assert partner
    assert organiser
    world = World(await _names(event, partner), new_client, partner, organiser)
    yield world
    for client in world.clients:
        await client.aclose()


# The sample's rows, since storing them takes a moment and making them takes seconds.
_rows: dict[type[Table], list[Table]] = {}


async def _sample() -> Event:
    if _rows:
        async with db.transaction():
            for table, rows in _rows.items():
                for start in range(0, len(rows), 100):
                    await table.insert(*rows[start : start + 100])
    else:
        await load_sample()
        for table in reversed(schema.tables_children_first()):
            if rows := await table.objects():
                _rows[table] = rows
    [event] = await Event.objects()
    return event


async def _names(event: Event, partner: Person) -> dict[str, str]:
    booking = await Booking.objects().where(Booking.state == "booked").order_by(Booking.id).first()
    assert booking
    attendee = await Attendee.objects().get(Attendee.id == booking.attendee)
    assert attendee
    session = await PublishedSession.objects().where(PublishedSession.attendance == "book").first()
    notice = await Notice.objects().where(Notice.event == event.id).first()
    assert session
    assert notice
    photo = await WorkshopPhoto.objects().first()
    assert photo
    ids = {
        "round_id": Round,
        "survey_id": Survey,
        "theme_id": SurveyTheme,
        "room_id": Room,
        "need_id": AccessNeed,
        "organisation_id": Organisation,
    }
    first = {name: str((await table.objects().order_by(table.id).first()).id) for name, table in ids.items()}  # type: ignore[union-attr, attr-defined]
    leading = await ProposalHost.objects(ProposalHost.proposal).where(
        (ProposalHost.proposal.proposed_by == partner.id) & (ProposalHost.proposal.state == "selected")
    )
    proposal, host_id = leading[0].proposal, str(leading[0].host)
    return first | {
        "slug": event.slug,
        "number": "1",
        "numbers": "1-2",
        "page_key": "access",
        "section_key": "toilets",
        "page_photo_id": await _a_page_photo(event),
        "sheet": "a4",
        "about": "kind",
        "feed": "workshop",
        "name": f"{event.slug}-bookings.ics",
        "secret": (await make_way_in(partner)).address.rsplit("/", 1)[1],
        "token": personal_token(attendee),
        "key": calendar_key(attendee.id, attendee.link_number, attendee.feed_number),
        "attendee_id": attendee.id,
        "booking_id": booking.id,
        "plan_id": await _plan(event, first["room_id"]),
        "session_id": str(session.session),
        "proposal_id": proposal.id,
        "host_id": host_id,
        "other_id": proposal.id,
        **await _grown(proposal.id, host_id, first["organisation_id"]),
        **await _not_free(first["room_id"]),
        "notice_id": notice.id,
        "person_id": partner.id,
        # The sample's vote is over, and who voted on paper is forgotten.
        "voter_id": "nobody",
        "photo_id": photo.id,
        "worker_id": await _a_worker(event),
        "workshop_id": photo.workshop,
        "webhook_id": await _a_webhook(event),
    }


async def _a_webhook(event: Event) -> str:
    """A website that is told of editions, and was told of one. Its address may not be asked."""
    webhook = Webhook(event=event.id, address="http://127.0.0.1/", secret=new_webhook_secret())
    await webhook.save()
    edition = await Edition.objects().where(Edition.event == event.id).first()
    assert edition
    told = WebhookDelivery(webhook=webhook.id, edition=edition.id, body="{}", trouble="", ended="arrived")
    told.ended_at = clock.now()
    await told.save()
    return webhook.id


async def _a_page_photo(event: Event) -> str:
    photo = PagePhoto(event=event.id, page="access", section="toilets", words="A door.", image=cast.a_photo())
    await photo.save()
    return photo.id


async def _a_worker(event: Event) -> str:
    worker = AccessWorker(event=event.id, name="Kim, who signs", work="signing")
    await worker.save()
    return worker.id


async def _plan(event: Event, room: str) -> str:
    """A plan that puts everything into one room, at one time."""
    plan = await ask_for_plan(event, None, PlanWish("draft", "locked"))
    sessions = await Session.select(Session.id).where(Session.event == event.id)
    best = Best({row["id"]: Placed(room, clock.now()) for row in sessions}, (), 1.0)
    await Plan.update({Plan.best: write(best), Plan.ended: "done", Plan.ended_at: clock.now()}).where(
        Plan.id == plan.id
    )
    return plan.id


async def _grown(proposal_id: str, host_id: str, organisation_id: str) -> dict[str, str]:
    """What others would like to do with this proposal, and when its host can come."""
    asking = CoHosting(proposal=proposal_id, organisation=organisation_id, words="")
    suggestion = Suggestion(proposal=proposal_id, title="Other words", reason="Why not.")
    time = HostTime(host=host_id, ends_at=clock.now() + timedelta(hours=1))
    for row in (asking, suggestion, time):
        await row.save()
    return {"cohosting_id": asking.id, "suggestion_id": suggestion.id, "time_id": time.id}


async def _not_free(room_id: str) -> dict[str, str]:
    """A time at which a room is blocked, and a calendar that says so. Its address may not be asked."""
    calendar = VenueCalendar(room=room_id, address="http://127.0.0.1/", read_at=clock.now(), tried_at=clock.now())
    await calendar.save()
    ends_at = clock.now() + timedelta(hours=1)
    for blocked in (
        BlockedTime(room=room_id, calendar=calendar.id, ends_at=ends_at),
        BlockedTime(room=room_id, ends_at=ends_at, why="Cleaning"),
    ):
        await blocked.save()
    return {"calendar_id": calendar.id, "blocked_id": blocked.id}


@cache
def the_program() -> Any:
    """One for all tests: it keeps nothing between requests, and making it takes a third of a second."""
    # Any, since httpx and Litestar each have ASGI types of their own.
    return create_app()


def routes() -> Iterator[tuple[Method, str]]:
    """Method and address template of everything that the program answers."""
    inner = the_program().app
    assert isinstance(inner, Litestar)
    for route in inner.routes:
        assert isinstance(route, HTTPRoute)
        for handler in route.route_handlers:
            for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):
                yield method, route.path.replace(":str", "")


@dataclass
class SentForm:
    """A form of a page as a browser would send it: where to, and the values that stand in its fields."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """The POST forms of a page, in `found`."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.found: list[SentForm] = []
        self._form: SentForm | None = None
        self._address = address
        self._choice = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self._form = SentForm(given.get("action") or self._address)
            self.found.append(self._form)
        elif self._form is not None and tag in ("input", "textarea", "select") and "name" in given:
            kind = given.get("type", tag)
            self._choice = given["name"] if tag == "select" else ""
            if kind not in ("checkbox", "radio") or "checked" in given:
                self._form.values[given["name"]] = given.get("value", "")
            if kind != "hidden":
                self._form.typed.add(given["name"])
        elif self._form is not None and tag == "option" and "selected" in given and self._choice:
            self._form.values[self._choice] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
