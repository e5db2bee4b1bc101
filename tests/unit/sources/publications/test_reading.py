"""Cells become numbers, months and codes once, in one way."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.opened_file import OpenedFile
from rcagraph.sources.publications.periods import (
    financial_year_end,
    month_end,
    quarter_end,
)
from rcagraph.sources.publications.reading import (
    Table,
    find_header,
    has_columns,
    publish,
    read_table,
)


def column(*cells: str) -> Table:
    text = "\n".join(["code,cell", *(f'RAJ,"{cell}"' for cell in cells)])
    return read_table(OpenedFile("a.csv", text.encode()), required=("code", "cell"))


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12", 12),
        ("1,234", 1234),
        ("1,234,567.5", 1234567.5),
        (" 7 ", 7),
        ("1e3", 1000),
        ("0", 0),
    ],
)
def test_counts_are_read(cell: str, number: float) -> None:
    table = column(cell)
    assert table.counts("cell").tolist() == [number]
    assert table.problems == []


@pytest.mark.parametrize(
    "cell", ["", "-", "*", "..", "n/a", "N/A", " ", "\u2013", "#DIV/0!", "null"]
)
def test_no_figure_is_missing_and_never_zero(cell: str) -> None:
    table = column(cell)
    assert math.isnan(table.counts("cell").iloc[0])
    assert table.problems == []


@pytest.mark.parametrize("cell", ["ten", "12%", "1.2.3", "1,23", "-4", "£5", "#REF!"])
def test_what_is_no_count_is_told_with_its_row(cell: str) -> None:
    table = column("1", cell)
    assert math.isnan(table.counts("cell").iloc[1])
    (problem,) = table.problems
    assert str(problem).startswith("a.csv:3: column 'cell': not a")


def test_many_alike_problems_are_counted() -> None:
    table = column(*["ten"] * 30)
    table.counts("cell")
    assert len(table.problems) == 21
    assert "and 10 more like it" in str(table.problems[-1])


@pytest.mark.parametrize(
    ("cell", "published_as", "percentage"),
    [
        ("0.85", "fraction", 85),
        ("85%", "fraction", 85),
        ("85.5 %", "percentage", 85.5),
        ("85", "percentage", 85),
        ("1", "fraction", 100),
    ],
)
def test_percentages_are_0_to_100(
    cell: str, published_as: str, percentage: float
) -> None:
    found = column(cell).percentages("cell", published_as)  # type: ignore[arg-type]
    assert found.tolist() == [percentage]


def test_a_percentage_above_100_is_refused_unless_it_can_be() -> None:
    table = column("1.02")
    assert math.isnan(table.percentages("cell", "fraction").iloc[0])
    assert len(table.problems) == 1
    assert table.percentages("cell", "fraction", most=None).tolist() == [102]


def test_a_zero_denominator_gives_no_figure() -> None:
    table = column("0", "4")
    figures = table.figures(
        "late",
        org_code=table.codes("code"),
        org_name=table.text("code"),
        period=dt.date(2025, 3, 31),
        unit="%",
        numerator=table.counts("cell") * 0 + 1,
        denominator=table.counts("cell"),
    )
    assert figures[["value", "row"]].to_numpy().tolist() == [[25.0, 3]]


def test_a_cell_that_names_no_month_is_told_with_its_row() -> None:
    with pytest.raises(ObservationsError, match=r"a.csv:3: column 'cell': not a month"):
        column("Mar-25", "soon").periods("cell")


MONTHS = [
    ("MSitAE-APRIL-2025", "2025-04-30"),
    ("RTT-February-2024", "2024-02-29"),
    ("March 2025", "2025-03-31"),
    ("Mar-25", "2025-03-31"),
    ("Sept 2024", "2024-09-30"),
    ("30/09/2024", "2024-09-30"),
    ("2024-09-01", "2024-09-30"),
    ("2024-09-01 00:00:00", "2024-09-30"),
    ("1 June 2024", "2024-06-30"),
    (dt.datetime(2024, 9, 1), "2024-09-30"),  # noqa: DTZ001 - as workbooks give them
    (dt.date(2024, 9, 30), "2024-09-30"),
    (45536.0, "2024-09-30"),
]


@pytest.mark.parametrize(("cell", "day"), MONTHS)
def test_months_are_read(cell: object, day: str) -> None:
    assert str(month_end(cell)) == day


@pytest.mark.parametrize("cell", ["", "Total", 2024, "32/13/2024", "Org 2024", "Q1"])
def test_what_is_no_month_is_none(cell: object) -> None:
    assert month_end(cell) is None


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("Quarter 1 2025-26", "2025-06-30"),
        ("2024-25 Q4", "2025-03-31"),
        ("Q3 2024/25", "2024-12-31"),
        ("October to December 2024", "2024-12-31"),
        ("Q1 2024-29", "None"),
    ],
)
def test_quarters_are_those_of_the_financial_year(cell: str, day: str) -> None:
    assert str(quarter_end(cell)) == day


def test_a_financial_year_ends_in_march() -> None:
    assert str(financial_year_end("2024-25")) == "2025-03-31"
    assert financial_year_end("2024-26") is None


def test_the_header_is_found_by_its_names_in_any_order() -> None:
    file = OpenedFile("a.csv", b"Title,2025\n\n beds ,ORG\xc2\xa0 CODE,new\n1,RAJ,x\n")
    assert has_columns(file, "", ("Org Code", "Beds"))
    assert find_header(file, "", ("Org Code", "Beds"))[0] == 3
    table = read_table(file, required=("Org Code",), optional=("Beds",))
    assert table.frame.columns.tolist() == ["Beds", "Org Code", "new"]


def test_groups_above_the_header_tell_columns_apart() -> None:
    file = OpenedFile("a.csv", b",Seen,,Late,\nCode,A,B,A,B\nRAJ,1,2,3,4\n")
    table = read_table(file, required=("Code", "Late / B"), header_rows=2)
    assert table.counts("Late / B").tolist() == [4]
    assert "Seen / A" in table.frame.columns


def test_a_missing_column_is_told_with_what_stands_there() -> None:
    file = OpenedFile("a.csv", b"Title\nOrg Code,Bedz\nRAJ,1\n")
    with pytest.raises(ObservationsError) as caught:
        read_table(file, required=("Org Code", "Beds"))
    assert str(caught.value) == (
        "a.csv:2: column 'Beds' is missing; found Org Code, Bedz, "
        "expected Org Code, Beds; did you mean 'Bedz'?"
    )


def test_of_two_rows_for_the_same_the_first_is_kept_and_the_second_told() -> None:
    table = column("1", "2")
    read = publish(
        [
            table.figures(
                "beds",
                org_code=table.codes("code"),
                org_name=table.text("code"),
                period=dt.date(2025, 3, 31),
                unit="beds",
                value=table.counts("cell"),
            )
        ]
    )
    assert read.figures["value"].tolist() == [1]
    assert "a second figure for RAJ, beds, 2025-03-31" in str(read.problems[0])
