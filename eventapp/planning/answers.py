"""Answers as form tools export them, one person a line: read, without the columns that say who it was. Pure.

Knows the ways of Google Forms, Microsoft Forms, SurveyMonkey and LimeSurvey.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from eventapp.forms import clean
from eventapp.planning.survey import LONGEST_WORDS, Problem
from eventapp.texts import _

LARGEST_FILE = 1_000_000
MOST_COLUMNS = 300
MOST_QUESTIONS = 60
MOST_PEOPLE = 5000

# A cell of a question where each answer is a column to tick holds the answers ticked.
Cell = str | list[str]


@dataclass(frozen=True)
class Answers:
    """What is left of a file: the questions, and for each person a cell for each of them.

    `left_out` are the headings of columns that told who somebody was, or when.
    """

    questions: list[str]
    people: list[list[Cell]]
    left_out: list[str]

    def of(self, question: int) -> list[Cell]:
        """Everybody's answers to the question at this place, empty ones too."""
        return [person[question] for person in self.people]


def read_answers(text: str) -> tuple[Answers, list[Problem]]:
    """What people answered, and every problem by its line. Use the answers only when there is no problem.

    Names, addresses, times and the like are left out here, before anybody chooses columns.
    """
    lines, problem = _lines(text.lstrip("\ufeff"))
    if problem is not None:
        return Answers([], [], []), [problem]
    names, parts, body = _headings(lines)
    columns = [
        _Column(name, part, [clean(line[place]) if place < len(line) else "" for _number, line in body])
        for place, (name, part) in enumerate(zip(names, parts, strict=True))
    ]
    columns = [column for column in columns if any(column.cells)]
    kept = [column for column in columns if not _is_personal(column)]
    left_out = [column.name for column in columns if _is_personal(column)]
    questions = list(_questions(kept))
    found = Answers(
        _told_apart([name for name, _cells in questions]),
        [[cells[place] for _name, cells in questions] for place in range(len(body))],
        list(dict.fromkeys(left_out)),
    )
    return found, list(_problems(found, lines, body))


def _problems(found: Answers, lines: Sequence[object], body: Sequence[tuple[int, list[str]]]) -> Iterator[Problem]:
    if not lines:
        yield Problem(1, _("There is nothing in it."))
    elif not body:
        yield Problem(1, _("There is no line with answers below the headings."))
    elif not found.questions:
        yield Problem(1, _("There is no column with answers, besides names, addresses and times."))
    elif len(found.questions) > MOST_QUESTIONS:
        yield Problem(1, _("There are more than %d questions. Take some columns out.") % MOST_QUESTIONS)
    if len(body) > MOST_PEOPLE:
        yield Problem(body[MOST_PEOPLE][0], _("There are more than %d lines. Take some out.") % MOST_PEOPLE)


# Lines


def _lines(text: str) -> tuple[list[tuple[int, list[str]]], Problem | None]:
    """Each line that is not empty, with its number. A quoted cell may go over several lines."""
    if text.startswith("PK\x03\x04") or "\x00" in text[:1000]:
        return [], Problem(1, _("This is a spreadsheet or a zipped file. Open it, save it as CSV, and choose that."))
    if len(text) > LARGEST_FILE:
        return [], Problem(1, _("This is larger than 1 megabyte. Take out columns with long texts."))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    found: list[tuple[int, list[str]]] = []
    number = 1
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                return [], Problem(number, _("This line has more than %d columns.") % MOST_COLUMNS)
            if any(cell.strip() for cell in cells):
                found.append((number, cells))
            number = reader.line_num + 1
    except csv.Error:
        return [], Problem(number, _("We cannot read on from this line. Look for a quotation mark that is not closed."))
    return found, None


def _delimiter(text: str) -> str:
    """The mark that parts the headings most often. Questions may hold it too, in quotation marks."""
    bare = re.sub(r'"[^"]*"', "", text[:50_000]).strip()
    first = bare.splitlines()[0] if bare else ""
    return max(",;\t", key=first.count)


