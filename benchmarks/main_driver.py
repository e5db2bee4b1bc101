"""Is the true main driver ranked first? On drawn graphs and on the real one.

Usage: OPENBLAS_NUM_THREADS=1 python benchmarks/main_driver.py [cases]

Cases are drawn from a network, over eight quarters so that loops turn: drivers by their
priors, mechanisms by their strengths. Inference sees the last quarter alone.
The main driver is the one to which most of the symptoms present trace back, over the
mechanisms that fired. A node with figures has a weight drawn as of a test with
detectability d (the distance between its values with and without the node, in standard
deviations); on the real graph the nodes with figures are those of a real trust, another
for each case. Rankings see weights, and severities made from them; never the truth.

``benchmarks/calibration`` asks the same of whole trusts, with figures, gaps, lasting
traits and five years; here the evidence is as good as it is stated to be, so that what
limits a ranking can be told from what limits the evidence.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from calibration.posterior import credit_in
from calibration.truth import draw_truth, true_shares

from rcagraph.inference.contribution import contributions, flow_to
from rcagraph.inference.infer import infer
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork
from rcagraph.inference.worlds import draw_worlds
from rcagraph.pipeline import infer_organisations, read_case
from rcagraph.vocabulary.terms import NodeKind

_TO_DECIBANS = 10 / np.log(10)
_TIE = 1e-9
# Long enough for loops to turn; what is there, and what works, mostly stays.
_QUARTERS, _PERSISTS = 8, 0.95
_NONE = np.empty(0, dtype=np.int64)
Bools = np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class Setting:
    """A network, which of its nodes are symptoms, and which have figures in a case.

    Attributes:
        seen: (cases, n) whether a node has figures.
    """

    network: NoisyOrNetwork
    symptoms: Ints
    seen: Bools


@dataclass(frozen=True, eq=False, kw_only=True)
class Cases:
    """Weights and severities (c, n) that rankings see; true shares (c, d)."""

    weights: Floats
    severity: Floats
    shares: Floats


def main(count: int) -> None:
    """Print one line for each graph and quality of evidence."""
    settings = {
        "drawn graphs": [drawn(np.random.default_rng(seed), 8) for seed in range(25)],
        "the real graph": [real(count)],
    }
    print(f"{'':<30}{'cases':>6}" + "".join(f"{name:>18}" for name in RANKINGS))
    for name, parts in settings.items():
        for detectability in (1.0, 2.0, 3.0, 6.0):
            report(f"{name}, d = {detectability:g}", parts, detectability)


def report(name: str, parts: Sequence[Setting], detectability: float) -> None:
    """Print in which share of cases each ranking has the main driver in 1 and 5."""
    found: dict[str, list[Ints]] = {ranking: [] for ranking in RANKINGS}
    for seed, part in enumerate(parts):
        cases = draw_cases(part, detectability, np.random.default_rng(1000 + seed))
        for ranking, rank in RANKINGS.items():
            found[ranking].append(places(cases.shares, rank(part.network, cases)))
    total = sum(map(len, found["contribution"]))
    line = f"{name:<30}{total:>6}"
    for each in found.values():
        rank = np.concatenate(each)
        line += f"{np.mean(rank < 1):>11.3f} {np.mean(rank < 5):>6.3f}"  # noqa: PLR2004
    print(line, flush=True)


def places(shares: Floats, scores: Floats) -> Ints:
    """Return how many drivers stand before the true main one; ties count by half."""
    real_cases = shares.max(axis=1) > 0
    shares, scores = shares[real_cases], scores[real_cases]
    rows = np.arange(len(shares))
    own = scores[rows, shares.argmax(axis=1)][:, None]
    before = (scores > own + _TIE).sum(axis=1)
    level = (np.abs(scores - own) <= _TIE).sum(axis=1) - 1
    return before + level / 2


def drawn(rng: np.random.Generator, cases: int) -> Setting:
    """Draw 30 drivers, 30 states and 20 symptoms, each with two to four causes."""
    drivers, states, symptoms = 30, 30, 20
    causes, effects = [], []
    for node in range(drivers, drivers + states + symptoms):
        pool = min(drivers + states, node)
        chosen = rng.choice(pool, int(rng.integers(2, 5)), replace=False)
        causes += chosen.tolist()
        effects += [node] * len(chosen)
    n = drivers + states + symptoms
    network = NoisyOrNetwork(
        nodes=tuple(f"n{place:03}" for place in range(n)),
        leaks=np.where(np.arange(n) < drivers, 0.1, 0.05),
        drivers=np.arange(drivers),
        causes=np.array(causes),
        effects=np.array(effects),
        strengths=rng.choice([0.15, 0.4, 0.7], len(causes)),
        feedback_causes=_NONE,
        feedback_effects=_NONE,
        feedback_strengths=np.empty(0),
    )
    seen = rng.random((cases, n)) < np.where(np.arange(n) < drivers, 0.0, 0.7)
    return Setting(network=network, symptoms=np.arange(drivers + states, n), seen=seen)


def real(cases: int) -> Setting:
    """Take the real graph, and for each case the nodes that a real trust has."""
    case = read_case()
    observed = set(case.observations.organisations)
    trusts = tuple(each for each in case.organisations if each.code in observed)
    _, inferred = infer_organisations(case, trusts, None)
    patterns = inferred.weights != 0
    order = np.random.default_rng(0).permutation(len(patterns))
    model = case.model
    symptoms = [
        model.network.position(node.id)
        for node in model.graph.of_kind(NodeKind.SYMPTOM)
    ]
    return Setting(
        network=model.network,
        symptoms=np.array(symptoms),
        seen=patterns[order[np.arange(cases) % len(order)]],
    )


def draw_cases(
    setting: Setting, detectability: float, rng: np.random.Generator
) -> Cases:
    """Draw what is so in each case, and what is seen of it."""
    network = setting.network
    truth = draw_truth(
        network,
        np.full(len(network.nodes), _PERSISTS),
        trusts=len(setting.seen),
        quarters=_QUARTERS,
        rng=rng,
        link_persistence=_PERSISTS,
    )
    present = truth.now
    is_symptom = np.isin(np.arange(present.shape[1]), setting.symptoms)
    shares = true_shares(
        network, truth, (present & is_symptom & setting.seen).astype(np.float64)
    )
    value = rng.normal(size=present.shape) + detectability * (present - 0.5)
    weights = np.where(setting.seen, value * detectability * _TO_DECIBANS, 0.0)
    odds = 10 ** (np.clip(weights, -100, 100) / 10)
    likely = odds / (1 + odds)
    severity = np.where(is_symptom & setting.seen & (likely > 0.5), likely, 0.0)  # noqa: PLR2004
    return Cases(
        weights=weights,
        severity=severity,
        shares=shares[:, network.drivers],
    )


def by_contribution(network: NoisyOrNetwork, cases: Cases) -> Floats:
    """Rank as rcagraph does."""
    posterior = infer(network, cases.weights)
    return contributions(network, posterior, cases.severity).shares[:, network.drivers]


def by_belief(network: NoisyOrNetwork, cases: Cases) -> Floats:
    """Rank by the posterior, as a Bayesian-network library would."""
    return infer(network, cases.weights).beliefs[:, network.drivers]


def by_sampling(network: NoisyOrNetwork, cases: Cases) -> Floats:
    """Rank by how often a driver is the main one: the best there can be."""
    posterior = infer(network, cases.weights)
    beliefs = posterior.beliefs
    onward = [
        flow_to(network, posterior, cause).shares
        for cause in network.feedback_causes.tolist()
    ]
    found = np.zeros(cases.shares.shape)
    for row, severity in enumerate(cases.severity):
        worlds = draw_worlds(
            network, cases.weights[row], beliefs[row], draws=1024, seed=row
        )
        kept, fed_back = credit_in(network, worlds, severity)
        for at, shares in enumerate(onward):
            kept += fed_back[:, at, None] * shares[row]
        own = kept[:, network.drivers]
        largest = own.max(axis=1, keepdims=True)
        found[row] = ((own > largest - _TIE) & (largest > 0)).mean(axis=0)
    return found


def by_pagerank(network: NoisyOrNetwork, cases: Cases) -> Floats:
    """Walk back from symptoms, restarting in proportion to their severity."""
    back = _graph(network).reverse()
    found = np.zeros(cases.shares.shape)
    for row, severity in enumerate(cases.severity):
        start = {place: float(s) for place, s in enumerate(severity) if s > 0}
        if start:
            ranks = nx.pagerank(back, personalization=start)
            found[row] = [ranks[place] for place in network.drivers.tolist()]
    return found


def by_counting(network: NoisyOrNetwork, cases: Cases) -> Floats:
    """Count what speaks for a driver or for what it brings directly."""
    graph = _graph(network)
    near = [[place, *graph.successors(place)] for place in network.drivers.tolist()]
    speaks = cases.weights > 0
    return np.stack([speaks[:, each].sum(axis=1) for each in near], axis=1)


def _graph(network: NoisyOrNetwork) -> nx.DiGraph[int]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(network.nodes)))
    for causes, effects, strengths in (
        (network.causes, network.effects, network.strengths),
        (network.feedback_causes, network.feedback_effects, network.feedback_strengths),
    ):
        for cause, effect, strength in zip(
            causes.tolist(), effects.tolist(), strengths.tolist(), strict=True
        ):
            graph.add_edge(cause, effect, weight=strength)
    return graph


RANKINGS: dict[str, Callable[[NoisyOrNetwork, Cases], Floats]] = {
    "contribution": by_contribution,
    "best possible": by_sampling,
    "PageRank": by_pagerank,
    "counting": by_counting,
    "belief": by_belief,
}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 268)
