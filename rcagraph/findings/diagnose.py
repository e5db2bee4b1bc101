"""The diagnosis of one organisation, from its evidence and the causal graph."""

from __future__ import annotations

from collections.abc import Mapping

from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.findings.diagnosis import (
    Diagnosis,
    Method,
    MissingMetric,
    RankedDriver,
)
from rcagraph.findings.enquiries import rank_enquiries
from rcagraph.findings.loops import loops_turning
from rcagraph.findings.model import Inferred, Model
from rcagraph.findings.moved import what_answers_did
from rcagraph.findings.ranking import rank_drivers
from rcagraph.findings.symptoms import severities, symptom_findings
from rcagraph.inference.network import Floats, NoisyOrNetwork
from rcagraph.inference.uncertainty import rank_intervals
from rcagraph.observations.organisation import Organisation
from rcagraph.vocabulary.terms import Ontology


def diagnose_organisation(  # noqa: PLR0913 - one stage's whole input
    model: Model,
    organisation: Organisation,
    evidence: OrganisationEvidence,
    inferred: Inferred,
    row: int,
    *,
    observations: int,
    draws: int = 200,
    seed: int = 0,
) -> Diagnosis:
    """Rank drivers, find loops and enquiries of the organisation in a row.

    Args:
        observations: how many observations the run read.
        draws: parameter draws behind rank intervals.
        seed: of those draws.
    """
    network, ontology = model.network, model.ontology
    weights, severity = inferred.weights[row], inferred.severity[row]
    beliefs = _by_node(network, inferred.posterior.beliefs[row])
    intervals = rank_intervals(
        inferred.network_of(row),
        weights,
        severity,
        concentrations=model.concentrations,
        # Priors and leaks are judgements: as firm as an expert prior.
        leak_concentration=ontology.constants.concentration["expert-prior"],
        draws=draws,
        seed=seed,
        previous=inferred.previous_of(row),
    )
    drivers = rank_drivers(model, evidence, inferred, row, intervals)
    shown = severities(evidence, model.graph, ontology)
    return Diagnosis(
        organisation=organisation,
        as_of=evidence.as_of,
        drivers=drivers,
        unexplained=float(inferred.credit.unexplained[row]),
        class_shares=_class_shares(drivers),
        symptoms=symptom_findings(model.graph, beliefs, shown),
        loops=loops_turning(model.graph, beliefs, ontology.loops),
        enquiries=rank_enquiries(model, evidence, inferred, row),
        missing=_missing(evidence, ontology, organisation.type),
        beliefs=beliefs,
        evidence=evidence,
        graph=model.graph,
        feedback=tuple(link for link in model.graph.links if link.feedback),
        ontology=ontology,
        method=_method(model, evidence, inferred, observations, draws, seed),
        themes=model.library.themes,
        answered=what_answers_did(model, evidence, inferred, row),
    )


def _by_node(network: NoisyOrNetwork, row: Floats) -> Mapping[str, float]:
    return {node: float(value) for node, value in zip(network.nodes, row, strict=True)}


def _class_shares(drivers: tuple[RankedDriver, ...]) -> Mapping[str, float]:
    shares: dict[str, float] = {}
    for each in drivers:
        assert each.node.driver_class is not None
        name = each.node.driver_class.value
        shares[name] = shares.get(name, 0.0) + each.contribution
    return dict(sorted(shares.items()))


def _missing(
    evidence: OrganisationEvidence, ontology: Ontology, organisation_type: str
) -> tuple[MissingMetric, ...]:
    return tuple(
        MissingMetric(
            metric=name,
            label=ontology.metrics[name].label,
            node=ontology.metrics[name].indicates or "",
            why=each.missing,
        )
        for name, each in sorted(evidence.metrics.items())
        if each.missing and ontology.metrics[name].speaks_of(organisation_type)
    )


def _method(  # noqa: PLR0913, PLR0917 - one record of many parts
    model: Model,
    evidence: OrganisationEvidence,
    inferred: Inferred,
    observations: int,
    draws: int,
    seed: int,
) -> Method:
    posterior = inferred.posterior
    return Method(
        version=model.version,
        ontology_version=model.ontology.version,
        engine=posterior.engine,
        width=posterior.width,
        iterations=posterior.iterations,
        residual=posterior.residual,
        draws=draws,
        seed=seed,
        observations=observations,
        hypotheses=len(model.library.hypotheses),
        links=len(model.graph.links),
        local_claims=sum(
            claim.local for link in model.graph.links for claim in link.claims
        ),
        strengths=model.strengths,
        quarters=len(inferred.days) + 1,
        peers="named" if evidence.peers_named else "nearest",
        without=model.without,
    )
