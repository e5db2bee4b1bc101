"""Whatever is wrong with a file is told once, with its place; the rest goes on."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable

import pytest

from rcagraph.sources.publications.unpacking import Limits
from rcagraph.sources.workspace import Workspace

Rows = list[list[object]]


def good() -> Rows:
    return [
        ["Beds open overnight", "", "", "", ""],
        ["Revised", "2025-06-01", "", "", ""],
        ["Period", "Org Code", "Org Name", "Beds available", "Beds occupied"],
        ["Mar-25", "RAJ", "Mid and South Essex", 1600, 1520],
        ["Mar-25", "RNN", "North Cumbria", 500, 450],
        ["Mar-25", "ENG", "England", 2100, 1970],
    ]


def put(row: int, column: int, cell: object) -> Rows:
    rows = good()
    rows[row - 1][column] = cell
    return rows


def zip_of(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()


SMALL = Limits(file_bytes=100_000, unpacked_bytes=200_000)
WHOLE_FILES = {
    "empty": (b"", "the file is empty"),
    "only blanks": (b" \r\n\r\n ", "the file is empty"),
    "web page": (
        b"<!DOCTYPE html><html><h1>404</h1></html>",
        "a web page or XML, not a table",
    ),
    "web page in capitals": (b"\xef\xbb\xbf\n<HTML><BODY>gone", "a web page"),
    "storage error": (b"<?xml version='1.0'?><Error>AccessDenied", "a web page"),
    "pdf": (b"%PDF-1.7 and so on", "a PDF document"),
    "program": (b"\x7fELF\x00\x00\x01", "neither text nor a workbook"),
    "cut gzip": (gzip.compress(b"Period,Org Code\n" * 99)[:40], "cut short"),
    "damaged gzip": (b"\x1f\x8b\x08\x00nonsense and more", "damaged gzip"),
    "gzip of nothing": (gzip.compress(b""), "the file is empty"),
    "cut zip": (
        zip_of(a_csv=b"Period,Org Code\n" * 99)[:60],
        "damaged or cut-short zip",
    ),
    "empty zip": (zip_of(), "an archive of 0 files"),
    "zip of two": (zip_of(a_csv=b"a", b_csv=b"b"), "an archive of 2 files"),
    "zip of a web page": (zip_of(a_csv=b"<html>gone"), "a web page"),
    "zip in zip in zip in zip in zip": (
        zip_of(a_zip=zip_of(a_zip=zip_of(a_zip=zip_of(a_zip=zip_of(a_csv=b"x"))))),
        "archives inside archives",
    ),
    "word document": (
        zip_of(word__document_xml=b"<w/>", x_xml=b"<x/>"),
        "archive of 2",
    ),
    "workbook in name only": (zip_of(xl__workbook_xml=b"no"), "workbook"),
    "old workbook cut short": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "a damaged or cut-short xls workbook",
    ),
    "damaged parquet": (b"PAR1 and then nothing", "Parquet"),
    "zip bomb": (zip_of(a_csv=b"0" * 300_000), "unpacks to more than the limit"),
    "gzip bomb": (gzip.compress(b"0" * 300_000), "unpacks to more than the limit"),
    "bomb in a bomb": (gzip.compress(gzip.compress(b"0" * 300_000)), "unpacks to more"),
    "oversized": (b"0" * 100_001, "the file has more than the limit"),
    "other table": (b"a,b\n1,2\n", "not a publication that is known"),
    "unclosed quote": (b'Period,"Org Code\n' * 9, "not a publication that is known"),
}


@pytest.mark.parametrize(
    ("content", "message"), WHOLE_FILES.values(), ids=WHOLE_FILES.keys()
)
def test_a_file_that_is_no_table_is_refused_and_the_next_is_read(
    content: bytes, message: str, run: Callable, csv_of: Callable
) -> None:
    report = run({"bad.csv": content, "good.csv": csv_of(good())}, limits=SMALL)
    bad, other = report.files
    assert bad.outcome == "refused"
    assert message in str(bad.refused[0])
    assert str(bad.refused[0]).startswith("bad.csv")
    assert other.outcome == "added"


LAYOUTS = {
    "swapped columns": ([[*row[:3], row[4], row[3]] for row in good()], 4, ""),
    "a new column": ([[row[0], "new", *row[1:]] for row in good()], 4, ""),
    "case and spaces": (put(3, 1, "  org\xa0CODE "), 4, ""),
    "no preamble": (good()[2:], 4, ""),
    "a long preamble": ([[""] * 5] * 20 + good(), 4, ""),
    "a renamed column": (
        put(3, 3, "Beds availble"),
        0,
        "did you mean 'Beds availble'?",
    ),
    "a column gone": ([row[:4] for row in good()], 0, "'Beds occupied' is missing"),
    "only a header": (good()[:3], 0, "no figures in it"),
    "thousands separators": (put(4, 3, "1,600"), 4, ""),
    "a misplaced separator": (put(4, 3, "16,00"), 2, "found '16,00'"),
    "a percentage for a count": (put(4, 3, "95%"), 2, "not a number; found '95%'"),
    "a word for a count": (
        put(4, 3, "many"),
        2,
        "column 'Beds available': not a number",
    ),
    "an endless count": (put(4, 3, "inf"), 2, ""),
    "a negative count": (put(4, 3, -3), 2, "column 'Beds available': not a count"),
    "a dash": (put(4, 3, "-"), 2, ""),
    "a star": (put(4, 4, "*"), 3, ""),
    "a blank": (put(4, 4, ""), 3, ""),
    "a zero denominator": (put(4, 3, 0), 3, ""),
    "the year 1900": (put(4, 0, "1900-01-31"), 0, "column 'Period': not a month"),
    "the year 2099": (put(4, 0, "2099-01-31"), 2, "a period that cannot be"),
    "no month": (put(4, 0, "Quarter"), 0, "found 'Quarter'"),
    "a duplicate row": ([*good(), good()[3]], 4, "a second figure for RAJ"),
    "an unknown trust": (put(4, 1, "RZZ"), 2, "no trust is known by this code"),
    "no code at all": (put(4, 1, "Essex!"), 2, "not an organisation code"),
    "a total without a code": ([*good(), ["", "", "Total", 9, 9]], 4, ""),
    "a row of words below": (
        [*good(), ["Notes", "see page 2", "", "", ""]],
        0,
        "Notes",
    ),
}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("rows", "figures", "message"), LAYOUTS.values(), ids=LAYOUTS.keys()
)
def test_a_changed_layout_is_read_or_its_change_is_named(  # noqa: PLR0913, PLR0917
    rows: Rows,
    figures: int,
    message: str,
    kind: str,
    run: Callable,
    csv_of: Callable,
    xlsx_of: Callable,
) -> None:
    content = csv_of(rows) if kind == "csv" else xlsx_of(rows)
    (file,) = run({"file": content}).files
    told = "\n".join(map(str, file.refused))
    assert file.figures == figures
    assert message in told
    assert bool(message) == bool(told)
    assert (file.outcome == "refused") == (figures == 0)


def test_a_problem_names_file_sheet_row_and_column(
    run: Callable, xlsx_of: Callable
) -> None:
    (file,) = run({"March.xlsx": xlsx_of(put(4, 3, "many"))}).files
    assert str(file.refused[0]) == (
        "March.xlsx[Provider]:4: column 'Beds available': not a number; "
        "found 'many', expected a number"
    )


def test_a_renamed_sheet_is_named(run: Callable, xlsx_of: Callable) -> None:
    (file,) = run({"March.xlsx": xlsx_of(good(), "Providers")}).files
    told = "\n".join(map(str, file.refused))
    assert "if this is 'Beds open overnight': no sheet 'Provider'" in told
    assert "did you mean 'Providers'?" in told


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_any_usual_encoding_is_read(
    encoding: str, run: Callable, csv_of: Callable
) -> None:
    (file,) = run({"a.csv": csv_of(put(4, 2, "Béd"), encoding)}).files
    assert file.figures == 4


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters_are_read(
    delimiter: str, run: Callable, csv_of: Callable
) -> None:
    (file,) = run({"a.csv": csv_of(good()[2:], delimiter=delimiter)}).files
    assert file.figures == 4


def test_a_row_longer_than_the_header_stops_the_file(
    run: Callable, csv_of: Callable
) -> None:
    rows = good()
    rows[4].append("more")
    (file,) = run({"a.csv": csv_of(rows)}).files
    assert "is not a csv table" in str(file.refused[0])
    assert "line 5" in str(file.refused[0])


def test_formulas_are_not_executed(run: Callable, xlsx_of: Callable) -> None:
    # The writer stores 0 as the formula's value; computed it would be 1600.
    (file,) = run({"a.xlsx": xlsx_of(put(4, 3, "=800*2"))}).files
    assert file.figures == 3


def test_a_cell_far_outside_the_table_does_not_fill_the_memory(
    run: Callable, xlsx_of: Callable
) -> None:
    rows = good() + [[]] * 1_048_500 + [[""] * 16_383 + ["x"]]
    (file,) = run({"a.xlsx": xlsx_of(rows)}).files
    assert "reaches over 1,048,507 rows and 16,384 columns" in str(file.refused[0])


def test_a_workbook_cut_short_is_refused(run: Callable, xlsx_of: Callable) -> None:
    whole = xlsx_of(good())
    (file,) = run({"a.xlsx": whole[: len(whole) // 2]}).files
    assert "damaged or cut-short zip or workbook" in str(file.refused[0])


def test_a_flipped_bit_in_a_workbook_is_noticed(
    run: Callable, xlsx_of: Callable
) -> None:
    whole = bytearray(xlsx_of(good()))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    whole[sheet.header_offset + 60 + sheet.compress_size // 2] ^= 0xFF
    (file,) = run({"a.xlsx": bytes(whole)}).files
    assert "damaged or cut-short zip or workbook" in str(file.refused[0])


def test_declared_sizes_are_not_believed(run: Callable) -> None:
    # A member that says it is one byte long, with that byte's checksum.
    content = bytearray(zip_of(a_csv=b"0" * 5_000_000))
    central = content.rfind(b"PK\x01\x02")
    for crc, size in ((14, 22), (central + 16, central + 24)):
        content[crc : crc + 4] = zlib.crc32(b"0").to_bytes(4, "little")
        content[size : size + 4] = (1).to_bytes(4, "little")
    (file,) = run({"a.zip": bytes(content)}).files
    assert file.outcome == "refused"


def test_a_reader_that_fails_stops_only_its_own_file(
    run: Callable, csv_of: Callable, beds: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = type(beds).read  # type: ignore[attr-defined]

    def fails_on_the_first(self: object, file: object) -> object:
        if file.name == "a.csv":  # type: ignore[attr-defined]
            return {}["unforeseen"]
        return read(self, file)

    monkeypatch.setattr(type(beds), "read", fails_on_the_first)
    report = run({"a.csv": csv_of(good()), "b.csv": csv_of(put(4, 3, 1601))})
    assert [file.outcome for file in report.files] == ["refused", "added"]
    assert "did not foresee" in str(report.files[0].refused[0])


def test_nothing_of_a_refused_file_enters_the_workspace(
    run: Callable, folder: object, csv_of: Callable
) -> None:
    report = run({"a.csv": csv_of(good()[:3])})
    assert not report.written
    assert Workspace(folder).files == ()  # type: ignore[arg-type]
