from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.observations_csv import read_observations
from rcagraph.sources.organisations_csv import read_organisations, read_source_copies

HEAD = "org_code,period,metric_id,value,unit,source\n"
GOOD = HEAD + "RAJ,2026-03-31,shmi,1.05,ratio,shmi-2025\n"
SHIPPED = Path(__file__).parents[3] / "examples" / "england"


def told(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "o.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ObservationsError) as caught:
        read_observations(file, {})
    return [str(each).removeprefix(f"{file}:") for each in caught.value.problems]


def test_an_observation_keeps_its_line_and_its_source(tmp_path: Path) -> None:
    file = tmp_path / "o.csv"
    file.write_text(GOOD, encoding="utf-8")
    table = read_observations(file, {"shmi-2025": "NHS England: SHMI"})
    found = table.observation("RAJ", "shmi", date(2026, 3, 31))
    assert found is not None
    assert (found.value, found.row, found.origin) == (1.05, 2, "NHS England: SHMI")
    assert (found.numerator, found.codes_summed) == (None, 1)


def test_an_empty_value_is_missing_and_never_zero(tmp_path: Path) -> None:
    file = tmp_path / "o.csv"
    file.write_text(GOOD + "RAJ,2026-02-28,shmi,,ratio,x\n", encoding="utf-8")
    table = read_observations(file, {})
    assert len(table) == 1
    assert table.observation("RAJ", "shmi", date(2026, 2, 28)) is None


def test_every_bad_row_is_reported_in_one_go(tmp_path: Path) -> None:
    rows = (
        "RAJ,2026-03-31,shmi,*,ratio,x\n"
        "RAJ,31/03/2026,shmi,1,ratio,x\n"
        ",2026-03-31,shmi,1,ratio,x\n"
        "RNN,2026-03-31,shmi,inf,ratio,x\n"
    )
    gap = "a number, or nothing where the publication has none"
    day = "the last day of the period as YYYY-MM-DD"
    assert told(tmp_path, HEAD + rows) == [
        f"2: value is not a number; found '*', expected {gap}",
        f"3: period is not a date; found '31/03/2026', expected {day}",
        "4: org_code is empty; found '', expected an id",
        f"5: value is not a number; found 'inf', expected {gap}",
    ]


def test_two_figures_for_one_thing_are_refused(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, GOOD + GOOD.splitlines()[1].replace("1.05", "1.5"))
    assert problem.startswith("3: a second figure for the same organisation")


def test_many_bad_rows_are_counted_and_not_listed_for_ever(tmp_path: Path) -> None:
    rows = [f"R{n:03},2026-03-31,shmi,x,ratio,x" for n in range(500)]
    problems = told(tmp_path, HEAD + "\n".join(rows))
    assert len(problems) == 21
    assert "480 more rows" in problems[-1]


def test_a_missing_column_is_named_with_what_is_there(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, GOOD.replace("metric_id", "metric"))
    assert "column 'metric_id' is missing" in problem
    assert "did you mean 'metric'?" in problem


@pytest.mark.parametrize(
    "content",
    [b"", b"\x1f\x8b\x08broken", b"a,b\n\xff\xfe,2\n", b'a,b\n"1,2\n3,4\n'],
    ids=["empty", "broken gzip", "not UTF-8", "unclosed quote"],
)
def test_a_file_that_is_no_table_gets_one_message(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / ("o.csv.gz" if content[:2] == b"\x1f\x8b" else "o.csv")
    file.write_bytes(content)
    with pytest.raises(ObservationsError) as caught:
        read_observations(file, {})
    assert str(file) in str(caught.value.problems[0])


def test_a_file_that_is_not_there_gets_one_message(tmp_path: Path) -> None:
    with pytest.raises(ObservationsError, match="there is no such file"):
        read_observations(tmp_path / "none.csv", {})


def test_a_gzipped_table_reads_the_same(tmp_path: Path) -> None:
    file = tmp_path / "o.csv.gz"
    file.write_bytes(gzip.compress(GOOD.encode()))
    assert len(read_observations(file, {})) == 1


def test_shipped_figures_show_the_predecessors_of_a_merged_trust() -> None:
    organisations = {each.code: each for each in read_organisations(SHIPPED)}
    assert len(organisations) == 134
    merged = organisations["RAJ"]
    assert merged.name == "Mid and South Essex NHS Foundation Trust"
    assert [(p.old_code, p.on) for p in merged.predecessors] == [
        ("RDD", date(2020, 4, 1)),
        ("RQ8", date(2020, 4, 1)),
    ]
    table = read_observations(
        SHIPPED / "observations.csv.gz",
        {each.id: each.origin for each in read_source_copies(SHIPPED / "sources.csv")},
    )
    before = table.observation("RAJ", "ae_4hr_all_pct", date(2020, 3, 31))
    after = table.observation("RAJ", "ae_4hr_all_pct", date(2020, 4, 30))
    assert before is not None
    assert after is not None
    assert (before.codes_summed, after.codes_summed) == (3, 1)
    # 19,421 of 22,797 patients: summed first, divided after.
    assert (before.numerator, before.denominator) == (19421, 22797)
    assert before.value == pytest.approx(100 * 19421 / 22797, rel=1e-6)
    assert before.origin.startswith("NHS England: A&E Attendances")


def test_every_shipped_source_has_publisher_product_grade_and_licence() -> None:
    table = read_observations(SHIPPED / "observations.csv.gz", {})
    said = {
        each.id: each.origin for each in read_source_copies(SHIPPED / "sources.csv")
    }
    used = {
        origin
        for metric in table.metrics
        for origin in table.of_metric(metric)["source"].unique()
    }
    assert used <= set(said)
