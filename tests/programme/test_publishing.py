import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from eventapp.errors import Refused
from eventapp.event.tables import Event, Room
from eventapp.log.tables import LogEntry
from eventapp.people.tables import Person
from eventapp.programme.changes import Change
from eventapp.programme.published import content_of, published
from eventapp.programme.publishing import publish_edition, refresh_every_event, refresh_pages
from eventapp.programme.tables import Edition, PublishedPage, PublishedSession
from eventapp.proposals.tables import Proposal
from eventapp.timetable.actions import place_session
from eventapp.timetable.tables import Placement, Session
from tests.cast import a_break, a_room, a_session, an_event, an_organiser
from tests.programme.making import at

pytestmark = pytest.mark.usefixtures("db")


async def _a_placed_session(**facts: Any) -> tuple[Event, Person, Room, Session]:
    event = await an_event()
    organiser = await an_organiser(event)
    room = await a_room(event, "Room 1", "step-free")
    return event, organiser, room, await a_session(event, "Soup", room=room, starts_at=at(10, 30), **facts)


async def _row(session: Session) -> PublishedSession:
    row = await PublishedSession.objects().where(PublishedSession.session == session.id).first()
    assert row is not None
    return row


async def _cancel(session: Session, clock: Any) -> None:
    await Session.update({Session.cancelled_at: clock(), Session.cancelled_reason: "Jo is unwell."}).where(
        Session.id == session.id
    )


async def test_the_first_edition_holds_what_is_placed() -> None:
    event, organiser, _, session = await _a_placed_session(places=12)
    await a_session(event, "Not placed")

    edition = await publish_edition(event, organiser, "Welcome.")

    assert (edition.number, edition.note, edition.published_by) == (1, "Welcome.", organiser.id)
    assert [each.title for each in content_of(edition).sessions] == ["Soup"]
    row = await _row(session)
    assert (row.uid, row.title, row.room_name, row.places) == (session.uid, "Soup", "Room 1", 12)
    assert (row.starts_at, row.ends_at, row.sequence, row.is_full) == (at(10, 30), at(11, 30), 0, False)


async def test_publishing_is_in_the_log() -> None:
    event, organiser, *_ = await _a_placed_session()

    await publish_edition(event, organiser)

    [entry] = await LogEntry.objects().where(LogEntry.event == event.id)
    assert (entry.who, entry.did, entry.what) == ("Mo", "published the programme", "Edition 1")


async def test_publishing_the_same_again_makes_no_edition_and_changes_no_byte(clock: Any) -> None:
    event, organiser, _, session = await _a_placed_session()
    first = await publish_edition(event, organiser)
    before = await PublishedPage.select().order_by(PublishedPage.path), await _row(session)
    clock.advance(timedelta(hours=1))

    again = await publish_edition(event, organiser, "Another note")

    assert (again.id, await Edition.count()) == (first.id, 1)
    after = await PublishedPage.select().order_by(PublishedPage.path), await _row(session)
    assert (after[0], after[1].to_dict()) == (before[0], before[1].to_dict())


async def test_publishing_refuses_while_sessions_clash_and_says_what_and_where() -> None:
    event, organiser, room, _ = await _a_placed_session()
    await a_session(event, "Bread", room=room, starts_at=at(11))

    with pytest.raises(Refused) as refused:
        await publish_edition(event, organiser)

    assert str(refused.value) == (
        "“Soup” (10:30am to 11:30am) and “Bread” (11am to 12\N{NO-BREAK SPACE}noon) are both in Room 1."
    )
    assert await Edition.count() == 0


async def test_publishing_refuses_while_nothing_is_placed() -> None:
    event = await an_event()
    await a_session(event)

    with pytest.raises(Refused) as refused:
        await publish_edition(event, None)

    assert str(refused.value) == "Nothing is in the timetable yet. Give at least one session a room and a time."


