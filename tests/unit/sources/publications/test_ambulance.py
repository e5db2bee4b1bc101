"""Ambulances: the hidden sheet of the time series, by indicator and not by place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.ambulance import PUBLICATION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import Publication, PublishedFigures

    ReadAll = Callable[[Publication, str], tuple[PublishedFigures, ...]]
    Compared = Callable[[Sequence[PublishedFigures]], pd.DataFrame]
    Workbook = Callable[[Mapping[str, Sequence[Sequence[object]]]], OpenedFile]


INTRODUCTION = [
    ["About the Ambulance Quality Indicators (AQI)"],
    ["Published", "11/09/2025"],
]
CODES = [
    *("A8", "A24", "A25", "A10", "A30", "A31"),
    *("A140", "A141", "A142", "A145", "A146"),
]
HEADER = ["Year", "Month", "Reg", "Area", "Trust", *CODES, "", "Month", "month"]
EARLY = [10, 4_800, 480, 20, 24_000, 1_200, "", "", "", "", ""]
LATE = [10, 4_805, 481, 20, 24_000, 1_200, 40, 48_000, 1_200, 10, 4]
NOTHING = [0, 0, 0, 0, 0, 0, "-", "-", "-", "-", "-"]
RAW = [
    ["some group names"],
    HEADER,
    ["2023-24", "SEPTEMBER", "", "ENG", "", *EARLY],
    ["2023-24", "SEPTEMBER", "Y61", "Y61", "", *EARLY],
    ["2023-24", "SEPTEMBER", "Y61", "RYC", "EAST OF ENGLAND", *EARLY],
    ["2023-24", "MARCH", "", "ENG", "", *LATE],
    ["2023-24", "MARCH", "Y61", "RYC", "EAST OF ENGLAND", *LATE],
    ["2023-24", "MARCH", "Y59", "R1F", "ISLE OF WIGHT", *NOTHING],
    ["", "", "", "", "", "a note"],
]
SHEETS: dict[str, Any] = {
    "Introduction": INTRODUCTION,
    "Response times": [["Eng"]],
    "Handovers": [["Eng"]],
}


def test_values_are_those_expected(read_all: ReadAll, compared: Compared) -> None:
    both = compared(read_all(PUBLICATION, "ambulance"))
    assert len(both) > 2_500
    assert both["same"].all()


def test_england_is_the_sum_of_the_trusts(read_all: ReadAll) -> None:
    for read in read_all(PUBLICATION, "ambulance"):
        keys = ["metric_id", "period"]
        parts = ["numerator", "denominator"]
        total = read.published_totals.set_index(keys)[parts].sort_index()
        summed = read.figures.groupby(keys)[parts].sum()
        pd.testing.assert_frame_equal(total, summed, rtol=1e-9)
        assert len(total) > 250
        assert read.problems == ()


def test_regions_notes_and_months_without_returns_are_left_out(
    workbook: Workbook,
) -> None:
    file = workbook({**SHEETS, "Raw": RAW})
    assert PUBLICATION.recognises(file)
    read = PUBLICATION.read(file)
    assert set(read.figures["org_code"]) == {"RYC"}
    assert set(read.published_totals["org_code"]) == {"ENG"}
    march = read.figures[read.figures["period"] == pd.Timestamp("2024-03-31")]
    found = march.set_index("metric_id")["value"].to_dict()
    assert found == pytest.approx(
        {
            "amb_c1_mean_min": 481 / 60,
            "amb_c2_mean_min": 20.0,
            "amb_handover_mean_min": 20.0,
            "amb_handover_over30_pct": 25.0,
            "amb_handover_over60_pct": 10.0,
        }
    )
    assert len(read.figures) == 2 + 5
    assert read.edition == "2025-09-11"


@pytest.mark.parametrize(
    ("sheets", "says"),
    [
        ({"Raw data": RAW}, "no sheet 'Raw'; found .*'Raw data'"),
        ({"Raw": [HEADER[:9] + HEADER[10:], *RAW[2:]]}, "column 'A30' is missing"),
        (
            {"Raw": [HEADER, ["2023-24", "Q1", "", "RYC", "EAST", *LATE]]},
            r"\[Raw\]:2.*not a month",
        ),
    ],
)
def test_a_changed_layout_is_refused_by_what_changed(
    workbook: Workbook, sheets: dict[str, Any], says: str
) -> None:
    file = workbook({**SHEETS, **sheets})
    assert PUBLICATION.recognises(file)
    with pytest.raises(ObservationsError, match=says):
        PUBLICATION.read(file)
