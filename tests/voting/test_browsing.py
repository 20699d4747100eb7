"""Which candidates a page of a ballot shows."""

from collections.abc import Mapping

import pytest

from eventapp.voting.browsing import A_PAGE, Entry, Wanted, leaf, length, question


def an_entry(
    title: str,
    *,
    kind: str = "talk",
    minutes: int = 60,
    words: str = "",
    organisations: Mapping[str, str] | None = None,
) -> Entry:
    return Entry(title, kind, minutes, f"{title} {words}", organisations or {})


def many(number: int) -> list[Entry]:
    return [an_entry(str(place)) for place in range(1, number + 1)]


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
        an_entry("Film", kind="film", minutes=90),
        an_entry("Café", minutes=30),
        an_entry("Shed", words="We turn wood.", organisations={"shed": "Men’s Shed"}),
    ]

    assert leaf(ordered, wanted, {"Café"}, 1).shown == expected


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

    assert (shown.shown[0], shown.shown[-1]) == (first, last)
    assert (shown.found, shown.before, shown.after) == (number, before, after)
    assert shown.first == int(first)


def test_nothing_found_is_one_page_with_nothing_on_it() -> None:
    shown = leaf(many(3), Wanted(kind="film"), (), 1)

    assert (shown.shown, shown.found, shown.before, shown.after) == ([], 0, None, None)


def test_whoever_ticks_all_that_is_not_ticked_yet_misses_nothing_on_the_next_page() -> None:
    ordered, wanted = many(3 * A_PAGE), Wanted(mine="open")
    ticked: set[str] = set()
    start: int | None = 1
    seen: list[str] = []

    while start:
        shown = leaf(ordered, wanted, ticked, start)
        seen += shown.shown
        ticked.update(shown.shown)
        start = shown.after

    assert seen == [one.id for one in ordered]


def test_the_question_holds_what_matters_only() -> None:
    assert question(Wanted()) == ""
    assert question(Wanted(words="tea & cake", mine="open"), 26) == "words=tea+%26+cake&mine=open&from=26"