@pytest.mark.parametrize("what", ["start", "length", "room", "title", "cancelled", "taken off"])
async def test_what_people_plan_by_raises_the_sequence(what: str, clock: Any) -> None:
    event, organiser, _, session = await _a_placed_session()
    await a_break(event, starts_at=at(12))
    other = await a_room(event, "Room 2")
    await publish_edition(event, organiser)
    first = await _row(session)
    clock.advance(timedelta(hours=1))
    placement, its_session = Placement.session == session.id, Session.id == session.id
    deeds: dict[str, Any] = {
        "start": Placement.update({Placement.starts_at: at(11)}).where(placement),
        "length": Session.update({Session.minutes: 90}).where(its_session),
        "room": Placement.update({Placement.room: other.id}).where(placement),
        "title": Proposal.update({Proposal.title: "Bread"}).where(Proposal.id == session.proposal),
        "cancelled": Session.update({Session.cancelled_at: clock()}).where(its_session),
        "taken off": Placement.delete().where(placement),
    }
    await deeds[what]

    edition = await publish_edition(event, organiser)

    row = await _row(session)
    assert (edition.number, row.sequence, row.uid, row.created_at) == (2, 1, first.uid, first.created_at)
    assert row.changed_at == clock()
    assert (row.cancelled_at is not None) == (what in ("cancelled", "taken off"))


async def test_other_words_change_the_date_of_an_entry_and_not_its_sequence(clock: Any) -> None:
    event, organiser, _, session = await _a_placed_session()
    await publish_edition(event, organiser)
    clock.advance(timedelta(hours=1))
    await Proposal.update({Proposal.what_happens: "We sing."}).where(Proposal.id == session.proposal)

    await publish_edition(event, organiser)

    row = await _row(session)
    assert (row.sequence, row.changed_at) == (0, clock())


async def test_what_did_not_change_stays_as_it_is(clock: Any) -> None:
    event, organiser, room, session = await _a_placed_session()
    other = await a_session(event, "Bread", room=room, starts_at=at(12))
    await publish_edition(event, organiser)
    before = await _row(session)
    clock.advance(timedelta(hours=1))
    await Placement.update({Placement.starts_at: at(13)}).where(Placement.session == other.id)

    await publish_edition(event, organiser)

    assert (await _row(session)).to_dict() == before.to_dict()


async def test_a_session_that_is_on_again_rises_further(clock: Any) -> None:
    event, organiser, _, session = await _a_placed_session()
    await publish_edition(event, organiser)
    await _cancel(session, clock)
    await publish_edition(event, organiser)
    await Session.update({Session.cancelled_at: None}).where(Session.id == session.id)

    edition = await publish_edition(event, organiser)

    row = await _row(session)
    assert (edition.number, row.sequence) == (3, 2)
    assert row.cancelled_at is None


async def test_an_edition_never_changes() -> None:
    event, organiser, _, session = await _a_placed_session()
    first = await publish_edition(event, organiser)
    await Proposal.update({Proposal.title: "Bread"}).where(Proposal.id == session.proposal)

    await publish_edition(event, organiser)

    stored = await Edition.objects().where(Edition.id == first.id).first()
    assert stored is not None
    assert stored.to_dict() == first.to_dict()


async def test_what_follows_an_edition_is_told_what_it_changes_in_the_same_transaction() -> None:
    event, organiser, _, session = await _a_placed_session()
    told: list[Any] = []

    async def follow(edition: Edition, changes: list[Change]) -> None:
        told.append((edition.number, [(change.what, change.session.id) for change in changes]))
        await PublishedSession.update({PublishedSession.is_full: True}).where(PublishedSession.session == session.id)

    await publish_edition(event, organiser, follow=follow)

    assert told == [(1, [("new", session.id)])]
    shown = await published(event)
    assert shown is not None
    assert shown.full == {session.id}
    page = await PublishedPage.objects().where(PublishedPage.path == "/day/programme").first()
    assert page is not None
    assert b"Full: ask for a place" in bytes(page.body)


async def test_when_what_follows_fails_nothing_is_published() -> None:
    event, organiser, *_ = await _a_placed_session()

    async def follow(_edition: Edition, _changes: list[Change]) -> None:
        raise RuntimeError("bookings could not follow")

    with pytest.raises(RuntimeError):
        await publish_edition(event, organiser, follow=follow)

    counts = [await table.count() for table in (Edition, PublishedSession, PublishedPage, LogEntry)]
    assert counts == [0, 0, 0, 0]


async def test_two_who_publish_at_once_make_one_edition() -> None:
    event, organiser, *_ = await _a_placed_session()

    editions = await asyncio.gather(*(publish_edition(event, organiser) for _ in range(4)))

    assert ({edition.id for edition in editions}, await Edition.count()) == ({editions[0].id}, 1)


