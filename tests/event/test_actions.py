"""What organisers do with an event, its organisations and its people."""

import asyncio
from datetime import date, time
from typing import Any

import pytest

from eventapp.errors import Refused
from eventapp.event.access import Roles, roles_at
from eventapp.event.actions import (
    change_event,
    change_organisation,
    invite,
    let_organisation_go,
    new_event,
    remove_from_organisation,
    remove_organiser,
    set_bookings_open,
    set_over,
    set_proposals_open,
    take_in_organisation,
)
from eventapp.event.tables import Event, Organiser, Participation, Room, RoomFeature
from eventapp.log.tables import LogEntry
from eventapp.notices.tables import Notice
from eventapp.people.tables import Membership, Organisation, Person
from tests.cast import a_person, a_room, an_event, an_organisation, an_organiser

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

DAY = date(2026, 11, 28)


async def log() -> list[str]:
    rows = await LogEntry.objects().order_by(LogEntry.at)
    return [f"{row.who} {row.did} {row.what}" for row in rows]


# The event


async def test_a_new_event_belongs_to_whoever_makes_it_and_is_closed() -> None:
    mo = await a_person("Mo")

    event = await new_event(mo, slug="day", name="Peer Support Day", starts_on=DAY, ends_on=DAY)

    stored = await Event.objects().get(Event.slug == "day")
    assert stored is not None
    assert (stored.id, stored.time_zone, stored.proposals_open, stored.bookings_open) == (
        event.id,
        "Europe/London",
        False,
        False,
    )
    assert (await roles_at(event, mo)).organiser
    assert await log() == ["Mo made the event Peer Support Day"]


async def test_the_command_line_makes_an_event_without_an_organiser() -> None:
    event = await new_event(None, slug="day", name="Day", starts_on=DAY, ends_on=DAY, opens_at=time(9))

    assert (event.opens_at, await Organiser.count()) == (time(9), 0)
    assert await log() == ["the command line made the event Day"]


@pytest.mark.parametrize(
    "words",
    [
        {"slug": "sign-in"},
        {"slug": "Day"},
        {"name": ""},
        {"ends_on": date(2026, 11, 27)},
        {"ends_on": date(2027, 11, 28)},
        {"closes_at": time(9)},
        {"time_zone": "Mars/Olympus"},
    ],
)
async def test_an_event_that_cannot_be_is_refused_and_nothing_is_stored(words: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"slug": "day", "name": "Day", "starts_on": DAY, "ends_on": DAY}

    with pytest.raises(Refused):
        await new_event(None, **(usual | words))

    assert (await Event.count(), await LogEntry.count()) == (0, 0)


async def test_two_events_do_not_share_an_address() -> None:
    await an_event("day")

    with pytest.raises(Refused, match="Another event has this address"):
        await new_event(None, slug="day", name="Day", starts_on=DAY, ends_on=DAY)


async def test_a_copy_has_the_words_rooms_and_organisations_of_the_earlier_event_and_nothing_else() -> None:
    old = await an_event("old", is_sample=True, venue_name="The Forum", cost="Free")
    await a_room(old, "Room 1", "step-free", "quiet")
    await a_room(old, "Room 2")
    await an_organisation(old, "Equal Lives")
    await an_organiser(old, "Mo")
    priya = await a_person("Priya")

    copy = await new_event(priya, slug="next", name="Next Day", starts_on=DAY, ends_on=DAY, cost="£2", copy_of=old)

    rooms = await Room.objects().where(Room.event == copy.id).order_by(Room.name)
    features = await RoomFeature.select(RoomFeature.feature).where(RoomFeature.room == rooms[0].id)
    organisers = await Organiser.select(Organiser.person).where(Organiser.event == copy.id)
    assert (copy.venue_name, copy.cost, copy.is_sample, copy.bookings_open) == ("The Forum", "£2", False, False)
    assert [room.name for room in rooms] == ["Room 1", "Room 2"]
    assert {row["feature"] for row in features} == {"step-free", "quiet"}
    assert await Participation.count().where(Participation.event == copy.id) == 1
    assert organisers == [{"person": priya.id}]


async def test_what_is_said_of_an_event_can_be_changed() -> None:
    event = await an_event()
    mo = await an_organiser(event)

    await change_event(event, mo, name="A Day Together", cost="Free", intro="Come as you are.")

    stored = await Event.objects().get(Event.id == event.id)
    assert stored is not None
    assert (stored.name, stored.intro, event.name) == ("A Day Together", "Come as you are.", "A Day Together")
    assert await log() == ["Mo changed what is said of the event intro, name"]


async def test_saving_without_a_change_writes_nothing() -> None:
    event = await an_event()

    await change_event(event, None, name=event.name, starts_on=event.starts_on)

    assert await LogEntry.count() == 0


async def test_a_change_that_cannot_be_is_refused() -> None:
    event = await an_event()

    with pytest.raises(Refused, match="before the first"):
        await change_event(event, None, ends_on=date(2026, 11, 1))

    stored = await Event.objects().get(Event.id == event.id)
    assert stored is not None
    assert stored.ends_on == DAY


async def test_switches_are_thrown_and_logged_once() -> None:
    event = await an_event(proposals_open=False, bookings_open=False)
    mo = await an_organiser(event)

    for _twice in range(2):
        await set_proposals_open(event, mo, True)
        await set_bookings_open(event, mo, True)

    stored = await Event.objects().get(Event.id == event.id)
    assert stored is not None
    assert (stored.proposals_open, stored.bookings_open) == (True, True)
    assert await log() == ["Mo opened proposals of Peer Support Day", "Mo opened bookings of Peer Support Day"]


