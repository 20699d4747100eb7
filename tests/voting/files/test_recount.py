"""Counting a Pabulib file again."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.voting.files.pabulib import Election, NotReadable, Project, Vote, read
from eventapp.voting.files.recount import Asked, Recount, published, recount
from eventapp.voting.files.recount_words import as_json, words
from eventapp.voting.tally import BallotValue, Candidate, Limits, Rules, tally

# Two thirds want soup, a third want the film; the soup is wanted by one large organisation.
SHEDS = Election(
    budget=Fraction(100),
    projects=(
        Project("1", Fraction(60), "Soup lunch"),
        Project("2", Fraction(30), "Film"),
        Project("3", Fraction(50), "Bird box"),
    ),
    votes=(
        *(Vote(str(number), frozenset("13"), organisation="Trust") for number in range(4)),
        Vote("4", frozenset("2"), organisation="Shed"),
        Vote("5", frozenset("2"), organisation="Shed"),
    ),
)


def _said(found: Recount) -> list[str]:
    return list(words(found))


# Our own files


@st.composite
def rounds(draw: Any) -> tuple[list[Candidate], list[BallotValue], Rules]:
    ids = [f"c{number}" for number in range(draw(st.integers(1, 6)))]
    candidates = [Candidate(id_, draw(st.sampled_from([30, 45, 60, 90]))) for id_ in ids]
    some = st.frozensets(st.sampled_from(ids))
    ballots = [
        BallotValue(
            marks=draw(some),
            weight=draw(st.fractions(Fraction(1, 9), 2, max_denominator=20)),
            group=draw(st.sampled_from(["1", "2", "pooled"])),
        )
        for _ in range(draw(st.integers(1, 6)))
    ]
    rules = Rules(
        budget=draw(st.integers(30, 300)),
        seed=draw(st.sampled_from(["", "a;b", 'se"ed'])),
        completion=draw(st.sampled_from(["none", "add1", "add1u"])),
        step=draw(st.none() | st.fractions(30, 90, max_denominator=7)),
        stop_when_exhausted=draw(st.booleans()),
        ties=draw(st.sampled_from(["drawn", "id"])),
        limits=Limits(
            kinds={id_: draw(st.sampled_from(["talk", "walk"])) for id_ in ids},
            caps=draw(st.dictionaries(st.sampled_from(["talk", "walk"]), st.integers(30, 120))),
            exclusions=draw(st.frozensets(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=2)),
            ineligible=draw(st.frozensets(st.sampled_from(ids), max_size=1)),
        ),
    )
    stars = [ballot.marks & draw(some) for ballot in ballots]
    return candidates, [replace(ballot, stars=star) for ballot, star in zip(ballots, stars, strict=True)], rules


@given(rounds())
def test_our_own_file_is_counted_to_the_published_result(
    round_: tuple[list[Candidate], list[BallotValue], Rules],
) -> None:
    candidates, ballots, rules = round_
    result = tally(candidates, ballots, rules)

    file = published({"unit": "Shed Day"}, rules, candidates, ballots, names={}, chosen=result.chosen)
    found = recount(read(file.encode()), Asked())

    assert (found.rules, found.tally) == (rules, result)


def test_our_own_file_tells_nothing_by_the_order_of_its_votes() -> None:
    candidates = [Candidate("a", 60), Candidate("b", 60)]
    ballots = [BallotValue(frozenset(marks), Fraction(1, 3), group) for marks, group in [("b", "2"), ("ab", "1"), "a1"]]

    files = {
        published({}, Rules(60), candidates, order, names={"a": "Soup; lunch"}, chosen=["a"])
        for order in (ballots, ballots[::-1], [ballots[1], ballots[0], ballots[2]])
    }

    assert [file.splitlines() for file in files] == [
        [
            "META",
            "key;value",
            "rule;equalshares/add1u",
            (
                'eventapp_rules;"{""rule"":""equal shares"",""completion"":""add1u"",""step"":""0.5%"",'
                '""stop_when_exhausted"":false,""ties"":""drawn"",""seed"":"""",""caps"":{},""exclusions"":[]}"'
            ),
            "num_projects;2",
            "num_votes;3",
            "budget;60",
            "vote_type;approval",
            "PROJECTS",
            "project_id;cost;votes;name;selected",
            'a;60;2;"Soup; lunch";1',
            "b;60;2;;0",
            "VOTES",
            "voter_id;vote;group;weight",
            "1;a;1;1/3",
            "2;a,b;1;1/3",
            "3;b;2;1/3",
        ]
    ]


