"""Pabulib files, read and written."""

import contextlib
import csv
import io
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.voting.files.pabulib import Election, NotReadable, Project, Vote, plain, read, write

SMALL = """META
key;value
description;Shed Day
num_projects;3
num_votes;2
budget;100
vote_type;approval
currency;EUR
PROJECTS
project_id;cost;votes;name;category;selected
1;60;2;Soup lunch;food;1
2;45;1;Film;talk;0
3;40.5;0;Bird box;workshop;2
VOTES
voter_id;vote;age
a;1,2;70
b;1;71
"""

HALVES = Election(
    budget=Fraction(100),
    projects=(
        Project("1", Fraction(60), "Soup lunch", "food", selected=True),
        Project("2", Fraction(45), "Film", "talk", selected=False),
        Project("3", Fraction(81, 2), "Bird box", "workshop"),
    ),
    votes=(Vote("a", frozenset("12")), Vote("b", frozenset("1"))),
    facts={"description": "Shed Day", "currency": "EUR"},
)


def _read(text: str) -> Election:
    return read(text.encode())


def _why_not(text: str | bytes) -> str:
    with pytest.raises(NotReadable) as refused:
        read(text.encode() if isinstance(text, str) else text)
    return str(refused.value)


# Reading


def test_a_file_is_read() -> None:
    election = _read(SMALL)

    assert (election, election.notes) == (HALVES, ())


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + SMALL,
        SMALL.replace("\n", "\r\n"),
        SMALL.replace("\n", "\r"),
        SMALL.rstrip("\n"),
        SMALL.replace("PROJECTS", "\nprojects ;;\n;;"),
        SMALL.replace("META", "# Counted by hand; twice\n\nMeta").replace("key;value\n", "key;value\n# a; b\n"),
        SMALL.replace("b;1;71", "# by post\nb;1;71"),
        SMALL.replace("budget;100", "budget;100,00").replace("40.5", "40,50"),
        SMALL.replace("Film", '"Film"').replace("Soup lunch", '"Soup lunch"').replace("a;1,2;70", 'a;"1, 2,";70'),
        SMALL.replace("voter_id;vote;age", "vote;voter_id;age").replace("a;1,2;", "1,2;a;").replace("b;1;", "1;b;"),
        SMALL.replace("b;1;71", "b;1,1;71"),
        SMALL.replace("b;1;71", "b;1"),
    ],
    ids=[
        "a byte order mark",
        "ends of lines of Windows",
        "ends of lines of old Macs",
        "no last end of line",
        "empty lines and small letters",
        "comments",
        "a comment among votes",
        "decimal commas",
        "quotes",
        "another order of columns",
        "a mark twice",
        "a row that ends early",
    ],
)
def test_how_a_file_is_written_is_nothing(text: str) -> None:
    assert _read(text) == HALVES


def test_amounts_are_exact() -> None:
    election = _read(SMALL.replace("40.5", "0.1").replace("budget;100", "budget;1234567890123456789.01"))

    assert (election.projects[2].cost, election.budget) == (Fraction(1, 10), Fraction(123456789012345678901, 100))


def test_votes_of_another_type_are_read_as_approval_and_this_is_said() -> None:
    ordinal = _read(SMALL.replace("approval", "ordinal"))

    assert ordinal == HALVES
    assert ordinal.notes == (
        "The votes are of the type “ordinal”. They are counted as approval of each project marked.",
    )


def test_with_points_a_vote_is_for_what_has_some() -> None:
    scores = SMALL.replace("approval", "scoring").replace(
        "voter_id;vote;age\na;1,2;70\nb;1;71", "voter_id;vote;points\na;1,2,3;5,0.5,0\nb;1,2;1,-3"
    )

    election = _read(scores)

    assert [sorted(vote.marks) for vote in election.votes] == [["1", "2"], ["1"]]
    assert election.notes[0].endswith("approval of each project marked, where it has more than 0 points.")


