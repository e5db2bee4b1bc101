"""A workspace changes wholly or not at all, and never forgets a figure."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock

from rcagraph.errors import ObservationsError
from rcagraph.sources.workspace import Workspace, is_workspace

HEADER = ["Period", "Org Code", "Org Name", "Beds available", "Beds occupied"]


def rows(available: int, edition: str = "", code: str = "RAJ") -> list[list[object]]:
    return [
        ["Revised", edition, "", "", ""],
        HEADER,
        ["Mar-25", code, "Some trust", available, 50],
    ]


def content(folder: Path) -> dict[str, str]:
    """Checksum of every file that counts."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def beds(folder: Path) -> list[float]:
    figures = Workspace(folder).figures_in_force()
    found = figures.loc[figures["metric_id"] == "beds_available_ga", "value"]
    return [float(value) for value in found]


def test_the_same_file_twice_changes_nothing(
    run: Callable, csv_of: Callable, folder: Path
) -> None:
    run({"a.csv": csv_of(rows(100))})
    before = content(folder)
    report = run({"a.csv": csv_of(rows(100)), "copy.csv": csv_of(rows(100))})
    assert [file.outcome for file in report.files] == ["unchanged", "unchanged"]
    assert not report.written
    assert content(folder) == before


def test_a_copy_in_the_same_batch_counts_once(
    run: Callable, csv_of: Callable, folder: Path
) -> None:
    report = run({"a.csv": csv_of(rows(100)), "copy.csv": csv_of(rows(100))})
    assert [file.outcome for file in report.files] == ["added", "unchanged"]
    assert len(Workspace(folder).files) == 1


def test_a_dry_run_tells_the_same_and_writes_nothing(
    run: Callable, csv_of: Callable, folder: Path
) -> None:
    dry = run({"a.csv": csv_of(rows(100))}, dry_run=True)
    assert not folder.exists()
    assert run({"a.csv": csv_of(rows(100))}).files == dry.files


def test_the_later_edition_holds_and_the_earlier_is_kept(
    run: Callable, csv_of: Callable, folder: Path
) -> None:
    run({"first.csv": csv_of(rows(100))})
    report = run({"revised.csv": csv_of(rows(110, "2025-06-01"))})
    assert beds(folder) == [110]
    assert (report.files[0].revised, report.files[0].new) == (2, 0)
    assert len(list((folder / "figures").iterdir())) == 2
    late = run({"second.csv": csv_of(rows(105, "2025-05-01"))})
    assert beds(folder) == [110]
    assert late.files[0].superseded == 2


def test_a_figure_stated_again_is_confirmed(
    run: Callable, csv_of: Callable, folder: Path
) -> None:
    run({"a.csv": csv_of(rows(100))})
    report = run({"b.csv": csv_of([*rows(100), ["Apr-25", "RAJ", "", 90, 45]])})
    assert (report.files[0].confirmed, report.files[0].new) == (2, 2)
    assert beds(folder) == [100, 90]


def test_the_manifest_says_where_each_figure_is_from(
    run: Callable, csv_of: Callable, folder: Path
) -> None:
    data = csv_of(rows(100, "2025-06-01"))
    run({"a.csv": data})
    (line,) = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    said = json.loads(line)
    assert said["sha256"] == hashlib.sha256(data).hexdigest()
    assert said["name"] == "a.csv"
    assert said["edition"] == "2025-06-01"
    assert said["read_at"] == "2026-01-02T03:04:05+00:00"
    assert said["metrics"] == ["bed_occ_ga_overnight_pct", "beds_available_ga"]
    figures = Workspace(folder).figures_in_force()
    assert set(figures["sha256"]) == {said["sha256"]}
    assert set(figures["row"]) == {3}


def test_a_lost_table_of_figures_in_force_is_made_again(
    run: Callable, csv_of: Callable, folder: Path
) -> None:
    run({"a.csv": csv_of(rows(100)), "b.csv": csv_of(rows(110, "2025-06-01"))})
    whole = Workspace(folder).figures_in_force()
    for path in (folder / "in-force").iterdir():
        path.unlink()
    again = Workspace(folder).figures_in_force()
    pd.testing.assert_frame_equal(again, whole)


def test_a_lost_partition_is_named(
    run: Callable, csv_of: Callable, folder: Path
) -> None:
    run({"a.csv": csv_of(rows(100))})
    for path in [*(folder / "in-force").iterdir(), *(folder / "figures").iterdir()]:
        path.unlink()
    with pytest.raises(ObservationsError, match="missing or damaged"):
        Workspace(folder).figures_in_force()


