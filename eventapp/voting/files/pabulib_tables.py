"""The three tables of a Pabulib file, as text: where each begins, its columns, and in which line a row is."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_NAMES = ("META", "PROJECTS", "VOTES")
_NEEDED = {"PROJECTS": ("project_id", "cost"), "VOTES": ("vote",)}
# Facts of META that the count goes by.
TOLD_ONCE = ("num_projects", "num_votes", "budget", "vote_type")


class NotReadable(Exception):
    """The file cannot be counted. The text is a sentence that says why and, where it can, in which line."""


@dataclass
class Table:
    """`facts` are the rows of META. `rows` are those of the others, each with its line and its fields by column."""

    name: str
    header: Sequence[str] = ()
    facts: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def tables(file: bytes) -> dict[str, Table]:
    """META, PROJECTS and VOTES, none of them empty. Raises `NotReadable`."""
    found: dict[str, Table] = {}
    table: Table | None = None
    for line, row in _rows(_text(file)):
        filled = [value.strip() for value in row if value.strip()]
        if not filled or _is_comment(row, filled, table):
            continue
        if len(filled) == 1 and filled[0].upper() in _NAMES:
            table = Table(filled[0].upper())
            if found.setdefault(table.name, table) is not table:
                raise NotReadable(f"Line {line}: there is a second {table.name}.")
        elif table is None:
            raise NotReadable(f"Line {line}: META is missing. This is no Pabulib file.")
        else:
            _add(table, line, row)
    _check_complete(found)
    return found


def _text(file: bytes) -> str:
    try:
        return file.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = file.count(b"\n", 0, problem.start) + 1
        raise NotReadable(f"Line {line} is not UTF-8 text.") from problem


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of the line that it begins in."""
    # csv takes quotes that never end for a long field. A last line of our own shows whether they did.
    end = "\x04"
    reader = csv.reader(io.StringIO(f"{text}\n{end}", newline=""), delimiter=";")
    line, row = 1, [""]
    try:
        row = next(reader)
        for next_row in reader:
            yield line, row
            line, row = line + _lines_in(row), next_row
    except csv.Error as problem:
        raise NotReadable(f"Line {reader.line_num}: {problem}. Do the quotes before it end?") from problem
    if row != [end]:
        raise NotReadable(f"Line {line}: the quotes that begin here do not end.")


def _lines_in(row: Sequence[str]) -> int:
    return 1 + sum(value.count("\n") or value.count("\r") for value in row)


def _is_comment(row: Sequence[str], filled: Sequence[str], table: Table | None) -> bool:
    # An id may begin with the same character, but is never alone in its row.
    return row[0].lstrip().startswith("#") and (table is None or table.name == "META" or len(filled) == 1)


def _add(table: Table, line: int, row: list[str]) -> None:
    if table.name == "META":
        _add_fact(table, line, row)
    elif not table.header:
        table.header = _header(table.name, line, row)
    else:
        table.rows.append((line, _by_column(table, line, row)))


def _add_fact(table: Table, line: int, row: Sequence[str]) -> None:
    name, value = row[0].strip().lower(), ";".join(row[1:]).strip()
    if name == "key" and not table.facts:
        return
    if name in TOLD_ONCE and name in table.facts:
        raise NotReadable(f"Line {line}: {name} is there a second time.")
    table.facts[name] = value


def _header(table: str, line: int, row: Sequence[str]) -> list[str]:
    header = [name.strip().lower() for name in row]
    for name in _NEEDED[table]:
        if name not in header:
            raise NotReadable(f"Line {line}: {table} has no column {name}.")
    for name in header:
        if name and header.count(name) > 1:
            raise NotReadable(f"Line {line}: {table} has two columns {name}.")
    return header


def _by_column(table: Table, line: int, row: list[str]) -> dict[str, str]:
    if any(row[len(table.header) :]):
        raise NotReadable(f"Line {line} has {len(row)} fields. {table.name} has {len(table.header)} columns.")
    return dict(zip(table.header, row, strict=False))


def _check_complete(found: dict[str, Table]) -> None:
    for name in _NAMES:
        if name not in found:
            raise NotReadable(f"{name} is missing. The file ends too early, or is no Pabulib file.")
        if name != "META" and not found[name].rows:
            raise NotReadable(f"{name} is empty: there is nothing to count.")
