"""What organisers do with an event."""

from datetime import date, time
from typing import Any

import pytest

from eventapp.errors import Refused
from eventapp.event.access import roles_at
from eventapp.event.actions import change_event, new_event, set_bookings_open, set_over, set_proposals_open
from eventapp.event.tables import Event, Organiser, Participation
from eventapp.log.tables import LogEntry
from tests.cast import a_person, an_event, an_organisation, an_organiser

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

DAY = date(2026, 11, 28)


async def log() -> list[str]:
    rows = await LogEntry.objects().order_by(LogEntry.at)
    return [f"{row.who} {row.did} {row.what}" for row in rows]


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


async def test_a_copy_has_the_words_and_organisations_of_the_earlier_event_and_nothing_else() -> None:
    old = await an_event("old", is_sample=True, venue_name="The Forum", cost="Free")
    await an_organisation(old, "Equal Lives")
    await an_organiser(old, "Mo")
    priya = await a_person("Priya")

    copy = await new_event(priya, slug="next", name="Next Day", starts_on=DAY, ends_on=DAY, cost="£2", copy_of=old)

    organisers = await Organiser.select(Organiser.person).where(Organiser.event == copy.id)
    assert (copy.venue_name, copy.cost, copy.is_sample, copy.bookings_open) == ("The Forum", "£2", False, False)
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
