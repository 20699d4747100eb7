"""Whether people of other organisations want a proposal too."""

import pytest

from eventapp.voting.elsewhere import enough_elsewhere
from eventapp.voting.shares import POOLED

PEOPLE = {"trust": 12, "shed": 4, "soup": 2, "carers": 1}


@pytest.mark.parametrize(
    ("ticked_by", "hosting", "least", "enough"),
    [
        (["trust"], ["shed"], 1, True),
        (["shed"] * 4, ["shed"], 1, False),
        (["shed"] * 4, ["shed"], 0, True),
        (["shed", "trust"], ["shed"], 2, False),
        (["trust"], [], 1, True),
        ([], [], 1, False),
    ],
    ids=["another", "the host alone", "none needed", "one of two needed", "no host", "nobody"],
)
def test_people_of_the_host_do_not_count(ticked_by: list[str], hosting: list[str], least: int, *, enough: bool) -> None:
    groups = {"trust", "shed", POOLED}

    assert enough_elsewhere(ticked_by, hosting, groups, PEOPLE, least) is enough


def test_of_several_hosts_each_needs_somebody_of_another_organisation() -> None:
    groups = {"trust", "shed", POOLED}

    together = enough_elsewhere(["trust", "shed"], ["trust", "shed"], groups, PEOPLE, 1)
    one_alone = enough_elsewhere(["shed", "shed"], ["trust", "shed"], groups, PEOPLE, 1)

    assert (together, one_alone) == (True, False)


def test_the_people_of_a_pooled_host_are_taken_to_have_ticked_it() -> None:
    groups = {"trust", POOLED}

    maybe_their_own = enough_elsewhere([POOLED, POOLED], ["soup"], groups, PEOPLE, 1)
    surely_others = enough_elsewhere([POOLED, POOLED], ["carers"], groups, PEOPLE, 1)

    assert (maybe_their_own, surely_others) == (False, True)


def test_a_large_organisation_of_whom_few_voted_is_pooled_like_a_small_one() -> None:
    enough = enough_elsewhere([POOLED] * 3, ["trust"], {POOLED}, PEOPLE, 1)

    assert enough is True
