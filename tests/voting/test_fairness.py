"""What a result gives to voters, proposers and kinds, and what another rule would have given."""

from fractions import Fraction

from eventapp.voting.fairness import Part, Ticks, beside, parts_by, parts_of_groups, ticks_of
from eventapp.voting.tally import BallotValue

MINUTES = {"film": 60, "soup": 30, "choir": 90}
TICKS = Ticks(
    people={"pooled": 3, "shed": 4}, marks={"pooled": {"film": 3, "soup": 1}, "shed": {"choir": 4, "soup": 2}}
)


def in_capitals(group: str) -> str:
    return {"pooled": "Others", "shed": "Shed"}[group]


def a_ballot(group: str, *marks: str) -> BallotValue:
    return BallotValue(frozenset(marks), Fraction(1), group)


def test_ticks_are_the_same_counted_from_ballots() -> None:
    ballots = [
        *[a_ballot("pooled", "film", "soup")],
        *[a_ballot("pooled", "film")] * 2,
        *[a_ballot("shed", "choir", "soup")] * 2,
        *[a_ballot("shed", "choir")] * 2,
    ]

    assert ticks_of(ballots) == TICKS
    assert ticks_of(ballots).everybody == 7


def test_each_group_reads_how_much_of_what_it_asked_for_it_got_and_the_pooled_come_last() -> None:
    parts = parts_of_groups(TICKS, MINUTES, {"film", "soup"}, in_capitals)

    assert parts == [Part("Shed", asked=420, got=60, people=4), Part("Others", asked=210, got=210, people=3)]
    assert [(part.percent, part.asked_each, part.got_each) for part in parts] == [(14, 105, 15), (100, 70, 70)]


def test_what_does_not_count_was_not_asked_for() -> None:
    parts = parts_of_groups(TICKS, {"soup": 30}, {"soup"}, in_capitals)

    assert parts == [Part("Shed", asked=60, got=60, people=4), Part("Others", asked=30, got=30, people=3)]


def test_a_group_whose_people_abstain_asks_for_nothing() -> None:
    (part,) = parts_of_groups(Ticks({"shed": 3}, {}), MINUTES, {"film"}, in_capitals)

    assert (part, part.percent, part.asked_each) == (Part("Shed", 0, 0, 3), 0, 0)


def test_a_hundred_percent_is_everything() -> None:
    assert [Part("Shed", asked=1000, got=got).percent for got in (0, 9, 10, 999, 1000)] == [0, 0, 1, 99, 100]


def test_what_several_propose_together_counts_for_each_of_them() -> None:
    parts = parts_by([(["Shed", "Café"], 60, True), (["Shed"], 30, False), ([], 45, True)])

    assert parts == [Part("Café", 60, 60), Part("Shed", 90, 60)]


def test_another_rule_is_told_by_what_differs_and_who_would_have_less() -> None:
    other = beside(["film", "soup"], ["choir", "soup"], TICKS, MINUTES, in_capitals)

    assert (other.only_there, other.only_here, other.same) == (["choir"], ["film"], False)
    assert [(here.name, here.got, there.got) for here, there in other.groups] == [
        ("Shed", 60, 420),
        ("Others", 210, 30),
    ]
    assert [here.name for here, _there in other.worse_off] == ["Others"]


def test_two_rules_that_choose_alike_are_the_same_in_whatever_order() -> None:
    other = beside(["film", "soup"], ["soup", "film"], TICKS, MINUTES, in_capitals)

    assert (other.same, other.worse_off) == (True, [])
