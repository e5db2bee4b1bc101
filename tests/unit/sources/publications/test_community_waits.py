"""Community waits: bands over a year by their titles, services by their prefix."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.community_waits import PUBLICATION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import Publication, PublishedFigures

    ReadAll = Callable[[Publication, str], tuple[PublishedFigures, ...]]
    Compared = Callable[[Sequence[PublishedFigures]], pd.DataFrame]
    OffTotal = Callable[[PublishedFigures], list[str]]
    Workbook = Callable[[Mapping[str, Sequence[Sequence[object]]]], OpenedFile]


COVER = [
    ["Title:", "Community Health Services Waiting Times"],
    ["Published:", "12/06/2025"],
    ["Revised:", "-"],
]
HEADER = [
    "Organisation Type",
    "Organisation Code",
    "Organisation Name",
    "(A) Adult safeguarding",
    "(A) Audiology",
    "(CYP) Audiology",
    "Comment",
]


def table(title: str, *rows: list[object]) -> list[list[object]]:
    return [[f"{title} by service, April 2025"], ["A note."], HEADER, *rows]


TOTAL = table(
    "Total waiting list",
    ["National", "", "England", 9, 110, 10, ""],
    ["Region", "Y61", "EAST", "", 110, 10, ""],
    ["Provider", "RAJ", "MID AND SOUTH ESSEX", "", "1,00", 10, "late"],
    ["Provider", "RY4", "HERTFORDSHIRE", "", 110, 10, ""],
    ["Provider", "NNV", "YOUR HEALTHCARE", "", "", "*", ""],
    ["Provider", "NEC", "NONE WAITING", "", 0, "", ""],
)
TO_TWO_YEARS = table(
    "Number waiting >52-104 weeks (365-728 days)",
    ["National", "", "England", "", 10, 0, ""],
    ["Provider", "RY4", "HERTFORDSHIRE", "", 10, "", ""],
)
BEYOND = table(
    "Number waiting over 104 weeks (over 2 years)",
    ["National", "", "England", "", 2, 0, ""],
    ["Provider", "RY4", "HERTFORDSHIRE", "", 2, "", ""],
)


def figure(read: PublishedFigures, code: str, metric: str) -> float | None:
    of = (read.figures["org_code"] == code) & (read.figures["metric_id"] == metric)
    found = read.figures[of]
    return float(found["value"].iloc[0]) if len(found) else None


def test_values_are_those_expected(read_all: ReadAll, compared: Compared) -> None:
    both = compared(read_all(PUBLICATION, "community_waits"))
    assert len(both) > 1_000
    assert both["same"].all()


def test_england_is_the_sum_of_the_providers(
    read_all: ReadAll, off_total: OffTotal
) -> None:
    for read in read_all(PUBLICATION, "community_waits"):
        assert off_total(read) == []
        assert len(read.published_totals) == 2
        assert read.problems == ()


def test_bands_over_a_year_are_added_whatever_their_table(workbook: Workbook) -> None:
    file = workbook(
        {"Cover": COVER, "Table 4": TOTAL, "Table 9": BEYOND, "Table 10": TO_TWO_YEARS}
    )
    assert PUBLICATION.recognises(file)
    read = PUBLICATION.read(file)
    assert figure(read, "RY4", "community_waiting_list") == 120
    assert figure(read, "RY4", "community_52wk_pct") == pytest.approx(10.0)
    assert set(read.figures["period"]) == {pd.Timestamp(date(2025, 4, 30))}
    assert read.edition == "2025-06-12"
    # Safeguarding is published for England alone and is in no provider's figure.
    assert read.published_totals["denominator"].max() == 120


def test_a_blank_is_a_gap_and_a_zero_is_none_waiting(workbook: Workbook) -> None:
    sheets = {"Cover": COVER, "Table 4": TOTAL, "4g": TO_TWO_YEARS, "Table 4h": BEYOND}
    sheets["Table 4g"] = sheets.pop("4g")
    read = PUBLICATION.read(workbook(sheets))
    assert figure(read, "NNV", "community_waiting_list") is None
    assert figure(read, "NEC", "community_waiting_list") == 0
    assert figure(read, "NEC", "community_52wk_pct") is None


def test_what_is_no_number_is_named_by_row_and_column(workbook: Workbook) -> None:
    sheets = {"Cover": COVER, "Table 4": TOTAL, "Table 4g": TO_TWO_YEARS}
    sheets["Table 4h"] = BEYOND
    problem = str(PUBLICATION.read(workbook(sheets)).problems[0])
    assert "[Table 4]:6" in problem
    assert "(A) Audiology" in problem


@pytest.mark.parametrize(
    ("sheets", "says"),
    [
        ({"Table 4": TOTAL, "Table 4g": TO_TWO_YEARS}, "do not cover everyone over 52"),
        ({"Table 4": TOTAL, "Table 4h": BEYOND}, "104 to any"),
        ({"Table 4g": TO_TWO_YEARS, "Table 4h": BEYOND}, "Total waiting list by serv"),
        (
            {"Table 4": [*TOTAL[:2], HEADER[:3], *TOTAL[3:]], "Table 4g": BEYOND},
            "no column is a service",
        ),
        (
            {"Table 4": [*TOTAL[:2], ["Type", *HEADER[1:]]], "Table 4g": BEYOND},
            "column 'Organisation Type' is missing",
        ),
    ],
)
def test_a_changed_layout_is_refused_by_what_changed(
    workbook: Workbook, sheets: dict[str, list[list[object]]], says: str
) -> None:
    with pytest.raises(ObservationsError, match=says):
        PUBLICATION.read(workbook({"Cover": COVER, **sheets}))
