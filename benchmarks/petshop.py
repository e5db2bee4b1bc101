"""Measure rankers of root causes side by side in one run.

Prints, for each ranker, how often a root cause is first and how many of the roots are
in the first three, with processor seconds a case, on the PetShop cases at hand, on
faults injected into its quiet figures, and on simulated graphs. Then what the
constants matter: fitted on one traffic setting and reported on the other, both ways,
left one out, and one changed at a time.

    python benchmarks/petshop.py            # all of it, a few minutes
    python benchmarks/petshop.py --write F  # the cases as files for rcagraph rank

All 16 cases at hand have the same root cause, so a constant answer scores 1.00 on
them: they cannot tell a good ranker from a lucky one. The injected faults can.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from time import process_time

import metric_rankers as rankers
import numpy as np
from metric_cases import SETTINGS, Case, inject, read_petshop, simulate, write_plain

from rcagraph.inference.root_cause import USUAL, Calibration

Ranker = Callable[[Case], list[str]]
GRID = {
    "surprise": (0.05, 0.1, 0.2),
    "limit": (7.0, 10.0, 15.0),
    "strength": (0.7, 0.9),
    "least": (0.003, 0.01, 0.03),
    "steady": (2.0, 3.0, 5.0),
}
ALL = {
    "rcagraph": rankers.rcagraph,
    "ranked correlation": rankers.ranked_correlation,
    "deepest anomalous": rankers.deepest_anomalous,
    "personalised PageRank": rankers.personalised_pagerank,
    "mean residual": rankers.mean_residual,
}


def main(arguments: Sequence[str]) -> None:
    """Print all tables, or write the cases as plain files."""
    real = {setting: read_petshop(setting) for setting in SETTINGS}
    if arguments[:1] == ["--write"]:
        for case in [*real[SETTINGS[0]], *real[SETTINGS[1]]]:
            write_plain(case, Path(arguments[1]) / case.name)
        return
    injected = inject(200, seed=1)
    sets = {
        **{f"PetShop {setting}": cases for setting, cases in real.items()},
        "injected latency": [case for case in injected if "latency" in case.name],
        "injected availability": [c for c in injected if "availability" in c.name],
        **{f"simulated {kind}": simulate(kind, 100, 2) for kind in KINDS},
    }
    for name, cases in sets.items():
        print(f"{name}, {len(cases)} cases, {roots(cases)} different root causes")
        for ranker, ranks in ALL.items():
            report(f"  {ranker}", ranks, cases)
        print()
    print_fits(real)
    print_sensitivity(sets)


KINDS = ("linear", "tanh", "weak")


def roots(cases: Sequence[Case]) -> int:
    """Return how many root causes differ."""
    return len({root for case in cases for root in case.roots})


def hits(ranked: Sequence[str], case: Case) -> tuple[float, float]:
    """Return whether the first is a root, and the share of roots in the first three."""
    found = case.roots.intersection(ranked[:3])
    return float(ranked[0] in case.roots), len(found) / min(3, len(case.roots))


def measure(ranks: Ranker, cases: Sequence[Case]) -> np.ndarray:
    """Return (cases, 2) hits."""
    return np.array([hits(ranks(case), case) for case in cases])


def report(name: str, ranks: Ranker, cases: Sequence[Case]) -> None:
    """Print one line of the table."""
    start = process_time()
    first, three = measure(ranks, cases).mean(axis=0)
    spent = (process_time() - start) / len(cases)
    print(f"{name:<28}{first:>6.2f}{three:>6.2f}{spent:>10.4f} s")


def print_fits(real: dict[str, list[Case]]) -> None:
    """Fit the constants on some cases and report on the others."""
    points = [dict(zip(GRID, each, strict=True)) for each in product(*GRID.values())]
    tables = {
        setting: np.array(
            [
                measure(partial(rankers.rcagraph, calibration=Calibration(**p)), cases)
                for p in points
            ]
        )
        for setting, cases in real.items()
    }
    print(f"constants fitted over {len(points)} grid points, reported elsewhere")
    for fit, other in (SETTINGS, SETTINGS[::-1]):
        best = chosen(tables[fit], points)
        told = tables[other][best].mean(axis=0)
        print(
            f"  on {fit:<13} then {other:<13}{told[0]:>6.2f}{told[1]:>6.2f}",
            points[best],
        )
    whole = np.concatenate([tables[setting] for setting in SETTINGS], axis=1)
    left = [
        whole[chosen(np.delete(whole, case, axis=1), points), case]
        for case in range(whole.shape[1])
    ]
    first, three = np.mean(left, axis=0)
    print(f"  left one out{first:>27.2f}{three:>6.2f}")
    spread = whole.mean(axis=1)
    print(
        f"  over the whole grid: first {spread[:, 0].min():.2f} to "
        f"{spread[:, 0].max():.2f}, in three {spread[:, 1].min():.2f} to "
        f"{spread[:, 1].max():.2f}\n"
    )


def chosen(table: np.ndarray, points: Sequence[dict[str, float]]) -> int:
    """Return the best grid point; of equals the one most like the usual constants."""

    def key(index: int) -> tuple[float, int]:
        changed = sum(getattr(USUAL, name) != v for name, v in points[index].items())
        return (-float(table[index].mean(axis=0).sum()), changed)

    return min(range(len(points)), key=key)


def print_sensitivity(sets: dict[str, list[Case]]) -> None:
    """Change one constant at a time."""
    print("one constant changed at a time; first / in three on each set above")
    for name, values in GRID.items():
        for value in values:
            calibration = replace(USUAL, **{name: value})
            told = [
                measure(partial(rankers.rcagraph, calibration=calibration), cases)
                for cases in sets.values()
            ]
            cells = "  ".join(f"{a:.2f}/{b:.2f}" for a, b in (t.mean(0) for t in told))
            print(f"  {name:>9} {value:<6} {cells}", flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(sys.argv[1:])
