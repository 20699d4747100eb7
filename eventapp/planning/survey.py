"""Survey results as rows: read from what people paste or upload, and put in order for those who read them."""

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from eventapp.numbers import whole_number
from eventapp.planning.disclosure import FEW as FEW
from eventapp.planning.disclosure import held_back
from eventapp.texts import _

LONGEST_WORDS = 200
LONGEST_QUOTES = 5000
MOST_PEOPLE = 1_000_000
MOST_ROWS = 2000

_YES = frozenset({"yes", "y", "1", "true", "x", "allowed"})
_NO = frozenset({"", "no", "n", "0", "false", "-"})
# The first line counts as a heading when it begins with one of these.
_HEADINGS = frozenset({"theme", "themes"})


@dataclass(frozen=True)
class SurveyRow:
    """One line of survey results. Quotes are empty unless those who said them allowed it.

    With a question, the theme is an answer to it. With `at_least` there were as many people or more.
    """

    theme: str
    answer_group: str
    people: int
    quotes: str
    quotes_allowed: bool
    question: str = ""
    at_least: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What two lines of one question may not share."""
        return self.theme.casefold(), self.answer_group.casefold()


@dataclass(frozen=True)
class Problem:
    """What is wrong in a line, in a sentence. Lines count from 1, a heading included."""

    line: int
    words: str


def decode(data: bytes) -> str:
    """The text of a file as spreadsheets save it: UTF-8, UTF-16 or Windows' Western letters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_rows(text: str, known: Collection[tuple[str, str]] = ()) -> tuple[list[SurveyRow], list[Problem]]:
    """The rows of a table of theme, group, people, quotes and "quotes allowed", and every problem by its line.

    The last two columns may be left out, and columns may be parted by commas, semicolons or tabs. `known` are keys of
    rows that are stored already. Rows may be used only when there is no problem.
    """
    rows: list[SurveyRow] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    for line, cells in _lines(text):
        row, wrong = _row(cells)
        problems += [Problem(line, words) for words in wrong]
        if row is None:
            continue
        if row.key in seen:
            problems.append(Problem(line, _("This is the same theme and group as in line %d.") % seen[row.key]))
        elif row.key in known:
            problems.append(Problem(line, _("“%s” is in the table already, for this group.") % row.theme))
        seen.setdefault(row.key, line)
        rows.append(row)
    if not rows and not problems:
        problems.append(Problem(1, _("There is no line with a theme.")))
    if len(rows) > MOST_ROWS:
        problems.append(Problem(MOST_ROWS + 1, _("At most %d lines can be added at once.") % MOST_ROWS))
    return rows, problems


def has_theme_heading(text: str) -> bool:
    """Whether the table says that it holds themes with their counts, not the answers of each person."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    cells = first.split(delimiter_of(text))
    return 3 <= len(cells) <= 5 and cells[0].strip(' "').casefold() in _HEADINGS


def _lines(text: str) -> Iterable[tuple[int, list[str]]]:
    """Each line that is not empty, with its number, without a heading. A quoted cell may go over several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    next_line = 1
    first = True
    while True:
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            yield next_line, []
            return
        line, next_line = next_line, reader.line_num + 1
        if not any(cells):
            continue
        if not (first and cells[0].casefold() in _HEADINGS):
            yield line, cells
        first = False


def delimiter_of(text: str) -> str:
    """What parts the columns: a tab, a semicolon or a comma, whichever the first line with words shows."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    # Commas stand in sentences too, so the rarer marks win.
    return next((mark for mark in "\t;" if mark in first), ",")


def _row(cells: list[str]) -> tuple[SurveyRow | None, list[str]]:
    if not 3 <= len(cells) <= 5:
        return None, [
            _("Write a theme, a group and how many people, and if you like quotes and “yes” if they may be shown.")
        ]
    theme, group, people, quotes, allowed = (*cells, *[""] * (5 - len(cells)))
    wrong = []
    if not theme:
        wrong.append(_("Write a theme in the first column."))
    if len(theme) > LONGEST_WORDS or len(group) > LONGEST_WORDS:
        wrong.append(_("Write at most %d letters for a theme and for a group.") % LONGEST_WORDS)
    number = whole_number(people, digits=8)
    if number is None or number > MOST_PEOPLE:
        wrong.append(_("How many people is “%s”. Write a whole number, such as 12.") % people[:20])
    if len(quotes) > LONGEST_QUOTES:
        wrong.append(_("Write at most %d letters of quotes.") % LONGEST_QUOTES)
    if allowed.casefold() not in _YES | _NO:
        wrong.append(_("The last column is “%s”. Write yes or no.") % allowed[:20])
    elif quotes and allowed.casefold() not in _YES:
        wrong.append(_("Leave the quotes out, or write yes in the last column if people allowed them."))
    if wrong or number is None:
        return None, wrong
    return SurveyRow(theme, group, number, quotes, allowed.casefold() in _YES), []


def safe(rows: Sequence[SurveyRow]) -> list[SurveyRow]:
    """The lines, some numbers held back: where the groups of a theme add up to everyone, a small one would be known."""
    back: set[int] = set()
    for row in rows:
        if not row.answer_group:
            groups = [n for n, other in enumerate(rows) if other.answer_group and _same_theme(row, other)]
            counts = [rows[n].people for n in groups]
            if groups and sum(counts) == row.people:
                found = held_back(counts)
                back |= {groups[n] for n in (range(len(groups)) if found is None else found)}
    return [as_at_least(row) if n in back and row.people >= FEW else row for n, row in enumerate(rows)]


def _same_theme(one: SurveyRow, other: SurveyRow) -> bool:
    return (one.question, one.theme.casefold()) == (other.question, other.theme.casefold())


def as_at_least(row: SurveyRow) -> SurveyRow:
    """The line as "5 or more"."""
    return replace(row, people=FEW, at_least=True)


class Counted(Protocol):
    """What can be put in order: anything with a theme, a group and a count."""

    @property
    def theme(self) -> Any: ...
    @property
    def answer_group(self) -> Any: ...
    @property
    def people(self) -> Any: ...


Row = TypeVar("Row", bound=Counted)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Most people first. Those with few are by name, since their order would tell their counts."""
    return sorted(
        rows, key=lambda row: (-row.people if row.people >= FEW else 0, row.theme.casefold(), row.answer_group)
    )


def count_words(people: int, *, at_least: bool = False) -> str:
    """The count as everybody may see it."""
    if people < FEW:
        return _("fewer than %d") % FEW
    return _("%d or more") % people if at_least else str(people)
