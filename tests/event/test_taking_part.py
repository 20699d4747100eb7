"""Which organisations take part in an event, and who belongs to them or organises it."""

import asyncio

import pytest

from eventapp.errors import Refused
from eventapp.event.access import Roles, roles_at
from eventapp.event.tables import Organiser, Participation
from eventapp.event.taking_part import (
    change_organisation,
    invite,
    let_organisation_go,
    remove_from_organisation,
    remove_organiser,
    take_in_organisation,
)
from eventapp.log.tables import LogEntry
from eventapp.notices.tables import Notice
from eventapp.people.tables import Membership, Organisation, Person
from tests.cast import a_person, an_event, an_organisation, an_organiser

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


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
    [entry] = await LogEntry.objects()
    assert f"{entry.who} {entry.did} {entry.what}" == "the command line invited as organiser: Priya"


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
