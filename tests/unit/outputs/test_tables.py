"""Tables read back by other libraries and compared with the diagnosis."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import openpyxl
import pytest

from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.graph.selection import Chosen
from rcagraph.observations.source import SourceCopy
from rcagraph.outputs.table import Table, narrowed
from rcagraph.outputs.table_files import csv_files, xlsx, zipped
from rcagraph.outputs.tables import (
    about_table,
    drivers_table,
    edges_table,
    enquiries_table,
    evidence_table,
    links_table,
    nodes_table,
    sources_table,
    symptoms_table,
)

DAY = date(2026, 6, 30)
COPY = SourceCopy(id="m", publisher="P", product="Made up", grade="A", licence="OGL")
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    '=HYPERLINK("http://x")',
    "http://x",
)


def tables(diagnosis: Diagnosis) -> list[Table]:
    return [
        drivers_table(diagnosis),
        symptoms_table(diagnosis),
        evidence_table(diagnosis),
        links_table(diagnosis),
        enquiries_table(diagnosis),
        sources_table(diagnosis, [COPY]),
        about_table(diagnosis),
    ]


def book_of(*found: Table) -> openpyxl.Workbook:
    written = xlsx(found, title="t", rights="r", day=DAY)
    return openpyxl.load_workbook(io.BytesIO(written))


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_workbook_holds_every_row_of_every_table(diagnosis: Diagnosis) -> None:
    found = tables(diagnosis)
    book = book_of(*found)
    assert book.sheetnames == [each.name for each in found]
    for table in found:
        heading, *rows = book[table.name].iter_rows(values_only=True)
        assert heading == table.columns
        assert len(rows) == len(table.rows)
        for row, told in zip(rows, table.rows, strict=True):
            # A workbook holds sixteen digits of a number, a double has seventeen.
            for cell, given in zip(row, told, strict=True):
                near = isinstance(given, float)
                assert cell == (pytest.approx(given, rel=1e-14) if near else given)


def test_drivers_are_those_of_the_diagnosis_in_rank_order(diagnosis: Diagnosis) -> None:
    sheet = book_of(drivers_table(diagnosis))["drivers"]
    heading, *rows = sheet.iter_rows(values_only=True)
    for row, driver in zip(rows, diagnosis.drivers, strict=True):
        told = dict(zip(heading, row, strict=True))
        assert (told["rank"], told["driver"]) == (driver.rank, driver.node.id)
        assert told["belief"] == pytest.approx(driver.belief, rel=1e-5)
        assert told["contribution"] == pytest.approx(driver.contribution, rel=1e-5)
        assert told["verdict"] == driver.verdict


def test_links_have_a_row_for_every_claim(diagnosis: Diagnosis) -> None:
    claims = [claim for link in diagnosis.graph.links for claim in link.claims]
    assert len(links_table(diagnosis).rows) == len(claims)
    assert len(edges_table(diagnosis).rows) == len(diagnosis.graph.links)
    assert len(nodes_table(diagnosis).rows) == len(diagnosis.graph.nodes)


def test_evidence_has_a_row_for_every_metric_of_every_entry(
    diagnosis: Diagnosis,
) -> None:
    table = evidence_table(diagnosis)
    entries = [e for group in diagnosis.evidence.entries.values() for e in group]
    assert len(table.rows) == sum(max(len(each.metrics), 1) for each in entries)
    assert {row[1] for row in table.rows} == {each.id for each in entries}


def test_figures_stand_as_they_were_published(diagnosis: Diagnosis) -> None:
    table = evidence_table(diagnosis)
    for row in table.rows:
        told = dict(zip(table.columns, row, strict=True))
        if told["value"] is not None:
            seen = diagnosis.evidence.metrics[str(told["metric"])].observation
            assert seen is not None
            assert told["value"] == seen.value


def test_enquiries_say_by_what_they_are_ordered(diagnosis: Diagnosis) -> None:
    table = enquiries_table(diagnosis)
    shifts = [row[table.columns.index("shift")] for row in table.rows]
    assert shifts
    assert shifts == sorted(shifts, key=lambda each: -float(str(each)))


def test_every_origin_is_a_source_with_its_metrics(diagnosis: Diagnosis) -> None:
    seen = [e.observation for e in diagnosis.evidence.metrics.values() if e.observation]
    rows = sources_table(diagnosis, [COPY]).rows
    assert {row[0] for row in rows} == {each.origin for each in seen}
    assert sum(int(row[-1] or 0) for row in rows) == len(seen)


@pytest.mark.parametrize("text", FORMULAS)
def test_text_is_never_a_formula_or_a_link(text: str) -> None:
    table = Table(name="t", columns=("a", "b"), rows=((text, -1.5),))
    cell = book_of(table)["t"]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    (row,) = rows_of(csv_files([table])["t.csv"])
    assert row["a"].lstrip("'") == text
    assert row["a"][0] not in "=+-@\t"
    assert row["b"] == "-1.5"


def test_a_text_too_long_for_a_cell_says_that_it_is_cut() -> None:
    table = Table(name="t", columns=("a",), rows=(("x" * 40_000,),))
    value = book_of(table)["t"]["A2"].value
    assert isinstance(value, str)
    assert len(value) == 32_767
    assert value.endswith("[cut; the CSV has all]")
    assert "x" * 40_000 in csv_files([table])["t.csv"]


def test_files_repeat_themselves_to_the_byte(diagnosis: Diagnosis) -> None:
    found = tables(diagnosis)
    files = csv_files(found)
    assert zipped(files) == zipped(csv_files(tables(diagnosis)))
    with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
        assert {n: archive.read(n).decode() for n in archive.namelist()} == files
    first, second = (xlsx(found, title="t", rights="r", day=DAY) for _ in range(2))
    assert first == second


def test_tables_and_properties_carry_the_attribution(diagnosis: Diagnosis) -> None:
    about = about_table(diagnosis)
    assert "Open Government Licence" in csv_files([about])["about.csv"]
    rights = dict(row[:2] for row in about.rows)["attribution"]
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx([about], title="T", rights=str(rights), day=DAY))
    )
    assert "Open Government Licence" in str(book.properties.description)


def some(*nodes: str) -> View:
    chosen = Chosen(nodes=frozenset(nodes), avoided=frozenset(), narrowed=True)
    return View(text="some", chosen=chosen)


def test_a_view_keeps_the_rows_about_its_nodes_and_the_links_between_them(
    diagnosis: Diagnosis,
) -> None:
    view = some("ops_discharge", "i_delay", "s_crowding")
    found = {each.name: narrowed(each, view) for each in tables(diagnosis)}
    assert [row[1] for row in found["drivers"].rows] == ["ops_discharge"]
    assert {row[0] for row in found["symptoms"].rows} == {"s_crowding"}
    assert {row[:2] for row in found["links"].rows} == {("ops_discharge", "i_delay")}
    assert {row[0] for row in found["evidence"].rows} <= {*view.chosen.nodes}  # type: ignore[union-attr]
    assert found["sources"].rows == sources_table(diagnosis, [COPY]).rows
    told = dict(row[:2] for row in about_table(diagnosis, view).rows)
    assert "1 of 20 drivers" in str(told["selection"])
    assert "selection" not in dict(row[:2] for row in about_table(diagnosis).rows)


def test_a_view_of_everything_keeps_every_row(diagnosis: Diagnosis) -> None:
    for each in (*tables(diagnosis), nodes_table(diagnosis), edges_table(diagnosis)):
        assert narrowed(each, EVERYTHING) == each
