"""Tidy tables: known metrics in their unit, gaps as gaps, everything else named."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.opened_file import OpenedFile
from rcagraph.sources.publications.tidy import PUBLICATION

HEADER = "org_code,period,metric_id,value,unit,numerator,denominator,comment"
RAJ = "RAJ,2025-03-31,sickness_pct,4.5,%,45,1000,x"


def opened(*lines: str, header: str = HEADER) -> OpenedFile:
    return OpenedFile("local.csv", "\n".join([header, *lines]).encode())


def test_csv_and_parquet_give_the_same() -> None:
    rows = [RAJ, 'raj,2025-02,ae_attendances_all,"12,345",count,,,']
    text = "\n".join([HEADER, *rows])
    table = pd.read_csv(io.StringIO(text), thousands=",")
    table["period"] = pd.to_datetime(table["period"], format="mixed")
    data = io.BytesIO()
    table.to_parquet(data)
    for file in (opened(*rows), OpenedFile("local.parquet", data.getvalue())):
        assert PUBLICATION.recognises(file)
        read = PUBLICATION.read(file)
        assert read.problems == ()
        assert read.figures["value"].tolist() == [4.5, 12345.0]
        assert read.figures["numerator"].tolist()[:1] == [45.0]
        assert set(read.figures["org_code"]) == {"RAJ"}
        assert read.figures["period"].tolist() == [
            pd.Timestamp("2025-03-31"),
            pd.Timestamp("2025-02-28"),
        ]


@pytest.mark.parametrize(
    ("metric", "value", "unit", "expected"),
    [
        ("sickness_pct", "0.045", "fraction", 4.5),
        ("sickness_pct", "4.5%", "percent", 4.5),
        ("amb_c2_mean_min", "1800", "seconds", 30.0),
        ("estates_backlog_total_gbp_m", "64600000", "GBP", 64.6),
    ],
)
def test_units_are_converted_once(
    metric: str, value: str, unit: str, expected: float
) -> None:
    row = f"RAJ,2025-03-31,{metric},{value},{unit},,,"
    (figure,) = PUBLICATION.read(opened(row)).figures.itertuples()
    assert figure.value == pytest.approx(expected)
    assert figure.unit in {"%", "minutes", "GBP m"}


def test_an_empty_value_is_a_gap() -> None:
    gap = "RDE,2025-03-31,sickness_pct,,%,,,"
    read = PUBLICATION.read(opened(RAJ, gap))
    assert list(read.figures["org_code"]) == ["RAJ"]
    assert read.problems == ()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (RAJ.replace("sickness_pct", "sicknes_pct"), "such as 'sickness_pct'"),
        (RAJ.replace("%", "days"), "not the unit of sickness_pct.*'days'.*'%'"),
        (RAJ.replace("4.5", "high"), "column 'value': not a number; found 'high'"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_left_out(row: str, says: str) -> None:
    read = PUBLICATION.read(opened(RAJ, row))
    assert len(read.figures) == 1
    (problem,) = map(str, read.problems)
    assert problem.startswith("local.csv:3")
    assert pd.Series([problem]).str.contains(says).all()


def test_of_a_figure_given_twice_the_first_is_kept() -> None:
    read = PUBLICATION.read(opened(RAJ, RAJ.replace("4.5", "4.6")))
    assert read.figures["value"].tolist() == [4.5]
    assert "a second figure for RAJ, sickness_pct" in str(read.problems[0])


def test_a_national_row_is_set_apart() -> None:
    read = PUBLICATION.read(opened(RAJ, RAJ.replace("RAJ", "ENG")))
    assert list(read.published_totals["org_code"]) == ["ENG"]
    assert len(read.figures) == 1


@pytest.mark.parametrize(
    ("header", "row", "says"),
    [
        (HEADER, RAJ.replace("2025-03-31", "soon"), "local.csv:2.*not a month"),
        (HEADER.replace("unit", "units"), RAJ, "'unit' is missing.*mean 'units'"),
    ],
)
def test_a_changed_layout_is_refused(header: str, row: str, says: str) -> None:
    with pytest.raises(ObservationsError, match=says):
        PUBLICATION.read(opened(row, header=header))
