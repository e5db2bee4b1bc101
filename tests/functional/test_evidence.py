"""``rcagraph evidence`` and ``rcagraph peers`` as a person uses them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

SVG = "{http://www.w3.org/2000/svg}"


def rcagraph(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rcagraph", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUTF8": "1"},
    )


def test_one_metric_is_told_in_full_and_drawn(tmp_path: Path) -> None:
    done = rcagraph(
        "evidence", "raj", "--metric", "ae_4hr_all_pct", "--svg", "a/chart.svg",
        "--as-of", "2026-06", cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "wrote a/chart.svg\n")
    for lens in ("PEERS", "BASELINE", "STANDARD"):
        assert lens in done.stdout
    assert "of the last 12 months" in done.stdout
    drawn = ET.parse(tmp_path / "a" / "chart.svg").getroot()  # noqa: S314 - our own
    assert drawn.get("role") == "img"
    named = {each.get("id") for each in drawn}
    assert {*str(drawn.get("aria-labelledby")).split()} <= named
    description = drawn.findtext(f"{SVG}desc", "")
    assert "Variation: " in description
    assert "Assurance: " not in description  # within a sentence
    assert "assurance: consistently fails" in description
    assert "Median of peers: " in description


def test_all_metrics_as_table_and_as_json_tell_the_same(tmp_path: Path) -> None:
    table = rcagraph("evidence", "RAJ", "--csv", cwd=tmp_path).stdout
    rows = list(csv.DictReader(io.StringIO(table)))
    said = json.loads(rcagraph("evidence", "RAJ", "--json", cwd=tmp_path).stdout)
    assert said["schema"] == "rcagraph/evidence/1"
    assert {row["metric"] for row in rows} == set(said["metrics"])
    weights = {
        (name, reading["lens"]): reading["weight"]
        for name, found in said["metrics"].items()
        for reading in found["readings"]
    }
    assert {
        (row["metric"], row["lens"]): float(row["weight"])
        for row in rows
        if row["lens"]
    } == weights


def test_peers_are_printed_with_distance_and_stability(tmp_path: Path) -> None:
    done = rcagraph("peers", "RAJ", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.count("distance ") == 11  # ten, and how it is measured
    assert "of the 10 stay (200 draws" in done.stdout.replace("\n", " ")
    assert rcagraph("peers", "RAJ", cwd=tmp_path).stdout == done.stdout


def test_named_peers_override(tmp_path: Path) -> None:
    named = "RYR,RWE, rtg,RDU,RWF"
    said = json.loads(
        rcagraph("peers", "RAJ", "--peers", named, "--json", cwd=tmp_path).stdout
    )
    assert {each["code"] for each in said["peers"]} == {
        "RYR",
        "RWE",
        "RTG",
        "RDU",
        "RWF",
    }
    assert said["stability"] is None
    done = rcagraph("evidence", "RAJ", "--peers", named, "--metric", "ae_4hr_all_pct",
                    cwd=tmp_path)  # fmt: skip
    assert "of 5 peers" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("evidence", "RAJ", "--metric", "ae_4hr_al_pct"), 13, "did you mean 'ae_4hr"),
        (("evidence", "RAK"), 13, "unknown organisation"),
        (("peers", "RAJ", "--peers", "RYR,XXX"), 13, "'XXX'"),
        (("evidence", "RAJ", "--svg", "a.svg"), 2, "give --metric too"),
        (("evidence", "RAJ", "--csv", "--json"), 2, "not both"),
    ],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = rcagraph(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert words in done.stderr
    assert done.stdout == ""
