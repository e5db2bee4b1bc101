"""Do answers to the top enquiries find the main driver? On trusts with known causes.

    python benchmarks/enquiries.py [--sets 1] [--trusts 0]

Trusts and figures are those of benchmarks/calibration. Each enquiry is answered
truthfully, up to its own words: it confirms with the chance that these give, the node
being there or not; every way of asking gets the same answers. Five answers count; the
true main driver is then looked for among the first 1, 3 and 5. Set
OPENBLAS_NUM_THREADS=1 on a shared machine.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from calibration.path import SimulatedSet, World, simulate
from calibration.scores import recalls
from calibration.simulate import Signal
from calibration.study import node_arrays

from rcagraph.findings.enquiries import Worth, worth_of
from rcagraph.findings.model import Model
from rcagraph.hypotheses.hypothesis import Enquiry
from rcagraph.inference.contribution import contributions
from rcagraph.inference.infer import infer
from rcagraph.inference.network import Floats
from rcagraph.pipeline import read_case

ASKED = 5
FIRST_SEED = 101


@dataclass(frozen=True, eq=False)
class Trusts:
    """One simulated set, and what each trust would answer.

    Attributes:
        weights, severity: (t, n) from the figures.
        chosen: (c,) trusts with a main driver.
        seed: of the answers.
    """

    model: Model
    made: SimulatedSet
    weights: Floats
    severity: Floats
    chosen: np.ndarray
    seed: int

    @cached_property
    def enquiries(self) -> tuple[Enquiry, ...]:
        """The library's enquiries, repeated ones once."""
        graph = self.model.graph.nodes
        merged = (each.enquiry for each in self.model.enquiries.merged)
        return tuple(each for each in merged if each.about in graph)

    @cached_property
    def places(self) -> np.ndarray:
        """(k,) the node of each."""
        position = self.model.network.position
        return np.array([position(each.about) for each in self.enquiries])

    @cached_property
    def answers(self) -> Floats:
        """(t, k) what each would weigh, decibans."""
        known = self.model.ontology.constants.probabilities
        true = np.array([known[each.if_true] for each in self.enquiries])
        false = np.array([known[each.if_false] for each in self.enquiries])
        rng = np.random.default_rng([self.seed, 7])
        there = self.made.truth.now[:, self.places]
        yes = rng.random(there.shape) < np.where(there, true, false)
        return np.where(
            yes, 10 * np.log10(true / false), 10 * np.log10((1 - true) / (1 - false))
        )

    @cached_property
    def certain(self) -> Floats:
        """(t, k) the same if every answer settled its node."""
        return np.where(self.made.truth.now[:, self.places], np.inf, -np.inf)

    def worth(self, trust: int, weights: Floats) -> Worth:
        """Return what each answer is expected to tell of one trust."""
        return worth_of(
            self.enquiries,
            self.model.ontology.constants.probabilities,
            self.model.network,
            weights,
            self.severity[trust],
            engine="propagation",
        )

    def recall(self, weights: Floats) -> Floats:
        """Return recall at 1, 3, 5 of the chosen trusts."""
        network = self.model.network
        found = infer(network, weights[self.chosen], engine="propagation")
        credit = contributions(network, found, self.severity[self.chosen])
        return recalls(credit.shares[:, network.drivers], self.made.main[self.chosen])

    def asked(self, order: Callable[[int], np.ndarray], answers: Floats) -> Floats:
        """Return the weights after the first five of an order of each trust."""
        after = self.weights.copy()
        for trust in self.chosen:
            for each in order(trust)[:ASKED]:
                after[trust, self.places[each]] += answers[trust, each]
        return after

    def in_turn(self, of: Callable[[Worth], Floats], answers: Floats) -> Floats:
        """Return the weights after five, ranked again after each answer."""
        after = self.weights.copy()
        for trust in self.chosen:
            asked: list[int] = []
            for _ in range(ASKED):
                worth = of(self.worth(trust, after[trust])).copy()
                worth[asked] = -np.inf
                best = int(np.argmax(worth))
                asked.append(best)
                after[trust, self.places[best]] += answers[trust, best]
        return after


def ways(trusts: Trusts) -> dict[str, Callable[[], Floats]]:
    """Return name → weights after asking in that way."""
    rng = np.random.default_rng([trusts.seed, 8])
    count = len(trusts.enquiries)
    answers, certain = trusts.answers, trusts.certain
    drawn = {trust: rng.permutation(count) for trust in trusts.chosen}
    now = {each: trusts.worth(each, trusts.weights[each]) for each in trusts.chosen}

    def everything() -> Floats:
        after = trusts.weights.copy()
        np.add.at(after.T, trusts.places, answers.T)
        return after

    def drivers_known() -> Floats:
        after = trusts.weights.copy()
        places = trusts.model.network.drivers
        after[:, places] = np.where(trusts.made.truth.now[:, places], np.inf, -np.inf)
        return after

    return {
        "nothing asked": lambda: trusts.weights,
        "five at random": lambda: trusts.asked(lambda t: drawn[t], answers),
        "top five by bits": lambda: trusts.asked(
            lambda t: np.argsort(-now[t].bits, kind="stable"), answers
        ),
        "top five by shift": lambda: trusts.asked(
            lambda t: np.argsort(-now[t].shift, kind="stable"), answers
        ),
        "five in turn by bits": lambda: trusts.in_turn(lambda w: w.bits, answers),
        "five in turn by shift": lambda: trusts.in_turn(lambda w: w.shift, answers),
        "  every enquiry answered": everything,
        "  five at random, certain": lambda: trusts.asked(lambda t: drawn[t], certain),
        "  five in turn by shift, certain": lambda: trusts.in_turn(
            lambda w: w.shift, certain
        ),
        "  every driver known": drivers_known,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=1, help="simulated sets")
    parser.add_argument("--trusts", type=int, default=0, help="of each; 0: all")
    given = parser.parse_args()
    begun = perf_counter()
    # Means of metrics that a trust never published are of nothing.
    warnings.simplefilter("ignore", RuntimeWarning)
    world = World(case=read_case())
    sums: dict[str, Floats] = {}
    counted = 0
    for seed in range(FIRST_SEED, FIRST_SEED + given.sets):
        made, evidence = simulate(world, seed, signal=Signal())
        chosen = np.flatnonzero(made.main.any(axis=1))[: given.trusts or None]
        weights, severity = node_arrays(world.model, evidence)
        trusts = Trusts(world.model, made, weights, severity, chosen, seed)
        for name, weigh in ways(trusts).items():
            found = trusts.recall(weigh()) * len(chosen)
            sums[name] = sums.get(name, np.zeros(3)) + found
        counted += len(chosen)
    print(f"{counted} trusts; true main driver among the first 1, 3, 5")
    for name, total in sums.items():
        one, three, five = total / counted
        print(f"{name:34} {one:.3f}  {three:.3f}  {five:.3f}")
    print(f"{perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
