"""Calendar programs as people have them show what is in the database, through all that happens to a programme."""

import json
import os
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from eventapp.event.tables import Event
from eventapp.programme import published_pages
from eventapp.programme.publishing import publish_edition
from eventapp.programme.truth import truth
from eventapp.proposals.tables import Proposal
from eventapp.timetable.tables import Placement, Session
from tests.cast import a_break, a_room, a_session, an_event
from tests.clients.subscribing import NODE_MODULES, PYTHON, Shown, Subscriber, by_node, by_radicale, served
from tests.programme.making import at

pytestmark = pytest.mark.once

# The nights on which clocks change in London, the hour before, after, and the one that happens twice; and other days.
NIGHTS = (
    *("2026-10-24T22:00", "2026-10-25T00:15", "2026-10-25T00:45", "2026-10-25T01:15", "2026-10-25T01:30"),
    *("2026-10-25T02:00", "2026-03-29T00:45", "2026-07-01T09:00", "2026-12-01T09:00"),
)
# What khal is asked for: it looks at each day by itself, and spring and summer are a long way off.
FIRST_DAY, LAST_DAY = "2026-10-24", "2026-12-02"

# By name, a feed as it was published and what the database said then, by uid.
Cases = dict[str, tuple[bytes, dict[str, Shown]]]

# They take a second to publish, and are the same for every client.
_cases: Cases = {}


def _left_out(why: str) -> None:
    if os.environ.get("REQUIRE_CLIENTS") == "1":
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture
async def cases(db: None, clock: Any) -> Cases:
    if not _cases:
        clock.set(at(9, day=20))
        _cases.update(await _of_a_programme(clock))
        _cases["night"] = await _of_nights()
    return _cases


async def _of_a_programme(clock: Any) -> Cases:
    """An edition for each thing that can happen."""
    event = await an_event()
    rooms = [await a_room(event, name) for name in ("Room 1", "Room 2")]
    soup = await a_session(event, "Soup, bread; “and” talk", room=rooms[0], starts_at=at(10))
    film = await a_session(event, "Film", room=rooms[1], starts_at=at(10))
    # The same thing twice is two entries.
    again = await a_session(event, "Film", room=rooms[1], starts_at=at(14))
    await a_break(event, starts_at=at(12))
    found = {"published": await _case(event)}
    clock.advance(timedelta(hours=5))
    await Placement.update({Placement.starts_at: at(16), Placement.room: rooms[1].id}).where(
        Placement.session == soup.id
    )
    found["moved"] = await _case(event)
    await Session.update({Session.cancelled_at: at(9), Session.cancelled_reason: "Rain."}).where(Session.id == film.id)
    found["cancelled"] = await _case(event)
    await Proposal.update({Proposal.title: "Matinée 🎬 مرحبا"}).where(Proposal.id == again.proposal)
    found["retitled"] = await _case(event)
    await a_session(event, "Choir", room=rooms[0], starts_at=at(11))
    found["added"] = await _case(event)
    return found


async def _of_nights() -> tuple[bytes, dict[str, Shown]]:
    event = await an_event("nights", starts_on=date(2026, 10, 24), ends_on=date(2026, 10, 25))
    for number, start in enumerate(NIGHTS):
        room = await a_room(event, f"Room {number}")
        starts_at = datetime.fromisoformat(start).replace(tzinfo=UTC)
        await a_session(event, f"Night {number}", room=room, starts_at=starts_at)
    return await _case(event)


async def _case(event: Event) -> tuple[bytes, dict[str, Shown]]:
    await publish_edition(event, None)
    feed = await published_pages.find(f"/{event.slug}/calendar.ics")
    assert feed
    # As `eventapp export truth` prints it.
    told = json.loads(json.dumps(await truth(event.id)))
    return feed.bodies[b""], {
        one["uid"]: (one["start"], one["end"], one["summary"], one["location"], one["status"]) for one in told
    }


def _written(cases: Cases, folder: Path) -> Path:
    for name, (body, told) in cases.items():
        (folder / f"{name}.ics").write_bytes(body)
        assert len(told) > 3
    starts = {name: {uid: entry[0] for uid, entry in cases[name][1].items()} for name in ("added", "night")}
    (folder / "starts.json").write_text(json.dumps(starts))
    return folder


@pytest.fixture
def python_clients() -> None:
    if not PYTHON.exists():
        _left_out("khal, vdirsyncer and Radicale (make clients)")


@pytest.fixture
def node_clients() -> None:
    if shutil.which("node") is None:
        # It is not on every machine, and those from PyPI are enough then.
        pytest.skip("ical.js and node-ical: there is no node on this machine")
    if not NODE_MODULES.exists():
        _left_out("ical.js and node-ical (make clients)")


@pytest.mark.usefixtures("python_clients")
def test_vdirsyncer_and_khal_show_the_truth_and_what_it_becomes(cases: Cases, tmp_path: Path) -> None:
    feeds = {name: body for name, (body, _told) in cases.items()}
    asked_from = datetime.fromisoformat(FIRST_DAY).replace(tzinfo=UTC).timestamp()
    truths = {
        name: sorted(entry for entry in told.values() if entry[0] > asked_from) for name, (_body, told) in cases.items()
    }
    # One who subscribed to the first edition, and looks again after the last.
    feeds["followed"], truths["followed"] = feeds["published"], truths["added"]

    with served(feeds) as address:
        subscriber = Subscriber(tmp_path, address, list(feeds))
        subscriber.sync()
        feeds["followed"] = feeds["added"]
        subscriber.sync()

    assert subscriber.seen(FIRST_DAY, LAST_DAY) == truths


@pytest.mark.usefixtures("python_clients")
def test_radicale_keeps_every_entry_and_finds_it_at_its_time(cases: Cases, tmp_path: Path) -> None:
    told = by_radicale(_written(cases, tmp_path))

    truths = {name: entries for name, (_body, entries) in cases.items()}
    assert {name: _entries(each["entries"]) for name, each in told.items()} == truths
    for name in ("added", "night"):
        found = {uid: sorted(uids) for uid, uids in told[name]["at"].items()}
        assert found == {uid: _going_on(truths[name], start) for uid, (start, *_rest) in truths[name].items()}


def _entries(texts: list[str]) -> dict[str, Shown]:
    found: list[Any] = [entry for text in texts for entry in icalendar.Calendar.from_ical(text).walk("VEVENT")]
    return {
        str(entry["UID"]): (
            int(entry["DTSTART"].dt.timestamp()),
            int(entry["DTEND"].dt.timestamp()),
            str(entry["SUMMARY"]),
            str(entry["LOCATION"]),
            str(entry["STATUS"]),
        )
        for entry in found
    }


def _going_on(entries: dict[str, Shown], moment: int) -> list[str]:
    return sorted(uid for uid, (start, end, *_rest) in entries.items() if start < moment + 60 and end > moment)


@pytest.mark.usefixtures("node_clients")
def test_ical_js_and_node_ical_show_the_truth(cases: Cases, tmp_path: Path) -> None:
    shown = by_node(_written(cases, tmp_path))

    truths = {name: entries for name, (_body, entries) in cases.items()}
    assert shown == {"ical.js": truths, "node-ical": truths}
