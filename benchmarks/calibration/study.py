"""What is measured on simulated sets, and on the real figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from calibration.path import SimulatedSet, World, simulate
from calibration.posterior import sample
from calibration.rankings import (
    by_direct_evidence,
    by_evidence,
    by_pagerank,
    by_prior,
)
from calibration.scores import Reliability, recalls, reliability
from calibration.simulate import Signal
from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.findings.model import Model
from rcagraph.findings.symptoms import severities
from rcagraph.graph.causal_graph import CausalGraph
from rcagraph.inference.contribution import contributions
from rcagraph.inference.infer import Engine, infer
from rcagraph.inference.network import Floats, NoisyOrNetwork
from rcagraph.vocabulary.terms import Constants, Lens, NodeKind


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Outcome:
    """How the tool did on some sets: calibration, and recall at 1, 3, 5 by ranking."""

    drivers: Reliability
    others: Reliability
    recalls: Mapping[str, Floats]
    counted: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Found:
    """What the path finds: (t, n) arrays, and (t, d) contributions."""

    weights: Floats
    severity: Floats
    beliefs: Floats
    shares: Floats


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
    rankings: bool = True,
    exact: bool = False,
) -> Outcome:
    """Simulate sets, run the whole path on each, and score what comes out.

    Args:
        world: the real figures and model.
        constants: what the tool uses.
        seeds: one set each.
        signal: how loudly nodes speak.
        truths: whose priors and leak hold in the simulated trusts; the tool's if None.
        best: also sample mechanisms from the posterior (dear).
        rankings: also rank by the baselines.
        exact: by the exact engine, some twenty times slower than propagation.
    """
    model = model_with(world.model, constants)
    acting = model_with(world.model, truths or constants).network
    beliefs, present, mains = [], [], []
    scores: dict[str, list[Floats]] = {}
    for seed in seeds:
        made, _ = simulate(world, seed, signal=signal, network=acting)
        evidence = world.weigh(made.table, constants)
        inferred = infer_set(model, evidence, exact=exact)
        beliefs.append(inferred.beliefs)
        present.append(made.truth.now)
        mains.append(made.main)
        found = {"contribution": inferred.shares}
        if rankings:
            found |= baselines(model, evidence, inferred)
        if best:
            drawn = sample(
                model.network, inferred.weights, inferred.severity,
                chains=12, samples=80, apart=2, seed=seed,
            )  # fmt: skip
            found["best possible"] = drawn.shares
        for name, each in found.items():
            scores.setdefault(name, []).append(each)
    return _outcome(model.network, beliefs, present, mains, scores)


def infer_set(
    model: Model, evidence: Sequence[OrganisationEvidence], *, exact: bool = False
) -> Found:
    """Infer on the figures of one day, by propagation unless asked otherwise."""
    weights, severity = node_arrays(model, evidence)
    engine: Engine = "exact" if exact else "propagation"
    posterior = infer(model.network, weights, plan=model.plan, engine=engine)
    credit = contributions(model.network, posterior, severity)
    return Found(
        weights=weights,
        severity=severity,
        beliefs=posterior.beliefs,
        shares=credit.shares[:, model.network.drivers],
    )


def baselines(
    model: Model, evidence: Sequence[OrganisationEvidence], inferred: Found
) -> dict[str, Floats]:
    """Return the rankings to be beaten (t, d)."""
    return {
        "personalised PageRank": by_pagerank(model, inferred.severity),
        "evidence counting, direct": by_direct_evidence(model, evidence),
        "evidence counting, reach": by_evidence(model, evidence),
        "belief": inferred.beliefs[:, model.network.drivers],
        "uninformed prior": by_prior(model, len(evidence)),
    }


def _outcome(
    network: NoisyOrNetwork,
    beliefs: list[Floats],
    present: list[np.ndarray],
    mains: list[np.ndarray],
    scores: Mapping[str, list[Floats]],
) -> Outcome:
    believed, so = np.concatenate(beliefs), np.concatenate(present)
    main = np.concatenate(mains)
    others = np.setdiff1d(np.arange(len(network.nodes)), network.drivers)
    return Outcome(
        drivers=reliability(believed[:, network.drivers], so[:, network.drivers]),
        others=reliability(believed[:, others], so[:, others]),
        recalls={
            name: recalls(np.concatenate(each), main) for name, each in scores.items()
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
    runs: dict[str, list[tuple[SimulatedSet, NoisyOrNetwork]]] = {}
    for seed in seeds:
        rng = np.random.default_rng([seed, 30])
        network = model.network
        deaf = replace(signal, tests=0.0)
        for name, acting, thinking, heard in (
            ("as drawn", network, network, signal),
            ("strengths wrong by up to 30 %", _wrong(network, rng), network, signal),
            ("20 % of links unknown", network, _fewer(network, rng), signal),
            ("tests say nothing of their own", network, network, deaf),
        ):
            made, _ = simulate(world, seed, signal=heard, network=acting)
            runs.setdefault(name, []).append((made, thinking))
    return {
        name: _disturbed(world, model, constants, each) for name, each in runs.items()
    }


def _disturbed(
    world: World,
    model: Model,
    constants: Constants,
    runs: Sequence[tuple[SimulatedSet, NoisyOrNetwork]],
) -> Outcome:
    beliefs, present, mains, shares = [], [], [], []
    for made, thinking in runs:
        weights, severity = node_arrays(model, world.weigh(made.table, constants))
        posterior = infer(thinking, weights, engine="propagation")
        credit = contributions(thinking, posterior, severity)
        beliefs.append(posterior.beliefs)
        present.append(made.truth.now)
        mains.append(made.main)
        shares.append(credit.shares[:, model.network.drivers])
    return _outcome(model.network, beliefs, present, mains, {"contribution": shares})


def node_arrays(
    model: Model, evidence: Sequence[OrganisationEvidence]
) -> tuple[Floats, Floats]:
    """Return weights and severities (t, n)."""
    weights = np.zeros((len(evidence), len(model.network.nodes)))
    severity = np.zeros_like(weights)
    for row, each in enumerate(evidence):
        for node, decibans in each.weights.items():
            if node in model.graph.nodes:
                weights[row, model.network.position(node)] = decibans
        for node, size in severities(each, model.graph, model.ontology).items():
            severity[row, model.network.position(node)] = size
    return weights, severity


def _wrong(network: NoisyOrNetwork, rng: np.random.Generator) -> NoisyOrNetwork:
    def off(values: Floats) -> Floats:
        return np.minimum(values * rng.uniform(0.7, 1.3, len(values)), 0.99)

    return replace(
        network,
        strengths=off(network.strengths),
        feedback_strengths=off(network.feedback_strengths),
    )


def _fewer(network: NoisyOrNetwork, rng: np.random.Generator) -> NoisyOrNetwork:
    kept = rng.random(len(network.causes)) >= 0.2  # noqa: PLR2004
    back = rng.random(len(network.feedback_causes)) >= 0.2  # noqa: PLR2004
    return replace(
        network,
        causes=network.causes[kept],
        effects=network.effects[kept],
        strengths=network.strengths[kept],
        feedback_causes=network.feedback_causes[back],
        feedback_effects=network.feedback_effects[back],
        feedback_strengths=network.feedback_strengths[back],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OnReal:
    """What constants do on the real figures.

    Attributes:
        believed: share of drivers believed at .5 or more.
        mean_driver, mean_symptom: mean beliefs.
        prior_symptom: mean belief in a symptom before any evidence.
        symptoms: code → symptoms believed at .5 or more.
        capped: lens → share of readings at the cap, either way.
    """

    believed: float
    mean_driver: float
    mean_symptom: float
    prior_symptom: float
    symptoms: Mapping[str, int]
    capped: Mapping[str, float]


def on_real(world: World, constants: Constants, codes: Sequence[str]) -> OnReal:
    """Run the real figures through the path."""
    model = model_with(world.model, constants)
    evidence = world.weigh(world.case.observations, constants)
    weights, _ = node_arrays(model, evidence)
    network = model.network
    beliefs = infer(network, weights, engine="propagation").beliefs
    before = infer(network, np.zeros(weights.shape[1]), engine="propagation").beliefs[0]
    symptoms = [network.position(n.id) for n in model.graph.of_kind(NodeKind.SYMPTOM)]
    drivers = beliefs[:, network.drivers]
    return OnReal(
        believed=float((drivers >= 0.5).mean()),  # noqa: PLR2004
        mean_driver=float(drivers.mean()),
        mean_symptom=float(beliefs[:, symptoms].mean()),
        prior_symptom=float(before[symptoms].mean()),
        symptoms={
            code: int((beliefs[world.codes.index(code), symptoms] >= 0.5).sum())  # noqa: PLR2004
            for code in codes
        },
        capped=_capped(model, evidence, constants),
    )


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
