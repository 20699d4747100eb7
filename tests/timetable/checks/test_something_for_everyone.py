"""Whether there is always something on for everyone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from eventapp.timetable.checks.problems import problem_words, problems
from eventapp.timetable.checks.something_for_everyone import missing_offers
from eventapp.timetable.planned import PlannedSession
from tests.timetable.plain import KITCHEN, LIBRARY, TEN, a_lunch, a_plan, a_timetable, minutes, span


def missing(offer: str, *sessions: PlannedSession) -> list[tuple[int, int]]:
    """When there is none of it, in minutes after 10am."""
    found = [problem.span for problem in missing_offers(sessions) if problem.names == (offer,) and problem.span]
    return [((each.starts_at - TEN) // minutes(1), (each.ends_at - TEN) // minutes(1)) for each in found]


def plain(title: str, starts: int, length: int, **facts: Any) -> PlannedSession:
    """Something in the Kitchen that offers nothing of what is looked for."""
    return a_plan(title, minutes(starts), **({"room": KITCHEN, "minutes": length} | facts))


@pytest.mark.parametrize(
    ("offer", "facts"),
    [
        ("quiet", {"kind": "quiet"}),
        ("quiet", {"room": replace(LIBRARY, features=("quiet",))}),
        ("step-free", {"room": replace(LIBRARY, features=("step-free",))}),
        ("signed", {"access_work": ("captions", "signing")}),
        ("signed", {"language": "bfi"}),
        ("drop-in", {"attendance": "drop-in"}),
        ("drop-in", {"kind": "stall"}),
    ],
)
def test_the_time_without_an_offer_is_told_once_from_end_to_end(offer: str, facts: dict[str, Any]) -> None:
    offered = plain("A", 60, 60, **facts)
    others = [plain("B", 0, 90), plain("C", 90, 60), plain("D", 150, 30)]

    assert missing(offer, offered, *others) == [(0, 60), (120, 180)]
    assert missing(offer, *others) == []


def test_less_than_half_an_hour_is_not_told() -> None:
    def told(gap: int) -> list[tuple[int, int]]:
        quiet = [plain("A", 0, 60, kind="quiet"), plain("B", 60 + gap, 60, kind="quiet")]
        return missing("quiet", *quiet, plain("C", 0, 120 + gap))

    assert told(29) == []
    assert told(30) == [(60, 90)]


def test_while_nothing_is_on_or_all_have_a_break_nothing_is_missing() -> None:
    quiet = plain("A", 0, 60, kind="quiet")
    later = plain("B", 120, 120)

    assert missing("quiet", quiet, later) == [(120, 240)]
    assert missing("quiet", quiet, later, a_lunch(minutes(120), minutes=60)) == [(180, 240)]
    assert missing("quiet", quiet, later, a_lunch(minutes(60), room=LIBRARY)) == [(120, 240)]


def test_what_is_cancelled_or_has_no_time_offers_nothing() -> None:
    later = plain("B", 60, 60)

    for off in ({"cancelled_at": TEN}, {"starts_at": None}):
        gone = replace(plain("A", 60, 60, kind="quiet"), **off)
        assert missing("quiet", plain("C", 0, 60, kind="quiet"), later, gone) == [(60, 120)]
        assert missing("quiet", later, gone) == []


def test_it_stands_among_the_problems_by_its_time_and_belongs_to_no_session() -> None:
    timetable = a_timetable([plain("A", 60, 60), plain("B", 0, 60, kind="quiet", needs=("tables",))])

    found = problems(timetable)

    assert [(problem.kind, len(problem.sessions)) for problem in found] == [
        ("wishes", 1),
        ("nothing", 0),
        ("nothing", 0),
    ]
    assert (found[1].names, found[1].number, found[1].span, found[1].stops) == (("drop-in",), 60, span(60, 120), False)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"kind": "quiet", "attendance": "book"}, "nothing that is on is quiet"),
        ({"room": replace(LIBRARY, features=("step-free",))}, "nothing that is on is step-free"),
        ({"language": "bfi"}, "nothing that is on is in sign language"),
        ({"attendance": "drop-in"}, "everything that is on must be booked"),
    ],
)
def test_it_is_said_in_words(facts: dict[str, Any], words: str) -> None:
    late = timedelta(days=1)

    found = missing_offers(
        [plain("A", 0, 60, **facts), plain("B", 60, 60), replace(plain("C", 0, 60), starts_at=TEN + late)]
    )

    assert problem_words(found[0], "Europe/London").replace("\N{NO-BREAK SPACE}", " ") == (
        f"Saturday 28 November, 11am to 12 noon: {words}."
    )
