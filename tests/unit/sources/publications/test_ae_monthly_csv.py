"""A&E, monthly csv: the workbook's figures, with and without booked appointments."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.ae_monthly_csv import PUBLICATION
from rcagraph.sources.publications.opened_file import OpenedFile
from rcagraph.sources.publications.publication import PublishedFigures

Compared = Callable[..., pd.DataFrame]
OffTotal = Callable[..., list[str]]
ReadAll = Callable[..., tuple[PublishedFigures, ...]]

KINDS = ("Type 1", "Type 2", "Other A&E Department")
SHORT = ("Type 1", "Type 2", "Other Department")
ATTENDED = [f"A&E attendances {kind}" for kind in KINDS]
BOOKED = [f"A&E attendances Booked Appointments {kind}" for kind in SHORT]
OVER = [f"Attendances over 4hrs {kind}" for kind in SHORT]
BOOKED_OVER = [f"Attendances over 4hrs Booked Appointments {kind}" for kind in SHORT]
REST = [
    "Patients who have waited 4-12 hs from DTA to admission",
    "Patients who have waited 12+ hrs from DTA to admission",
    "Emergency admissions via A&E - Type 1",
    "Emergency admissions via A&E - Type 2",
    "Emergency admissions via A&E - Other A&E department",
    "Other emergency admissions",
]
START = ["Period", "Org Code", "Parent Org", "Org name"]
WITH = [*START, *ATTENDED, *BOOKED, *OVER, *BOOKED_OVER, *REST]
WITHOUT = [*START, *ATTENDED, *OVER, *REST]
OLD = [
    *START,
    *(f"Number of A&E attendances {kind}" for kind in KINDS),
    *(f"Number of attendances over 4hrs {kind}" for kind in KINDS),
    *REST,
]
RAJ = "MSitAE-{},RAJ,EAST,MID AND SOUTH ESSEX,80,0,10,20,0,0,30,0,1,10,0,0,4,1,9,0,1,5"
RAJ_BARE = "MSitAE-{},RAJ,EAST,MID AND SOUTH ESSEX,100,0,10,{},0,1,4,1,9,0,1,5"


def opened(header: list[str], *rows: str) -> OpenedFile:
    return OpenedFile("x.csv", "\r\n".join([",".join(header), *rows]).encode())


def values(file: OpenedFile) -> dict[str, float]:
    figures = PUBLICATION.read(file).figures
    return dict(zip(figures["metric_id"], figures["value"], strict=True))


def test_values_are_those_expected_but_for_later_revisions(
    read_all: ReadAll, compared: Compared
) -> None:
    both = compared(read_all(PUBLICATION, "ae_monthly_csv"))
    assert len(both) > 20_000
    # Three trusts revised April to July 2025 in the workbooks of November 2025.
    assert set(both[~both["same"]]["org_code"]) == {"RBT", "RFS", "RTD"}
    assert both["same"].mean() > 0.999


def test_the_row_of_totals_is_the_sum_of_the_rows(
    read_all: ReadAll, off_total: OffTotal
) -> None:
    for read in read_all(PUBLICATION, "ae_monthly_csv"):
        assert off_total(read) == []
        assert len(read.published_totals) == 8


def test_booked_appointments_are_added_in() -> None:
    file = opened([*WITH, "", "a"], RAJ.format("MAY-2025") + ",,")
    assert PUBLICATION.recognises(file)
    assert values(file) == {
        "ae_attendances_all": 110.0,
        "ae_attendances_type1": 100.0,
        "emergency_admissions_total": 15.0,
        "ae_4hr_dta_count": 5.0,
        "ae_12hr_dta_count": 1.0,
        "ae_4hr_all_pct": pytest.approx(100 * 69 / 110),
        "ae_4hr_type1_pct": 60.0,
        "ae_12hr_dta_pct_of_admissions": 10.0,
    }


@pytest.mark.parametrize("header", [WITHOUT, OLD])
def test_a_csv_without_booked_appointments_is_read(header: list[str]) -> None:
    file = opened(header, RAJ_BARE.format("May-2019", 40))
    assert PUBLICATION.recognises(file)
    assert PUBLICATION.read(file).problems == ()
    assert values(file)["ae_4hr_type1_pct"] == 60.0


def test_their_absence_is_told_once_they_should_be_there() -> None:
    (problem,) = PUBLICATION.read(
        opened(WITHOUT, RAJ_BARE.format("May-2026", 40))
    ).problems
    assert "no columns for booked appointments" in str(problem)


def test_nobody_over_four_hours_is_no_figure() -> None:
    """Copies write 0 for the trusts that tested other standards until May 2023."""
    file = opened(WITHOUT, RAJ_BARE.format("May-2020", 0))
    read = values(file)
    assert read["ae_attendances_all"] == 110.0
    assert not {"ae_4hr_all_pct", "ae_4hr_type1_pct"} & set(read)


def test_more_over_four_hours_than_attended_is_told() -> None:
    file = opened(WITHOUT, RAJ_BARE.format("May-2020", 4000))
    assert "ae_4hr_type1_pct" not in values(file)
    assert "x.csv:2:" in str(PUBLICATION.read(file).problems[0])


def test_what_is_no_number_is_told_once() -> None:
    row = RAJ.format("MAY-2025").replace(",80,", ",eighty,")
    read = PUBLICATION.read(opened(WITH, row))
    (problem,) = read.problems
    assert "x.csv:2: column 'A&E attendances Type 1': not a number" in str(problem)
    assert "ae_attendances_all" not in set(read.figures["metric_id"])


def test_a_missing_column_is_named() -> None:
    header = [name.replace("12+ hrs", "twelve hours") for name in WITH]
    file = opened(header, RAJ.format("MAY-2025"))
    assert PUBLICATION.recognises(file)
    with pytest.raises(ObservationsError, match=r"12\+ hrs .*is missing"):
        PUBLICATION.read(file)


def test_a_row_without_a_month_is_named() -> None:
    with pytest.raises(ObservationsError, match=r"x\.csv:2: column 'Period'"):
        PUBLICATION.read(opened(WITH, RAJ.format("SPRING-2025")))


def test_another_csv_is_not_recognised() -> None:
    assert not PUBLICATION.recognises(opened(START, "a,b,c,d"))