async def test_the_end_closes_proposals_and_bookings_and_can_be_taken_back() -> None:
    event = await an_event()

    await set_over(event, None, True)
    ended = (event.over_at is not None, event.proposals_open, event.bookings_open)
    await set_over(event, None, False)

    assert event.over_at is None
    assert (ended, event.bookings_open) == ((True, False, False), False)


# Organisations


async def test_an_organisation_is_known_by_any_of_its_names() -> None:
    first, second = await an_event("first"), await an_event("second")
    trust = await take_in_organisation(first, None, "Wellbeing Service", "NSFT Wellbeing\nWellbeing Norfolk")

    same = [await take_in_organisation(second, None, name) for name in ("nsft  wellbeing", "WELLBEING SERVICE")]

    assert [organisation.id for organisation in same] == [trust.id, trust.id]
    assert (await Organisation.count(), await Participation.count()) == (1, 2)


async def test_taking_in_twice_at_once_is_taking_in_once() -> None:
    event = await an_event()

    await asyncio.gather(*(take_in_organisation(event, None, "Men’s Shed") for _time in range(4)))

    assert (await Organisation.count(), await Participation.count()) == (1, 1)


async def test_an_organisation_cannot_take_another_one_s_name() -> None:
    event = await an_event()
    shed, lunch = await an_organisation(event, "Men’s Shed"), await an_organisation(event, "Soup lunch")

    await change_organisation(event, None, shed, name="Aylsham Shed", other_names="Men’s Shed")
    with pytest.raises(Refused):
        await change_organisation(event, None, lunch, name="men’s shed", other_names="")


async def test_an_organisation_with_people_stays() -> None:
    event = await an_event()
    shed, lunch = await an_organisation(event, "Men’s Shed"), await an_organisation(event, "Soup lunch")
    await a_person("Ray", shed)

    await let_organisation_go(event, None, lunch)
    with pytest.raises(Refused, match="People belong to Men’s Shed"):
        await let_organisation_go(event, None, shed)

    assert await Participation.select(Participation.organisation) == [{"organisation": shed.id}]


# People


async def test_an_invitation_makes_a_partner_and_owes_a_message_that_leads_to_the_plan() -> None:
    event = await an_event()
    mo, shed = await an_organiser(event), await an_organisation(event, "Men’s Shed")

    ray = await invite(event, mo, " Ray@Example.org", "Ray", organisation=shed, organiser=False)

    notice = await Notice.objects().first()
    assert notice is not None
    assert await roles_at(event, ray) == Roles(partner=True, organisations=frozenset([shed.id]))
    assert (notice.kind, notice.email, notice.event) == ("invitation", "ray@example.org", event.id)
    assert "Mo invites you to plan Peer Support Day together with others, for Men’s Shed." in notice.body
    assert "http://test.example/sign-in?next=/day/plan" in notice.body
    assert "http://test.example/sign-in/link/" in notice.body


async def test_an_invitation_can_make_an_organiser() -> None:
    event = await an_event()

    priya = await invite(event, None, "priya@example.org", "Priya", organisation=None, organiser=True)

    assert await roles_at(event, priya) == Roles(partner=True, organiser=True)
    assert await log() == ["the command line invited as organiser: Priya"]


async def test_somebody_who_is_known_keeps_their_name_and_is_not_made_twice() -> None:
    event = await an_event()
    shed = await an_organisation(event)
    ray = await a_person("Ray", shed)

    same = await invite(event, None, "RAY@example.org", "Raymond", organisation=shed, organiser=True)

    assert (same.id, same.name) == (ray.id, "Ray")
    assert (await Person.count(), await Membership.count(), await Organiser.count()) == (1, 1, 1)


async def test_an_invitation_to_nothing_or_to_a_stranger_organisation_is_refused() -> None:
    event, other = await an_event(), await an_event("other")
    elsewhere = await an_organisation(other)

    with pytest.raises(Refused):
        await invite(event, None, "ray@example.org", "Ray", organisation=None, organiser=False)
    with pytest.raises(Refused):
        await invite(event, None, "ray@example.org", "Ray", organisation=elsewhere, organiser=False)

    assert (await Person.count(), await Notice.count()) == (0, 0)


async def test_who_is_removed_from_their_organisation_is_no_partner_any_more() -> None:
    event = await an_event()
    shed = await an_organisation(event)
    ray = await a_person("Ray", shed)

    await remove_from_organisation(event, None, ray, shed)

    assert await roles_at(event, ray) == Roles()


async def test_the_last_organiser_stays() -> None:
    event = await an_event()
    mo, priya = await an_organiser(event, "Mo"), await an_organiser(event, "Priya")

    await remove_organiser(event, mo, mo)
    with pytest.raises(Refused, match="Priya is the last organiser"):
        await remove_organiser(event, priya, priya)

    assert await Organiser.select(Organiser.person) == [{"person": priya.id}]


async def test_of_two_organisers_who_remove_each_other_at_once_one_stays() -> None:
    event = await an_event()
    mo, priya = await an_organiser(event, "Mo"), await an_organiser(event, "Priya")

    outcomes = await asyncio.gather(
        remove_organiser(event, mo, priya), remove_organiser(event, priya, mo), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes if outcome is not None] == [Refused]
    assert await Organiser.count() == 1


async def test_an_organiser_is_one_at_their_own_event_only() -> None:
    event, other = await an_event(), await an_event("other")
    mo = await an_organiser(event)

    assert await roles_at(other, mo) == Roles()
