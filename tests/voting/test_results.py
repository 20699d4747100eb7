"""A count put into words."""

from dataclasses import replace
from fractions import Fraction

import pytest

from eventapp import clock
from eventapp.proposals.tables import Proposal
from eventapp.voting import reasons
from eventapp.voting.counting import Counted
from eventapp.voting.fairness import Ticks
from eventapp.voting.reading import Contender
from eventapp.voting.results import Account, Line, account, whole_minutes, with_nothing
from eventapp.voting.tables import Candidate
from eventapp.voting.tally import Enough, Outcome, Tally

NO_TICKS = Ticks({"shed": 3, "pooled": 3}, {})


def an_outcome(id_: str, *, turn: int | None = None, **facts: object) -> Outcome:
    plain = Outcome(id_, 60, "bought" if turn else "did not fit", turn, Fraction(1), 3, Fraction(90), 0)
    return replace(plain, **facts)  # type: ignore[arg-type]


def the_account(
    *outcomes: Outcome,
    ticks: Ticks = NO_TICKS,
    enough: dict[str, Enough] | None = None,
    most_votes: tuple[str, ...] = (),
    ejr_plus: tuple[str, ...] = (),
    withdrawn: tuple[str, ...] = (),
) -> Account:
    """What is told of these outcomes; the titles are the ids."""
    contenders = []
    for one in outcomes:
        proposal = Proposal(
            id=f"p-{one.id}",
            event="day",
            title=one.id,
            kind="talk",
            state="withdrawn" if one.id in withdrawn else "submitted",
            what_happens="",
            contact="",
            content_notes="",
            access_notes="",
            created_at=clock.now(),
            changed_at=clock.now(),
        )
        candidate = Candidate(
            id=one.id,
            round="round",
            proposal=proposal.id,
            minutes=one.cost,
            kind="talk",
            chosen=one.chosen and one.id not in withdrawn,
            turn=one.turn,
            support=one.people,
            reason=reasons.stored(reasons.reason_of(one)),
            offer="",
        )
        contenders.append(Contender(candidate, proposal, []))
    tally = Tally(outcomes, budget=120, spent=60, shares=Fraction(120), runs=1)
    others = Tally(tuple(an_outcome(id_, turn=1) for id_ in most_votes), 120, 60, Fraction(0), 1)
    return account(120, contenders, Counted(tally, others, list(ejr_plus), enough or {}), ticks, (0, 0), str.capitalize)


def line(told: Account, title: str) -> Line:
    return next(one for one in told.lines if one.contender.proposal.title == title)


def test_the_chosen_come_in_buying_order_and_the_others_by_support_and_title() -> None:
    told = the_account(
        an_outcome("b", people=1),
        an_outcome("a", people=1),
        an_outcome("c", people=5),
        an_outcome("second", turn=2),
        an_outcome("first", turn=1),
    )

    assert [one.contender.proposal.title for one in told.lines] == ["first", "second", "c", "a", "b"]
    assert (len(told.chosen), len(told.others), told.given) == (2, 3, 120)


def test_payments_are_told_by_organisation_most_first_and_add_up() -> None:
    paid = {"shed": Fraction(61, 3), "pooled": Fraction(119, 3), "cafe": Fraction(0)}

    told = the_account(an_outcome("film", turn=1, paid=paid))

    assert line(told, "film").payments == [("Pooled", 40), ("Shed", 20)]


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ({}, {}),
        ({"a": Fraction(20)}, {"a": 20}),
        ({"a": Fraction(1, 3), "b": Fraction(1, 3), "c": Fraction(1, 3)}, {"a": 1, "b": 0, "c": 0}),
        ({"a": Fraction(5, 2), "b": Fraction(7, 2)}, {"b": 3, "a": 3}),
    ],
)
def test_whole_minutes_add_up_as_the_parts_do(parts: dict[str, Fraction], whole: dict[str, int]) -> None:
    assert whole_minutes(parts) == whole
    assert sum(whole_minutes(parts).values()) == sum(parts.values())


def test_who_is_not_in_reads_where_the_shares_went_and_what_would_have_been_enough() -> None:
    told = the_account(
        an_outcome("film", turn=1),
        an_outcome("soup", spent_on=(("film", Fraction(45)),)),
        enough={"soup": Enough(30, 2)},
    )

    assert line(told, "soup").more == [
        "Before, they had given 45 minutes for “film”.",
        (
            "It would have been chosen with a length of 30 minutes, "
            "or with 2 more people for it, like those who ticked it."
        ),
    ]
    assert line(told, "film").more == []


def test_level_in_all_that_counts_is_drawn_and_otherwise_the_rules_tell() -> None:
    level = Ticks({"shed": 3, "pooled": 3}, {"shed": {"film": 2, "soup": 2, "walk": 3}, "pooled": {"walk": 1}})

    told = the_account(
        an_outcome("film", turn=1, tied_with=("soup",)),
        an_outcome("walk", turn=2, tied_with=("soup",)),
        an_outcome("soup", turn=3),
        ticks=level,
    )

    assert told.drawn == [("film", ["soup"])]
    assert line(told, "film").more == ["It was level with “soup” in all that counts. Their order was drawn."]
    assert line(told, "walk").more == [
        "“soup” would have cost people as little for each minute. The rules say which comes first."
    ]


def test_of_fewer_than_three_votes_no_numbers_are_told() -> None:
    told = the_account(
        an_outcome("film", turn=1, paid={"pooled": Fraction(60)}, tied_with=("soup",)),
        an_outcome("soup", spent_on=(("film", Fraction(45)),)),
        ticks=Ticks({"pooled": 2}, {}),
        enough={"soup": Enough(30, 2)},
    )

    assert not told.numbers_told
    assert {(one.people, tuple(one.payments), tuple(one.more)) for one in told.lines} == {(None, (), ())}
    assert line(told, "film").why == "The people who ticked it had enough of their shares left to give."


def test_what_was_taken_back_after_the_count_says_so() -> None:
    told = the_account(an_outcome("film", turn=1), withdrawn=("film",))

    assert line(told, "film").why == "The people who proposed it took it back after the count."
    assert not line(told, "film").chosen


def test_who_was_left_out_and_what_most_votes_choose_are_told_by_title() -> None:
    told = the_account(an_outcome("film", turn=1), an_outcome("soup"), most_votes=("soup",), ejr_plus=("soup",))

    assert told.left_out == ["soup"]
    assert (told.other_rule.only_there, told.other_rule.only_here) == (["soup"], ["film"])


def test_ballots_without_anything_chosen_are_counted() -> None:
    assert with_nothing([{"a", "b"}, {"c"}, set()], ["b"]) == 2
    assert with_nothing([], ["b"]) == 0
