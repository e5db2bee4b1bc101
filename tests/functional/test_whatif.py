"""What-if as a user asks it: text, JSON, mistakes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rcagraph", "whatif", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def test_taking_a_driver_away_only_makes_symptoms_less_likely() -> None:
    done = run("RAJ", "--without", "str_shortage", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["without"] == ["str_shortage"]
    assert len(found["symptoms"]) == 34
    assert all(each["after"] <= each["before"] + 1e-6 for each in found["symptoms"])
    assert found["burden_after"] < found["burden_before"]


def test_text_names_what_moves() -> None:
    done = run("RAJ", "--without", "str_shortage", "--as-of", "2025-12")
    assert done.returncode == 0, done.stderr
    assert "Diagnostic backlog" in done.stdout
    assert "31 December 2025" in done.stdout


def test_an_unknown_driver_is_refused_with_the_nearest() -> None:
    done = run("RAJ", "--without", "ops_dischrge", "--with", "ops_sdec")
    assert done.returncode == 13
    assert "did you mean 'ops_discharge'?" in done.stderr


def test_a_change_has_to_be_named() -> None:
    done = run("RAJ")
    assert done.returncode == 2
    assert "--without" in done.stderr
