"""The main job as a user runs it: commands, files, messages, exit codes."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "examples" / "england"
WRITTEN = {"diagnosis.json", "report.html", "graph.html"}


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
def diagnosed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diagnosed")
    done = run("diagnose", "RAJ", folder=folder)
    assert done.returncode == 0, done.stderr
    (folder / "printed.txt").write_text(done.stdout, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def document(diagnosed: Path) -> dict:  # type: ignore[type-arg]
    text = (diagnosed / "out" / "RAJ" / "diagnosis.json").read_text(encoding="utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


def test_one_run_prints_the_ranking_and_writes_three_files(diagnosed: Path) -> None:
    printed = (diagnosed / "printed.txt").read_text(encoding="utf-8")
    for word in ("Mid and South Essex", "Unexplained", "enquir", "loop"):
        assert word.casefold() in printed.casefold()
    assert {file.name for file in (diagnosed / "out" / "RAJ").iterdir()} == WRITTEN


def test_the_readme_shows_what_is_printed(diagnosed: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.split("```text\n")[1].split("```")[0]
    assert shown in (diagnosed / "printed.txt").read_text(encoding="utf-8")


def test_contributions_and_the_unexplained_share_make_one(document: dict) -> None:  # type: ignore[type-arg]
    shares = [driver["contribution"] for driver in document["drivers"]]
    assert len(shares) == 87
    assert sum(shares) + document["unexplained"] == pytest.approx(1, abs=1e-6)
    assert shares == sorted(shares, reverse=True)
    for driver in document["drivers"]:
        assert 0 <= driver["belief"] <= 1
        assert driver["rank_low"] <= driver["rank_high"]


def test_the_second_run_writes_the_same_bytes(diagnosed: Path, tmp_path: Path) -> None:
    assert run("diagnose", "raj", folder=tmp_path).returncode == 0
    for name in WRITTEN:
        before = (diagnosed / "out" / "RAJ" / name).read_bytes()
        assert (tmp_path / "out" / "RAJ" / name).read_bytes() == before, name


def test_json_on_request_is_the_written_file(diagnosed: Path, tmp_path: Path) -> None:
    done = run("diagnose", "RAJ", "--json", folder=tmp_path)
    assert json.loads(done.stdout) == json.loads(
        (diagnosed / "out" / "RAJ" / "diagnosis.json").read_text(encoding="utf-8")
    )


def test_named_peers_are_compared_with_now_and_in_the_past(
    document: dict,  # type: ignore[type-arg]
    tmp_path: Path,
) -> None:
    codes = ["R0A", "RA9", "RDE", "RGN", "RWE"]
    done = run("diagnose", "RAJ", "--peers", ",".join(codes).lower(), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "5 peers (named, in place of the ten nearest)" in " ".join(
        done.stdout.split()
    )
    folder = tmp_path / "out" / "RAJ"
    found = json.loads((folder / "diagnosis.json").read_text(encoding="utf-8"))
    assert sorted(each["code"] for each in found["peers"]) == codes
    assert (found["method"]["peers"], document["method"]["peers"]) == (
        "named",
        "nearest",
    )
    assert "named: " in (folder / "report.html").read_text(encoding="utf-8")
    # Trajectories are of quarters past.
    first = [each["trajectory"]["beliefs"][0] for each in found["drivers"]]
    assert first != [each["trajectory"]["beliefs"][0] for each in document["drivers"]]


def test_an_earlier_day_sees_nothing_later(tmp_path: Path) -> None:
    done = run("diagnose", "RAJ", "--as-of", "2025-03", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    then = json.loads(done.stdout)
    assert then["as_of"] == "2025-03-31"
    assert "2025-04" not in done.stdout
    assert "2026-" not in done.stdout


def test_every_acute_trust_gets_a_row_per_driver(tmp_path: Path) -> None:
    done = run("diagnose", "--all", "--top", "3", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "out" / "ranking.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 134 * 3
    assert len({row["organisation"] for row in rows}) == 134


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["diagnose", "RAK"], 13, "unknown organisation; found 'RAK'"),
        (["diagnose", "RDD"], 13, "did you mean 'RAJ'?"),
        (["diagnose"], 2, "give one organisation code, or --all"),
        (["diagnose", "RAJ", "--all"], 2, "give one organisation code, or --all"),
        (["diagnose", "--all", "--peers", "RA9"], 2, "not with --all"),
        (["diagnose", "RAJ", "--peers", "RA9,XX1"], 13, "found 'XX1'"),
        (["diagnose", "RAJ", "--as-of", "March"], 2, "expected 2026-03"),
        (["diagnose", "RAJ", "--as-of", "2026-13"], 2, "expected 2026-03"),
        (["diagnose", "RAJ", "--library", "nowhere"], 2, "does not exist"),
        (["diagnose", "RAJ", "--observations", "none.csv"], 10, "no such file"),
        (["diagnos", "RAJ"], 2, "No such command"),
    ],
)
def test_a_wrong_name_gets_one_message_and_its_code(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    done = run(*arguments, folder=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert said in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_broken_local_hypothesis_leaves_earlier_results_alone(
    diagnosed: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine.yaml").write_text("id: mine\nlinks: [\n", encoding="utf-8")
    earlier = (diagnosed / "out" / "RAJ" / "report.html").read_bytes()
    done = run("diagnose", "RAJ", "--library", str(tmp_path), folder=diagnosed)
    assert done.returncode == 12
    assert "mine.yaml:" in done.stderr
    assert (diagnosed / "out" / "RAJ" / "report.html").read_bytes() == earlier


def test_a_broken_row_is_named_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(
        "org_code,period,metric_id,value,unit,source\n"
        "RAJ,2026-03-31,shmi,1.05,ratio,x\n"
        "RAJ,2026-02-28,shmi,n/k,ratio,x\n",
        encoding="utf-8",
    )
    done = run("diagnose", "RAJ", "--observations", "o.csv", folder=tmp_path)
    assert done.returncode == 10
    assert "o.csv:3: value is not a number; found 'n/k'" in done.stderr


def test_a_metric_that_nobody_defined_is_named_with_the_nearest(
    tmp_path: Path,
) -> None:
    (tmp_path / "o.csv").write_text(
        "org_code,period,metric_id,value,unit,source\n"
        "RAJ,2026-03-31,shmi,1.05,ratio,x\n"
        "RAJ,2026-03-31,shmii,1.05,ratio,x\n",
        encoding="utf-8",
    )
    done = run("diagnose", "RAJ", "--observations", "o.csv", folder=tmp_path)
    assert done.returncode == 13
    assert "o.csv:3: metric is not in the ontology; found 'shmii'" in done.stderr
    assert "did you mean 'shmi'?" in done.stderr


def test_a_place_that_cannot_be_written_is_an_error_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "RAJ").write_text("no folder", encoding="utf-8")
    done = run("diagnose", "RAJ", folder=tmp_path)
    assert done.returncode == 15
    assert "Traceback" not in done.stderr


def test_leaving_out_expert_priors_changes_the_graph_and_says_so(
    document: dict,  # type: ignore[type-arg]
    tmp_path: Path,
) -> None:
    left_out = ["--without", "expert-prior"]
    done = run("diagnose", "RAJ", *left_out, "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    without = json.loads(done.stdout)
    assert len(without["links"]) < len(document["links"])
    assert "expert-prior" not in json.dumps(without["links"])
