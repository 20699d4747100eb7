"""What an edition stores about a session that begins at another time than before."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from eventapp.programme.publishing import _moving
from tests.programme.making import a_published, at


def test_that_a_session_was_moved_is_told_for_a_week_or_until_it_is_moved_back() -> None:
    row: Any = SimpleNamespace(starts_at=at(10), moved_from=None, moved_at=None)
    told = []
    for day, hour in [(2, 11), (8, 11), (10, 11), (11, 12), (12, 11), (13, 11)]:
        session = a_published(starts_at=at(hour))
        facts = _moving(row, session, at(9, day=day) + timedelta(minutes=day))
        for name, value in {"starts_at": session.starts_at, **facts}.items():
            setattr(row, name, value)
        told.append(row.moved_from)

    # The third is published more than a week after it was moved; the fifth moves it back.
    assert told == [at(10), at(10), None, at(11), None, None]
