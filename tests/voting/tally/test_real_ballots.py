"""Elections that were really held. They are not part of the program: the tests look for them beside it."""

import os
from fractions import Fraction
from math import lcm
from pathlib import Path

import pytest

from eventapp.voting.files import pabulib
from eventapp.voting.tally import BallotValue, Candidate, Rules, ejr_plus_violations, tally

FOLDER = Path(os.environ.get("EVENTAPP_REAL_DATA") or Path(__file__).parents[4] / "shared" / "data") / "ballots"
FILES = sorted(FOLDER.glob("*.pb"))
ASSEN = FOLDER / "Netherlands_Assen_2024.pb"

if not FILES:
    pytest.skip(f"real ballots: none in {FOLDER} (set EVENTAPP_REAL_DATA)", allow_module_level=True)


def an_election(file: Path) -> tuple[list[Candidate], list[BallotValue], int]:
    found = pabulib.read(file.read_bytes())
    unit = lcm(found.budget.denominator, *(one.cost.denominator for one in found.projects))
    return (
        [Candidate(one.id, int(one.cost * unit)) for one in found.projects],
        [BallotValue(one.marks, Fraction(1), "all") for one in found.votes],
        int(found.budget * unit),
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nobody_is_left_out_whose_share_would_have_paid(file: Path) -> None:
    candidates, ballots, budget = an_election(file)

    plain = tally(candidates, ballots, Rules(budget, ties="id", completion="none"))
    filled = tally(candidates, ballots, Rules(budget, ties="id"))

    assert ejr_plus_violations(candidates, ballots, budget, plain.chosen) == []
    assert ejr_plus_violations(candidates, ballots, budget, filled.chosen) == []
    assert plain.spent <= filled.spent <= budget


@pytest.mark.skipif(ASSEN not in FILES, reason=f"real ballots: no {ASSEN.name} in {FOLDER}")
def test_assen_2024_comes_out_as_it_was_published() -> None:
    candidates, ballots, budget = an_election(ASSEN)

    plain = tally(candidates, ballots, Rules(budget, ties="id", completion="none"))
    raised = tally(candidates, ballots, Rules(budget, ties="id", completion="add1", step=Fraction(1)))
    filled = tally(candidates, ballots, Rules(budget, ties="id", completion="add1u", step=Fraction(1)))
    most = tally(candidates, ballots, Rules(budget, ties="id", rule="most votes"))

    assert (plain.chosen, plain.spent) == (("3", "9", "2", "13", "11", "14", "12"), 60700)
    assert (sorted(raised.chosen, key=int), raised.spent) == (["2", "3", "5", "6", "9", "11", "12", "13", "14"], 76700)
    assert raised.runs == 845
    assert [one.id for one in filled.outcomes if one.why == "filled"] == ["7"]
    assert sorted(most.chosen, key=int) == ["2", "3", "8", "9", "11", "13", "14"]
