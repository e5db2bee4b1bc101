"""Ranking on any graph, as a user runs it, and the example in the documentation."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "ranking-any-graph.md"
PETSHOP = ROOT.parent / "shared" / "benchmarks" / "petshop"
ASKED = ("--graph", "graph.csv", "--metrics", "metrics.csv", "--abnormal", "31..36")


def run(
    *arguments: str, folder: Path, module: str = "rcagraph"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )


@pytest.fixture
def example(tmp_path: Path) -> Path:
    blocks = re.findall(
        r"```csv\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )
    for name, text in zip(("graph.csv", "metrics.csv"), blocks, strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_documented_example_prints_what_the_page_says(example: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    shown = re.search(r"```console\n\$ rcagraph (.*?)\n(.*?)```", page, re.DOTALL)
    assert shown is not None
    done = run(*shlex.split(shown[1]), folder=example)
    assert done.returncode == 0, done.stderr
    assert done.stdout == shown[2]


def test_json_says_the_same_and_top_limits_it(example: Path) -> None:
    done = run("rank", *ASKED, "--target", "site", "--json", folder=example)
    told = json.loads(done.stdout)
    assert [each["node"] for each in told["causes"]] == [
        "search",
        "database",
        "payment",
    ]
    scores = [each["score"] for each in told["causes"]]
    assert sum(scores) + told["unexplained"] == pytest.approx(1, abs=1e-6)
    assert told["causes"][1]["path"] == ["database", "search", "site"]
    short = run("rank", *ASKED, "--target", "site", "--top", "1", folder=example)
    assert "with 2 more" in short.stdout


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        ({"--target": "sit"}, 13, "did you mean 'site'"),
        ({"--metrics": "nothing.csv"}, 10, "nothing.csv: no such file"),
        ({"--graph": "metrics.csv"}, 10, "metrics.csv:1: neither a list of links"),
        ({"--abnormal": "90..99"}, 10, "no figures in the abnormal window"),
        ({"--abnormal": "1..36"}, 10, "no figures in the normal window"),
        ({"--abnormal": "11..36"}, 10, "too few figures of 'site'"),
        ({"--metric": "latency"}, 13, "no metric 'latency'"),
    ],
)
def test_mistakes_end_in_one_message_and_a_code(
    example: Path, change: dict[str, str], code: int, says: str
) -> None:
    given = dict(zip(ASKED[::2], ASKED[1::2], strict=True))
    asked = {**given, "--target": "site", **change}
    done = run(
        "rank", *(word for pair in asked.items() for word in pair), folder=example
    )
    assert done.returncode == code
    assert done.stderr.count("error") == 1
    assert says in done.stderr
    assert not done.stdout


@pytest.mark.skipif(not PETSHOP.is_dir(), reason="needs ../shared/benchmarks/petshop")
def test_benchmark_cases_written_as_files_rank_as_in_the_benchmark(
    tmp_path: Path,
) -> None:
    script = ROOT / "benchmarks" / "petshop.py"
    subprocess.run(
        [sys.executable, str(script), "--write", str(tmp_path)],
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    folders = sorted(tmp_path.glob("*/issue_*"))
    assert len(folders) == 16
    for folder in folders[::7]:
        done = run(
            *("rank", "--graph", "graph.csv", "--metrics", "abnormal.csv"),
            *("--normal", "normal.csv", "--target", "PetSite", "--json"),
            folder=folder,
        )
        told = json.loads(done.stdout)
        assert "PetSearch_AWS::ECS::Fargate" in [e["node"] for e in told["causes"][:3]]