def test_what_is_asked_for_goes_before_what_the_file_says() -> None:
    candidates, ballots = [Candidate("a", 60), Candidate("b", 60)], [BallotValue(frozenset("a"), Fraction(1, 3), "1")]
    file = published({}, Rules(60, seed="x"), candidates, ballots, names={}, chosen=["a"])

    asked = Asked(
        rule="most votes",
        step="2",
        stop_when_exhausted=True,
        ties="id",
        seed="y",
        weighting="person",
        completion="add1",
    )
    found = recount(read(file.encode()), asked)

    assert (found.rules, found.weighting) == (
        Rules(
            60, rule="most votes", completion="none", step=Fraction(2), stop_when_exhausted=True, ties="id", seed="y"
        ),
        "person",
    )


def test_a_step_of_our_own_is_written_so_that_it_is_read_again() -> None:
    candidates, ballots = [Candidate("a", 60)], [BallotValue(frozenset("a"), Fraction(2, 7), "1")] * 3
    rules = Rules(70, step=Fraction(1, 3))

    file = published({}, rules, candidates, ballots, names={}, chosen=[])

    assert recount(read(file.encode()), Asked()).rules == rules


def test_rules_in_the_file_that_cannot_be_read_are_told() -> None:
    odd = replace(SHEDS, facts={"eventapp_rules": '{"ties": "by hand"}'})

    with pytest.raises(NotReadable, match=r"^The rules of the count in META \(eventapp_rules\) cannot be read: "):
        recount(odd, Asked())


# Files of others


def test_a_file_of_others_is_counted_as_is_usual() -> None:
    found = recount(SHEDS, Asked())

    assert found.rules == Rules(100, step=Fraction(1), stop_when_exhausted=True, ties="id")
    assert (found.tally.chosen, found.weighting) == (("1", "2"), "person")


@pytest.mark.parametrize(
    ("weighting", "weights"),
    [
        (None, [1, 1]),
        ("person", [1, 1]),
        ("organisation", [Fraction(1, 4), Fraction(1, 2)]),
        ("square root", [Fraction(1, 2), Fraction(1414213562, 2 * 10**9)]),
    ],
)
def test_an_organisation_weighs_what_is_asked_for(weighting: Any, weights: list[Any]) -> None:
    found = recount(replace(SHEDS, budget=Fraction(600)), Asked(weighting=weighting, completion="none"))

    supported = {one.id: one.weight for one in found.tally.outcomes}
    assert [supported["1"] / 4, supported["2"] / 2] == weights


@pytest.mark.parametrize("weighting", ["organisation", "square root"])
def test_weights_of_organisations_need_organisations(weighting: Any) -> None:
    unknown = replace(SHEDS, votes=(*SHEDS.votes, Vote("6", frozenset("3"))))

    with pytest.raises(NotReadable) as refused:
        recount(unknown, Asked(weighting=weighting))

    assert str(refused.value) == "Voter “6” has no organisation. VOTES needs a column organisation for this."


@pytest.mark.parametrize(
    ("asked", "step"),
    [("1", Fraction(1)), ("0,5", Fraction(1, 2)), ("1/3", Fraction(1, 3)), ("6%", Fraction(1)), ("0.5%", None)],
)
def test_a_step_is_for_each_voter_or_of_the_budget(asked: str, step: Fraction | None) -> None:
    assert recount(SHEDS, Asked(step=asked)).rules.step == step


def test_a_step_is_what_voters_get_on_average() -> None:
    # Two organisations, six voters: each of them gets 3 more, an organisation 9.
    assert recount(SHEDS, Asked(step="3", weighting="organisation")).rules.step == 9


@pytest.mark.parametrize("step", ["0", "-1", "much", "", "%", "1/0", "1e5", "nan"])
def test_a_step_that_is_none_is_told(step: str) -> None:
    with pytest.raises(NotReadable) as refused:
        recount(SHEDS, Asked(step=step))

    assert str(refused.value) == f"The step is “{step}”. It must be a number above 0, such as 1, or 0.5% of the budget."


def test_decimals_are_counted_exactly() -> None:
    cents = replace(
        SHEDS,
        budget=Fraction("90.03"),
        projects=(Project("1", Fraction("60.03")), Project("2", Fraction("30.01")), Project("3", Fraction("30.004"))),
    )

    found = recount(cents, Asked("most votes"))

    told = json.loads(as_json(found), parse_float=str)
    assert (told["winners"], told["cost"], told["budget"]) == (["1"], "60.03", "90.03")


# What came out


