"""Cancer waits: sums of the extract's rows, each patient once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.cancer_waits import PUBLICATION
from rcagraph.sources.publications.opened_file import OpenedFile
from rcagraph.sources.publications.publication import PublishedFigures

Compared = Callable[..., pd.DataFrame]
ReadAll = Callable[..., tuple[PublishedFigures, ...]]
Workbook = Callable[..., OpenedFile]

HEADER = [
    *("PERIOD", "YEAR", "MONTH", "STANDARD", "ORG CODE", "STAGE/ROUTE"),
    *("TREATMENT MODALITY", "CANCER TYPE", "TOTAL TREATED", "WITHIN STANDARD"),
    "BREACHES",
]


def row(
    standard: str, treatment: str, cancer: str, total: object, within: object
) -> list[object]:
    month = [date(2025, 7, 1), "2025/26", "JUL", standard, "RAJ", "Screening"]
    return [*month, treatment, cancer, total, within, ""]


FDS = row("28-day FDS", "", "Suspected breast cancer", 10, 8)
BREAST = row("62-day Combined", "ALL MODALITIES", "Breast", 3.5, 2.5)
LUNG = row("62-day Combined", "ALL MODALITIES", "Lung", 1.5, 1)
SURGERY = row("62-day Combined", "Surgery", "ALL CANCERS", 5, 3.5)
BOTH = row("62-day Combined", "ALL MODALITIES", "ALL CANCERS", 5, 3.5)


def values(file: OpenedFile) -> dict[str, float]:
    figures = PUBLICATION.read(file).figures
    return dict(zip(figures["metric_id"], figures["value"], strict=True))


def test_final_months_are_those_expected(read_all: ReadAll, compared: Compared) -> None:
    final, provisional = sorted(
        read_all(PUBLICATION, "cancer"), key=lambda read: read.edition
    )
    assert (final.edition, provisional.edition) == ("2024-09 final", "2025-07")
    both = compared([final])
    # The 62-day copies were rounded to whole patients.
    whole = (both["metric_id"] != "cancer_62d_pct") | both["source"].str.contains(
        "provider extract xlsx"
    )
    assert whole.sum() > 1_500
    assert both[whole]["same"].all()
    copied = compared([provisional])
    copied = copied[copied["source"].str.contains("provider extract xlsx")]
    assert len(copied) > 50
    assert copied["same"].all()


def test_patients_are_listed_twice_and_counted_once(workbook: Workbook) -> None:
    file = workbook({"Extract": [HEADER, FDS, BREAST, LUNG, SURGERY]})
    assert PUBLICATION.recognises(file)
    read = PUBLICATION.read(file)
    assert read.figures[
        ["metric_id", "numerator", "denominator", "row"]
    ].to_numpy().tolist() == [
        ["cancer_28d_fds_pct", 8.0, 10.0, 2],
        ["cancer_62d_pct", 3.5, 5.0, 3],
    ]
    assert read.figures["period"].unique() == [pd.Timestamp("2025-07-31")]


def test_a_grand_total_row_does_not_double_the_sum(workbook: Workbook) -> None:
    file = workbook({"Extract": [HEADER, BREAST, LUNG, SURGERY, BOTH]})
    assert values(file) == {"cancer_62d_pct": 70.0}


def test_a_repeated_row_counts_once_and_is_told(workbook: Workbook) -> None:
    file = workbook({"Extract": [HEADER, BREAST, LUNG, LUNG]})
    assert values(file) == {"cancer_62d_pct": 70.0}
    assert "[Extract]:4: the row repeats" in str(PUBLICATION.read(file).problems[0])


def test_a_suppressed_row_leaves_no_figure(workbook: Workbook) -> None:
    hidden = row("62-day Combined", "ALL MODALITIES", "Skin", "*", "*")
    file = workbook({"Extract": [HEADER, FDS, BREAST, hidden]})
    assert values(file) == {"cancer_28d_fds_pct": 80.0}


def test_older_standards_are_other_measures(workbook: Workbook) -> None:
    old = row("62-day Urgent GP", "ALL MODALITIES", "Breast", 4, 2)
    assert values(workbook({"Extract": [HEADER, FDS, old]})) == {
        "cancer_28d_fds_pct": 80.0
    }
    with pytest.raises(ObservationsError, match="no standard that is known"):
        PUBLICATION.read(workbook({"Extract": [HEADER, old]}))


def test_more_in_time_than_treated_is_told(workbook: Workbook) -> None:
    swapped = row("28-day FDS", "", "Suspected skin cancer", 8, 10)
    read = PUBLICATION.read(workbook({"Extract": [HEADER, swapped]}))
    assert read.figures.empty
    assert "[Extract]:2: column 'WITHIN STANDARD'" in str(read.problems[0])


def test_a_renamed_column_is_refused_with_its_name(workbook: Workbook) -> None:
    renamed = ["TOTAL SEEN" if cell == "TOTAL TREATED" else cell for cell in HEADER]
    file = workbook({"Extract": [renamed, FDS]})
    assert PUBLICATION.recognises(file)
    with pytest.raises(ObservationsError, match="'TOTAL TREATED' is missing"):
        PUBLICATION.read(file)
