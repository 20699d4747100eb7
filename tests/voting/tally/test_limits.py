"""What may not be chosen together, by hand."""

from fractions import Fraction

import pytest

from eventapp.voting.tally import BallotValue, Candidate, Limits, Rules, ejr_plus_violations, tally
from eventapp.voting.tally.limits import Block, blocked

FILM, TALK, WALK = Candidate("film", 60), Candidate("talk", 30), Candidate("walk", 45)
LIMITS = Limits(
    kinds={"film": "stage", "talk": "stage", "walk": "outside"},
    caps={"stage": 60},
    exclusions=frozenset([("walk", "film")]),
    ineligible=frozenset(["chess"]),
)


@pytest.mark.parametrize(
    ("chosen", "candidate", "block"),
    [
        ([], FILM, None),
        ([], Candidate("unknown", 500), None),
        ([TALK], FILM, Block("cap", "stage")),
        ([], Candidate("film", 61), Block("cap", "stage")),
        ([FILM], WALK, Block("excluded", "film")),
        ([WALK], FILM, Block("excluded", "walk")),
        ([TALK], WALK, None),
        ([], Candidate("chess", 10), Block("not eligible")),
    ],
)
def test_what_stands_in_the_way(chosen: list[Candidate], candidate: Candidate, block: Block | None) -> None:
    assert blocked(LIMITS, chosen, candidate) == block


def ballots(*wishes: str) -> list[BallotValue]:
    return [BallotValue(frozenset(wish.split()), Fraction(1), "one") for wish in wishes]


def test_what_is_blocked_reads_by_what() -> None:
    votes = ballots("film walk talk", "film walk talk", "film chess")
    candidates = [FILM, TALK, WALK, Candidate("chess", 10)]

    outcomes = tally(candidates, votes, Rules(200, "seed", limits=LIMITS)).outcomes

    assert {one.id: (one.why, one.blocked_by) for one in outcomes} == {
        "film": ("bought", ""),
        "walk": ("excluded", "film"),
        "talk": ("cap", "stage"),
        "chess": ("not eligible", ""),
    }


def test_without_limits_all_of_them_would_be_in() -> None:
    votes = ballots("film walk talk", "film walk talk", "film chess")

    assert len(tally([FILM, TALK, WALK, Candidate("chess", 10)], votes, Rules(200, "seed")).chosen) == 4


def test_the_promise_is_about_what_the_limits_allow() -> None:
    votes = ballots("film", "walk")

    assert ejr_plus_violations([FILM, WALK], votes, 120, ["film"]) == ["walk"]
    assert ejr_plus_violations([FILM, WALK], votes, 120, ["film"], LIMITS) == []
    assert ejr_plus_violations([FILM, TALK], votes, 120, [], LIMITS) == ["film"]


def test_what_has_a_star_counts_twice_in_the_promise() -> None:
    fond = BallotValue(frozenset(["film", "walk"]), Fraction(1), "one", stars=frozenset(["film"]))
    plain = BallotValue(frozenset(["walk"]), Fraction(1), "one")

    # The first got 120 by its star, else 60: its half of 210 pays for 45 more in one case only.
    assert ejr_plus_violations([FILM, WALK], [fond, plain], 210, ["film"]) == ["walk"]
    assert ejr_plus_violations([FILM, WALK], [fond], 164, ["film"]) == []
    assert ejr_plus_violations([FILM, WALK], [fond], 165, ["film"]) == ["walk"]
