"""How much each ballot weighs, and that nobody is found out by it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.voting.shares import POOLED, WEIGHTINGS, Share, Weighting, before_voting, shares

SIZES = st.dictionaries(st.sampled_from(["trust", "shed", "soup", "cafe", "club"]), st.integers(1, 9))


def voters_of(**sizes: int) -> dict[str, str]:
    return {f"{organisation}{number}": organisation for organisation, size in sizes.items() for number in range(size)}


def test_an_organisation_has_one_share_split_among_those_who_voted() -> None:
    found = shares(voters_of(trust=4, shed=3))

    assert found["trust0"] == Share("trust", Fraction(1, 4))
    assert found["shed2"] == Share("shed", Fraction(1, 3))


def test_by_person_everybody_weighs_the_same() -> None:
    found = shares(voters_of(trust=5, shed=3, soup=1, cafe=2), "person")

    assert {share.weight for share in found.values()} == {Fraction(1)}


def test_by_the_square_root_nine_people_share_what_three_would_and_four_what_two_would() -> None:
    found = shares(voters_of(trust=9, shed=4), "square root")

    assert found["trust0"] == Share("trust", Fraction(3, 9))
    assert found["shed0"] == Share("shed", Fraction(2, 4))


def test_a_square_root_that_is_no_fraction_is_cut_after_nine_decimals() -> None:
    found = shares(voters_of(trust=5), "square root")

    assert found["trust0"].weight == Fraction(2_236_067_977, 10**9) / 5


def test_organisations_with_fewer_than_three_ballots_are_pooled() -> None:
    found = shares(voters_of(trust=4, soup=1, cafe=2))

    assert {found[voter] for voter in ("soup0", "cafe0", "cafe1")} == {Share(POOLED, Fraction(2, 3))}
    assert found["trust0"] == Share("trust", Fraction(1, 4))


def test_a_pool_that_would_show_whose_ballot_it_is_takes_in_the_smallest_other() -> None:
    found = shares(voters_of(trust=9, shed=3, soup=1))

    assert {found[voter] for voter in ("soup0", "shed0", "shed1", "shed2")} == {Share(POOLED, Fraction(2, 4))}
    assert found["trust0"] == Share("trust", Fraction(1, 9))


def test_two_voters_in_all_are_one_pool() -> None:
    assert shares(voters_of(soup=1, cafe=1)) == {voter: Share(POOLED, Fraction(1)) for voter in ("soup0", "cafe0")}


@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_nobody_voted(weighting: Weighting) -> None:
    assert shares({}, weighting) == {}


@given(SIZES)
def test_together_the_organisations_have_one_share_each(sizes: dict[str, int]) -> None:
    found = shares(voters_of(**sizes))

    assert sum(share.weight for share in found.values()) == len(sizes)


@given(SIZES, st.sampled_from(WEIGHTINGS))
def test_no_group_is_small_and_its_ballots_weigh_the_same(sizes: dict[str, int], weighting: Weighting) -> None:
    found = shares(voters_of(**sizes), weighting)

    groups = [share.group for share in found.values()]
    assert all(groups.count(group) >= 3 for group in groups) or len(groups) < 3
    assert len(set(found.values())) == len(set(groups))
    assert all(share.weight > 0 for share in found.values())


@given(SIZES)
def test_who_is_pooled_does_not_depend_on_the_weighting(sizes: dict[str, int]) -> None:
    first, *others = [
        {voter: share.group for voter, share in shares(voters_of(**sizes), weighting).items()}
        for weighting in WEIGHTINGS
    ]

    assert others == [first, first]


@given(SIZES, st.sampled_from(WEIGHTINGS), st.randoms())
def test_the_order_of_voters_means_nothing(sizes: dict[str, int], weighting: Weighting, chance: object) -> None:
    voters = voters_of(**sizes)
    mixed = list(voters.items())
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    assert shares(dict(mixed), weighting) == shares(voters, weighting)


@given(st.integers(3, 60), st.integers(1, 60))
def test_a_larger_organisation_gains_by_the_square_root_less_than_it_grows(size: int, more: int) -> None:
    found = shares(voters_of(large=size + more, small=size), "square root")
    whole = {
        organisation: sum(share.weight for share in found.values() if share.group == organisation)
        for organisation in ("large", "small")
    }

    assert 1 < whole["large"] / whole["small"] < Fraction(size + more, size)


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ({"soup": 3, "trust": 9}, "own"),
        ({"soup": 2, "cafe": 1, "trust": 9}, "pooled"),
        # The lone voter alone would be found out, so this one is taken in.
        ({"soup": 3, "cafe": 1, "trust": 9}, "pooled"),
        ({"soup": 2, "trust": 9}, "pooled"),
        ({"soup": 1, "trust": 1}, "too few"),
        ({"soup": 2}, "too few"),
        ({"trust": 9}, "pooled"),
    ],
)
def test_voters_are_told_beforehand_how_their_organisation_will_be_counted(sizes: dict[str, int], told: str) -> None:
    assert before_voting(sizes, "soup") == told


@given(SIZES.filter(bool))
def test_what_is_told_comes_true_when_everybody_votes(sizes: dict[str, int]) -> None:
    found = shares(voters_of(**sizes))

    for organisation in sizes:
        told = before_voting(sizes, organisation)
        assert (told == "too few") == (sum(sizes.values()) < 3)
        assert (told == "own") == (found[f"{organisation}0"].group == organisation)
