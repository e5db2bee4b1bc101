"""Which files are read, and what the report says of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.ingest import IngestOptions, find_files, ingest
from rcagraph.sources.workspace_observations import read_workspace

HEADER = ["Period", "Org Code", "Org Name", "Beds available", "Beds occupied"]
SHIPPED = Path(__file__).parents[5] / "shared" / "data" / "publications"
OPTIONS = IngestOptions(read_at=datetime(2026, 5, 1, tzinfo=UTC))
REGISTER = (
    '"RZZ","A NEW NHS TRUST","Y56","QMJ","","","","LONDON","","NW1 0PE","20260401",'
    + ",".join(['""'] * 16)
    + "\n"
).encode()


def test_folders_are_searched_and_what_is_hidden_is_passed_over(
    tmp_path: Path,
) -> None:
    for name in ("b.csv", "a/c.csv", ".git/x.csv", "~$b.csv", "workspace/w.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = find_files([tmp_path, tmp_path / "b.csv"], besides=tmp_path / "workspace")
    assert [path.name for path in found] == ["c.csv", "b.csv"]


def test_every_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(ObservationsError) as caught:
        find_files([tmp_path / "a", tmp_path / "b"])
    assert len(caught.value.problems) == 2


def test_a_total_that_is_not_the_sum_of_the_rows_is_pointed_out(
    run: Callable, csv_of: Callable
) -> None:
    rows = [
        HEADER,
        ["Mar-25", "RAJ", "", 100, 90],
        ["Mar-25", "RNN", "", 100, 90],
        ["Mar-25", "ENG", "", 300, 180],
    ]
    (file,) = run({"a.csv": csv_of(rows)}).files
    assert file.refused == ()
    beds, occupancy = map(str, file.warnings)
    assert beds == (
        "a.csv:4: the national total of beds_available_ga, 2025-03-31 (count) is not "
        "the sum of the rows; found 300, expected about 200"
    )
    assert "bed_occ_ga_overnight_pct, 2025-03-31 (denominator)" in occupancy


def test_a_code_that_cannot_be_rolled_up_is_reported(
    run: Callable, csv_of: Callable
) -> None:
    report = run({"a.csv": csv_of([HEADER, ["Mar-21", "RW6", "Pennine", 9, 8]])})
    assert "RW6 was split between R0A and RM3" in str(report.unrolled[0])


def test_a_register_adds_to_the_trusts_that_are_known(
    run: Callable, csv_of: Callable, folder: Path, tmp_path: Path
) -> None:
    rows = csv_of([HEADER, ["Apr-26", "RZZ", "New", 9, 8]])
    assert run({"early.csv": rows}).files[0].outcome == "refused"
    (tmp_path / "etr.csv").write_bytes(REGISTER)
    report = ingest([tmp_path / "etr.csv"], folder, OPTIONS)
    assert report.files[0].organisations == 1
    assert run({"late.csv": rows}).files[0].figures == 2
    assert len(read_workspace(folder)) == 2


@pytest.mark.skipif(not SHIPPED.is_dir(), reason="the published files are not here")
def test_a_trust_without_four_hour_figures_gets_none_from_its_predecessors(
    tmp_path: Path,
) -> None:
    months = ("April", "December")
    files = [
        path
        for month in months
        for path in (SHIPPED / "ae_monthly_xls").glob(f"Monthly-AE-{month}-2019*")
    ]
    assert not ingest(files, tmp_path / "workspace", OPTIONS).refused
    table = read_workspace(tmp_path / "workspace")
    april, december = date(2019, 4, 30), date(2019, 12, 31)
    for code, whole in (("R0D", 2), ("RC9", 2), ("RAJ", 3)):
        in_april = table.observation(code, "ae_4hr_all_pct", april)
        assert in_april is not None
        assert in_april.codes_summed == whole
        in_december = table.observation(code, "ae_4hr_all_pct", december)
        # Poole, Luton and Dunstable tested other standards from May 2019 to May 2023.
        assert (in_december is None) == (code != "RAJ")
        assert table.observation(code, "ae_attendances_all", december) is not None
