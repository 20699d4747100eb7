from datetime import UTC, datetime, timedelta

import pytest

from eventapp.booking.actions import book_places
from eventapp.booking.attendees import Newcomer
from eventapp.booking.on_the_day import publish_cancelled, publish_later, publish_other_room
from eventapp.booking.publishing import publish
from eventapp.booking.tables import Booking
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.notices.tables import Notice
from eventapp.people.tables import Person
from eventapp.programme.published import content_of
from eventapp.programme.tables import Edition
from eventapp.proposals.tables import Proposal
from eventapp.timetable.tables import Placement, Session
from tests.cast import a_room, a_session, an_event, an_organiser
from tests.conftest import Clock

pytestmark = pytest.mark.usefixtures("db")

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)


async def _a_published_day(clock: Clock) -> tuple[Event, Person, Session, Session]:
    """Soup at 10 and bread at 11 in Room 1; film at 10 in Room 2."""
    clock.set(TEN - timedelta(days=7))
    event = await an_event()
    room = await a_room(event, "Room 1")
    soup = await a_session(event, "Soup", room=room, starts_at=TEN, places=9)
    await a_session(event, "Bread", room=room, starts_at=TEN + timedelta(hours=1))
    film = await a_session(event, "Film", room=await a_room(event, "Room 2"), starts_at=TEN)
    mo = await an_organiser(event)
    await publish(event, mo)
    return event, mo, soup, film


def _where(edition: Edition) -> list[tuple[str, str, str]]:
    sessions = content_of(edition).sessions
    return sorted((each.title, f"{each.starts_at:%H:%M}", each.room_name) for each in sessions)


async def test_ten_minutes_late_is_an_edition_and_who_booked_is_told(clock: Clock) -> None:
    event, mo, soup, _film = await _a_published_day(clock)
    await book_places(event, soup.id, Newcomer("Ann", email="ann@example.org"))

    edition = await publish_later(event, mo, soup.id, 10)

    assert (edition.number, _where(edition)) == (
        2,
        [("Bread", "11:10", "Room 1"), ("Film", "10:00", "Room 2"), ("Soup", "10:10", "Room 1")],
    )
    placement = await Placement.objects().get(Placement.session == soup.id)
    assert placement
    assert placement.starts_at == TEN + timedelta(minutes=10)
    [told] = await Notice.objects().where(Notice.kind == "changed")
    assert "Moved to 10:10am, from 10am." in told.body


async def test_what_else_changed_in_the_timetable_goes_on_waiting(clock: Clock) -> None:
    event, mo, soup, film = await _a_published_day(clock)
    await Placement.update({Placement.starts_at: TEN + timedelta(hours=3)}).where(Placement.session == film.id)
    await Proposal.update({Proposal.title: "Broth"}).where(Proposal.id == soup.proposal)

    edition = await publish_later(event, mo, soup.id, 10)

    assert [row[:2] for row in _where(edition)] == [("Bread", "11:10"), ("Film", "10:00"), ("Soup", "10:10")]


async def test_two_sessions_swap_rooms(clock: Clock) -> None:
    event, mo, soup, film = await _a_published_day(clock)
    other = await Placement.objects().get(Placement.session == film.id)
    assert other

    edition = await publish_other_room(event, mo, soup.id, other.room)

    assert _where(edition) == [
        ("Bread", "11:00", "Room 1"),
        ("Film", "10:00", "Room 1"),
        ("Soup", "10:00", "Room 2"),
    ]


async def test_a_change_that_would_clash_with_the_programme_changes_nothing(clock: Clock) -> None:
    event, mo, soup, film = await _a_published_day(clock)
    # Moved in the timetable, and nobody knows yet.
    await Placement.update({Placement.starts_at: TEN + timedelta(hours=3)}).where(Placement.session == film.id)
    third = await a_room(event, "Room 3")
    await a_session(event, "Song", room=third, starts_at=TEN)

    with pytest.raises(Refused):
        await publish_other_room(event, mo, soup.id, third.id)

    placement = await Placement.objects().get(Placement.session == soup.id)
    assert placement
    assert (placement.starts_at, await Edition.count()) == (TEN, 1)


async def test_a_session_is_cancelled_at_once_with_its_reason(clock: Clock) -> None:
    event, mo, soup, _film = await _a_published_day(clock)
    await book_places(event, soup.id, Newcomer("Ann", email="ann@example.org"))

    edition = await publish_cancelled(event, mo, soup.id, "Jo is unwell.")

    found = content_of(edition).session(soup.id)
    assert found
    assert (found.cancelled, found.cancelled_reason) == (True, "Jo is unwell.")
    assert [row["state"] for row in await Booking.select(Booking.state)] == ["cancelled"]


async def test_what_is_not_published_cannot_be_changed_on_the_day(clock: Clock) -> None:
    event, mo, _soup, _film = await _a_published_day(clock)
    new = await a_session(event, "New", room=await a_room(event, "Room 4"), starts_at=TEN)

    with pytest.raises(Refused) as refused:
        await publish_later(event, mo, new.id, 10)

    assert str(refused.value) == "This session is not in the programme any more."


async def test_nothing_changes_on_the_day_before_the_first_edition() -> None:
    event = await an_event()
    soup = await a_session(event, "Soup", room=await a_room(event), starts_at=TEN)

    with pytest.raises(Refused) as refused:
        await publish_later(event, None, soup.id, 10)

    assert str(refused.value) == "Nothing is published yet."
