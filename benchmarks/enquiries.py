"""Do answers to the top enquiries find the main driver? On trusts with known causes.

    python benchmarks/enquiries.py [--sets 1] [--trusts 0] [--processes 1]

Trusts and figures are those of benchmarks/calibration, inferred as a diagnosis does but
by propagation. Each enquiry is answered truthfully, up to its own words: it confirms
with the chance that these give, the node being there or not; every way of asking gets
the same answers. At the reliability of an interview, answers are as often wrong as the
lower weight says; certain ones settle the node. Five answers count; the true main
driver is then looked for among the first 1, 3 and 5. Differences at first place are
taken trust by trust. Set OPENBLAS_NUM_THREADS=1 on a shared machine.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from calibration.ask_by_worlds import Asking, recall_of_main
from calibration.path import SimulatedSet, World, simulate
from calibration.posterior import shares_before
from calibration.scores import recalls
from calibration.simulate import Signal
from calibration.study import infer_set

from rcagraph.findings.enquiries import Worth, worth_of
from rcagraph.findings.model import Inferred, Model
from rcagraph.hypotheses.hypothesis import Enquiry
from rcagraph.inference.contribution import contributions
from rcagraph.inference.infer import infer
from rcagraph.inference.network import Floats, NoisyOrNetwork, Posterior
from rcagraph.pipeline import read_case

ASKED = 5
FIRST_SEED = 101
INTERVIEW = 0.7
# Fives drawn at random for each trust, whose recall is averaged.
FIVES = 10
# After the first answer only the enquiries that were best before it are looked at.
STILL_GOOD = 20
RANDOM = "five at random"


@dataclass(frozen=True, eq=False)
class Trusts:
    """The c trusts of one simulated set that have a main driver, and their answers."""

    model: Model
    made: SimulatedSet
    inferred: Inferred
    chosen: np.ndarray
    seed: int

    @cached_property
    def enquiries(self) -> tuple[Enquiry, ...]:
        """The library's k enquiries, repeated ones once."""
        graph = self.model.graph.nodes
        merged = (each.enquiry for each in self.model.enquiries.merged)
        return tuple(each for each in merged if each.about in graph)

    @cached_property
    def places(self) -> np.ndarray:
        """(k,) the node of each."""
        position = self.model.network.position
        return np.array([position(each.about) for each in self.enquiries])

    @cached_property
    def words(self) -> tuple[Floats, Floats]:
        """(k,) chances that each confirms, the node being there and not."""
        known = self.model.ontology.constants.probabilities
        true = np.array([known[each.if_true] for each in self.enquiries])
        return true, np.array([known[each.if_false] for each in self.enquiries])

    @cached_property
    def weights(self) -> Floats:
        """(c, n) decibans before anything is asked."""
        return np.asarray(self.inferred.weights[self.chosen])

    @cached_property
    def severity(self) -> Floats:
        """(c, n)."""
        return np.asarray(self.inferred.severity[self.chosen])

    @cached_property
    def previous(self) -> Floats:
        """(c, n) beliefs from which feedback links act."""
        assert self.inferred.previous is not None
        return np.asarray(self.inferred.previous[self.chosen])

    @cached_property
    def network(self) -> NoisyOrNetwork:
        """With (c, n) leaks: each driver's is what its past makes of the prior."""
        network = self.inferred.network
        return replace(network, leaks=network.leaks[self.chosen])

    def network_of(self, trust: int) -> NoisyOrNetwork:
        """Return the network of one trust."""
        return replace(self.network, leaks=self.network.leaks[trust])

    def answers(self, reliability: float = 1.0) -> Floats:
        """Return (c, k) what each weighs, and is as likely to be right as, decibans."""
        true, false = self.words
        if_yes = (true / false) ** reliability
        if_no = ((1 - true) / (1 - false)) ** reliability
        wrong = (1 - if_no) / (if_yes - if_no)
        there = self.made.truth.now[self.chosen][:, self.places]
        luck = np.random.default_rng([self.seed, 7]).random(there.shape)
        yes = luck < np.where(there, wrong * if_yes, wrong)
        return np.asarray(10 * np.log10(np.where(yes, if_yes, if_no)))

    @cached_property
    def certain(self) -> Floats:
        """(c, k) the same if every answer settled its node."""
        there = self.made.truth.now[self.chosen][:, self.places]
        return np.where(there, np.inf, -np.inf)

    def posterior(self, weights: Floats) -> Posterior:
        """Return what (c, n) weights make of the beliefs."""
        return infer(
            self.network, weights, engine="propagation", previous=self.previous
        )

    def hits(self, weights: Floats) -> Floats:
        """Return (c, 3) whether a main driver is among the first 1, 3, 5."""
        credit = contributions(self.network, self.posterior(weights), self.severity)
        return self.found(credit.shares[:, self.network.drivers])

    def found(self, scores: Floats) -> Floats:
        """Return the hits (c, 3) of a ranking by (c, d) scores."""
        main = self.made.main[self.chosen]
        return np.array(
            [recalls(scores[each, None], main[each, None]) for each in range(len(main))]
        )

    def worth(self, trust: int, weights: Floats, of: np.ndarray) -> Worth:
        """Return what the answers to some enquiries are expected to tell."""
        return worth_of(
            [self.enquiries[each] for each in of],
            self.model.ontology.constants.probabilities,
            self.network_of(trust),
            weights,
            self.severity[trust],
            engine="propagation",
            previous=self.previous[trust],
        )

    @cached_property
    def at_first(self) -> tuple[Worth, ...]:
        """What every enquiry is worth to each trust before any answer."""
        every = np.arange(len(self.enquiries))
        trusts = range(len(self.chosen))
        return tuple(self.worth(each, self.weights[each], every) for each in trusts)

    def told(self, asked: np.ndarray, answers: Floats) -> Floats:
        """Return the weights after the (c, a) enquiries asked of each trust."""
        after = self.weights.copy()
        rows = np.arange(len(asked))[:, None]
        np.add.at(after, (rows, self.places[asked]), answers[rows, asked])
        return after

    def at_once(self, of: Callable[[Worth], Floats], answers: Floats) -> Floats:
        """Return the weights after the five that were best at first."""
        best = [np.argsort(-of(each), kind="stable")[:ASKED] for each in self.at_first]
        return self.told(np.array(best), answers)

    def in_turn(self, of: Callable[[Worth], Floats], answers: Floats) -> Floats:
        """Return the weights after five, ranked again after each answer."""
        after = self.weights.copy()
        for trust, first in enumerate(self.at_first):
            left = np.argsort(-of(first), kind="stable")[:STILL_GOOD]
            for turn in range(ASKED):
                if turn:
                    worth = of(self.worth(trust, after[trust], left))
                    left = left[np.argsort(-worth, kind="stable")]
                best, left = left[0], left[1:]
                after[trust, self.places[best]] += answers[trust, best]
        return after

    def by_worlds(
        self, value: Callable[[Floats, Floats], Floats], answers: Floats
    ) -> tuple[Floats, Floats]:
        """Ask five in turn, each the best over drawn worlds.

        Returns:
            Hits (c, 3) when drivers are then ranked by contribution, and by the chance
            of being the main one.
        """
        before = shares_before(self.network, self.posterior(self.weights))
        after = self.weights.copy()
        chances = np.empty((len(after), len(self.network.drivers)))
        for trust in range(len(after)):
            asking = Asking(
                network=self.network_of(trust),
                severity=self.severity[trust],
                previous=self.previous[trust],
                before=before[trust],
                places=self.places,
                words=self.words,
                value=value,
            )
            after[trust], chances[trust] = asking.after(
                after[trust], answers[trust], ASKED
            )
        return self.hits(after), self.found(chances)


