import asyncio
from datetime import timedelta

import pytest

from eventapp.booking.due_editions import publish_what_is_due
from eventapp.booking.publishing import publish
from eventapp.errors import Refused
from eventapp.event.tables import Event, Room
from eventapp.log.tables import LogEntry
from eventapp.notices.tables import Notice
from eventapp.people.tables import Person
from eventapp.programme.due import call_off, due_of, publish_at
from eventapp.programme.tables import DueEdition, Edition
from tests.cast import a_room, a_session, an_event, an_organiser
from tests.conftest import Clock
from tests.programme.making import at

pytestmark = pytest.mark.usefixtures("db")


async def _due_in_an_hour(clock: Clock) -> tuple[Event, Person, Room]:
    event = await an_event()
    room = await a_room(event, "Room 1")
    await a_session(event, "Soup", room=room, starts_at=at(10))
    mo = await an_organiser(event)
    await publish_at(event, mo, clock() + timedelta(hours=1), "Welcome.", [])
    return event, mo, room


async def _endings() -> list[tuple[str, str]]:
    return [(row.ended, row.why) for row in await DueEdition.objects()]


async def _told() -> list[str]:
    return [notice.body.split("\n\n")[1].strip() for notice in await Notice.objects().order_by(Notice.created_at)]


@pytest.fixture(autouse=True)
def nothing_to_accept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventapp.programme.publishing.warnings_of", lambda _timetable: [])


async def test_an_edition_is_published_at_its_time_and_not_before(clock: Clock) -> None:
    event, mo, _ = await _due_in_an_hour(clock)

    await publish_what_is_due()
    before = await Edition.count()
    clock.advance(timedelta(hours=1))
    await publish_what_is_due()

    [edition] = await Edition.objects()
    assert (before, edition.number, edition.note, edition.published_by) == (0, 1, "Welcome.", mo.id)
    assert (await _endings(), await due_of(event.id)) == ([("published", "")], None)


async def test_two_servers_publish_it_once_and_tell_it_once(clock: Clock) -> None:
    await _due_in_an_hour(clock)
    clock.advance(timedelta(hours=1))

    await asyncio.gather(publish_what_is_due(), publish_what_is_due())

    said = [body for body in await _told() if body == "Edition 1 is published."]
    assert (await Edition.count(), await _endings(), len(said)) == (1, [("published", "")], 1)


async def test_a_clash_at_that_time_refuses_and_tells_the_organisers(clock: Clock) -> None:
    event, _mo, room = await _due_in_an_hour(clock)
    await a_session(event, "Bread", room=room, starts_at=at(10))
    clock.advance(timedelta(hours=2))

    await publish_what_is_due()
    await publish_what_is_due()

    [(ended, why)] = await _endings()
    assert (await Edition.count(), ended) == (0, "refused")
    assert why.endswith("are both in Room 1.")
    [_set, refused] = await Notice.objects().order_by(Notice.created_at)
    assert why in refused.body


async def test_what_was_called_off_is_not_published(clock: Clock) -> None:
    event, mo, _ = await _due_in_an_hour(clock)

    await call_off(event, mo)
    await call_off(event, mo)
    clock.advance(timedelta(hours=2))
    await publish_what_is_due()

    assert (await Edition.count(), await _endings()) == (0, [("called off", "")])
    log = await LogEntry.select(LogEntry.did).order_by(LogEntry.id)
    assert sorted(row["did"] for row in log) == ["called off publishing", "set a time for publishing"]


async def test_where_nothing_is_new_there_is_no_edition(clock: Clock) -> None:
    event, mo, _ = await _due_in_an_hour(clock)
    await publish(event, mo)
    clock.advance(timedelta(hours=2))

    await publish_what_is_due()

    assert (await Edition.count(), await _endings()) == (1, [("nothing new", "")])


async def test_one_time_at_a_time(clock: Clock) -> None:
    event, mo, _ = await _due_in_an_hour(clock)

    with pytest.raises(Refused):
        await publish_at(event, mo, clock() + timedelta(hours=3), "", [])

    assert await DueEdition.count() == 1


async def test_trouble_with_one_edition_keeps_no_other_from_being_published(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    event, _mo, _ = await _due_in_an_hour(clock)
    other = await an_event("other")
    await a_session(other, "Film", room=await a_room(other), starts_at=at(10))
    await publish_at(other, await an_organiser(other, "Ola"), clock() + timedelta(hours=1), "", [])
    await DueEdition.update({DueEdition.accepted: "no json"}).where(DueEdition.event == event.id)
    clock.advance(timedelta(hours=2))

    await publish_what_is_due()

    assert [edition.event for edition in await Edition.objects()] == [other.id]
    assert [record.getMessage() for record in caplog.records] == ["publishing an edition at its set time"]
