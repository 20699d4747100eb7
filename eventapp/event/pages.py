"""The event for everybody, for its partners, and for its organisers."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from wtforms import SelectField

from eventapp import clock
from eventapp.errors import Refused
from eventapp.event.actions import (
    add_room,
    change_event,
    change_organisation,
    change_room,
    invite,
    let_organisation_go,
    new_event,
    remove_from_organisation,
    remove_organiser,
    remove_room,
    set_bookings_open,
    set_over,
    set_proposals_open,
    take_in_organisation,
)
from eventapp.event.features import FEATURES
from eventapp.event.forms import (
    EventForm,
    InvitationForm,
    NewEventForm,
    OrganisationForm,
    RoomForm,
    event_values,
)
from eventapp.event.phases import Facts, phases, steps
from eventapp.event.tables import Event, Organiser, Participation, Room, RoomFeature
from eventapp.people.tables import Membership, Organisation, Person
from eventapp.programme.publishing import refresh_pages
from eventapp.programme.tables import Edition
from eventapp.proposals.tables import Proposal, ProposalOrganisation
from eventapp.texts import _
from eventapp.timetable.tables import Placement, Session
from eventapp.voting.tables import Round
from eventapp.web import (
    Answer,
    Asked,
    SignInNeeded,
    event_or_404,
    go,
    organiser_or_404,
    page,
    partner_or_404,
    posted,
    roles,
    say,
    signed_in,
)

# For everybody


@get("/")
async def show_events(request: Asked) -> Answer:
    events = await Event.objects().order_by(Event.starts_on).order_by(Event.name)
    coming = [event for event in events if not _is_past(event)]
    past = [event for event in reversed(events) if _is_past(event)]
    person = await signed_in(request)
    may_add = person is not None and await _organises_something(person)
    return await page(request, "event/events.html", coming=coming, past=past, may_add=may_add)


def _is_past(event: Event) -> bool:
    return event.over_at is not None or event.ends_on < _today(event)


def _today(event: Event) -> date:
    return clock.now().astimezone(ZoneInfo(event.time_zone)).date()


async def _organises_something(person: Person) -> bool:
    return await Organiser.exists().where(Organiser.person == person.id)


@get("/{slug:str}")
async def show_event(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    published = await Edition.exists().where(Edition.event == event.id)
    zone = ZoneInfo(event.time_zone)
    hours = tuple(datetime.combine(event.starts_on, at, zone) for at in (event.opens_at, event.closes_at))
    return await page(request, "event/home.html", event=event, published=published, past=_is_past(event), hours=hours)


@dataclass(frozen=True)
class RoomRow:
    """A room with the words for what it has."""

    room: Room
    features: list[str]


@get("/{slug:str}/access")
async def show_access(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    return await page(request, "event/access.html", event=event, rooms=await _rooms(event))


@get("/{slug:str}/help")
async def show_help(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    return await page(request, "event/help.html", event=event)


@get("/privacy")
async def show_privacy(request: Asked) -> Answer:
    return await page(request, "event/privacy.html")


@get("/{slug:str}/privacy")
async def show_privacy_of_event(request: Asked, slug: FromPath[str]) -> Answer:
    return await page(request, "event/privacy.html", event=await event_or_404(slug))


@get("/accessibility")
async def show_accessibility(request: Asked) -> Answer:
    return await page(request, "event/accessibility.html")


@get("/{slug:str}/accessibility")
async def show_accessibility_of_event(request: Asked, slug: FromPath[str]) -> Answer:
    return await page(request, "event/accessibility.html", event=await event_or_404(slug))


# For partners


@get("/{slug:str}/plan")
async def show_plan(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    may = await roles(request, event)
    latest_round = await _latest_round(event)
    facts = await _facts(event, latest_round)
    organisations = await _organisations_with_proposals(event, may.organisations)
    return await page(
        request,
        "event/plan.html",
        event=event,
        phases=phases(facts),
        steps=steps(facts, belongs=bool(may.organisations), organiser=may.organiser),
        organisations=organisations,
        voting_until=latest_round.closes_at if latest_round and facts.round_state == "open" else None,
        days_left=(event.starts_on - _today(event)).days,
    )


async def _latest_round(event: Event) -> Round | None:
    return await Round.objects().where(Round.event == event.id).order_by(Round.created_at, ascending=False).first()


async def _facts(event: Event, latest_round: Round | None) -> Facts:
    sessions = await Session.select(Session.id).where((Session.event == event.id) & Session.cancelled_at.is_null())
    ids = [row["id"] for row in sessions]
    return Facts(
        proposals_open=event.proposals_open,
        bookings_open=event.bookings_open,
        over=event.over_at is not None,
        proposals=await Proposal.count().where((Proposal.event == event.id) & (Proposal.state != "withdrawn")),
        round_state=_round_state(latest_round),
        sessions=len(ids),
        placed=await Placement.count().where(Placement.session.is_in(ids)) if ids else 0,
        editions=await Edition.count().where(Edition.event == event.id),
        first_day=event.starts_on,
    )


def _round_state(found: Round | None) -> str | None:
    if found is None:
        return None
    if found.confirmed_at is not None:
        return "confirmed"
    if found.counted_at is not None:
        return "counted"
    if found.opened_at is None:
        return "prepared"
    # It is closed when its time has come, whoever presses the button later.
    return "closed" if found.closed_at is not None or found.closes_at <= clock.now() else "open"


async def _organisations_with_proposals(event: Event, ids: frozenset[str]) -> list[tuple[Organisation, int]]:
    """Each of these organisations, by name, with how many proposals it hosts at the event."""
    if not ids:
        return []
    organisations = await Organisation.objects().where(Organisation.id.is_in(list(ids))).order_by(Organisation.name)
    rows = await ProposalOrganisation.select(ProposalOrganisation.organisation).where(
        ProposalOrganisation.organisation.is_in(list(ids))
        & (ProposalOrganisation.proposal.event == event.id)
        & (ProposalOrganisation.proposal.state != "withdrawn")
    )
    hosted = [row["organisation"] for row in rows]
    return [(organisation, hosted.count(organisation.id)) for organisation in organisations]


# For organisers: the event itself


@get("/events/new")
async def show_new_event(request: Asked) -> Answer:
    person = await _organiser_of_something_or_404(request)
    form = NewEventForm()
    await _offer_copies(form, person)
    return await page(request, "event/new.html", form=form)


@post("/events/new")
async def create_event(request: Asked) -> Answer:
    person = await _organiser_of_something_or_404(request)
    form = NewEventForm(await posted(request))
    own = await _offer_copies(form, person)
    if form.validate():
        words = form.data
        copy_of = own.get(words.pop("copy_of"))
        try:
            event = await new_event(person, copy_of=copy_of, **words)
        except Refused as refusal:
            form.slug.errors = [str(refusal)]
        else:
            return say(go(f"/{event.slug}/settings"), _("The event is made. Only its organisers plan it so far."))
    return await page(request, "event/new.html", status=422, form=form)


async def _organiser_of_something_or_404(request: Asked) -> Person:
    person = await signed_in(request)
    if person is None:
        raise SignInNeeded
    if not await _organises_something(person):
        raise NotFoundException
    return person


async def _offer_copies(form: NewEventForm, person: Person) -> dict[str, Event]:
    """Offers the events that this person organises to be copied. Returns them by id."""
    own = Organiser.select(Organiser.event).where(Organiser.person == person.id)
    events = await Event.objects().where(Event.id.is_in(own)).order_by(Event.starts_on, ascending=False)
    offered = {event.id: _("A copy of %(event)s") % {"event": event.name} for event in events}
    form.copy_of.choices = {"": _("Nothing: an empty event"), **offered}
    return {event.id: event for event in events}


@get("/{slug:str}/settings")
async def show_settings(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await page(request, "event/settings.html", event=event, form=EventForm(obj=event))


@post("/{slug:str}/settings")
async def save_settings(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    form = EventForm(await posted(request))
    if form.validate():
        await change_event(event, person, **event_values(form))
        await refresh_pages(event.id)
        return say(go(f"/{slug}/settings"), _("Saved."))
    return await page(request, "event/settings.html", status=422, event=event, form=form)


@post("/{slug:str}/settings/proposals")
async def switch_proposals(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    wanted = await _wanted(request)
    await set_proposals_open(event, person, wanted)
    return say(go(f"/{slug}/settings"), _("The event is open for proposals.") if wanted else _("Proposals are closed."))


@post("/{slug:str}/settings/bookings")
async def switch_bookings(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    wanted = await _wanted(request)
    await set_bookings_open(event, person, wanted)
    await refresh_pages(event.id)
    return say(go(f"/{slug}/settings"), _("The event is open for bookings.") if wanted else _("Bookings are closed."))


@post("/{slug:str}/settings/end")
async def switch_end(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    wanted = await _wanted(request)
    await set_over(event, person, wanted)
    await refresh_pages(event.id)
    return say(
        go(f"/{slug}/settings"),
        _("The event is over. Proposals and bookings are closed.") if wanted else _("The event is not over."),
    )


async def _wanted(request: Asked) -> bool:
    """What a switch's button says: yes or no, so that pressing it twice, or in two tabs, does no more than once."""
    return (await posted(request)).getlist("wanted")[:1] == ["yes"]