def ways(trusts: Trusts) -> Iterator[tuple[str, Floats]]:
    """Go through the ways of asking: name, hits (c, 3) after it."""
    rng = np.random.default_rng([trusts.seed, 8])
    shape = (FIVES, len(trusts.chosen), len(trusts.enquiries))
    fives = np.argsort(rng.random(shape), axis=2)[:, :, :ASKED]
    full = trusts.answers()
    yield "nothing asked", trusts.hits(trusts.weights)
    yield "top five by bits", trusts.hits(trusts.at_once(_bits, full))
    yield "top five by shift", trusts.hits(trusts.at_once(_shift, full))
    for kind, answers in (
        ("", full),
        (", certain", trusts.certain),
        (", interviews", trusts.answers(INTERVIEW)),
    ):
        drawn = [trusts.hits(trusts.told(five, answers)) for five in fives]
        yield f"{RANDOM}{kind}", np.mean(drawn, axis=0)
        yield (
            f"five in turn by shift{kind}",
            trusts.hits(trusts.in_turn(_shift, answers)),
        )
        by_credit, by_chance = trusts.by_worlds(recall_of_main, answers)
        yield f"five in turn by recall{kind}", by_credit
        yield f"five in turn and ranked by recall{kind}", by_chance
        if np.isfinite(answers).all():
            after = trusts.weights.copy()
            np.add.at(after.T, trusts.places, answers.T)
            yield f"every enquiry{kind}", trusts.hits(after)
    yield "five in turn by bits", trusts.hits(trusts.in_turn(_bits, full))
    yield "every driver known", _drivers_known(trusts)


