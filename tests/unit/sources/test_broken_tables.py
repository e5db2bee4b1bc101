"""Ways of breaking a table of observations: each gets its code, at its line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem
from rcagraph.sources.check_files import scan_tables
from rcagraph.vocabulary.terms import Ontology

HEAD = b"org_code,period,metric_id,value,unit,source\n"
ROW = b"RAJ,2026-03-31,shmi,1.05,ratio,x\n"
OTHER = b"RAJ,2026-02-28,shmi,1.04,ratio,x\n"

BROKEN: dict[str, tuple[bytes, Code, int, int | None]] = {
    "empty": (b"", Code.EMPTY_FILE, 1, None),
    "header of another table": (b"a,b\n1,2\n", Code.COLUMN_MISSING, 1, 1),
    "semicolons": (HEAD.replace(b",", b";"), Code.COLUMN_MISSING, 1, 1),
    "text for a number": (
        HEAD + ROW + OTHER.replace(b"1.04", b"n/k"),
        Code.NOT_A_NUMBER,
        3,
        21,
    ),
    "thousands separator": (
        HEAD + ROW + OTHER.replace(b"1.04", b'"1,040"'),
        Code.NOT_A_NUMBER,
        3,
        None,
    ),
    "infinity": (HEAD + ROW.replace(b"1.05", b"inf"), Code.NOT_A_NUMBER, 2, 21),
    "NUL in a number": (
        HEAD + ROW.replace(b"1.05", b"1\x005"),
        Code.NOT_A_NUMBER,
        2,
        21,
    ),
    "day first": (
        HEAD + ROW.replace(b"2026-03-31", b"31/03/2026"),
        Code.NOT_A_DATE,
        2,
        5,
    ),
    "no such day": (
        HEAD + ROW.replace(b"2026-03-31", b"2026-02-30"),
        Code.NOT_A_DATE,
        2,
        5,
    ),
    "no organisation": (HEAD + ROW.replace(b"RAJ", b""), Code.CELL_EMPTY, 2, 1),
    "no source": (HEAD + ROW.replace(b",x", b","), Code.CELL_EMPTY, 2, 32),
    "row cut short": (HEAD + ROW + b"RAJ,2026-02-28\n", Code.CELL_EMPTY, 3, 16),
    "row too long": (HEAD + ROW + b"a,b,c,d,e,f,g,h\n", Code.NOT_A_TABLE, 3, None),
    "every row too long": (
        HEAD + ROW.replace(b",x", b",x,y"),
        Code.NOT_A_TABLE,
        2,
        None,
    ),
    "quote left open": (
        HEAD + ROW + OTHER.replace(b"x", b'"x'),
        Code.NOT_A_TABLE,
        3,
        None,
    ),
    "same figure twice": (HEAD + ROW + ROW, Code.ROW_TWICE, 3, 16),
    "Latin-1": (HEAD + ROW + OTHER.replace(b"x", b"\xa3"), Code.NOT_UTF8, 3, 32),
    "UTF-16": ((HEAD + ROW).decode().encode("utf-16"), Code.NOT_UTF8, 1, 1),
    "binary": (bytes(range(256)) * 9, Code.NOT_UTF8, 3, 115),
    "half a gzip": (gzip.compress(HEAD + ROW * 99)[:40], Code.UNREADABLE, 0, None),
    "unknown metric": (
        HEAD + ROW + OTHER.replace(b"shmi", b"shni"),
        Code.OBSERVED_METRIC_UNKNOWN,
        3,
        None,
    ),
    "unknown organisation": (
        HEAD + ROW + OTHER.replace(b"RAJ", b"RAK"),
        Code.OBSERVED_ORGANISATION_UNKNOWN,
        3,
        None,
    ),
    "other unit": (
        HEAD + ROW + OTHER.replace(b"ratio", b"%"),
        Code.UNIT_DIFFERS,
        3,
        None,
    ),
    "blank lines above": (
        HEAD + b"\n\n" + ROW + OTHER.replace(b"1.04", b"x"),
        Code.NOT_A_NUMBER,
        5,
        21,
    ),
    "line end in a cell above": (
        HEAD + ROW.replace(b"x", b'"x\ny"') + OTHER.replace(b"1.04", b"x"),
        Code.NOT_A_NUMBER,
        4,
        21,
    ),
}


def problems_of(file: Path, ontology: Ontology) -> tuple[Problem, ...]:
    return scan_tables([file], ontology).problems


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_gets_its_code_at_its_line(
    tmp_path: Path, ontology: Ontology, name: str
) -> None:
    content, code, line, column = BROKEN[name]
    file = tmp_path / ("o.csv.gz" if "gzip" in name else "o.csv")
    file.write_bytes(content)
    told = problems_of(file, ontology)
    assert (told[0].code, told[0].line or 0, told[0].column) == (code, line, column)
    assert all(each.file == str(file) and each.code for each in told)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + HEAD + ROW,
        (HEAD + ROW).replace(b"\n", b"\r\n"),
        (HEAD + ROW).replace(b"\n", b"\r"),
        HEAD + b"\n" + ROW + b"\n\n",
        HEAD + ROW.rstrip(),
    ],
    ids=["BOM", "CR LF", "CR", "blank lines", "no last line end"],
)
def test_what_spreadsheets_do_to_line_ends_is_no_fault(
    tmp_path: Path, ontology: Ontology, content: bytes
) -> None:
    file = tmp_path / "o.csv"
    file.write_bytes(content)
    reading = scan_tables([file], ontology)
    assert (reading.problems, reading.rows) == ((), 1)


def test_of_many_like_faults_twenty_are_told_and_the_rest_counted(
    tmp_path: Path, ontology: Ontology
) -> None:
    file = tmp_path / "o.csv"
    rows = [f"RAJ,2026-03-31,m{n},x,ratio,x\n".encode() for n in range(1_000)]
    file.write_bytes(HEAD + b"".join(rows))
    told = problems_of(file, ontology)
    assert len(told) == 21
    assert told[-1].message == "980 more rows: value is not a number"


def test_a_broken_table_of_organisations_beside_is_told(
    tmp_path: Path, ontology: Ontology
) -> None:
    (tmp_path / "o.csv").write_bytes(HEAD + ROW)
    (tmp_path / "organisations.csv").write_bytes(b"org_code,org_name\nRAJ\n")
    (problem, *_) = problems_of(tmp_path / "o.csv", ontology)
    assert problem.code in {Code.COLUMN_MISSING, Code.UNREADABLE}
