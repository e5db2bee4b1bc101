"""Every observation can be followed back to files, sheets and rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rcagraph.errors import UnknownNameError
from rcagraph.sources.provenance import trace
from rcagraph.sources.workspace import Workspace
from rcagraph.sources.workspace_observations import (
    observations_in_force,
    read_workspace,
)

HEADER = ["Period", "Org Code", "Org Name", "Beds available", "Beds occupied"]
JANUARY = date(2019, 1, 31)


@pytest.fixture
def workspace(run: Callable, xlsx_of: Callable, folder: Path) -> Workspace:
    first = [
        HEADER,
        ["Jan-19", "RQ8", "Mid Essex", 100, 90],
        ["Jan-19", "RDD", "Basildon", 300, 270],
        ["Jan-19", "RAJ", "Southend", 200, 180],
        ["Jan-19", "RW6", "Pennine", 200, 180],
    ]
    revised = [
        ["Revised", "2019-06-01", "", "", ""],
        HEADER,
        ["Jan-19", "RQ8", "Mid Essex", 100, 50],
    ]
    run({"first.xlsx": xlsx_of(first), "revised.xlsx": xlsx_of(revised)})
    return Workspace(folder)


def test_a_sum_shows_its_parts_and_what_they_superseded(workspace: Workspace) -> None:
    found = trace(workspace, "RAJ", "bed_occ_ga_overnight_pct", JANUARY)
    assert (found.value, found.numerator, found.denominator) == (
        pytest.approx(100 * 500 / 600),
        500,
        600,
    )
    assert found.codes_summed == 3
    assert [
        (each.organisation, each.file.name, each.sheet, each.row, each.in_force)
        for each in found.statements
    ] == [
        ("RAJ", "first.xlsx", "Provider", 4, True),
        ("RDD", "first.xlsx", "Provider", 3, True),
        ("RQ8", "revised.xlsx", "Provider", 3, True),
        ("RQ8", "first.xlsx", "Provider", 2, False),
    ]


def test_a_code_of_the_past_leads_to_todays(workspace: Workspace) -> None:
    found = trace(workspace, "rq8", "beds_available_ga", JANUARY)
    assert (found.organisation, found.value) == ("RAJ", 600)


def test_a_split_code_says_so(workspace: Workspace) -> None:
    found = trace(workspace, "RW6", "beds_available_ga", JANUARY)
    assert (found.organisation, found.value) == ("RW6", 200)
    assert "was split between R0A and RM3" in str(found.problems[0])


def test_a_diagnosis_reads_what_trace_shows(workspace: Workspace) -> None:
    table = read_workspace(workspace.folder)
    observation = table.observation("RAJ", "bed_occ_ga_overnight_pct", JANUARY)
    assert observation is not None
    found = trace(workspace, "RAJ", "bed_occ_ga_overnight_pct", JANUARY)
    assert observation.value == found.value
    assert observation.codes_summed == found.codes_summed
    assert observation.row == found.statements[0].row
    assert observation.origin == (
        "NHS England: Beds open overnight (grade A, first.xlsx), sheet 'Provider'"
    )


def test_what_cannot_be_rolled_up_is_listed(workspace: Workspace) -> None:
    unrolled = observations_in_force(workspace).unrolled
    assert ["RW6" in str(problem) for problem in unrolled] == [True]


def test_the_workspaces_own_successions_count(workspace: Workspace) -> None:
    (workspace.folder / "successions.csv").write_text(
        "old_code,new_code,date,basis\nRDD,RQ8,2019-02-01,made up\n", encoding="utf-8"
    )
    assert trace(workspace, "RDD", "beds_available_ga", JANUARY).value == 400


@pytest.mark.parametrize(
    ("organisation", "metric", "period", "hint"),
    [
        ("RNX", "beds_available_ga", JANUARY, "no figures of this organisation"),
        ("RAJ", "beds_availabel_ga", JANUARY, "did you mean 'beds_available_ga'"),
        ("RAJ", "beds_available_ga", date(2019, 3, 31), "did you mean '2019-01-31'"),
    ],
)
def test_what_nobody_stated_is_answered_with_what_was(
    workspace: Workspace, organisation: str, metric: str, period: date, hint: str
) -> None:
    with pytest.raises(UnknownNameError, match=hint):
        trace(workspace, organisation, metric, period)
