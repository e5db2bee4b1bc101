"""Beds open overnight, the long csv files: told apart by their numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.kh03_series import PUBLICATION
from rcagraph.sources.publications.opened_file import OpenedFile
from rcagraph.sources.publications.publication import PublishedFigures

Compared = Callable[..., pd.DataFrame]
ReadAll = Callable[..., tuple[PublishedFigures, ...]]

SHARED = Path(__file__).parents[5] / "shared" / "data" / "publications" / "beds_long"
HEADER = "Organisation_Code,Sector,Number_Of_Beds,Effective_Snapshot_Date"


def opened(*rows: str, whole: int = 60, of: int = 120) -> OpenedFile:
    """Add rows of another sector, some of them whole numbers."""
    filler = [
        f"R{i:02d},Maternity,{20 if i < whole else 20.5},30/06/2024" for i in range(of)
    ]
    text = "\r\n".join([HEADER, *rows, *filler])
    return OpenedFile("x.csv", f"\ufeff{text}\r\n".encode())


def test_available_beds_are_those_expected(
    read_all: ReadAll, compared: Compared
) -> None:
    both = compared(read_all(PUBLICATION, "beds_long"))
    assert len(both) > 4_000
    # The csv lost the decimals of some figures; one trust revised its last quarter.
    off = both[(both["value"] - both["expected"]).abs() > 0.5]
    assert off[["org_code", "period"]].to_numpy().tolist() == [
        ["RTE", pd.Timestamp("2024-06-30")]
    ]
    assert (both[~both["same"]]["value"] % 1 == 0).sum() == (~both["same"]).sum() - 1


def test_the_two_files_are_told_apart(read_all: ReadAll) -> None:
    available, occupied = (each.figures for each in read_all(PUBLICATION, "beds_long"))
    assert set(available["metric_id"]) == {"beds_available_ga"}
    assert set(occupied["metric_id"]) == {"beds_occupied_ga"}
    both = available.merge(occupied, on=["org_code", "period"])
    assert (both["value_y"] / both["value_x"]).median() == pytest.approx(0.88, abs=0.03)


@pytest.mark.parametrize("what", ["available", "occupied"])
def test_a_single_quarter_would_be_told_apart(what: str) -> None:
    path = SHARED / f"kh03_{what}_overnight.csv"
    if not path.exists():
        pytest.skip("no published files in ../shared (beds_long)")
    header, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    quarters: dict[str, list[str]] = {}
    for row in rows:
        quarters.setdefault(row[-10:], []).append(row)
    quarters = {day: each for day, each in quarters.items() if day.endswith("2019")}
    assert len(quarters) == 4
    for each in quarters.values():
        read = PUBLICATION.read(
            OpenedFile("x.csv", "\n".join([header, *each]).encode())
        )
        assert set(read.figures["metric_id"]) == {f"beds_{what}_ga"}


def test_general_and_acute_beds_are_read() -> None:
    file = opened(
        'RAJ,General & Acute,"1,045",30/06/2024',
        "TAD,General & Acute,0,30/06/2024",
        "RNN,GENERAL & ACUTE,-,30/06/2024",
    )
    assert PUBLICATION.recognises(file)
    read = PUBLICATION.read(file)
    assert read.figures[["org_code", "value", "row"]].to_numpy().tolist() == [
        ["RAJ", 1045.0, 2]
    ]
    assert read.edition == "2024-06-30"
    assert read.problems == ()


def test_a_row_that_repeats_is_told() -> None:
    row = "RAJ,General & Acute,7,30/06/2024"
    read = PUBLICATION.read(opened(row, row))
    assert len(read.figures) == 1
    assert "x.csv:3: the row repeats one above" in str(read.problems[0])


@pytest.mark.parametrize(("whole", "of"), [(24, 120), (60, 90)])
def test_numbers_that_do_not_tell_are_refused(whole: int, of: int) -> None:
    with pytest.raises(ObservationsError, match="available or occupied"):
        PUBLICATION.read(
            opened("RAJ,General & Acute,7.5,30/06/2024", whole=whole, of=of)
        )


def test_a_file_without_the_sector_is_refused() -> None:
    with pytest.raises(ObservationsError, match="column 'Sector': no row"):
        PUBLICATION.read(opened("RAJ,Acute,7,30/06/2024"))


def test_another_csv_is_not_recognised() -> None:
    assert not PUBLICATION.recognises(OpenedFile("x.csv", b"Sector,Beds\nA,1\n"))
