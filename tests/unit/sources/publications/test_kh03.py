"""Beds open overnight, a quarter's workbook."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.kh03 import PUBLICATION
from rcagraph.sources.publications.opened_file import OpenedFile
from rcagraph.sources.publications.publication import PublishedFigures

Compared = Callable[..., pd.DataFrame]
OffTotal = Callable[..., list[str]]
ReadAll = Callable[..., tuple[PublishedFigures, ...]]
Workbook = Callable[..., OpenedFile]

SECTORS = ["Total ", "General & Acute", "Maternity"]
GROUPS: list[object] = ["", "", "Available", "", "", "", "Occupied"]
HEADER: list[object] = ["Org Code", "Org Name", *SECTORS, "", *SECTORS, ""]
ENGLAND = ["", "England", 240, 200, 40, 0, 190, 150, 40]
RAJ = ["RAJ", "MID AND SOUTH ESSEX", 220, 160.5, 40, "", 180, 128.4, 40]
NO_BEDS = ["TAD", "BRADFORD DISTRICT CARE", 20, 0, 0, "", 10, 0, 0]


def sheet(
    *rows: list[object], what: str = "open overnight", period: str = "July to September"
) -> list[list[object]]:
    title = f"Average daily number of available and occupied beds {what} by sector"
    return [
        ["", "Title:", title],
        ["", "Period:", f"{period} 2024"],
        ["", "Revised:", "21st May 2025"],
        GROUPS,
        HEADER,
        *rows,
    ]


def test_values_are_those_expected(read_all: ReadAll, compared: Compared) -> None:
    both = compared(read_all(PUBLICATION, "beds"))
    assert len(both) > 900
    assert both["same"].all()


def test_england_is_the_sum_of_the_trusts(
    read_all: ReadAll, off_total: OffTotal
) -> None:
    for read in read_all(PUBLICATION, "beds"):
        assert off_total(read) == []
        assert len(read.published_totals) == 2
        assert read.problems == ()


def test_general_and_acute_beds_are_read(workbook: Workbook) -> None:
    file = workbook(
        {
            "Data Quality": [["KH03"]],
            "NHS Trust by Sector": sheet(ENGLAND, RAJ, NO_BEDS),
        }
    )
    assert PUBLICATION.recognises(file)
    read = PUBLICATION.read(file)
    assert read.figures[["org_code", "metric_id", "value"]].to_numpy().tolist() == [
        ["RAJ", "beds_available_ga", 160.5],
        ["RAJ", "bed_occ_ga_overnight_pct", pytest.approx(80.0)],
    ]
    assert read.figures["period"].unique() == [pd.Timestamp("2024-09-30")]
    assert read.edition == "2025-05-21"


def test_a_trust_may_be_fuller_than_full(workbook: Workbook) -> None:
    crowded = ["RXX", "X", 0, 10, 0, "", 0, 11, 0]
    figures = PUBLICATION.read(
        workbook({"NHS Trust by Sector": sheet(RAJ, crowded)})
    ).figures
    assert figures["value"].max() == pytest.approx(160.5)
    assert 110.0 in figures["value"].round(6).tolist()


def test_swapped_columns_are_refused(workbook: Workbook) -> None:
    swapped = ["RAJ", "X", 0, 128.4, 0, "", 0, 160.5, 0]
    with pytest.raises(ObservationsError, match="are columns swapped"):
        PUBLICATION.read(workbook({"NHS Trust by Sector": sheet(swapped)}))


def test_beds_open_by_day_are_another_publication(workbook: Workbook) -> None:
    by_day = sheet(RAJ, what="open day only")
    assert not PUBLICATION.recognises(workbook({"NHS Trust by Sector": by_day}))


def test_a_period_that_is_no_quarter_is_refused(workbook: Workbook) -> None:
    file = workbook({"NHS Trust by Sector": sheet(RAJ, period="Summer of")})
    with pytest.raises(ObservationsError, match=r"by Sector\]:2: .*'Summer of 2024'"):
        PUBLICATION.read(file)
