import csv
import io
from dataclasses import replace

import openpyxl
import pytest

from eventapp.programme.files.sheets import Table, csv_file, table, xlsx_file
from tests.programme.making import a_programme, a_published, at

SHOWN = a_programme(
    a_published("soup", places=12),
    replace(a_published("lunch", kind="break", room=None, places=None, starts_at=at(12)), cancelled=True),
)


def _csv(made: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_file(made).decode("utf-8-sig"), newline="")))


def _xlsx(made: Table) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file(made, "Peer Support Day", at(9))))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_each_session_is_a_row() -> None:
    heads, soup, lunch = _csv(table(SHOWN))

    first = dict(zip(heads, soup, strict=True))
    assert [first[name] for name in ("Day", "Start", "End", "Title", "Kind", "Room", "Hosts", "Places", "State")] == [
        "2026-11-28",
        "10:30",
        "11:30",
        "Soup",
        "Talk",
        "Room 1",
        "Jo",
        "12",
        "",
    ]
    assert (first["Booking"], first["Address"]) == ("Needs booking", "http://test.example/day/sessions/soup")
    assert dict(zip(heads, lunch, strict=True))["State"] == "Cancelled"


def test_both_files_hold_the_same_and_numbers_are_numbers() -> None:
    made = table(SHOWN)

    read = _xlsx(made)

    assert [["" if cell is None else str(cell) for cell in row] for row in read] == _csv(made)
    assert read[1][made.heads.index("Places")] == 12


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x.example")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    made = Table(["Title"], [40], [[text]])

    assert _csv(made)[1] == [f"'{text}"]
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file(made, "", at(9))))
    cell = book.active["A2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)


def test_a_text_longer_than_a_cell_is_cut_and_the_file_is_whole() -> None:
    assert _xlsx(Table(["Words"], [9], [["x" * 40_000]]))[1] == ["x" * 32_767]


def test_the_same_edition_gives_the_same_bytes() -> None:
    made = table(SHOWN)

    assert xlsx_file(made, "Day", at(9)) == xlsx_file(made, "Day", at(9))
