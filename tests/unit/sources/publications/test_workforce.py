"""Workforce: two tables in full-time equivalents, found by what they hold."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.workforce import PUBLICATION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import Publication, PublishedFigures

    ReadAll = Callable[[Publication, str], tuple[PublishedFigures, ...]]
    Compared = Callable[[Sequence[PublishedFigures]], pd.DataFrame]
    OffTotal = Callable[[PublishedFigures], list[str]]
    Workbook = Callable[[Mapping[str, Sequence[Sequence[object]]]], OpenedFile]


WHO = [
    *("NHS England region code", "NHS England region name", "ICS code", "ICS name"),
    *("Organisation name", "Organisation code"),
]
GROUPS = ["HCHS Doctors", "Consultant", "Nurses & health visitors", "Midwives"]
ENGLAND = ["", "England", "", "", "", ""]
REGION = ["Y61", "East of England", "", "", "", ""]
RAJ = ["", "", "", "", "Mid and South Essex", "RAJ"]
GONE = ["", "", "", "", "Southend", "RQ8"]
BY_GROUP = [
    ["Table 3: staff by group - Full Time Equivalent"],
    ["August 2024 monthly data"],
    [*WHO, "Total", *GROUPS],
    [],
    [*ENGLAND, 900, 200, 80, 300, 40],
    [*REGION, 900, 200, 80, 300, 40],
    [*RAJ, 900, 200, 80, 300, 0],
    ["Notes"],
]
SERIES = [
    ["Table 5: all staff - Full Time Equivalent"],
    [*WHO, date(2019, 2, 28), date(2019, 3, 31), date(2024, 8, 31)],
    [*ENGLAND, 1, 800, 900],
    [*RAJ, 1, 500, 900],
    [*GONE, 1, 300, 0],
]
SHEETS: dict[str, Any] = {
    "Title sheet": [["NHS Workforce Statistics"]],
    "2. Org & SG - HC": BY_GROUP,
    "3. Org & SG - FTE": BY_GROUP,
    "5. All Staff - FTE": SERIES,
}


def test_values_are_those_expected(read_all: ReadAll, compared: Compared) -> None:
    both = compared(read_all(PUBLICATION, "workforce"))
    assert len(both) > 40_000
    assert both["same"].all()


def test_england_is_the_sum_of_the_organisations(
    read_all: ReadAll, off_total: OffTotal
) -> None:
    for read in read_all(PUBLICATION, "workforce"):
        assert off_total(read) == []
        assert len(read.published_totals) > 65
        assert read.problems == ()


def test_months_before_2019_and_before_an_organisation_are_left_out(
    workbook: Workbook,
) -> None:
    file = workbook(SHEETS)
    assert PUBLICATION.recognises(file)
    read = PUBLICATION.read(file)
    total = read.figures.query("metric_id == 'staff_fte_total'")
    assert set(zip(total["org_code"], total["value"], strict=True)) == {
        ("RAJ", 500.0),
        ("RAJ", 900.0),
        ("RQ8", 300.0),
    }
    assert total["period"].min() == pd.Timestamp("2019-03-31")
    assert read.edition == "2024-08-31"


def test_a_group_without_staff_is_zero_and_not_missing(workbook: Workbook) -> None:
    read = PUBLICATION.read(workbook(SHEETS))
    groups = read.figures.query("metric_id != 'staff_fte_total'")
    assert dict(zip(groups["metric_id"], groups["value"], strict=True)) == {
        "staff_fte_consultants": 80.0,
        "staff_fte_doctors": 200.0,
        "staff_fte_midwives": 0.0,
        "staff_fte_nurses": 300.0,
    }
    assert set(groups["period"]) == {pd.Timestamp("2024-08-31")}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"5. All Staff - FTE": BY_GROUP}, "organisation and month"),
        ({"3. Org & SG - FTE": [["moved"]]}, "organisation and staff group"),
        (
            {"3. Org & SG - FTE": [*BY_GROUP[:2], [*WHO, "HCHS Doctors", "Nurses"]]},
            "'Nurses & health visitors' is missing; found",
        ),
        ({"3. Org & SG - FTE": BY_GROUP[2:]}, "no line above the table"),
        ({"3. Org & SG - FTE": [["data"], *BY_GROUP[2:]]}, "says its month"),
    ],
)
def test_a_changed_layout_is_refused_by_what_changed(
    workbook: Workbook, changed: dict[str, Any], says: str
) -> None:
    with pytest.raises(ObservationsError, match=says):
        PUBLICATION.read(workbook({**SHEETS, **changed}))
