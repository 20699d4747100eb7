"""Answers as form tools export them: read without what tells who it was, guessed, and counted."""

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from eventapp.planning.answers import LARGEST_FILE, MOST_COLUMNS, Answers, read_answers
from eventapp.planning.counting import (
    ALLOWED,
    GROUP,
    LEAVE,
    ONE,
    QUOTES,
    SEVERAL,
    count,
    examples,
    guess,
    joined,
    parts_of,
    uses_for,
    with_quotes,
    wrong_uses,
)
from tests.planning.exports import GOOGLE, LIMESURVEY, MICROSOFT, SURVEYMONKEY


def read(text: str) -> Answers:
    found, problems = read_answers(text)
    assert problems == []
    return found


def guesses(found: Answers) -> list[str]:
    return [guess(question, found.of(place)) for place, question in enumerate(found.questions)]


def counts(found: Answers, uses: list[str]) -> list[tuple[str, str, str, int, bool]]:
    return [(row.question, row.theme, row.answer_group, row.people, row.at_least) for row in count(found, uses).rows]


# Reading


def test_google_forms() -> None:
    found = read(GOOGLE)

    assert found.questions == [
        "What would you like?",
        "Are you a carer?",
        "Anything else?",
        "May we show what you wrote?",
    ]
    assert found.left_out == ["Timestamp", "Email Address"]
    assert found.people[0] == ["A quiet room;Soup", "Yes", "Less noise, please", "Yes"]
    assert len(found.people) == 12
    assert guesses(found) == [SEVERAL, ONE, LEAVE, ALLOWED]


def test_microsoft_forms() -> None:
    found = read(MICROSOFT)

    assert (found.questions, guesses(found)) == (["What would you like?"], [SEVERAL])
    assert counts(found, [SEVERAL]) == [
        ("What would you like?", "Films", "", 8, False),
        ("What would you like?", "Soup", "", 8, False),
    ]


def test_surveymonkey_with_its_second_line_of_headings() -> None:
    found = read(SURVEYMONKEY)

    assert found.questions == [
        "What would you like?",
        "What would you like?: Other (please specify)",
        "How are you coming?",
    ]
    assert [person[0] for person in found.people[:2]] == [["Soup"], ["Soup", "Films"]]
    assert "10.0.0.1" not in str(found)


def test_limesurvey_with_a_column_for_each_answer() -> None:
    found = read(LIMESURVEY)

    assert found.questions == ["What would you like?"]
    assert found.left_out == ["Response ID", "Date submitted", "Last page", "Start language", "Seed"]
    assert counts(found, [SEVERAL]) == [
        ("What would you like?", "Films", "", 5, False),
        ("What would you like?", "Soup", "", 7, False),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Timestamp",
        "Zeitstempel",
        "Your name",
        "What is your name?",
        "Name (first and last)",
        "E-mail",
        "Your email address",
        "Phone number",
        "Postcode:",
        "IP Address",
        "ID",
    ],
)
def test_columns_that_tell_who_somebody_is_are_left_out_at_once(heading: str) -> None:
    time = "2026-06-01 10:00:00" if heading == "Zeitstempel" else "xyz"

    assert read(f"{heading},Soup?\n{time},Yes\n").left_out == [heading]


@pytest.mark.parametrize("cell", ["ray@example.org", "01603 123456", "+44 7700 900123", "10.0.0.1", "1/6/2026 10:00"])
def test_columns_whose_cells_tell_who_somebody_is_are_left_out_under_any_heading(cell: str) -> None:
    assert read(f"How can we reach you?,Soup?\n{cell},Yes\n,Yes\n").left_out == ["How can we reach you?"]


@pytest.mark.parametrize(
    "heading", ["Which group are you from?", "What would you name the day?", "Would you like soup?"]
)
def test_other_questions_stay(heading: str) -> None:
    assert read(f"{heading},Soup?\nblue,Yes\n").questions == [heading, "Soup?"]


def test_headings_alike_are_told_apart_and_missing_ones_named() -> None:
    assert read("Soup?,Soup?,\nYes,No,Maybe\n").questions == ["Soup?", "Soup? (2)", "Column 3"]


def test_a_heading_may_hold_the_other_mark() -> None:
    assert read('"Tea; or coffee; or soup?",Why?\nTea,Warm\n').questions == ["Tea; or coffee; or soup?", "Why?"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "There is nothing in it."),
        ("Soup?,Tea?\n\n", 1, "There is no line with answers below the headings."),
        ("Name,Email\nRay,r@example.org\n", 1, "There is no column with answers, besides names, addresses and times."),
        ("PK\x03\x04xxxx", 1, "This is a spreadsheet or a zipped file. Open it, save it as CSV, and choose that."),
        ("Soup?\n" + "," * 100_000, 2, f"This line has more than {MOST_COLUMNS} columns."),
        ("x" * (LARGEST_FILE + 1), 1, "This is larger than 1 megabyte. Take out columns with long texts."),
        (
            "Soup?\nYes\n" + "x" * 140_000,
            3,
            "We cannot read on from this line. Look for a quotation mark that is not closed.",
        ),
        ("Soup?\n" + "Yes\n" * 5001, 5002, "There are more than 5000 lines. Take some out."),
    ],
    ids=range(8),
)
def test_a_file_that_cannot_be_used_is_told_by_its_line(text: str, line: int, words: str) -> None:
    _found, problems = read_answers(text)

    assert [(problem.line, problem.words) for problem in problems] == [(line, words)]


