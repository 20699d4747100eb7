"""The addresses of feeds: people subscribe to them, so they stay."""

from typing import Any

import pytest

from eventapp import db as database
from eventapp.event.tables import Event
from eventapp.programme.edition import EditionRoom, EditionSession
from eventapp.programme.feed_names import keep_feed_names, named_feeds
from tests.cast import an_event
from tests.programme.making import a_content, a_published

pytestmark = pytest.mark.usefixtures("db")


def _in_room(id_: str, name: str, session: str = "soup") -> EditionSession:
    return a_published(session, room=EditionRoom(name, "", "", (), id_), organisations=(), kind="break")


async def _keep(event: Event, *sessions: EditionSession) -> None:
    async with database.transaction():
        await keep_feed_names(event.id, a_content(*sessions))


async def _paths(event: Event) -> list[tuple[str, str]]:
    return [(feed.name, feed.path("day")) for feed in await named_feeds(event.id)]


async def test_each_room_kind_and_organisation_gets_a_readable_address() -> None:
    event = await an_event()

    await _keep(event, a_published(organisations=("Men’s Shed", "Café Ümlaut")))

    assert await _paths(event) == [
        ("Room 1", "/day/calendar/room/room-1.ics"),
        ("Talk", "/day/calendar/kind/talk.ics"),
        ("Café Ümlaut", "/day/calendar/organisation/cafe-umlaut.ics"),
        ("Men’s Shed", "/day/calendar/organisation/mens-shed.ics"),
    ]


async def test_names_that_look_alike_in_an_address_are_told_apart() -> None:
    event = await an_event()

    await _keep(event, *(_in_room(f"r{n}", name, f"s{n}") for n, name in enumerate(("Hall", "Hall!", "Зал", "サロン"))))

    assert await _paths(event) == [
        ("Hall", "/day/calendar/room/hall.ics"),
        ("Hall!", "/day/calendar/room/hall-2.ics"),
        ("Зал", "/day/calendar/room/room.ics"),
        ("サロン", "/day/calendar/room/room-2.ics"),
    ]


async def test_an_address_stays_when_its_room_is_called_otherwise_and_when_it_is_gone() -> None:
    event = await an_event()
    await _keep(event, _in_room("r1", "Hall"))

    await _keep(event, _in_room("r1", "The Snug"), _in_room("r2", "Hall", "film"))
    await _keep(event, _in_room("r2", "Hall", "film"))

    assert await _paths(event) == [
        ("Hall", "/day/calendar/room/hall-2.ics"),
        ("The Snug", "/day/calendar/room/hall.ics"),
    ]


async def test_an_organisations_address_stays_through_another_name_and_goes_to_nobody_else() -> None:
    event = await an_event()
    # As editions were before they held ids, then as they are.
    await _keep(event, a_published(room=None, kind="break", organisations=("The Shed",)))
    await _keep(event, a_published(room=None, kind="break", organisations=("The Shed",), organisation_ids=("o1",)))

    named_since: dict[str, Any] = {"organisations": ("The Barn", "The Shed"), "organisation_ids": ("o1", "o2")}
    await _keep(event, a_published(room=None, kind="break", **named_since))

    assert await _paths(event) == [
        ("The Barn", "/day/calendar/organisation/the-shed.ics"),
        ("The Shed", "/day/calendar/organisation/the-shed-2.ics"),
    ]


async def test_events_do_not_share_addresses() -> None:
    one, other = await an_event("one"), await an_event("other")

    await _keep(one, _in_room("r1", "Hall"))
    await _keep(other, _in_room("r2", "Hall"))

    assert [await _paths(event) for event in (one, other)] == [[("Hall", "/day/calendar/room/hall.ics")]] * 2
