"""Ballots of real votes on budgets. They are not part of the program: the tests look for them beside it.

`Netherlands_Assen_2024` was decided by equal shares, and its result is published.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from eventapp.voting.pabulib import Election, read, write
from eventapp.voting.recount import Asked, recount

FOLDER = Path(os.environ.get("EVENTAPP_REAL_DATA") or Path(__file__).parents[3] / "shared" / "data") / "ballots"
FILES = sorted(FOLDER.glob("*.pb"))
ASSEN = FOLDER / "Netherlands_Assen_2024.pb"

if not FILES:
    pytest.skip(f"real ballots: none in {FOLDER} (set EVENTAPP_REAL_DATA)", allow_module_level=True)

AS_PUBLISHED = Asked(completion="add1", stop_when_exhausted=False)


def _election(file: Path) -> Election:
    return read(file.read_bytes())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_real_file_is_read_without_a_doubt(file: Path) -> None:
    election = _election(file)

    assert election.notes == ()
    assert read(write(election).encode()) == election


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_equal_shares_of_a_real_vote_keep_the_budget_and_the_promise(file: Path) -> None:
    found = recount(_election(file), Asked(completion="none"))

    assert found.tally.spent <= found.tally.budget
    assert found.ejr_plus_violations == []


@pytest.mark.skipif(not ASSEN.exists(), reason=f"real ballots: no {ASSEN.name} in {FOLDER} (set EVENTAPP_REAL_DATA)")
@pytest.mark.parametrize(
    ("asked", "chosen", "spent"),
    [
        (Asked(completion="none"), "3 9 2 13 11 14 12", 60700),
        (AS_PUBLISHED, "3 9 11 2 13 14 5 6 12", 76700),
        (replace(AS_PUBLISHED, completion="add1u"), "3 9 11 2 13 14 5 6 12 7", 88700),
        (Asked(rule="most votes"), "3 9 8 11 2 13 14", 99200),
    ],
    ids=["plain", "published", "filled", "most votes"],
)
def test_the_published_result_of_a_city_comes_out(asked: Asked, chosen: str, spent: int) -> None:
    found = recount(_election(ASSEN), asked)

    assert (found.tally.chosen, found.tally.spent) == (tuple(chosen.split()), spent)


@pytest.mark.skipif(not ASSEN.exists(), reason=f"real ballots: no {ASSEN.name} in {FOLDER} (set EVENTAPP_REAL_DATA)")
def test_the_result_that_a_city_published_is_the_one_in_its_file() -> None:
    election = _election(ASSEN)

    found = recount(election, AS_PUBLISHED)

    assert set(found.tally.chosen) == {project.id for project in election.projects if project.selected}
    assert found.tally.runs == 845
