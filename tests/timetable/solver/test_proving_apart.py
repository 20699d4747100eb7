"""Proofs come from a process of their own, and what they tell is what an organiser reads."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from eventapp.timetable.solver import solving
from eventapp.timetable.solver.answers import Blocks, NamedRule, Proof
from eventapp.timetable.solver.checking import broken_rules
from eventapp.timetable.solver.instance import Instance, Place, Room, Session
from eventapp.timetable.solver.proving.explaining import why_not
from eventapp.timetable.solver.proving.repairing import kept, repair
from eventapp.timetable.solver.solving import Asked, Purpose, Solved, Told
from eventapp.timetable.solver.working import WORK
from tests.timetable.solver.instances import an_instance, drawn

ROOT = Path(__file__).parent.parent.parent.parent
EFFORT = 5.0
SOUP = Session("soup", 2, ("Peggy",))
SHED = Session("shed", 2, ("Ray",))


def the(kind: str, *sessions: str, **about: str | int) -> NamedRule:
    return NamedRule(kind, sessions, **about)  # type: ignore[arg-type]


PEGGYS = (replace(SOUP, starts=frozenset({0, 1})), replace(SHED, hosts=("Peggy",), starts=frozenset({0, 1})))
BOTH = {the("placed", "soup"), the("placed", "shed")}


@pytest.mark.parametrize(
    ("instance", "rules"),
    [
        (
            an_instance(replace(SOUP, needs=frozenset({"sink"})), SHED),
            {the("placed", "soup"), the("feature", "soup", feature="sink")},
        ),
        (
            an_instance(SOUP, SHED, away={"Peggy": frozenset(range(8))}),
            {the("placed", "soup"), the("away", "soup", host="Peggy")},
        ),
        (
            an_instance(*PEGGYS),
            BOTH | {the("time", "soup"), the("time", "shed"), the("host", "soup", "shed", host="Peggy")},
        ),
        (
            an_instance(
                replace(SOUP, locked=Place(0, 0)), replace(SHED, hosts=("Peggy",), starts=frozenset({2})), rest=1
            ),
            BOTH | {the("lock", "soup"), the("time", "shed"), the("host", "soup", "shed", host="Peggy"), the("rest")},
        ),
        (
            an_instance(SOUP, SHED, rooms=1, slots=4, changeover=1),
            BOTH | {the("changeover")},
        ),
        (
            an_instance(SOUP, replace(SHED, before=1), rooms=1, slots=4),
            BOTH | {the("setup", "shed")},
        ),
        (
            replace(an_instance(SOUP), rooms=(Room("Kitchen", 20, frozenset(), frozenset({0, 2, 4})),)),
            {the("placed", "soup"), the("open", room=0)},
        ),
    ],
    ids=["feature", "away", "host", "rest", "changeover", "set-up", "open"],
)
def test_the_fewest_rules_that_cannot_all_hold_are_named(instance: Instance, rules: set[NamedRule]) -> None:
    found = why_not(instance, EFFORT, repeatable=True)

    assert (found.answer, found.minimal, set(found.rules)) == ("cannot", True, rules)


def test_too_much_for_the_rooms_is_told_in_slots() -> None:
    found = why_not(an_instance(*(Session(f"s{number}", 4) for number in range(7))), EFFORT, repeatable=True)

    assert (found.answer, found.minimal, found.needed, found.there) == ("cannot", True, 20, 16)
    assert [rule.kind for rule in found.rules] == ["placed"] * 5


def test_what_counting_does_not_see_is_proven_too() -> None:
    found = why_not(an_instance(*(Session(f"s{number}", 3) for number in range(5))), EFFORT, repeatable=True)

    assert (found.answer, found.minimal, found.needed) == ("cannot", True, 0)
    assert [rule.kind for rule in found.rules] == ["placed"] * 5


def test_what_needs_a_long_search_and_is_possible_is_not_refused() -> None:
    instance = drawn(3)

    found = why_not(instance, EFFORT, repeatable=True)

    assert found.answer == "fits"
    assert broken_rules(instance, found.plan) == []


@pytest.mark.parametrize(("starts", "answer"), [({4}, "cannot"), ({5}, "fits")])
def test_two_that_are_locked_need_no_rest_but_a_third_does(starts: set[int], answer: str) -> None:
    locked = (replace(SOUP, locked=Place(0, 0)), replace(SHED, hosts=("Peggy",), locked=Place(2, 0)))
    film = Session("film", 1, ("Peggy",), starts=frozenset(starts))
    instance = an_instance(*locked, film, rest=1)

    assert why_not(instance, EFFORT, repeatable=True).answer == answer


def test_when_the_time_is_over_nothing_is_proven() -> None:
    instance = an_instance(*(Session(f"s{number}", 3) for number in range(5)))

    assert why_not(instance, 0) == Proof("not proven")


def test_a_repair_moves_only_what_must_move_and_tells_plans_on_the_way() -> None:
    instance = an_instance(SOUP, SHED, Session("film", 2), away={"Ray": frozenset(range(4))})
    told = []

    found = repair(
        instance,
        [Place(0, 0), Place(0, 1), Place(6, 1)],
        EFFORT,
        repeatable=True,
        on_plan=lambda plan, _share: told.append(tuple(plan)),
    )

    assert (found.plan, found.cost, found.bound, found.proven) == ((Place(0, 0), Place(4, 1), Place(6, 1)), 3, 3, True)
    assert told[0] == (Place(0, 0), None, Place(6, 1))
    assert told[-1] == found.plan


def test_going_to_the_same_place_beside_another_session_is_no_move() -> None:
    instance = an_instance(SOUP, replace(SHED, locked=Place(0, 0)))
    copied = replace(instance, rooms=(instance.rooms[0], replace(instance.rooms[1], copy_of=0)))

    found = repair(copied, [Place(0, 0), Place(0, 0)], EFFORT, repeatable=True)

    assert (found.plan, found.cost) == ((Place(0, 1), Place(0, 0)), 0)


def test_where_not_all_have_a_place_a_repair_leaves_as_few_out_as_possible() -> None:
    instance = an_instance(SOUP, SHED, Session("film", 2), rooms=1, slots=4)

    found = repair(instance, [Place(0, 0), Place(0, 0), None], EFFORT, repeatable=True)

    assert found.proven
    assert sum(place is None for place in found.plan) == 1


def test_of_two_that_clash_one_is_kept() -> None:
    assert kept(an_instance(SOUP, SHED), [Place(0, 0), Place(1, 0)]) == [Place(0, 0), None]


async def test_a_repair_comes_from_a_process() -> None:
    told: list[Solved] = []
    before = [Place(0, 0), Place(0, 0)]

    found = await solving.repair(an_instance(SOUP, SHED), before, seconds=EFFORT, on_plan=told.append)

    assert (found.cost, found.proven, told[-1].plan) == (2, True, found.plan)


@pytest.mark.parametrize(
    ("purpose", "told"),
    [
        ("why not", Told(proof=Proof("fits", (Place(0, 0),)))),
        ("blocks", Told(blocks=Blocks((Place(0, 0),), 0, 0, proven=True))),
    ],
)
def test_the_process_does_what_it_is_asked_for(purpose: Purpose, told: Told) -> None:
    question = Asked(purpose, an_instance(Session("soup", 8), rooms=1), EFFORT, 1)

    answer = WORK[purpose](question)

    assert msgspec.json.decode(msgspec.json.encode(answer), type=Told) == told


async def test_a_process_that_breaks_says_why() -> None:
    no_room = an_instance(replace(SOUP, locked=Place(0, 7)))

    with pytest.raises(solving.SolverStopped, match="IndexError"):
        await solving.solve(no_room, seed=1, seconds=EFFORT)


async def test_a_proof_that_does_not_end_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "GRACE_SECONDS", 0.1 - 3600)

    assert await solving.why_not(an_instance(SOUP), seconds=3600) == Proof("not proven")


def test_the_program_does_not_import_what_calculates() -> None:
    script = "import sys, eventapp.app; print({'numpy', 'ortools', 'pandas'} & sys.modules.keys())"

    said = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (said.stdout, said.stderr) == ("set()\n", "")
