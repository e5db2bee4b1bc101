"""Cancelled operations: exact on what is published, clear about what changed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.cancelled_operations import PUBLICATION
from rcagraph.sources.publications.opened_file import OpenedFile
from rcagraph.sources.publications.publication import PublishedFigures

Compared = Callable[..., pd.DataFrame]
OffTotal = Callable[..., list[str]]
ReadAll = Callable[..., tuple[PublishedFigures, ...]]
Workbook = Callable[..., OpenedFile]

HEADER: list[object] = [
    "Organisation Code",
    "Organisation Name",
    "Number of last minute elective operations cancelled for non clinical reasons",
    (
        "Number of patients not treated within 28 days of last minute elective "
        "cancellation"
    ),
]
WITHOUT = ["-", "England (Excluding Independent Sector)", 90, 18]
WITH = ["-", "England (Including Independent Sector)", 100, 20]
RAJ = ["RAJ", "MID AND SOUTH ESSEX", 80, 20]


def sheet(*rows: list[object]) -> list[list[object]]:
    return [
        ["Title:", "Cancelled Operations (elective only)"],
        ["Period:", "Quarter 4, 2024-25 (January to March 2025)"],
        ["Published:", "15th May 2025"],
        ["Revised:", "-"],
        HEADER,
        *rows,
    ]


def test_values_are_those_expected(read_all: ReadAll, compared: Compared) -> None:
    both = compared(read_all(PUBLICATION, "cancelled_ops"))
    assert len(both) > 800
    assert both["same"].all()


def test_england_is_the_sum_of_the_providers(
    read_all: ReadAll, off_total: OffTotal
) -> None:
    for read in read_all(PUBLICATION, "cancelled_ops"):
        assert off_total(read) == []
        assert len(read.published_totals) == 2
        assert read.problems == ()


def test_cancellations_are_read(workbook: Workbook) -> None:
    file = workbook({"Provider": sheet(WITHOUT, WITH, [], RAJ)})
    assert PUBLICATION.recognises(file)
    read = PUBLICATION.read(file)
    assert read.figures[["org_code", "metric_id", "value"]].to_numpy().tolist() == [
        ["RAJ", "cancelled_ops_lastmin_count", 80.0],
        ["RAJ", "cancelled_ops_28d_breach_pct", 25.0],
    ]
    assert read.figures["period"].unique() == [pd.Timestamp("2025-03-31")]
    assert read.published_totals["value"].tolist() == [100.0, 20.0]
    assert read.edition == "2025-05-15"


def test_nothing_cancelled_has_no_share(workbook: Workbook) -> None:
    nothing = ["NCR", "ISIGHT", 0, 0]
    figures = PUBLICATION.read(workbook({"Provider": sheet(nothing)})).figures
    assert figures["metric_id"].tolist() == ["cancelled_ops_lastmin_count"]


def test_swapped_columns_are_told(workbook: Workbook) -> None:
    read = PUBLICATION.read(workbook({"Provider": sheet(["RAJ", "X", 20, 80])}))
    assert set(read.figures["metric_id"]) == {"cancelled_ops_lastmin_count"}
    assert "more than the whole" in str(read.problems[0])


def test_a_renamed_sheet_is_refused(workbook: Workbook) -> None:
    file = workbook({"Providers": sheet(RAJ)})
    assert PUBLICATION.recognises(file)
    with pytest.raises(ObservationsError, match=r"no sheet 'Provider'.*did you mean"):
        PUBLICATION.read(file)
