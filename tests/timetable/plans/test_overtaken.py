"""Whether a plan still answers what is asked now is found out once for each state of the timetable."""

from dataclasses import replace

import pytest

from eventapp.timetable.planned import Timetable, Voter
from eventapp.timetable.plans import overtaken
from eventapp.timetable.plans.overtaken import is_overtaken_by
from eventapp.timetable.plans.purposes import asked_about
from eventapp.timetable.plans.stored import VERSION, Asked, asked_in, goes_by_wishes, hash_of, kept_in, write
from eventapp.timetable.tables import Plan
from tests.timetable.plain import KITCHEN, LIBRARY, a_plan, a_timetable

SESSIONS = a_plan("Knitting", None), a_plan("Soup", None)
BEFORE = a_timetable(SESSIONS)


def a_draft(timetable: Timetable = BEFORE, *, kept: str = "locked") -> Plan:
    """A draft as it is stored."""
    question = write(asked_about(timetable, "draft", "placed" if kept == "placed" else "locked"))
    return Plan(
        purpose="draft", version=VERSION, question=question, question_hash=hash_of(question), _ignore_missing=True
    )


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Timetable]:
    """Nothing is remembered yet. Each timetable that was made a question of."""
    asked: list[Timetable] = []

    def count(timetable: Timetable, *more: str) -> Asked:
        asked.append(timetable)
        return asked_about(timetable, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(overtaken, "_looked_at", {})
    monkeypatch.setattr(overtaken, "asked_about", count)
    return asked


def test_a_plan_is_overtaken_once_what_it_goes_by_is_not_so_any_more(asked: list[Timetable]) -> None:
    plan, smaller = a_draft(), replace(BEFORE, rooms=(replace(LIBRARY, capacity=3), KITCHEN))

    found = [is_overtaken_by(plan, each) for each in (BEFORE, replace(BEFORE), smaller, replace(smaller), BEFORE)]

    assert found == [False, False, True, True, False]
    assert asked == [BEFORE, smaller, BEFORE]


def test_one_of_another_version_is_no_answer_to_compare() -> None:
    plan = a_draft()
    plan.version = "0"

    assert is_overtaken_by(plan, a_timetable()) is False


def test_only_a_few_are_remembered_those_that_were_looked_at_last(asked: list[Timetable]) -> None:
    plans = [a_draft() for _number in range(20)]

    for plan in [*plans, plans[0], plans[-1]]:
        is_overtaken_by(plan, BEFORE)

    assert len(asked) == 21


@pytest.mark.parametrize("kept", ["placed", "locked"])
@pytest.mark.parametrize("wishes", [(), (Voter(frozenset({"Knitting", "Soup"}), 1.0),)])
def test_at_a_glance_a_question_says_what_it_says_when_it_is_read(kept: str, wishes: tuple[Voter, ...]) -> None:
    plan = a_draft(a_timetable(SESSIONS, wishes=wishes), kept=kept)

    assert kept_in(plan) == asked_in(plan).kept == kept
    assert goes_by_wishes(plan) == bool(asked_in(plan).question.instance.voters) == bool(wishes)