async def test_refreshing_shows_that_a_session_is_full() -> None:
    event, organiser, _, session = await _a_placed_session()
    await publish_edition(event, organiser)
    await PublishedSession.update({PublishedSession.is_full: True}).where(PublishedSession.session == session.id)

    await refresh_pages(event.id)

    versions = {page.path: page.version for page in await PublishedPage.objects()}
    assert versions == {path: 2 if path == "/day/programme" else 1 for path in versions}


async def test_refreshing_shows_new_words_of_the_event() -> None:
    event, organiser, *_ = await _a_placed_session()
    await publish_edition(event, organiser)
    await Event.update({Event.intro: "Bring a friend."}).where(Event.id == event.id)

    await refresh_pages(event.id)

    page = await PublishedPage.objects().where(PublishedPage.path == "/day/programme").first()
    assert page is not None
    assert b"Bring a friend." in bytes(page.body)


async def test_refreshing_before_the_first_edition_does_nothing() -> None:
    event = await an_event()

    await refresh_pages(event.id)
    await refresh_pages("not-an-event")

    assert await PublishedPage.count() == 0


async def test_a_program_that_starts_makes_the_pages_of_another_version_again() -> None:
    event, organiser, *_ = await _a_placed_session()
    await publish_edition(event, organiser)
    made_here = await PublishedPage.select(PublishedPage.body).order_by(PublishedPage.path)
    programme = PublishedPage.path == "/day/programme"
    await PublishedPage.update({PublishedPage.body: b"<link href=old.css>"}).where(programme)

    await refresh_every_event()

    columns = (PublishedPage.path, PublishedPage.body, PublishedPage.version)
    rows = await PublishedPage.select(*columns).order_by(PublishedPage.path)
    assert [row["body"] for row in rows] == [row["body"] for row in made_here]
    assert [row["path"] for row in rows if row["version"] == 2] == ["/day/programme"]


async def test_trouble_with_one_event_keeps_no_other_from_being_made_again(caplog: pytest.LogCaptureFixture) -> None:
    for slug in ("broken", "day"):
        event = await an_event(slug)
        await a_break(event, starts_at=at(12))
        await publish_edition(event, None)
    await PublishedPage.update({PublishedPage.body: b"old"}).where(PublishedPage.path == "/day/programme")
    broken = Edition.event.slug == "broken"
    [edition] = await Edition.objects().where(broken)
    await Edition.update({Edition.content: "not json"}).where(Edition.id == edition.id)

    await refresh_every_event()

    page = await PublishedPage.objects().where(PublishedPage.path == "/day/programme").first()
    assert page is not None
    assert bytes(page.body) != b"old"
    assert [record.getMessage() for record in caplog.records] == [
        f"making the public pages of event {edition.event} again"
    ]


async def test_publishing_asks_as_much_for_one_session_as_for_three(
    queries: Callable[[], AbstractContextManager[Any]],
) -> None:
    counts = []
    for number in (1, 3):
        event = await an_event(f"day-{number}")
        for hour in range(number):
            await a_session(event, room=await a_room(event, f"Room {hour}"), starts_at=at(10 + hour))
        with queries() as counted:
            await publish_edition(event, None)
        counts.append(counted.count)

    assert counts[0] == counts[1]


async def test_pages_made_while_an_edition_is_published_show_the_edition() -> None:
    event, organiser, _, session = await _a_placed_session()
    await publish_edition(event, organiser)
    await Proposal.update({Proposal.title: "Bread"}).where(Proposal.id == session.proposal)

    await asyncio.gather(refresh_pages(event.id), publish_edition(event, organiser), refresh_pages(event.id))

    feed = await PublishedPage.objects().where(PublishedPage.path == "/day/calendar.ics").first()
    assert feed is not None
    assert b"SUMMARY:Bread" in bytes(feed.body)


async def test_publishing_and_placing_at_once_stop_nobody() -> None:
    """A lock on keys, too, ends here in a deadlock on PostgreSQL."""
    event = await an_event()
    organiser, rooms = await an_organiser(event), [await a_room(event, name) for name in ("Room 1", "Room 2")]
    sessions = [await a_session(event, f"S{n}", room=rooms[0], starts_at=at(8 + n)) for n in range(3)]

    async def place(number: int) -> None:
        for turn in range(10):
            await place_session(sessions[number], organiser, room=rooms[turn % 2], starts_at=at(8 + number))

    async def publish() -> None:
        for _ in range(8):
            await publish_edition(event, organiser)

    found = await asyncio.gather(*(place(n) for n in range(3)), publish(), publish(), return_exceptions=True)

    assert found == [None] * 5
