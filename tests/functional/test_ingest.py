"""``rcagraph ingest`` and ``rcagraph trace`` as a person uses them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FIGURES = """\
org_code,period,metric_id,numerator,denominator,value,unit
RAJ,2025-03-31,ae_4hr_all_pct,75,100,75,%
RAJ,2025-03-31,beds_available_ga,,,1600,beds
"""
BAD = "<html>gone</html>"


def rcagraph(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rcagraph", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        check=False,
        text=True,
    )


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    (folder / "local.csv").write_text(FIGURES, encoding="utf-8")
    (folder / ".hidden").write_text(BAD, encoding="utf-8")
    return folder


def test_a_folder_is_ingested_and_traced(downloads: Path) -> None:
    home = downloads.parent
    done = rcagraph("ingest", "downloads", cwd=home)
    assert (done.returncode, done.stderr) == (0, "")
    assert "local.csv: Tidy table of figures, 2025-03, 2 figures" in done.stdout
    assert "1 file added (2 figures), 0 already there, 0 refused" in done.stdout
    told = rcagraph("trace", "RAJ", "ae_4hr_all_pct", "2025-03", cwd=home)
    assert told.stdout.startswith("RAJ ae_4hr_all_pct 2025-03-31: 75 % (75 of 100)\n")
    assert "local.csv, row 2" in told.stdout
    said = json.loads(
        rcagraph("trace", "RAJ", "ae_4hr_all_pct", "2025-03", "--json", cwd=home).stdout
    )
    assert said["statements"][0]["file"]["name"] == "local.csv"


def test_what_is_refused_ends_in_exit_code_10_and_the_rest_is_in(
    downloads: Path,
) -> None:
    (downloads / "failed.csv").write_text(BAD, encoding="utf-8")
    home = downloads.parent
    done = rcagraph("ingest", "downloads", "--quiet", "--log-file", "log.txt", cwd=home)
    assert (done.returncode, done.stdout) == (10, "")
    assert done.stderr.startswith(
        "refused[RCG422]: failed.csv: a web page or XML, not a table"
    )
    log = (home / "log.txt").read_text(encoding="utf-8")
    assert "local.csv: Tidy table" in log
    assert "  refused: failed.csv: a web page" in log
    assert rcagraph("trace", "RAJ", "ae_4hr_all_pct", "2025-03", cwd=home).stdout


def test_a_dry_run_writes_nothing(downloads: Path) -> None:
    done = rcagraph("ingest", "downloads", "--dry-run", cwd=downloads.parent)
    assert "1 file would be added (2 figures)" in done.stdout
    assert not (downloads.parent / "workspace").exists()


def test_the_largest_file_can_be_set(downloads: Path) -> None:
    (downloads / "large.csv").write_bytes(b"a,b\n" * 300_000)
    done = rcagraph("ingest", "downloads", "--largest-file", 1, cwd=downloads.parent)
    assert done.returncode == 10
    assert "large.csv: the file has more than the limit of 1 MB" in done.stderr


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    done = rcagraph("ingest", "nowhere.csv", cwd=tmp_path)
    assert done.returncode == 10
    assert done.stderr == "error[RCG422]: nowhere.csv: there is no such file\n"


def test_tracing_without_a_workspace_says_how_to_make_one(tmp_path: Path) -> None:
    done = rcagraph("trace", "RAJ", "ae_4hr_all_pct", "2025-03", cwd=tmp_path)
    assert done.returncode == 10
    assert "rcagraph ingest" in done.stderr
