"""What stands in the calendar feeds of an edition, and in which of them."""

from dataclasses import replace
from typing import Any

import icalendar
import pytest

from eventapp.programme.edition import EditionRoom
from eventapp.programme.feed_names import NamedFeed
from eventapp.programme.feeds import calendars, session_file_path
from tests.programme.making import a_programme, a_published, a_standing, at

ROOM_1, ROOM_2 = EditionRoom("Room 1", "", "", (), "r1"), EditionRoom("Room 2", "", "", (), "r2")
NAMES = [
    NamedFeed("room", "r1", "Room 1", "room-1"),
    NamedFeed("room", "r9", "The old hall", "the-old-hall"),
    NamedFeed("kind", "film", "Film", "film"),
    NamedFeed("organisation", "Equal Lives", "Equal Lives", "equal-lives"),
]
SOUP = a_published("soup", room=ROOM_1)
FILM = a_published("film", kind="film", room=ROOM_2, organisations=(), starts_at=at(14))
LUNCH = a_published("lunch", kind="break", room=None, organisations=(), hosts=(), words="", starts_at=at(12))


def _titles(body: bytes) -> list[str]:
    return [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(body).walk("VEVENT")]


def _entry(body: bytes) -> Any:
    [entry] = icalendar.Calendar.from_ical(body).walk("VEVENT")
    return entry


def test_each_feed_holds_what_it_is_about() -> None:
    found = dict(calendars(a_programme(SOUP, LUNCH, FILM), NAMES))

    assert {path: _titles(body) for path, body in found.items()} == {
        "/day/calendar.ics": ["Soup", "Lunch", "Film"],
        "/day/calendar/room/room-1.ics": ["Soup"],
        # It is in no edition any more, and calendars go on asking.
        "/day/calendar/room/the-old-hall.ics": [],
        "/day/calendar/kind/film.ics": ["Film"],
        "/day/calendar/organisation/equal-lives.ics": ["Soup"],
    }


def test_a_session_is_the_same_entry_in_every_feed() -> None:
    found = dict(calendars(a_programme(SOUP), NAMES))

    whole, room = found["/day/calendar.ics"], found["/day/calendar/room/room-1.ics"]

    assert whole[whole.index(b"BEGIN:VEVENT") :] == room[room.index(b"BEGIN:VEVENT") :]


def test_a_feed_says_of_what_it_is_and_where_it_can_be_fetched() -> None:
    body = dict(calendars(a_programme(SOUP), NAMES))["/day/calendar/room/room-1.ics"]

    assert b"\r\nX-WR-CALNAME:Peer Support Day: Room 1\r\n" in body
    assert b"\r\nSOURCE;VALUE=URI:http://test.example/day/calendar/room/room-1.ics\r\n" in body


@pytest.mark.parametrize(
    ("published_at", "ask_every"),
    [
        (at(12, day=10), "PT1H"),
        (at(9, day=27), "PT15M"),
        (at(11, day=28), "PT15M"),
        (at(11, day=30), "PT1H"),
    ],
)
def test_what_is_published_around_the_event_is_asked_for_more_often(published_at: Any, ask_every: str) -> None:
    body = dict(calendars(a_programme(SOUP, published_at=published_at), []))["/day/calendar.ics"]

    assert f"\r\nREFRESH-INTERVAL;VALUE=DURATION:{ask_every}\r\nX-PUBLISHED-TTL:{ask_every}\r\n".encode() in body


def test_a_session_that_was_moved_says_so_and_from_when() -> None:
    moved = a_programme(SOUP, standing={"soup": a_standing(moved_from=at(9))})

    entry = _entry(dict(calendars(moved, []))["/day/calendar.ics"])

    assert str(entry["SUMMARY"]) == "MOVED: Soup"
    assert str(entry["DESCRIPTION"]).startswith("It was to begin on Saturday 28 November, 9am before.\n\n")


def test_a_session_that_was_moved_and_cancelled_is_cancelled() -> None:
    cancelled = replace(SOUP, cancelled=True, cancelled_reason="Jo is unwell.")

    shown = a_programme(cancelled, standing={"soup": a_standing(moved_from=at(9))})

    entry = _entry(dict(calendars(shown, []))["/day/calendar.ics"])
    assert (str(entry["SUMMARY"]), str(entry["STATUS"])) == ("CANCELLED: Soup", "CANCELLED")
    assert str(entry["DESCRIPTION"]).startswith("Cancelled. Jo is unwell.\n\nMore about it: ")


@pytest.mark.parametrize(
    ("title", "name"), [("Soup & talk", "soup-talk"), ("Зал", "session"), ("x" * 90, "x" * 40), ("../etc", "etc")]
)
def test_a_sessions_file_has_a_name_that_people_can_read(title: str, name: str) -> None:
    assert session_file_path(replace(SOUP, title=title), "day") == f"/day/sessions/soup/{name}.ics"
