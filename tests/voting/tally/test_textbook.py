"""The fast count is the slow one of the textbook, in all that it decides, over many drawn votes."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.voting.tally import BallotValue, Candidate, Limits, Rules, buying, ejr_plus_violations, tally
from tests.voting.tally import textbook

WEIGHTS = [[Fraction(1)], [Fraction(1), Fraction(1, 2), Fraction(1, 3)], [Fraction(5, 7), Fraction(707, 1000)]]
chances = st.randoms(use_true_random=False)


def a_vote(
    chance: random.Random, candidates: int = 6, voters: int = 9
) -> tuple[list[Candidate], list[BallotValue], int]:
    """Few lengths and few voters, so that many prices are equal; stars in half of the votes."""
    standing = [
        Candidate(id_, chance.choice([5, 15, 30, 30, 45, 60, 90]))
        for id_ in "abcdefghijkl"[: chance.randint(1, candidates)]
    ]
    weights, stars = chance.choice(WEIGHTS), chance.choice([0.0, 0.3])
    ballots = []
    for _ in range(chance.randint(1, voters)):
        often = chance.choice([0.2, 0.5, 0.8])
        marks = frozenset(one.id for one in standing if chance.random() < often)
        starred = frozenset(id_ for id_ in sorted(marks) if chance.random() < stars)
        ballots.append(BallotValue(marks, chance.choice(weights), chance.choice("xyz"), starred))
    all_minutes = sum(one.cost for one in standing)
    return standing, ballots, max(1, int(all_minutes * chance.choice([0.1, 0.3, 0.5, 0.8, 1.2])))


def some_limits(candidates: list[Candidate], chance: random.Random) -> Limits:
    ids = [one.id for one in candidates]
    return Limits(
        kinds={id_: chance.choice("kl") for id_ in ids},
        caps={"k": chance.choice([0, 30, 60, 100])},
        exclusions=frozenset((chance.choice(ids), chance.choice(ids)) for _ in range(2)),
        ineligible=frozenset(id_ for id_ in ids if chance.random() < 0.1),
    )


@given(chances)
def test_the_plain_rule_buys_the_same_in_the_same_order(chance: random.Random) -> None:
    candidates, ballots, budget = a_vote(chance)
    limits = chance.choice([Limits(), some_limits(candidates, chance)])
    rules = Rules(budget, "seed", completion="none", ties=chance.choice(["id", "drawn"]), limits=limits)

    assert list(tally(candidates, ballots, rules).chosen) == textbook.raised(candidates, ballots, rules)[0]


@pytest.mark.parametrize("seed", range(30))
def test_raised_shares_buy_the_same_in_the_same_order(seed: int) -> None:
    chance = random.Random(seed)
    candidates, ballots, budget = a_vote(chance)
    limits = chance.choice([Limits(), some_limits(candidates, chance)])
    step = chance.choice([None, Fraction(budget, 20) / sum(ballot.weight for ballot in ballots)])
    rules = Rules(
        budget, "seed", completion="add1", step=step, stop_when_exhausted=chance.random() < 0.3, limits=limits
    )

    assert list(tally(candidates, ballots, rules).chosen) == textbook.raised(candidates, ballots, rules)[0]


@given(chances)
def test_limits_hold_whatever_the_votes(chance: random.Random) -> None:
    candidates, ballots, budget = a_vote(chance)
    limits = some_limits(candidates, chance)
    cost = {one.id: one.cost for one in candidates}

    for rule in ("equal shares", "most votes"):
        counted = tally(candidates, ballots, Rules(budget, "seed", rule=rule, limits=limits))
        chosen = counted.chosen
        assert counted.spent == sum(cost[id_] for id_ in chosen) <= budget
        assert sum(cost[id_] for id_ in chosen if limits.kinds[id_] == "k") <= limits.caps["k"]
        assert [pair for pair in limits.exclusions if pair[0] != pair[1] and set(pair) <= set(chosen)] == []
        assert limits.ineligible.isdisjoint(chosen)


@given(chances, st.sampled_from(["none", "add1", "add1u"]))
def test_among_what_fits_nobody_is_left_out_whose_share_would_have_paid(chance: random.Random, completion: str) -> None:
    candidates, ballots, budget = a_vote(chance)
    limits = some_limits(candidates, chance)
    rules = Rules(budget, "seed", completion=completion, limits=limits)  # type: ignore[arg-type]

    counted = tally(candidates, ballots, rules)

    assert ejr_plus_violations(candidates, ballots, budget, counted.chosen, limits) == []


@given(chances)
def test_a_star_never_harms_what_has_it(chance: random.Random) -> None:
    candidates, ballots, budget = a_vote(chance)
    rules = Rules(budget, "seed", completion="none", limits=some_limits(candidates, chance))
    one = chance.choice(ballots)
    unstarred = tally(candidates, ballots, rules).chosen

    for id_ in sorted(one.marks):
        fond = [BallotValue(b.marks, b.weight, b.group, b.stars | {id_}) if b is one else b for b in ballots]
        if id_ in unstarred:
            assert id_ in tally(candidates, fond, rules).chosen


@given(chances)
def test_what_is_paid_adds_up_to_the_cost(chance: random.Random) -> None:
    candidates, ballots, budget = a_vote(chance)

    counted = tally(candidates, ballots, Rules(budget, "seed"))

    bought = [one for one in counted.outcomes if one.why == "bought"]
    # Each amount is rounded to a millionth.
    assert [round(sum(one.paid.values()), 3) for one in bought] == [one.cost for one in bought]
    assert all(one.held >= one.cost for one in bought)


@pytest.mark.parametrize("bits", [4, 8, 20])
def test_coarse_estimates_change_nothing_since_exact_numbers_decide_then(
    monkeypatch: pytest.MonkeyPatch, bits: int
) -> None:
    monkeypatch.setattr(buying, "FULL", 1 << bits)
    monkeypatch.setattr(buying, "FINE", 1 << bits)

    for seed in range(60):
        candidates, ballots, budget = a_vote(random.Random(seed), candidates=12, voters=25)
        rules = Rules(budget, "seed", completion="none")
        assert list(tally(candidates, ballots, rules).chosen) == textbook.raised(candidates, ballots, rules)[0]
