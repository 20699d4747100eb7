"""Small numbers cannot be worked out from what is shown beside them."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.planning.disclosure import FEW, held_back
from eventapp.planning.survey import SurveyRow, safe


@pytest.mark.parametrize(
    ("counts", "held"),
    [
        ([12, 9, 7], set()),
        ([12, 9, 3], {1}),
        ([12, 6, 3], {1}),
        ([12, 5, 3], {0}),
        ([20, 3, 3, 2], set()),
        ([20, 4, 4], {0}),
        ([20, 0], {0}),
        ([5, 4], {0}),
        ([], set()),
    ],
)
def test_the_smallest_that_hides_the_others_is_held_back(counts: list[int], held: set[int]) -> None:
    assert held_back(counts) == frozenset(held)


@pytest.mark.parametrize("counts", [[3], [1, 1], [6, 1], [5, 5, 1]])
def test_where_nothing_can_hide_a_small_number_that_is_said(counts: list[int]) -> None:
    assert held_back(counts) is None


def possible(counts: list[int], held: frozenset[int]) -> list[set[int]]:
    """For each small count, what it could be: all ways to fill in what is hidden that add up to the same."""
    small = [place for place, count in enumerate(counts) if count < FEW]
    hidden = sum(counts[place] for place in {*small, *held})
    could: list[set[int]] = [set() for _place in small]
    for ways in product(range(FEW), repeat=len(small)):
        rest = hidden - sum(ways)
        if rest >= FEW * len(held) and (held or rest == 0):
            for each, way in zip(could, ways, strict=True):
                each.add(way)
    return could


@given(st.lists(st.integers(0, 12), max_size=5))
def test_a_small_number_could_be_any_small_number(counts: list[int]) -> None:
    held = held_back(counts)

    if held is not None:
        assert all(counts[place] >= FEW for place in held)
        assert all(each == set(range(FEW)) for each in possible(counts, held))


def row(group: str, people: int) -> SurveyRow:
    return SurveyRow("Quiet", group, people, "", quotes_allowed=False)


def test_groups_that_add_up_to_everyone_do_not_tell_the_smallest() -> None:
    lines = safe([row("", 20), row("Carers", 11), row("Young people", 7), row("Others", 2)])

    assert [(line.people, line.at_least) for line in lines] == [(20, False), (11, False), (5, True), (2, False)]


def test_groups_that_are_not_all_there_are_left_as_they_are() -> None:
    lines = [row("", 20), row("Carers", 11), row("Others", 2)]

    assert safe(lines) == lines
