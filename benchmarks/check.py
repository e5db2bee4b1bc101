"""How long ``rcagraph check`` takes: shipped files, and a library of 2,000 nodes.

    python benchmarks/check.py [--runs 5]

The large case is generated: the shipped ontology with synthetic nodes added up to
2,000, and hypotheses of 23,000 lines on top of the shipped ones, every seventh with a
link back, so that there are loops to break. Each run is a fresh process, as a user
starts it, start-up included. Target: 2 seconds on two cores.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rcagraph.sources.bundled import ontology_folder
from rcagraph.sources.ontology_ttl import read_ontology

NODES = 2_000
LINES = 23_000
KINDS = (("Driver", "drv"), ("State", "sta"), ("State", "stb"), ("Symptom", "sym"))
DRIVER_CLASSES = ("operational", "strategic", "structural", "leadership")
PREFIXES = """\
@prefix rca: <https://w3id.org/rcagraph/ns#> .
@prefix rcai: <https://w3id.org/rcagraph/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def write_ontology(folder: Path) -> dict[str, list[str]]:
    """Copy the shipped ontology and add nodes; return the new ids by prefix."""
    shutil.copytree(ontology_folder(), folder)
    wanted = NODES - len(read_ontology(folder).nodes)
    blocks, added = [PREFIXES], {prefix: [] for _, prefix in KINDS}
    for number in range(wanted):
        kind, prefix = KINDS[number % len(KINDS)]
        name = f"{prefix}_{number:04}"
        added[prefix].append(name)
        lines = [
            f"rcai:{name}",
            f"    a rca:{kind} , skos:Concept ;",
            f'    skos:prefLabel "Synthetic {kind.lower()} number {number}"@en ;',
            f'    skos:definition "A made-up {kind.lower()} to measure with."@en ;',
            f'    skos:notation "{name}" ;',
        ]
        if kind == "Driver":
            of = DRIVER_CLASSES[number // len(KINDS) % len(DRIVER_CLASSES)]
            lines.append(f"    rca:driverClass rcai:{of} ;")
        blocks.append("\n".join([*lines, "    rca:domain rcai:domain-urgent-care ."]))
    (folder / "synthetic.ttl").write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    return added


def write_library(folder: Path, nodes: dict[str, list[str]]) -> int:
    """Write hypotheses until there are enough lines; return how many lines."""
    choose = random.Random(20_000)  # noqa: S311 - a generator of test cases
    drivers, lines, number = nodes["drv"], 0, 0
    while lines < LINES:
        of = [drivers[(3 * number + each) % len(drivers)] for each in range(3)]
        text = "\n".join(hypothesis(number, of, nodes, choose)) + "\n"
        file = folder / f"theme-{number % 12}" / f"synthetic-{number:04}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        lines += text.count("\n")
        number += 1
    return lines


def hypothesis(
    number: int, drivers: list[str], nodes: dict[str, list[str]], choose: random.Random
) -> Iterator[str]:
    """Yield the lines of one hypothesis: three drivers, two layers, a symptom."""
    first = choose.sample(nodes["sta"], 3)
    second = choose.sample(nodes["stb"], 2)
    symptom = nodes["sym"][number % len(nodes["sym"])]
    yield f"id: synthetic-{number:04}"
    yield f"title: Synthetic mechanism number {number}"
    yield f"theme: theme-{number % 12}"
    yield "claim: >-"
    yield "  Three drivers act through two layers of states on one symptom. The words"
    yield "  are as long as those of a real claim, so that reading takes as long."
    yield f"symptoms: [{symptom}]"
    yield "root_causes:"
    yield from (f"  - {driver}" for driver in drivers)
    yield "links:"
    pairs = list(zip(drivers, first, strict=True))
    pairs += [(cause, choose.choice(second)) for cause in first]
    pairs += [(cause, symptom) for cause in second]
    if number % 7 == 0:
        pairs.append((second[0], first[0]))
    for cause, effect in pairs:
        yield f"  - cause: {cause}"
        yield f"    effect: {effect}"
        yield f"    strength: {choose.choice(['weak', 'moderate'])}"
        yield f"    lag: {choose.choice(['days', 'weeks', 'months', 'years'])}"
        yield "    evidence: published"
        yield "    source: https://example.org/a-publication/with-an-address-as-usual"
        yield "    why: >-"
        yield "      One sentence that says what the source shows, over more than a"
        yield "      line, as the shipped files have it."
    yield "tests:"
    for driver in drivers:
        yield f"  - id: test-{driver}"
        yield "    says: Occupancy is higher than at peers."
        yield f"    bears_on: {driver}"
        yield "    expect:"
        yield "      - metric: bed_occ_ga_sitrep_pct"
        yield "        lens: peers"
        yield "        direction: adverse"
        yield "    if_true: likely"
        yield "    if_false: even"
    yield "enquiries:"
    for driver in drivers:
        yield f"  - id: ask-{driver}"
        yield f"    about: {driver}"
        yield "    question: What would tell whether this driver is present?"
        yield "    ask: Chief operating officer"
        yield "    request: The audit of the last twelve months"
        yield "    settles: Hours confirm it; minutes refute it."


def seconds(arguments: list[str], runs: int) -> list[tuple[float, float]]:
    """Return wall and processor time of fresh processes.

    On a machine that others use as well, processor time is what the check costs.
    """
    command = [sys.executable, "-m", "rcagraph", "check", *arguments]
    taken = []
    for _ in range(runs):
        start, before = time.perf_counter(), os.times()
        done = subprocess.run(  # noqa: S603 - the program that is measured
            [*command, "--format", "concise"],
            capture_output=True,
            check=False,
            text=True,
        )
        wall, after = time.perf_counter() - start, os.times()
        used = after.children_user + after.children_system
        used -= before.children_user + before.children_system
        taken.append((wall, used))
        assert done.returncode == 0, done.stdout + done.stderr
    print("   ", done.stdout.strip().splitlines()[-1])
    return taken


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        nodes = write_ontology(folder / "ontology")
        lines = write_library(folder / "library", nodes)
        large = [str(folder / "ontology"), str(folder / "library")]
        for name, arguments in (
            ("shipped files", []),
            (f"{NODES:,} nodes, {lines:,} lines on top of the shipped", large),
        ):
            taken = seconds(arguments, runs)
            for kind, each in zip(
                ("wall", "processor"), zip(*taken, strict=True), strict=True
            ):
                middle, best = statistics.median(each), min(each)
                print(f"{name}: {kind} median {middle:.2f} s, best {best:.2f} s")


if __name__ == "__main__":
    main()