def _shift(worth: Worth) -> Floats:
    return worth.shift


def _bits(worth: Worth) -> Floats:
    return worth.bits


def _drivers_known(trusts: Trusts) -> Floats:
    after, places = trusts.weights.copy(), trusts.model.network.drivers
    there = trusts.made.truth.now[trusts.chosen][:, places]
    after[:, places] = np.where(there, np.inf, -np.inf)
    return trusts.hits(after)


def measure(seed: int, most: int) -> dict[str, Floats]:
    """Return name → hits (c, 3) on one simulated set."""
    # Means of metrics that a trust never published are of nothing.
    warnings.simplefilter("ignore", RuntimeWarning)
    world = World(case=read_case())
    made = simulate(world, seed, signal=Signal())
    inferred = infer_set(world, world.model, made)
    chosen = np.flatnonzero(made.main.any(axis=1))[: most or None]
    trusts = Trusts(world.model, made, inferred, chosen, seed)
    return dict(ways(trusts))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=1, help="simulated sets")
    parser.add_argument("--trusts", type=int, default=0, help="of each; 0: all")
    parser.add_argument("--processes", type=int, default=1, help="sets at a time")
    given = parser.parse_args()
    begun = perf_counter()
    seeds = range(FIRST_SEED, FIRST_SEED + given.sets)
    with ProcessPoolExecutor(given.processes) as pool:
        parts = list(pool.map(measure, seeds, [given.trusts] * given.sets))
    hits = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    print(f"{len(hits[RANDOM])} trusts; main driver among the first 1, 3, 5;")
    print("gain at first place on five at random with such answers, standard error")
    for name, found in hits.items():
        one, three, five = found.mean(axis=0)
        gain = (found - hits[_chance(name)])[:, 0]
        error = gain.std(ddof=1) / len(gain) ** 0.5
        print(
            f"{name:40} {one:.3f}  {three:.3f}  {five:.3f}   "
            f"{gain.mean():+.3f}  {error:.3f}"
        )
    print(f"{perf_counter() - begun:.0f} s")


def _chance(name: str) -> str:
    _, comma, answers = name.partition(", ")
    return f"{RANDOM}{comma}{answers}"


if __name__ == "__main__":
    main()
