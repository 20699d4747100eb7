"""One organisation, one share, and nobody found out by it."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from eventapp.voting.shares import POOLED, Share, shares


def voters_of(**sizes: int) -> dict[str, str]:
    return {f"{organisation}{number}": organisation for organisation, size in sizes.items() for number in range(size)}


def test_an_organisation_has_one_share_split_among_those_who_voted() -> None:
    found = shares(voters_of(trust=4, shed=3))

    assert found["trust0"] == Share("trust", Fraction(1, 4))
    assert found["shed2"] == Share("shed", Fraction(1, 3))


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


def test_nobody_voted() -> None:
    assert shares({}) == {}


@given(st.dictionaries(st.sampled_from(["trust", "shed", "soup", "cafe", "club"]), st.integers(1, 9)))
def test_together_the_organisations_have_one_share_each_and_no_group_is_small(sizes: dict[str, int]) -> None:
    found = shares(voters_of(**sizes))

    groups = [share.group for share in found.values()]
    assert sum(share.weight for share in found.values()) == len(sizes)
    assert all(groups.count(group) >= 3 for group in groups) or len(groups) < 3