def test_the_result_is_told_in_words() -> None:
    assert _said(recount(replace(SHEDS, facts={"description": "Shed\x1b[31m Day", "currency": "EUR"}), Asked())) == [
        "Shed [31m Day",
        "3 projects, 6 votes, a budget of 100 EUR.",
        (
            "Equal shares. One person, one share. Shares are raised by 1 for each voter at a time while what they buy "
            "fits, until nothing more would fit. What is left is filled by votes. Ties go by id."
        ),
        "",
        "Chosen: 2 of 3, for 90 EUR.",
        "  1. 1: Soup lunch (60 EUR)",
        (
            "     4 votes. Their shares held 66.67 EUR. Each paid 15 EUR, or what it had left. It was tied with 3; "
            "that was decided by id."
        ),
        "  2. 2: Film (30 EUR)",
        "     2 votes. Their shares held 33.33 EUR. Each paid 15 EUR, or what it had left.",
        "",
        "Not chosen: 1.",
        "  -  3: Bird box (50 EUR)",
        (
            "     4 votes. In the end their shares held 6.67 EUR, after they paid most for 1 (60 EUR); "
            "10 EUR of the budget was left."
        ),
        "",
        "Nobody is left out whose own share would have paid for it (EJR+ up to one project holds).",
    ]


def test_a_star_is_told_where_there_are_stars() -> None:
    starred = replace(SHEDS, votes=tuple(replace(vote, stars=vote.marks & {"1"}) for vote in SHEDS.votes))

    assert _said(recount(starred, Asked(completion="none")))[5] == (
        "     4 votes. Their shares held 66.67. Each paid 7.50, with a star twice as much, or what it had left."
    )


def test_what_is_left_out_though_its_share_would_have_paid_is_told() -> None:
    unfair = replace(
        SHEDS, budget=Fraction(90), projects=(*SHEDS.projects[:1], Project("2", Fraction(30)), SHEDS.projects[2])
    )
    crowded = replace(unfair, budget=Fraction(110))

    found = recount(crowded, Asked("most votes"))

    assert found.tally.chosen == ("1", "3")
    assert (found.ejr_plus_violations, _said(found)[-1]) == (
        ["2"],
        (
            "Left out, although the own share of those who voted for them would have paid: 2 "
            "(EJR+ up to one project does not hold)."
        ),
    )


@pytest.mark.parametrize(
    ("selected", "said"),
    [
        ({"1": True, "2": True, "3": False}, "The file says that the same were chosen."),
        ({"1": False, "2": True, "3": True}, "The file tells another result: without 1 and with 3."),
        ({"1": True, "2": True, "3": True}, "The file tells another result: with 3."),
    ],
)
def test_the_result_is_compared_with_what_the_file_says(selected: dict[str, bool], said: str) -> None:
    told = replace(SHEDS, projects=tuple(replace(project, selected=selected[project.id]) for project in SHEDS.projects))

    assert _said(recount(told, Asked()))[-1] == said


def test_each_reason_not_to_be_chosen_is_a_sentence() -> None:
    candidates = [Candidate(id_, 30) for id_ in "abcdef"] + [Candidate("g", 500)]
    ballots = [BallotValue(frozenset("abcdeg"), Fraction(1), "1")] * 3
    limits = Limits(
        kinds=dict.fromkeys("ab", "talk"),
        caps={"talk": 30},
        exclusions=frozenset({("c", "d")}),
        ineligible=frozenset("e"),
    )
    rules = Rules(100, ties="id", completion="none", limits=limits)
    file = published({}, rules, candidates, ballots, names={}, chosen=[])

    said = _said(recount(read(file.encode()), Asked()))

    reasons = {name.split()[1]: why.strip() for name, why in pairwise(said) if name[:5] == "  -  "}
    assert reasons == {
        "b": "3 votes. With it, there would be too much of the kind “talk”.",
        "d": "3 votes. Only one of it and c can be chosen.",
        "e": "3 votes. The file says that it cannot be chosen.",
        "f": "Nobody voted for it.",
        "g": "3 votes. It costs more than the whole budget.",
    }
    assert said[-2].startswith("Nobody is left out whose own share would have paid for it among what the limits allow")


def test_the_json_has_every_number_of_the_count() -> None:
    told = json.loads(as_json(recount(SHEDS, Asked())))

    assert list(told)[:5] == ["winners", "cost", "budget", "completion", "ejr_plus_violations"]
    assert told | {"projects": []} == {
        "winners": ["1", "2"],
        "cost": 90,
        "budget": 100,
        "completion": "add1u",
        "ejr_plus_violations": [],
        "rule": "equal-shares",
        "step": "1",
        "stop_when_exhausted": True,
        "ties": "id",
        "seed": "",
        "weights": "person",
        "runs": 1,
        "shares": "100",
        "notes": [],
        "projects": [],
    }
    assert told["projects"][2] == {
        "id": "3",
        "name": "Bird box",
        "cost": 50,
        "chosen": False,
        "turn": None,
        "why": "did not fit",
        "votes": 4,
        "weight": "4",
        "held": 6.666667,
        "left": 10,
        "price": None,
        "paid": {},
        "spent_on": [["1", 60]],
        "blocked_by": "",
        "tied_with": [],
    }
