"""How long reading publications takes, and loading what a diagnosis needs.

    python benchmarks/ingest.py PUBLICATIONS_FOLDER

Every figure is of a process of its own, started cold: seconds on the clock and the
most memory it held. The large workspace is made up: 200 organisations, 100 metrics,
72 months, one file for each of 20 publications and month.
"""

from __future__ import annotations

# ruff: noqa: PLC0415 - importing is part of what is measured
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ORGANISATIONS, METRICS, MONTHS, PUBLICATIONS = 200, 100, 72, 20
READ_AT = datetime(2026, 1, 1, tzinfo=UTC)


def main(publications: Path) -> None:
    """Print one line for each measurement."""
    files = [path for path in sorted(publications.rglob("*")) if path.is_file()]
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        for times in (1, 2, 4):
            some = files[:: 4 // times]
            listed = home / f"{times}.json"
            listed.write_text(json.dumps([str(path) for path in some]), "utf-8")
            megabytes = sum(path.stat().st_size for path in some) / 1e6
            report(
                f"ingest, {times} of 4 parts: {len(some)} files, {megabytes:.0f} MB",
                "read",
                listed,
                home / f"workspace-{times}",
            )
        report("make a workspace of 1.44 million figures", "make", home / "large")
        report("load what one diagnosis needs from it", "load", home / "large")
        one = home / "one.json"
        one.write_text(json.dumps([str(files[0])]), "utf-8")
        report("ingest one more file into it", "read", one, home / "large")
        report("trace one observation in it", "trace", home / "large")


def report(what: str, *arguments: object) -> None:
    """Run one measurement in a new process and print it."""
    started = [sys.executable, __file__, "--measure", *map(str, arguments)]
    done = subprocess.run(started, capture_output=True, check=True, text=True)  # noqa: S603
    print(f"{what}: {done.stdout.strip()}", flush=True)


def measure(what: str, *arguments: str) -> None:
    """Do one thing and print what it took."""
    began = time.perf_counter()
    said = _WORK[what](*map(Path, arguments))
    took = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{took:.2f} s, {memory:.0f} MB; {said}")


def read(listed: Path, workspace: Path) -> str:
    """Ingest the files that a list names."""
    from rcagraph.sources.ingest import IngestOptions, ingest

    paths = [Path(path) for path in json.loads(listed.read_text("utf-8"))]
    report = ingest(paths, workspace, IngestOptions(read_at=READ_AT))
    return f"{sum(each.figures for each in report.files):,} figures"


def make(folder: Path) -> str:
    """Write a made-up workspace as an ingest of its files would."""
    import numpy as np
    import pandas as pd

    from rcagraph.sources.manifest import IngestedFile
    from rcagraph.sources.partitions import typed
    from rcagraph.sources.workspace import in_force, writing

    codes = [
        f"R{chr(65 + number // 26)}{chr(65 + number % 26)}"
        for number in range(ORGANISATIONS)
    ]
    metrics = [f"metric_{number:03d}_pct" for number in range(METRICS)]
    each = METRICS // PUBLICATIONS
    draw = np.random.default_rng(0)
    added = []
    for month in pd.date_range("2020-01-31", periods=MONTHS, freq="ME"):
        for publication in range(PUBLICATIONS):
            filled = metrics[publication * each : (publication + 1) * each]
            denominator = draw.integers(100, 10_000, ORGANISATIONS * each)
            numerator = (denominator * draw.random(len(denominator))).round()
            code = np.repeat(codes, each)
            frame = pd.DataFrame(
                {
                    "org_code": code,
                    "org_name": np.char.add("TRUST ", code),
                    "period": month,
                    "metric_id": np.tile(filled, ORGANISATIONS),
                    "numerator": numerator,
                    "denominator": denominator,
                    "value": 100 * numerator / denominator,
                    "unit": "%",
                    "sheet": "Provider",
                    "row": np.arange(len(code)) + 2,
                }
            )
            file = IngestedFile(
                publication=f"publication-{publication:02d}",
                publisher="nobody",
                product="made up",
                grade="A",
                sha256=f"{month:%Y%m}{publication:02d}",
                name=f"{month:%Y-%m}-{publication:02d}.csv",
                edition="",
                read_at=READ_AT.isoformat(),
                version="0",
                figures=len(frame),
                metrics=tuple(filled),
                first_period=f"{month:%Y-%m-%d}",
                last_period=f"{month:%Y-%m-%d}",
            )
            added.append((file, typed(frame)))
    files = [file for file, _ in added]
    stated = pd.concat([frame.assign(sha256=file.sha256) for file, frame in added])
    with writing(folder) as workspace:
        workspace.commit(added, in_force(stated, files))
    return f"{len(stated):,} figures"


def load(folder: Path) -> str:
    """Read what a diagnosis reads."""
    from rcagraph.sources.workspace_observations import read_workspace

    return f"{len(read_workspace(folder)):,} observations"


def trace(folder: Path) -> str:
    """Follow one observation back."""
    from datetime import date

    from rcagraph.sources.provenance import trace as follow
    from rcagraph.sources.workspace import Workspace

    found = follow(Workspace(folder), "RAA", "metric_050_pct", date(2023, 6, 30))
    return f"{len(found.statements)} statement"


_WORK: dict[str, Callable[..., str]] = {
    "read": read,
    "make": make,
    "load": load,
    "trace": trace,
}

if __name__ == "__main__":
    if sys.argv[1] == "--measure":
        measure(*sys.argv[2:])
    else:
        main(Path(sys.argv[1]))