def test_a_vote_for_nothing_is_a_vote_and_this_is_said() -> None:
    election = _read(SMALL.replace("b;1;71", "b;None;71"))

    assert election.votes[1].marks == frozenset()
    assert election.notes == ("1 of 2 votes mark no project. Each counts as a voter whose share buys nothing.",)


def test_a_file_that_was_cut_off_is_told_by_its_numbers() -> None:
    election = _read(SMALL.replace("b;1;71\n", ""))

    assert election.notes == ("META says num_votes 2, but there are 1. Is the file complete?",)


def test_a_threshold_that_is_not_applied_is_told() -> None:
    election = _read(SMALL.replace("currency;EUR", "min_project_score_threshold;10"))

    assert election.notes == (
        "The file asks for at least 10 votes for a project (min_project_score_threshold). This is not applied.",
    )


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (SMALL, "", "META is missing. The file ends too early, or is no Pabulib file."),
        (SMALL, "<html>", "Line 1: META is missing. This is no Pabulib file."),
        (SMALL, SMALL.partition("VOTES")[0], "VOTES is missing. The file ends too early, or is no Pabulib file."),
        (SMALL, SMALL.partition("a;1,2")[0], "VOTES is empty: there is nothing to count."),
        ("a;1,2;70", "PROJECTS", "Line 16: there is a second PROJECTS."),
        ("budget;100\n", "", "META has no budget."),
        ("budget;100", "budget;much", "The budget is “much”. It must be a number above 0, such as 1200 or 99.50."),
        ("budget;100", "budget;nan", "The budget is “nan”. It must be a number above 0, such as 1200 or 99.50."),
        ("budget;100", "budget;1\nbudget;2", "Line 7: budget is there a second time."),
        (
            "2;45",
            "2;0",
            "Line 12: the cost of project “2” is “0”. It must be a number above 0, such as 1200 or 99.50.",
        ),
        (
            "2;45",
            "2;-45",
            "Line 12: the cost of project “2” is “-45”. It must be a number above 0, such as 1200 or 99.50.",
        ),
        ("2;45;1;Film;talk;0", "2", "Line 12: the cost of project “2” is “”. It must be a number above 0"),
        ("2;45", "1;45", "Line 12: there is a second project “1”."),
        ("2;45", ";45", "Line 12: the project has no id."),
        ("b;1;71", "a;1;71", "Line 17: there is a second vote of voter “a”."),
        ("b;1;71", "b;1,17;71", "Line 17: the vote is for project “17”. There is no such project."),
        ("b;1;71", "b;1;71;x", "Line 17 has 4 fields. VOTES has 3 columns."),
        ("project_id;cost", "id;cost", "Line 10: PROJECTS has no column project_id."),
        ("vote;age", "votes;age", "Line 15: VOTES has no column vote."),
        ("vote;age", "vote;Vote", "Line 15: VOTES has two columns vote."),
        ("Film", '"Film', "Line 12: the quotes that begin here do not end."),
        ("Film", '"Film' + "x" * 200_000, "Line 12: field larger than field limit (131072). Do the quotes"),
        (
            "age\na;1,2;70",
            "points\na;1,2;70",
            "Line 16: 2 projects are marked, with 1 numbers of points.",
        ),
        ("age\na;1,2;70", "points\na;1,2;1,many", "Line 16: “many” is no number of points."),
        (
            "age\na;1,2;70",
            "weight\na;1,2;1/0",
            "Line 16: the weight “1/0” must be a number above 0, such as 1 or 1/3.",
        ),
        ("age\na;1,2;70\nb;1;71", "weight\na;1;1/2\nb;1", "Line 17: some votes have a weight and some have none."),
    ],
)
def test_what_cannot_be_counted_is_told_with_its_line(before: str, after: str, why: str) -> None:
    changed = SMALL.replace(before, after)

    assert changed != SMALL
    assert _why_not(changed)[: len(why)] == why


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    two_lines = SMALL.replace("Soup lunch", '"Soup\r\nlunch"')

    assert _why_not(two_lines.replace("b;1;71", "b;9;71")).startswith("Line 18: ")


