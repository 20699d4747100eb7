from datetime import date

from eventapp.event.tables import Event
from eventapp.programme.by_room import by_room
from eventapp.programme.edition import EditionRoom
from tests.programme.making import a_published, at

EVENT = Event(slug="day", bookings_open=True)


def test_each_day_is_a_table_with_a_row_for_each_time_and_a_column_for_each_room() -> None:
    sessions = [
        a_published("soup"),
        a_published("film", room=EditionRoom("Attic", "", "", ())),
        a_published("chat"),
        a_published("lunch", starts_at=at(12), room=None, kind="break"),
        a_published("breakfast", starts_at=at(9, day=29)),
    ]

    tables = by_room(sessions, EVENT, full=frozenset({"chat"}), zone="Europe/London")

    assert [(table.day, table.rooms) for table in tables] == [
        (date(2026, 11, 28), ["", "Attic", "Room 1"]),
        (date(2026, 11, 29), ["Room 1"]),
    ]
    first, second = tables[0].rows
    assert [[card.title for card in cell] for cell in first.cells] == [[], ["Film"], ["Soup", "Chat"]]
    assert [card.state for card in first.cells[2]] == ["Places left", "Full: ask for a place"]
    assert (second.starts_at, [[card.title for card in cell] for cell in second.cells]) == (at(12), [["Lunch"], [], []])
