from dataclasses import replace
from datetime import date, timedelta

import pytest

from eventapp.programme.edition import EditionRoom, EditionSession
from eventapp.programme.finding import Wanted, find, part_of_day
from tests.programme.making import a_published, at

SESSIONS = [
    a_published("soup", title="Soup in the café", attendance="drop-in"),
    a_published("lunch", kind="break", room=None, hosts=(), organisations=(), attendance="drop-in"),
    a_published(
        "film", kind="film", room=EditionRoom("Room 2", "", "", ()), organisations=("Shed",), words="A quiet film."
    ),
    a_published("full", hosts=("Ana",)),
    a_published("late", starts_at=at(23, 30), title="Late"),
    a_published("after midnight", starts_at=at(0, 30, day=29), title="Later"),
    replace(a_published("gone"), cancelled=True),
]


def _found(wanted: Wanted) -> list[str]:
    found: list[EditionSession] = find(SESSIONS, wanted, full=frozenset({"full"}), zone="Europe/London")
    return [session.id for session in found]


def test_who_asks_for_nothing_finds_everything() -> None:
    assert _found(Wanted()) == [session.id for session in SESSIONS]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(kind="film"), ["film"]),
        (Wanted(room="Room 2"), ["film"]),
        (Wanted(organisation="Shed"), ["film"]),
        (Wanted(feature="step-free", kind="talk"), ["soup", "full", "late", "after midnight", "gone"]),
        (Wanted(booking="drop-in"), ["soup"]),
        (Wanted(booking="free"), ["soup", "film", "late", "after midnight"]),
        (Wanted(words="CAFE"), ["soup"]),
        (Wanted(words="film quiet"), ["film"]),
        (Wanted(words="ana"), ["full"]),
        (Wanted(words="room 2"), ["film"]),
        (Wanted(words="shed"), ["film"]),
        (Wanted(kind="film", words="soup"), []),
        (Wanted(day=date(2026, 11, 29)), []),
        (Wanted(part="morning"), ["soup", "film", "full", "gone"]),
        (Wanted(part="evening"), ["late", "after midnight"]),
        (Wanted(language="pl"), []),
        (Wanted(language="en-GB", kind="film"), ["film"]),
    ],
)
def test_each_answer_narrows_what_is_found(wanted: Wanted, found: list[str]) -> None:
    assert _found(wanted) == found


def test_what_starts_after_midnight_belongs_to_the_evening_before() -> None:
    assert _found(Wanted(day=date(2026, 11, 28), words="late")) == ["late", "after midnight"]


@pytest.mark.parametrize(
    ("hour", "minute", "part"),
    [
        (4, 59, "evening"),
        (5, 0, "morning"),
        (11, 59, "morning"),
        (12, 0, "afternoon"),
        (16, 59, "afternoon"),
        (17, 0, "evening"),
    ],
)
def test_a_day_has_three_parts_by_its_own_clocks(hour: int, minute: int, part: str) -> None:
    assert part_of_day(at(hour, minute), "Europe/London") == part
    assert part_of_day(at(hour, minute) - timedelta(hours=1), "Europe/Berlin") == part
