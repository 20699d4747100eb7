"""Values that the tests of the programme are about: sessions of a timetable and of an edition."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from eventapp.event.tables import Event
from eventapp.programme.edition import EditionContent, EditionRoom, EditionSession
from eventapp.programme.published import Published, Standing
from eventapp.timetable.planned import PlannedSession, RoomFacts

ROOM_1 = RoomFacts("room1", "Room 1", "Ground floor", 20, ("hearing-loop", "sink", "step-free"), "Left of the stairs.")
ROOM_2 = RoomFacts("room2", "Room 2", "First floor", 12, (), "")


def at(hour: int, minute: int = 0, day: int = 28) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def a_planned(name: str = "soup", **changes: Any) -> PlannedSession:
    """A session at 10:30 in Room 1, with `name` in its id, uid and title."""
    facts: dict[str, Any] = {
        "id": name,
        "uid": f"slot-{name}@test.example",
        "title": name.capitalize(),
        "what_happens": "We talk.",
        "kind": "talk",
        "minutes": 60,
        "places": 12,
        "attendance": "book",
        "language": "en-GB",
        "content_notes": "",
        "access_notes": "",
        "hosts": (("host1", "Jo"),),
        "organisations": ("Equal Lives",),
        "needs": (),
        "room": ROOM_1,
        "starts_at": at(10, 30),
        "locked": False,
        "proposal": f"proposal-{name}",
        "from_survey": False,
        "created_at": at(9, day=1),
        "cancelled_at": None,
        "cancelled_reason": "",
    }
    return PlannedSession(**facts | changes)


def a_published(name: str = "soup", **changes: Any) -> EditionSession:
    """The session as an edition holds it."""
    facts: dict[str, Any] = {
        "id": name,
        "uid": f"slot-{name}@test.example",
        "title": name.capitalize(),
        "words": "We talk.",
        "kind": "talk",
        "language": "en-GB",
        "hosts": ("Jo",),
        "organisations": ("Equal Lives",),
        "room": EditionRoom("Room 1", "Ground floor", "Left of the stairs.", ("hearing-loop", "sink", "step-free")),
        "content_notes": "",
        "access_notes": "",
        "from_survey": False,
        "starts_at": at(10, 30),
        "places": 12,
        "attendance": "book",
    }
    facts |= changes
    return EditionSession(**{"ends_at": facts["starts_at"] + timedelta(hours=1)} | facts)


def a_content(*sessions: EditionSession, **changes: Any) -> EditionContent:
    facts: dict[str, Any] = {
        "name": "Peer Support Day",
        "starts_on": date(2026, 11, 28),
        "ends_on": date(2026, 11, 28),
        "time_zone": "Europe/London",
        "venue_name": "The Forum",
        "venue_address": "Millennium Plain, Norwich",
        "sessions": sessions,
    }
    return EditionContent(**facts | changes)


def a_programme(*sessions: EditionSession, slug: str = "day", number: int = 1, **changes: Any) -> Published:
    """The sessions as they are published: numbered from 1 in this order, unless `standing` says how each stands."""
    event = Event(
        slug=slug,
        name="Peer Support Day",
        starts_on=date(2026, 11, 28),
        ends_on=date(2026, 11, 28),
        opens_at=time(10),
        closes_at=time(16),
        time_zone="Europe/London",
        venue_name="The Forum",
        bookings_open=True,
        created_at=at(9, day=1),
    )
    content = a_content(*sessions)
    facts: dict[str, Any] = {
        "event": event,
        "facts": event.to_dict(),
        "number": number,
        "published_at": at(12, day=10),
        "content": content,
        "standing": {session.id: a_standing(position) for position, session in enumerate(sessions, 1)},
    }
    return Published(**facts | changes)


def a_standing(number: int = 1, **changes: Any) -> Standing:
    facts: dict[str, Any] = {"sequence": 0, "created_at": at(9, day=1), "changed_at": at(9, day=2), "is_full": False}
    return Standing(**facts | {"number": number} | changes)
