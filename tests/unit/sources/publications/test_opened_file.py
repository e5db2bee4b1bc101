"""What a file holds is found by its content, and given row by row."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.opened_file import OpenedFile, Row, open_file
from rcagraph.sources.publications.unpacking import Limits

CSV = b"Org Code,Beds\nRAJ,1\n0E1,2\n"


@pytest.fixture
def workbook() -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    first = book.add_worksheet("Notes")
    first.write(0, 0, "a title")
    page = book.add_worksheet("Provider Level")
    # The table does not start in A1.
    page.write_row(2, 1, ["Org Code", "Beds", "When", "Org Code"])
    page.write_row(3, 1, ["RAJ", 1.5])
    page.write_datetime(
        3, 3, dt.date(2025, 4, 1), book.add_format({"num_format": "mmm-yy"})
    )
    book.close()
    return file.getvalue()


# Names of their own: packed bytes hold the time, and workers must agree on names.
@pytest.mark.parametrize(
    "data",
    [CSV, gzip.compress(CSV), gzip.compress(gzip.compress(CSV))],
    ids=["plain", "packed", "packed twice"],
)
def test_a_packed_file_is_unpacked(data: bytes) -> None:
    file = OpenedFile("misnamed.xls", data)
    assert (file.kind, file.sheets) == ("csv", ("",))
    assert file.rows()[1] == Row(2, ("RAJ", "1"))
    assert file.sha256 == hashlib.sha256(data).hexdigest()


def test_a_zip_of_one_file_is_unpacked_whatever_else_a_mac_puts_in() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("folder/figures.csv", CSV)
        archive.writestr("__MACOSX/._figures.csv", b"\0\1")
    assert OpenedFile("a.zip", packed.getvalue()).kind == "csv"


def test_codes_that_look_like_numbers_stay_text() -> None:
    frame = OpenedFile("a.csv", CSV).frame(header_row=1)
    assert frame["Org Code"].tolist() == ["RAJ", "0E1"]
    assert frame.index.tolist() == [2, 3]


def test_rows_have_the_numbers_that_a_spreadsheet_program_shows(
    workbook: bytes,
) -> None:
    file = OpenedFile("a.xlsx", workbook)
    assert (file.kind, file.sheets) == ("xlsx", ("Notes", "Provider Level"))
    rows = file.rows("Provider Level")
    assert rows[3] == Row(4, ("", "RAJ", 1.5, dt.date(2025, 4, 1), ""))
    frame = file.frame("Provider Level", header_row=3)
    assert frame.columns.tolist() == [
        "column 1",
        "Org Code",
        "Beds",
        "When",
        "Org Code (2)",
    ]
    assert frame.index.tolist() == [4]


def test_blank_lines_and_quoted_line_breaks_count_as_a_spreadsheet_counts() -> None:
    file = OpenedFile("a.csv", b'title\n\n"Org\nCode",Beds\n\n"R\nAJ",1\n')
    frame = file.frame(header_row=3)
    assert frame.columns.tolist() == ["Org Code", "Beds"]
    assert frame.loc[5].tolist() == ["R\nAJ", "1"]
    assert file.rows()[4] == Row(5, ("R\nAJ", "1"))


def test_short_rows_are_filled_and_named_columns_chosen() -> None:
    frame = OpenedFile("a.csv", b"a,b,c\n1,2,3\n4\n").frame(
        header_row=1, columns=[0, 2]
    )
    assert frame.to_numpy().tolist() == [["1", "3"], ["4", ""]]


def test_a_formula_gives_the_value_stored_with_it_and_never_its_own() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    book.active["A2"] = "text"
    file = io.BytesIO()
    book.save(file)
    opened = OpenedFile("a.xlsx", file.getvalue())
    assert [row.cells[0] for row in opened.rows("Sheet")] == ["", "text"]


def test_parquet_is_read_as_a_table() -> None:
    file = io.BytesIO()
    pd.DataFrame({"org_code": ["RAJ"], "value": [1.5]}).to_parquet(file)
    opened = OpenedFile("a.parquet", file.getvalue())
    assert opened.kind == "parquet"
    assert opened.top(rows=2)[1] == Row(2, ("RAJ", 1.5))
    assert opened.frame(header_row=1).index.tolist() == [2]


def test_a_sheet_is_found_whatever_its_case_and_spaces(workbook: bytes) -> None:
    file = OpenedFile("a.xlsx", workbook)
    assert file.find_sheet("Provider", " PROVIDER  level ") == "Provider Level"
    with pytest.raises(ObservationsError, match="did you mean 'Provider Level'"):
        file.find_sheet("Provider Levels")


def test_the_top_of_a_sheet_is_only_that(workbook: bytes) -> None:
    assert [row.number for row in OpenedFile("a", workbook).top("Notes", rows=9)] == [1]
    assert len(OpenedFile("a", CSV).top(rows=2)) == 2


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # takes no room on disk, and would in memory
    with pytest.raises(ObservationsError, match="more than the limit of 512 MB"):
        open_file(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ObservationsError, match="cannot be read"):
        open_file(tmp_path, limits=Limits(file_bytes=1 << 30))
