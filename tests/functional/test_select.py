"""Selections as a user types them, on the shipped figures."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


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


def test_a_diagnosis_is_shown_in_part_and_written_whole(tmp_path: Path) -> None:
    asked = ("--select", "class:structural 1+ed-crowding", "--exclude", "str_shortage")
    done = run("diagnose", "RAJ", *asked, "--top", "99", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    document = json.loads((tmp_path / "out/RAJ/diagnosis.json").read_text("utf-8"))
    assert len(document["drivers"]) == 87
    shares = {each["id"]: each["contribution"] for each in document["drivers"]}
    text = " ".join(done.stdout.split())
    assert "Chosen by “class:structural 1+ed-crowding !str_shortage”" in text
    told = re.search(r"(\d+) drivers left out: ([\d.]+)%", text)
    assert told is not None
    direct = {n["cause"] for n in document["links"] if n["effect"] == "s_edcrowding"}
    kept = direct | {
        name
        for name, node in document["nodes"].items()
        if node["driver_class"] == "structural"
    }
    gone = shares.keys() - (kept - {"str_shortage"})
    assert int(told[1]) == len(gone)
    assert float(told[2]) / 100 == pytest.approx(
        sum(shares[each] for each in gone), abs=0.0051
    )
    for page in ("report.html", "graph.html"):
        written = (tmp_path / "out/RAJ" / page).read_text("utf-8")
        assert "class:structural 1+ed-crowding !str_shortage" in written


def test_show_lists_what_is_chosen(tmp_path: Path) -> None:
    done = run("show", "--select", "kind:symptom,s_ed*", folder=tmp_path)
    assert done.stdout.startswith("s_edcrowding")
    assert done.stdout.endswith("chosen\n")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["diagnose", "RAJ", "--select", "a, b"], 2, "error[RCG504]"),
        (["diagnose", "RAJ", "--select", ""], 2, "the selection is empty"),
        (["diagnose", "--all", "--select", "ops_*"], 2, "not with --all"),
        (["diagnose", "RAJ", "--select", "x_*"], 13, "    x_*\n    ^"),
        (["diagnose", "RAJ", "--exclude", "a,b"], 2, "--select narrows"),
        (["show"], 2, "give one ID, or --select"),
        (["show", "--select", "belief>0.5"], 2, "asked of an organisation"),
    ],
)
def test_a_mistake_is_marked_and_nothing_is_written(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    done = run(*arguments, folder=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert said in done.stderr
    assert not (tmp_path / "out").exists()
