from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from eventapp.programme.edition import EditionRoom
from eventapp.programme.printing import agenda_of, door_signs, line
from tests.programme.making import a_published, at

LONDON = "Europe/London"
ATTIC = EditionRoom("Attic", "Third floor", "", ())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Book a place"),
        ({"attendance": "drop-in"}, "No need to book"),
        ({"kind": "break"}, ""),
        ({"cancelled": True}, "Cancelled"),
    ],
)
def test_paper_says_how_to_come_and_nothing_about_places_left(changes: dict[str, Any], said: str) -> None:
    assert line(replace(a_published(), **changes)).how_to_come == said


def test_an_agenda_is_by_day_and_start_time() -> None:
    sessions = [a_published("a"), a_published("b"), a_published("c", starts_at=at(9, day=29))]

    agenda = agenda_of(sessions, LONDON)

    shape = [(day, [(start, [each.session.id for each in lines]) for start, lines in times]) for day, times in agenda]
    assert shape == [
        (date(2026, 11, 28), [(at(10, 30), ["a", "b"])]),
        (date(2026, 11, 29), [(at(9, day=29), ["c"])]),
    ]


def test_each_room_has_a_sign_for_each_day_on_which_something_happens_there() -> None:
    sessions = [
        a_published("soup"),
        a_published("film", room=ATTIC),
        replace(a_published("gone"), cancelled=True),
        a_published("lunch", room=None),
        replace(a_published("all gone", starts_at=at(9, day=29), room=ATTIC), cancelled=True),
        a_published("breakfast", starts_at=at(9, day=29)),
    ]

    signs = door_signs(sessions, LONDON)

    assert [(sign.room.name, sign.day.day, [session.id for session in sign.sessions]) for sign in signs] == [
        ("Attic", 28, ["film"]),
        ("Room 1", 28, ["soup", "gone"]),
        ("Room 1", 29, ["breakfast"]),
    ]
