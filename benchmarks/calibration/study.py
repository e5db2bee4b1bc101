"""What is measured on simulated sets, and on the real figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from calibration.path import SimulatedSet, World, simulate
from calibration.posterior import expected_credit
from calibration.rankings import (
    by_direct_evidence,
    by_evidence,
    by_pagerank,
    by_prior,
)
from calibration.scores import Reliability, recalls, reliability
from calibration.simulate import Signal
from rcagraph.evidence.history import EvidenceHistory
from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.findings.model import Inferred, Model, infer_all
from rcagraph.graph.causal_graph import CausalGraph
from rcagraph.inference.infer import infer
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork
from rcagraph.vocabulary.terms import Constants, Lens, NodeKind

_FEWEST_PAIRS = 200
_NEXT_TO_NOTHING = 1e-9


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Outcome:
    """How the tool did on some sets: calibration, and recall at 1, 3, 5 by ranking."""

    drivers: Reliability
    others: Reliability
    recalls: Mapping[str, Floats]
    counted: int


def model_with(
    model: Model, constants: Constants, graph: CausalGraph | None = None
) -> Model:
    """Return the model with other constants, and perhaps another graph."""
    ontology = replace(model.ontology, constants=constants)
    return Model(
        ontology=ontology,
        library=model.library,
        graph=graph or model.graph,
        version=model.version,
    )


def with_priors(constants: Constants, prior: float, leak: float) -> Constants:
    """Return constants with one prior for every class of drivers, and a leak."""
    return replace(constants, priors=dict.fromkeys(constants.priors, prior), leak=leak)


def measure(  # noqa: PLR0913
    world: World,
    constants: Constants,
    seeds: Sequence[int],
    *,
    signal: Signal,
    truths: Constants | None = None,
    best: bool = False,
) -> Outcome:
    """Simulate sets, run the whole path on each, and score what comes out.

    Args:
        world: the real figures and model.
        constants: what the tool uses.
        seeds: one set each.
        signal: how loudly nodes speak.
        truths: whose priors and leak hold in the simulated trusts; the tool's if None.
        best: also draw worlds from the posterior (dear).
    """
    model = model_with(world.model, constants)
    acting = model_with(world.model, truths or constants).network
    runs = []
    for seed in seeds:
        made = simulate(world, seed, signal=signal, network=acting, constants=constants)
        inferred = infer_set(world, model, made)
        found = {"contribution": shares_of(inferred)}
        if best:
            found["best possible"] = expected_credit(inferred)
        found |= baselines(model, made.evidence, inferred)
        runs.append((made, inferred, found))
    return _outcome(runs)


def infer_set(world: World, model: Model, made: SimulatedSet) -> Inferred:
    """Infer as a diagnosis does: twenty quarters filtered, today exactly."""
    constants = model.ontology.constants
    history = world.history(made.table, made.evidence, constants)
    return infer_all(model, made.evidence, history)


def shares_of(inferred: Inferred) -> Floats:
    """Return the drivers' contributions (t, d)."""
    return np.asarray(inferred.credit.shares[:, inferred.network.drivers])


def baselines(
    model: Model, evidence: Sequence[OrganisationEvidence], inferred: Inferred
) -> dict[str, Floats]:
    """Return the rankings to be beaten (t, d)."""
    return {
        "personalised PageRank": by_pagerank(model, inferred.severity),
        "evidence counting, direct": by_direct_evidence(model, evidence),
        "evidence counting, reach": by_evidence(model, evidence),
        "belief": inferred.posterior.beliefs[:, model.network.drivers],
        "uninformed prior": by_prior(model, len(evidence)),
    }


def _outcome(
    runs: Sequence[tuple[SimulatedSet, Inferred, Mapping[str, Floats]]],
) -> Outcome:
    network = runs[0][1].network
    believed = np.concatenate([each.posterior.beliefs for _, each, _ in runs])
    so = np.concatenate([made.truth.now for made, _, _ in runs])
    main = np.concatenate([made.main for made, _, _ in runs])
    others = np.setdiff1d(np.arange(len(network.nodes)), network.drivers)
    return Outcome(
        drivers=reliability(believed[:, network.drivers], so[:, network.drivers]),
        others=reliability(believed[:, others], so[:, others]),
        recalls={
            name: recalls(np.concatenate([found[name] for *_, found in runs]), main)
            for name in runs[0][2]
        },
        counted=int(main.any(axis=1).sum()),
    )


def robustness(
    world: World, constants: Constants, seeds: Sequence[int], *, signal: Signal
) -> dict[str, Outcome]:
    """Measure with strengths that are wrong, links that are missing, tests that err.

    The trusts are drawn from the disturbed world; the tool keeps what it has. For
    missing links the trusts keep all of them and the tool lacks a fifth.
    """
    model = model_with(world.model, constants)
    network, deaf = model.network, replace(signal, tests=0.0)
    runs: dict[str, list[tuple[SimulatedSet, Inferred, Mapping[str, Floats]]]] = {}
    for seed in seeds:
        rng = np.random.default_rng([seed, 30])
        for name, acting, thinking, heard in (
            ("as drawn", network, model, signal),
            ("strengths wrong by up to 30 %", _wrong(network, rng), model, signal),
            ("20 % of links unknown", network, _fewer(model, rng), signal),
            ("tests say nothing of their own", network, model, deaf),
        ):
            made = simulate(
                world, seed, signal=heard, network=acting, constants=constants
            )
            inferred = infer_set(world, thinking, made)
            found = {"contribution": shares_of(inferred)}
            runs.setdefault(name, []).append((made, inferred, found))
    return {name: _outcome(each) for name, each in runs.items()}


