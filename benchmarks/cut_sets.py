"""Minimal cut sets of published fault trees: counts beside the published ones.

    python benchmarks/cut_sets.py [FOLDER]

FOLDER holds Open-PSA files and minimal_cut_sets_to_order_3.csv; by default the team's
material beside the repository. Ends with 1 if any count differs.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from time import perf_counter

from rcagraph.findings.cut_sets import minimal_cut_sets
from rcagraph.sources.fault_tree_xml import read_fault_tree

_ORDERS = (1, 2, 3)


def main(folder: Path) -> int:
    """Print a line for each tree and return the number that differ."""
    table = folder / "minimal_cut_sets_to_order_3.csv"
    if not table.exists():
        print(f"skipped: {table.name} is not in {folder}")
        return 0
    print(
        f"{'tree':<10}{'events':>7}{'gates':>7}{'found':>16}{'published':>16}{'s':>7}"
    )
    differing, seconds = 0, 0.0
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        published = tuple(int(row[f"order_{order}"]) for order in _ORDERS)
        started = perf_counter()
        tree = read_fault_tree(folder / f"{row['tree']}.xml")
        sets = minimal_cut_sets(tree, order=max(_ORDERS))
        spent = perf_counter() - started
        found = tuple(sets.count(order) for order in _ORDERS)
        size = f"{len(tree.events):>7}{len(tree.gates):>7}"
        counts = f"{_slashed(found):>16}{_slashed(published):>16}"
        mark = "" if found == published else "  DIFFERS"
        print(f"{row['tree']:<10}{size}{counts}{spent:>7.2f}{mark}")
        differing += found != published
        seconds += spent
    print(f"{len(rows)} trees, {differing} differ, {seconds:.1f} s")
    return differing


def _slashed(counts: tuple[int, ...]) -> str:
    return "/".join(map(str, counts))


if __name__ == "__main__":
    beside = Path(__file__).parents[2] / "shared" / "benchmarks" / "fault-trees"
    sys.exit(min(main(Path(sys.argv[1]) if sys.argv[1:] else beside), 1))