def _headings(
    lines: Sequence[tuple[int, list[str]]],
) -> tuple[list[str], list[str], Sequence[tuple[int, list[str]]]]:
    """For each column its question, the part of the question that it is for, and the lines below."""
    if not lines:
        return [], [], []
    width = max(len(cells) for _number, cells in lines)
    names = [clean(cell) for cell in lines[0][1]] + [""] * (width - len(lines[0][1]))
    parts = [""] * width
    body = lines[1:]
    if names[0].casefold().replace(" ", "") == "respondentid" and body and not body[0][1][0].strip():
        # SurveyMonkey: the first line names a question once, the second the answers below it.
        second = [clean(cell) for cell in body[0][1]] + [""] * (width - len(body[0][1]))
        names = list(_carried_on(names))
        parts = ["" if part.casefold() in _WHOLE_QUESTION else part for part in second]
        body = body[1:]
    else:
        # LimeSurvey and Google Forms: "Question [Answer]".
        for place, name in enumerate(names):
            if found := re.fullmatch(r"(.*\S)\s*\[([^\[\]]+)\]", name, re.DOTALL):
                names[place], parts[place] = found[1], found[2].strip()
    names = [_short(name) or _("Column %d") % number for number, name in enumerate(names, 1)]
    return names, [_short(part) for part in parts], body


_WHOLE_QUESTION = frozenset({"", "response", "open-ended response"})


def _carried_on(names: Iterable[str]) -> Iterator[str]:
    last = ""
    for name in names:
        last = name or last
        yield last


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONGEST_WORDS else f"{words[: LONGEST_WORDS - 1]}…"


# Columns


@dataclass(frozen=True)
class _Column:
    name: str
    part: str
    cells: list[str]


_PERSONAL = re.compile(
    r"""
    timestamp | (?:start|completion|last\ modified|submi(?:t|ssion)|end|total)\ (?:time|date)
    | date\ (?:started|submitted|last\ action) | submitted(?:\ at)?
    | last\ page | start\ language | seed | (?:ip|ip\ address) | referrer\ url
    | (?:respondent|response|collector|user)?\ ?id | custom\ data(?:\ \d+)? | (?:points|feedback)\ -\ .*
    | (?:what(?:['’]?s|\ is)\ )?(?:your\ )?(?:full\ |first\ |last\ |sur|user\ ?|family\ )?name(?:\ \(.*\))?
    | (?:\S+\ ){0,6}(?:e-?mail|(?:tele)?phone|mobile\ number|post\ ?code|zip\ code|date\ of\ birth|address)
      (?:\ \S+){0,3}
    """,
    re.VERBOSE,
)
_PERSONAL_VALUE = re.compile(
    r"""
    [^@\s]+@[^@\s]+\.[^@\s]+                                     # an email address
    | \d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[\sT,]+\d{1,2}:\d{2}.*       # a date with a time
    | \d{1,3}(?:\.\d{1,3}){3}                                     # the address of a computer
    | (?:\+\d{1,3}|0)[\d\s().-]{8,}                               # a telephone number
    """,
    re.VERBOSE,
)


def _is_personal(column: _Column) -> bool:
    heading = column.name.casefold().strip(" *:?.")
    if _PERSONAL.fullmatch(heading):
        return True
    filled = [cell for cell in column.cells if cell]
    return 2 * sum(len(cell) < 200 and bool(_PERSONAL_VALUE.fullmatch(cell)) for cell in filled) >= len(filled)


_TICKED = frozenset({"yes", "y", "1", "true", "x", "checked", "selected"})
_NOT_TICKED = frozenset({"", "no", "n", "0", "false", "n/a", "not selected", "unchecked"})


def _questions(columns: Sequence[_Column]) -> Iterator[tuple[str, list[Cell]]]:
    """The questions in their order: one to tick is several columns side by side."""
    for (name, ticks), group in groupby(
        columns, key=lambda column: (column.name, bool(column.part) and _is_ticks(column))
    ):
        several = list(group)
        if ticks:
            rows = zip(*(column.cells for column in several), strict=True)
            parts = [column.part for column in several]
            yield name, [[part for part, cell in zip(parts, row, strict=True) if _is_tick(cell)] for row in rows]
        else:
            for column in several:
                yield _short(f"{name}: {column.part}" if column.part else name), [*column.cells]


def _is_ticks(column: _Column) -> bool:
    return all(cell.casefold() in _TICKED | _NOT_TICKED | {column.part.casefold()} for cell in column.cells)


def _is_tick(cell: str) -> bool:
    return cell.casefold() not in _NOT_TICKED


def _told_apart(names: Iterable[str]) -> list[str]:
    """The names, a second one of the same words with a 2 behind it."""
    found: list[str] = []
    seen: dict[str, int] = {}
    for name in names:
        count = seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
        found.append(f"{name[: LONGEST_WORDS - 6]} ({count})" if count > 1 else name)
    return found