def test_a_file_in_another_encoding_is_told() -> None:
    assert _why_not(SMALL.replace("Film", "Kraków").encode("latin-1")) == "Line 12 is not UTF-8 text."


@given(st.binary(max_size=400))
def test_whatever_the_bytes_a_file_is_read_or_refused(noise: bytes) -> None:
    for file in (noise, SMALL.encode()[: len(noise)] + noise, SMALL.encode() + noise):
        with contextlib.suppress(NotReadable):
            read(file)


# Writing

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ['";', "a;b", "a\nb", "a\r\nb", "\r", '"', "VOTES", "=1+1", "#", "\ufeff", "\x04", "\x00"]
)
STRIPPED = TEXTS.map(str.strip)
IDS = st.text(
    st.characters(exclude_categories=["Cs", "Z", "C"], exclude_characters=",;"), min_size=1, max_size=6
).filter(lambda text: text.lower() != "none")
AMOUNTS = st.decimals("0.001", 10**12, places=3).map(Fraction)


@st.composite
def elections(draw: Any) -> Election:
    ids = draw(st.lists(IDS, min_size=1, max_size=5, unique=True))
    weighted = draw(st.booleans())
    projects = [
        draw(
            st.builds(
                Project,
                id=st.just(id_),
                cost=AMOUNTS,
                name=TEXTS,
                kind=TEXTS,
                selected=st.none() | st.booleans(),
                eligible=st.booleans(),
            )
        )
        for id_ in ids
    ]
    votes = [
        draw(
            st.builds(
                Vote,
                voter=st.just(str(number)),
                marks=st.frozensets(st.sampled_from(ids), min_size=1),
                stars=st.frozensets(st.sampled_from(ids)),
                organisation=STRIPPED,
                group=STRIPPED,
                weight=st.fractions(Fraction(1, 10**6), 10, max_denominator=10**9) if weighted else st.none(),
            )
        )
        for number in range(draw(st.integers(1, 5)))
    ]
    facts = {"description": draw(STRIPPED), "unit": draw(STRIPPED)}
    return Election(draw(AMOUNTS), tuple(projects), tuple(votes), facts)


@given(elections())
def test_what_is_written_is_read_again(election: Election) -> None:
    again = _read(write(election))

    assert (again, [note for note in again.notes if "threshold" not in note]) == (election, [])


def test_a_plain_reader_of_tables_finds_every_field_of_a_hostile_name() -> None:
    name = 'Ray\'s "best"; soup,\r\nVOTES\n1;2'
    election = Election(Fraction(9), (Project("1", Fraction(9), name),), (Vote("1", frozenset("1")),))

    rows = list(csv.reader(io.StringIO(write(election), newline=""), delimiter=";"))

    assert rows == [
        ["META"],
        ["key", "value"],
        ["num_projects", "1"],
        ["num_votes", "1"],
        ["budget", "9"],
        ["vote_type", "approval"],
        ["PROJECTS"],
        ["project_id", "cost", "votes", "name"],
        ["1", "9", "1", name],
        ["VOTES"],
        ["voter_id", "vote"],
        ["1", "1"],
    ]


@pytest.mark.parametrize("id_", ["", " 1", "1,2", "None"])
def test_an_id_that_would_be_read_as_something_else_is_not_written(id_: str) -> None:
    election = Election(Fraction(9), (Project(id_, Fraction(9)),), (Vote("1", frozenset()),))

    with pytest.raises(ValueError, match="cannot be an id"):
        write(election)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Fraction(1200), "1200"),
        (Fraction(1, 4), "0.25"),
        (Fraction(-1001, 500), "-2.002"),
        (Fraction(1, 3), "1/3"),
        (Fraction(1, 1000), "0.001"),
    ],
)
def test_amounts_are_written_exactly(amount: Fraction, text: str) -> None:
    assert plain(amount) == text
