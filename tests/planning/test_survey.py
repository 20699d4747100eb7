"""Survey results: read from a table, with every problem by its line; put in order without telling small counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.planning.survey import SurveyRow, count_words, decode, in_order, read_rows

QUIET = SurveyRow("Somewhere quiet", "Carers", 12, "“Ten minutes.”", quotes_allowed=True)


def problems(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.words) for problem in read_rows(text)[1]]


@pytest.mark.parametrize(
    "text",
    [
        "Somewhere quiet,Carers,12,“Ten minutes.”,yes",
        "Theme,Group,People,Quotes,Quotes allowed\nSomewhere quiet,Carers,12,“Ten minutes.”,Yes\n",
        "Somewhere quiet\tCarers\t12\t“Ten minutes.”\ty",
        'theme;group;people\r\n"Somewhere quiet"; Carers ;12;“Ten minutes.”;TRUE\r\n\r\n',
    ],
)
def test_a_table_is_read_as_spreadsheets_write_it(text: str) -> None:
    assert read_rows(text) == ([QUIET], [])


def test_group_and_quotes_may_be_left_out() -> None:
    assert read_rows("Soup,,3") == ([SurveyRow("Soup", "", 3, "", quotes_allowed=False)], [])


def test_a_cell_may_hold_commas_and_lines() -> None:
    rows, wrong = read_rows('Soup,Everyone,3,"Hot, and\nwith bread",yes\nTea,Everyone,x')

    assert rows == [SurveyRow("Soup", "Everyone", 3, "Hot, and\nwith bread", quotes_allowed=True)]
    assert [problem.line for problem in wrong] == [3]


def test_every_problem_is_told_by_its_line() -> None:
    text = "\n".join(
        [
            "Theme,Group,People",
            "Soup,Carers,many",
            ",Carers,3",
            "Soup",
            "Tea,Carers,3,Nice,maybe",
            "Tea,Carers,3,Nice,no",
            "Rest,Carers,3",
            "rest,CARERS,4",
            "a" * 201 + ",Carers,-1",
        ]
    )

    assert problems(text) == [
        (2, "How many people is “many”. Write a whole number, such as 12."),
        (3, "Write a theme in the first column."),
        (4, "Write a theme, a group and how many people, and if you like quotes and “yes” if they may be shown."),
        (5, "The last column is “maybe”. Write yes or no."),
        (6, "Leave the quotes out, or write yes in the last column if people allowed them."),
        (8, "This is the same theme and group as in line 7."),
        (9, "Write at most 200 letters for a theme and for a group."),
        (9, "How many people is “-1”. Write a whole number, such as 12."),
    ]


def test_what_is_in_the_table_already_is_told() -> None:
    _rows, wrong = read_rows("Somewhere QUIET,carers,1", {QUIET.key})

    assert [(each.line, each.words) for each in wrong] == [
        (1, "“Somewhere QUIET” is in the table already, for this group.")
    ]


@pytest.mark.parametrize("text", ["", "  \n\n", "Theme,Group,People\n"])
def test_nothing_at_all_is_a_problem_too(text: str) -> None:
    assert problems(text) == [(1, "There is no line with a theme.")]


def test_too_many_lines_are_refused() -> None:
    text = "\n".join(f"Theme {number},,1" for number in range(2001))

    assert problems(text) == [(2001, "At most 2000 lines can be added at once.")]


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    rows, wrong = read_rows(text)

    assert rows or wrong


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_are_read_in_the_letters_that_spreadsheets_use(encoding: str) -> None:
    assert decode("Café,Carers,3".encode(encoding)) == "Café,Carers,3"


@given(st.binary())
def test_no_file_breaks_the_reading(data: bytes) -> None:
    assert isinstance(decode(data), str)


def test_small_counts_are_not_told() -> None:
    assert [count_words(people) for people in (0, 4, 5, 12)] == ["fewer than 5", "fewer than 5", "5", "12"]
    assert count_words(5, at_least=True) == "5 or more"


def test_the_order_does_not_tell_small_counts() -> None:
    rows = [
        SurveyRow(theme, "", people, "", quotes_allowed=False)
        for theme, people in (("D", 4), ("C", 0), ("B", 5), ("A", 9))
    ]

    assert [row.theme for row in in_order(rows)] == ["A", "B", "C", "D"]
