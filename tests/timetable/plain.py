"""Timetables as plain values, without a database."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from eventapp.timetable.planned import PlannedSession, RoomFacts, Rules, Timetable, Voter, in_order
from eventapp.venue.days import Hours
from eventapp.venue.reading import Span

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)
HOURS = Hours("Europe/London", date(2026, 11, 28), date(2026, 11, 29), time(10), time(16))
LIBRARY = RoomFacts("r1", "Library", "Ground floor", 12, ("quiet", "step-free"), "")
KITCHEN = RoomFacts("r2", "Kitchen", "Ground floor", 0, ("sink",), "")
JO, RAY = ("h1", "Jo"), ("h2", "Ray")


def a_plan(title: str, starts: timedelta | None = timedelta(), **changes: Any) -> PlannedSession:
    """An hour in the Library, `starts` after 10am."""
    facts: dict[str, Any] = {
        "id": title,
        "uid": title,
        "title": title,
        "what_happens": "",
        "kind": "workshop",
        "minutes": 60,
        "places": None,
        "attendance": "book",
        "language": "en-GB",
        "content_notes": "",
        "access_notes": "",
        "hosts": (),
        "organisations": (),
        "needs": (),
        "room": LIBRARY,
        "starts_at": None if starts is None else TEN + starts,
        "locked": False,
        "proposal": title,
        "from_survey": False,
        "created_at": TEN,
        "cancelled_at": None,
        "cancelled_reason": "",
    }
    return PlannedSession(**(facts | changes))


def a_lunch(starts: timedelta, **changes: Any) -> PlannedSession:
    """Half an hour for everybody, `starts` after 10am."""
    return a_plan("Lunch", starts, **({"kind": "break", "minutes": 30, "room": None, "proposal": None} | changes))


def a_timetable(sessions: Iterable[PlannedSession] = (), **changes: Any) -> Timetable:
    """These sessions in the Library and the Kitchen, with the rules of an event that set none."""
    facts: dict[str, Any] = {
        "zone": "Europe/London",
        "hours": HOURS,
        "rules": Rules(),
        "sessions": tuple(sorted(sessions, key=in_order)),
        "rooms": (LIBRARY, KITCHEN),
        "can_come": {},
        "wishes": (),
    }
    return Timetable(**(facts | changes))


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def span(first: int, last: int) -> Span:
    """From so many minutes after 10am until so many."""
    return Span(TEN + minutes(first), TEN + minutes(last))


def voters(count: int, *titles: str) -> tuple[Voter, ...]:
    """So many people who want the same."""
    return (Voter(frozenset(titles)),) * count


def open_at(room: RoomFacts, *spans: Span, **changes: Any) -> RoomFacts:
    """The room, open at these times."""
    return replace(room, open=spans, **changes)
