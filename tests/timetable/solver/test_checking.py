"""Each hard rule is seen when it is broken, and not when it is kept."""

from dataclasses import replace

import pytest

from eventapp.timetable.solver.checking import Broken, broken_rules
from eventapp.timetable.solver.instance import Instance, Place, Plan, Session
from tests.timetable.solver.instances import an_instance

SOUP = Session("soup", 2, ("Peggy",))
SHED = Session("shed", 2, ("Ray",))


def joined(instance: Instance) -> Instance:
    """The first room is one part of the second."""
    whole = replace(instance.rooms[1], joined=frozenset({0}))
    return replace(instance, rooms=(instance.rooms[0], whole, *instance.rooms[2:]))


def test_a_plan_that_keeps_every_rule_breaks_none() -> None:
    assert broken_rules(an_instance(SOUP, SHED), [Place(0, 0), Place(2, 0)]) == []


@pytest.mark.parametrize(
    ("instance", "plan", "broken"),
    [
        (an_instance(SOUP), [None], Broken("no place", ("soup",))),
        (an_instance(SOUP, SHED), [Place(0, 0), Place(1, 0)], Broken("room", ("soup", "shed"))),
        (
            an_instance(SOUP, replace(SHED, hosts=("Ray", "Peggy"))),
            [Place(0, 0), Place(1, 1)],
            Broken("host", ("soup", "shed")),
        ),
        (
            an_instance(SOUP, replace(SHED, hosts=("Peggy",)), rest=1),
            [Place(0, 0), Place(2, 1)],
            Broken("host", ("soup", "shed")),
        ),
        (an_instance(SOUP), [Place(7, 0)], Broken("closed", ("soup",))),
        (an_instance(replace(SOUP, needs=frozenset({"sink"}))), [Place(0, 0)], Broken("feature", ("soup",))),
        (an_instance(replace(SOUP, starts=frozenset({4}))), [Place(0, 0)], Broken("time", ("soup",))),
        (an_instance(SOUP, away={"Peggy": frozenset({1})}), [Place(0, 0)], Broken("away", ("soup",))),
        (an_instance(replace(SOUP, locked=Place(0, 0))), [Place(0, 1)], Broken("lock", ("soup",))),
        (an_instance(replace(SOUP, before=1)), [Place(0, 0)], Broken("closed", ("soup",))),
        (an_instance(replace(SOUP, after=1)), [Place(6, 0)], Broken("closed", ("soup",))),
        (
            an_instance(SOUP, replace(SHED, before=1)),
            [Place(0, 0), Place(2, 0)],
            Broken("room", ("soup", "shed")),
        ),
        (
            an_instance(replace(SOUP, after=1), SHED),
            [Place(0, 0), Place(2, 0)],
            Broken("room", ("soup", "shed")),
        ),
        (an_instance(SOUP, SHED, changeover=1), [Place(2, 0), Place(0, 0)], Broken("room", ("soup", "shed"))),
        (joined(an_instance(SOUP, SHED)), [Place(0, 1), Place(1, 0)], Broken("room", ("soup", "shed"))),
        (
            joined(an_instance(SOUP, SHED, changeover=1)),
            [Place(0, 0), Place(2, 1)],
            Broken("room", ("soup", "shed")),
        ),
    ],
    ids=lambda value: value.rule if isinstance(value, Broken) else "",
)
def test_a_broken_rule_is_named_with_the_sessions_that_break_it(instance: Instance, plan: Plan, broken: Broken) -> None:
    assert broken_rules(instance, plan) == [broken]


def test_what_is_locked_is_not_asked_about_the_room() -> None:
    locked = replace(SOUP, needs=frozenset({"sink"}), locked=Place(0, 0))

    assert broken_rules(an_instance(locked), [Place(0, 0)]) == []


def test_rooms_joined_with_a_third_can_be_used_side_by_side() -> None:
    instance = an_instance(SOUP, SHED, rooms=3)
    hall = replace(instance.rooms[2], joined=frozenset({0, 1}))

    assert broken_rules(replace(instance, rooms=(*instance.rooms[:2], hall)), [Place(0, 0), Place(0, 1)]) == []


@pytest.mark.parametrize(("later", "broken"), [(2, []), (1, [Broken("host", ("soup", "shed"))])])
def test_a_rest_is_not_asked_between_two_that_are_locked(later: int, broken: list[Broken]) -> None:
    plan = [Place(0, 0), Place(later, 1)]
    one, other = (replace(each, hosts=("Peggy",), locked=place) for each, place in zip((SOUP, SHED), plan, strict=True))

    assert broken_rules(an_instance(one, other, rest=1), plan) == broken


def test_nothing_needs_to_change_over_after_the_last() -> None:
    assert broken_rules(an_instance(SOUP, changeover=3), [Place(6, 0)]) == []
