"""A&E, monthly workbook: exact on what is published, clear about what changed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.ae_monthly_xls import PUBLICATION
from rcagraph.sources.publications.opened_file import OpenedFile
from rcagraph.sources.publications.publication import PublishedFigures

Compared = Callable[..., pd.DataFrame]
OffTotal = Callable[..., list[str]]
ReadAll = Callable[..., tuple[PublishedFigures, ...]]
Workbook = Callable[..., OpenedFile]

TITLE = "A&E Attendances & Emergency Admission monthly statistics, NHS in England"
SOON = (
    "A&E attendances less than 4 hours from arrival to admission, transfer or discharge"
)
LATE = (
    "A&E attendances greater than 4 hours from arrival to admission, "
    "transfer or discharge"
)
TYPE1 = "Type 1 Departments - Major A&E"
WAITS = "Number of patients spending >{} hours from decision to admit to admission"
GROUPS: list[object] = [
    "",
    "",
    "A&E attendances",
    "",
    SOON,
    "",
    LATE,
    "",
    "Emergency Admissions",
]
HEADER: list[object] = [
    *("Code", "Name", TYPE1, "Total attendances"),
    *(TYPE1, "Total Attendances < 4 hours", TYPE1, "Total Attendances > 4 hours"),
    *("Total Emergency Admissions via A&E", "Total Emergency Admissions"),
    *(WAITS.format(4), WAITS.format(12)),
]
ENGLAND = ["-", "England", 300, 500, 180, 350, 120, 150, 90, 120, 20, 6]
RAJ = ["RAJ", "Mid and South Essex", "200", "1,000", 120, 600, 80, 400, 60, 80, 15, 6]
UNTIMED = ["RGT", "Cambridge", 100, 200, "-", "-", "-", "-", 30, 40, 5, 0]


def sheet(*rows: list[object], period: str = "April 2025") -> list[list[object]]:
    return [
        ["Title:", TITLE],
        ["Period:", period],
        ["Published:", "15th May 2025"],
        ["Revised:", "13th November 2025"],
        GROUPS,
        HEADER,
        *rows,
    ]


def test_values_are_those_expected(read_all: ReadAll, compared: Compared) -> None:
    both = compared(read_all(PUBLICATION, "ae_monthly_xls"))
    assert len(both) > 100_000
    assert both["same"].all()


def test_england_is_the_sum_of_the_providers(
    read_all: ReadAll, off_total: OffTotal
) -> None:
    for read in read_all(PUBLICATION, "ae_monthly_xls"):
        # The share counts waits of providers that state no admissions.
        assert set(off_total(read)) <= {"ae_12hr_dta_pct_of_admissions"}
        assert len(read.published_totals) == 8
        assert read.problems == ()


def test_trusts_of_the_field_test_have_no_four_hour_figure(read_all: ReadAll) -> None:
    figures = pd.concat(
        [each.figures for each in read_all(PUBLICATION, "ae_monthly_xls")]
    )
    gap = figures["period"].between("2019-05-31", "2023-05-31") & figures[
        "org_code"
    ].isin(["RC9", "RGT", "RVW", "RYJ", "R0D", "RD3"])
    assert not figures[gap]["metric_id"].str.startswith("ae_4hr_all").any()
    assert (figures[gap]["metric_id"] == "ae_attendances_all").sum() > 200


def test_cells_are_read_by_their_headings(workbook: Workbook) -> None:
    file = workbook({"Provider Level Data": sheet(ENGLAND, [""], RAJ, UNTIMED)})
    assert PUBLICATION.recognises(file)
    read = PUBLICATION.read(file)
    raj = read.figures[read.figures["org_code"] == "RAJ"].set_index("metric_id")
    assert raj["value"].to_dict() == {
        "ae_attendances_all": 1000.0,
        "ae_attendances_type1": 200.0,
        "emergency_admissions_total": 80.0,
        "ae_4hr_dta_count": 15.0,
        "ae_12hr_dta_count": 6.0,
        "ae_4hr_all_pct": 60.0,
        "ae_4hr_type1_pct": 60.0,
        "ae_12hr_dta_pct_of_admissions": 10.0,
    }
    assert set(raj["row"]) == {9}
    assert read.edition == "2025-11-13"
    assert read.figures["period"].unique() == [pd.Timestamp("2025-04-30")]


def test_a_dash_is_no_figure_and_a_wait_without_admissions_no_share(
    workbook: Workbook,
) -> None:
    no_admissions = ["RXX", "X", 9, 9, 9, 9, 0, 0, 0, 0, 1, 1]
    read = PUBLICATION.read(
        workbook({"Provider Level Data": sheet(UNTIMED, no_admissions)})
    )
    of = read.figures.groupby("org_code")["metric_id"].agg(set)
    assert not {"ae_4hr_all_pct", "ae_4hr_type1_pct"} & of["RGT"]
    assert "ae_12hr_dta_pct_of_admissions" not in of["RXX"]
    assert "ae_12hr_dta_count" in of["RXX"]


def test_times_that_do_not_add_up_are_left_out_and_told(workbook: Workbook) -> None:
    swapped = [*RAJ[:5], 80, 120, *RAJ[7:]]
    read = PUBLICATION.read(workbook({"Provider Level Data": sheet(swapped)}))
    assert "ae_4hr_all_pct" not in set(read.figures["metric_id"])
    assert "[Provider Level Data]:7:" in str(read.problems[0])


@pytest.mark.parametrize(
    ("sheets", "told"),
    [
        ({"Providers": sheet(RAJ)}, "no sheet 'Provider Level Data'"),
        ({"Provider Level Data": sheet(RAJ, period="")}, "names no period"),
        ({"Provider Level Data": sheet(RAJ, period="Spring")}, "found 'Spring'"),
        (
            {
                "Provider Level Data": [
                    [
                        "Total seen" if cell == "Total attendances" else cell
                        for cell in row
                    ]
                    for row in sheet(RAJ)
                ]
            },
            "column 'A&E attendances / Total attendances' is missing",
        ),
    ],
)
def test_a_layout_that_changed_is_refused(
    workbook: Workbook, sheets: dict[str, list[list[object]]], told: str
) -> None:
    file = workbook(sheets)
    assert PUBLICATION.recognises(file)
    with pytest.raises(ObservationsError, match=r".") as refused:
        PUBLICATION.read(file)
    assert told in str(refused.value)


def test_another_workbook_is_not_recognised(workbook: Workbook) -> None:
    assert not PUBLICATION.recognises(
        workbook({"Provider Level Data": [["Title:", "Monthly Diagnostics"]]})
    )
