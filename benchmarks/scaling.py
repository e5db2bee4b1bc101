"""Measure how belief propagation scales with links: 10^3 to 10^6, one case.

Each size runs in a process of its own, so that memory is that size's and no other's.
Prints processor seconds of ``propagate``, most resident memory of the whole process,
and both per link, with the exponents that fit time and memory.

    python benchmarks/scaling.py
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from time import perf_counter, process_time

import numpy as np

from rcagraph.inference.network import NoisyOrNetwork
from rcagraph.inference.propagation import propagate

SIZES = (1_000, 10_000, 100_000, 1_000_000)
STRENGTHS = (0.15, 0.4, 0.7)
LEAST_LINKS = 100_000  # below, interpreter and start dominate


def main(arguments: list[str]) -> None:
    """Run every size, or one if a number of links is given."""
    if arguments:
        print(json.dumps(measure(int(arguments[0]))))
        return
    print(
        f"{'links':>9}{'nodes':>9}{'seconds':>10}{'µs/link':>9}{'MB':>8}{'rounds':>8}"
    )
    found = []
    for links in SIZES:
        told = json.loads(
            subprocess.run(  # noqa: S603 - this very file
                [sys.executable, __file__, str(links)],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        found.append(told)
        print(
            f"{told['links']:>9}{told['nodes']:>9}{told['seconds']:>10.2f}"
            f"{told['seconds'] / told['links'] * 1e6:>9.1f}{told['megabytes']:>8.0f}"
            f"{told['rounds']:>8}",
            flush=True,
        )
    large = [each for each in found if each["links"] >= LEAST_LINKS * 0.9]
    start, end = large[0], large[-1]
    factor = np.log(end["links"] / start["links"])
    for name in ("seconds", "added"):
        power = np.log(end[name] / start[name]) / factor
        print(f"{name} grow as links to the power of {power:.2f}")


def measure(links: int) -> dict[str, float]:
    """Propagate once; return what it took."""
    network = draw_network(links, seed=0)
    rng = np.random.default_rng(1)
    seen = rng.random((1, len(network.nodes))) < 0.5  # noqa: PLR2004
    weights = np.where(seen, rng.normal(0, 5, seen.shape).clip(-10, 10), 0)
    before = _megabytes()
    start, clock = process_time(), perf_counter()
    found = propagate(network, weights)
    return {
        "links": len(network.causes),
        "nodes": len(network.nodes),
        "seconds": process_time() - start,
        "wall": perf_counter() - clock,
        "megabytes": _megabytes(),
        "added": max(_megabytes() - before, 1e-9),
        "rounds": found.marginals.iterations,
        "residual": found.marginals.residual,
    }


def draw_network(links: int, seed: int) -> NoisyOrNetwork:
    """Draw a network of three links a node, a third of the nodes being drivers."""
    rng = np.random.default_rng(seed)
    nodes = links // 3
    drivers = nodes // 3
    effects = np.sort(rng.integers(drivers, nodes, links))
    causes = (rng.random(links) * effects).astype(np.int64)
    pairs = np.unique(effects.astype(np.int64) * nodes + causes)  # no pair twice
    leaks = np.full(nodes, 0.02)
    leaks[:drivers] = 0.1
    none = np.empty(0, dtype=np.int64)
    return NoisyOrNetwork(
        nodes=tuple(f"n{place}" for place in range(nodes)),
        leaks=leaks,
        causes=pairs % nodes,
        effects=pairs // nodes,
        strengths=rng.choice(STRENGTHS, len(pairs)),
        feedback_causes=none,
        feedback_effects=none,
        feedback_strengths=np.empty(0),
        drivers=np.arange(drivers),
    )


def _megabytes() -> float:
    # Kilobytes on Linux, bytes on macOS.
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    main(sys.argv[1:])