def _wrong(network: NoisyOrNetwork, rng: np.random.Generator) -> NoisyOrNetwork:
    def off(values: Floats) -> Floats:
        return np.minimum(values * rng.uniform(0.7, 1.3, len(values)), 0.99)

    return replace(
        network,
        strengths=off(network.strengths),
        feedback_strengths=off(network.feedback_strengths),
    )


def _fewer(model: Model, rng: np.random.Generator) -> Model:
    """Return the model with a fifth of its links as good as gone, nodes in place."""
    gone = rng.random(len(model.graph.links)) < 0.2  # noqa: PLR2004
    links = tuple(
        replace(link, strength=_NEXT_TO_NOTHING) if lacks else link
        for link, lacks in zip(model.graph.links, gone, strict=True)
    )
    graph = CausalGraph(nodes=model.graph.nodes, links=links)
    return model_with(model, model.ontology.constants, graph)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnReal:
    """What constants do on the real figures.

    Attributes:
        believed: drivers believed at .5 or more in a trust, on average.
        mean_driver, mean_symptom: mean beliefs.
        prior_symptom: mean belief in a symptom before any evidence.
        drivers, symptoms: code → how many are believed at .5 or more.
        capped: lens → share of readings at the cap, either way.
        carry_over: median over nodes of how far weights correlate with those of one,
            two, four, eight and sixteen quarters before.
    """

    believed: float
    mean_driver: float
    mean_symptom: float
    prior_symptom: float
    drivers: Mapping[str, int]
    symptoms: Mapping[str, int]
    capped: Mapping[str, float]
    carry_over: tuple[float, ...]


def on_real(world: World, constants: Constants, codes: Sequence[str]) -> OnReal:
    """Run the real figures through the path."""
    model = model_with(world.model, constants)
    table, network = world.case.observations, model.network
    evidence = world.weigh(table, constants)
    history = world.history(table, evidence, constants)
    inferred = infer_all(model, evidence, history)
    beliefs = inferred.posterior.beliefs
    before = infer(network, np.zeros(len(network.nodes)), engine="propagation")
    symptoms = [network.position(n.id) for n in model.graph.of_kind(NodeKind.SYMPTOM)]
    drivers = beliefs[:, network.drivers]

    def believed(nodes: Sequence[int] | Ints) -> dict[str, int]:
        return {
            code: int((beliefs[world.codes.index(code), nodes] >= 0.5).sum())  # noqa: PLR2004
            for code in codes
        }

    return OnReal(
        believed=float((drivers >= 0.5).sum(axis=1).mean()),  # noqa: PLR2004
        mean_driver=float(drivers.mean()),
        mean_symptom=float(beliefs[:, symptoms].mean()),
        prior_symptom=float(before.beliefs[0, symptoms].mean()),
        drivers=believed(network.drivers),
        symptoms=believed(symptoms),
        capped=_capped(model, evidence, constants),
        carry_over=carry_over(history),
    )


def carry_over(history: EvidenceHistory) -> tuple[float, ...]:
    """Return how far weights on a node repeat over quarters; see ``OnReal``."""
    return tuple(
        float(np.nanmedian([_pairs(table, apart) for table in _by_node(history)]))
        for apart in (1, 2, 4, 8, 16)
    )


def _by_node(history: EvidenceHistory) -> list[Floats]:
    """Return the (q, k) weights of each node, NaN where nothing stood."""
    found = np.where(history.standing == 0, np.nan, history.standing)
    return list(np.moveaxis(found, -1, 0))


def _pairs(table: Floats, apart: int) -> float:
    before, after = table[:-apart].ravel(), table[apart:].ravel()
    known = ~np.isnan(before) & ~np.isnan(after)
    if known.sum() < _FEWEST_PAIRS:
        return float("nan")
    return float(np.corrcoef(before[known], after[known])[0, 1])


def _capped(
    model: Model, evidence: Sequence[OrganisationEvidence], constants: Constants
) -> Mapping[str, float]:
    metrics = model.ontology.metrics
    at: dict[Lens, list[bool]] = {}
    for each in evidence:
        for name, found in each.metrics.items():
            if not metrics[name].indicates:
                continue
            full = constants.weight_cap * metrics[name].reliability
            for reading in found.readings:
                if reading.z is not None and full:
                    at.setdefault(reading.lens, []).append(
                        abs(reading.weight) >= full * (1 - 1e-9)
                    )
    return {lens.value: float(np.mean(hits)) for lens, hits in sorted(at.items())}
