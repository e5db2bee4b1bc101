"""Editions: the day of publication or revision, whichever way it is written."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from rcagraph.sources.publications.editions import edition_of, year_in_name
from rcagraph.sources.publications.opened_file import OpenedFile, Row


def rows(*lines: tuple[object, ...]) -> list[Row]:
    return [Row(number, cells) for number, cells in enumerate(lines, 1)]


@pytest.mark.parametrize(
    "cell",
    [
        "12/06/2025",
        "12th June 2025",
        "12 Jun 25",
        date(2025, 6, 12),
        datetime(2025, 6, 12, 9, 30),  # noqa: DTZ001 - as workbooks have them
    ],
)
def test_a_day_is_read_however_written(cell: object) -> None:
    assert edition_of(rows(("", "Published:", cell))) == "2025-06-12"


def test_a_revision_comes_after_the_publication() -> None:
    told = rows(("Published", "12/06/2025"), ("Revised:", "13th November 2025"))
    assert edition_of(told) == "2025-11-13"
    assert edition_of(rows(("Published:", "12/06/2025"), ("Revised:", "-"))) < "2025-11"


def test_other_lines_with_dates_are_no_edition() -> None:
    told = rows(
        ("Period:", "01/04/2025"),
        ("Published:", "June 2025"),
        ("Revised:", "31/02/2025"),
        ("These figures were published on 12/06/2025",),
    )
    assert edition_of(told) == ""


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("TAC_NHS_trusts_2023-24.xlsx", "2024-03-31"),
        ("ERIC - 202324 - Site data.csv", "2024-03-31"),
        ("data 20231231.csv", "None"),
        ("2023-25.csv", "None"),
    ],
)
def test_a_financial_year_in_a_name_is_read(name: str, year: str) -> None:
    assert str(year_in_name(OpenedFile(name, b"a,b\n1,2\n"))) == year
