"""Learning as a user runs it, on some of the shipped figures."""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "examples" / "england" / "observations.csv.gz"
CODES = {"RAJ", "RWE", "RTG", "RDU", "RA7", "RNN", "RXF", "RJE"}


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rcagraph", *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("learned")
    with gzip.open(SHIPPED, "rt", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if row["org_code"] in CODES]
        columns = reader.fieldnames or []
    with (folder / "some.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    done = run("learn", "--observations", "some.csv", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_link_and_leak_stands_beside_its_word(learned: Path) -> None:
    with (learned / "out" / "learned.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kinds = [row["kind"] for row in rows]
    assert kinds.count("link") >= 300
    assert kinds.count("leak") == 155
    for row in rows:
        word, found = float(row["word"]), float(row["learned"])
        assert 0 <= found <= 1
        assert float(row["moved"]) == pytest.approx(found - word, abs=2e-5)
    assert any(abs(float(row["moved"])) > 0.05 for row in rows)


def test_learned_strengths_are_used_only_when_asked_for(learned: Path) -> None:
    asked = ("diagnose", "RAJ", "--observations", "some.csv", "--json")
    by_word = json.loads(run(*asked, folder=learned).stdout)
    by_figures = json.loads(
        run(*asked, "--strengths", "learned", folder=learned).stdout
    )
    assert by_word["method"]["strengths"] == "words"
    assert by_figures["method"]["strengths"] == "learned"
    assert by_word["links"] != by_figures["links"]
    assert sum(d["contribution"] for d in by_figures["drivers"]) == pytest.approx(
        1 - by_figures["unexplained"], abs=1e-5
    )


def test_a_file_that_is_no_table_of_strengths_is_refused(learned: Path) -> None:
    done = run("diagnose", "RAJ", "--strengths", "some.csv", folder=learned)
    assert done.returncode == 12
    assert "rcagraph learn" in done.stderr


def test_strengths_of_another_library_are_refused(learned: Path) -> None:
    table = "kind,cause,effect,word,learned\nlink,ops_discharge,i_nowhere,0.4,0.5\n"
    (learned / "other.csv").write_text(table, encoding="utf-8")
    done = run("diagnose", "RAJ", "--strengths", "other.csv", folder=learned)
    assert done.returncode == 13
    assert "ops_discharge -> i_nowhere" in done.stderr
