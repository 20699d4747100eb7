from dataclasses import replace
from datetime import datetime

import pytest

from eventapp.programme.edition import EditionRoom
from eventapp.programme.now import now_and_next
from tests.programme.making import a_published, at

ROOM_2 = EditionRoom("Room 2", "", "", ())
SESSIONS = [
    a_published("soup", starts_at=at(10, 30)),
    a_published("film", starts_at=at(11), ends_at=at(13), room=ROOM_2),
    replace(a_published("gone", starts_at=at(12)), cancelled=True),
    a_published("bread", starts_at=at(14)),
    a_published("tea", starts_at=at(15)),
    a_published("breakfast", starts_at=at(9, day=29)),
]


@pytest.mark.parametrize(
    ("moment", "on", "following"),
    [
        (at(9), [], ["soup", "film"]),
        (at(10, 30), ["soup"], ["film", "gone", "bread"]),
        (at(11, 30), ["film"], ["gone", "bread"]),
        (at(12, 30), ["film", "gone"], ["bread"]),
        (at(13), [], ["bread"]),
        (at(15, 30), ["tea"], ["breakfast"]),
        (at(10, day=29), [], []),
    ],
)
def test_at_each_moment_it_is_known_what_is_on_and_what_is_next_in_each_room(
    moment: datetime, on: list[str], following: list[str]
) -> None:
    found = now_and_next(SESSIONS, moment, "Europe/London")

    assert ([session.id for session in found.on], [session.id for session in found.next]) == (on, following)


def test_where_everything_to_come_is_cancelled_nothing_is_next() -> None:
    sessions = [replace(a_published(), cancelled=True)]

    assert now_and_next(sessions, at(9), "Europe/London").next == ()
