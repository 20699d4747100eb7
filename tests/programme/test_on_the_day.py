from dataclasses import replace
from datetime import date, time
from typing import Any

from eventapp.programme.on_the_day import as_published, later, published_clashes, rooms_swapped, with_changed
from eventapp.timetable.planned import PlannedSession, Rules, Timetable
from eventapp.venue.days import Hours
from tests.programme.making import ROOM_1, ROOM_2, a_content, a_planned, a_published, at


def _timetable(*sessions: PlannedSession) -> Timetable:
    hours = Hours("Europe/London", date(2026, 11, 28), date(2026, 11, 28), time(10), time(16))
    facts: dict[str, Any] = {"rooms": (ROOM_1, ROOM_2), "can_come": {}, "wishes": ()}
    return Timetable(zone="Europe/London", hours=hours, rules=Rules(), sessions=sessions, **facts)


def _starts(sessions: list[PlannedSession]) -> dict[str, Any]:
    return {session.id: session.starts_at for session in sessions}


def test_a_late_session_keeps_what_follows_in_its_room_waiting_as_long_as_it_has_to() -> None:
    sessions = [
        a_planned("soup"),
        a_planned("bread", starts_at=at(11, 30)),
        a_planned("film", starts_at=at(12, 35)),
        a_planned("song", starts_at=at(14)),
        a_planned("dance", starts_at=at(11, 30), room=ROOM_2),
    ]

    found = later("soup", 10, sessions)

    assert _starts(found) == {"soup": at(10, 40), "bread": at(11, 40), "film": at(12, 40)}


def test_nothing_waits_for_what_is_late_where_several_can_be_at_once() -> None:
    open_space = replace(ROOM_1, sessions_at_once=3)
    sessions = [a_planned("soup", room=open_space), a_planned("bread", room=open_space, starts_at=at(11, 30))]

    found = later("soup", 10, sessions)

    assert _starts(found) == {"soup": at(10, 40)}


def test_what_was_locked_is_late_all_the_same() -> None:
    [found] = later("soup", 5, [a_planned("soup", locked=True)])

    assert (found.locked, found.starts_at) == (False, at(10, 35))


def test_a_session_swaps_rooms_with_all_that_is_there_at_its_time() -> None:
    soup = a_planned("soup")
    film = a_planned("film", room=ROOM_2, starts_at=at(11))
    song = a_planned("song", room=ROOM_2, starts_at=at(11, 30))

    found = rooms_swapped(soup, ROOM_2, [soup, film, song])

    assert [(session.id, session.room) for session in found] == [("soup", ROOM_2), ("film", ROOM_1)]


def test_an_edition_takes_over_times_and_rooms_and_no_words() -> None:
    content = a_content(a_published("soup"), a_published("film", starts_at=at(12)))

    changed = with_changed(content, [a_planned("soup", title="Bread", starts_at=at(13), room=ROOM_2)])

    assert [(each.title, each.starts_at, each.room_name) for each in changed.sessions] == [
        ("Film", at(12), "Room 1"),
        ("Soup", at(13), "Room 2"),
    ]


def test_an_edition_takes_over_that_a_session_is_cancelled_with_the_reason() -> None:
    content = a_content(a_published("soup"))

    changed = with_changed(content, [a_planned("soup", cancelled_at=at(9), cancelled_reason="Jo is unwell.")])

    assert changed.sessions == (replace(a_published("soup"), cancelled=True, cancelled_reason="Jo is unwell."),)


def test_clashes_are_looked_for_where_sessions_are_published() -> None:
    film = a_planned("film", starts_at=at(15), hosts=())
    content = a_content(a_published("soup"), a_published("film", starts_at=at(11), room=a_published().room))
    content = replace(
        content,
        sessions=tuple(replace(each, room=each.room and replace(each.room, id="room1")) for each in content.sessions),
    )
    timetable = _timetable(a_planned("soup"), film)

    found = published_clashes(content, timetable, {"soup"})

    assert [session.starts_at for session in as_published(content, timetable)] == [at(10, 30), at(11)]
    assert [(clash.kind, [one.id for one in clash.sessions]) for clash in found] == [("room", ["soup", "film"])]
    assert published_clashes(content, timetable, {"other"}) == []
