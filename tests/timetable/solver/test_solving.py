"""Plans are made in a process of its own, and the command tells what came of it."""

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from eventapp.timetable.command import timetable
from eventapp.timetable.files.schedule_xml import read_schedule
from eventapp.timetable.solver import solving
from eventapp.timetable.solver.checking import broken_rules
from eventapp.timetable.solver.cooling import STAGES
from eventapp.timetable.solver.drafting import draft
from eventapp.timetable.solver.instance import Place
from eventapp.timetable.solver.solving import Solved, SolverStopped, Told, repair, solve
from tests.timetable.files.test_schedule_plan import TWO_ROOMS
from tests.timetable.solver.instances import drawn

LITTLE = 0.5


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a process takes a while to begin."""
    monkeypatch.setattr(solving, "GRACE_SECONDS", 30.0)


async def test_a_plan_is_made_in_a_process_and_can_be_made_again_here() -> None:
    told: list[Solved] = []

    found = await solve(drawn(1), seed=5, seconds=0.2, on_plan=told.append)

    assert broken_rules(drawn(1), found.plan) == []
    assert told[-1] == found
    again = draft(drawn(1), seed=found.seed, steps=found.steps)
    assert (again.plan, again.cost) == (found.plan, found.cost)
    assert len(found.steps) == STAGES


TOLD = Solved((Place(0, 0),), 0.5, cost=1.0, seed=5)


def tells_a_plan(monkeypatch: pytest.MonkeyPatch, folder: Path, *, then: str) -> None:
    """The solver's process tells a plan, and then does this."""
    (folder / "told").write_bytes(msgspec.json.encode(Told(plan=TOLD)) + b"\n")
    program = folder / "solver"
    program.write_text(f"#!/bin/sh\ncat {folder}/told\n{then}\n")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))


async def test_a_process_that_does_not_end_is_killed_and_its_best_plan_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tells_a_plan(monkeypatch, tmp_path, then="exec sleep 3600")
    # The process is given an hour, and this side waits until it has told a plan.
    monkeypatch.setattr(solving, "GRACE_SECONDS", 1.0 - 3600)

    found = await solve(drawn(1), seed=5, seconds=3600)

    assert found == TOLD


async def test_a_process_that_ends_at_once_is_said_to_have_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))

    with pytest.raises(SolverStopped):
        await solve(drawn(1), seed=5, seconds=LITTLE)


async def test_of_a_search_that_breaks_off_the_best_plan_is_kept_and_said_to_be_of_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tells_a_plan(monkeypatch, tmp_path, then="kill -9 $$")

    found = await solve(drawn(1), seed=5, seconds=LITTLE)

    assert found == replace(TOLD, broke_off=True)
    with pytest.raises(SolverStopped):
        await repair(drawn(1), [], seconds=LITTLE)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., tuple[int, str, str]]:
    """Runs the command on a schedule of this content. Returns the exit status and what it wrote."""

    def run(content: bytes, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "schedule.xml"
        file.write_bytes(content)
        done = CliRunner().invoke(timetable, [str(file), "--seconds", str(LITTLE), *options])
        return done.exit_code, done.stdout, done.stderr

    return run


def test_the_command_tells_programs_where_everything_is(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    status, said, notes = run(TWO_ROOMS, "--json", "--seed", "4", "--out", str(tmp_path / "new.xml"))

    told = json.loads(said)
    assert (status, told["broken"], told["seed"], told["unplaced"]) == (0, 0, 4, [])
    assert told["found_with"]["seed"] in {4, 4 + solving.ANOTHER_SEED}
    assert {one["id"] for one in told["placements"]} == {"1", "2", "3"}
    assert 0 < told["attainable"] <= 1
    assert notes == "Note: No wishes are given: those of 200 people are made up.\n"
    written = read_schedule((tmp_path / "new.xml").read_bytes()).schedule
    assert written is not None
    assert {(session.id, session.room, session.starts_at.isoformat()) for session in written.sessions} == {
        (one["id"], one["room"], one["start"]) for one in told["placements"]
    }


def test_the_command_tells_people_what_is_where_and_how_good_that_is(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    wishes = tmp_path / "wishes.csv"
    wishes.write_text("ann,1,2\n")

    status, said, notes = run(TWO_ROOMS, "--wishes", str(wishes), "--fixed")

    assert (status, notes) == (0, "")
    assert said.splitlines()[:5] == [
        "2026-11-28",
        "  10:00    60 min  Hall: Title 1",
        "  10:30    30 min  Shed: Title 3",
        "  11:00    30 min  Hall: Title 2",
        "",
    ]
    assert "3 sessions placed, 0 not. Hard rules broken: 0." in said
    assert "People can attend 100.0% of what they want; as published 100.0%." in said


@pytest.mark.parametrize("content", [b"", b"{}", b"<schedule/>"])
def test_the_command_refuses_what_is_no_schedule_in_a_sentence(
    run: Callable[..., tuple[int, str, str]], content: bytes
) -> None:
    status, said, problem = run(content)

    assert (status, said) == (1, "")
    assert problem.startswith("Error: ")
    assert "Traceback" not in problem
