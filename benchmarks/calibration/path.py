"""Simulated trusts through the whole path: figures, weights, beliefs, contributions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from calibration.figures import Shape, shapes_of
from calibration.simulate import Signal, simulate_table
from calibration.truth import Truth, draw_truth, true_shares
from rcagraph.evidence.history import EvidenceHistory, weigh_history
from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.evidence.weigh import weigh
from rcagraph.findings.model import Model
from rcagraph.findings.symptoms import severities
from rcagraph.hypotheses.hypothesis import Hypothesis
from rcagraph.inference.network import Floats, NoisyOrNetwork
from rcagraph.observations.table import ObservationTable
from rcagraph.pipeline import Case
from rcagraph.vocabulary.terms import Constants, DriverClass, Ontology

# Older figures than this are of the first quarter; the tool filters the last twenty.
QUARTERS = 29
# As in the tool: robust standard deviations beyond which worse is not told apart.
WORST = 3.0


@dataclass(frozen=True, kw_only=True)
class World:
    """What every simulated set has in common: the real figures and the real model."""

    case: Case

    @cached_property
    def until(self) -> date:
        """Last day seen."""
        latest = self.case.observations.latest
        assert latest is not None
        return latest

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Codes of the trusts whose places simulated ones take, rising."""
        observed = set(self.case.observations.organisations)
        return tuple(sorted(set(self.case.by_code) & observed))

    @property
    def model(self) -> Model:
        """The real model."""
        return self.case.model

    @cached_property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """The real hypotheses."""
        return tuple(each.hypothesis for each in self.model.library.hypotheses)

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """The real figures' shapes."""
        return shapes_of(
            self.case.observations,
            self.model.ontology,
            self.hypotheses,
            self.codes,
            until=self.until,
        )

    @cached_property
    def persistence(self) -> Floats:
        """(n,) chance that what is there is there a quarter on."""
        known = self.model.ontology.constants.persistence
        classes = [
            self.model.graph.nodes[n].driver_class for n in self.model.network.nodes
        ]
        # What comes from no driver is taken to pass as quickly as an operational one.
        return np.array([known[each or DriverClass.OPERATIONAL] for each in classes])

    def ontology(self, constants: Constants | None) -> Ontology:
        """Return the real ontology, with other constants if given."""
        real = self.model.ontology
        return real if constants is None else replace(real, constants=constants)

    def weigh(
        self, table: ObservationTable, constants: Constants | None = None
    ) -> tuple[OrganisationEvidence, ...]:
        """Weigh figures of today by the real code, in the order of ``codes``."""
        found = weigh(
            table,
            self.ontology(constants),
            self.case.organisations,
            self.hypotheses,
            self.codes,
            as_of=self.until,
        )
        return tuple(found[code] for code in self.codes)

    def history(
        self,
        table: ObservationTable,
        evidence: Sequence[OrganisationEvidence],
        constants: Constants | None = None,
    ) -> EvidenceHistory:
        """Weigh the quarters before by the real code; evidence is today's."""
        return weigh_history(
            table,
            self.ontology(constants),
            self.case.organisations,
            self.hypotheses,
            evidence,
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class SimulatedSet:
    """One set of simulated trusts, a row each.

    Attributes:
        network: in which the truth was drawn.
        table: the figures that the trusts published.
        evidence: what the real code makes of today's.
        observed: (t, n) symptoms that have figures.
        shares: (t, n) of the mechanisms that fired; see ``true_shares``.
    """

    network: NoisyOrNetwork
    truth: Truth
    table: ObservationTable
    evidence: tuple[OrganisationEvidence, ...]
    observed: np.ndarray
    shares: Floats

    @cached_property
    def main(self) -> np.ndarray:
        """(t, d) drivers with the largest true contribution; none where all are 0."""
        shares = self.shares[:, self.network.drivers]
        largest = shares.max(axis=1, keepdims=True)
        return np.asarray((shares > largest - 1e-9) & (largest > 0))


def simulate(
    world: World,
    seed: int,
    *,
    signal: Signal,
    network: NoisyOrNetwork | None = None,
    constants: Constants | None = None,
) -> SimulatedSet:
    """Draw trusts, their figures and what the real code makes of these.

    Args:
        world: the real figures and model.
        seed: of all chance.
        signal: how loudly nodes speak.
        network: in which causes act, if not the model's.
        constants: to weigh with, if not the model's.
    """
    rng = np.random.default_rng(seed)
    network = network or world.model.network
    truth = draw_truth(
        network,
        world.persistence,
        trusts=len(world.codes),
        quarters=QUARTERS,
        rng=rng,
    )
    table = simulate_table(
        world.shapes,
        truth,
        network,
        real=world.case.observations,
        codes=world.codes,
        ontology=world.model.ontology,
        hypotheses=world.hypotheses,
        until=world.until,
        signal=signal,
        rng=rng,
    )
    evidence = world.weigh(table, constants)
    observed = _observed(world, evidence)
    severity = np.clip(signal.effect * truth.size / WORST, 0, 1) * observed
    return SimulatedSet(
        network=network,
        truth=truth,
        table=table,
        evidence=evidence,
        observed=observed,
        shares=true_shares(network, truth, severity),
    )


def _observed(world: World, evidence: Sequence[OrganisationEvidence]) -> np.ndarray:
    graph, ontology = world.model.graph, world.model.ontology
    found = np.zeros((len(evidence), len(world.model.network.nodes)))
    for row, each in enumerate(evidence):
        for node in severities(each, graph, ontology):
            found[row, world.model.network.position(node)] = 1
    return found
