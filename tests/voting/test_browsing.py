"""Which candidates a page of a ballot shows."""

from collections.abc import Sequence

import pytest

from eventapp.people.tables import Organisation
from eventapp.proposals.tables import Proposal
from eventapp.voting.browsing import A_PAGE, Wanted, leaf, length, question
from eventapp.voting.reading import Contender
from eventapp.voting.tables import Candidate

SHED = Organisation(id="shed", name="Men’s Shed")


def a_contender(
    title: str, *, kind: str = "talk", minutes: int = 60, words: str = "", by: Sequence[Organisation] = ()
) -> Contender:
    proposal = Proposal(id=title, event="day", title=title, kind=kind, what_happens=words)
    return Contender(Candidate(id=title, round="round", proposal=proposal.id, minutes=minutes), proposal, by)


def many(number: int) -> list[Contender]:
    return [a_contender(str(place)) for place in range(1, number + 1)]


def titles(shown: Sequence[Contender]) -> list[str]:
    return [one.proposal.title for one in shown]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), ["Film", "Café", "Shed"]),
        (Wanted(kind="film"), ["Film"]),
        (Wanted(organisation="shed"), ["Shed"]),
        (Wanted(length="short"), ["Café"]),
        (Wanted(length="medium"), ["Shed"]),
        (Wanted(length="long"), ["Film"]),
        (Wanted(mine="ticked"), ["Café"]),
        (Wanted(mine="open"), ["Film", "Shed"]),
        (Wanted(words="CAFE"), ["Café"]),
        (Wanted(words="shed wood"), ["Shed"]),
        (Wanted(words="shed soup"), []),
        (Wanted(kind="film", mine="ticked"), []),
    ],
)
def test_only_what_is_wanted_is_shown_in_the_same_order(wanted: Wanted, expected: list[str]) -> None:
    ordered = [
        a_contender("Film", kind="film", minutes=90),
        a_contender("Café", minutes=30),
        a_contender("Shed", words="We turn wood.", by=[SHED]),
    ]

    assert titles(leaf(ordered, wanted, {"Café"}, 1).shown) == expected


@pytest.mark.parametrize(("minutes", "expected"), [(30, "short"), (31, "medium"), (60, "medium"), (61, "long")])
def test_lengths_have_their_bounds(minutes: int, expected: str) -> None:
    assert length(minutes) == expected


@pytest.mark.parametrize(
    ("number", "start", "first", "last", "before", "after"),
    [
        (20, 1, "1", "20", None, None),
        (25, 1, "1", "25", None, None),
        (26, 1, "1", "25", None, 26),
        (60, 26, "26", "50", 1, 51),
        (60, 51, "51", "60", 26, None),
        (60, 10, "10", "34", 1, 35),
        (60, 99_999, "51", "60", 26, None),
        (50, 51, "26", "50", 1, None),
    ],
)
def test_a_page_starts_where_it_is_asked_to(
    number: int, start: int, first: str, last: str, before: int | None, after: int | None
) -> None:
    shown = leaf(many(number), Wanted(), (), start)

    assert (titles(shown.shown)[0], titles(shown.shown)[-1]) == (first, last)
    assert (shown.found, shown.before, shown.after) == (number, before, after)
    assert shown.first == int(first)


def test_nothing_found_is_one_page_with_nothing_on_it() -> None:
    shown = leaf(many(3), Wanted(kind="film"), (), 1)

    assert (shown.shown, shown.found, shown.before, shown.after) == ([], 0, None, None)


def test_whoever_ticks_all_that_is_not_ticked_yet_misses_nothing_on_the_next_page() -> None:
    ordered, wanted = many(3 * A_PAGE), Wanted(mine="open")
    ticked: set[str] = set()
    start: int | None = 1
    seen = []

    while start:
        shown = leaf(ordered, wanted, ticked, start)
        seen += titles(shown.shown)
        ticked.update(titles(shown.shown))
        start = shown.after

    assert seen == titles(ordered)


def test_the_question_holds_what_matters_only() -> None:
    assert question(Wanted()) == ""
    assert question(Wanted(words="tea & cake", mine="open"), 26) == "words=tea+%26+cake&mine=open&from=26"