def test_a_damaged_manifest_is_named_with_its_line(
    run: Callable, csv_of: Callable, folder: Path
) -> None:
    run({"a.csv": csv_of(rows(100))})
    manifest = folder / "manifest.jsonl"
    manifest.write_text(manifest.read_text(encoding="utf-8") + '{"sha', "utf-8")
    with pytest.raises(ObservationsError, match=r"manifest.jsonl:2: .* is damaged"):
        Workspace(folder)


def test_a_later_format_is_not_misread(
    run: Callable, csv_of: Callable, folder: Path
) -> None:
    run({"a.csv": csv_of(rows(100))})
    manifest = folder / "manifest.jsonl"
    text = manifest.read_text(encoding="utf-8").replace('"format": 1', '"format": 2')
    manifest.write_text(text, encoding="utf-8")
    with pytest.raises(ObservationsError, match="written by another format; found 2"):
        Workspace(folder)


def test_a_folder_of_other_things_is_not_taken(
    run: Callable, csv_of: Callable, folder: Path
) -> None:
    folder.mkdir()
    (folder / "thesis.docx").write_bytes(b"")
    with pytest.raises(ObservationsError, match=r"not empty; found thesis.docx"):
        run({"a.csv": csv_of(rows(100))})


def test_a_second_ingest_at_the_same_time_is_told_so(
    run: Callable, csv_of: Callable, folder: Path
) -> None:
    run({"a.csv": csv_of(rows(100))})
    before = content(folder)
    with FileLock(folder / ".lock"):
        with pytest.raises(ObservationsError, match="another ingest is writing"):
            run({"b.csv": csv_of(rows(110, "2025-06-01"))})
        assert beds(folder) == [100]  # readers are not held up
    assert content(folder) == before
    assert run({"b.csv": csv_of(rows(110, "2025-06-01"))}).written


def test_a_reader_keeps_the_figures_it_started_with(
    run: Callable, csv_of: Callable, folder: Path
) -> None:
    run({"a.csv": csv_of(rows(100))})
    earlier = Workspace(folder)
    run({"b.csv": csv_of(rows(110, "2025-06-01"))})
    run({"c.csv": csv_of(rows(120, "2025-07-01"))})
    figures = earlier.figures_in_force()
    assert figures["value"].max() == 100


# Ends itself the hard way just before the n-th file is put in its place.
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from rcagraph.sources.ingest import IngestOptions, ingest

left = int(sys.argv[3])

def counted(name, then):
    def call(*arguments, **options):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return then(*arguments, **options)
    return call

os.replace = counted("replace", os.replace)
Path.replace = counted("rename", Path.replace)
os.fsync = counted("fsync", os.fsync)
ingest([Path(sys.argv[2])], Path(sys.argv[1]), IngestOptions(read_at=datetime.now(UTC)))
"""
TIDY = (
    "org_code,period,metric_id,value,unit\nRAJ,2025-03-31,beds_available_ga,{},beds\n"
)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_ingest_leaves_the_workspace_as_it_was(tmp_path: Path) -> None:
    folder, files = tmp_path / "workspace", tmp_path / "files"
    files.mkdir()

    def ingest(steps: int) -> int:
        started = [sys.executable, "-c", KILLED, folder, files, steps]
        return subprocess.run([*map(str, started)], check=False).returncode

    (files / "first.csv").write_text(TIDY.format(100), encoding="utf-8")
    assert ingest(10_000) == 0
    before = Workspace(folder).figures_in_force()
    manifest = (folder / "manifest.jsonl").read_bytes()
    (files / "second.csv").write_text(TIDY.format(7), encoding="utf-8")
    # The last steps come after the manifest is replaced: then all is there.
    for steps in range(0, 14, 2):
        ended = ingest(steps)
        if (folder / "manifest.jsonl").read_bytes() != manifest:
            break
        assert ended == -signal.SIGKILL
        pd.testing.assert_frame_equal(Workspace(folder).figures_in_force(), before)
    assert steps > 3
    assert ingest(10_000) == 0
    assert len(Workspace(folder).files) == 2
    assert len(list((folder / "figures").iterdir())) == 2
    assert not (folder / ".ingesting").exists()


def test_nothing_is_a_workspace_until_something_is_in_it(tmp_path: Path) -> None:
    assert not is_workspace(tmp_path)
    assert Workspace(tmp_path).files == ()
