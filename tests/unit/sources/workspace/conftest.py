"""A small publication of beds, as csv and as workbook, and files of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter

from rcagraph.sources.ingest import IngestOptions, ingest
from rcagraph.sources.ingest_report import IngestReport
from rcagraph.sources.publications.opened_file import OpenedFile, clean
from rcagraph.sources.publications.publication import PublishedFigures
from rcagraph.sources.publications.reading import has_columns, publish, read_table
from rcagraph.sources.publications.unpacking import DEFAULT_LIMITS, Limits

COLUMNS = ("Period", "Org Code", "Org Name", "Beds available", "Beds occupied")
READ_AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Beds:
    id: str = "beds"
    publisher: str = "NHS England"
    product: str = "Beds open overnight"
    metrics: tuple[str, ...] = ("beds_available_ga", "bed_occ_ga_overnight_pct")

    def recognises(self, file: OpenedFile) -> bool:
        if file.kind == "csv":
            return has_columns(file, "", COLUMNS)
        return "Provider" in file.sheets and has_columns(file, "Provider", COLUMNS)

    def read(self, file: OpenedFile) -> PublishedFigures:
        sheet = "" if file.kind == "csv" else file.find_sheet("Provider")
        table = read_table(file, sheet, required=COLUMNS)
        edition = ""
        for row in file.top(sheet, rows=table.header_row):
            if clean(row.cells[0]) == "Revised":
                edition = clean(row.cells[1])
        table = table.where(table.codes("Org Code") != "")
        about = {
            "org_code": table.codes("Org Code"),
            "org_name": table.text("Org Name"),
            "period": table.periods("Period"),
        }
        available = table.counts("Beds available")
        occupied = table.counts("Beds occupied")
        return publish(
            [
                table.figures(
                    "beds_available_ga", **about, unit="beds", value=available
                ),
                table.figures(
                    "bed_occ_ga_overnight_pct",
                    **about,
                    unit="%",
                    numerator=occupied,
                    denominator=available,
                ),
            ],
            table.problems,
            edition=edition,
        )


@pytest.fixture
def csv_of() -> Callable[..., bytes]:
    """Write rows as csv."""

    def write(rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter).writerows(rows)
        return text.getvalue().encode(encoding)

    return write


@pytest.fixture
def xlsx_of() -> Callable[..., bytes]:
    """Write rows as a workbook of one sheet."""

    def write(rows: Rows, sheet: str = "Provider") -> bytes:
        file = io.BytesIO()
        book = xlsxwriter.Workbook(file, {"in_memory": True})
        page = book.add_worksheet(sheet)
        for number, cells in enumerate(rows):
            page.write_row(number, 0, cells)
        book.close()
        return file.getvalue()

    return write


@pytest.fixture
def beds() -> Beds:
    """The publication of these files."""
    return Beds()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the workspace is."""
    return tmp_path / "workspace"


@pytest.fixture
def run(tmp_path: Path, folder: Path) -> Callable[..., IngestReport]:
    """Ingest files given as name → content."""

    def ingest_files(
        files: dict[str, bytes],
        *,
        dry_run: bool = False,
        limits: Limits = DEFAULT_LIMITS,
    ) -> IngestReport:
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        return ingest(
            [tmp_path / name for name in files],
            folder,
            IngestOptions(read_at=READ_AT, readers=(Beds(),), limits=limits),
            dry_run=dry_run,
        )

    return ingest_files
