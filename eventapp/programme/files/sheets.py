"""The programme as a table, for organisers who work on with it: CSV, and XLSX for Excel and others."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import xlsxwriter

from eventapp.programme.cards import access_words, kind_label
from eventapp.programme.edition import EditionSession
from eventapp.programme.published import Published
from eventapp.proposals.languages import language_name
from eventapp.settings import settings
from eventapp.texts import _

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# What a spreadsheet may take for the beginning of a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
# As much as a cell of Excel holds.
_LONGEST = 32_767

Cell = str | int


@dataclass(frozen=True)
class Table:
    """Column heads, and rows of as many cells each. Widths are in letters."""

    heads: list[str]
    widths: list[int]
    rows: list[list[Cell]]


def table(shown: Published) -> Table:
    """A row for each session of the edition, cancelled ones included, by time. Times are local."""
    columns = {
        _("Day"): 11,
        _("Start"): 6,
        _("End"): 6,
        _("Title"): 40,
        _("Kind"): 16,
        _("Room"): 20,
        _("Floor"): 14,
        _("Hosts"): 24,
        _("Organisations"): 30,
        _("Booking"): 18,
        _("Places"): 7,
        _("Language"): 12,
        _("Access"): 40,
        _("Hard topics"): 30,
        _("State"): 12,
        _("Address"): 40,
        _("Calendar id"): 40,
    }
    rows = [_row(session, shown) for session in shown.content.sessions]
    return Table(list(columns), list(columns.values()), rows)


def _row(session: EditionSession, shown: Published) -> list[Cell]:
    zone = ZoneInfo(shown.content.time_zone)
    starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    return [
        starts.date().isoformat(),
        f"{starts:%H:%M}",
        f"{ends:%H:%M}",
        session.title,
        kind_label(session.kind),
        session.room_name,
        session.room.floor if session.room else "",
        ", ".join(session.hosts),
        ", ".join(session.organisations),
        _("Needs booking") if session.attendance == "book" else _("No need to book"),
        "" if session.places is None else session.places,
        language_name(session.language),
        "\n".join([*access_words(session), *([session.access_notes] if session.access_notes else [])]),
        session.content_notes,
        _("Cancelled") if session.cancelled else "",
        f"{settings().base_url}/{shown.event.slug}/sessions/{session.id}",
        session.uid,
    ]


def csv_file(made: Table) -> bytes:
    """With a mark at the beginning, so that Excel reads letters with accents, and no cell that runs as a formula."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(made.heads)
    writer.writerows([[_harmless(cell) for cell in row] for row in made.rows])
    return written.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell


def xlsx_file(made: Table, title: str, published_at: datetime) -> bytes:
    """Every text is written as text: nothing in it becomes a formula or a link."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    # Not the moment of asking: the same edition gives the same bytes.
    book.set_properties({"title": title, "created": published_at.replace(tzinfo=None)})
    sheet = book.add_worksheet()
    head, plain = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for column, (name, width) in enumerate(zip(made.heads, made.widths, strict=True)):
        sheet.set_column(column, column, width, plain)
        sheet.write_string(0, column, name, head)
    for row, cells in enumerate(made.rows, 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell)
            else:
                sheet.write_string(row, column, cell[:_LONGEST])
    # The heads stay in sight, and rows can be narrowed by what is in them.
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(made.rows), len(made.heads) - 1)
    book.close()
    return written.getvalue()
