"""`eventapp tally`, as people type it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from eventapp import cli

# What is tied goes by id; with the shares raised the film comes in, and the fill adds the walk.
FILE = """META
key;value
description;Shed Day
num_projects;4
num_votes;6
budget;100
vote_type;approval
currency;EUR
PROJECTS
project_id;cost;name
10;40;Soup lunch
9;40;Bird box
film;30;Film
walk;10;"Walk; with ""Mo"" again"
VOTES
voter_id;organisation;vote
1;Trust;9,10
2;Trust;9,10
3;Trust;9,10
4;Trust;9,10
5;Shed;film
6;Shed;film,walk
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "day.pb"
    file.write_text(FILE)
    return file


def _tally(file: Path, *options: str) -> Result:
    return CliRunner().invoke(cli.commands, ["tally", str(file), *options])


def _json(file: Path, *options: str) -> dict[str, Any]:
    done = _tally(file, *options, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_file_is_counted_and_told_in_words(file: Path) -> None:
    done = _tally(file)

    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith((" ", "C", "N")) and not line.startswith("     ")] == [
        "Chosen: 3 of 4, for 80 EUR.",
        "  1. 10: Soup lunch (40 EUR)",
        "  2. film: Film (30 EUR)",
        '  3. walk: Walk; with "Mo" again (10 EUR)',
        "Not chosen: 1.",
        "  -  9: Bird box (40 EUR)",
        "Nobody is left out whose own share would have paid for it (EJR+ up to one project holds).",
    ]


def test_the_json_begins_with_what_everybody_asks_for(file: Path) -> None:
    told = _json(file)

    assert list(told.items())[:5] == [
        ("winners", ["10", "film", "walk"]),
        ("cost", 80),
        ("budget", 100),
        ("completion", "add1u"),
        ("ejr_plus_violations", []),
    ]


@pytest.mark.parametrize(
    ("options", "winners"),
    [
        ("--completion none", ["10", "film"]),
        ("--completion add1", ["10", "film"]),
        ("--completion add1 --step 5 --no-stop", ["10", "film"]),
        ("--completion none --weights organisation", ["10", "film", "walk"]),
        ("--completion none --weights sqrt", ["10", "film"]),
        ("--rule greedy", ["10", "9", "walk"]),
        ("--rule greedy --ties drawn --seed e", ["9", "10", "walk"]),
    ],
)
def test_it_is_counted_as_asked_for(file: Path, options: str, winners: list[str]) -> None:
    assert _json(file, *options.split())["winners"] == winners


def test_what_was_asked_for_is_told_again(file: Path) -> None:
    options = "--completion add1 --step 0.25 --no-stop --ties drawn --seed x --weights sqrt"

    told = _json(file, *options.split())

    assert {
        name: told[name] for name in ("completion", "step", "stop_when_exhausted", "ties", "seed", "weights", "rule")
    } == {
        "completion": "add1",
        "step": "0.25",
        "stop_when_exhausted": False,
        "ties": "drawn",
        "seed": "x",
        "weights": "sqrt",
        "rule": "equal-shares",
    }


def test_notes_go_where_they_disturb_no_program(file: Path) -> None:
    file.write_text(FILE.replace("num_votes;6", "num_votes;7"))

    done = _tally(file, "--json")

    assert (done.exit_code, json.loads(done.stdout)["cost"]) == (0, 80)
    assert done.stderr == "Note: META says num_votes 7, but there are 6. Is the file complete?\n"


def test_weights_that_change_nothing_are_noted(file: Path) -> None:
    done = _tally(file, "--rule", "greedy", "--weights", "sqrt")

    assert (done.exit_code, done.stderr) == (
        0,
        "Note: Greedy counts each vote once. --weights changes nothing in what it chooses.\n",
    )


@pytest.mark.parametrize(
    ("before", "after", "options", "status", "said"),
    [
        ("budget;100\n", "", "", 1, "Error: META has no budget.\n"),
        (FILE, "", "", 1, "Error: META is missing. The file ends too early, or is no Pabulib file.\n"),
        ("6;Shed;film", "6;Shed;\x1b[2Jfilm", "", 1, "Error: Line 22: the vote is for project “ [2Jfilm”. "),
        ("organisation;", "club;", "--weights sqrt", 1, "Error: Voter “1” has no organisation. "),
        ("100", "100", "--step -1", 1, "Error: The step is “-1”. It must be a number above 0"),
        ("100", "100", "--rule sum", 2, "Usage: "),
        ("100", "100", "--ties", 2, "Error: Option '--ties' requires an argument."),
    ],
)
def test_what_cannot_be_counted_is_told_in_a_sentence(
    file: Path, before: str, after: str, options: str, status: int, said: str
) -> None:
    file.write_text(FILE.replace(before, after))

    done = _tally(file, *options.split())

    assert (done.exit_code, done.stdout, done.stderr[: len(said)]) == (status, "", said)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = _tally(tmp_path / "night.pb")

    assert (done.exit_code, done.stderr.splitlines()[-1].partition("'FILE': ")[2][:5]) == (2, "File ")


def test_it_needs_neither_settings_nor_a_database(file: Path) -> None:
    script = (
        "import sys; from eventapp.cli import commands\n"
        "commands(['tally', *sys.argv[1:]], standalone_mode=False)\n"
        "heavy = {'asyncpg', 'litestar', 'piccolo'} & sys.modules.keys()\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(file)],
        env={"PORT": "many", "EVENTAPP_DATABASE_URL": "nowhere", "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert (done.returncode, done.stderr) == (0, "")
