"""Every organisation inferred in one batch: what questions across them start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, UnknownNameError
from rcagraph.evidence.history import EvidenceHistory
from rcagraph.evidence.peers import is_specialist
from rcagraph.evidence.records import Entry, OrganisationEvidence
from rcagraph.findings.diagnosis import Confidence, Verdict
from rcagraph.findings.model import Inferred, Model
from rcagraph.findings.trajectories import spells
from rcagraph.findings.verdicts import confidence, verdict
from rcagraph.graph.causal_graph import CausalGraph
from rcagraph.graph.node_names import find_node
from rcagraph.inference.marginals import decibans
from rcagraph.inference.network import Floats, Ints
from rcagraph.observations.organisation import Organisation
from rcagraph.vocabulary.terms import Node


@dataclass(frozen=True, kw_only=True)
class Population:
    """c organisations and d drivers, inferred in one batch.

    Attributes:
        organisations: in code order, as are evidence, history and the rows inferred.
        sizes: code → logarithm of a measure of size, where known.
    """

    model: Model
    organisations: tuple[Organisation, ...]
    evidence: tuple[OrganisationEvidence, ...]
    history: EvidenceHistory
    inferred: Inferred
    sizes: Mapping[str, float]

    def __post_init__(self) -> None:
        codes = [each.code for each in self.organisations]
        assert codes == sorted(codes), "in code order, or draws differ"
        assert codes == [each.organisation for each in self.evidence]

    @property
    def as_of(self) -> date:
        """The day up to which figures were used."""
        return self.evidence[0].as_of

    @cached_property
    def drivers(self) -> tuple[Node, ...]:
        """The drivers, in id order."""
        graph = self.model.graph
        return tuple(graph.nodes[self.model.network.nodes[at]] for at in self.places)

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Positions of the drivers in the network, in id order."""
        network = self.model.network
        return tuple(sorted(network.drivers.tolist(), key=network.nodes.__getitem__))

    @cached_property
    def column(self) -> Mapping[str, int]:
        """Driver id → place among the drivers."""
        return {each.id: at for at, each in enumerate(self.drivers)}

    @cached_property
    def row(self) -> Mapping[str, int]:
        """Organisation code → place among the organisations."""
        return {each.code: at for at, each in enumerate(self.organisations)}

    @cached_property
    def beliefs(self) -> Floats:
        """(c, d) beliefs of today."""
        return self.inferred.posterior.beliefs[:, self.places]

    @cached_property
    def contributions(self) -> Floats:
        """(c, d) shares of each organisation's underperformance."""
        return self.inferred.credit.shares[:, self.places]

    @cached_property
    def priors(self) -> Floats:
        """(d,) probability of each driver before any evidence or past."""
        return np.asarray(self.model.priors[list(self.places)])

    @cached_property
    def lifts(self) -> Floats:
        """(c, d) decibans by which each belief lies above its prior."""
        return decibans(self.beliefs) - decibans(self.priors)

    @cached_property
    def direct(self) -> Floats:
        """(c, d) combined decibans of direct evidence, NaN where there is none."""
        found = np.full(self.beliefs.shape, np.nan)
        for row, each in enumerate(self.evidence):
            for node, entries in each.entries.items():
                if entries and node in self.column:
                    found[row, self.column[node]] = each.weights[node]
        return found

    @cached_property
    def told(self) -> NDArray[np.bool_]:
        """(c, d) whether there is direct evidence."""
        return ~np.isnan(self.direct)

    @cached_property
    def in_sight(self) -> NDArray[np.bool_]:
        """(c, d) whether the driver is in sight today (see trajectories)."""
        last = len(self.inferred.days)
        found = np.zeros(self.beliefs.shape, dtype=np.bool_)
        for row, column in np.ndindex(*found.shape):
            seen = self.spells(row, column)
            found[row, column] = bool(seen) and seen[-1][1] == last
        return found

    @cached_property
    def strata(self) -> Ints:
        """(c,) 1 for specialist organisations, which are compared apart, else 0."""
        return np.array(
            [int(is_specialist(each)) for each in self.organisations], dtype=np.int64
        )

    @property
    def days(self) -> tuple[date, ...]:
        """Last day of every quarter, today's included."""
        return (*self.inferred.days, self.as_of)

    def course(self, row: int, column: int) -> Floats:
        """Return beliefs in one driver of one organisation, quarter by quarter."""
        past = self.inferred.past[:, row, self.places[column]]
        return np.append(past, self.beliefs[row, column])

    def spells(self, row: int, column: int) -> list[tuple[int, int]]:
        """Return first and last quarter of every time it was in sight."""
        return spells(self.course(row, column), float(self.priors[column]))

    def entries(self, row: int, column: int) -> tuple[Entry, ...]:
        """Return the direct evidence on a driver of an organisation."""
        return self.evidence[row].entries.get(self.drivers[column].id, ())

    def free_of(self, row: int, column: int) -> bool:
        """Whether direct evidence says that the organisation lacks the driver.

        Refuted as a diagnosis uses the word, and that on more than thin evidence: a
        want of figures, or figures that conflict, free nobody.
        """
        entries = self.entries(row, column)
        given, _ = verdict(
            float(self.beliefs[row, column]),
            float(self.priors[column]),
            entries,
            self.model.ontology.constants,
        )
        combined = float(self.direct[row, column]) if entries else 0.0
        founded = confidence(entries, combined) is not Confidence.LOW
        return given is Verdict.REFUTED and founded and combined < 0


def find_driver(graph: CausalGraph, name: str) -> Node:
    """Return the driver that a name stands for; see ``find_node``.

    Raises:
        UnknownNameError: no node has that name, or it is no driver.
    """
    node = graph.nodes[find_node(graph, name)]
    if node.driver_class is None:
        raise UnknownNameError(
            Problem(
                message="not a driver",
                found=f"{node.id!r}, which is a {node.kind}",
                expected="the id of a driver: something that can be put right",
                code=Code.ID_UNKNOWN,
            )
        )
    return node