@trying(max_examples=200)
@given(st.text(alphabet=st.sampled_from(list('ab,;\t"\n\r[]@=1 é\x00')), max_size=200))
def test_any_text_is_read_or_told(text: str) -> None:
    found, problems = read_answers(text)

    if not problems:
        assert found.questions
        assert {len(person) for person in found.people} == {len(found.questions)}
        result = count(
            found, [ONE if ONE in uses_for(found.of(place)) else SEVERAL for place in range(len(found.questions))]
        )
        assert all(row.people == 0 or row.people >= 5 for row in result.rows)


cells = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8).map(lambda text: f"x{text}")


@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=8))
def test_what_a_spreadsheet_writes_is_what_is_read(people: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([["First?", "Second?"], *people])

    assert read(written.getvalue()).people == people


# Counting


def people(*answers: str) -> Answers:
    return Answers(["Soup?"], [[answer] for answer in answers], [])


def table(*lines: tuple[str, str]) -> Answers:
    return Answers(["Soup?", "Who?"], [[first, second] for first, second in lines], [])


def test_answers_are_counted_once_for_each_person_however_they_are_spelt() -> None:
    found = people(*["Hot  soup"] * 4, "hot soup", "Hot soup; HOT SOUP", "Bread;;")

    assert counts(found, [SEVERAL]) == [("Soup?", "Bread", "", 0, False), ("Soup?", "Hot soup", "", 6, False)]


def test_the_smallest_answer_cannot_be_worked_out_from_the_others() -> None:
    found = people(*["Yes"] * 12, *["Perhaps"] * 7, *["No"] * 2)

    assert counts(found, [ONE]) == [
        ("Soup?", "No", "", 0, False),
        ("Soup?", "Perhaps", "", 5, True),
        ("Soup?", "Yes", "", 12, False),
    ]


def test_a_question_that_very_few_answered_is_not_shown() -> None:
    result = count(people("Yes", "Yes", "No"), [ONE])

    assert (result.rows, result.not_shown, result.answered) == ([], ["Soup?"], 3)


def test_groups_are_counted_apart_and_none_looks_like_few() -> None:
    found = table(*[("Yes;No", "Carers")] * 6, *[("Yes", "carers")] * 2, ("Yes", "Young"), ("Yes", ""))

    assert counts(found, [SEVERAL, GROUP]) == [
        ("Soup?", "No", "Carers", 6, False),
        ("Soup?", "No", "They did not say", 0, False),
        ("Soup?", "No", "Young", 0, False),
        ("Soup?", "Yes", "Carers", 8, False),
        ("Soup?", "Yes", "They did not say", 0, False),
        ("Soup?", "Yes", "Young", 0, False),
    ]


def test_only_quotes_that_are_allowed_are_kept() -> None:
    result = count(read(GOOGLE), [LEAVE, LEAVE, QUOTES, ALLOWED])
    [row] = with_quotes(result.rows, {"Anything else?": "Less noise"})

    assert result.quotes == {"Anything else?": ["Less noise, please"]}
    assert (row.theme, row.people, row.quotes, row.quotes_allowed) == ("Anything else?", 0, "Less noise", True)


def test_quotes_that_do_not_fit_are_counted() -> None:
    assert joined(["a" * 3000, "b" * 2500, "c"]) == ("a" * 3000, 2)


@pytest.mark.parametrize(
    ("uses", "place", "words"),
    [
        ([GROUP, GROUP], 1, "Only one column can say who answers. Choose something else here."),
        ([ALLOWED, ALLOWED], 1, "Only one column can say what we may show. Choose something else here."),
        ([QUOTES, ONE], 0, "Nothing says that we may show this. Leave it out, or choose the column that says so."),
        ([ALLOWED, ONE], 0, "One answer here is “a0”. It must hold only yes or no."),
        (
            [ONE, LEAVE],
            0,
            "There are 41 different answers here. Leave it out, or choose “several” if each holds several answers.",
        ),
    ],
)
def test_what_cannot_be_chosen_is_told_beside_the_column(uses: list[str], place: int, words: str) -> None:
    found = table(*((f"a{n}", "Yes") for n in range(41)))

    assert wrong_uses(found, uses)[place] == words


def test_commas_between_brackets_part_nothing() -> None:
    assert parts_of("Tea (black, white), Soup,  Bread", ",") == ["Tea (black, white)", "Soup", "Bread"]


def test_a_bracket_that_is_not_closed_is_a_letter_like_others() -> None:
    assert parts_of("Tea (, Soup", ",") == ["Tea (", "Soup"]


def test_large_and_odd_tables_are_read_and_counted_in_a_moment() -> None:
    """All of it is work that grows with the file: 100 times this would be felt at once."""
    wide = ",".join(f"{n}?" for n in range(60)) + "\n" + "\n".join([",".join("ab" * 30)] * 2000)
    odd = ["Q?,R?\n" + '"' + mark * 30_000 + '",x\n' for mark in (", ", ",  (", ";", "a@.", "(")]

    begun = time.process_time()
    for text in (wide, *odd):
        found = read(text)
        assert len(guesses(found)) == len(found.questions)
        count(found, [SEVERAL] * len(found.questions))

    assert time.process_time() - begun < 10


def test_examples_are_few_and_short() -> None:
    assert examples(["", "a", "a", "b" * 60, ["c", "d"]]) == ["a", f"{'b' * 39}…", "c"]


@given(st.permutations(range(12)))
def test_the_order_of_the_lines_is_nothing(order: list[int]) -> None:
    found = read(GOOGLE)
    shuffled = Answers(found.questions, [found.people[place] for place in order], [])

    uses = [SEVERAL, ONE, QUOTES, ALLOWED]
    assert count(shuffled, uses) == count(found, uses)
