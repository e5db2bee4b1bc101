"""Diagnostics: exact on what is published, clear about what changed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.dm01 import PUBLICATION
from rcagraph.sources.publications.opened_file import OpenedFile
from rcagraph.sources.publications.publication import PublishedFigures

Compared = Callable[..., pd.DataFrame]
OffTotal = Callable[..., list[str]]
ReadAll = Callable[..., tuple[PublishedFigures, ...]]
Workbook = Callable[..., OpenedFile]

HEADER: list[object] = [
    *("Regional Team Code", "Provider Code", "Provider Name", "Total Waiting List"),
    *("Number waiting 6+ Weeks", "Number waiting 13+ Weeks"),
]
TOTAL = ["", "", "Total", 250, 60, 20]
RAJ = ["Y61", "RAJ", "Mid and South Essex", 200, 50, 20]


def sheet(*rows: list[object]) -> list[list[object]]:
    return [
        ["", "Title:", "Monthly Diagnostics"],
        ["", "Period:", "July 2025"],
        ["", "Published:", "11th September 2025"],
        HEADER,
        *rows,
    ]


def test_values_are_those_expected_but_for_later_revisions(
    read_all: ReadAll, compared: Compared
) -> None:
    both = compared(read_all(PUBLICATION, "dm01"))
    assert len(both) > 10_000
    # The copy to compare with was taken after further revisions.
    assert both["same"].mean() > 0.995


def test_england_is_the_sum_of_the_providers(
    read_all: ReadAll, off_total: OffTotal
) -> None:
    for read in read_all(PUBLICATION, "dm01"):
        assert off_total(read) == []
        assert len(read.published_totals) == 3
        assert read.problems == ()


def test_all_tests_together_are_read(workbook: Workbook) -> None:
    by_test = {"Provider by Test": sheet(["", "RAJ", "", 1, 1, 1])}
    file = workbook({"Provider": sheet(TOTAL, [], RAJ)} | by_test)
    assert PUBLICATION.recognises(file)
    read = PUBLICATION.read(file)
    assert read.figures[["metric_id", "value", "row"]].to_numpy().tolist() == [
        ["dm01_waiting_list", 200.0, 7],
        ["dm01_6wk_pct", 25.0, 7],
        ["dm01_13wk_pct", 10.0, 7],
    ]
    assert read.edition == "2025-09-11"
    assert set(read.published_totals["org_code"]) == {"ENG"}


def test_an_empty_list_has_no_shares(workbook: Workbook) -> None:
    empty = ["Y61", "RXX", "X", 0, 0, 0]
    figures = PUBLICATION.read(workbook({"Provider": sheet(empty)})).figures
    assert figures["metric_id"].tolist() == ["dm01_waiting_list"]


def test_more_waiting_long_than_at_all_is_told(workbook: Workbook) -> None:
    wrong = ["Y61", "RAJ", "X", 50, 200, 20]
    read = PUBLICATION.read(workbook({"Provider": sheet(wrong)}))
    assert set(read.figures["metric_id"]) == {"dm01_waiting_list", "dm01_13wk_pct"}
    assert "[Provider]:5: column 'Number waiting 6+ Weeks'" in str(read.problems[0])


def test_a_new_heading_is_refused_with_its_name(workbook: Workbook) -> None:
    rows = [
        ["Waiting 6+ Weeks" if "6+" in str(cell) else cell for cell in row]
        for row in sheet(RAJ)
    ]
    with pytest.raises(
        ObservationsError,
        match=r"\[Provider\]:4: column 'Number waiting 6\+ Weeks' is missing",
    ):
        PUBLICATION.read(workbook({"Provider": rows}))