# For organisers: rooms


@get("/{slug:str}/rooms")
async def show_rooms(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await page(request, "event/rooms.html", event=event, rooms=await _rooms(event))


async def _rooms(event: Event) -> list[RoomRow]:
    rooms = await Room.objects().where(Room.event == event.id).order_by(Room.position).order_by(Room.name)
    found = await _features(rooms)
    return [RoomRow(room, [str(words) for key, words in FEATURES.items() if key in found[room.id]]) for room in rooms]


async def _features(rooms: list[Room]) -> dict[str, set[str]]:
    features: dict[str, set[str]] = defaultdict(set)
    if rooms:
        for row in await RoomFeature.objects().where(RoomFeature.room.is_in([room.id for room in rooms])):
            features[row.room].add(row.feature)
    return features


@get("/{slug:str}/rooms/new")
async def show_new_room(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await page(request, "event/room.html", event=event, room=None, form=RoomForm())


@post("/{slug:str}/rooms/new")
async def create_room(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    form = RoomForm(await posted(request))
    if form.validate():
        try:
            room = await add_room(event, person, **_room_words(form))
        except Refused as refusal:
            form.name.errors = [str(refusal)]
        else:
            return say(go(f"/{slug}/rooms"), _("%(room)s is added.") % {"room": room.name})
    return await page(request, "event/room.html", status=422, event=event, room=None, form=form)


@get("/{slug:str}/rooms/{room_id:str}")
async def show_room(request: Asked, slug: FromPath[str], room_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    room = await _room_or_404(event, room_id)
    features = await _features([room])
    form = RoomForm(obj=room, data={"features": sorted(features[room.id])})
    return await page(request, "event/room.html", event=event, room=room, form=form)


@post("/{slug:str}/rooms/{room_id:str}")
async def save_room(request: Asked, slug: FromPath[str], room_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    room = await _room_or_404(event, room_id)
    form = RoomForm(await posted(request))
    if form.validate():
        try:
            await change_room(room, person, **_room_words(form))
        except Refused as refusal:
            form.name.errors = [str(refusal)]
        else:
            return say(go(f"/{slug}/rooms"), _("Saved."))
    return await page(request, "event/room.html", status=422, event=event, room=room, form=form)


@post("/{slug:str}/rooms/{room_id:str}/removal")
async def delete_room(request: Asked, slug: FromPath[str], room_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    room = await _room_or_404(event, room_id)
    try:
        await remove_room(room, person)
    except Refused as refusal:
        return say(go(f"/{slug}/rooms"), str(refusal), "warning")
    return say(go(f"/{slug}/rooms"), _("%(room)s is removed.") % {"room": room.name})


async def _room_or_404(event: Event, room_id: str) -> Room:
    room = await Room.objects().where((Room.id == room_id) & (Room.event == event.id)).first()
    if room is None:
        raise NotFoundException
    return room


def _room_words(form: RoomForm) -> dict[str, Any]:
    return {name: value if value is not None else "" for name, value in form.data.items()}


# For organisers: organisations and people


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation that takes part, with its people by name."""

    organisation: Organisation
    people: list[Person]


@get("/{slug:str}/people")
async def show_people(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await _people_page(request, event, await _organisations(event))


async def _people_page(
    request: Asked,
    event: Event,
    organisations: list[OrganisationRow],
    *,
    form: InvitationForm | None = None,
) -> Answer:
    if form is None:
        form = InvitationForm()
        _offer_organisations(form.organisation, organisations)
    return await page(
        request,
        "event/people.html",
        status=422 if form.errors else 200,
        event=event,
        organisations=organisations,
        organisers=await _organisers(event),
        form=form,
    )


async def _organisations(event: Event) -> list[OrganisationRow]:
    taking_part = Participation.select(Participation.organisation).where(Participation.event == event.id)
    organisations = await Organisation.objects().where(Organisation.id.is_in(taking_part)).order_by(Organisation.name)
    memberships = await Membership.objects(Membership.person).where(Membership.organisation.is_in(taking_part))
    people: dict[str, list[Person]] = defaultdict(list)
    for membership in memberships:
        people[membership.organisation].append(membership.person)
    return [
        OrganisationRow(organisation, sorted(people[organisation.id], key=lambda person: person.name.casefold()))
        for organisation in organisations
    ]


async def _organisers(event: Event) -> list[Person]:
    organising = Organiser.select(Organiser.person).where(Organiser.event == event.id)
    return await Person.objects().where(Person.id.is_in(organising)).order_by(Person.name)


def _offer_organisations(field: SelectField, organisations: list[OrganisationRow]) -> None:
    names = {row.organisation.id: row.organisation.name for row in organisations}
    field.choices = {"": _("No organisation"), **names}


@post("/{slug:str}/people")
async def invite_person(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    by = await organiser_or_404(request, event)
    organisations = await _organisations(event)
    form = InvitationForm(await posted(request))
    _offer_organisations(form.organisation, organisations)
    if not form.validate():
        return await _people_page(request, event, organisations, form=form)
    person = await invite(
        event,
        by,
        form.email.data or "",
        form.name.data or "",
        organisation=next(
            (row.organisation for row in organisations if row.organisation.id == form.organisation.data), None
        ),
        organiser=form.organiser.data,
    )
    return say(go(f"/{slug}/people"), _("%(name)s is invited. A message is on its way.") % {"name": person.name})


@get("/{slug:str}/organisations/new")
async def show_new_organisation(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await page(request, "event/organisation.html", event=event, organisation=None, form=OrganisationForm())


@post("/{slug:str}/organisations/new")
async def create_organisation(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    by = await organiser_or_404(request, event)
    form = OrganisationForm(await posted(request))
    if form.validate():
        added = await take_in_organisation(event, by, form.name.data or "", form.other_names.data or "")
        return say(go(f"/{slug}/people"), _("%(name)s takes part.") % {"name": added.name})
    return await page(request, "event/organisation.html", status=422, event=event, organisation=None, form=form)


@get("/{slug:str}/organisations/{organisation_id:str}")
async def show_organisation(request: Asked, slug: FromPath[str], organisation_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    organisation = await _organisation_or_404(event, organisation_id)
    form = OrganisationForm(obj=organisation)
    return await page(request, "event/organisation.html", event=event, organisation=organisation, form=form)


@post("/{slug:str}/organisations/{organisation_id:str}")
async def save_organisation(request: Asked, slug: FromPath[str], organisation_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    by = await organiser_or_404(request, event)
    organisation = await _organisation_or_404(event, organisation_id)
    form = OrganisationForm(await posted(request))
    if form.validate():
        try:
            await change_organisation(
                event, by, organisation, name=form.name.data or "", other_names=form.other_names.data or ""
            )
        except Refused as refusal:
            form.name.errors = [str(refusal)]
        else:
            return say(go(f"/{slug}/people"), _("Saved."))
    return await page(request, "event/organisation.html", status=422, event=event, organisation=organisation, form=form)


@post("/{slug:str}/organisations/{organisation_id:str}/removal")
async def remove_organisation(request: Asked, slug: FromPath[str], organisation_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    by = await organiser_or_404(request, event)
    organisation = await _organisation_or_404(event, organisation_id)
    try:
        await let_organisation_go(event, by, organisation)
    except Refused as refusal:
        return say(go(f"/{slug}/people"), str(refusal), "warning")
    return say(go(f"/{slug}/people"), _("%(name)s takes no part now.") % {"name": organisation.name})


@post("/{slug:str}/organisations/{organisation_id:str}/people/{person_id:str}/removal")
async def remove_member(
    request: Asked, slug: FromPath[str], organisation_id: FromPath[str], person_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    by = await organiser_or_404(request, event)
    organisation = await _organisation_or_404(event, organisation_id)
    belongs = (Membership.person == person_id) & (Membership.organisation == organisation.id)
    membership = await Membership.objects(Membership.person).where(belongs).first()
    if membership is None:
        raise NotFoundException
    await remove_from_organisation(event, by, membership.person, organisation)
    return say(
        go(f"/{slug}/people"),
        _("%(name)s is removed from %(organisation)s.")
        % {"name": membership.person.name, "organisation": organisation.name},
    )


@post("/{slug:str}/organisers/{person_id:str}/removal")
async def remove_one_organiser(request: Asked, slug: FromPath[str], person_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    by = await organiser_or_404(request, event)
    organiser = next((person for person in await _organisers(event) if person.id == person_id), None)
    if organiser is None:
        raise NotFoundException
    try:
        await remove_organiser(event, by, organiser)
    except Refused as refusal:
        return say(go(f"/{slug}/people"), str(refusal), "warning")
    # Whoever removes themselves may not see the page any more.
    after = f"/{slug}/" if organiser.id == by.id else f"/{slug}/people"
    return say(go(after), _("%(name)s is no organiser now.") % {"name": organiser.name})


async def _organisation_or_404(event: Event, organisation_id: str) -> Organisation:
    takes_part = (Participation.event == event.id) & (Participation.organisation == organisation_id)
    row = await Participation.objects(Participation.organisation).where(takes_part).first()
    if row is None:
        raise NotFoundException
    organisation: Organisation = row.organisation
    return organisation


handlers = [
    show_events,
    show_event,
    show_access,
    show_help,
    show_privacy,
    show_privacy_of_event,
    show_accessibility,
    show_accessibility_of_event,
    show_plan,
    show_new_event,
    create_event,
    show_settings,
    save_settings,
    switch_proposals,
    switch_bookings,
    switch_end,
    show_rooms,
    show_new_room,
    create_room,
    show_room,
    save_room,
    delete_room,
    show_people,
    invite_person,
    show_new_organisation,
    create_organisation,
    show_organisation,
    save_organisation,
    remove_organisation,
    remove_member,
    remove_one_organiser,
]
