"""Tables as CSV files and as a workbook; text stays text, and nothing is a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from rcagraph.outputs.table import Cell, Table
from rcagraph.outputs.tidy_csv import inert

# The oldest day that a zip can hold: the day of writing would make other bytes.
_OLDEST = (1980, 1, 1, 0, 0, 0)
_LONGEST = 32_767  # characters of a cell, by Excel's own limit
_CUT = " [cut; the CSV has all]"
_WIDEST, _NARROWEST = 60, 8
_ENOUGH = 40  # rows by which a column's width is judged


def csv_files(tables: Sequence[Table]) -> Mapping[str, str]:
    """Return file name → CSV with a heading."""
    return {f"{each.name}.csv": _csv(each) for each in tables}


def _csv(table: Table) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([[_plain(cell) for cell in row] for row in table.rows])
    return text.getvalue()


def _plain(cell: Cell) -> Cell:
    return str(cell).lower() if isinstance(cell, bool) else inert(cell)


def zipped(files: Mapping[str, str]) -> bytes:
    """Return files as a zip: the same files, the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, date_time=_OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return written.getvalue()


def xlsx(tables: Sequence[Table], *, title: str, rights: str, day: date) -> bytes:
    """Return a workbook with a sheet for each table.

    Args:
        tables: in the order of the sheets.
        title, rights: of the workbook's properties.
        day: of the figures; the day of writing would make other bytes every day.
    """
    written = io.BytesIO()
    book = Workbook(written, {"in_memory": True})
    made = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
    book.set_properties({"title": title, "comments": rights, "created": made})
    bold = book.add_format({"bold": True})
    for table in tables:
        sheet = book.add_worksheet(table.name)
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, column, bold)
            sheet.set_column(place, place, _width(table, place))
        for number, row in enumerate(table.rows, start=1):
            for place, cell in enumerate(row):
                _write(sheet, number, place, cell)
        sheet.freeze_panes(1, 0)
    book.close()
    return written.getvalue()


def _write(sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
    """Write a cell by its kind; the library would take "=1" for a formula."""
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, str):
        whole = len(cell) <= _LONGEST
        text = cell if whole else cell[: _LONGEST - len(_CUT)] + _CUT
        sheet.write_string(row, column, text)
    elif cell is not None:
        sheet.write_number(row, column, cell)


def _width(table: Table, place: int) -> int:
    shown = [str(row[place] or "") for row in table.rows[:_ENOUGH]]
    longest = max(map(len, [table.columns[place], *shown]))
    return min(max(longest, _NARROWEST), _WIDEST)
